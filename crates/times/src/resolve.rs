//! From slots to a meaning: one function an operation.

use rashomon_model::{Anchor, Days, TimeKind};

use crate::calendar::{day, monday, months_on, plus, week, weekday};
use crate::find::Found;
use crate::lexicon::Lexicon;
use crate::named;
use crate::shape::full_year;
use crate::slot::{Op, Slot, Slots};
use crate::story::{Meaning, Story};
use crate::tense::Tense;
use crate::when::{When, third, year_value, years_on};

/// The meaning of a phrase, `None` where it has none (30 February).
pub(crate) fn resolve(found: &Found, story: &Story, lexicon: &Lexicon) -> Option<Meaning> {
    let slots = &found.slots;
    let mut meaning = match found.op {
        Op::Date => date(slots, story),
        Op::Weekday => weekday_op(slots, story),
        Op::Deictic => deictic(slots, story),
        Op::Period => crate::relative::period(slots, story),
        Op::Shift => crate::relative::shift(slots, story),
        Op::Duration => Some(Meaning::bare(TimeKind::Duration, crate::relative::length(slots)?)),
        Op::Set => set(slots),
        Op::Quarter => named::quarter(slots, story),
        Op::Season => named::season(slots, story),
        Op::Decade => named::decade(slots),
        Op::Century => named::century(slots),
        Op::Holiday => named::holiday(slots, story, lexicon),
        Op::Clock => clock_alone(slots, story),
        Op::Part => part_alone(slots, story),
        Op::Fixed => fixed(slots),
        Op::Nothing => None,
    }?;
    soften(&mut meaning, slots, story);
    attach_time(&mut meaning, slots);
    Some(meaning)
}

/// `early`, `mid`, `late`: the days that are left.
fn soften(meaning: &mut Meaning, slots: &Slots, story: &Story) {
    let (Some(when), word @ ("early" | "mid" | "late" | "begin" | "end" | "earlier" | "later")) =
        (meaning.when, slots.code(Slot::Mod))
    else {
        return;
    };
    if meaning.days.is_none() || matches!(when, When::Day(_)) {
        return;
    }
    meaning.days = match word {
        "earlier" | "later" => {
            let inside = |(first, last): (_, _)| match story.published {
                Some(now) if !story.narrative && first <= now && now <= last => {
                    Some(if word == "earlier" { Days::between(first, now) } else { Days::between(now, last) })
                }
                _ => Some(Days::between(first, last)),
            };
            when.span().and_then(inside)
        }
        // "The end of last year" is no known part of it.
        "begin" | "end" if matches!(when, When::Year(_)) => None,
        _ => third(when, word),
    };
    meaning.edtf = match meaning.days {
        Some(Days { start: Some(a), end: Some(b) }) if a.year() >= 0 => Some(format!("{a}/{b}")),
        _ => None,
    };
}

/// The part of day or clock time of a phrase, added to its day.
fn attach_time(meaning: &mut Meaning, slots: &Slots) {
    let Some(time) = time_value(slots) else { return };
    let day = matches!(meaning.when, Some(When::Day(_))) || meaning.value.starts_with("XXXX-");
    if day && meaning.kind == TimeKind::Date && !meaning.value.contains('T') {
        meaning.value.push_str(&time);
        meaning.kind = TimeKind::Time;
    }
}

/// `TNI`, `T14:30`: what follows the day in a value.
pub(crate) fn time_value(slots: &Slots) -> Option<String> {
    if let Some((hour, minute)) = clock(slots) {
        return Some(format!("T{hour:02}:{minute:02}"));
    }
    match slots.code(Slot::Part) {
        "" => None,
        "noon" => Some("T12:00".into()),
        "midnight" => Some("T24:00".into()),
        code => Some(code.into()),
    }
}

/// Hour and minute, on the 24-hour clock.
fn clock(slots: &Slots) -> Option<(i64, i64)> {
    let (hour, minute) = match slots.get(Slot::Clock).or_else(|| slots.get(Slot::Clock4)) {
        Some(clock) => (clock / 100, clock % 100),
        None => (slots.get(Slot::Hour)?, slots.get(Slot::Minute).unwrap_or(0)),
    };
    let (hour, minute) = match slots.get(Slot::Half) {
        // "Half past", "quarter to": minutes after or before the hour.
        Some(off) if off < 0 => (hour - 1, 60 + off),
        Some(off) => (hour, off),
        None => (hour, minute),
    };
    let evening =
        matches!(slots.code(Slot::Part), "TAF" | "TEV") || slots.code(Slot::Part) == "TNI" && hour > 5;
    let hour = match slots.code(Slot::Ampm) {
        "am" if hour == 12 => 0,
        "pm" if hour < 12 => hour + 12,
        "" if evening && hour < 12 => hour + 12,
        _ => hour,
    };
    (0..=24).contains(&hour).then_some((hour, minute))
}

/// The year that the slots tell themselves.
fn written_year(slots: &Slots) -> Option<i64> {
    let year = match (slots.get(Slot::Year), slots.get(Slot::Yy)) {
        // "1914-18"; "2017-06" is no such pair.
        (Some(year), Some(yy)) if yy <= year % 100 => return None,
        (Some(year), Some(yy)) => year / 100 * 100 + yy,
        (Some(year), None) => year,
        (None, Some(yy)) => full_year(yy),
        (None, None) if slots.has(Slot::Era) => slots.get(Slot::Number)? / 1000,
        (None, None) => return None,
    };
    Some(if slots.code(Slot::Era) == "bc" { -year } else { year })
}

/// The year told by the slots, or by "last year" beside a date.
pub(crate) fn year_and_anchor(slots: &Slots, story: &Story) -> Option<(i64, Anchor)> {
    if let Some(year) = written_year(slots) {
        return Some((year, Anchor::Written));
    }
    let off = match slots.code(Slot::YearRef) {
        "" => return None,
        "last" | "prev" => -1,
        "next" | "following" => 1,
        "that" | "same" => {
            let told = story.told?;
            return Some((told.when.year()?, told.anchor()));
        }
        _ => 0,
    };
    let (base, anchor) = story.base()?;
    Some((i64::from(base.year()) + off, anchor))
}

/// Op `date`.
fn date(slots: &Slots, story: &Story) -> Option<Meaning> {
    if let Some(iso) = slots.get(Slot::Iso) {
        return Some(Meaning::date(
            When::Day(day(iso / 10_000, iso / 100 % 100, iso % 100)?),
            Anchor::Written,
        ));
    }
    if let Some(iso) = slots.get(Slot::YearMonth) {
        return Some(Meaning::date(When::Month(iso / 100, iso % 100), Anchor::Written));
    }
    let number = slots.get(Slot::Day).or_else(|| slots.get(Slot::Ordinal));
    let year = year_and_anchor(slots, story);
    match (slots.get(Slot::Month), number) {
        (Some(month), Some(number)) => {
            // 29 February is a day of some year, 30 February of none.
            day(2000, month, number)?;
            match year.or_else(|| story.year_of_day(month, number)) {
                Some((year, anchor)) => {
                    let counted = if year < 0 { year + 1 } else { year };
                    Some(Meaning::date(When::Day(day(counted, month, number)?), anchor))
                }
                None => Some(Meaning::adrift(format!("XXXX-{month:02}-{number:02}"))),
            }
        }
        (Some(month), None) => match year.or_else(|| year_by_ref(month, slots, story)) {
            Some((year, anchor)) => Some(Meaning::date(When::Month(year, month), anchor)),
            None => Some(Meaning::adrift(format!("XXXX-{month:02}"))),
        },
        (None, Some(number)) => day_of_month(number, story),
        (None, None) => {
            let (year, anchor) = year?;
            Some(Meaning::date(When::Year(year), anchor))
        }
    }
}

/// The year of "last June", "this June", "next June" or June alone.
fn year_by_ref(month: i64, slots: &Slots, story: &Story) -> Option<(i64, Anchor)> {
    if story.narrative {
        return story.year_of_month(month);
    }
    let day = story.published?;
    let (year, now) = (i64::from(day.year()), i64::from(day.month()));
    let year = match slots.code(Slot::Ref) {
        "last" if month < now => year,
        "last" => year - 1,
        "next" | "coming" if month > now => year,
        "next" | "coming" => year + 1,
        "this" => year,
        _ => return story.year_of_month(month),
    };
    Some((year, Anchor::Publication))
}

/// `the 22nd`, `on the 15th`: in the month told last, or the last such day up to publication.
fn day_of_month(number: i64, story: &Story) -> Option<Meaning> {
    if !(1..=31).contains(&number) {
        return None;
    }
    let adrift = || Some(Meaning::adrift(format!("XXXX-XX-{number:02}")));
    if story.narrative {
        let Some(told) = story.told else { return adrift() };
        let (Some(year), Some(month)) = (told.when.year(), told.when.month()) else { return adrift() };
        return Some(Meaning::date(When::Day(day(year, month, number)?), told.anchor()));
    }
    let Some(now) = story.published else { return adrift() };
    let (year, month) = (i64::from(now.year()), i64::from(now.month()));
    let today = i64::from(now.day());
    let off = match story.tense {
        Tense::Future => i64::from(number < today),
        _ => -i64::from(number > today),
    };
    let (year, month) = months_on(year, month, off);
    Some(Meaning::date(When::Day(day(year, month, number)?), Anchor::Publication))
}

/// Op `weekday`.
fn weekday_op(slots: &Slots, story: &Story) -> Option<Meaning> {
    let wanted = slots.get(Slot::Weekday)?;
    let adrift = || Some(Meaning::adrift(format!("XXXX-WXX-{wanted}")));
    let reference = match slots.code(Slot::WeekRef) {
        "" => slots.code(Slot::Ref),
        week => week,
    };
    if matches!(reference, "that" | "same" | "following" | "prev") {
        let Some(told) = story.told_day else { return adrift() };
        let base = told.when.first()?;
        let ahead = (wanted - weekday(base)).rem_euclid(7);
        let off = match reference {
            "following" if ahead == 0 => 7,
            "prev" if ahead == 0 => -7,
            "prev" => ahead - 7,
            _ => ahead,
        };
        return Some(Meaning::date(When::Day(plus(base, off)?), told.anchor()));
    }
    if reference == "coming"
        && let Some((base, anchor)) = story.base()
    {
        let ahead = (wanted - weekday(base) - 1).rem_euclid(7) + 1;
        return Some(Meaning::date(When::Day(plus(base, ahead)?), anchor));
    }
    let weeks = match reference {
        "last" => -1,
        "next" => 1,
        "this" => 0,
        _ => {
            return match story.day_of_weekday(wanted) {
                Some((day, anchor)) => Some(Meaning::date(When::Day(day), anchor)),
                None => adrift(),
            };
        }
    };
    let Some((base, anchor)) = story.base() else { return adrift() };
    let found = plus(monday(base)?, 7 * weeks + wanted - 1)?;
    Some(Meaning::date(When::Day(found), anchor))
}

/// Op `deictic`: today, yesterday, tonight, overnight.
fn deictic(slots: &Slots, story: &Story) -> Option<Meaning> {
    let off = slots.get(Slot::Off).unwrap_or(0);
    let base = if story.narrative { None } else { story.base() };
    let Some((base, anchor)) = base else {
        // The day of the telling: "today" is then no more than "now".
        let value = if off == 0 && time_value(slots).is_none() { "PRESENT_REF" } else { "XXXX-XX-XX" };
        return Some(Meaning::adrift(value));
    };
    let day = plus(base, off)?;
    let mut meaning = Meaning::date(When::Day(day), anchor);
    if slots.code(Slot::Kind) == "NI" {
        // Overnight: the day before and the day.
        let before = plus(day, -1)?;
        meaning.days = Some(Days::between(before, day));
        meaning.edtf = Some(format!("{before}/{day}"));
    }
    Some(meaning)
}

/// Op `set`.
fn set(slots: &Slots) -> Option<Meaning> {
    let value = if let Some(weekday) = slots.get(Slot::Weekday) {
        format!("XXXX-WXX-{weekday}{}", time_value(slots).unwrap_or_default())
    } else if let Some(month) = slots.get(Slot::Month) {
        format!("XXXX-{month:02}")
    } else if let Some(season) = slots.get(Slot::Season) {
        format!("XXXX-{}", ["SP", "SU", "FA", "WI"][season.rem_euclid(4) as usize])
    } else if slots.has(Slot::Part) {
        format!("XXXX-XX-XX{}", time_value(slots)?)
    } else {
        crate::relative::length(slots)?
    };
    Some(Meaning::bare(TimeKind::Set, value))
}

/// Op `clock`: a time of day alone; its day is the one told near by.
fn clock_alone(slots: &Slots, story: &Story) -> Option<Meaning> {
    let (hour, minute) = clock(slots)?;
    Some(in_the_day(&format!("T{hour:02}:{minute:02}"), story))
}

fn in_the_day(time: &str, story: &Story) -> Meaning {
    let mut meaning = match story.near_day() {
        Some(told) => Meaning::date(told.when, told.anchor()),
        None => Meaning::adrift("XXXX-XX-XX"),
    };
    // Not told again: a part of a day is no new date.
    meaning.when = None;
    meaning.adrift = false;
    meaning.kind = TimeKind::Time;
    meaning.value.push_str(time);
    meaning
}

/// Op `part`: `that evening`, `in the morning`, `at midnight`.
fn part_alone(slots: &Slots, story: &Story) -> Option<Meaning> {
    let time = time_value(slots)?;
    match slots.code(Slot::Ref) {
        "this" if !story.narrative => {
            let Some((base, anchor)) = story.base() else {
                return Some(Meaning {
                    kind: TimeKind::Time,
                    ..Meaning::adrift(format!("XXXX-XX-XX{time}"))
                });
            };
            Some(Meaning::date(When::Day(base), anchor))
        }
        "next" | "following" | "prev" => {
            let off = if slots.code(Slot::Ref) == "prev" { -1 } else { 1 };
            let Some(told) = story.told_day else {
                return Some(Meaning::adrift(format!("XXXX-XX-XX{time}")));
            };
            let day = plus(told.when.first()?, off)?;
            let meaning = Meaning::date(When::Day(day), told.anchor());
            Some(if story.narrative { meaning } else { meaning.undated() })
        }
        "that" | "same" => match story.told_day {
            Some(told) => Some(Meaning::date(told.when, told.anchor())),
            None => Some(Meaning::adrift("XXXX-XX-XX")),
        },
        _ => Some(in_the_day(&time, story)),
    }
}

/// Op `fixed`.
fn fixed(slots: &Slots) -> Option<Meaning> {
    let kind = match slots.code(Slot::Kind) {
        "DURATION" => TimeKind::Duration,
        "SET" => TimeKind::Set,
        "TIME" => TimeKind::Time,
        _ => TimeKind::Date,
    };
    let value = slots.code(Slot::Value);
    (!value.is_empty()).then(|| Meaning::bare(kind, value))
}

/// Values of a week, month or year that hangs on nothing.
pub(crate) fn unknown(unit: &str) -> &'static str {
    match unit {
        "D" => "XXXX-XX-XX",
        "W" => "XXXX-WXX",
        "WE" => "XXXX-WXX-WE",
        "MO" => "XXXX-XX",
        "Q" => "XXXX-QX",
        "Y" => "XXXX",
        "DE" => "XXX",
        "CE" => "XX",
        _ => "XXXX-XX-XX",
    }
}

/// `n` units on from a date: keeps its size where the unit is that size.
pub(crate) fn step(from: When, unit: &str, n: i64) -> Option<When> {
    let first = from.first();
    let (year, month) = (from.year(), from.month());
    Some(match unit {
        "D" | "NI" => When::Day(plus(first?, n)?),
        "W" => When::week_of(plus(first?, n.checked_mul(7)?)?),
        "FN" => When::week_of(plus(first?, n.checked_mul(14)?)?),
        "WE" => {
            let (year, number) = week(plus(first?, n.checked_mul(7)?)?);
            When::Weekend(year, number)
        }
        "MO" => {
            let (year, month) = months_on(year?, month?, n);
            When::Month(year, month)
        }
        "Q" => {
            let (year, month) = months_on(year?, (month? - 1) / 3 * 3 + 1, n.checked_mul(3)?);
            When::Quarter(year, (month - 1) / 3 + 1)
        }
        "Y" => When::Year(years_on(year?, n)),
        "DE" => When::Decade(year?.div_euclid(10) + n),
        "CE" => When::Century(year?.div_euclid(100) + n),
        "FY" => When::Year(years_on(year?, n)),
        _ => return None,
    })
    .filter(|w| w.year().is_none_or(|y| (-9998..=9999).contains(&y) && !year_value(y).is_empty()))
}
