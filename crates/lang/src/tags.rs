//! The pairs of tags that occur: universal and Penn, chosen together as one class.

use rashomon_model::{Upos, Xpos};

use crate::model::{ModelError, Reader, Writer};

/// The pairs of tags, by their class.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tags {
    pub(crate) pairs: Vec<(Upos, Xpos)>,
}

impl Tags {
    /// The tags of a class.
    pub(crate) fn pair(&self, class: usize) -> (Upos, Xpos) {
        self.pairs.get(class).copied().unwrap_or((Upos::X, Xpos::Xx))
    }

    pub(crate) fn write(&self, out: &mut Writer) {
        out.number(self.pairs.len() as u64);
        for (upos, xpos) in &self.pairs {
            out.text(upos.as_str());
            out.text(xpos.as_str());
        }
    }

    pub(crate) fn read(bytes: &mut Reader<'_>) -> Result<Self, ModelError> {
        let mut pairs = Vec::new();
        for _ in 0..bytes.length(255)? {
            let upos = Upos::parse(bytes.text()?).ok_or(ModelError::Damaged)?;
            let xpos = Xpos::parse(bytes.text()?).ok_or(ModelError::Damaged)?;
            pairs.push((upos, xpos));
        }
        Ok(Self { pairs })
    }
}
