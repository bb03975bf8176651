//! Units by reference and by count: last week, the following year, two days later, for six months.

use rashomon_model::{Anchor, Days, TimeKind};

use crate::calendar::weekday;
use crate::resolve::{step, unknown};
use crate::slot::{Slot, Slots};
use crate::story::{Meaning, Story};
use crate::tense::Tense;
use crate::when::{When, years_on};

/// The date that references hang on, and what it is.
fn ground(story: &Story) -> Option<(When, Anchor)> {
    if story.narrative {
        story.told.map(|t| (t.when, t.anchor()))
    } else {
        story.published.map(|d| (When::Day(d), Anchor::Publication))
    }
}

/// Op `period`: `last week`, `this year`, `the following day`, `that month`.
pub(crate) fn period(slots: &Slots, story: &Story) -> Option<Meaning> {
    let unit = slots.code(Slot::Unit);
    let reference = slots.code(Slot::Ref);
    let told = story.told.map(|t| (t.when, t.anchor()));
    if reference == "weekend" {
        return weekend(story);
    }
    if unit == "Q" && !story.narrative && matches!(reference, "the" | "last") {
        return quarter(reference, story);
    }
    let (base, off, relative) = match reference {
        "last" => (ground(story), -1, false),
        "next" if unit == "D" || story.narrative => (told, 1, true),
        "next" | "coming" => (ground(story), 1, false),
        "this" => (ground(story), 0, false),
        "prev" => (told, -1, true),
        "following" => (told, 1, true),
        "that" | "same" | "the" => (told.or_else(|| ground(story).filter(|_| reference != "that")), 0, false),
        _ => return None,
    };
    // A unit "of the story so far" that is longer than what was told: "that day" after "in May" stays open.
    let fits = base.filter(|(when, _)| unit_fits(*when, unit));
    let Some((base, anchor)) = fits else { return Some(Meaning::adrift(unknown(unit))) };
    let when = step(base, unit, off)?;
    let mut meaning = Meaning::date(when, anchor);
    if reference == "this" && !story.narrative {
        // What happened "this week" did so up to the day of publication. "This weekend" may lie ahead.
        let running = |d: &Days, now| d.start.is_none_or(|s| s <= now) && d.end.is_none_or(|e| now <= e);
        if let (Some(days), Some(now)) = (meaning.days, story.published)
            && running(&days, now)
        {
            let Days { start, end } = days;
            meaning.days = Some(if story.tense == Tense::Future {
                Days { start: Some(now), end }
            } else {
                Days { start, end: Some(now) }
            });
        }
    }
    // Relative to another event: the guide leaves the days open.
    Some(if relative && !story.narrative { meaning.undated() } else { meaning })
}

/// `the weekend`: the last one, or the running one; the coming one in a clause that looks ahead.
fn weekend(story: &Story) -> Option<Meaning> {
    let Some((When::Day(base), anchor)) = ground(story) else { return Some(Meaning::adrift(unknown("WE"))) };
    let off = match story.tense {
        _ if story.narrative || weekday(base) > 5 => 0,
        Tense::Future => 0,
        _ => -1,
    };
    Some(Meaning::date(step(When::Day(base), "WE", off)?, anchor))
}

/// `the quarter`, `the latest quarter`: the one told, else the last that is over.
fn quarter(reference: &str, story: &Story) -> Option<Meaning> {
    if reference == "the"
        && let Some(told) = story.told_quarter
    {
        return Some(Meaning::date(told.when, told.anchor()));
    }
    let Some((base, anchor)) = ground(story) else { return Some(Meaning::adrift(unknown("Q"))) };
    Some(Meaning::date(step(base, "Q", -1)?, anchor))
}

/// True when a date is exact enough to count in units of this kind.
fn unit_fits(when: When, unit: &str) -> bool {
    match unit {
        "D" | "W" | "WE" | "FN" | "NI" => {
            matches!(when, When::Day(_) | When::Week(..) | When::Weekend(..) | When::About(..))
        }
        "MO" | "Q" => when.month().is_some(),
        _ => when.year().is_some(),
    }
}

/// Op `shift`: `two days ago`, `a week later`, `six months earlier`.
pub(crate) fn shift(slots: &Slots, story: &Story) -> Option<Meaning> {
    let unit = slots.code(Slot::Unit);
    let dir = slots.code(Slot::Dir);
    let back = matches!(dir, "ago" | "earlier" | "before");
    if slots.has(Slot::Vague) {
        return Some(Meaning::bare(TimeKind::Date, if back { "PAST_REF" } else { "FUTURE_REF" }));
    }
    let thousandths = slots.get(Slot::Number)?;
    let published = story.published.map(|d| (When::Day(d), Anchor::Publication));
    let deictic = matches!(dir, "ago" | "hence");
    let told = story.told.map(|t| (t.when, t.anchor()));
    let base = match (deictic, story.narrative) {
        (true, false) => published,
        (true, true) => told,
        // Without a date told before, "a year earlier" in a report compares with its own day.
        (false, false) => told.or(published),
        (false, true) => told,
    };
    if matches!(unit, "S" | "M" | "H") {
        return hours(thousandths, unit, back, base, story);
    }
    let sign = if back { -1 } else { 1 };
    // Half units: counted in the next smaller one.
    let (unit, count) = match unit {
        "Y" if thousandths % 1000 != 0 => ("MO", thousandths * 12 / 1000),
        "DE" => ("Y", thousandths / 100),
        "CE" => ("Y", thousandths / 10),
        "ML" => ("Y", thousandths),
        "FN" => ("W", thousandths / 500),
        _ => (unit, thousandths / 1000),
    };
    // In business news "a year earlier" is the same quarter of the year before.
    if unit == "Y"
        && !story.narrative
        && count == 1
        && let Some(quarter) = story.near_quarter()
        && let When::Quarter(year, n) = quarter.when
    {
        let meaning = Meaning::date(When::Quarter(years_on(year, sign), n), quarter.anchor());
        return Some(if deictic {
            let days = base.and_then(|(b, _)| step(b, "Y", sign)).and_then(When::days);
            Meaning { days, ..meaning }
        } else {
            meaning.undated()
        });
    }
    let fits = base.filter(|(when, _)| unit_fits(*when, unit));
    let Some((base, anchor)) = fits else {
        return Some(if deictic {
            Meaning { adrift: true, ..Meaning::bare(TimeKind::Date, unknown(unit)) }
        } else {
            Meaning::bare(TimeKind::Date, unknown(unit))
        });
    };
    let when = match unit {
        // Weeks are counted from the day, and land on a day.
        "W" if matches!(base, When::Day(_)) => step(base, "D", sign * 7 * count)?,
        _ => step(base, unit, sign * count)?,
    };
    let meaning = Meaning::date(when, anchor);
    Some(if deictic || story.narrative { meaning } else { meaning.undated() })
}

/// Shifts by less than a day: the day stays, the hour is not known.
fn hours(n: i64, unit: &str, back: bool, base: Option<(When, Anchor)>, story: &Story) -> Option<Meaning> {
    let count = n / 1000;
    let hours = if unit == "H" { count } else { 0 };
    let sign = if back { -1 } else { 1 };
    let Some((base @ When::Day(_), anchor)) = base else {
        return Some(Meaning::bare(TimeKind::Time, "XXXX-XX-XX"));
    };
    let when = step(base, "D", sign * (hours / 24))?;
    let mut meaning = Meaning::date(when, anchor);
    meaning.kind = TimeKind::Time;
    meaning.when = None;
    // Ten hours ago may have been yesterday.
    let exact = hours % 24 == 0 && hours > 0 && !story.narrative;
    Some(if exact { meaning } else { meaning.undated() })
}

/// The TIMEX3 length of a duration.
pub(crate) fn length(slots: &Slots) -> Option<String> {
    let unit = slots.code(Slot::Unit);
    let (time, letter, factor) = match unit {
        "S" => ("T", "S", 1),
        "M" => ("T", "M", 1),
        "H" => ("T", "H", 1),
        "D" => ("", "D", 1),
        "NI" => ("", "NI", 1),
        "W" => ("", "W", 1),
        "WE" => ("", "WE", 1),
        "FN" => ("", "W", 2),
        "MO" => ("", "M", 1),
        "Q" => ("", "Q", 1),
        "Y" | "FY" => ("", "Y", 1),
        "DE" => ("", "Y", 10),
        "CE" => ("", "Y", 100),
        "ML" => ("", "Y", 1000),
        _ => return None,
    };
    if slots.has(Slot::Vague) {
        let letter = match unit {
            "DE" => "DE",
            "CE" => "CE",
            _ => letter,
        };
        return Some(format!("P{time}X{letter}"));
    }
    let n = slots.get(Slot::Number)?.checked_mul(factor)?;
    let (whole, part) = (n / 1000, n % 1000);
    // The rest in the next smaller unit, where that comes out whole.
    let smaller = match letter {
        "Y" => Some(("", "M", 12)),
        "H" => Some(("", "M", 60)),
        "M" if time == "T" => Some(("", "S", 60)),
        "D" => Some(("T", "H", 24)),
        _ => None,
    };
    let second = match slots.code(Slot::Unit2) {
        "" => None,
        "MO" if letter == "Y" => Some(("", "M")),
        "D" if letter == "W" || letter == "M" && time.is_empty() => Some(("", "D")),
        "M" if letter == "H" => Some(("", "M")),
        "S" if letter == "M" => Some(("", "S")),
        "H" if letter == "D" => Some(("T", "H")),
        _ => return None,
    };
    if let Some((mark, letter2)) = second {
        let n2 = slots.get(Slot::Number2)? / 1000;
        return Some(format!("P{time}{whole}{letter}{mark}{n2}{letter2}"));
    }
    Some(match (part, smaller) {
        (0, _) => format!("P{time}{whole}{letter}"),
        (part, Some((mark, small, per))) if part * per % 1000 == 0 => {
            let rest = part * per / 1000;
            if whole == 0 {
                format!("P{time}{mark}{rest}{small}")
            } else {
                format!("P{time}{whole}{letter}{mark}{rest}{small}")
            }
        }
        (part, _) => {
            let decimal = format!("{whole}.{part:03}");
            format!("P{time}{}{letter}", decimal.trim_end_matches('0'))
        }
    })
}
