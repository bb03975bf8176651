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

/// Where the passage of a claim begins and ends: lines of feature and weight (`resources/claims`).
pub static BOUNDS: &str = include_str!("../../../resources/claims/bounds.tsv");

/// Which phrase fills which slot of a claim: lines of feature and weight (`resources/claims`).
pub static ARGUMENTS: &str = include_str!("../../../resources/claims/arguments.tsv");

/// The large layer of the gazetteer (`resources/places/gazetteer.bin`), made from GeoNames, CC BY 4.0.
pub static PLACES: &[u8] = include_bytes!("../../../resources/places/gazetteer.bin");

/// The hand-written layer of the gazetteer (`resources/places/en`), read over [`PLACES`].
pub static PLACES_OWN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/places-own"));

/// Words around names of places, as `rashomon_resources::from_bytes` reads them.
pub static PLACE_WORDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/place-words"));

/// Weights of the English language layer, for `rashomon_lang::Model::from_bytes`
/// (`resources/lang`, CC BY-SA 4.0).
pub static LANG_EN: &[u8] = include_bytes!("../../../resources/lang/en.model");

/// How people ask: forms of questions (`resources/questions`), as
/// `rashomon_resources::QuestionForms::parse` reads them.
pub static QUESTIONS: &str = include_str!("../../../resources/questions/en.toml");

/// How many documents a word stands in (`resources/words`, from treebanks, CC BY-SA 4.0), as
/// `rashomon_copies::Words::parse` reads it.
pub static WORDS: &str = include_str!("../../../resources/words/en.tsv");
