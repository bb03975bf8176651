//! Reports out of what they come in, a table of some at a time.

use std::io::Cursor;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::{ArrayRef, BinaryArray, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use rashomon_intake::{Item, Limits, take};

use crate::table::Table;

/// Rows of a table.
const ROWS: usize = 256;
/// Tables made ahead.
const AHEAD: usize = 2;

/// A row: a report, or what could not be taken.
#[derive(Default)]
struct Row {
    item: Item,
    note: Option<String>,
}

/// Tables of the reports that something holds, one after the other.
#[pyclass(frozen, module = "rashomon._rashomon")]
#[derive(Debug)]
pub(crate) struct Items {
    tables: Mutex<Receiver<RecordBatch>>,
}

#[pymethods]
impl Items {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> Option<Table> {
        let next = || self.tables.lock().unwrap_or_else(PoisonError::into_inner).recv().ok();
        py.detach(next).map(|batch| Table::new(schema(), vec![batch]))
    }
}

fn schema() -> SchemaRef {
    let texts = ["name", "url", "title", "outlet", "published", "media_type", "intake"];
    let mut fields = vec![Field::new("text", DataType::Binary, true)];
    fields.extend(texts.map(|name| Field::new(name, DataType::Utf8, true)));
    Arc::new(Schema::new(fields))
}

/// Takes reports out of bytes. What could not be taken is a row without text, told in the column `intake`.
#[pyfunction]
pub(crate) fn items(name: String, data: PyBackedBytes) -> Items {
    let (sender, tables) = sync_channel(AHEAD);
    std::thread::spawn(move || give(&name, data, &sender));
    Items { tables: Mutex::new(tables) }
}

fn give(name: &str, data: PyBackedBytes, sender: &SyncSender<RecordBatch>) {
    let mut rows = Vec::new();
    // Who no longer asks ends it.
    let send = |rows: &mut Vec<Row>| sender.send(table(&std::mem::take(rows))).is_ok();
    let notes = take(name, &mut Cursor::new(data), Limits::default(), &mut |item| {
        rows.push(Row { item, note: None });
        if rows.len() < ROWS || send(&mut rows) { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    let note = |n: rashomon::model::Note| Row {
        item: Item { name: name.to_owned(), ..Item::default() },
        note: Some(format!("{}: {}", n.code, n.message)),
    };
    rows.extend(notes.into_iter().map(note));
    if !rows.is_empty() {
        send(&mut rows);
    }
}

fn table(rows: &[Row]) -> RecordBatch {
    let text = rows.iter().map(|r| r.note.is_none().then(|| r.item.read()));
    let day = |r: &Row| r.item.published.map(|d| d.to_string());
    let texts: [Vec<Option<String>>; 7] = [
        rows.iter().map(|r| Some(r.item.name.clone())).collect(),
        rows.iter().map(|r| r.item.url.clone()).collect(),
        rows.iter().map(|r| r.item.title.clone()).collect(),
        rows.iter().map(|r| r.item.outlet.clone()).collect(),
        rows.iter().map(day).collect(),
        rows.iter().map(|r| r.item.media_type.clone()).collect(),
        rows.iter().map(|r| r.note.clone()).collect(),
    ];
    let mut columns: Vec<ArrayRef> = vec![Arc::new(text.collect::<BinaryArray>())];
    columns.extend(texts.map(|column| Arc::new(StringArray::from(column)) as ArrayRef));
    RecordBatch::try_new(schema(), columns).unwrap_or_else(|_| RecordBatch::new_empty(schema()))
}
