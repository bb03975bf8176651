//! What can go wrong with a case, and what to do about it.

use std::path::{Path, PathBuf};

/// Why a case could not be made, opened, read or added to.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no file at the path.
    #[error("there is no case at `{}`", .0.display())]
    Missing(PathBuf),
    /// There is a file already.
    #[error("`{}` exists already", .0.display())]
    Exists(PathBuf),
    /// The file is something else.
    #[error("`{}` is no case", .0.display())]
    NoCase(PathBuf),
    /// The file was made by a later version.
    #[error("`{}` is a case of a later version ({found}; this program knows {known})", path.display())]
    Later {
        /// The file.
        path: PathBuf,
        /// Version of the file.
        found: i64,
        /// The last version known.
        known: i64,
    },
    /// The file may be read, not written.
    #[error("`{}` cannot be written: it is read-only", .0.display())]
    ReadOnly(PathBuf),
    /// Another program writes to the file.
    #[error("`{}` is being written by another program", .0.display())]
    Busy(PathBuf),
    /// A line that is no record of a case.
    #[error("line {line} {what}")]
    Line {
        /// Number of the line, from 1.
        line: usize,
        /// What is wrong, in words.
        what: String,
    },
    /// A time stamp that does not hold.
    #[error("the time stamp does not hold: {0}")]
    Timestamp(String),
    /// A judgement that cannot be kept.
    #[error("{0}")]
    Judgement(String),
    /// The disk has no room. Nothing of the last step was kept, all before it was.
    #[error("no room on the disk for `{}`", .0.display())]
    Full(PathBuf),
    /// Bytes of the file are not what they were.
    #[error("`{}` is damaged: {what}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is damaged, by record where that can be told.
        what: String,
    },
    /// The disk refuses otherwise.
    #[error("`{}`: {source}", path.display())]
    Disk {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The database refuses otherwise.
    #[error("`{}`: {source}", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
}

impl Error {
    /// What the reader can do about it.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Error::Missing(_) => "`rashomon init` makes a case",
            Error::Exists(_) => "give another path; a case is never overwritten",
            Error::NoCase(_) => "give the file that `rashomon init` made",
            Error::Later { .. } => "use a newer version of the program",
            Error::ReadOnly(_) => "check who may write the file and its folder; reading it works",
            Error::Busy(_) => "wait for the other program, then do it again: adding twice changes nothing",
            Error::Full(_) => "make room, then do it again: what was told as kept is kept",
            Error::Damaged { .. } => {
                "`rashomon verify` names what is damaged; `rashomon restore` takes a backup"
            }
            Error::Disk { .. }
            | Error::Database { .. }
            | Error::Judgement(_)
            | Error::Line { .. }
            | Error::Timestamp(_) => return None,
        })
    }

    /// True where the same may work later without a change.
    pub fn is_transient(&self) -> bool {
        matches!(self, Error::Busy(_) | Error::Full(_))
    }

    pub(crate) fn damaged(path: &Path, what: impl Into<String>) -> Self {
        Error::Damaged { path: path.to_path_buf(), what: what.into() }
    }

    /// What SQLite says, in words of a case.
    pub(crate) fn of(path: &Path, source: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let path_buf = path.to_path_buf();
        match source.sqlite_error_code() {
            Some(Code::NotADatabase) => Error::NoCase(path_buf),
            Some(Code::DatabaseCorrupt) => Error::damaged(path, "its pages do not hold together"),
            Some(Code::ReadOnly | Code::PermissionDenied) => Error::ReadOnly(path_buf),
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Error::Busy(path_buf),
            Some(Code::DiskFull) => Error::Full(path_buf),
            Some(Code::CannotOpen) if !path.exists() => Error::Missing(path_buf),
            _ => Error::Database { path: path_buf, source },
        }
    }
}
