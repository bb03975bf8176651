//! The gazetteer: names of places, folded, with what each may mean.
//!
//! Two layers of one form are read together: a large one made by `cargo xtask pack places` from
//! GeoNames, and a small one made at build time from the readable files in `resources/places/en`.
//! A row of the small layer either is a place of its own or lays a better name, point or alias
//! over a row of the large one. A user's own places are a third ([`user_layer`]). Bytes are read where they lie: opening costs next to nothing.

mod build;
mod fold;
mod lexicon;
mod own;
mod read;
mod user;

pub use build::{Entry, Name, build};
pub use fold::{fold, fold_into, is_article, keys, skeleton, strip_marks};
pub use lexicon::{Lexicon, class};
pub use own::{PlaceWords, own_layer};
pub use read::{Gazetteer, Hit, Row, Walk};
pub use user::user_layer;

/// What a row of the gazetteer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum RowKind {
    /// Continent or part of the world.
    Continent,
    /// Country or territory with an ISO code.
    Country,
    /// First-level division: province, state, governorate, oblast.
    Region,
    /// Second-level division: county, district.
    District,
    /// Capital of a country.
    Capital,
    /// City, town, village.
    City,
    /// Quarter, suburb or camp in or beside a city.
    Quarter,
    /// Airport, dam, base, crossing, power station.
    Facility,
    /// River, sea, mountain, desert, island.
    Natural,
    /// A region without borders of its own in the map: Donbas, Eastern Ghouta, Middle East.
    Area,
    /// Border between two countries.
    Border,
    /// Lays a name, point or alias over the row of the same id in another layer.
    Overlay,
}

impl RowKind {
    const ALL: [RowKind; 12] = [
        RowKind::Continent,
        RowKind::Country,
        RowKind::Region,
        RowKind::District,
        RowKind::Capital,
        RowKind::City,
        RowKind::Quarter,
        RowKind::Facility,
        RowKind::Natural,
        RowKind::Area,
        RowKind::Border,
        RowKind::Overlay,
    ];

    fn from_byte(byte: u8) -> Self {
        Self::ALL.get(byte as usize).copied().unwrap_or(RowKind::City)
    }

    /// True for cities, towns, villages and capitals.
    pub fn is_city(self) -> bool {
        matches!(self, RowKind::Capital | RowKind::City)
    }

    /// True for divisions of a country.
    pub fn is_division(self) -> bool {
        matches!(self, RowKind::Region | RowKind::District)
    }
}

/// Start of the bytes of a layer, with the version of the form.
const MAGIC: &[u8; 8] = b"RSHGAZ01";
/// Bytes of one row.
const ROW: usize = 19;
/// Stands for "none" in two-byte fields.
const NONE16: u16 = u16::MAX;

/// Numbers as the layer writes them, low bits first, seven at a time.
fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// The number at the start of `bytes` and the rest; `None` where they end too early.
fn take_varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0u64;
    for (i, &byte) in bytes.iter().enumerate().take(10) {
        value |= u64::from(byte & 0x7f) << (7 * i);
        if byte < 0x80 {
            return Some((value, &bytes[i + 1..]));
        }
    }
    None
}
