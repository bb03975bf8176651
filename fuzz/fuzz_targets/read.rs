//! Any bytes are read without panic, and the report holds together.
//!
//! The first byte chooses what the caller declares, the rest are the bytes to read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rashomon_text::{Hint, read};

const MEDIA: [Option<&str>; 6] = [
    None,
    Some("text/html"),
    Some("text/plain"),
    Some("text/html; charset=shift_jis"),
    Some("text/plain; charset=utf-16be"),
    Some("text/html; charset=iso-2022-jp"),
];

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, bytes)) = bytes.split_first() else { return };
    let media = MEDIA[usize::from(*choice) % MEDIA.len()];
    let title = (choice & 0x80 != 0).then(|| "Storm closes island pier".to_string());
    let hint = Hint { media_type: media.map(Into::into), title, ..Hint::default() };
    let report = read(bytes, &hint).value;
    let mut at = 0;
    for block in &report.blocks {
        let span = block.span;
        assert!(span.start() >= at && !span.is_empty());
        assert!(report.text[at..span.start()].trim().is_empty());
        assert!(report.text.is_char_boundary(span.end()));
        assert!(report.source.span_in_source(span).end <= bytes.len());
        at = span.end();
    }
    assert!(report.text[at..].trim().is_empty());
    let mut last = 0;
    for run in report.source.runs() {
        assert!(run.text >= last && (run.source + run.source_len) as usize <= bytes.len());
        last = run.text + run.text_len;
    }
    assert!(last as usize <= report.text.len());
});
