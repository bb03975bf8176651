//! Runs the examples that stand beside the rules of the pack.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::path::Path;

use rashomon_model::{Day, Report};
use rashomon_resources::times::{TimeTable, parse};
use rashomon_times::{Anchoring, Lexicon, timex_with};

fn pack() -> TimeTable {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../resources/times/en");
    let mut files = Vec::new();
    for folder in [folder.clone(), folder.join("rules")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "toml") {
                files.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    parse(&files).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn examples_hold() {
    let table = pack();
    let lexicon = Lexicon::new(&table).unwrap_or_else(|error| panic!("{error}"));
    let mut wrong = String::new();
    let found = |text: &str, day: Option<Day>| -> Vec<(String, String)> {
        let report = Report { text: text.into(), ..Report::default() };
        let mentions = timex_with(&lexicon, &report, &Anchoring::news(day)).value;
        mentions.iter().map(|m| (m.span.slice(text).to_string(), m.value.clone())).collect()
    };
    for rule in &table.rules {
        for example in &rule.yes {
            let (before, rest) = example.text.split_once('[').expect("an example marks its words");
            let (words, after) = rest.split_once(']').expect("an example marks its words");
            let day = example.day.as_ref().map(|d| d.parse().expect("a day of publication"));
            let found = found(&format!("{before}{words}{after}"), day);
            if !found.iter().any(|f| f.0 == words && f.1 == example.value) {
                writeln!(wrong, "{}: {} ({}): found {found:?}", rule.id, example.text, example.value)
                    .unwrap();
            }
        }
        for text in &rule.no {
            let found = found(text, None);
            if !found.is_empty() {
                writeln!(wrong, "{}: nothing in `{text}`: found {found:?}", rule.id).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "rules do not do what they say:\n{wrong}");
}
