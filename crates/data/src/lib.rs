//! The bundled packs of rashomon as raw bytes.
#![deny(clippy::disallowed_methods)]

/// Frames of English: which words tell which action (`resources/frames`).
pub static FRAMES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/frames"));

/// The table of attribution, as `rashomon_resources::from_bytes` reads it.
pub const ATTRIBUTION: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/attribution"));

/// Known actors and the words that stand for them (`resources/actors`), as
/// `rashomon_resources::from_bytes` reads it.
pub static ACTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/actors"));

/// Which candidates are claims: lines of feature and weight (`resources/claims`).
pub static SELECTION: &str = include_str!("../../../resources/claims/selection.tsv");

/// Which phrase fills which slot of a claim: lines of feature and weight (`resources/claims`).
pub static ARGUMENTS: &str = include_str!("../../../resources/claims/arguments.tsv");
