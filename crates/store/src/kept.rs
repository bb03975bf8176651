//! Answers kept beside a case, so that they are worked out once for each state of it.
//!
//! `CASE.answers` holds what came of reconciling, by question, with the hash of the last record and the program
//! it was worked out by. It is no part of the case: nothing is in it that is not in the records, it may be thrown
//! away at any time, and whoever finds it missing, old or damaged works everything out again. It is written
//! beside its place and moved there whole.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rashomon::ask::Index;
use rashomon::kept;
use rashomon::model::{ClaimRef, Day, Note, Question, Reading, Reconciliation, Relation};
use rashomon::review;
use rashomon::{Pipeline, ReadReport};
use rusqlite::{Connection, OpenFlags, params};
use serde::{Deserialize, Serialize};

use crate::answers::Held;
use crate::case::Case;
use crate::chain::hex;
use crate::error::Error;
use crate::files::beside;
use crate::record::ReadingBody;

/// Form of the file. It grows when the rows change, or what reconciling makes of the same claims.
const FORM: u32 = 1;
/// The one note that reconciling gives.
const TWICE: &str = "reconcile/report-twice";
/// Cases of fewer claims are worked out anew each time: that is as quick.
const WORTH: usize = 2_000;

const TABLES: &str = "
CREATE TABLE about (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE report (at INTEGER PRIMARY KEY, number INTEGER NOT NULL, reading INTEGER NOT NULL) STRICT;
CREATE TABLE question (at INTEGER PRIMARY KEY, disputed INTEGER NOT NULL, changed INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
CREATE TABLE relation (at INTEGER PRIMARY KEY, report INTEGER NOT NULL, claim INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
CREATE TABLE event (at INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
CREATE TABLE voice (at INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
";
const INDICES: &str = "
CREATE INDEX disputed ON question (at) WHERE disputed;
CREATE INDEX changed ON question (at) WHERE changed;
CREATE INDEX relation_of ON relation (report, claim);
";

/// What all answers of a case come to, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Reports.
    pub reports: usize,
    /// First and last day of publication, where any is known.
    pub days: Option<(Day, Day)>,
    /// Claims.
    pub claims: usize,
    /// Independent voices.
    pub voices: usize,
    /// Changes.
    pub changes: usize,
    /// Disputes.
    pub disputes: usize,
    /// Judgements on words that are no longer read as a claim.
    pub lost: usize,
}

impl Figures {
    /// Counts.
    pub fn of(readings: &[Reading<ReadReport>], lost: usize, reconciled: &Reconciliation) -> Self {
        let days = || readings.iter().filter_map(|r| r.value.report.published);
        Self {
            reports: readings.len(),
            days: days().min().zip(days().max()),
            claims: readings.iter().map(|r| r.value.claims.len()).sum(),
            voices: reconciled.voices.len(),
            changes: reconciled.questions.iter().map(|q| q.changes.len()).sum(),
            disputes: reconciled.questions.iter().map(|q| q.disputes.len()).sum(),
            lost,
        }
    }
}

/// The figures as they stand in the file; days as text.
#[derive(Serialize, Deserialize)]
struct FiguresRow {
    reports: usize,
    days: Option<(String, String)>,
    claims: usize,
    voices: usize,
    changes: usize,
    disputes: usize,
    lost: usize,
}

/// What the answers were worked out from, and by what.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct Key {
    form: u32,
    /// Hash of the last record.
    head: String,
    /// Version of program and packs.
    version: String,
    /// Length and time of the program: one that was built anew may answer otherwise.
    program: Option<(u64, u64)>,
}

/// Which questions are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those with a dispute.
    Disputed,
    /// Those with a change.
    Changed,
}

/// Answers kept beside a case, of its present state.
#[derive(Debug)]
pub struct Answers<'c> {
    case: &'c Case,
    db: Connection,
    /// Number of the last record they stand on.
    last: i64,
}

/// Some questions with the readings they need; references are indices into these readings.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// The readings.
    pub held: Held,
    /// The questions.
    pub questions: Vec<Question>,
    /// How the claims that answer them bear on each other, where that was wanted.
    pub relations: Vec<Relation>,
}

impl Case {
    /// The kept answers of the present state of the case, where there are any.
    ///
    /// # Cost
    /// That of opening a file, and of the version of the packs.
    pub fn answers(&self) -> Option<Answers<'_>> {
        let (last, head) = self.last().ok()?;
        let path = answers_of(&self.path);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).ok()?;
        let answers = Answers { case: self, db, last };
        let key: Key = answers.about("key")?;
        (key == Key::of(head)).then_some(answers)
    }

    /// Holds all claims against each other, or takes what was kept of that. References are indices into the
    /// readings of `held`, which is all that the case holds now.
    ///
    /// What is worked out is kept for the next time, where it is worth it and the folder can be written.
    ///
    /// # Cost
    /// Where it has to be worked out, that of [`Held::reconcile`]; else linear in what is read.
    pub fn reconciled(&self, held: &Held) -> Reading<Reconciliation> {
        let known = self.answers().filter(|a| a.of(held)).and_then(|a| a.whole());
        known.unwrap_or_else(|| {
            let reconciled = held.reconcile();
            self.keep_answers(held, &reconciled);
            reconciled
        })
    }

    /// Keeps answers beside the case. What stands in the way (a folder that cannot be written, a full disk)
    /// is no error: they will be worked out again.
    fn keep_answers(&self, held: &Held, reconciled: &Reading<Reconciliation>) {
        let figures = Figures::of(&held.readings, held.reviewed.lost.len(), &reconciled.value);
        let Some((last, head)) = held.at.clone() else { return };
        // What came in meanwhile is not answered yet.
        if figures.claims < WORTH || self.last().ok() != Some((last, head.clone())) {
            return;
        }
        let path = answers_of(&self.path);
        let making = beside(&path);
        let _ = std::fs::remove_file(&making);
        let written = write(&making, &Key::of(head), &figures, held, reconciled);
        // On the disk before it takes the place of what was there.
        let synced = written.is_some_and(|()| {
            std::fs::File::open(&making).and_then(|f| f.sync_all()).is_ok()
                && std::fs::rename(&making, &path).is_ok()
        });
        if !synced {
            let _ = std::fs::remove_file(&making);
        }
    }

    /// Number and hash of the last record.
    pub(crate) fn last(&self) -> Result<(i64, String), Error> {
        self.db
            .prepare_cached("SELECT seq, hash FROM record ORDER BY seq DESC LIMIT 1")
            .and_then(|mut s| s.query_row([], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?))))
            .map(|(seq, hash)| (seq, hex(&hash)))
            .map_err(|e| Error::of(&self.path, e))
    }
}

impl Key {
    fn of(head: String) -> Self {
        let program = std::env::current_exe().and_then(std::fs::metadata).ok().map(|meta| {
            let time = meta.modified().ok().and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok());
            (meta.len(), time.map_or(0, |t| t.as_nanos() as u64))
        });
        Self { form: FORM, head, version: Pipeline::bundled().version().to_owned(), program }
    }
}

impl Answers<'_> {
    /// What all of them come to; `None` where the file is damaged, as everywhere here.
    pub fn figures(&self) -> Option<Figures> {
        let row: FiguresRow = self.about("figures")?;
        let days = match row.days {
            Some((first, last)) => Some((first.parse().ok()?, last.parse().ok()?)),
            None => None,
        };
        let FiguresRow { reports, claims, voices, changes, disputes, lost, .. } = row;
        Some(Figures { reports, days, claims, voices, changes, disputes, lost })
    }

    /// The words questions are found by.
    pub fn index(&self) -> Option<Index> {
        self.about("index")
    }

    /// Places of some questions in the list of all, from `from` on, `most` at the most.
    pub fn places(&self, which: Which, from: usize, most: usize) -> Option<Vec<usize>> {
        let column = match which {
            Which::Disputed => "disputed",
            Which::Changed => "changed",
        };
        let query = format!("SELECT at FROM question WHERE {column} AND at >= ?1 ORDER BY at LIMIT ?2");
        let mut statement = self.db.prepare_cached(&query).ok()?;
        let rows = statement.query_map(params![row(from), row(most)], |row| row.get::<_, i64>(0)).ok()?;
        rows.map(|at| at.ok().map(|at| at as usize)).collect()
    }

    /// Questions by their places, with the readings of their claims; `related` asks for the relations too.
    ///
    /// # Cost
    /// That of unpacking the reports that bear on them.
    pub fn part(&self, places: &[usize], related: bool) -> Option<Part> {
        let mut part = Part::default();
        let mut question = self.db.prepare_cached("SELECT body FROM question WHERE at = ?1").ok()?;
        for at in places {
            let body: Vec<u8> = question.query_row([row(*at)], |row| row.get(0)).ok()?;
            part.questions.push(kept::question(opened(*at, &body)?)?);
        }
        let claims: BTreeSet<ClaimRef> =
            part.questions.iter_mut().flat_map(kept::claims_of).map(|c| *c).collect();
        let reports: BTreeSet<usize> = claims.iter().map(|c| c.report).collect();
        part.held = self.held(&reports)?;
        let place: BTreeMap<usize, usize> =
            reports.iter().enumerate().map(|(new, old)| (*old, new)).collect();
        let moved = |c: &mut ClaimRef| place.get(&c.report).map(|new| c.report = *new);
        for claim in part.questions.iter_mut().flat_map(kept::claims_of) {
            moved(claim)?;
        }
        if related {
            let mut of = self
                .db
                .prepare_cached("SELECT at, body FROM relation WHERE report = ?1 AND claim = ?2 ORDER BY at")
                .ok()?;
            for claim in &claims {
                let key = params![row(claim.report), row(claim.claim)];
                let rows =
                    of.query_map(key, |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?))).ok()?;
                for found in rows {
                    let (at, body) = found.ok()?;
                    let mut relation = kept::relation(opened(at as usize, &body)?)?;
                    if claims.contains(&relation.a) && claims.contains(&relation.b) {
                        moved(&mut relation.a)?;
                        moved(&mut relation.b)?;
                        part.relations.push(relation);
                    }
                }
            }
            part.relations.sort_by_key(|r| (r.a, r.b, r.kind));
        }
        Some(part)
    }

    /// Some of the readings they stand on, with what people had decided of them.
    fn held(&self, reports: &BTreeSet<usize>) -> Option<Held> {
        let mut place = self.db.prepare_cached("SELECT number, reading FROM report WHERE at = ?1").ok()?;
        let mut name = self.case.db.prepare_cached("SELECT name FROM report WHERE number = ?1").ok()?;
        let mut held = Held::default();
        for at in reports {
            let (number, seq): (i64, i64) =
                place.query_row([row(*at)], |row| Ok((row.get(0)?, row.get(1)?))).ok()?;
            held.numbers.push(number);
            held.names.push(name.query_row([number], |row| row.get(0)).ok()?);
            held.readings.push(self.case.body::<ReadingBody>(seq).ok()?.report.restore());
        }
        held.decided = self.case.judgements(None).ok()?;
        held.decided.retain(|d| d.record <= self.last);
        held.reviewed = review::apply(&mut held.readings, &held.numbers, &held.decided);
        Some(held)
    }

    /// True where they stand on the same readings as `held`.
    fn of(&self, held: &Held) -> bool {
        held.at.as_ref().is_some_and(|(last, _)| *last == self.last)
    }

    /// All that came of reconciling.
    fn whole(&self) -> Option<Reading<Reconciliation>> {
        let notes: Vec<String> = self.about("notes")?;
        let value = Reconciliation {
            events: self.all("event", kept::event)?,
            relations: self.all("relation", kept::relation)?,
            questions: self.all("question", kept::question)?,
            voices: self.all("voice", kept::voice)?,
        };
        let note = |message: &String| Note::new(TWICE, None, message.clone());
        Some(Reading { value, notes: notes.iter().map(note).collect() })
    }

    /// Every row of a table, which are numbered from 0.
    fn all<T>(&self, table: &str, read: impl Fn(&[u8]) -> Option<T>) -> Option<Vec<T>> {
        let mut statement = self.db.prepare(&format!("SELECT body FROM {table} ORDER BY at")).ok()?;
        let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).ok()?;
        rows.enumerate().map(|(at, body)| read(opened(at, &body.ok()?)?)).collect()
    }

    fn about<T: serde::de::DeserializeOwned>(&self, name: &str) -> Option<T> {
        let found = self
            .db
            .query_row("SELECT value FROM about WHERE name = ?1", [name], |row| row.get::<_, Vec<u8>>(0));
        postcard::from_bytes(opened(0, &found.ok()?)?).ok()
    }
}

/// Writes the file; `None` where the disk refuses.
fn write(
    path: &Path,
    key: &Key,
    figures: &Figures,
    held: &Held,
    reconciled: &Reading<Reconciliation>,
) -> Option<()> {
    let mut db = Connection::open(path).ok()?;
    // A file that is not finished is never looked at.
    db.pragma_update(None, "journal_mode", "off").ok()?;
    db.pragma_update(None, "synchronous", "off").ok()?;
    let tx = db.transaction().ok()?;
    tx.execute_batch(TABLES).ok()?;
    let about = |name: &str, value: Option<Vec<u8>>| {
        tx.execute("INSERT INTO about VALUES (?1, ?2)", params![name, sealed(0, value?)]).ok()
    };
    let Figures { reports, days, claims, voices, changes, disputes, lost } = figures.clone();
    let days = days.map(|(first, last)| (first.to_string(), last.to_string()));
    let told = FiguresRow { reports, days, claims, voices, changes, disputes, lost };
    let Reconciliation { questions, relations, events, voices } = &reconciled.value;
    let notes: Vec<&str> = reconciled
        .notes
        .iter()
        .map(|n| (n.code == TWICE).then_some(n.message.as_str()))
        .collect::<Option<_>>()?;
    about("key", postcard::to_stdvec(key).ok())?;
    about("figures", postcard::to_stdvec(&told).ok())?;
    about("notes", postcard::to_stdvec(&notes).ok())?;
    about("index", postcard::to_stdvec(&Index::of(questions, &held.readings)).ok())?;
    {
        let mut insert = tx.prepare("INSERT INTO report VALUES (?1, ?2, ?3)").ok()?;
        for (at, (number, seq)) in held.numbers.iter().zip(&held.seqs).enumerate() {
            insert.execute(params![row(at), number, seq]).ok()?;
        }
        let mut insert = tx.prepare("INSERT INTO question VALUES (?1, ?2, ?3, ?4)").ok()?;
        for (at, q) in questions.iter().enumerate() {
            let body = sealed(at, kept::question_bytes(q));
            insert.execute(params![row(at), !q.disputes.is_empty(), !q.changes.is_empty(), body]).ok()?;
        }
        let mut insert = tx.prepare("INSERT INTO relation VALUES (?1, ?2, ?3, ?4)").ok()?;
        for (at, r) in relations.iter().enumerate() {
            let (report, claim) = (row(r.a.report), row(r.a.claim));
            insert.execute(params![row(at), report, claim, sealed(at, kept::relation_bytes(r))]).ok()?;
        }
        let mut insert = tx.prepare("INSERT INTO event VALUES (?1, ?2)").ok()?;
        for (at, e) in events.iter().enumerate() {
            insert.execute(params![row(at), sealed(at, kept::event_bytes(e))]).ok()?;
        }
        let mut insert = tx.prepare("INSERT INTO voice VALUES (?1, ?2)").ok()?;
        for (at, v) in voices.iter().enumerate() {
            insert.execute(params![row(at), sealed(at, kept::voice_bytes(v))]).ok()?;
        }
    }
    tx.execute_batch(INDICES).ok()?;
    tx.commit().ok()?;
    db.close().ok()
}

/// A number as it stands in a row.
fn row(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A body with a checksum over its number and itself.
fn sealed(at: usize, mut body: Vec<u8>) -> Vec<u8> {
    let sum = checksum(at, &body);
    body.extend(sum.to_le_bytes());
    body
}

/// The body of a sealed one; `None` where it is not as it was sealed.
fn opened(at: usize, sealed: &[u8]) -> Option<&[u8]> {
    let (body, sum) = sealed.split_last_chunk()?;
    (checksum(at, body) == u32::from_le_bytes(*sum)).then_some(body)
}

fn checksum(at: usize, body: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(&(at as u64).to_le_bytes());
    crc.update(body);
    crc.sum()
}

/// `CASE.answers`.
fn answers_of(case: &Path) -> PathBuf {
    let mut name = case.as_os_str().to_owned();
    name.push(".answers");
    PathBuf::from(name)
}
