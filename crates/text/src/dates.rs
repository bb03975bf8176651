//! Days of publication, as pages and headers of texts write them.
//!
//! Only full dates with a year: anything else is for the stage that reads times.

use jiff::civil::Date;
use rashomon_model::{Day, MONTHS, WEEKDAYS};

/// The date a machine-readable field tells (`2017-06-13T08:00:00Z`, `Tue, 13 Jun 2017`, `13.06.2017`).
/// The day is taken as written, in the zone of the writer.
pub(crate) fn field(text: &str) -> Option<Day> {
    let text = text.trim();
    let text = &text[..text.floor_char_boundary(80)];
    compact(text).or_else(|| {
        let starts = text.char_indices().filter(|(i, c)| {
            c.is_ascii_alphanumeric() && !text[..*i].ends_with(|b: char| b.is_ascii_alphanumeric())
        });
        starts.map(|(i, _)| i).find_map(|i| leading(&text[i..])).map(|(day, _)| day)
    })
}

/// `20170613`, also with a time after it.
fn compact(text: &str) -> Option<Day> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits != 8 && digits != 14 {
        return None;
    }
    day(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..8].parse().ok()?)
}

/// The date in the path of an address: `/2017/06/13/`, `/2017-06-13-`.
pub(crate) fn address(url: &str) -> Option<Day> {
    url.match_indices(['/', '-', '_']).find_map(|(i, _)| {
        let rest = &url[i + 1..];
        let (year, month, dom, length) = triple(rest)?;
        let ended = !rest[length..].starts_with(|c: char| c.is_ascii_digit());
        (ended && rest.as_bytes()[4] != b'.' && year > 31).then(|| day(year, month, dom)).flatten()
    })
}

fn day(year: i32, month: i32, dom: i32) -> Option<Day> {
    // Earlier than any news agency, or later than any report in this century: a mistake.
    if !(1800..=2100).contains(&year) {
        return None;
    }
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(dom).ok()?).ok()
}

/// A full date at the very start of `text`, and its length in bytes; a weekday before it and a time
/// after it belong to it.
pub(crate) fn leading(text: &str) -> Option<(Day, usize)> {
    let mut at = Cursor { text, at: 0 };
    if at.word_in(&WEEKDAYS).is_some() {
        at.separators();
    }
    let found = numeric(&mut at).or_else(|| written(&mut at))?;
    if text[at.at..].starts_with(|c: char| c.is_alphanumeric() && c != 'T') {
        return None;
    }
    at.time();
    Some((found, at.at))
}

fn numeric(at: &mut Cursor<'_>) -> Option<Day> {
    let (first, middle, last, length) = triple(&at.text[at.at..])?;
    let slash = at.text[at.at..at.at + length].contains('/');
    let found = if first > 31 {
        day(first, middle, last)
    } else if middle > 12 && slash {
        day(last, first, middle)
    } else if slash && first <= 12 && middle <= 12 && first != middle {
        // 06/07/2017: day first or month first, nobody can tell.
        None
    } else {
        day(last, middle, first)
    }?;
    at.at += length;
    Some(found)
}

/// Three numbers joined by one and the same of `-`, `/`, `.`; one of them has four digits.
fn triple(text: &str) -> Option<(i32, i32, i32, usize)> {
    let number = |from: usize| {
        let digits = text[from..].bytes().take_while(u8::is_ascii_digit).count();
        (1..=4).contains(&digits).then(|| (text[from..from + digits].parse().unwrap_or(0), from + digits))
    };
    let (first, a) = number(0)?;
    let mark = *text.as_bytes().get(a).filter(|b| matches!(b, b'-' | b'/' | b'.'))?;
    let (middle, b) = number(a + 1)?;
    let (last, c) = (text.as_bytes().get(b) == Some(&mark)).then(|| number(b + 1))??;
    let years = usize::from(a == 4) + usize::from(c - b - 1 == 4);
    (years == 1 && b - a - 1 <= 2).then_some((first, middle, last, c))
}

/// `13 June 2017`, `13th of June, 2017`, `June 13, 2017`.
fn written(at: &mut Cursor<'_>) -> Option<Day> {
    let start = at.at;
    if let Some((dom, month)) = at.day_of_month().and_then(|dom| {
        at.separators();
        at.word_in(&["of"]);
        at.separators();
        Some((dom, at.month()?))
    }) {
        at.separators();
        return day(at.year()?, month, dom);
    }
    at.at = start;
    let month = at.month()?;
    at.separators();
    let dom = at.day_of_month()?;
    at.separators();
    day(at.year()?, month, dom)
}

struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl Cursor<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn separators(&mut self) {
        let rest = self.rest();
        let kept = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '-' | '|'));
        self.at += rest.len() - kept.len();
    }

    /// The word here, when it is one of `words` or its first three or four letters; its index.
    fn word_in(&mut self, words: &[&str]) -> Option<usize> {
        let length = self.rest().bytes().take_while(u8::is_ascii_alphabetic).count();
        let word = self.rest()[..length].to_ascii_lowercase();
        let found =
            words.iter().position(|w| *w == word || ((3..=5).contains(&length) && w.starts_with(&word)))?;
        self.at += length;
        Some(found)
    }

    fn digits(&mut self, most: usize) -> Option<i32> {
        let length = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        let number = (1..=most).contains(&length).then(|| self.rest()[..length].parse().ok())??;
        self.at += length;
        Some(number)
    }

    fn day_of_month(&mut self) -> Option<i32> {
        let dom = self.digits(2)?;
        let length = self.rest().bytes().take_while(u8::is_ascii_alphabetic).count();
        if ["st", "nd", "rd", "th"].contains(&&self.rest()[..length]) {
            self.at += length;
        }
        Some(dom)
    }

    fn month(&mut self) -> Option<i32> {
        self.word_in(&MONTHS).and_then(|i| i32::try_from(i + 1).ok())
    }

    fn year(&mut self) -> Option<i32> {
        self.digits(4).filter(|year| *year >= 1800)
    }

    /// `T08:00:00Z`, ` at 10:30 am GMT`, ` - 14.05`: skipped.
    fn time(&mut self) {
        let start = self.at;
        let mut end = self.at;
        self.separators();
        if self.rest().starts_with('T') {
            self.at += 1;
        } else if self.word_in(&["at"]).is_some() {
            self.separators();
        }
        let clock = |c: &mut Self| {
            c.digits(2)?;
            c.rest().starts_with([':', '.']).then_some(())?;
            c.at += 1;
            c.digits(2)
        };
        if clock(self).is_some() {
            let more =
                self.rest().bytes().take_while(|b| matches!(b, b':' | b'.' | b'+' | b'0'..=b'9' | b'Z'));
            self.at += more.count();
            end = self.at;
            self.separators();
            if self.word_in(&["am", "pm"]).is_some() {
                end = self.at;
                self.separators();
            }
            if self.word_in(&["gmt", "utc", "est", "edt", "bst", "cet", "local"]).is_some() {
                end = self.at;
            }
        }
        self.at = end.max(start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, day: Option<&str>, rest: &str) {
        let found = leading(text);
        assert_eq!(found.map(|(d, _)| d.to_string()).as_deref(), day, "{text}");
        assert_eq!(&text[found.map_or(0, |(_, length)| length)..], rest);
    }

    #[test]
    fn dates_at_the_start() {
        check("13 June 2017 The mayor", Some("2017-06-13"), " The mayor");
        check("June 13, 2017", Some("2017-06-13"), "");
        check("Tue, 13 Jun 2017 10:30:00 GMT, ok", Some("2017-06-13"), ", ok");
        check("Fri Apr 8 2016 Eleven", Some("2016-04-08"), " Eleven");
        check("23-07-2016 Eleven", Some("2016-07-23"), " Eleven");
        check("2017-06-13T08:00:00Z", Some("2017-06-13"), "");
        check("29 JUN 89 (EFE)", None, "29 JUN 89 (EFE)");
        check("13/06/2017", Some("2017-06-13"), "");
        check("06/07/2017", None, "06/07/2017");
        check("3rd of May, 2011 at 4:05 pm. Rain", Some("2011-05-03"), ". Rain");
        check("31 February 2017", None, "31 February 2017");
        check("March on the palace 2017", None, "March on the palace 2017");
        check("12.5.2017abc", None, "12.5.2017abc");
    }

    #[test]
    fn fields_and_addresses() {
        let cases = [
            ("2017-06-13 08:00", Some("2017-06-13")),
            ("20170613", Some("2017-06-13")),
            ("20170613081500", Some("2017-06-13")),
            ("Published on 13 June 2017", Some("2017-06-13")),
            ("1497340800", None),
            ("", None),
        ];
        for (text, day) in cases {
            assert_eq!(field(text).map(|d| d.to_string()).as_deref(), day, "{text}");
        }
        assert_eq!(address("https://x.org/news/2017/06/13/port").unwrap().to_string(), "2017-06-13");
        assert_eq!(address("https://x.org/news-1234567/2017/6"), None);
        assert_eq!(address("https://x.org/10.1.2016.1"), None);
    }
}
