//! Mentions of times and places in a text, dated and placed as far as the text allows.

use crate::{Day, Span};

/// A time expression: the words, what they mean, and against what they were reckoned.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeMention {
    /// The words (`on Monday night` without its preposition: `Monday night`).
    pub span: Span,
    /// Date, time of day, duration or repeated time.
    pub kind: TimeKind,
    /// TIMEX3 value (`2017-06-12TNI`, `P2D`, `PRESENT_REF`); where no anchor is known, what can be
    /// said without one (`XXXX-WXX-1TNI`).
    pub value: String,
    /// EDTF level 1 form where the expression names a date (`2017-06-12`, `2017-07/2017-08`, `2017~`).
    pub edtf: Option<String>,
    /// The days it covers; `None` for durations and for what stays relative.
    pub days: Option<Days>,
    /// What the days were reckoned from.
    pub anchor: Anchor,
}

/// Days from `start` to `end`, both included; an open side is `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Days {
    /// First day, or `None` for "until".
    pub start: Option<Day>,
    /// Last day, or `None` for "since".
    pub end: Option<Day>,
}

impl Days {
    /// One day.
    pub fn one(day: Day) -> Self {
        Self { start: Some(day), end: Some(day) }
    }

    /// From `start` to `end`.
    pub fn between(start: Day, end: Day) -> Self {
        Self { start: Some(start), end: Some(end) }
    }

    /// True when the two may share a day.
    pub fn overlaps(self, other: Days) -> bool {
        let before =
            |end: Option<Day>, start: Option<Day>| matches!((end, start), (Some(e), Some(s)) if e < s);
        !before(self.end, other.start) && !before(other.end, self.start)
    }
}

/// Kind of a time expression, as in TIMEX3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeKind {
    /// A day or longer.
    Date,
    /// Shorter than a day: hours, parts of day.
    Time,
    /// A length of time.
    Duration,
    /// A repeated time: `every Friday`.
    Set,
}

/// What a relative time was reckoned from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The words tell it in full.
    Written,
    /// The day of publication.
    Publication,
    /// Another date told in the text, at this span.
    Told(Span),
    /// None is known: the expression stays relative.
    None,
}

/// A place named in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceMention {
    /// The whole phrase (`the eastern neighborhoods of the city`).
    pub span: Span,
    /// The name or noun inside it that was looked up (`the city`, `Raqqa`).
    pub core: Span,
    /// The place meant; `None` where it is not known.
    pub place: Option<Place>,
    /// How the phrase relates to that place.
    pub relative: Relative,
    /// Which rule or lookup found it, for the explanation: `gazetteer`, `local`, `coreference`.
    pub method: &'static str,
    /// 0 to 1.
    pub confidence: f32,
}

/// How a phrase relates to the place it names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Relative {
    /// The place itself.
    At,
    /// A part of it: eastern neighborhoods, most areas, countryside.
    PartOf,
    /// Near it: `outside`, `on the outskirts of`, `50 km east of`.
    Near {
        /// Distance told, in kilometres.
        km: Option<f32>,
        /// Direction from the place, in degrees clockwise from north.
        bearing: Option<f32>,
    },
}

/// A place, from the gazetteer or introduced by the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Its identity: two mentions with equal ids are the same place.
    pub id: PlaceId,
    /// Common English name, or the text's own for a local place.
    pub name: String,
    /// What it is.
    pub kind: PlaceKind,
    /// Point of the gazetteer; `None` for a local place: it is drawn at its parent with that said.
    pub point: Option<Point>,
    /// How exact the place is as a location.
    pub precision: Precision,
    /// ISO 3166-1 alpha-2 code of the country it lies in.
    pub country: Option<[u8; 2]>,
    /// What it lies in, nearest first: for a street its city, then region, then country.
    pub parents: Vec<(PlaceId, String)>,
}

impl Place {
    /// The name with its nearest meaningful parent: `23 February Street, Raqqa`, `Raqqa, Syria`.
    ///
    /// Gazetteer places are told with their country, those in the United States, Canada and Australia
    /// with their state or province, as newspapers do; local places with their first parent.
    pub fn full_name(&self) -> String {
        let parent = match self.id {
            PlaceId::Local(_) => self.parents.first(),
            PlaceId::Geonames(_) => {
                let federal = self.country.is_some_and(|c| [*b"US", *b"CA", *b"AU"].contains(&c));
                let state = self.parents.len().checked_sub(2).filter(|_| federal);
                state.map_or(self.parents.last(), |i| self.parents.get(i))
            }
        };
        match parent {
            Some((_, parent)) if *parent != self.name => format!("{}, {}", self.name, parent),
            _ => self.name.clone(),
        }
    }
}

/// Identity of a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceId {
    /// A GeoNames id.
    Geonames(u32),
    /// A place the text itself introduces, by its folded name and its parent's id:
    /// `mansour street@170425`. Equal strings in two reports are the same place.
    Local(String),
}

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each variant is the English word")]
pub enum PlaceKind {
    Continent,
    Country,
    /// First-level or second-level division: province, state, governorate, county, district.
    Region,
    City,
    /// Quarter, neighborhood, suburb, camp inside or beside a city.
    Quarter,
    Street,
    /// Airport, dam, bridge, hospital, base, crossing.
    Facility,
    /// River, sea, mountain, desert, island.
    Natural,
    Border,
    Other,
}

/// WGS 84 degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Latitude, -90 to 90.
    pub lat: f32,
    /// Longitude, -180 to 180.
    pub lon: f32,
}

/// How exact a location is. Order: from exact to vague.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// A point known to some hundred metres.
    Exact,
    /// A street, quarter or installation inside a city whose own point is not known.
    Quarter,
    /// A city, town or village.
    City,
    /// Some distance from a named place.
    Near,
    /// A province or district.
    Region,
    /// A country or more.
    Country,
}
