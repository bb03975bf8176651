//! Files of a case: made beside their place and moved there whole, copied, never overwritten.

use std::path::{Path, PathBuf};

use crate::case::Case;
use crate::error::Error;

impl Case {
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

pub(crate) fn refuse_existing(path: &Path) -> Result<(), Error> {
    if path.symlink_metadata().is_ok() { Err(Error::Exists(path.to_path_buf())) } else { Ok(()) }
}

/// A name beside a path, for a file in the making.
pub(crate) fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.{}", std::process::id()))
}

/// Moves a finished file to its place, where no other may stand.
pub(crate) fn place(from: &Path, to: &Path) -> Result<(), Error> {
    let disk = |source| Error::Disk { path: to.to_path_buf(), source };
    match std::fs::hard_link(from, to) {
        Ok(()) => std::fs::remove_file(from).map_err(disk),
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Err(Error::Exists(to.to_path_buf())),
        // Disks without links.
        Err(_) => std::fs::rename(from, to).map_err(disk),
    }
}

/// The write-ahead log beside a case.
pub(crate) fn wal(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

/// A path as it stands in a `file:` address.
pub(crate) fn escaped(path: &Path) -> String {
    path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}
