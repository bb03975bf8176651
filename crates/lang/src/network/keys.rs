//! Rows found by the hash of a word: sorted keys, with a table of where each first byte pair begins.

use crate::model::{ModelError, Reader, Writer};

/// Keys in ascending order; the place of a key is its row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Keys {
    keys: Vec<u32>,
    /// For each value of the upper bits, the first key with it.
    starts: Vec<u32>,
}

/// Bits that `starts` looks at.
const BITS: u32 = 14;

impl Keys {
    /// From keys in ascending order, each once.
    pub(crate) fn new(keys: Vec<u32>) -> Self {
        let mut starts = Vec::with_capacity((1 << BITS) + 1);
        for (row, &key) in keys.iter().enumerate() {
            while starts.len() <= (key >> (32 - BITS)) as usize {
                starts.push(row as u32);
            }
        }
        starts.resize((1 << BITS) + 1, keys.len() as u32);
        Self { keys, starts }
    }

    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The row of a key.
    #[inline]
    pub(crate) fn find(&self, key: u32) -> Option<usize> {
        let bucket = (key >> (32 - BITS)) as usize;
        let (from, to) = (*self.starts.get(bucket)? as usize, *self.starts.get(bucket + 1)? as usize);
        self.keys[from..to].iter().position(|&k| k == key).map(|at| from + at)
    }

    pub(crate) fn write(&self, out: &mut Writer) {
        out.keys(self.keys.iter().copied());
    }

    pub(crate) fn read(bytes: &mut Reader<'_>) -> Result<Self, ModelError> {
        Ok(Self::new(bytes.keys()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn each_key_is_found_and_no_other(set in proptest::collection::btree_set(any::<u32>(), 0..300), other: u32) {
            let sorted: Vec<u32> = set.iter().copied().collect();
            let keys = Keys::new(sorted.clone());
            for (row, &key) in sorted.iter().enumerate() {
                prop_assert_eq!(keys.find(key), Some(row));
            }
            prop_assert_eq!(keys.find(other).is_some(), set.contains(&other));
        }
    }
}
