//! Time expressions of English news: found, dated, and honest about what they hang on.
//!
//! [`times`] reads a report and gives each expression its words, its TIMEX3 value, the days it covers,
//! and the anchor these were reckoned from. Words and rules are the pack `resources/times`; this crate
//! matches them and does the arithmetic. No parse is needed; tense is told by cheap cues near by.
//!
//! Conventions of [`TimeMention::days`]: a weekday is the last one up to the day of publication
//! (`will`, `scheduled` and the like look ahead); `overnight` is the day before and the day; `last week`
//! runs from Monday to Sunday; `early`, `mid`, `late` in a month are days 1–10, 11–20 and 21 to its end;
//! `since` leaves the end open, `until` the start; durations, and dates relative to another event, have
//! no days. Without a day of publication nothing is invented.
//!
//! ```
//! use rashomon_model::{Day, Days, Report};
//! use rashomon_times::{Anchoring, times};
//!
//! let report = Report { text: "The garrison left on Monday night.".into(), ..Report::default() };
//! let published = Day::constant(2021, 3, 16);
//! let found = times(&report, &Anchoring::auto(Some(published))).value;
//! assert_eq!(found[0].value, "2021-03-15TNI");
//! assert_eq!(found[0].days, Some(Days::one(Day::constant(2021, 3, 15))));
//! ```
#![deny(clippy::disallowed_methods)]

mod calendar;
mod find;
mod join;
mod lexicon;
mod named;
mod number;
mod read;
mod relative;
mod resolve;
mod scan;
mod shape;
mod slot;
mod story;
mod tense;
mod when;

use std::sync::LazyLock;

use rashomon_model::{Day, Note, Reading, Report, TimeMention};

pub use lexicon::Lexicon;

/// What relative times are reckoned from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchoring {
    /// Day of publication, if known.
    pub published: Option<Day>,
    /// News or narrative.
    pub mode: Mode,
    /// Minutes east of UTC where the story takes place, if known: a clock time told in GMT then falls on
    /// its local day.
    pub zone: Option<i16>,
}

/// How a text tells its times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Relative times hang on the day of publication.
    News,
    /// Relative times hang on the last date told: histories, chronologies.
    Narrative,
    /// News, unless the text dates itself: many dates with past years, hardly a weekday or "yesterday".
    Auto,
}

impl Anchoring {
    /// News published on a day, or on a day that is not known.
    pub fn news(published: Option<Day>) -> Self {
        Self { published, mode: Mode::News, zone: None }
    }

    /// A narrative: dates hang on the dates told before.
    pub fn narrative() -> Self {
        Self { published: None, mode: Mode::Narrative, zone: None }
    }

    /// News or narrative, as the text itself shows.
    pub fn auto(published: Option<Day>) -> Self {
        Self { published, mode: Mode::Auto, zone: None }
    }
}

static BUNDLED: LazyLock<Lexicon> = LazyLock::new(|| {
    let bytes = include_bytes!(concat!(env!("OUT_DIR"), "/times-en.bin"));
    let table = rashomon_resources::from_bytes(bytes).expect("the build script wrote this table");
    Lexicon::new(&table).expect("the tests compile the bundled pack")
});

/// The bundled English lexicon.
pub fn english() -> &'static Lexicon {
    &BUNDLED
}

/// Finds and dates the time expressions of a report.
///
/// Mentions stand in text order and do not overlap; the two ends of a range are one mention
/// (`from Monday to Wednesday`, value `A/B`). Page furniture is not read. One note `time/no-anchor` tells
/// how many expressions lack an anchor.
///
/// # Cost
/// O(bytes); some megabytes a second a core.
pub fn times(report: &Report, anchor: &Anchoring) -> Reading<Vec<TimeMention>> {
    times_with(english(), report, anchor)
}

/// [`times`] with a lexicon of one's own.
pub fn times_with(lexicon: &Lexicon, report: &Report, anchor: &Anchoring) -> Reading<Vec<TimeMention>> {
    let mut reading = read::read(lexicon, report, anchor);
    reading.value = join::ranges(&report.text, reading.value, anchor.published);
    reading
}

/// Like [`times`], with the ends of ranges as mentions of their own, as TimeML marks them.
pub fn timex(report: &Report, anchor: &Anchoring) -> Reading<Vec<TimeMention>> {
    timex_with(english(), report, anchor)
}

/// [`timex`] with a lexicon of one's own.
pub fn timex_with(lexicon: &Lexicon, report: &Report, anchor: &Anchoring) -> Reading<Vec<TimeMention>> {
    read::read(lexicon, report, anchor)
}

/// The note for expressions that lack an anchor.
fn no_anchor(count: usize) -> Note {
    let (noun, verb) = if count == 1 { ("expression", "stays") } else { ("expressions", "stay") };
    Note::new(
        "time/no-anchor",
        None,
        format!("{count} time {noun} {verb} relative: the day they are reckoned from is not known."),
    )
    .hint("Tell the day of publication.")
}
