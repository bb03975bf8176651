//! The case file: made, opened, added to.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rashomon::model::Reading;
use rashomon::{Pipeline, ReadReport, refusal, v1};
use rayon::prelude::*;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, Transaction, TransactionBehavior, params};

use crate::arrival::{Arrival, Kept, Known};
use crate::chain::{Hash, hash, hex, sha256};
use crate::error::Error;
use crate::pack::{pack, unpack};
use crate::record::{CaseBody, Kind, ReadingBody, ReadingHead, ReportBody};
use crate::schema;

/// How long one writer waits for another.
const PATIENCE: Duration = Duration::from_secs(20);
/// Form of the first record.
const FORMAT: &str = "rashomon-case/1";

/// An open case.
#[derive(Debug)]
pub struct Case {
    pub(crate) db: Connection,
    pub(crate) path: PathBuf,
}

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

/// What was read of an arrival.
struct Read {
    identity: Hash,
    known: Known,
    reading: Reading<ReadReport>,
}

impl Case {
    /// Makes a case.
    ///
    /// # Errors
    /// When there is a file at `path`, or the disk refuses. Nothing stands at `path` then that was not there.
    pub fn create(path: &Path, title: &str) -> Result<Self, Error> {
        let body = CaseBody {
            format: FORMAT.into(),
            title: title.into(),
            generator: Pipeline::bundled().version().into(),
        };
        Self::create_with(path, |tx| {
            append(tx, Kind::Case, &now(), None, &json(&body)).map(|_| ()).map_err(|e| Error::of(path, e))
        })
    }

    /// Makes a case with the records that `fill` appends, all or nothing.
    pub(crate) fn create_with(
        path: &Path,
        fill: impl FnOnce(&Transaction<'_>) -> Result<(), Error>,
    ) -> Result<Self, Error> {
        refuse_existing(path)?;
        // Made beside its place and moved there whole: who is killed half-way leaves no half case.
        let beside = beside(path);
        let made = Self::make(&beside, fill).and_then(|()| place(&beside, path));
        if made.is_err() {
            let _ = std::fs::remove_file(&beside);
        }
        made?;
        Self::open(path)
    }

    fn make(path: &Path, fill: impl FnOnce(&Transaction<'_>) -> Result<(), Error>) -> Result<(), Error> {
        let err = |e| Error::of(path, e);
        let mut db = Connection::open(path).map_err(err)?;
        db.pragma_update(None, "application_id", schema::APPLICATION).map_err(err)?;
        db.pragma_update(None, "user_version", schema::VERSION).map_err(err)?;
        let tx = db.transaction().map_err(err)?;
        tx.execute_batch(schema::TABLES).map_err(err)?;
        tx.execute_batch(schema::ADDED).map_err(err)?;
        fill(&tx)?;
        tx.commit().map_err(err)?;
        db.close().map_err(|(_, e)| err(e))
    }

    /// Opens a case for reading and writing.
    ///
    /// # Errors
    /// When there is no case at `path`, or it is damaged or of a later version.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let case = Self::opened(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let err = |e| Error::of(path, e);
        if case.db.is_readonly("main").map_err(err)? {
            return Err(Error::ReadOnly(path.to_path_buf()));
        }
        // `FULL`: what was told as kept outlives a power cut, not only a crash of the program.
        case.db.pragma_update(None, "journal_mode", "wal").map_err(err)?;
        case.db.pragma_update(None, "synchronous", "full").map_err(err)?;
        case.bring_up_to_date().map_err(err)?;
        Ok(case)
    }

    /// Gives a case of an earlier version what it lacks. Records stay as they are.
    fn bring_up_to_date(&self) -> rusqlite::Result<()> {
        let version =
            |db: &Connection| db.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0));
        if version(&self.db)? >= schema::VERSION {
            return Ok(());
        }
        let tx = Transaction::new_unchecked(&self.db, TransactionBehavior::Immediate)?;
        // Another program may have done it meanwhile.
        if version(&tx)? < schema::VERSION {
            tx.execute_batch(schema::ADDED)?;
            tx.pragma_update(None, "user_version", schema::VERSION)?;
        }
        tx.commit()
    }

    /// Opens a case for reading only; the file may be read-only, others may write to it meanwhile.
    ///
    /// # Errors
    /// As [`Case::open`].
    pub fn open_to_read(path: &Path) -> Result<Self, Error> {
        // Opened as for writing, so that the files beside a case are cleared away when it is closed.
        let opened = Self::opened(path, OpenFlags::SQLITE_OPEN_READ_WRITE).and_then(|case| {
            let only = case.db.pragma_update(None, "query_only", true);
            only.map_err(|e| Error::of(path, e)).map(|()| case)
        });
        match opened {
            // In a folder that cannot be written there is no room for the files beside a case that
            // writers share; where none are left over, the case is whole without them.
            Err(Error::Database { .. } | Error::ReadOnly(_)) if path.exists() && !wal(path).exists() => {
                Self::opened_at(
                    path,
                    &format!("file:{}?immutable=1", escaped(path)),
                    OpenFlags::SQLITE_OPEN_READ_ONLY,
                )
            }
            other => other,
        }
    }

    fn opened(path: &Path, flags: OpenFlags) -> Result<Self, Error> {
        Self::opened_at(path, &format!("file:{}", escaped(path)), flags)
    }

    fn opened_at(path: &Path, address: &str, flags: OpenFlags) -> Result<Self, Error> {
        match std::fs::metadata(path) {
            Err(_) => return Err(Error::Missing(path.to_path_buf())),
            Ok(meta) if !meta.is_file() => return Err(Error::NoCase(path.to_path_buf())),
            Ok(_) => {}
        }
        let err = |e| Error::of(path, e);
        let flags = flags | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(address, flags).map_err(err)?;
        db.busy_timeout(PATIENCE).map_err(err)?;
        let number = |name: &str| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).map_err(err);
        if number("application_id")? != schema::APPLICATION {
            return Err(Error::NoCase(path.to_path_buf()));
        }
        let found = number("user_version")?;
        if found > schema::VERSION {
            return Err(Error::Later { path: path.to_path_buf(), found, known: schema::VERSION });
        }
        Ok(Self { db, path: path.to_path_buf() })
    }

    /// The title of the case.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn title(&self) -> Result<String, Error> {
        let body: CaseBody = self.body(1)?;
        Ok(body.title)
    }

    /// Reads reports and keeps them, in one step: all of them or, on an error, none.
    ///
    /// A report that is known is not kept again. It is read again where the packs or what is known of it
    /// changed; the old reading stays. Several programs may add at once.
    ///
    /// # Errors
    /// When the disk or another writer refuses. When it gives back `Ok`, the reports are on the disk.
    ///
    /// # Cost
    /// That of reading, on all cores; one write to the disk.
    pub fn add(&mut self, arrivals: &[Arrival]) -> Result<Vec<Kept>, Error> {
        let pipeline = Pipeline::bundled();
        let version = pipeline.version();
        let mut to_read = Vec::with_capacity(arrivals.len());
        for arrival in arrivals {
            let identity = arrival.identity();
            let known = match self.last_reading(&identity)? {
                Some(head) => head.outdated(&arrival.known, version),
                None => Some(arrival.known.clone()),
            };
            to_read.push(known.map(|known| (identity, known)));
        }
        let read = |(arrival, wanted): (&Arrival, Option<(Hash, Known)>)| {
            wanted.map(|(identity, known)| {
                let reading = pipeline.read(arrival.read(), &known.options());
                Read { identity, known, reading }
            })
        };
        let read: Vec<Option<Read>> = match arrivals {
            [only] => to_read.into_iter().map(|wanted| read((only, wanted))).collect(),
            many => many.par_iter().zip(to_read).map(read).collect(),
        };
        self.keep(arrivals, &read, version)
    }

    fn keep(&self, arrivals: &[Arrival], read: &[Option<Read>], version: &str) -> Result<Vec<Kept>, Error> {
        let path = &self.path;
        let err = |e| Error::of(path, e);
        let tx = Transaction::new_unchecked(&self.db, TransactionBehavior::Immediate).map_err(err)?;
        let at = now();
        let mut kept = Vec::with_capacity(arrivals.len());
        for (arrival, read) in arrivals.iter().zip(read) {
            let identity = read.as_ref().map_or_else(|| arrival.identity(), |r| r.identity);
            let number = number_of(&tx, &identity).map_err(err)?;
            kept.push(match (read, number) {
                (None, Some(number)) => Kept::Known(number),
                // Reports never go: what was known before the transaction is known in it.
                (None, None) => return Err(Error::damaged(path, "a report is gone from its index")),
                (Some(read), number) => {
                    // It may have come in since it was read: twice in one step, or by another writer.
                    let head = number.and(self.last_reading(&identity)?);
                    if let Some(note) = refusal(&read.reading.notes, true) {
                        Kept::Refused(note.message.clone())
                    } else if let (Some(number), Some(head)) = (number, head)
                        && head.outdated(&arrival.known, version).is_none()
                    {
                        Kept::Known(number)
                    } else {
                        keep_one(&tx, &at, arrival, read, number, version).map_err(err)?
                    }
                }
            });
        }
        tx.commit().map_err(err)?;
        Ok(kept)
    }

    /// What the report with this identity was last read with.
    fn last_reading(&self, identity: &Hash) -> Result<Option<ReadingHead>, Error> {
        let found = self
            .db
            .prepare_cached("SELECT reading FROM report WHERE identity = ?1")
            .and_then(|mut s| s.query_row([identity.as_slice()], |row| row.get(0)).optional())
            .map_err(|e| Error::of(&self.path, e))?;
        found.map(|reading| self.body(reading)).transpose()
    }

    /// Reads every report again whose last reading is of another version; old readings stay. Gives how many.
    ///
    /// # Errors
    /// As [`Case::add`].
    pub fn reread(&mut self, mut told: impl FnMut(usize)) -> Result<usize, Error> {
        let numbers: Vec<i64> = self.entries()?.into_iter().map(|e| e.number).collect();
        let mut count = 0;
        for some in numbers.chunks(32) {
            let arrivals = some.iter().map(|n| self.arrival(*n)).collect::<Result<Vec<_>, _>>()?;
            let kept = self.add(&arrivals)?;
            count += kept.iter().filter(|k| matches!(k, Kept::Reread(_))).count();
            told(some.len());
        }
        Ok(count)
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

    /// Writes a copy of the case as it is now; others may write to the case meanwhile.
    ///
    /// # Errors
    /// When there is a file at `to`, or the disk refuses.
    pub fn backup(&self, to: &Path) -> Result<(), Error> {
        refuse_existing(to)?;
        let beside = beside(to);
        let name = beside.to_string_lossy().into_owned();
        // The copy is written through this connection, also where it may not write to the case.
        let only: bool = self.db.pragma_query_value(None, "query_only", |row| row.get(0)).unwrap_or(false);
        let set = |only: bool| self.db.pragma_update(None, "query_only", only);
        let copied =
            set(false).and_then(|()| self.db.execute("VACUUM INTO ?1", [name])).map_err(|e| Error::of(to, e));
        set(only).map_err(|e| Error::of(&self.path, e))?;
        let placed = copied.and_then(|_| place(&beside, to));
        if placed.is_err() {
            let _ = std::fs::remove_file(&beside);
        }
        placed
    }
}

/// Appends what an arrival and its reading need, within a transaction.
fn keep_one(
    tx: &Transaction<'_>,
    at: &str,
    arrival: &Arrival,
    read: &Read,
    number: Option<i64>,
    version: &str,
) -> rusqlite::Result<Kept> {
    let record = if number.is_some() {
        None
    } else {
        let next: i64 = tx.query_row("SELECT coalesce(max(number), 0) + 1 FROM report", [], |r| r.get(0))?;
        let body = ReportBody {
            name: arrival.name.clone(),
            original: keep_bytes(tx, at, &arrival.original)?,
            drawn: arrival.drawn.as_deref().map(|drawn| keep_bytes(tx, at, drawn)).transpose()?,
            known: arrival.known.clone(),
            pages: arrival.pages.clone(),
        };
        Some((next, append(tx, Kind::Report, at, Some(next), &json(&body))?))
    };
    let number_is = record.map_or(number, |(n, _)| Some(n)).unwrap_or_default();
    let report = v1::Report::of(number_is as usize - 1, Some(arrival.name.clone()), &read.reading);
    let (title, outlet, published) = (report.title.clone(), report.outlet.clone(), report.published.clone());
    let claims = i64::try_from(report.claims.len()).unwrap_or(i64::MAX);
    let body = ReadingBody { version: version.to_owned(), known: read.known.clone(), report };
    let reading = append(tx, Kind::Reading, at, Some(number_is), &json(&body))?;
    if let Some((number, record)) = record {
        tx.prepare_cached(
            "INSERT INTO report (number, identity, record, reading, name, title, outlet, published, claims)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            number,
            read.identity.as_slice(),
            record,
            reading,
            arrival.name,
            title,
            outlet,
            published,
            claims
        ])?;
        Ok(Kept::New(number))
    } else {
        tx.prepare_cached(
            "UPDATE report SET reading = ?2, title = ?3, outlet = ?4, published = ?5, claims = ?6
             WHERE number = ?1",
        )?
        .execute(params![number_is, reading, title, outlet, published, claims])?;
        Ok(Kept::Reread(number_is))
    }
}

/// Keeps bytes once; gives the digits of their SHA-256.
fn keep_bytes(tx: &Transaction<'_>, at: &str, bytes: &[u8]) -> rusqlite::Result<String> {
    let digest = sha256(bytes);
    let known: Option<i64> = tx
        .prepare_cached("SELECT record FROM bytes WHERE sha256 = ?1")?
        .query_row([digest.as_slice()], |row| row.get(0))
        .optional()?;
    if known.is_none() {
        let seq = append(tx, Kind::Bytes, at, None, bytes)?;
        tx.prepare_cached("INSERT INTO bytes (sha256, record) VALUES (?1, ?2)")?
            .execute(params![digest.as_slice(), seq])?;
    }
    Ok(hex(&digest))
}

/// Appends a record to the chain; gives its number.
pub(crate) fn append(
    tx: &Transaction<'_>,
    kind: Kind,
    at: &str,
    report: Option<i64>,
    body: &[u8],
) -> rusqlite::Result<i64> {
    let last: Option<(i64, Vec<u8>)> = tx
        .prepare_cached("SELECT seq, hash FROM record ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (seq, before) = match last {
        Some((seq, hash)) => (seq + 1, Hash::try_from(hash).unwrap_or_default()),
        None => (1, Hash::default()),
    };
    let body = pack(body);
    let digest = hash(&before, seq, kind.as_str(), at, report, &body);
    tx.prepare_cached(
        "INSERT INTO record (seq, kind, at, report, body, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![seq, kind.as_str(), at, report, body, digest.as_slice()])?;
    Ok(seq)
}

fn number_of(tx: &Transaction<'_>, identity: &Hash) -> rusqlite::Result<Option<i64>> {
    tx.prepare_cached("SELECT number FROM report WHERE identity = ?1")?
        .query_row([identity.as_slice()], |row| row.get(0))
        .optional()
}

/// The types written here have no map with keys other than text, so that they always write.
pub(crate) fn json<T: serde::Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

/// Now, in UTC, to the second.
pub(crate) fn now() -> String {
    let now = jiff::Timestamp::now();
    jiff::Timestamp::from_second(now.as_second()).unwrap_or(now).to_string()
}

fn refuse_existing(path: &Path) -> Result<(), Error> {
    if path.symlink_metadata().is_ok() { Err(Error::Exists(path.to_path_buf())) } else { Ok(()) }
}

/// A name beside a path, for a file in the making.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.{}", std::process::id()))
}

/// Moves a finished file to its place, where no other may stand.
fn place(from: &Path, to: &Path) -> Result<(), Error> {
    let disk = |source| Error::Disk { path: to.to_path_buf(), source };
    match std::fs::hard_link(from, to) {
        Ok(()) => std::fs::remove_file(from).map_err(disk),
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Err(Error::Exists(to.to_path_buf())),
        // Disks without links.
        Err(_) => std::fs::rename(from, to).map_err(disk),
    }
}

/// The write-ahead log beside a case.
fn wal(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

/// A path as it stands in a `file:` address.
fn escaped(path: &Path) -> String {
    path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_loses_nothing_that_was_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut case = Case::create(&folder.path().join("full.case"), "").expect("a case");
        let text =
            |n: usize| Arrival::new(n.to_string(), format!("The dam broke, villager {n} said.").into());
        case.add(&[text(0)]).expect("kept");
        case.db.pragma_update(None, "max_page_count", 40).expect("a limit");
        let full = (1..200).find_map(|n| case.add(&[text(n)]).err().map(|e| (n, e)));
        let (n, error) = full.expect("the limit is reached");
        assert!(matches!(error, Error::Full(_)) && error.is_transient(), "{error}");
        assert_eq!(case.entries().expect("a list").len(), n);
        assert_eq!(case.verify().expect("it opens").damage, []);
        case.db.pragma_update(None, "max_page_count", 100_000).expect("a limit");
        assert_eq!(case.add(&[text(n)]).expect("kept"), [Kept::New(i64::try_from(n).expect("few") + 1)]);
    }
}
