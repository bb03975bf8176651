//! Classes of words around names, folded, as one look-up a word.

use rustc_hash::FxHashMap;

use super::{PlaceWords, fold};

/// Names of the lists in `words/`, each with its bit in [`Lexicon::classes`].
const LISTS: [&str; 21] = [
    "common",
    "place-prepositions",
    "weak-prepositions",
    "directions",
    "adjectives",
    "connectors",
    "calendar",
    "speech",
    "titles",
    "org-heads",
    "given-names",
    "city-nouns",
    "region-nouns",
    "country-nouns",
    "quarter-nouns",
    "street-nouns",
    "facility-nouns",
    "natural-nouns",
    "part-nouns",
    "near-nouns",
    "bylines",
];

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $bit:expr),+ $(,)?) => {
        $($(#[$doc])* pub const $name: u32 = 1 << $bit;)+
    };
}

/// Bits of the classes a word may be in.
pub mod class {
    classes! {
        /// An English word that is also the name of a town.
        COMMON = 0,
        /// Behind it is where something is.
        PREPOSITION = 1,
        /// Behind it may be where something is.
        WEAK = 2,
        /// A direction.
        DIRECTION = 3,
        /// Stands before a kind of place.
        ADJECTIVE = 4,
        /// Small word inside names.
        CONNECTOR = 5,
        /// Day or month.
        CALENDAR = 6,
        /// Its subject speaks.
        SPEECH = 7,
        /// Title or office before the name of a person.
        TITLE = 8,
        /// A name before it belongs to an organisation.
        ORGANISATION = 9,
        /// Given name.
        GIVEN = 10,
        /// City, town, village.
        CITY = 11,
        /// Province, county, region.
        REGION = 12,
        /// Country, nation.
        COUNTRY = 13,
        /// Neighborhood, quarter, camp.
        QUARTER = 14,
        /// Street, road, bridge.
        STREET = 15,
        /// Airport, hospital, base.
        FACILITY = 16,
        /// River, mountain, island.
        NATURAL = 17,
        /// A part of the place behind it.
        PART = 18,
        /// Beside the place behind it.
        NEAR = 19,
        /// Behind an outlet's name and a dash, at the start of a report.
        BYLINE = 20,
    }
    /// All kinds of places inside a city, or installations.
    pub const LOCAL: u32 = QUARTER | STREET | FACILITY | NATURAL;
}

/// Looks up what a folded word may be.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    classes: FxHashMap<String, u32>,
    people: FxHashMap<String, [u8; 2]>,
}

impl Lexicon {
    /// From the words of the pack.
    pub fn new(words: &PlaceWords) -> Self {
        let mut classes: FxHashMap<String, u32> = FxHashMap::default();
        for (bit, list) in LISTS.iter().enumerate() {
            for word in words.lists.get(*list).into_iter().flatten() {
                *classes.entry(fold(word)).or_default() |= 1 << bit;
            }
        }
        let people = words.people.iter().map(|(word, code)| (fold(word), *code)).collect();
        Self { classes, people }
    }

    /// Bits of [`class`] for a folded word.
    pub fn classes(&self, folded: &str) -> u32 {
        self.classes.get(folded).copied().unwrap_or(0)
    }

    /// The country whose people a folded word means.
    pub fn people(&self, folded: &str) -> Option<[u8; 2]> {
        self.people.get(folded).copied()
    }
}
