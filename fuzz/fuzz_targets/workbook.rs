//! A workbook whose sheet is any bytes: the archive around it is sound, so that they reach the sheet.
#![no_main]

use std::io::{Cursor, Write as _};
use std::ops::ControlFlow;

use libfuzzer_sys::fuzz_target;
use rashomon_intake::{Limits, take};
use zip::write::SimpleFileOptions;

const BOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
    <sheets><sheet name="news" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<?xml version="1.0"?>
    <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
    Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>
    </Relationships>"#;

fuzz_target!(|sheet: &[u8]| {
    let mut book = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet),
    ] {
        book.start_file(name, SimpleFileOptions::default()).expect("a file in memory");
        book.write_all(bytes).expect("memory takes it");
    }
    let mut bytes = book.finish().expect("an archive in memory");
    bytes.set_position(0);
    let mut items = 0;
    take("book.xlsx", &mut bytes, Limits::default(), &mut |_| {
        items += 1;
        if items < 1000 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
});
