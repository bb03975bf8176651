//! Any bytes are taken apart without panic, whatever form their name promises; items have bytes and stay within
//! the limits.
//!
//! The first byte chooses the name, the rest are the bytes.
#![no_main]

use std::io::Cursor;
use std::ops::ControlFlow;

use libfuzzer_sys::fuzz_target;
use rashomon_intake::{Limits, take};

const NAMES: [&str; 16] = [
    "mail.eml", "page.mhtml", "feed.xml", "feed.json", "web.warc", "web.warc.gz", "web.wacz", "result.json",
    "rows.csv", "rows.tsv", "rows.jsonl", "book.xlsx", "paper.pdf", "all.zip", "report.html", "report.txt",
];

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, bytes)) = bytes.split_first() else { return };
    let name = NAMES[usize::from(*choice) % NAMES.len()];
    let limits = Limits { item: 1 << 16, document: 1 << 20, unpacked: 1 << 22, ..Limits::default() };
    let mut items = 0;
    let notes = take(name, &mut Cursor::new(bytes), limits, &mut |item| {
        assert!(item.name.starts_with(name));
        assert!(item.pages.iter().all(|&page| page <= item.read().len()));
        items += 1;
        // Rows without number can come of few bytes.
        if items < 1000 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    assert!(notes.iter().all(|note| note.code.starts_with("intake/")));
});
