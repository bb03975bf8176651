//! Packs: from the readable files of a pack to typed tables, and from there to bytes and back.
//!
//! A pack is a folder under `resources/` with its origin, licence and maker in `PACK.toml`. Each
//! module here owns one table: `parse` reads the files people write; `serde` carries the checked
//! table into the binary. No file is opened here: callers bring text.
#![deny(clippy::disallowed_methods)]

pub mod actors;
mod attribution;
mod error;
pub mod frames;
pub mod gazetteer;
mod questions;
pub mod times;
mod weights;

pub use actors::{Actor, ActorKind, ActorNouns, Actors, Country, PersonNouns, Role};
pub use attribution::{AttributionTable, CueClass, CueExample, CueReading, Frame, KindWord, Stance};
pub use error::PackError;
pub use frames::Frames;
pub use questions::{QuestionForm, QuestionForms};
pub use weights::{Choice, Training, Weights, train_choices, train_logistic};

/// A table as compact bytes, for the binary.
///
/// # Errors
/// When the table cannot be written (never for the tables of this crate).
pub fn to_bytes<T: serde::Serialize>(table: &T) -> Result<Vec<u8>, PackError> {
    postcard::to_stdvec(table).map_err(|e| PackError::Bytes { reason: e.to_string() })
}

/// A table back from the bytes of [`to_bytes`].
///
/// # Errors
/// When the bytes are damaged or of another version.
pub fn from_bytes<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, PackError> {
    postcard::from_bytes(bytes).map_err(|e| PackError::Bytes { reason: e.to_string() })
}
