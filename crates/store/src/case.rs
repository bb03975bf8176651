//! The case file: made and opened.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rashomon::Pipeline;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

use crate::add::{append, json, now};
use crate::error::Error;
use crate::files::{beside, escaped, place, refuse_existing, wal};
use crate::record::{CaseBody, Kind};
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
        let case = Self::opened(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(|error| match error {
            // It is there: what cannot be opened are the files that writers need beside it.
            Error::Database { source, .. }
                if source.sqlite_error_code() == Some(ErrorCode::CannotOpen) && path.is_file() =>
            {
                Error::ReadOnly(path.to_path_buf())
            }
            other => other,
        })?;
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
}
