//! Workbooks (Office Open XML, `.xlsx`): a table a sheet.

use std::io::Cursor;
use std::ops::ControlFlow;

use calamine::{Data, Reader as _, Xlsx};

use crate::work::Work;

/// Takes the rows of every sheet, as those of a CSV table.
pub(crate) fn take(name: &str, bytes: Vec<u8>, work: &mut Work<'_>) -> ControlFlow<()> {
    let mut book = match Xlsx::new(Cursor::new(bytes)) {
        Ok(book) => book,
        Err(error) => return work.damaged(name, &format!("is no workbook that can be read: {error}")),
    };
    for sheet in book.sheet_names() {
        let full = format!("{name}!{sheet}");
        let range = match book.worksheet_range(&sheet) {
            Ok(range) => range,
            Err(error) => {
                work.damaged(&full, &format!("is no sheet that can be read: {error}"))?;
                continue;
            }
        };
        let mut table = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        for row in range.rows() {
            // A vector takes all that is written to it.
            let _ = table.write_record(row.iter().map(cell));
        }
        let table = table.into_inner().unwrap_or_default();
        if !table.trim_ascii().is_empty() {
            crate::table::csv(&full, b',', &mut Cursor::new(table), work)?;
        }
    }
    ControlFlow::Continue(())
}

/// A cell as text; a date as `2020-05-03`.
fn cell(cell: &Data) -> String {
    match cell {
        Data::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::Empty | Data::Error(_) => String::new(),
        other => other.to_string(),
    }
}
