//! Places of English news: found, placed, and never with a false pin.
//!
//! [`toponyms`] finds the names of the gazetteer in a report and says which place each means;
//! [`places`] adds the places a text introduces itself (streets, quarters, villages no gazetteer
//! has), phrases around names, borders, and words that stand for a place told before. A place the
//! text introduces gets a parent and no point.
//!
//! Works on the words alone; where an [`Analysis`] is given, names of persons and organisations
//! that it found are no places.
#![deny(clippy::disallowed_methods)]

mod back;
mod local;
mod phrase;
mod precision;
mod resolve;
mod scan;
mod spot;

use rashomon_model::{Analysis, Note, Place, PlaceMention, Reading, Relative, Report, Span};
use rashomon_resources::gazetteer::{Gazetteer, Row};

pub use precision::{acled_geo_precision, ucdp_where_prec};

/// A name of the gazetteer in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Toponym {
    /// Where the name stands.
    pub span: Span,
    /// What it is used for.
    pub role: Role,
    /// The place it means.
    pub place: Place,
    /// How surely it is a place, and this one: 0 to 1.
    pub confidence: f32,
    /// `gazetteer`, or `sound` where only the consonants of an Arabic name agree.
    pub method: &'static str,
}

/// What a name of a place is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// For the place itself.
    Place,
    /// Inside the name of an organisation or thing: `Aleppo University`, `the Kabul government`.
    Part,
    /// A word for people or things of a country: `Syrian`.
    People,
}

/// The names of places in a report, each with the place it means, in text order.
///
/// # Cost
/// Linear in the text; the places a name may mean are weighed once a report.
pub fn toponyms(report: &Report, analysis: Option<&Analysis>, gazetteer: &Gazetteer) -> Vec<Toponym> {
    let scan = scan::Scan::new(report);
    let spots = spot::spots(&scan, analysis, gazetteer);
    let (found, _) = resolve::resolve(&scan, &spots, gazetteer);
    found
        .iter()
        .map(|f| Toponym {
            span: scan.span(f.words.clone()),
            role: f.role,
            place: gazetteer.place(f.row),
            confidence: f.confidence,
            method: f.method,
        })
        .collect()
}

/// The places a report tells of, in text order.
///
/// # Shapes and units
/// One mention a place told: nested places (`a town in Homs province`) are one, the most specific.
/// Spans are slices of `report.text` and do not overlap. Words for people are no places. A place
/// without an entry of its own (`PlaceId::Local`) has a parent where one can be told, and no point.
/// # Errors
/// None; what stays doubtful is in the notes (`place/ambiguous`, `place/unknown-parent`).
/// # Cost
/// Linear in the text, some megabytes a second.
pub fn places(
    report: &Report,
    analysis: Option<&Analysis>,
    gazetteer: &Gazetteer,
) -> Reading<Vec<PlaceMention>> {
    let scan = scan::Scan::new(report);
    let spots = spot::spots(&scan, analysis, gazetteer);
    let (found, strange) = resolve::resolve(&scan, &spots, gazetteer);
    let mut draft = local::draft(&scan, &found, &strange, gazetteer);
    back::refer(&scan, &mut draft, &found, gazetteer);
    phrase::widen(&scan, &mut draft, gazetteer);
    let mut notes = Vec::new();
    let mut mentions: Vec<PlaceMention> = Vec::new();
    for d in draft {
        let mention = d.mention(&scan);
        if mention.span.is_empty()
            || mentions.last().is_some_and(|last| last.span.end() > mention.span.start())
        {
            continue;
        }
        let told = mention.core.slice(&report.text);
        if let Some(place) = &mention.place {
            if mention.confidence < 0.5 && mention.method == "gazetteer" {
                notes.push(
                    Note::new(
                        "place/ambiguous",
                        Some(mention.core),
                        format!("`{told}` may be another place than {}.", place.full_name()),
                    )
                    .hint("A country or region named beside it would settle it."),
                );
            }
            if mention.method == "local" && place.parents.is_empty() {
                notes.push(Note::new(
                    "place/unknown-parent",
                    Some(mention.core),
                    format!("The report does not tell where `{told}` lies."),
                ));
            }
        }
        mentions.push(mention);
    }
    Reading { value: mentions, notes }
}

/// A mention in the making: words instead of bytes.
#[derive(Clone, Debug)]
struct Draft {
    /// The whole phrase.
    words: std::ops::Range<usize>,
    /// The name or noun that was looked up.
    core: std::ops::Range<usize>,
    place: Option<Place>,
    /// Row of the gazetteer, for places that have one.
    row: Option<Row>,
    relative: Relative,
    method: &'static str,
    confidence: f32,
}

impl Draft {
    fn mention(self, scan: &scan::Scan<'_>) -> PlaceMention {
        PlaceMention {
            span: scan.span(self.words),
            core: scan.span(self.core),
            place: self.place,
            relative: self.relative,
            method: self.method,
            confidence: self.confidence,
        }
    }
}
