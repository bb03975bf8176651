//! Copies among texts: sketches to join on, and the measure of a pair.

use std::sync::Arc;

use arrow_array::builder::{Int64Builder, ListBuilder};
use arrow_array::{Array as _, ArrayRef, Float64Array, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use pyo3::prelude::*;
use pyo3_arrow::input::AnyRecordBatch;
use rashomon::copies;
use rayon::prelude::*;

use crate::failure::Failure;
use crate::table::{Table, at, needed, texts};

/// Adds a column to every batch of a table, in place of those it is made of.
fn with_column(
    py: Python<'_>,
    table: AnyRecordBatch,
    from: &[&str],
    name: &str,
    kind: &DataType,
    make: impl Fn(&RecordBatch) -> Result<ArrayRef, Failure> + Sync,
) -> PyResult<Table> {
    let batches = table.into_reader()?;
    py.detach(|| {
        let given = batches.schema();
        let kept: Vec<usize> =
            (0..given.fields().len()).filter(|n| !from.contains(&given.field(*n).name().as_str())).collect();
        let mut fields: Vec<Field> = kept.iter().map(|n| given.field(*n).clone()).collect();
        fields.push(Field::new(name, kind.clone(), true));
        let schema = Arc::new(Schema::new(fields));
        let mut made = Vec::new();
        for batch in batches {
            let batch = batch.map_err(Failure::from)?;
            let mut columns: Vec<ArrayRef> = kept.iter().map(|n| batch.column(*n).clone()).collect();
            columns.push(make(&batch)?);
            made.push(RecordBatch::try_new(schema.clone(), columns).map_err(Failure::from)?);
        }
        Ok(Table::new(schema, made))
    })
}

/// Sketches of the texts of a table: a list of numbers in the column `sketch`, in place of `text`.
#[pyfunction]
pub(crate) fn sketches(py: Python<'_>, table: AnyRecordBatch) -> PyResult<Table> {
    let kind = DataType::List(Arc::new(Field::new("item", DataType::Int64, true)));
    with_column(py, table, &["text"], "sketch", &kind, |batch| {
        let text = needed(texts(batch, "text")?, "text", batch)?;
        let all: Vec<Vec<u64>> =
            (0..text.len()).into_par_iter().map(|row| copies::sketch(at(Some(&text), row))).collect();
        let mut list = ListBuilder::new(Int64Builder::new());
        for sketch in all {
            // The same bits: what is joined on has only to be equal.
            list.append_value(sketch.into_iter().map(|s| Some(s.cast_signed())));
        }
        Ok(Arc::new(list.finish()))
    })
}

/// For pairs of texts in the columns `a` and `b` the share of the shorter that stands in the other, in the column
/// `share`; null where that is too little for a copy.
#[pyfunction]
pub(crate) fn copied(py: Python<'_>, table: AnyRecordBatch) -> PyResult<Table> {
    with_column(py, table, &["a", "b"], "share", &DataType::Float64, |batch| {
        let (a, b) = (needed(texts(batch, "a")?, "a", batch)?, needed(texts(batch, "b")?, "b", batch)?);
        let share = |row| copies::copied(at(Some(&a), row), at(Some(&b), row));
        let all: Vec<Option<f64>> = (0..a.len()).into_par_iter().map(share).collect();
        Ok(Arc::new(Float64Array::from(all)))
    })
}
