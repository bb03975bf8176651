//! What kind of values an attribute has, told from the values alone.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::hierarchy::Hierarchy;
use crate::table::{Row, Table};

/// What kind of values an attribute has: it decides in which ways a claim can miss the truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// A few words used again and again, such as yes and no: sources mix them up in their own way.
    Labels,
    /// Open: any word.
    Names,
    /// Numbers.
    Numbers,
    /// Times of day or instants, to the minute.
    Times,
    /// Sets of names, written `a|b|c`.
    Sets,
    /// Places of a hierarchy.
    Places,
}

impl Kind {
    /// All of them, in the order of their numbers.
    pub const ALL: [Kind; 6] =
        [Kind::Labels, Kind::Names, Kind::Numbers, Kind::Times, Kind::Sets, Kind::Places];

    /// The word used in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Labels => "labels",
            Kind::Names => "names",
            Kind::Numbers => "numbers",
            Kind::Times => "times",
            Kind::Sets => "sets",
            Kind::Places => "places",
        }
    }
}

/// Most labels an attribute of [`Kind::Labels`] has, and how many items each needs on average: below that the
/// table of who mixes up what cannot be learned.
const MOST_LABELS: usize = 12;
const ITEMS_A_LABEL: usize = 20;

/// The number that is written, with or without commas between thousands.
pub(crate) fn number(text: &str) -> Option<f64> {
    let plain: String = text.chars().filter(|c| *c != ',').collect();
    plain.parse::<f64>().ok().filter(|n| n.is_finite())
}

/// Minutes since midnight for `07:10`, since 1 March of year 0 for `2011-12-08T07:10`; and whether it is a
/// time of day alone.
pub(crate) fn minutes(text: &str) -> Option<(i64, bool)> {
    let clock = |t: &str| {
        let mut parts = t.split(':');
        let h: i64 = parts.next()?.parse().ok()?;
        let m: i64 = parts.next()?.parse().ok()?;
        ((0..=24).contains(&h) && (0..60).contains(&m)).then_some(h * 60 + m)
    };
    match text.split_once('T') {
        None => clock(text).map(|m| (m, true)),
        Some((date, time)) => Some((day(date)? * 1440 + clock(time)?, false)),
    }
}

/// Days of a date `2011-12-08` on the proleptic Gregorian calendar, counted from 1 March of year 0.
pub(crate) fn day(text: &str) -> Option<i64> {
    let mut parts = text.split('-');
    let (y, m, d) = (parts.next()?, parts.next()?, parts.next()?);
    let (y, m, d): (i64, i64, i64) = (y.parse().ok()?, m.parse().ok()?, d.parse().ok()?);
    if parts.next().is_some() || !(0..=9999).contains(&y) || !(1..=12).contains(&m) || !(1..=31).contains(&d)
    {
        return None;
    }
    let (year, month) = if m > 2 { (y, m - 3) } else { (y - 1, m + 9) };
    Some(
        365 * year + year.div_euclid(4) - year.div_euclid(100)
            + year.div_euclid(400)
            + (153 * month + 2) / 5
            + d
            - 1,
    )
}

const MONTHS: &str = "janfebmaraprmayjunjulaugsepoctnovdec";

/// Seconds of an instant: `2011-12-08`, `2011-12-08T07:10`, `2011-12-08 07:10:30`, a whole number of days or
/// seconds, or as C's `asctime` writes it, `thu jan 28 05:03:00 2010`. Only instants of one form compare.
pub(crate) fn instant(text: &str) -> Option<i64> {
    if let Ok(n) = text.parse::<i64>() {
        return Some(n);
    }
    let clock = |t: &str| {
        let mut parts = t.trim_end_matches('Z').split(':').map(|p| p.parse::<i64>().ok());
        let (h, m) = (parts.next()??, parts.next()??);
        Some(h * 3600 + m * 60 + parts.next().flatten().unwrap_or(0))
    };
    if let Some((date, time)) = text.split_once(['T', ' ']).filter(|(date, _)| day(date).is_some()) {
        return Some(day(date)? * 86_400 + clock(time)?);
    }
    if let Some(day) = day(text) {
        return Some(day * 86_400);
    }
    let parts: Vec<&str> = text.split_whitespace().collect();
    let &[_, month, d, time, year] = parts.as_slice() else { return None };
    let month = MONTHS.find(&month.to_lowercase()).filter(|at| month.len() == 3 && at % 3 == 0)? / 3 + 1;
    Some(day(&format!("{year}-{month}-{d}"))? * 86_400 + clock(time)?)
}

/// The date of a day as [`day`] counts them.
pub(crate) fn date(day: i64) -> String {
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let d = of_year - (153 * month + 2) / 5 + 1;
    let (y, m) = if month < 10 { (year, month + 3) } else { (year + 1, month - 9) };
    format!("{:04}-{m:02}-{d:02}", y + era * 400)
}

/// The kind of each attribute of the table.
pub(crate) fn kinds(table: &Table, places: &Hierarchy) -> Vec<Kind> {
    let mut seen: Vec<(FxHashSet<u32>, FxHashSet<u32>)> = vec![Default::default(); table.attributes.len()];
    for row in &table.rows {
        let (values, objects) = &mut seen[row.attribute as usize];
        values.insert(row.value);
        objects.insert(row.object);
    }
    let mut by_attribute: FxHashMap<u32, Vec<&Row>> = FxHashMap::default();
    for row in &table.rows {
        by_attribute.entry(row.attribute).or_default().push(row);
    }
    (0..table.attributes.len())
        .map(|a| {
            let rows = by_attribute.get(&(a as u32)).map_or(&[][..], |r| r);
            let (values, objects) = &seen[a];
            of(rows, values.len(), objects.len(), table, places)
        })
        .collect()
}

fn of(rows: &[&Row], values: usize, objects: usize, table: &Table, places: &Hierarchy) -> Kind {
    let share = |test: &dyn Fn(&str) -> bool| {
        rows.iter().filter(|r| test(table.values.name(r.value))).count() as f64 / rows.len().max(1) as f64
    };
    if !places.is_empty() && share(&|v| !places.named(v).is_empty()) > 0.8 {
        Kind::Places
    } else if share(&|v| v.contains('|')) > 0.05 {
        Kind::Sets
    } else if values <= MOST_LABELS && objects >= ITEMS_A_LABEL * values {
        Kind::Labels
    } else if share(&|v| minutes(v).is_some()) > 0.9 {
        Kind::Times
    } else if share(&|v| number(v).is_some()) > 0.9 {
        Kind::Numbers
    } else {
        Kind::Names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_come_back() {
        for text in ["2011-12-08", "2022-02-24", "2000-02-29", "1999-12-31", "0001-01-01"] {
            assert_eq!(date(day(text).unwrap()), text);
        }
        assert_eq!(day("2022-03-01").unwrap() - day("2022-02-24").unwrap(), 5);
        assert_eq!(day("2022-13-01"), None);
        assert_eq!(instant("thu jan 28 05:03:00 2010"), instant("2010-01-28T05:03"));
        assert!(instant("2010-01-28 05:03:01") > instant("2010-01-28"));
        assert_eq!(instant("some day"), None);
        assert_eq!(minutes("07:10"), Some((430, true)));
        assert_eq!(minutes("25:10"), None);
    }
}
