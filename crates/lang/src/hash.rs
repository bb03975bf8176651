//! Hashes of words and features: the same on every machine and in every release, since weights
//! are stored under them.

const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

/// The hash of a word or part of a word.
pub(crate) fn text(bytes: &[u8]) -> u32 {
    let mut hash = 0xCBF2_9CE4_8422_2325_u64;
    for &byte in bytes {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
    }
    (hash.wrapping_mul(FACTOR) >> 32) as u32
}

/// The key of a feature: a template and the atoms that fill it.
#[inline]
pub(crate) fn feature(template: u32, atoms: &[u32]) -> u32 {
    let mut hash = u64::from(template).wrapping_add(1).wrapping_mul(FACTOR);
    for &atom in atoms {
        hash = (hash.rotate_left(23) ^ u64::from(atom)).wrapping_mul(FACTOR);
    }
    ((hash ^ (hash >> 29)).wrapping_mul(FACTOR) >> 32) as u32
}
