//! What was not read, and why: nothing is dropped in silence.

use std::collections::BTreeMap;

use rashomon::model::{BlockKind, Note};

use super::{View, counted};
use crate::term::{Style, one_line};

/// One line with the numbers, or nothing where all was read.
pub(super) fn line(view: View<'_>) -> String {
    let mut by_code: BTreeMap<&str, usize> = BTreeMap::new();
    for note in view.reports.iter().flat_map(|r| &r.notes) {
        *by_code.entry(note.code).or_default() += 1;
    }
    let silent: usize = view.reports.iter().map(|r| r.value.unread.len()).sum();
    let furniture = words_of_furniture(view);
    let mut parts: Vec<String> = Vec::new();
    if furniture > 0 {
        parts.push(format!("{} of page furniture", counted(furniture, "word")));
    }
    if silent > 0 {
        parts.push(format!("{} that may tell more", counted(silent, "sentence")));
    }
    parts.extend(
        by_code.iter().map(|(code, n)| if *n == 1 { (*code).to_owned() } else { format!("{code} ×{n}") }),
    );
    if parts.is_empty() {
        return String::new();
    }
    let text = format!("Not read, or with doubt: {}. `--unread` shows them.", parts.join(", "));
    format!("\n{}", view.term.block(0, Style::Dim, &text))
}

/// Every block that was not read and every note, with the words.
pub(super) fn all(view: View<'_>) -> String {
    let mut out = String::new();
    for (at, reading) in view.reports.iter().enumerate() {
        let report = &reading.value.report;
        let mut lines = String::new();
        for block in report.blocks.iter().filter(|b| b.kind == BlockKind::Furniture) {
            let words = one_line(block.span.slice(&report.text));
            lines.push_str(&view.term.block(
                2,
                Style::Plain,
                &format!("page furniture: “{}”", cut(&words, 90)),
            ));
        }
        for unread in &reading.value.unread {
            let words = one_line(unread.sentence.slice(&report.text));
            lines.push_str(&view.term.block(2, Style::Plain, &format!("no claim: “{}”", cut(&words, 160))));
            lines.push_str(&view.term.block(4, Style::Dim, &unread.reason));
        }
        for note in &reading.notes {
            lines.push_str(&told(view, note, &report.text));
        }
        if lines.is_empty() {
            continue;
        }
        out.push('\n');
        let heading = if view.reports.len() > 1 {
            format!("NOT READ in {}", view.teller(at))
        } else {
            "NOT READ".into()
        };
        out.push_str(&view.term.block(0, Style::Bold, &heading));
        out.push_str(&lines);
    }
    if out.is_empty() {
        out = format!("\n{}", view.term.block(0, Style::Dim, "Nothing was left unread."));
    }
    out
}

fn told(view: View<'_>, note: &Note, text: &str) -> String {
    let mut line = note.message.clone();
    if let Some(span) = note.span.filter(|s| !s.is_empty()) {
        line = format!("{}: “{}”", line.trim_end_matches('.'), cut(&one_line(span.slice(text)), 90));
    }
    let mut out = view.term.block(2, Style::Plain, &format!("{line} ({})", note.code));
    if let Some(hint) = &note.hint {
        out.push_str(&view.term.block(4, Style::Dim, hint));
    }
    out
}

fn words_of_furniture(view: View<'_>) -> usize {
    let blocks = view.reports.iter().flat_map(|r| {
        let text = &r.value.report.text;
        r.value
            .report
            .blocks
            .iter()
            .filter(|b| b.kind == BlockKind::Furniture)
            .map(move |b| b.span.slice(text))
    });
    blocks.map(|words| words.split_whitespace().count()).sum()
}

/// The first `most` characters, with an ellipsis where there are more.
fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}
