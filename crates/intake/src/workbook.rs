//! Workbooks (Office Open XML, `.xlsx`): a table a sheet.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::ops::ControlFlow;

use calamine::{DataRef, Reader as _, Xlsx, XlsxError};

use crate::work::Work;

/// Takes the rows of every sheet, as those of a CSV table.
pub(crate) fn take(name: &str, bytes: Vec<u8>, work: &mut Work<'_>) -> ControlFlow<()> {
    let mut book = match Xlsx::new(Cursor::new(bytes)) {
        Ok(book) => book,
        Err(error) => return work.damaged(name, &format!("is no workbook that can be read: {error}")),
    };
    for sheet in book.sheet_names() {
        let full = format!("{name}!{sheet}");
        match table(&mut book, &sheet, work.limits.document) {
            Ok(Some(table)) if table.is_empty() => {}
            Ok(Some(table)) => crate::table::csv(&full, b',', &mut Cursor::new(table), work)?,
            Ok(None) => work.too_large(&full)?,
            Err(error) => work.damaged(&full, &format!("is no sheet that can be read: {error}"))?,
        }
    }
    ControlFlow::Continue(())
}

/// A sheet as CSV: the columns that its first row names. `None` where that is longer than `limit`.
///
/// Cells are read one by one: a sheet with two cells in far corners is small in the file, and would fill
/// memory as a grid.
fn table(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str, limit: u64) -> Result<Option<Vec<u8>>, XlsxError> {
    let mut cells = book.worksheet_cells_reader(sheet)?;
    let mut csv = csv::WriterBuilder::new().from_writer(Vec::new());
    let mut columns: Vec<u32> = Vec::new();
    let mut row: BTreeMap<u32, String> = BTreeMap::new();
    let mut at = 0;
    let mut write = |row: &BTreeMap<u32, String>| {
        if row.is_empty() {
            return true;
        }
        if columns.is_empty() {
            columns.extend(row.keys());
        }
        // A vector takes all that is written to it.
        let _ = csv.write_record(columns.iter().map(|c| row.get(c).map_or("", String::as_str)));
        csv.get_ref().len() as u64 <= limit
    };
    while let Some(cell) = cells.next_cell()? {
        let (line, column) = cell.get_position();
        if line != at {
            if !write(&row) {
                return Ok(None);
            }
            row.clear();
            at = line;
        }
        let text = text(cell.get_value());
        if !text.is_empty() {
            row.insert(column, text);
        }
    }
    let fits = write(&row);
    Ok(fits.then(|| csv.into_inner().unwrap_or_default()))
}

/// A cell as text; a date as `2020-05-03`.
fn text(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTime(moment) => moment.as_f64().to_string(),
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(n) => n.to_string(),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Empty | DataRef::Error(_) => String::new(),
    }
}
