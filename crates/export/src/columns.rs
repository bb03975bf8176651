//! Claims as columns: Apache Parquet, for notebooks and engines; a workbook for spreadsheets.

use std::sync::Arc;

use parquet::data_type::{ByteArray, ByteArrayType, DoubleType};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use rashomon::v1;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use crate::CARD;
use crate::claims::{NAMES, is_number, rows};

/// Most characters of a cell of a workbook, as its owners set it.
const CELL: usize = 32_767;
/// Widest and narrowest column of a workbook, in characters.
const WIDTHS: (usize, usize) = (8, 60);

/// The rows of `claims.csv` as Parquet: numbers as DOUBLE, all else as UTF-8; null where nothing is told.
pub(crate) fn parquet(reading: &v1::Reading) -> Vec<u8> {
    // Nothing is written but to memory, and the columns fit the schema made beside them.
    written(reading).unwrap_or_default()
}

fn written(reading: &v1::Reading) -> Result<Vec<u8>, ParquetError> {
    let fields = NAMES.map(|name| {
        let (kind, note) = if is_number(name) { ("double", "") } else { ("binary", " (UTF8)") };
        format!("optional {kind} {name}{note};")
    });
    let schema = Arc::new(parse_message_type(&format!("message claims {{ {} }}", fields.join(" ")))?);
    let about = |key: &str, value: &str| KeyValue::new(key.to_owned(), value.to_owned());
    let properties = WriterProperties::builder()
        .set_created_by(reading.generator.clone())
        .set_key_value_metadata(Some(vec![about("format", &reading.format), about("about", CARD)]))
        .build();
    let mut bytes = Vec::new();
    let mut file = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties))?;
    let all: Vec<[String; NAMES.len()]> = rows(reading).collect();
    for some in all.chunks(1 << 16) {
        let mut group = file.next_row_group()?;
        for (at, name) in NAMES.iter().enumerate() {
            let Some(mut column) = group.next_column()? else { break };
            let told: Vec<i16> = some.iter().map(|row| i16::from(!row[at].is_empty())).collect();
            let cells = some.iter().map(|row| &row[at]).filter(|cell| !cell.is_empty());
            if is_number(name) {
                let values: Vec<f64> = cells.map(|cell| cell.parse().unwrap_or(f64::NAN)).collect();
                column.typed::<DoubleType>().write_batch(&values, Some(&told), None)?;
            } else {
                let values: Vec<ByteArray> = cells.map(|cell| cell.as_str().into()).collect();
                column.typed::<ByteArrayType>().write_batch(&values, Some(&told), None)?;
            }
            column.close()?;
        }
        group.close()?;
    }
    file.close()?;
    Ok(bytes)
}

/// The rows of `claims.csv` as a workbook. Texts are texts: none is taken for a formula.
pub(crate) fn xlsx(reading: &v1::Reading) -> Vec<u8> {
    // Written to memory; no name or number goes beyond what a workbook holds, but for its count of rows.
    workbook(reading).unwrap_or_default()
}

fn workbook(reading: &v1::Reading) -> Result<Vec<u8>, XlsxError> {
    const MOST: usize = 1_048_575;
    let mut book = Workbook::new();
    // The same bytes for the same claims, whenever they are written.
    let properties = DocProperties::new()
        .set_comment(&reading.generator)
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    book.set_properties(&properties);
    let sheet = book.add_worksheet().set_name("claims")?;
    let head = Format::new().set_bold();
    let mut widths = NAMES.map(str::len);
    for (at, name) in (0u16..).zip(NAMES) {
        sheet.write_string_with_format(0, at, name, &head)?;
    }
    let mut last = 0;
    for (line, row) in (1u32..).zip(rows(reading).take(MOST)) {
        last = line;
        for ((at, name), cell) in (0u16..).zip(NAMES).zip(&row) {
            if cell.is_empty() {
                continue;
            }
            widths[usize::from(at)] = widths[usize::from(at)].max(cell.chars().count());
            match cell.parse::<f64>() {
                Ok(number) if is_number(name) => sheet.write_number(line, at, number)?,
                _ => sheet.write_string(line, at, cell.chars().take(CELL).collect::<String>())?,
            };
        }
    }
    for (at, width) in (0u16..).zip(widths) {
        sheet.set_column_width(at, width.clamp(WIDTHS.0, WIDTHS.1) as f64)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    sheet.autofilter(0, 0, last, NAMES.len() as u16 - 1)?;
    let about = book.add_worksheet().set_name("about")?;
    about.set_column_width(0, 100)?;
    about.write_string_with_format(0, 0, CARD, &Format::new().set_text_wrap())?;
    about.write_string(1, 0, &reading.generator)?;
    let all = rows(reading).count();
    if all > MOST {
        about.write_string(2, 0, format!("Only the first {MOST} of {all} claims fit into a sheet."))?;
    }
    book.save_to_buffer()
}
