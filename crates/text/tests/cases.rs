//! Runs the cases of `tests/cases/`: an input, and the blocks it must give.
//!
//! A case file is the input, a line `---- blocks`, and one line a block: its kind and its words, with
//! white space folded; `…` at the end stands for any more words. Lines `title:`, `outlet:`,
//! `published:`, `url:`, `note:` before the blocks check those. The ending before `.case` is the ending
//! of the input's name.

use std::fmt::Write;

use rashomon_model::{BlockKind, Report};
use rashomon_text::{Hint, read};

fn kind(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Paragraph => "paragraph",
        BlockKind::Heading => "heading",
        BlockKind::Caption => "caption",
        BlockKind::Byline => "byline",
        BlockKind::Furniture => "furniture",
    }
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn blocks(report: &Report) -> Vec<String> {
    let words = |b: &rashomon_model::Block| fold(b.span.slice(&report.text));
    report.blocks.iter().map(|b| format!("{} {}", kind(b.kind), words(b))).collect()
}

/// What is wrong with one case, or nothing.
fn check(name: &str, case: &str) -> String {
    let (input, expected) = case.split_once("\n---- blocks\n").expect("a case has a line `---- blocks`");
    let mut hint = Hint { file_name: Some(name.trim_end_matches(".case").to_string()), ..Hint::default() };
    let mut input = input;
    while let Some((line, rest)) = input.strip_prefix("hint ").and_then(|i| i.split_once('\n')) {
        let (field, value) = line.split_once(": ").expect("`hint FIELD: VALUE`");
        match field {
            "title" => hint.title = Some(value.into()),
            "published" => hint.published = Some(value.parse().expect("a day")),
            _ => panic!("{name}: no hint `{field}`"),
        }
        input = rest;
    }
    let reading = read(input.as_bytes(), &hint);
    let report = &reading.value;
    let mut wrong = String::new();
    let mut found = blocks(report).into_iter();
    for line in expected.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let told = line.split_once(": ").filter(|(field, _)| !field.contains(' '));
        let actual = match told {
            Some(("title", _)) => report.title.clone(),
            Some(("outlet", _)) => report.outlet.clone(),
            Some(("published", _)) => report.published.map(|d| d.to_string()),
            Some(("url", _)) => report.url.clone(),
            Some(("note", code)) => reading.notes.iter().map(|n| n.code.to_string()).find(|c| c == code),
            _ => {
                let block = found.next().unwrap_or_default();
                let fits =
                    line.strip_suffix('…').map_or(block == line, |start| block.starts_with(start.trim_end()));
                if !fits {
                    let _ = writeln!(wrong, "{name}:\n  want {line}\n  have {block}");
                }
                continue;
            }
        };
        let value = told.map_or("", |(_, value)| value);
        if actual.as_deref().unwrap_or("none") != value {
            let _ = writeln!(wrong, "{name}: want {line}, have {actual:?}");
        }
    }
    for block in found {
        let _ = writeln!(wrong, "{name}: not expected: {block}");
    }
    wrong
}

#[test]
fn every_case_gives_its_blocks() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    #[allow(clippy::disallowed_methods, reason = "a test opens its cases")]
    let mut cases: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|p| (p.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(p).unwrap()))
        .collect();
    cases.sort();
    assert!(cases.len() >= 10);
    let wrong: String = cases.iter().map(|(name, case)| check(name, case)).collect();
    assert!(wrong.is_empty(), "\n{wrong}");
}
