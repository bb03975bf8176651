//! What a case holds, record by record.

use rusqlite::OptionalExtension as _;

use crate::arrival::Arrival;
use crate::case::Case;
use crate::error::Error;
use crate::pack::unpack;
use crate::record::{CaseBody, ReportBody};

/// One report of a case, in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number in the case, from 1; never given twice.
    pub number: i64,
    /// Where it came from.
    pub name: String,
    /// Title, where known.
    pub title: Option<String>,
    /// Outlet, where known.
    pub outlet: Option<String>,
    /// Day of publication, `YYYY-MM-DD`, where known.
    pub published: Option<String>,
    /// When it came in.
    pub at: String,
    /// Claims of its last reading.
    pub claims: i64,
    /// How often it was read.
    pub readings: i64,
}

impl Case {
    /// The title of the case.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn title(&self) -> Result<String, Error> {
        let body: CaseBody = self.body(1)?;
        Ok(body.title)
    }

    /// A report as it came in.
    ///
    /// # Errors
    /// When there is no such report, or the file is damaged.
    pub fn arrival(&self, number: i64) -> Result<Arrival, Error> {
        let seq = self.one("SELECT record FROM report WHERE number = ?1", number)?;
        let body: ReportBody = self.body(seq)?;
        let drawn = body.drawn.as_deref().map(|digest| self.bytes(digest)).transpose()?;
        Ok(Arrival {
            original: self.bytes(&body.original)?,
            name: body.name,
            drawn,
            known: body.known,
            pages: body.pages,
        })
    }

    /// Bytes by the hexadecimal digits of their SHA-256.
    ///
    /// # Errors
    /// When the case does not hold them, or the file is damaged.
    pub fn bytes(&self, digest: &str) -> Result<Vec<u8>, Error> {
        let wrong = || Error::damaged(&self.path, format!("bytes {digest} are missing"));
        let hash = crate::chain::from_hex(digest).ok_or_else(wrong)?;
        let seq = self
            .db
            .query_row("SELECT record FROM bytes WHERE sha256 = ?1", [hash.as_slice()], |row| row.get(0))
            .optional()
            .map_err(|e| Error::of(&self.path, e))?
            .ok_or_else(wrong)?;
        self.raw(seq)
    }

    /// True where a report of the case came from here, as the caller named it.
    ///
    /// # Errors
    /// When the file cannot be read.
    ///
    /// # Cost
    /// Linear in the reports.
    pub fn has_name(&self, name: &str) -> Result<bool, Error> {
        self.db
            .prepare_cached("SELECT 1 FROM report WHERE name = ?1")
            .and_then(|mut s| s.exists([name]))
            .map_err(|e| Error::of(&self.path, e))
    }

    /// The reports, by number.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn entries(&self) -> Result<Vec<Entry>, Error> {
        let query = "SELECT number, name, title, outlet, published, claims,
            (SELECT at FROM record WHERE seq = report.record),
            (SELECT count(*) FROM record AS r WHERE r.report = report.number AND r.kind = 'reading')
            FROM report ORDER BY number";
        let entry = |row: &rusqlite::Row<'_>| {
            Ok(Entry {
                number: row.get(0)?,
                name: row.get(1)?,
                title: row.get(2)?,
                outlet: row.get(3)?,
                published: row.get(4)?,
                claims: row.get(5)?,
                at: row.get::<_, Option<String>>(6)?.unwrap_or_default(),
                readings: row.get(7)?,
            })
        };
        let mut statement = self.db.prepare(query).map_err(|e| Error::of(&self.path, e))?;
        let entries = statement.query_map([], entry).and_then(Iterator::collect);
        entries.map_err(|e| Error::of(&self.path, e))
    }

    /// The unpacked body of a record.
    pub(crate) fn raw(&self, seq: i64) -> Result<Vec<u8>, Error> {
        let packed: Vec<u8> = self
            .db
            .prepare_cached("SELECT body FROM record WHERE seq = ?1")
            .and_then(|mut s| s.query_row([seq], |row| row.get(0)))
            .map_err(|e| match e {
                rusqlite::Error::QueryReturnedNoRows => {
                    Error::damaged(&self.path, format!("record {seq} is missing"))
                }
                e => Error::of(&self.path, e),
            })?;
        unpack(&packed).ok_or_else(|| Error::damaged(&self.path, format!("record {seq} does not unpack")))
    }

    /// The body of a record that is JSON.
    pub(crate) fn body<T: serde::de::DeserializeOwned>(&self, seq: i64) -> Result<T, Error> {
        let wrong = |e| Error::damaged(&self.path, format!("record {seq}: {e}"));
        serde_json::from_slice(&self.raw(seq)?).map_err(wrong)
    }

    fn one(&self, query: &str, number: i64) -> Result<i64, Error> {
        self.db.query_row(query, [number], |row| row.get(0)).map_err(|e| match e {
            rusqlite::Error::QueryReturnedNoRows => {
                Error::damaged(&self.path, format!("there is no report {number}"))
            }
            e => Error::of(&self.path, e),
        })
    }
}
