//! Tables of claims and of places from separated text.

use csv::{ByteRecord, ReaderBuilder};

use crate::hierarchy::Hierarchy;
use crate::score::Gold;
use crate::table::Table;

/// How the columns of a table are separated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// By commas; parts with commas stand in double quotes.
    Csv,
    /// By tabs, without quotes.
    Tsv,
}

/// What is wrong with a table.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// A column is missing that the table cannot do without.
    #[error("no column `{missing}` among {found}")]
    Column {
        /// Its name.
        missing: &'static str,
        /// The columns there are.
        found: String,
    },
    /// The text is not separated as it should be, or cannot be read.
    #[error("cannot read the table: {0}")]
    Csv(#[from] csv::Error),
}

fn rows(from: impl std::io::Read, form: Form) -> csv::Reader<impl std::io::Read> {
    ReaderBuilder::new()
        .delimiter(if form == Form::Tsv { b'\t' } else { b',' })
        .quoting(form == Form::Csv)
        .flexible(true)
        .from_reader(from)
}

/// Where the columns of these names stand.
fn columns<const N: usize>(
    head: &ByteRecord,
    names: [&'static str; N],
    needed: &[&'static str],
) -> Result<[Option<usize>; N], ReadError> {
    let head: Vec<String> = head
        .iter()
        .map(|h| String::from_utf8_lossy(h).trim_start_matches('\u{feff}').trim().to_lowercase())
        .collect();
    let at = names.map(|name| head.iter().position(|h| h == name));
    for (name, at) in names.iter().zip(&at) {
        if at.is_none() && needed.contains(name) {
            return Err(ReadError::Column { missing: name, found: head.join(", ") });
        }
    }
    Ok(at)
}

impl Table {
    /// Reads a table with a heading: `object`, `source` and `value`, and if there are any `attribute` and
    /// `time`; other columns are passed over. Bytes that are no UTF-8 are replaced. Gives the table and how many
    /// rows had no object, source or value.
    ///
    /// # Errors
    /// A missing column; a reader that fails.
    ///
    /// # Examples
    /// ```
    /// use rashomon_weigh::{Form, Table};
    ///
    /// let text = "source,object,value\nmayor,bridge,open\n\"press, local\",bridge,closed\n";
    /// let (table, bad) = Table::read(text.as_bytes(), Form::Csv).unwrap();
    /// assert_eq!((table.rows.len(), bad), (2, 0));
    /// assert_eq!(table.sources.name(1), "press, local");
    /// ```
    pub fn read(from: impl std::io::Read, form: Form) -> Result<(Self, usize), ReadError> {
        let mut reader = rows(from, form);
        let names = ["object", "attribute", "source", "value", "time"];
        let at = columns(reader.byte_headers()?, names, &["object", "source", "value"])?;
        let mut table = Self::default();
        let mut bad = 0;
        let mut record = ByteRecord::new();
        while reader.read_byte_record(&mut record)? {
            let part =
                |n: Option<usize>| String::from_utf8_lossy(n.and_then(|n| record.get(n)).unwrap_or(&[]));
            let [object, attribute, source, value, time] = at.map(part);
            bad += usize::from(!table.push(&object, &attribute, &source, &value, &time));
        }
        Ok((table, bad))
    }
}

impl Gold {
    /// Reads known truths: a table with `object`, `value` and, if there is one, `attribute`. Gives them and how many rows
    /// had no object or value; of several rows of one item the last counts.
    ///
    /// # Errors
    /// A missing column; a reader that fails.
    pub fn read(from: impl std::io::Read, form: Form) -> Result<(Self, usize), ReadError> {
        let mut reader = rows(from, form);
        let at = columns(reader.byte_headers()?, ["object", "attribute", "value"], &["object", "value"])?;
        let mut truths = Vec::new();
        let mut bad = 0;
        let mut record = ByteRecord::new();
        while reader.read_byte_record(&mut record)? {
            let part = |n: Option<usize>| {
                String::from_utf8_lossy(n.and_then(|n| record.get(n)).unwrap_or(&[])).into_owned()
            };
            let [object, attribute, value] = at.map(part);
            if object.trim().is_empty() || value.trim().is_empty() {
                bad += 1;
            } else {
                truths.push((object, attribute, value.trim().to_owned()));
            }
        }
        Ok((Self::new(truths), bad))
    }
}

impl Hierarchy {
    /// Reads a table with the columns `id`, `name` and `parent` (an id), or `place` and `parent` (names).
    ///
    /// # Errors
    /// A missing column; a reader that fails.
    pub fn read(from: impl std::io::Read, form: Form) -> Result<Self, ReadError> {
        let mut reader = rows(from, form);
        let head = reader.byte_headers()?;
        let [id, name, parent] = match columns(head, ["id", "name", "parent"], &["id", "name", "parent"]) {
            Ok(at) => at,
            Err(error) => match columns(head, ["place", "parent"], &["place", "parent"]) {
                Ok([place, parent]) => [place, place, parent],
                Err(_) => return Err(error),
            },
        };
        let mut places = Vec::new();
        let mut record = ByteRecord::new();
        while reader.read_byte_record(&mut record)? {
            let part = |n: Option<usize>| {
                String::from_utf8_lossy(n.and_then(|n| record.get(n)).unwrap_or(&[])).trim().to_owned()
            };
            places.push((part(id), part(name), part(parent)));
        }
        Ok(Self::new(places.iter().map(|(i, n, p)| (i.as_str(), n.as_str(), p.as_str()))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_column_is_told() {
        let error = Table::read("object,value\na,b\n".as_bytes(), Form::Csv).unwrap_err();
        assert_eq!(error.to_string(), "no column `source` among object, value");
    }

    #[test]
    fn any_bytes_come_in() {
        let (table, bad) =
            Table::read(&b"\xef\xbb\xbfobject\tsource\tvalue\na\xff\tb\t\"c\nshort\n"[..], Form::Tsv)
                .unwrap();
        assert_eq!((table.rows.len(), bad), (1, 1));
        assert_eq!(table.values.name(0), "\"c");
    }
}
