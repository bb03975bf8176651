//! Who is meant: names of actors in their many forms, and the words that stand for them.
//!
//! [`Linker`] finds known actors in a phrase: by name, by the consonants of a transliterated name, by
//! pattern (a word of a state with the noun of a role). [`Cast`] reads a whole report: persons and
//! bodies it introduces, pronouns and general nouns that take them up.

mod cast;
mod coreference;
mod fold;
mod linker;
mod mention;
mod person;
mod phrase;
mod setting;
mod skeleton;

pub use cast::{Cast, Entity, Form};
pub use linker::Linker;
pub use phrase::Link;
pub use setting::Setting;
