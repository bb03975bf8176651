//! Reports are read and kept.

use rashomon::model::Reading;
use rashomon::{Pipeline, ReadReport, refusal, v1};
use rayon::prelude::*;
use rusqlite::{OptionalExtension as _, Transaction, TransactionBehavior, params};

use crate::arrival::{Arrival, Kept, Known};
use crate::case::Case;
use crate::chain::{Hash, hash, hex, sha256};
use crate::error::Error;
use crate::pack::pack;
use crate::record::{Kind, ReadingBody, ReadingHead, ReportBody};

/// What was read of an arrival.
struct Read {
    identity: Hash,
    known: Known,
    reading: Reading<ReadReport>,
}

impl Case {
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
