//! Runs the sentences of `tests/cases`: each `>` line says where its expressions stand and what they mean.
//!
//! `[words]{VALUE DAY}`, `[words]{VALUE DAY..DAY}` (an open side is left out), `[words]{VALUE}` without days.
//! Whatever is not marked must not be found. A line `published:`, `zone:` or `mode:` holds until the next.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;

use rashomon_model::{Days, Report};
use rashomon_times::{Anchoring, Mode, times};

/// The sentence with what is found in it marked.
fn marked(text: &str, anchoring: &Anchoring) -> String {
    let report = Report { text: text.to_string(), ..Report::default() };
    let mut out = String::new();
    let mut at = 0;
    for mention in times(&report, anchoring).value {
        let days = match mention.days {
            None => String::new(),
            Some(Days { start: Some(a), end: Some(b) }) if a == b => format!(" {a}"),
            Some(Days { start, end }) => {
                let day = |d: Option<rashomon_model::Day>| d.map_or(String::new(), |d| d.to_string());
                format!(" {}..{}", day(start), day(end))
            }
        };
        let words = mention.span.slice(text);
        let before = &text[at..mention.span.start()];
        write!(out, "{before}[{words}]{{{}{days}}}", mention.value).unwrap();
        at = mention.span.end();
    }
    out.push_str(&text[at..]);
    out
}

/// The sentence without marks.
fn bare(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('[') {
        let (words, after) = after.split_once("]{").expect("a mark is `[words]{value}`");
        out.push_str(before);
        out.push_str(words);
        rest = after.split_once('}').expect("a mark ends with `}`").1;
    }
    out + rest
}

#[test]
fn sentences_are_read_as_marked() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    let (mut count, mut wrong) = (0, String::new());
    for path in paths {
        let file = std::fs::read_to_string(&path).unwrap();
        let mut anchoring = Anchoring::news(None);
        for line in file.lines() {
            if let Some(day) = line.strip_prefix("published: ") {
                anchoring.published = (day != "none").then(|| day.parse().unwrap());
            } else if let Some(zone) = line.strip_prefix("zone: ") {
                anchoring.zone = Some(zone.parse().unwrap());
            } else if let Some(mode) = line.strip_prefix("mode: ") {
                anchoring.mode = if mode == "narrative" { Mode::Narrative } else { Mode::News };
            } else if let Some(expected) = line.strip_prefix("> ") {
                count += 1;
                let found = marked(&bare(expected), &anchoring);
                if found != expected {
                    let name = path.file_name().unwrap().display();
                    writeln!(wrong, "{name}\n  wanted {expected}\n  found  {found}").unwrap();
                }
            }
        }
    }
    assert!(wrong.is_empty(), "mend the rule, or the mark if the new reading is right:\n{wrong}");
    assert!(count >= 150, "only {count} sentences");
}
