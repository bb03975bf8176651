//! Days, weeks and feasts: arithmetic that ends where the calendar ends.

use rashomon_model::Day;
use rashomon_resources::times::Falls;

/// The day of these numbers, `None` where there is none (30 February, year 12000).
pub(crate) fn day(year: i64, month: i64, day: i64) -> Option<Day> {
    Day::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `n` days on, or back.
pub(crate) fn plus(from: Day, n: i64) -> Option<Day> {
    if n.abs() > 4_000_000 {
        return None;
    }
    from.checked_add(jiff::Span::new().try_days(n).ok()?).ok()
}

/// 1 = Monday to 7 = Sunday.
pub(crate) fn weekday(day: Day) -> i64 {
    i64::from(day.weekday().to_monday_one_offset())
}

/// The Monday of the day's week.
pub(crate) fn monday(day: Day) -> Option<Day> {
    plus(day, 1 - weekday(day))
}

/// ISO 8601 year and number of the day's week.
pub(crate) fn week(day: Day) -> (i64, i64) {
    let week = day.iso_week_date();
    (i64::from(week.year()), i64::from(week.week()))
}

/// The Monday of an ISO 8601 week.
pub(crate) fn week_start(year: i64, week: i64) -> Option<Day> {
    let fourth = day(year, 1, 4)?;
    plus(monday(fourth)?, 7 * (week - 1))
}

/// The last day of a month.
pub(crate) fn month_end(year: i64, month: i64) -> Option<Day> {
    Some(day(year, month, 1)?.last_of_month())
}

/// Year and month `n` months on.
pub(crate) fn months_on(year: i64, month: i64, n: i64) -> (i64, i64) {
    let total = year.saturating_mul(12).saturating_add(month - 1).saturating_add(n);
    (total.div_euclid(12), total.rem_euclid(12) + 1)
}

/// First and last day of a feast in a year.
pub(crate) fn feast(falls: Falls, year: i64) -> Option<(Day, Day)> {
    match falls {
        Falls::Fixed(month, d) => {
            let day = day(year, i64::from(month), i64::from(d))?;
            Some((day, day))
        }
        Falls::Nth(nth, wanted, month) => {
            let (nth, wanted, month) = (i64::from(nth), i64::from(wanted), i64::from(month));
            let found = if nth < 0 {
                let last = month_end(year, month)?;
                plus(last, -(weekday(last) - wanted).rem_euclid(7))?
            } else {
                let first = day(year, month, 1)?;
                plus(first, (wanted - weekday(first)).rem_euclid(7) + 7 * (nth - 1))?
            };
            Some((found, found))
        }
        Falls::Easter(offset, length) => {
            let first = plus(easter(year)?, i64::from(offset))?;
            Some((first, plus(first, i64::from(length) - 1)?))
        }
        Falls::Islamic(month, d, length) => {
            // A year of that calendar is eleven days shorter: one or two of its feasts begin in ours.
            let about = ((year - 622) * 33).div_euclid(32);
            (about - 1..=about + 1).find_map(|islamic| {
                let first = islamic_day(islamic, i64::from(month), i64::from(d))?;
                (i64::from(first.year()) == year)
                    .then(|| Some((first, plus(first, i64::from(length) - 1)?)))
                    .flatten()
            })
        }
    }
}

/// Easter Sunday of the western churches.
///
/// # Source
/// The anonymous Gregorian computus (Nature, 20 April 1876), in its usual integer form.
fn easter(year: i64) -> Option<Day> {
    let (a, b, c) = (year.rem_euclid(19), year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b.div_euclid(4), b.rem_euclid(4));
    let g = (8 * b + 13).div_euclid(25);
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c.div_euclid(4), c.rem_euclid(4));
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 22 * l).div_euclid(451);
    let n = h + l - 7 * m + 114;
    day(year, n.div_euclid(31), n.rem_euclid(31) + 1)
}

/// A day of the tabular Islamic calendar (civil epoch); sightings differ from it by a day or two.
///
/// # Source
/// Reingold and Dershowitz, Calendrical Calculations, chapter on the Islamic calendar: 11 leap years in 30.
fn islamic_day(year: i64, month: i64, d: i64) -> Option<Day> {
    let before = (year - 1) * 354 + (3 + 11 * year).div_euclid(30) + 29 * (month - 1) + month.div_euclid(2);
    // 19 July 622 of the Gregorian calendar is day 1.
    plus(day(622, 7, 19)?, before + d - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(falls: Falls, year: i64, expected: (i64, i64)) {
        let (first, _) = feast(falls, year).unwrap();
        assert_eq!((i64::from(first.month()), i64::from(first.day())), expected);
    }

    #[test]
    fn feasts() {
        check(Falls::Easter(0, 1), 2017, (4, 16));
        check(Falls::Easter(-2, 1), 2024, (3, 29));
        check(Falls::Nth(4, 4, 11), 1999, (11, 25));
        check(Falls::Nth(-1, 1, 5), 2016, (5, 30));
        check(Falls::Islamic(9, 1, 30), 2017, (5, 27));
        check(Falls::Islamic(10, 1, 3), 2018, (6, 15));
    }

    #[test]
    fn the_calendar_ends() {
        assert_eq!(plus(Day::MAX, 1), None);
        assert_eq!(plus(Day::MIN, -1), None);
        assert_eq!(months_on(2016, 1, -1), (2015, 12));
    }

    #[test]
    fn weeks() {
        assert_eq!(week_start(2016, 8), day(2016, 2, 22));
        assert_eq!(week(day(2016, 1, 1).unwrap()), (2015, 53));
    }
}
