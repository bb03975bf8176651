//! Bodies of records: packed for the file, and unpacked within bounds.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;

/// Longest body, in bytes: what a damaged length cannot go beyond.
const LONGEST: u64 = 1 << 30;

/// Packs bytes: their length in eight bytes, then a zlib stream.
pub(crate) fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(bytes.len() / 3 + 64);
    packed.extend((bytes.len() as u64).to_le_bytes());
    let mut encoder = ZlibEncoder::new(packed, Compression::fast());
    // A vector takes all that is written to it.
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.unwrap_or_default()
}

/// Unpacks bytes; `None` where they are damaged. A stream longer than its length says is not followed.
pub(crate) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let (length, stream) = packed.split_first_chunk()?;
    let length = u64::from_le_bytes(*length);
    if length > LONGEST {
        return None;
    }
    let mut bytes = Vec::new();
    ZlibDecoder::new(stream).take(length + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 == length).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_packed_unpacks(bytes in proptest::collection::vec(any::<u8>(), 0..2000), cut in 0usize..20) {
            let packed = pack(&bytes);
            prop_assert_eq!(unpack(&packed), Some(bytes.clone()));
            if cut > 0 {
                prop_assert_eq!(unpack(&packed[..packed.len().saturating_sub(cut)]), None);
            }
        }

        #[test]
        fn no_bytes_do_harm(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = unpack(&bytes);
        }
    }
}
