//! What a text has told so far, and what its relative times are reckoned from.

use rashomon_model::{Anchor, Day, Days, Span, TimeKind};

use crate::calendar::weekday;
use crate::tense::Tense;
use crate::when::When;

/// A meaning, before it becomes a mention.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Meaning {
    pub(crate) kind: TimeKind,
    pub(crate) value: String,
    pub(crate) edtf: Option<String>,
    pub(crate) days: Option<Days>,
    pub(crate) anchor: Anchor,
    /// The date told, to reckon later expressions from.
    pub(crate) when: Option<When>,
    /// Lacks an anchor: counted for the note.
    pub(crate) adrift: bool,
}

impl Meaning {
    /// A date that is known.
    pub(crate) fn date(when: When, anchor: Anchor) -> Self {
        Self {
            kind: TimeKind::Date,
            value: when.value(),
            edtf: when.edtf(),
            days: when.days(),
            anchor,
            when: Some(when),
            adrift: false,
        }
    }

    /// A date that hangs on something unknown.
    pub(crate) fn adrift(value: impl Into<String>) -> Self {
        Self { adrift: true, ..Self::bare(TimeKind::Date, value) }
    }

    /// A value without days: a duration, a set, a vague reference.
    pub(crate) fn bare(kind: TimeKind, value: impl Into<String>) -> Self {
        Self {
            kind,
            value: value.into(),
            edtf: None,
            days: None,
            anchor: Anchor::None,
            when: None,
            adrift: false,
        }
    }

    /// The same without days: what the guide leaves to the event it is relative to.
    pub(crate) fn undated(mut self) -> Self {
        self.days = None;
        self
    }
}

/// A date told in the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told {
    pub(crate) when: When,
    pub(crate) span: Span,
    /// Number of its sentence.
    pub(crate) sentence: usize,
}

impl Told {
    pub(crate) fn anchor(&self) -> Anchor {
        Anchor::Told(self.span)
    }
}

/// The state of a reading.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Story {
    pub(crate) published: Option<Day>,
    /// Reckons from the last date told instead of the day of publication.
    pub(crate) narrative: bool,
    pub(crate) told: Option<Told>,
    /// The last day told.
    pub(crate) told_day: Option<Told>,
    /// The last quarter told.
    pub(crate) told_quarter: Option<Told>,
    /// A year far from the story so far: an aside, unless the next date stays there.
    pub(crate) aside: Option<i64>,
    /// Number of the sentence that is read.
    pub(crate) sentence: usize,
    pub(crate) tense: Tense,
}

impl Story {
    /// The day that "yesterday" is reckoned from.
    pub(crate) fn base(&self) -> Option<(Day, Anchor)> {
        if self.narrative {
            self.told_day.and_then(|t| Some((t.when.first()?, t.anchor())))
        } else {
            self.published.map(|d| (d, Anchor::Publication))
        }
    }

    /// Keeps a date as told.
    pub(crate) fn tell(&mut self, when: When, span: Span) {
        if self.narrative && self.strays(when) {
            return;
        }
        let told = Told { when, span, sentence: self.sentence };
        match when {
            When::Decade(_) | When::Century(_) => return,
            When::Day(_) => self.told_day = Some(told),
            When::Quarter(..) => self.told_quarter = Some(told),
            // A day told before is not in this month or year any more.
            When::Month(..) | When::Year(_) if self.narrative => {
                if let Some(day) = self.told_day
                    && day.when.year() != when.year()
                {
                    self.told_day = None;
                }
            }
            _ => {}
        }
        self.told = Some(told);
    }

    /// True for a date that the story does not go on from: a plan, or a single year far off
    /// ("historians wrote in 2003"). A second date there makes it the story.
    fn strays(&mut self, when: When) -> bool {
        let (Some(last), Some(year)) = (self.told.and_then(|t| t.when.year()), when.year()) else {
            return false;
        };
        // Chosen by eye: histories move by a few years from date to date.
        let far = (year - last).abs() > 4;
        let confirmed = self.aside.is_some_and(|a| (year - a).abs() <= 1);
        if !far || confirmed {
            self.aside = None;
            return !far && matches!(when, When::Year(_)) && year > last && self.tense == Tense::Future;
        }
        self.aside = Some(year);
        true
    }

    /// The day told in the last sentences.
    pub(crate) fn near_day(&self) -> Option<Told> {
        // Chosen by eye: a paragraph or two of a report.
        self.told_day.filter(|t| self.sentence <= t.sentence + 6)
    }

    /// The quarter told in the last sentences.
    pub(crate) fn near_quarter(&self) -> Option<Told> {
        // Chosen by eye: a paragraph of a business report.
        self.told_quarter.filter(|t| self.sentence <= t.sentence + 8)
    }

    /// The year of a month told without one, and what tells it.
    pub(crate) fn year_of_month(&self, month: i64) -> Option<(i64, Anchor)> {
        if self.narrative {
            let told = self.told?;
            let year = told.when.year()?;
            let year = match told.when.month() {
                // December told, January named: the story went on.
                Some(last) if last - month >= 8 => year + 1,
                _ => year,
            };
            return Some((year, told.anchor()));
        }
        let day = self.published?;
        let (year, now) = (i64::from(day.year()), i64::from(day.month()));
        let year = match self.tense {
            Tense::Future if month < now => year + 1,
            Tense::Future => year,
            // Chosen by eye: purposes reach half a year ahead.
            Tense::Leaning if month > now && month - now <= 6 => year,
            Tense::Leaning if month < now && now - month >= 7 => year + 1,
            _ if month > now => year - 1,
            _ => year,
        };
        Some((year, Anchor::Publication))
    }

    /// The year of a day told without one, and what tells it.
    pub(crate) fn year_of_day(&self, month: i64, day: i64) -> Option<(i64, Anchor)> {
        if self.narrative {
            return self.year_of_month(month);
        }
        let now = self.published?;
        let year = i64::from(now.year());
        let mut best = None;
        for candidate in [year, year - 1, year + 1] {
            let Some(day) = crate::calendar::day(candidate, month, day) else { continue };
            let Ok(distance) = day.since(now).map(|s| i64::from(s.get_days())) else { continue };
            let cost = match self.tense {
                // Both ways stay open: "the Dec. 15 vote, which was called" may lie ahead.
                Tense::Past if distance > 0 => distance * 5,
                Tense::Leaning => distance.abs(),
                Tense::Future if distance < 0 => -distance * 4,
                Tense::Open if distance > 0 => distance + distance / 2,
                _ => distance.abs(),
            };
            if best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, candidate));
            }
        }
        best.map(|(_, year)| (year, Anchor::Publication))
    }

    /// The day of a weekday (1 = Monday).
    pub(crate) fn day_of_weekday(&self, wanted: i64) -> Option<(Day, Anchor)> {
        let (base, anchor) = self.base()?;
        let ahead = (wanted - weekday(base)).rem_euclid(7);
        let days =
            if self.narrative || self.tense == Tense::Future || ahead == 0 { ahead } else { ahead - 7 };
        crate::calendar::plus(base, days).map(|d| (d, anchor))
    }
}
