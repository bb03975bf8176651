//! Parts of the calendar with names: quarters, seasons, decades, centuries, feast days.

use rashomon_model::Anchor;
use rashomon_resources::times::Falls;

use crate::calendar::feast;
use crate::lexicon::Lexicon;
use crate::resolve::year_and_anchor;
use crate::slot::{Slot, Slots};
use crate::story::{Meaning, Story};
use crate::tense::Tense;
use crate::when::{When, years_on};

/// Op `quarter`: `the third quarter`, `the second half of 2016`.
pub(crate) fn quarter(slots: &Slots, story: &Story) -> Option<Meaning> {
    let half = slots.has(Slot::Half);
    let n = slots.get(Slot::Ordinal).or_else(|| slots.get(Slot::Number).map(|n| n / 1000))?;
    let (parts, sign) = if half { (2, 'H') } else { (4, 'Q') };
    if !(1..=parts).contains(&n) {
        return None;
    }
    let year = year_and_anchor(slots, story).or_else(|| {
        if story.narrative {
            let told = story.told?;
            return Some((told.when.year()?, told.anchor()));
        }
        let now = story.published?;
        let current = (i64::from(now.month()) - 1) / (12 / parts) + 1;
        let year = i64::from(now.year());
        let year = match story.tense {
            // The one just over is reported on in every tense.
            Tense::Future if n < current - 1 => year + 1,
            Tense::Past if n > current => year - 1,
            Tense::Open if n > current + 1 => year - 1,
            _ => year,
        };
        Some((year, Anchor::Publication))
    });
    let Some((year, anchor)) = year else {
        return Some(Meaning::adrift(format!("XXXX-{sign}{n}")));
    };
    let when = if half { When::Half(year, n) } else { When::Quarter(year, n) };
    Some(Meaning::date(when, anchor))
}

/// Op `season`.
pub(crate) fn season(slots: &Slots, story: &Story) -> Option<Meaning> {
    let n = slots.get(Slot::Season)?.rem_euclid(4);
    let adrift = || Some(Meaning::adrift(format!("XXXX-{}", ["SP", "SU", "FA", "WI"][n as usize])));
    if let Some((year, anchor)) = year_and_anchor(slots, story) {
        return Some(Meaning::date(When::Season(year, n), anchor));
    }
    if story.narrative {
        let Some(told) = story.told else { return adrift() };
        let Some(year) = told.when.year() else { return adrift() };
        // Of a year alone, "the following spring" is the next year's.
        let over = told.when.month().is_none_or(|month| month >= 3 * n + 3);
        let year = match slots.code(Slot::Ref) {
            "following" | "next" | "coming" if over => years_on(year, 1),
            "prev" | "last" if !over || told.when.month().is_none() => years_on(year, -1),
            _ => year,
        };
        return Some(Meaning::date(When::Season(year, n), told.anchor()));
    }
    let Some(now) = story.published else { return adrift() };
    let (year, month) = (i64::from(now.year()), i64::from(now.month()));
    // The season's first month; a winter is named after the year it begins in.
    let begins = 3 * n + 3;
    let begun = begins <= month;
    let current = (month - 3).rem_euclid(12) / 3 == n;
    let running = if n == 3 && month < 3 { year - 1 } else { year };
    let year = match slots.code(Slot::Ref) {
        "last" if current => running - 1,
        "last" if begun => year,
        "last" => year - 1,
        "next" | "coming" if current => running + 1,
        "next" | "coming" if begun => year + 1,
        "next" | "coming" => year,
        "this" if current => running,
        "this" => year,
        _ if current => running,
        _ if story.tense == Tense::Future => year + i64::from(begun),
        _ => year - i64::from(!begun),
    };
    Some(Meaning::date(When::Season(year, n), Anchor::Publication))
}

/// Op `decade`.
pub(crate) fn decade(slots: &Slots) -> Option<Meaning> {
    let n = slots.get(Slot::Decade)?;
    Some(Meaning::date(When::Decade(if slots.code(Slot::Era) == "bc" { -n } else { n }), Anchor::Written))
}

/// Op `century`.
pub(crate) fn century(slots: &Slots) -> Option<Meaning> {
    let n = slots.get(Slot::Ordinal)?;
    if !(1..=99).contains(&n) {
        return None;
    }
    let n = if slots.code(Slot::Era) == "bc" { -n } else { n - 1 };
    Some(Meaning::date(When::Century(n), Anchor::Written))
}

/// Op `holiday`.
pub(crate) fn holiday(slots: &Slots, story: &Story, lexicon: &Lexicon) -> Option<Meaning> {
    let index = usize::try_from(slots.get(Slot::Holiday)?).ok()?;
    let falls = lexicon.holidays.get(index)?.falls;
    let find = |year: i64| {
        let (first, last) = feast(falls, year)?;
        let about = matches!(falls, Falls::Islamic(..));
        Some(if first == last && !about { When::Day(first) } else { When::About(first, last) })
    };
    if let Some((year, anchor)) = year_and_anchor(slots, story) {
        return Some(Meaning::date(find(year)?, anchor));
    }
    if story.narrative {
        let told = story.told.and_then(|t| Some((t.when.year()?, t.anchor())));
        let Some((year, anchor)) = told else { return Some(Meaning::adrift("XXXX-XX-XX")) };
        return Some(Meaning::date(find(year)?, anchor));
    }
    let Some(now) = story.published else { return Some(Meaning::adrift("XXXX-XX-XX")) };
    let year = i64::from(now.year());
    let mut best: Option<(i64, When)> = None;
    for candidate in [year, year - 1, year + 1] {
        let Some(when) = find(candidate) else { continue };
        let Some((first, last)) = when.span() else { continue };
        let distance =
            if first <= now && now <= last { 0 } else { i64::from(first.since(now).ok()?.get_days()) };
        let cost = match (slots.code(Slot::Ref), story.tense) {
            ("last", _) if distance >= 0 => 10_000 + distance,
            ("next" | "coming", _) if distance <= 0 => 10_000 - distance,
            ("this", _) => {
                if candidate == year {
                    0
                } else {
                    10_000
                }
            }
            ("", Tense::Past) if distance > 0 => distance * 12,
            ("", Tense::Future) if distance < 0 => -distance * 4,
            _ => distance.abs(),
        };
        if best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, when));
        }
    }
    Some(Meaning::date(best?.1, Anchor::Publication))
}
