//! Reading: one report, and tables of them.

use std::sync::Arc;

use arrow_array::{Array as _, LargeBinaryArray, LargeStringArray, RecordBatch};
use arrow_schema::{Field, Schema, SchemaRef};
use arrow_select::concat::concat_batches;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3_arrow::input::AnyRecordBatch;
use rashomon::model::{Analysis, Note, Reading};
use rashomon::{Pipeline, ReadOptions, ReadReport, refusal, v1};
use rayon::prelude::*;

use crate::failure::Failure;
use crate::held::Held;
use crate::schema;
use crate::table::{Table, at, batch, bytes, needed, texts};

/// Rows of a table read and written in one step: bounds what is held besides the answer.
const STEP: usize = 2048;
/// Rows one thread takes at a time.
const SHARE: usize = 16;
/// Columns that tell what is known of a report besides its text.
const KNOWN: [&str; 8] = ["text", "name", "url", "title", "outlet", "published", "zone", "media_type"];

/// A report that was read: what holding it against others needs.
#[pyclass(frozen, module = "rashomon._rashomon")]
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) name: Option<String>,
    pub(crate) reading: Reading<ReadReport>,
}

#[pymethods]
impl Read {
    /// As `rashomon::v1` writes a report.
    fn json(&self, py: Python<'_>) -> PyResult<String> {
        py.detach(|| text_of(&v1::Report::of(0, self.name.clone(), &self.reading)))
    }
}

/// JSON as the command writes it.
pub(crate) fn text_of<T: serde::Serialize>(value: &T) -> PyResult<String> {
    serde_json::to_string_pretty(value).map_err(|e| Failure::new(e.to_string()).into())
}

/// A day, as it is written in a call.
pub(crate) fn day(text: Option<&str>) -> Result<Option<rashomon::model::Day>, Failure> {
    let parse = |text: &str| {
        text.parse()
            .map_err(|_| Failure::new(format!("`{text}` is no day")).hint("write days as `2017-06-13`"))
    };
    text.map(parse).transpose()
}

/// Reads one report.
#[pyfunction]
#[pyo3(signature = (text, *, name, published, zone, title, outlet, url, media_type, force))]
#[allow(clippy::too_many_arguments, reason = "what can be known of a report")]
pub(crate) fn read(
    py: Python<'_>,
    text: PyBackedBytes,
    name: Option<String>,
    published: Option<&str>,
    zone: Option<i16>,
    title: Option<String>,
    outlet: Option<String>,
    url: Option<String>,
    media_type: Option<String>,
    force: bool,
) -> PyResult<Read> {
    let options = ReadOptions {
        published: day(published)?,
        file_name: name.as_deref().map(file_name),
        title,
        outlet,
        url,
        media_type,
        zone,
        force,
    };
    py.detach(|| {
        let mut reading = Pipeline::bundled().read(&text, &options);
        reading.value.analysis = Analysis::default();
        match refusal(&reading.notes, force) {
            Some(note) => Err(refused(name.as_deref(), note).into()),
            None => Ok(Read { name, reading }),
        }
    })
}

fn file_name(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned()
}

fn refused(name: Option<&str>, note: &Note) -> Failure {
    let what = format!("cannot read `{}`: {}", name.unwrap_or("text"), note.message.trim_end_matches('.'));
    match &note.hint {
        _ if note.code == "text/language" => {
            Failure::new(what).hint("`force=True` reads it as if it were English")
        }
        Some(hint) => Failure::new(what).hint(hint.clone()),
        None => Failure::new(what),
    }
}

/// An offset from UTC as minutes.
#[pyfunction]
pub(crate) fn zone(text: &str) -> PyResult<i16> {
    Ok(rashomon::zone(text).map_err(Failure::new)?)
}

/// Holds reports that were read against each other.
#[pyfunction]
pub(crate) fn reconcile(py: Python<'_>, reports: Vec<Py<Read>>) -> Held {
    let (names, readings) = reports.iter().map(Py::get).map(|r| (r.name.clone(), r.reading.clone())).unzip();
    py.detach(|| Held::read(names, readings))
}

/// Reads every row of a table; the reports in the same order, with all other columns beside them.
#[pyfunction]
#[pyo3(signature = (table, *, force = false))]
pub(crate) fn read_many(py: Python<'_>, table: AnyRecordBatch, force: bool) -> PyResult<Table> {
    let batches = table.into_reader()?;
    py.detach(|| {
        let columns = Columns::of(&batches.schema())?;
        let mut read = Vec::new();
        for batch in batches {
            let batch = batch.map_err(Failure::from)?;
            for start in (0..batch.num_rows()).step_by(STEP) {
                let rows = batch.slice(start, STEP.min(batch.num_rows() - start));
                read.push(columns.read(&rows, force)?);
            }
        }
        Ok(Table::new(columns.schema, read))
    })
}

/// Columns of the answer for a table.
#[pyfunction]
pub(crate) fn read_many_schema(table: AnyRecordBatch) -> PyResult<Table> {
    Ok(Table::new(Columns::of(table.schema()?.as_ref())?.schema, Vec::new()))
}

/// The columns of an answer: those of the table that are not read, then what was read.
struct Columns {
    beside: Vec<usize>,
    reports: SchemaRef,
    schema: SchemaRef,
}

impl Columns {
    fn of(given: &Schema) -> Result<Self, Failure> {
        let reports = schema::reports();
        let mut beside = Vec::new();
        let mut fields: Vec<Arc<Field>> = Vec::new();
        for (at, field) in given.fields().iter().enumerate() {
            if KNOWN.contains(&field.name().as_str()) {
                continue;
            }
            if reports.field_with_name(field.name()).is_ok() {
                let what = format!("the table has a column `{}` already", field.name());
                return Err(Failure::new(what).hint("give the column another name, or leave it out"));
            }
            beside.push(at);
            fields.push(field.clone());
        }
        fields.extend(reports.fields().iter().cloned());
        Ok(Self { beside, reports: Arc::new(reports), schema: Arc::new(Schema::new(fields)) })
    }

    fn read(&self, rows: &RecordBatch, force: bool) -> Result<RecordBatch, Failure> {
        let given = Given::of(rows)?;
        let shares: Vec<usize> = (0..rows.num_rows()).step_by(SHARE).collect();
        let read = |start: &usize| {
            let end = (start + SHARE).min(rows.num_rows());
            let reports: Vec<v1::Report> = (*start..end).map(|row| given.read(row, force)).collect();
            batch(&self.reports, &reports)
        };
        let parts: Vec<RecordBatch> = shares.par_iter().map(read).collect::<Result<_, _>>()?;
        let reports = concat_batches(&self.reports, &parts)?;
        let beside = self.beside.iter().map(|at| rows.column(*at).clone());
        let columns = beside.chain(reports.columns().iter().cloned()).collect();
        Ok(RecordBatch::try_new(self.schema.clone(), columns)?)
    }
}

/// What a table tells of its reports.
struct Given {
    text: LargeBinaryArray,
    known: [Option<LargeStringArray>; KNOWN.len()],
    /// Whether zones are numbers, of minutes.
    minutes: bool,
}

impl Given {
    fn of(rows: &RecordBatch) -> Result<Self, Failure> {
        let text = needed(bytes(rows, "text")?, "text", rows)?;
        let mut known = [const { None }; KNOWN.len()];
        for (column, name) in known.iter_mut().zip(KNOWN).skip(1) {
            *column = texts(rows, name)?;
        }
        let minutes = rows.column_by_name("zone").is_some_and(|c| c.data_type().is_numeric());
        Ok(Self { text, known, minutes })
    }

    fn told(&self, name: &str, row: usize) -> Option<String> {
        let column = KNOWN.iter().position(|known| *known == name).and_then(|at| self.known[at].as_ref());
        Some(at(column, row)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// Reads a row. What of it is of no use is told in its notes: no row fails the others.
    fn read(&self, row: usize, force: bool) -> v1::Report {
        let mut notes = Vec::new();
        let name = self.told("name", row);
        let published = self.told("published", row);
        // A moment names its day first.
        let day = published.as_ref().and_then(|text| text.get(..10).unwrap_or(text).parse().ok());
        if let (Some(text), None) = (&published, day) {
            let message = format!("`{text}` is no day: the report was read without one.");
            notes.push(Note::new("read/no-day", None, message).hint("Write days as `2017-06-13`."));
        }
        let zone = self.told("zone", row).and_then(|text| {
            let zone = if self.minutes { text.parse().ok() } else { rashomon::zone(&text).ok() };
            if zone.is_none() {
                let message = format!("`{text}` is no offset from UTC: the report was read without one.");
                notes.push(Note::new("read/no-zone", None, message).hint("Write offsets as `+03:00`."));
            }
            zone
        });
        let options = ReadOptions {
            published: day,
            zone,
            title: self.told("title", row),
            outlet: self.told("outlet", row),
            url: self.told("url", row),
            file_name: name.as_deref().map(file_name),
            media_type: self.told("media_type", row),
            force,
        };
        let text = if self.text.is_null(row) { &[][..] } else { self.text.value(row) };
        let mut reading = Pipeline::bundled().read(text, &options);
        reading.notes.splice(0..0, notes);
        v1::Report::of(row, name, &reading)
    }
}
