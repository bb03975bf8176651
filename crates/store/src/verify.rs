//! Whether a case is what was written: every record, the chain over them, and the indices.

use std::collections::BTreeMap;

use rashomon::v1::Judgement;
use rusqlite::{Connection, OptionalExtension as _};

use crate::case::Case;
use crate::chain::{Hash, from_hex, hash, hex, sha256};
use crate::error::Error;
use crate::pack::unpack;
use crate::record::{Kind, ReadingBody, ReportBody};
use crate::schema;

/// What came of checking a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Records checked.
    pub records: i64,
    /// Hash of the last record, in hexadecimal. Who notes it elsewhere can tell later that none is missing.
    pub head: String,
    /// What is damaged, in order of the records; the file as a whole last.
    pub damage: Vec<Damage>,
}

/// One thing that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The record; `None` for the file as a whole.
    pub record: Option<i64>,
    /// What is wrong, in words.
    pub what: String,
}

/// One row of the chain.
struct Row {
    kind: String,
    at: String,
    report: Option<i64>,
    body: Vec<u8>,
    hash: Hash,
}

impl Row {
    fn chained(&self, before: &Hash, seq: i64) -> Hash {
        hash(before, seq, &self.kind, &self.at, self.report, &self.body)
    }
}

/// What the records say the indices should hold.
#[derive(Default)]
struct Expected {
    bytes: BTreeMap<Hash, i64>,
    /// Number of a report → its record and last reading.
    reports: BTreeMap<i64, (i64, i64)>,
}

impl Case {
    /// Checks every record against the chain, its body, and the indices against the records.
    ///
    /// A changed bit in a record is found and the record named, and so is a record that was put in, taken
    /// out or moved. Not found are changes in space of the file that holds nothing, and records cut off at
    /// the end: for those compare [`Verified::head`] with one noted before.
    ///
    /// # Errors
    /// Only when the file cannot be opened at all; damage is told in the value.
    ///
    /// # Cost
    /// Reads the whole file.
    pub fn verify(&self) -> Result<Verified, Error> {
        let mut damage = Vec::new();
        let mut expected = Expected::default();
        let last = self.db.query_row("SELECT max(seq) FROM record", [], |row| row.get::<_, Option<i64>>(0));
        let last = last.ok().flatten().unwrap_or(0);
        if last == 0 {
            damage.push(Damage { record: None, what: "there are no records".into() });
        }
        // Two candidates for the hash before: as stored, and as worked out. They differ where the record
        // before is damaged; this one is sound if it follows either.
        let mut before = [Hash::default(); 2];
        // True where the record before is gone: what follows cannot be held against it.
        let mut gap = false;
        for seq in 1..=last {
            let found = match self.row(seq) {
                Ok(Some(row)) => Ok(row),
                Ok(None) => Err("is missing".to_owned()),
                Err(e) => Err(format!("cannot be read: {e}")),
            };
            let checked = found.and_then(|row| {
                let chained = before.map(|b| row.chained(&b, seq));
                let sound = gap || chained.contains(&row.hash);
                before = [row.hash, chained[0]];
                if sound { Ok(row) } else { Err(format!("is not what was written ({})", described(&row))) }
            });
            gap = checked.as_ref().is_err_and(|what| !what.starts_with("is not what"));
            let whole = damage.is_empty();
            if let Err(what) = checked.and_then(|row| content(seq, &row, whole, &mut expected)) {
                damage.push(Damage { record: Some(seq), what });
            }
        }
        self.indices(&expected, damage.is_empty(), &mut damage);
        self.pages(&mut damage);
        Ok(Verified { records: last, head: hex(&before[0]), damage })
    }

    /// Hash of the last record, in hexadecimal: it changes with everything that is added.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn head(&self) -> Result<String, Error> {
        self.db
            .prepare_cached("SELECT hash FROM record ORDER BY seq DESC LIMIT 1")
            .and_then(|mut s| s.query_row([], |row| row.get::<_, Vec<u8>>(0)))
            .map(|hash| hex(&Hash::try_from(hash).unwrap_or_default()))
            .map_err(|e| Error::of(&self.path, e))
    }

    /// True where a record has this hash, in hexadecimal: it is there, and all before it is as it was then.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn has_hash(&self, hash: &str) -> Result<bool, Error> {
        let Some(hash) = from_hex(hash.trim()) else { return Ok(false) };
        Ok(self.record_of(&hash)?.is_some())
    }

    /// The record that has a hash.
    pub(crate) fn record_of(&self, hash: &[u8]) -> Result<Option<i64>, Error> {
        self.db
            .query_row("SELECT seq FROM record WHERE hash = ?1", [hash], |row| row.get(0))
            .optional()
            .map_err(|e| Error::of(&self.path, e))
    }

    fn row(&self, seq: i64) -> rusqlite::Result<Option<Row>> {
        self.db
            .prepare_cached("SELECT kind, at, report, body, hash FROM record WHERE seq = ?1")?
            .query_row([seq], |row| {
                let hash: Vec<u8> = row.get(4)?;
                Ok(Row {
                    kind: row.get(0)?,
                    at: row.get(1)?,
                    report: row.get(2)?,
                    body: row.get(3)?,
                    hash: Hash::try_from(hash).unwrap_or_default(),
                })
            })
            .optional()
    }

    /// The indices against the records. `whole` is true where every record is sound.
    fn indices(&self, expected: &Expected, whole: bool, damage: &mut Vec<Damage>) {
        let mut tell = |what: String| damage.push(Damage { record: None, what });
        if !whole {
            return;
        }
        let pairs = |query: &str| -> rusqlite::Result<BTreeMap<Vec<u8>, i64>> {
            let mut statement = self.db.prepare(query)?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        };
        let bytes: BTreeMap<Vec<u8>, i64> =
            expected.bytes.iter().map(|(d, seq)| (d.to_vec(), *seq)).collect();
        match pairs("SELECT sha256, record FROM bytes") {
            Ok(found) if found == bytes => {}
            Ok(_) => tell("the index of bytes does not tell what the records hold".into()),
            Err(e) => tell(format!("the index of bytes cannot be read: {e}")),
        }
        match self.reports_in_index() {
            Ok(found) if found == expected.reports => {}
            Ok(_) => tell("the index of reports does not tell what the records hold".into()),
            Err(e) => tell(format!("the index of reports cannot be read: {e}")),
        }
        for (number, (record, reading)) in &expected.reports {
            if let Some(what) = self.headline(*number, *record, *reading) {
                tell(format!("the index of reports, report {number}: {what}"));
            }
        }
        let version = self.db.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap_or_default();
        if schema_of(&self.db).is_none_or(|found| Some(found) != fresh(version)) {
            tell("the tables are not those of a case".into());
        }
    }

    fn reports_in_index(&self) -> rusqlite::Result<BTreeMap<i64, (i64, i64)>> {
        let mut statement = self.db.prepare("SELECT number, record, reading FROM report")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
        rows.collect()
    }

    /// What is wrong with the line of a report in the index.
    fn headline(&self, number: i64, record: i64, reading: i64) -> Option<String> {
        let body: ReportBody = self.body(record).ok()?;
        let read: ReadingBody = self.body(reading).ok()?;
        let found = self.db.query_row(
            "SELECT identity, name, title, outlet, published, claims FROM report WHERE number = ?1",
            [number],
            |row| {
                let identity: Vec<u8> = row.get(0)?;
                let text = (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
                Ok((identity, text, row.get::<_, i64>(5)?))
            },
        );
        let (identity, text, claims) = match found {
            Ok(found) => found,
            Err(e) => return Some(format!("cannot be read: {e}")),
        };
        let v1 = read.report;
        let arrival = self.arrival(number).ok()?;
        let as_written = text == (body.name, v1.title, v1.outlet, v1.published)
            && usize::try_from(claims) == Ok(v1.claims.len())
            && identity == arrival.identity();
        (!as_written).then(|| "is not what its records say".into())
    }

    /// Whether the pages of the file hold together.
    fn pages(&self, damage: &mut Vec<Damage>) {
        let check = self.db.prepare("PRAGMA integrity_check(20)").and_then(|mut statement| {
            statement
                .query_map([], |row| row.get::<_, String>(0))
                .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        });
        let lines = match check {
            Ok(lines) if lines == ["ok"] => return,
            Ok(lines) => lines,
            Err(e) => vec![e.to_string()],
        };
        let what = |line: String| format!("its pages do not hold together: {}", line.replace('\n', " "));
        damage.extend(lines.into_iter().map(|line| Damage { record: None, what: what(line) }));
    }
}

/// What a record holds, beyond its hash: its body reads, and what it names is there before it.
fn content(seq: i64, row: &Row, whole: bool, expected: &mut Expected) -> Result<(), String> {
    let body = unpack(&row.body).ok_or("does not unpack")?;
    let json = |e: serde_json::Error| format!("does not read: {e}");
    let number = row.report.unwrap_or_default();
    // Where a record before it is damaged, what it names may be what is lost there.
    let lost = |what: String| if whole { Err(what) } else { Ok(()) };
    if row.kind == Kind::Bytes.as_str() {
        expected.bytes.insert(sha256(&body), seq);
    } else if row.kind == Kind::Report.as_str() {
        let report: ReportBody = serde_json::from_slice(&body).map_err(json)?;
        for digest in [Some(&report.original), report.drawn.as_ref()].into_iter().flatten() {
            if !from_hex(digest).is_some_and(|d| expected.bytes.contains_key(&d)) {
                return lost(format!("names bytes {digest}, which no record before it holds"));
            }
        }
        expected.reports.insert(number, (seq, 0));
    } else if row.kind == Kind::Reading.as_str() {
        let _: ReadingBody = serde_json::from_slice(&body).map_err(json)?;
        match expected.reports.get_mut(&number) {
            Some((_, reading)) => *reading = seq,
            None => return lost(format!("is a reading of report {number}, which no record before it holds")),
        }
    } else if row.kind == Kind::Judgement.as_str() {
        let judgement: Judgement = serde_json::from_slice(&body).map_err(json)?;
        if judgement.on.is_some_and(|on| !expected.reports.contains_key(&on.report)) {
            return lost(format!("is a judgement on report {number}, which no record before it holds"));
        }
    }
    Ok(())
}

/// What a record is, as far as it still tells.
fn described(row: &Row) -> String {
    let kind = row.kind.escape_debug().to_string();
    match row.report {
        Some(number) => format!("{kind}, report {number}, {}", row.at.escape_debug()),
        None => format!("{kind}, {}", row.at.escape_debug()),
    }
}

fn schema_of(db: &Connection) -> Option<Vec<(String, Option<String>)>> {
    let mut statement = db.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name").ok()?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).ok()?;
    rows.collect::<Result<_, _>>().ok()
}

/// The tables as they are made in a version.
fn fresh(version: i64) -> Option<Vec<(String, Option<String>)>> {
    let db = Connection::open_in_memory().ok()?;
    db.execute_batch(schema::TABLES).ok()?;
    if version >= 2 {
        db.execute_batch(schema::ADDED).ok()?;
    }
    schema_of(&db)
}
