//! Finds the files a command names, and reads their bytes within bounds.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Largest report taken, in bytes. A long feature has 60 kB of text, a heavy page 5 MB.
pub(crate) const LARGEST: u64 = 16 * 1024 * 1024;

/// Endings of files in a folder that are taken for reports.
pub(crate) const ENDINGS: [&str; 8] = ["txt", "text", "md", "html", "htm", "xhtml", "eml", "mht"];

/// Where a report comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    File(PathBuf),
    Stdin,
}

impl Source {
    /// What it is called in messages and answers.
    pub(crate) fn name(&self) -> String {
        match self {
            Source::File(path) => path.display().to_string(),
            Source::Stdin => "standard input".into(),
        }
    }

    /// The last part of its path.
    pub(crate) fn file_name(&self) -> Option<String> {
        match self {
            Source::File(path) => path.file_name().map(|n| n.to_string_lossy().into_owned()),
            Source::Stdin => None,
        }
    }

    /// Its bytes, none where it holds more than [`LARGEST`].
    pub(crate) fn bytes(&self) -> Result<Vec<u8>, Failure> {
        match self {
            Source::File(path) => {
                let open = std::fs::File::open(path).map_err(|e| unreadable(path, &e))?;
                let size = open.metadata().map_err(|e| unreadable(path, &e))?.len();
                if size > LARGEST {
                    return Err(too_large(&self.name()));
                }
                self.within(open)
            }
            Source::Stdin => self.within(std::io::stdin().lock()),
        }
    }

    /// Reads to the end, but never beyond the bound: a file can grow, a pipe has no size.
    fn within(&self, from: impl std::io::Read) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        let mut bounded = from.take(LARGEST + 1);
        bounded
            .read_to_end(&mut bytes)
            .map_err(|e| Failure::new(format!("cannot read {}: {}", quoted(&self.name()), reason(&e))))?;
        if bytes.len() as u64 > LARGEST {
            return Err(too_large(&self.name()));
        }
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(Failure::new(format!("{} is empty", quoted(&self.name()))));
        }
        Ok(bytes)
    }
}

/// One source, for commands that read a single report.
pub(crate) fn one(path: &Path) -> Source {
    if path.as_os_str() == "-" { Source::Stdin } else { Source::File(path.to_path_buf()) }
}

/// The reports that paths name: files as given, folders with all they hold, in the order of their names.
///
/// In a folder, those are taken that end in one of `endings`.
pub(crate) fn gather(paths: &[PathBuf], endings: &[&str], failures: &mut Vec<Failure>) -> Vec<Source> {
    let mut found = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            if found.contains(&Source::Stdin) {
                failures.push(Failure::new("standard input is named twice"));
            } else {
                found.push(Source::Stdin);
            }
            continue;
        }
        match std::fs::metadata(path) {
            Ok(meta) if meta.is_dir() => folder(path, endings, &mut found, failures),
            Ok(_) => found.push(Source::File(path.clone())),
            Err(error) => failures.push(unreadable(path, &error)),
        }
    }
    found
}

fn folder(path: &Path, endings: &[&str], found: &mut Vec<Source>, failures: &mut Vec<Failure>) {
    let before = found.len();
    let mut folders = vec![path.to_path_buf()];
    let mut files = Vec::new();
    while let Some(at) = folders.pop() {
        let entries = match std::fs::read_dir(&at) {
            Ok(entries) => entries,
            Err(error) => {
                failures.push(unreadable(&at, &error));
                continue;
            }
        };
        for entry in entries.flatten() {
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            // A link to a folder is not followed: it may lead back here.
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && !hidden => folders.push(entry.path()),
                Ok(kind) if !kind.is_dir() && !hidden && is_report(&entry.path(), endings) => {
                    files.push(entry.path());
                }
                _ => {}
            }
        }
    }
    files.sort();
    found.extend(files.into_iter().map(Source::File));
    if found.len() == before {
        failures.push(
            Failure::new(format!("no reports in {}", quoted(&path.display().to_string())))
                .hint(format!("in a folder, reports are files that end in .{}", endings.join(", ."))),
        );
    }
}

fn is_report(path: &Path, endings: &[&str]) -> bool {
    let ending = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
    let name = path.file_stem().map(|n| n.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    ending.is_some_and(|e| endings.contains(&e.as_str())) && name != "readme"
}

fn quoted(name: &str) -> String {
    format!("`{name}`")
}

/// What the system says, without its number.
fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(at) => text[..at].to_lowercase(),
        None => text,
    }
}

pub(crate) fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    let failure =
        Failure::new(format!("cannot read {}: {}", quoted(&path.display().to_string()), reason(error)));
    match error.kind() {
        std::io::ErrorKind::NotFound => failure.hint("check the path; `-` reads from standard input"),
        std::io::ErrorKind::PermissionDenied => failure.hint("check who may read the file"),
        _ => failure,
    }
}

fn too_large(name: &str) -> Failure {
    Failure::new(format!("{} is larger than {} MB", quoted(name), LARGEST / 1024 / 1024))
        .hint("a report is one text of one outlet: split archives into reports first")
}
