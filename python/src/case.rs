//! A case: one file that keeps reports, and what was read of them.

use std::io::Cursor;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use rashomon::model::{Day, Note};
use rashomon_intake::{Item, Limits, Source, take};
use rashomon_store::{Arrival, AsOf, Kept, Known};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::held::Held;
use crate::read::day;

/// Reports read and kept in one step.
const STEP: usize = 32;

/// A case file.
#[pyclass(frozen, module = "rashomon._rashomon")]
#[derive(Debug)]
pub(crate) struct Case {
    /// One thread at a time asks the file.
    case: Mutex<rashomon_store::Case>,
}

impl Case {
    fn new(case: rashomon_store::Case) -> Self {
        Self { case: Mutex::new(case) }
    }

    fn with<T: Send>(
        &self,
        py: Python<'_>,
        run: impl FnOnce(&mut rashomon_store::Case) -> Result<T, Failure> + Send,
    ) -> PyResult<T> {
        // A panic elsewhere leaves the file as it was: a step is kept whole or not at all.
        Ok(py.detach(|| run(&mut self.case.lock().unwrap_or_else(PoisonError::into_inner)))?)
    }
}

/// What is told of reports over what they tell themselves.
struct Told {
    published: Option<Day>,
    title: Option<String>,
    outlet: Option<String>,
    url: Option<String>,
    zone: Option<i16>,
    force: bool,
}

impl Told {
    fn arrival(&self, item: Item) -> Arrival {
        let or = |found: Option<String>, told: &Option<String>| found.or_else(|| told.clone());
        let known = Known {
            published: self.published.or(item.published).map(|d| d.to_string()),
            file_name: Some(item.file_name().to_owned()),
            title: or(item.title, &self.title),
            outlet: or(item.outlet, &self.outlet),
            url: or(item.url, &self.url),
            media_type: item.media_type,
            zone: self.zone,
            force: self.force,
        };
        Arrival { name: item.name, original: item.original, drawn: item.drawn, known, pages: item.pages }
    }
}

#[pymethods]
impl Case {
    /// Makes a case.
    #[staticmethod]
    fn create(py: Python<'_>, path: PathBuf, title: &str) -> PyResult<Self> {
        Ok(Self::new(py.detach(|| rashomon_store::Case::create(&path, title)).map_err(Failure::from)?))
    }

    /// Opens a case.
    #[staticmethod]
    fn open(py: Python<'_>, path: PathBuf, read_only: bool) -> PyResult<Self> {
        let open = || match read_only {
            true => rashomon_store::Case::open_to_read(&path),
            false => rashomon_store::Case::open(&path),
        };
        Ok(Self::new(py.detach(open).map_err(Failure::from)?))
    }

    /// Its title.
    fn title(&self, py: Python<'_>) -> PyResult<String> {
        self.with(py, |case| Ok(case.title()?))
    }

    /// Adds what bytes, or the file of this name, hold. Gives what became of each report, and notes, as JSON.
    #[pyo3(signature = (name, data, *, published, zone, title, outlet, url, force))]
    #[allow(clippy::too_many_arguments, reason = "what can be known of a report")]
    fn add(
        &self,
        py: Python<'_>,
        name: &str,
        data: Option<PyBackedBytes>,
        published: Option<&str>,
        zone: Option<i16>,
        title: Option<String>,
        outlet: Option<String>,
        url: Option<String>,
        force: bool,
    ) -> PyResult<String> {
        let told = Told { published: day(published)?, title, outlet, url, zone, force };
        self.with(py, |case| match data {
            Some(bytes) => add(case, name, &mut Cursor::new(bytes), &told),
            None => {
                let unreadable = |e: std::io::Error| {
                    Failure::new(format!("cannot read `{name}`: {e}"))
                        .hint("check the path and who may read it")
                };
                add(case, name, &mut std::fs::File::open(name).map_err(unreadable)?, &told)
            }
        })
    }

    /// Its reports, as `rashomon list --json` tells them, one list.
    fn entries(&self, py: Python<'_>) -> PyResult<String> {
        self.with(py, |case| {
            let line = |e: &rashomon_store::Entry| {
                json!({
                    "id": format!("r{}", e.number), "name": e.name, "title": e.title, "outlet": e.outlet,
                    "published": e.published, "learned": e.at, "claims": e.claims, "readings": e.readings,
                })
            };
            Ok(Value::from(case.entries()?.iter().map(line).collect::<Vec<_>>()).to_string())
        })
    }

    /// What it holds at a moment, held against each other.
    fn held(&self, py: Python<'_>, said: Option<&str>, learned: Option<String>) -> PyResult<Held> {
        let as_of = AsOf { said: day(said)?, learned };
        self.with(py, |case| Ok(Held::of_case(case.held(&as_of)?)))
    }

    /// Writes every record to a file, one a line.
    fn records(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        self.with(py, |case| whole(&path, |out| case.write_lines(out).map_err(std::io::Error::other)))
    }
}

/// Takes every report out of something and keeps it.
fn add(
    case: &mut rashomon_store::Case,
    name: &str,
    source: &mut dyn Source,
    told: &Told,
) -> Result<String, Failure> {
    let mut kept = Vec::new();
    let mut step = Vec::new();
    let mut stopped = None;
    let notes = take(name, source, Limits::default(), &mut |item| {
        step.push(told.arrival(item));
        if step.len() == STEP
            && let Err(error) = keep(case, &mut step, &mut kept)
        {
            stopped = Some(error);
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    });
    if let Some(error) = stopped {
        return Err(error.into());
    }
    keep(case, &mut step, &mut kept)?;
    let note = |n: &Note| json!({"code": n.code, "message": n.message, "hint": n.hint, "passage": null});
    Ok(json!({"kept": kept, "notes": notes.iter().map(note).collect::<Vec<_>>()}).to_string())
}

fn keep(
    case: &mut rashomon_store::Case,
    step: &mut Vec<Arrival>,
    told: &mut Vec<Value>,
) -> Result<(), rashomon_store::Error> {
    let kept = case.add(step)?;
    for (kept, arrival) in kept.into_iter().zip(step.drain(..)) {
        let (word, number, why) = match kept {
            Kept::New(number) => ("new", Some(number), None),
            Kept::Reread(number) => ("again", Some(number), None),
            Kept::Known(number) => ("known", Some(number), None),
            Kept::Refused(why) => ("refused", None, Some(why)),
        };
        let report = number.map(|n| format!("r{n}"));
        told.push(json!({"report": report, "outcome": word, "name": arrival.name, "why": why}));
    }
    Ok(())
}

/// Writes a file beside its place and moves it there whole: who reads it meanwhile sees the old or the new.
fn whole(
    path: &Path,
    write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>,
) -> Result<(), Failure> {
    let beside = path.with_extension(format!("part-{}", std::process::id()));
    let written = std::fs::File::create(&beside).and_then(|file| {
        let mut out = std::io::BufWriter::new(file);
        write(&mut out)?;
        std::io::Write::flush(&mut out)?;
        std::fs::rename(&beside, path)
    });
    written.map_err(|error| {
        let _ = std::fs::remove_file(&beside);
        Failure::new(format!("cannot write `{}`: {error}", path.display()))
    })
}
