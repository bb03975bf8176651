//! Who is meant: names of actors in their many forms, and the words that stand for them.
//!
//! [`Linker`] finds known actors in a phrase: by name, by the consonants of a transliterated name, by
//! pattern (a word of a state with the noun of a role).

mod fold;
mod linker;
mod phrase;
mod setting;
mod skeleton;

pub use linker::Linker;
pub use phrase::Link;
pub use setting::Setting;
