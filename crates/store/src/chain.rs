//! The chain of hashes over records.

use sha2::{Digest as _, Sha256};

/// A SHA-256.
pub(crate) type Hash = [u8; 32];

/// The hash of a record: over the hash of the record before (zeros for the first) and all its own fields,
/// each with its length before it, so that no two records hash the same bytes.
pub(crate) fn hash(before: &Hash, seq: i64, kind: &str, at: &str, report: Option<i64>, body: &[u8]) -> Hash {
    let mut all = Sha256::new();
    all.update(before);
    all.update(seq.to_le_bytes());
    all.update(report.unwrap_or(0).to_le_bytes());
    for field in [kind.as_bytes(), at.as_bytes(), body] {
        all.update((field.len() as u64).to_le_bytes());
        all.update(field);
    }
    all.finalize().into()
}

/// SHA-256 of bytes.
pub(crate) fn sha256(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Hexadecimal digits as a hash.
pub(crate) fn from_hex(digits: &str) -> Option<Hash> {
    let mut hash = [0; 32];
    if digits.len() != 64 {
        return None;
    }
    for (byte, at) in hash.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()?;
    }
    Some(hash)
}
