//! Days and parts of days in words: `Mon 12 Jun, evening`, `1–10 Jul`, `since 3 May 2016`.

use rashomon::model::{Claim, Day, Days, Status};

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `13 Jun 2017`.
pub(crate) fn full(day: Day) -> String {
    format!("{} {} {}", day.day(), month(day), day.year())
}

fn month(day: Day) -> &'static str {
    MONTHS[(day.month() as usize - 1).min(11)]
}

/// A day with its weekday; the year only where it is another than that of publication.
fn one(day: Day, published: Option<Day>) -> String {
    let weekday = match day.weekday() {
        jiff::civil::Weekday::Monday => "Mon",
        jiff::civil::Weekday::Tuesday => "Tue",
        jiff::civil::Weekday::Wednesday => "Wed",
        jiff::civil::Weekday::Thursday => "Thu",
        jiff::civil::Weekday::Friday => "Fri",
        jiff::civil::Weekday::Saturday => "Sat",
        jiff::civil::Weekday::Sunday => "Sun",
    };
    format!("{weekday} {}", short(day, published))
}

fn short(day: Day, published: Option<Day>) -> String {
    let text = format!("{} {}", day.day(), month(day));
    if published.is_some_and(|p| p.year() == day.year()) { text } else { format!("{text} {}", day.year()) }
}

/// Days in words.
pub(crate) fn days(days: Days, published: Option<Day>) -> String {
    match (days.start, days.end) {
        (None, None) => String::new(),
        (Some(start), None) => format!("since {}", short(start, published)),
        (None, Some(end)) => format!("until {}", short(end, published)),
        (Some(start), Some(end)) if start == end => one(start, published),
        (Some(start), Some(end)) => {
            let month_end = end == end.last_of_month();
            let same_year = start.year() == end.year();
            if start.day() == 1 && month_end && same_year && start.month() == end.month() {
                return format!("{} {}", month(start), start.year());
            }
            if start.day() == 1 && start.month() == 1 && month_end && end.month() == 12 {
                let years = (start.year(), end.year());
                return if years.0 == years.1 {
                    years.0.to_string()
                } else {
                    format!("{}–{}", years.0, years.1)
                };
            }
            if same_year && start.month() == end.month() {
                return format!("{}–{}", start.day(), short(end, published));
            }
            let first =
                if same_year { format!("{} {}", start.day(), month(start)) } else { short(start, published) };
            format!("{first} – {}", short(end, published))
        }
    }
}

/// The part of a day a TIMEX3 value names.
fn part(value: &str) -> Option<&'static str> {
    const PARTS: [(&str, &str); 6] = [
        ("TNI", "night"),
        ("TEV", "evening"),
        ("TMO", "morning"),
        ("TAF", "afternoon"),
        ("TMI", "midday"),
        ("TDT", "daytime"),
    ];
    PARTS.iter().find(|(code, _)| value.ends_with(code)).map(|p| p.1)
}

/// When a claim says it was; where it says nothing, the day by which it was told.
pub(crate) fn when(claim: &Claim, published: Option<Day>) -> String {
    let Some(time) = &claim.time else {
        let told = matches!(claim.status, Status::Asserted | Status::Denied | Status::Ended);
        return match published {
            Some(day) if told => format!("by {}", one(day, published)),
            _ => "no time told".into(),
        };
    };
    let Some(span) = time.days else {
        return format!("“{}”", crate::term::one_line(&time.text));
    };
    let text = days(span, published);
    match time.mention.as_ref().and_then(|m| part(&m.value)) {
        Some(part) => format!("{text}, {part}"),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(start: &str, end: &str, expected: &str) {
        let day = |text: &str| text.parse::<Day>().ok();
        let span = Days { start: day(start), end: day(end) };
        assert_eq!(days(span, day("2017-06-13")), expected);
    }

    #[test]
    fn days_are_told_as_short_as_they_can() {
        check("2017-06-12", "2017-06-12", "Mon 12 Jun");
        check("2016-06-12", "2016-06-12", "Sun 12 Jun 2016");
        check("2017-07-01", "2017-07-10", "1–10 Jul");
        check("2017-06-28", "2017-07-03", "28 Jun – 3 Jul");
        check("2016-12-28", "2017-01-03", "28 Dec 2016 – 3 Jan");
        check("2017-02-01", "2017-02-28", "Feb 2017");
        check("2016-01-01", "2016-12-31", "2016");
        check("2014-01-01", "2016-12-31", "2014–2016");
        check("2017-05-03", "", "since 3 May");
        check("", "2015-05-03", "until 3 May 2015");
    }

    #[test]
    fn the_part_of_the_day_is_read_off_the_value() {
        assert_eq!(part("2017-06-12TEV"), Some("evening"));
        assert_eq!(part("2017-06-12"), None);
    }
}
