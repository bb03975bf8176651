//! Tables of reports: CSV and TSV with a line of column names, JSON objects one a line. A report a row.

use std::cell::Cell;
use std::io::{BufRead, Read};
use std::ops::ControlFlow;
use std::rc::Rc;

use jiff::civil::Date;
use rashomon_model::{Day, Note};
use serde_json::{Map, Value};

use crate::Item;
use crate::work::Work;

/// Names of columns, the first that has something first. Those of ACLED, GED, ReliefWeb and news APIs are
/// among them.
const TEXT: [&str; 10] = [
    "text",
    "body",
    "body-html",
    "content",
    "maintext",
    "article",
    "notes",
    "description",
    "summary",
    "message",
];
const TITLE: [&str; 3] = ["title", "headline", "source_headline"];
const OUTLET: [&str; 7] = ["outlet", "source", "publisher", "site", "source_office", "source_name", "domain"];
const URL: [&str; 4] = ["url", "link", "url_alias", "href"];
const DAY: [&str; 9] = [
    "published",
    "published_at",
    "publishedat",
    "date",
    "date_publish",
    "pubdate",
    "event_date",
    "source_date",
    "day",
];

/// Takes the rows of a table. The original of a row is the line of names and the row, as CSV.
pub(crate) fn csv(
    name: &str,
    separator: u8,
    reader: &mut dyn BufRead,
    work: &mut Work<'_>,
) -> ControlFlow<()> {
    // A quote that is never closed makes the rest of the file one cell: bounded as one document.
    let left = Rc::new(Cell::new(work.limits.document));
    let mut table = csv::ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .from_reader(Allowance { inner: reader, left: Rc::clone(&left) });
    let names = match table.byte_headers() {
        Ok(names) => names.clone(),
        Err(error) => return work.damaged(name, &format!("has no line of column names: {error}")),
    };
    let folded: Vec<String> = names
        .iter()
        .map(|n| String::from_utf8_lossy(n).trim_start_matches('\u{feff}').trim().to_ascii_lowercase())
        .collect();
    if !folded.iter().any(|n| TEXT.contains(&n.as_str())) {
        return work.say(
            Note::new("intake/no-text", None, format!("`{name}` has no column of texts: nothing was taken."))
                .hint("Name the column of texts `text`; `title`, `outlet`, `url` and `published` may stand beside it."),
        );
    }
    let mut row = csv::ByteRecord::new();
    loop {
        match table.read_byte_record(&mut row) {
            Ok(true) => left.set(work.limits.document),
            Ok(false) => return ControlFlow::Continue(()),
            Err(error) => {
                // What cannot be read of a stream stays so; a wrong row is passed over.
                let ends = error.is_io_error();
                let _ = work.damaged(name, &format!("has a row that cannot be read: {error}"));
                if ends {
                    return ControlFlow::Continue(());
                }
                continue;
            }
        }
        let at = row.position().map_or(0, csv::Position::line);
        let cells = folded
            .iter()
            .zip(row.iter())
            .map(|(name, cell)| (name.clone(), Value::String(String::from_utf8_lossy(cell).into_owned())));
        let mut original = csv::Writer::from_writer(Vec::new());
        // A vector takes all that is written to it.
        let _ = original.write_byte_record(&names).and_then(|()| original.write_byte_record(&row));
        let original = original.into_inner().unwrap_or_default();
        object(&format!("{name}!{at}"), &cells.collect(), original, work)?;
    }
}

/// Takes JSON objects, one a line. The original is the line.
pub(crate) fn lines(name: &str, reader: &mut dyn BufRead, work: &mut Work<'_>) -> ControlFlow<()> {
    let mut at = 0;
    loop {
        let mut line = Vec::new();
        let limit = work.limits.item;
        match (&mut *reader).take(limit).read_until(b'\n', &mut line) {
            Ok(0) => return ControlFlow::Continue(()),
            Ok(_) => at += 1,
            Err(error) => return work.unreadable(name, &error),
        }
        if line.len() as u64 == limit && !line.ends_with(b"\n") {
            let _ = work.too_large(&format!("{name}!{at}"));
            if let Err(error) = skip_line(reader) {
                return work.unreadable(name, &error);
            }
            continue;
        }
        let text = line.trim_ascii();
        if text.is_empty() {
            continue;
        }
        let full = format!("{name}!{at}");
        match serde_json::from_slice::<Map<String, Value>>(text) {
            Ok(fields) => object(&full, &folded(fields), text.to_vec(), work)?,
            Err(error) => work.damaged(&full, &format!("is no JSON object: {error}"))?,
        }
    }
}

/// A stream that ends with an error where more is read at a stretch than is allowed.
struct Allowance<R> {
    inner: R,
    left: Rc<Cell<u64>>,
}

impl<R: Read> Read for Allowance<R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buf)?;
        match self.left.get().checked_sub(n as u64) {
            Some(left) => self.left.set(left),
            None => return Err(std::io::Error::other("a row is too large")),
        }
        Ok(n)
    }
}

fn skip_line(reader: &mut dyn BufRead) -> std::io::Result<()> {
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        let (used, done) = match memchr::memchr(b'\n', buffer) {
            Some(at) => (at + 1, true),
            None => (buffer.len(), false),
        };
        reader.consume(used);
        if done {
            return Ok(());
        }
    }
}

/// Names of fields in lower case.
pub(crate) fn folded(fields: Map<String, Value>) -> Map<String, Value> {
    fields.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect()
}

/// Takes one object or row as a report.
pub(crate) fn object(
    name: &str,
    fields: &Map<String, Value>,
    original: Vec<u8>,
    work: &mut Work<'_>,
) -> ControlFlow<()> {
    let first = |names: &[&str]| names.iter().find_map(|n| words(fields.get(*n)?));
    let Some((text, column)) = TEXT.iter().find_map(|n| Some((words(fields.get(*n)?)?, *n))) else {
        return work.damaged(name, "has no text");
    };
    let marked = column == "body-html" || text.trim_start().starts_with('<');
    work.give(Item {
        name: name.to_owned(),
        original,
        drawn: Some(text.into_bytes()),
        published: DAY.iter().find_map(|n| day(&words(fields.get(*n)?)?)),
        title: first(&TITLE),
        outlet: first(&OUTLET),
        url: first(&URL),
        media_type: Some(if marked { "text/html" } else { "text/plain" }.to_owned() + "; charset=utf-8"),
        ..Item::default()
    })
}

/// The words of a value: itself, its `name`, its `original` time, or those of the first of a list.
fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|t| !t.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(fields) => ["name", "original", "created"].iter().find_map(|n| words(fields.get(*n)?)),
        Value::Array(list) => list.first().and_then(words),
        _ => None,
    }
}

/// The day a text begins with or is: `2017-06-13T…`, `13 June 2017`, `June 13, 2017`, `Tue, 13 Jun 2017 …`.
/// Numbers that may be read two ways (`06/07/2017`) are no day.
pub(crate) fn day(text: &str) -> Option<Day> {
    let text = text.trim();
    if let Some(day) = text.get(..10).and_then(|t| t.parse::<Date>().ok()) {
        return Some(day);
    }
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Date::strptime("%Y%m%d", text).ok();
    }
    let whole = ["%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%Y/%m/%d"];
    if let Some(day) = whole.iter().find_map(|form| Date::strptime(form, text).ok()) {
        return Some(day);
    }
    // As mails and feeds write it; the time of day is passed over.
    let parts: Vec<&str> = text.split_whitespace().collect();
    let date = if parts.first().is_some_and(|p| p.ends_with(',')) { parts.get(1..4) } else { parts.get(..3) };
    Date::strptime("%d %b %Y", date?.join(" ")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_where_they_can_mean_one_day_only() {
        let told = |text| day(text).map(|d| d.to_string());
        for text in [
            "2017-06-13",
            "2017-06-13T08:00:00Z",
            "13 June 2017",
            "June 13, 2017",
            "Tue, 13 Jun 2017 08:00:00 GMT",
            "20170613",
        ] {
            assert_eq!(told(text).as_deref(), Some("2017-06-13"), "{text}");
        }
        for text in ["06/07/2017", "yesterday", "", "2017", "2017-13-40"] {
            assert_eq!(told(text), None, "{text}");
        }
    }
}
