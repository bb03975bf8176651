//! The English language layer: tokens, tags, lemmas, dependency trees, names.
//!
//! [`analyse`] reads the prose of a report with the weights of a [`Model`]. It knows nothing of
//! what a sentence says: times, places, actors and claims are the work of later stages. Weights
//! come from the pack `lang` (`cargo xtask train lang`), this crate opens no file.
#![deny(clippy::disallowed_methods)]

mod agree;
mod analyse;
mod boundary;
mod casing;
pub mod conllu;
mod hash;
mod lemma;
mod linear;
mod lists;
mod model;
mod names;
#[allow(
    clippy::inline_always,
    reason = "what runs inside `Arch::dispatch` must be compiled with its instructions"
)]
mod network;
pub mod score;
mod tags;
mod token;
#[cfg(feature = "train")]
pub mod train;
mod words;

pub use analyse::{Analyser, Parsed, analyse};
pub use model::{Model, ModelError};
pub use token::{Piece, tokens};
pub use words::Word;
