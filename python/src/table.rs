//! Tables in and out, through the Arrow C stream of Python objects: nothing is copied on the way.

use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::{Array as _, ArrayRef, LargeBinaryArray, LargeStringArray, RecordBatch, StructArray};
use arrow_cast::cast;
use arrow_json::ReaderBuilder;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use pyo3_arrow::ffi::{ArrayIterator, to_schema_pycapsule, to_stream_pycapsule};
use serde::Serialize;

use crate::failure::Failure;

/// A table of Arrow columns.
#[pyclass(frozen, module = "rashomon._rashomon")]
#[derive(Debug)]
pub(crate) struct Table {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

impl Table {
    pub(crate) fn new(schema: SchemaRef, batches: Vec<RecordBatch>) -> Self {
        Self { schema, batches }
    }

    /// A row each, in the columns of a schema.
    pub(crate) fn of_rows<T: Serialize>(schema: Schema, rows: &[T]) -> Result<Self, Failure> {
        let schema = Arc::new(schema);
        let batch = batch(&schema, rows)?;
        Ok(Self::new(schema, vec![batch]))
    }
}

#[pymethods]
impl Table {
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let field = Field::new_struct("", self.schema.fields().clone(), false);
        let arrays = self.batches.clone().into_iter();
        let arrays = arrays.map(|batch| Ok(Arc::new(StructArray::from(batch)) as ArrayRef));
        let reader = ArrayIterator::new(arrays, Arc::new(field));
        Ok(to_stream_pycapsule(py, Box::new(reader), requested_schema)?)
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        Ok(to_schema_pycapsule(py, self.schema.as_ref())?)
    }

    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    fn __repr__(&self) -> String {
        format!("<rashomon.Table of {} rows: {}>", self.__len__(), self.column_names().join(", "))
    }

    /// Names of the columns.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        self.schema.fields().iter().map(|f| f.name().clone()).collect()
    }

    /// As a ``pyarrow.Table``.
    fn to_pyarrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("pyarrow")?.call_method1("table", (slf,))
    }

    /// As a ``pandas.DataFrame``.
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        Self::to_pyarrow(slf)?.call_method0("to_pandas")
    }

    /// As a ``polars.DataFrame``.
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("polars")?.call_method1("DataFrame", (slf,))
    }
}

/// Rows as they are serialised, in the columns of a schema; fields it does not name are left out.
pub(crate) fn batch<T: Serialize>(schema: &SchemaRef, rows: &[T]) -> Result<RecordBatch, ArrowError> {
    if rows.is_empty() {
        return Ok(RecordBatch::new_empty(schema.clone()));
    }
    let mut decoder = ReaderBuilder::new(schema.clone()).with_batch_size(rows.len()).build_decoder()?;
    decoder.serialize(rows)?;
    Ok(decoder.flush()?.unwrap_or_else(|| RecordBatch::new_empty(schema.clone())))
}

/// A column as text, whatever it holds; `None` where there is none of the name.
pub(crate) fn texts(batch: &RecordBatch, name: &str) -> Result<Option<LargeStringArray>, Failure> {
    let Some(column) = batch.column_by_name(name) else { return Ok(None) };
    let cast = cast(column, &DataType::LargeUtf8).map_err(|_| unfit(name, column.data_type(), "text"))?;
    Ok(Some(cast.as_string::<i64>().clone()))
}

/// A column as bytes: of text, or of reports as they came in.
pub(crate) fn bytes(batch: &RecordBatch, name: &str) -> Result<Option<LargeBinaryArray>, Failure> {
    use DataType::{Binary, BinaryView, FixedSizeBinary, LargeBinary};
    let Some(column) = batch.column_by_name(name) else { return Ok(None) };
    let raw = matches!(column.data_type(), Binary | BinaryView | FixedSizeBinary(_) | LargeBinary);
    let plain: ArrayRef =
        if raw { column.clone() } else { Arc::new(texts(batch, name)?.unwrap_or_else(nothing)) };
    let cast = cast(&plain, &LargeBinary).map_err(|_| unfit(name, column.data_type(), "text or bytes"))?;
    Ok(Some(cast.as_binary::<i64>().clone()))
}

fn nothing() -> LargeStringArray {
    LargeStringArray::new_null(0)
}

fn unfit(name: &str, kind: &DataType, wanted: &str) -> Failure {
    Failure::new(format!("the column `{name}` holds {kind}, not {wanted}"))
}

/// A column that has to be there.
pub(crate) fn needed<T>(column: Option<T>, name: &str, batch: &RecordBatch) -> Result<T, Failure> {
    column.ok_or_else(|| {
        let schema = batch.schema();
        let found: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
        Failure::new(format!("no column `{name}` among {}", found.join(", ")))
            .hint(format!("name the column `{name}`"))
    })
}

/// The text at a row; empty where it is null or the column is not there.
pub(crate) fn at(column: Option<&LargeStringArray>, row: usize) -> &str {
    column.filter(|c| !c.is_null(row)).map_or("", |c| c.value(row))
}
