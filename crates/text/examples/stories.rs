//! Reads files and prints their stories as lines of JSON: `{"doc": FILE, "text": STORY, …}`.
//!
//! `cargo run --release -p rashomon-text --example stories -- page.html report.txt`

use rashomon_model::BlockKind;
use rashomon_text::{Hint, read};

fn main() -> std::io::Result<()> {
    for name in std::env::args().skip(1) {
        #[allow(clippy::disallowed_methods, reason = "an example stands outside: it opens files")]
        let bytes = std::fs::read(&name)?;
        let reading = read(&bytes, &Hint { file_name: Some(name.clone()), ..Hint::default() });
        let report = reading.value;
        let story: Vec<&str> = report
            .blocks
            .iter()
            .filter(|b| matches!(b.kind, BlockKind::Paragraph | BlockKind::Heading))
            .map(|b| b.span.slice(&report.text))
            .filter(|words| report.title.as_deref() != Some(words))
            .collect();
        let doc = name.rsplit('/').next().unwrap_or(&name).split('.').next();
        let line = serde_json::json!({
            "doc": doc, "text": story.join("\n\n"), "title": report.title, "outlet": report.outlet,
            "published": report.published.map(|d| d.to_string()), "url": report.url,
            "language": report.language.code,
            "blocks": report.blocks.iter().map(|b| format!("{:?}: {}", b.kind, b.span.slice(&report.text))).collect::<Vec<_>>(),
            "notes": reading.notes.iter().map(|n| n.code).collect::<Vec<_>>(),
        });
        #[allow(clippy::print_stdout, reason = "an example prints")]
        {
            println!("{line}");
        }
    }
    Ok(())
}
