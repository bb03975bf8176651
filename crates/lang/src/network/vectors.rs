//! Vectors of words learned from much text by others, in a tenth of their size.
//!
//! Source: product quantisation, Jégou et al., IEEE PAMI 33(1), 2011: a vector is cut into groups
//! of four numbers, and each group is written as the number of the nearest of 256 such groups.

use super::keys::Keys;
use crate::model::{ModelError, Reader, Writer};

/// Numbers in a group.
pub(crate) const GROUP: usize = 4;
/// Groups to choose from, at each place.
pub(crate) const CHOICES: usize = 256;

/// The vectors.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Vectors {
    /// Words by the hash of their lower-case form.
    pub(crate) keys: Keys,
    /// Numbers a vector.
    pub(crate) width: usize,
    /// `places x CHOICES x GROUP` numbers.
    pub(crate) groups: Vec<f32>,
    /// `words x places` choices.
    pub(crate) codes: Vec<u8>,
}

impl Vectors {
    fn places(&self) -> usize {
        self.width / GROUP
    }

    /// Writes the vector of a row.
    #[inline]
    pub(crate) fn copy(&self, row: usize, out: &mut [f32]) {
        let places = self.places();
        let codes = &self.codes[row * places..(row + 1) * places];
        for (place, (&code, out)) in codes.iter().zip(out.chunks_exact_mut(GROUP)).enumerate() {
            let at = (place * CHOICES + usize::from(code)) * GROUP;
            out.copy_from_slice(&self.groups[at..at + GROUP]);
        }
    }

    pub(crate) fn write(&self, out: &mut Writer) {
        out.number(self.width as u64);
        self.keys.write(out);
        out.halves(&self.groups);
        out.bytes(&self.codes);
    }

    pub(crate) fn read(bytes: &mut Reader<'_>) -> Result<Self, ModelError> {
        let width = bytes.length(512)?;
        if width % GROUP != 0 {
            return Err(ModelError::Damaged);
        }
        let keys = Keys::read(bytes)?;
        let groups = bytes.halves(width * CHOICES)?;
        let codes = bytes.take(keys.len() * (width / GROUP))?.to_vec();
        Ok(Self { keys, width, groups, codes })
    }
}
