//! A place on the calendar, of any size, with its names: TIMEX3, EDTF, days.

use rashomon_model::{Day, Days};

use crate::calendar::{day, month_end, months_on, plus, week, week_start};

/// A day, a week, a month … Years before Christ are negative, and there is no year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    Day(Day),
    /// ISO year and week.
    Week(i64, i64),
    Weekend(i64, i64),
    Month(i64, i64),
    Quarter(i64, i64),
    Half(i64, i64),
    /// Year and season, 0 = spring to 3 = winter.
    Season(i64, i64),
    Year(i64),
    /// The year without its last digit.
    Decade(i64),
    /// The year without its last two digits.
    Century(i64),
    /// From day to day, both known only to a day or two.
    About(Day, Day),
}

const SEASONS: [&str; 4] = ["SP", "SU", "FA", "WI"];

/// A year as TIMEX3 writes it.
pub(crate) fn year_value(year: i64) -> String {
    if year < 0 { format!("BC{:04}", -year) } else { format!("{year:04}") }
}

/// The year as a calendar without a gap counts it: 1 BC is 0.
fn astronomical(year: i64) -> i64 {
    if year < 0 { year + 1 } else { year }
}

impl When {
    /// The week a day lies in.
    pub(crate) fn week_of(day: Day) -> Self {
        let (year, number) = week(day);
        Self::Week(year, number)
    }

    /// TIMEX3 value.
    pub(crate) fn value(self) -> String {
        match self {
            Self::Day(day) => {
                let year = i64::from(day.year());
                let year = if year < 1 { year - 1 } else { year };
                format!("{}-{:02}-{:02}", year_value(year), day.month(), day.day())
            }
            Self::Week(year, number) => format!("{}-W{number:02}", year_value(year)),
            Self::Weekend(year, number) => format!("{}-W{number:02}-WE", year_value(year)),
            Self::Month(year, month) => format!("{}-{month:02}", year_value(year)),
            Self::Quarter(year, n) => format!("{}-Q{n}", year_value(year)),
            Self::Half(year, n) => format!("{}-H{n}", year_value(year)),
            Self::Season(year, n) => {
                format!("{}-{}", year_value(year), SEASONS[n.rem_euclid(4) as usize])
            }
            Self::Year(year) => year_value(year),
            Self::Decade(n) if n < 0 => format!("BC{:03}", -n),
            Self::Decade(n) => format!("{n:03}"),
            Self::Century(n) if n < 0 => format!("BC{:02}", -n),
            Self::Century(n) => format!("{n:02}"),
            Self::About(from, to) => format!("{}/{}", Self::Day(from).value(), Self::Day(to).value()),
        }
    }

    /// First and last day.
    pub(crate) fn span(self) -> Option<(Day, Day)> {
        match self {
            Self::Day(day) => Some((day, day)),
            Self::About(from, to) => Some((from, to)),
            Self::Week(year, number) => {
                let first = week_start(year, number)?;
                Some((first, plus(first, 6)?))
            }
            Self::Weekend(year, number) => {
                let first = plus(week_start(year, number)?, 5)?;
                Some((first, plus(first, 1)?))
            }
            Self::Month(year, month) => months(year, month, 1),
            Self::Quarter(year, n) => months(year, 3 * n - 2, 3),
            Self::Half(year, n) => months(year, 6 * n - 5, 6),
            // The northern seasons of the weather services: March to May and so on.
            Self::Season(year, n) => months(year, 3 * n + 3, 3),
            Self::Year(year) => months(year, 1, 12),
            Self::Decade(n) if n < 0 => None,
            Self::Decade(n) => Some((day((n * 10).max(1), 1, 1)?, day(n * 10 + 9, 12, 31)?)),
            Self::Century(n) if n < 0 => None,
            Self::Century(n) => Some((day(n * 100 + 1, 1, 1)?, day(n * 100 + 100, 12, 31)?)),
        }
    }

    /// [`span`](Self::span) as days of a mention.
    pub(crate) fn days(self) -> Option<Days> {
        self.span().map(|(start, end)| Days::between(start, end))
    }

    /// EDTF level 1.
    pub(crate) fn edtf(self) -> Option<String> {
        let (first, last) = self.span()?;
        if first.year() < 0 || last.year() < 0 {
            return match self {
                Self::Year(_) => Some(format!("-{:04}", -first.year())),
                _ => None,
            };
        }
        Some(match self {
            Self::Day(_) | Self::Month(..) | Self::Year(_) => self.value(),
            Self::Season(year, n) => format!("{}-{}", year_value(year), 21 + n.rem_euclid(4)),
            Self::Decade(n) => format!("{n:03}X"),
            Self::About(..) => format!("{first}~/{last}~"),
            _ => format!("{first}/{last}"),
        })
    }

    /// The first day; the ground for "two days later".
    pub(crate) fn first(self) -> Option<Day> {
        self.span().map(|s| s.0)
    }

    /// Year it begins in, as TIMEX3 counts.
    pub(crate) fn year(self) -> Option<i64> {
        match self {
            Self::Day(d) => Some(i64::from(d.year())).map(|y| if y < 1 { y - 1 } else { y }),
            Self::About(d, _) => Some(i64::from(d.year())),
            Self::Week(y, _)
            | Self::Weekend(y, _)
            | Self::Month(y, _)
            | Self::Quarter(y, _)
            | Self::Half(y, _)
            | Self::Season(y, _)
            | Self::Year(y) => Some(y),
            Self::Decade(_) | Self::Century(_) => None,
        }
    }

    /// Month it begins in, where it is no longer than a season.
    pub(crate) fn month(self) -> Option<i64> {
        match self {
            Self::Day(d) | Self::About(d, _) => Some(i64::from(d.month())),
            Self::Month(_, m) => Some(m),
            Self::Week(..) | Self::Weekend(..) => self.first().map(|d| i64::from(d.month())),
            Self::Quarter(_, n) => Some(3 * n - 2),
            Self::Half(_, n) => Some(6 * n - 5),
            Self::Season(_, n) => Some(3 * n + 3),
            _ => None,
        }
    }
}

/// `n` months from `month` of `year` on.
fn months(year: i64, month: i64, n: i64) -> Option<(Day, Day)> {
    let year = astronomical(year);
    let (year, month) = months_on(year, month, 0);
    let (last_year, last_month) = months_on(year, month, n - 1);
    Some((day(year, month, 1)?, month_end(last_year, last_month)?))
}

/// The year `n` after `year`, without a year 0.
pub(crate) fn years_on(year: i64, n: i64) -> i64 {
    let sum = astronomical(year).saturating_add(n);
    if sum < 1 { sum - 1 } else { sum }
}

/// The part of `days` that a word like "early" leaves: thirds; in a month, days 1 to 10, 11 to 20 and
/// 21 to the end.
pub(crate) fn third(when: When, word: &str) -> Option<Days> {
    let (first, last) = when.span()?;
    let (from, to) = match when {
        When::Month(year, month) => {
            let year = astronomical(year);
            (day(year, month, 10)?, day(year, month, 21)?)
        }
        When::Year(_) => {
            (plus(day(i64::from(first.year()), 5, 1)?, -1)?, day(i64::from(first.year()), 9, 1)?)
        }
        When::Decade(n) => (day(n * 10 + 3, 12, 31)?, day(n * 10 + 7, 1, 1)?),
        When::Day(_) => return Some(Days::one(first)),
        _ => {
            let length = i64::from(last.since(first).ok()?.get_days());
            // A weekend has no thirds.
            if length < 2 {
                return Some(Days::between(first, last));
            }
            let part = (length + 1) / 3;
            (plus(first, (part - 1).max(0))?, plus(last, 1 - part.max(1))?)
        }
    };
    Some(match word {
        "early" | "begin" => Days::between(first, from),
        "late" | "end" => Days::between(to, last),
        _ => Days::between(plus(from, 1)?.min(last), plus(to, -1)?.max(first)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(when: When, value: &str, edtf: &str, first: &str, last: &str) {
        let (a, b) = when.span().unwrap();
        assert_eq!(
            (
                when.value().as_str(),
                when.edtf().unwrap().as_str(),
                a.to_string().as_str(),
                b.to_string().as_str()
            ),
            (value, edtf, first, last)
        );
    }

    #[test]
    fn names_and_days() {
        check(When::Week(2016, 8), "2016-W08", "2016-02-22/2016-02-28", "2016-02-22", "2016-02-28");
        check(When::Month(2016, 2), "2016-02", "2016-02", "2016-02-01", "2016-02-29");
        check(When::Season(1994, 3), "1994-WI", "1994-24", "1994-12-01", "1995-02-28");
        check(When::Decade(199), "199", "199X", "1990-01-01", "1999-12-31");
        check(When::Century(19), "19", "1901-01-01/2000-12-31", "1901-01-01", "2000-12-31");
        check(When::Quarter(1989, 3), "1989-Q3", "1989-07-01/1989-09-30", "1989-07-01", "1989-09-30");
    }

    #[test]
    fn before_christ() {
        assert_eq!(When::Year(-499).value(), "BC0499");
        assert_eq!(When::Year(-499).edtf().as_deref(), Some("-0498"));
        assert_eq!(years_on(-1, 1), 1);
    }

    #[test]
    fn thirds() {
        let days = third(When::Month(2014, 10), "early").unwrap();
        assert_eq!(days.end, day(2014, 10, 10));
        let days = third(When::Month(2016, 4), "late").unwrap();
        assert_eq!((days.start, days.end), (day(2016, 4, 21), day(2016, 4, 30)));
        // Of two days there are no thirds.
        for word in ["early", "mid", "late"] {
            let days = third(When::Weekend(2022, 23), word).unwrap();
            assert_eq!((days.start, days.end), (day(2022, 6, 11), day(2022, 6, 12)));
        }
        let days = third(When::Year(2014), "mid").unwrap();
        assert_eq!((days.start, days.end), (day(2014, 5, 1), day(2014, 8, 31)));
    }
}
