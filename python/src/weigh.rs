//! Weighing plain tables of claims.

use arrow_array::RecordBatchReader;
use pyo3::prelude::*;
use pyo3_arrow::input::AnyRecordBatch;
use rashomon::v1;
use rashomon::weigh::{self, Hierarchy, Settings};

use crate::failure::Failure;
use crate::read::text_of;
use crate::schema;
use crate::table::{Table, at, needed, texts};

/// What came of a table of claims.
#[pyclass(frozen, module = "rashomon._rashomon")]
#[derive(Debug)]
pub(crate) struct Weighing {
    wire: v1::Weighing,
    /// Rows without an object, a source or a value.
    #[pyo3(get)]
    left_out: usize,
}

impl Weighing {
    pub(crate) fn new(table: &weigh::Table, weighing: &weigh::Weighing, left_out: usize) -> Self {
        Self { wire: v1::Weighing::new(table, weighing, None), left_out }
    }
}

#[pymethods]
impl Weighing {
    /// As `rashomon weigh --json` writes it.
    fn json(&self, py: Python<'_>) -> PyResult<String> {
        py.detach(|| text_of(&self.wire))
    }

    /// An attribute of an object a row.
    fn items(&self, py: Python<'_>) -> PyResult<Table> {
        py.detach(|| Ok(Table::of_rows(schema::items(), &self.wire.items)?))
    }

    /// A source on an attribute a row.
    fn sources(&self, py: Python<'_>) -> PyResult<Table> {
        py.detach(|| Ok(Table::of_rows(schema::sources(), &self.wire.sources)?))
    }

    /// A pair of sources a row.
    fn copying(&self, py: Python<'_>) -> PyResult<Table> {
        py.detach(|| Ok(Table::of_rows(schema::copying(), &self.wire.copying)?))
    }
}

/// Weighs a table of claims.
#[pyfunction]
#[pyo3(name = "weigh", signature = (table, places = None))]
pub(crate) fn weigh_table(
    py: Python<'_>,
    table: AnyRecordBatch,
    places: Option<AnyRecordBatch>,
) -> PyResult<Weighing> {
    let table = table.into_reader()?;
    let places = places.map(AnyRecordBatch::into_reader).transpose()?;
    py.detach(|| {
        let (table, left_out) = claims(table)?;
        let places = places.map(hierarchy).transpose()?.unwrap_or_default();
        let weighing = weigh::weigh(&table, &places, &Settings::default());
        Ok(Weighing::new(&table, &weighing, left_out))
    })
}

/// The claims of a table, and how many rows are none.
pub(crate) fn claims(batches: Box<dyn RecordBatchReader + Send>) -> Result<(weigh::Table, usize), Failure> {
    let mut table = weigh::Table::default();
    let mut left_out = 0;
    for batch in batches {
        let batch = batch?;
        let text = |name: &str| texts(&batch, name);
        let object = needed(text("object")?, "object", &batch)?;
        let source = needed(text("source")?, "source", &batch)?;
        let value = needed(text("value")?, "value", &batch)?;
        let (attribute, time) = (text("attribute")?, text("time")?);
        for row in 0..batch.num_rows() {
            let [object, source, value] = [&object, &source, &value].map(|c| at(Some(c), row));
            let (attribute, time) = (at(attribute.as_ref(), row), at(time.as_ref(), row));
            left_out += usize::from(!table.push(object, attribute, source, value, time));
        }
    }
    Ok((table, left_out))
}

/// The places of a table.
pub(crate) fn hierarchy(batches: Box<dyn RecordBatchReader + Send>) -> Result<Hierarchy, Failure> {
    let mut places = Vec::new();
    for batch in batches {
        let batch = batch?;
        let column = |name: &str| texts(&batch, name).and_then(|c| needed(c, name, &batch));
        let [id, name, parent] = [column("id")?, column("name")?, column("parent")?];
        for row in 0..batch.num_rows() {
            places.push([&id, &name, &parent].map(|c| at(Some(c), row).to_owned()));
        }
    }
    Ok(Hierarchy::new(places.iter().map(|[id, name, parent]| (id.as_str(), name.as_str(), parent.as_str()))))
}
