//! Tables of claims and of known truths from Parquet files.

use std::fs::File;
use std::path::Path;

use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::{Field, Row};

use rashomon::weigh::{Gold, Table};

use crate::failure::Failure;

/// The claims of a file, and how many rows had no object, source or value.
pub(crate) fn claims(path: &Path) -> Result<(Table, usize), Failure> {
    let mut table = Table::default();
    let mut bad = 0;
    let names = ["object", "attribute", "source", "value", "time"];
    each(path, names, &["object", "source", "value"], |[object, attribute, source, value, time]| {
        bad += usize::from(!table.push(&object, &attribute, &source, &value, &time));
    })?;
    Ok((table, bad))
}

/// The known truths of a file, and how many rows had no object or value.
pub(crate) fn gold(path: &Path) -> Result<(Gold, usize), Failure> {
    let mut truths = Vec::new();
    let mut bad = 0;
    each(path, ["object", "attribute", "value"], &["object", "value"], |[object, attribute, value]| {
        if object.trim().is_empty() || value.trim().is_empty() {
            bad += 1;
        } else {
            truths.push((object, attribute, value.trim().to_owned()));
        }
    })?;
    Ok((Gold::new(truths), bad))
}

/// Calls `take` with the columns of these names of each row, as text; a column that is missing and not needed is empty.
fn each<const N: usize>(
    path: &Path,
    names: [&'static str; N],
    needed: &[&'static str],
    mut take: impl FnMut([String; N]),
) -> Result<(), Failure> {
    let wrong = |e: ParquetError| {
        Failure::new(format!("cannot read `{}`: {e}", path.display()))
            .hint("Parquet is read plain or packed with Snappy or gzip")
    };
    let file =
        File::open(path).map_err(|e| Failure::new(format!("cannot read `{}`: {e}", path.display())))?;
    let reader = SerializedFileReader::new(file).map_err(wrong)?;
    let head: Vec<String> = reader
        .metadata()
        .file_metadata()
        .schema()
        .get_fields()
        .iter()
        .map(|f| f.name().to_lowercase())
        .collect();
    if let Some(missing) = needed.iter().find(|name| !head.iter().any(|h| h == *name)) {
        return Err(Failure::new(format!("no column `{missing}` among {}", head.join(", "))));
    }
    let at = names.map(|name| head.iter().position(|h| h == name));
    for row in reader.get_row_iter(None).map_err(wrong)? {
        let row = row.map_err(wrong)?;
        take(at.map(|at| at.map_or_else(String::new, |at| text(&row, at))));
    }
    Ok(())
}

fn text(row: &Row, at: usize) -> String {
    let instant = |ms: i64| {
        jiff::Timestamp::from_millisecond(ms)
            .map_or_else(|_| String::new(), |t| t.strftime("%Y-%m-%dT%H:%M:%S").to_string())
    };
    match row.get_column_iter().nth(at).map(|(_, field)| field) {
        None | Some(Field::Null) => String::new(),
        Some(Field::Str(text)) => text.clone(),
        Some(Field::Bytes(bytes)) => String::from_utf8_lossy(bytes.data()).into_owned(),
        Some(Field::TimestampMillis(ms)) => instant(*ms),
        Some(Field::TimestampMicros(us)) => instant(us.div_euclid(1000)),
        Some(field) => field.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    use super::*;

    fn written(path: &Path, compression: parquet::basic::Compression) {
        let schema = "message claims { required binary object (UTF8); required binary source (UTF8); \
                      required int64 value; optional int64 time (TIMESTAMP_MILLIS); }";
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
        let mut file = SerializedFileWriter::new(File::create(path).unwrap(), schema, properties).unwrap();
        let mut group = file.next_row_group().unwrap();
        for texts in [["fire", "fire"], ["mayor", "wire"]] {
            let mut column = group.next_column().unwrap().unwrap();
            let texts: Vec<ByteArray> = texts.into_iter().map(ByteArray::from).collect();
            column.typed::<ByteArrayType>().write_batch(&texts, None, None).unwrap();
            column.close().unwrap();
        }
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(&[12, 40], None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(&[1_000_000_000_000], Some(&[1, 0]), None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
        file.close().unwrap();
    }

    #[test]
    fn claims_come_in_as_they_were_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("claims.parquet");
        for compression in [parquet::basic::Compression::UNCOMPRESSED, parquet::basic::Compression::SNAPPY] {
            written(&path, compression);
            let (table, bad) = claims(&path).unwrap();
            assert_eq!((table.rows.len(), bad), (2, 0));
            assert_eq!(table.values.name(table.rows[1].value), "40");
            assert_eq!(table.times.name(table.rows[0].time), "2001-09-09T01:46:40");
            assert_eq!(table.times.name(table.rows[1].time), "");
        }
        assert!(gold(&path).is_ok_and(|(gold, bad)| (gold.len(), bad) == (1, 0)));
    }

    #[test]
    fn what_is_no_table_of_claims_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("claims.parquet");
        std::fs::write(&path, b"PAR1 no").unwrap();
        assert!(claims(&path).unwrap_err().to_string().contains("cannot read"));
    }
}
