//! The weights as one block of bytes: what a pack holds and what is read from it.

use crate::boundary::Boundary;
use crate::casing::Casing;
use crate::lemma::Lemmatiser;
use crate::lists::Lists;
use crate::network::Network;
use crate::tags::Tags;

const MAGIC: &[u8; 8] = b"rshmlang";
/// Goes up with every change of the form or of the features.
const VERSION: u64 = 2;

/// The weights of the language layer.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub(crate) casing: Casing,
    pub(crate) boundary: Boundary,
    pub(crate) lemmatiser: Lemmatiser,
    pub(crate) lists: Lists,
    pub(crate) tags: Tags,
    pub(crate) network: Network,
}

/// Why bytes are no model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// Not the bytes of a language model at all.
    #[error("these bytes are no language model")]
    Foreign,
    /// Made by another version of this crate.
    #[error("the language model has version {found}, this program reads {VERSION}")]
    Version {
        /// The version in the bytes.
        found: u64,
    },
    /// Cut short or changed.
    #[error("the language model is damaged")]
    Damaged,
}

impl Model {
    /// Reads the weights.
    ///
    /// # Errors
    /// When the bytes are no model, of another version, or damaged.
    ///
    /// # Cost
    /// One pass over the bytes, some 20 ms for the bundled model.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut reader = Reader { bytes };
        if reader.take(MAGIC.len()).map_err(|_| ModelError::Foreign)? != MAGIC {
            return Err(ModelError::Foreign);
        }
        let found = reader.number()?;
        if found != VERSION {
            return Err(ModelError::Version { found });
        }
        let model = Self {
            casing: Casing::read(&mut reader)?,
            boundary: Boundary::read(&mut reader)?,
            lemmatiser: Lemmatiser::read(&mut reader)?,
            lists: Lists::read(&mut reader)?,
            tags: Tags::read(&mut reader)?,
            network: Network::read_bytes(&mut reader)?,
        };
        if reader.bytes.is_empty() { Ok(model) } else { Err(ModelError::Damaged) }
    }

    /// The weights as bytes, the same for the same weights.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer::default();
        out.bytes.extend_from_slice(MAGIC);
        out.number(VERSION);
        self.casing.write(&mut out);
        self.boundary.write(&mut out);
        self.lemmatiser.write(&mut out);
        self.lists.write(&mut out);
        self.tags.write(&mut out);
        self.network.write(&mut out);
        out.bytes
    }
}

/// Writes numbers (seven bits a byte, low first), bytes and strings.
#[derive(Default)]
pub(crate) struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    pub(crate) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    pub(crate) fn number(&mut self, mut number: u64) {
        while number > 0x7F {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Keys in ascending order, as their number and the steps between them.
    pub(crate) fn keys(&mut self, keys: impl ExactSizeIterator<Item = u32>) {
        self.number(keys.len() as u64);
        let mut before = 0;
        for key in keys {
            self.number(u64::from(key - before));
            before = key;
        }
    }

    /// Numbers in sixteen bits each, with one scale for all.
    pub(crate) fn halves(&mut self, numbers: &[f32]) {
        let scale = numbers.iter().fold(0.0_f32, |most, x| most.max(x.abs())) / 32767.0;
        self.bytes(&scale.to_le_bytes());
        for x in numbers {
            let step = if scale > 0.0 { (x / scale).round() } else { 0.0 };
            self.bytes(&(step as i16).to_le_bytes());
        }
    }
}

/// Reads what [`Writer`] wrote.
pub(crate) struct Reader<'b> {
    bytes: &'b [u8],
}

impl<'b> Reader<'b> {
    pub(crate) fn take(&mut self, length: usize) -> Result<&'b [u8], ModelError> {
        let (taken, rest) = self.bytes.split_at_checked(length).ok_or(ModelError::Damaged)?;
        self.bytes = rest;
        Ok(taken)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, ModelError> {
        Ok(self.take(1)?[0])
    }

    pub(crate) fn number(&mut self) -> Result<u64, ModelError> {
        let mut number = 0;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(ModelError::Damaged)
    }

    /// A number of things, refused above `most`.
    pub(crate) fn length(&mut self, most: usize) -> Result<usize, ModelError> {
        let length = self.number()? as usize;
        if length <= most { Ok(length) } else { Err(ModelError::Damaged) }
    }

    /// Refuses where fewer than `length` bytes are left, before room is made for them.
    pub(crate) fn expect_left(&self, length: usize) -> Result<(), ModelError> {
        if self.bytes.len() >= length { Ok(()) } else { Err(ModelError::Damaged) }
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        self.take(N)?.try_into().map_err(|_| ModelError::Damaged)
    }

    /// What [`Writer::keys`] wrote.
    pub(crate) fn keys(&mut self) -> Result<Vec<u32>, ModelError> {
        let count = self.length(1 << 24)?;
        self.expect_left(count)?;
        let mut key = 0_u32;
        let mut keys = Vec::with_capacity(count);
        for n in 0..count {
            let step = u32::try_from(self.number()?).map_err(|_| ModelError::Damaged)?;
            if step == 0 && n > 0 {
                return Err(ModelError::Damaged);
            }
            key = key.checked_add(step).ok_or(ModelError::Damaged)?;
            keys.push(key);
        }
        Ok(keys)
    }

    /// What [`Writer::halves`] wrote.
    pub(crate) fn halves(&mut self, count: usize) -> Result<Vec<f32>, ModelError> {
        let scale = f32::from_le_bytes(self.array()?);
        let steps = self.take(2 * count)?.chunks_exact(2);
        Ok(steps.map(|step| scale * f32::from(i16::from_le_bytes([step[0], step[1]]))).collect())
    }

    pub(crate) fn text(&mut self) -> Result<&'b str, ModelError> {
        let length = self.length(1 << 20)?;
        std::str::from_utf8(self.take(length)?).map_err(|_| ModelError::Damaged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_empty_model_reads_back() {
        let bytes = Model::default().to_bytes();
        assert_eq!(Model::from_bytes(&bytes).unwrap().to_bytes(), bytes);
    }

    #[test]
    fn other_bytes_are_refused() {
        assert_eq!(Model::from_bytes(b"PK").unwrap_err(), ModelError::Foreign);
        let mut bytes = Model::default().to_bytes();
        bytes.truncate(bytes.len() - 1);
        assert_eq!(Model::from_bytes(&bytes).unwrap_err(), ModelError::Damaged);
        bytes[8] = 99;
        assert_eq!(Model::from_bytes(&bytes).unwrap_err(), ModelError::Version { found: 99 });
    }

    proptest! {
        #[test]
        fn damaged_bytes_do_not_panic(tail in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut bytes = Model::default().to_bytes();
            bytes.truncate(9);
            bytes.extend(tail);
            let _ = Model::from_bytes(&bytes);
        }
    }
}
