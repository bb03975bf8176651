//! Reports that are one text under several mastheads.

use std::collections::BTreeMap;

use rashomon::copies::{copies, groups};

use super::View;
use crate::term::Style;

/// A line for each text that several reports carry, or nothing.
pub(super) fn lines(view: View<'_>) -> String {
    let texts: Vec<String> = view.reports.iter().map(|r| told(&r.value.report)).collect();
    let found = copies(&texts);
    let mut joined: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (report, first) in groups(texts.len(), &found).into_iter().enumerate() {
        joined.entry(first).or_default().push(report);
    }
    let mut out = String::new();
    for reports in joined.into_values().filter(|reports| reports.len() > 1) {
        let pairs = found.iter().filter(|c| reports.contains(&c.a));
        let least = pairs.map(|c| c.share).fold(1.0, f64::min);
        let names: Vec<String> =
            reports.iter().map(|&r| format!("{} {}", view.report_id(r), view.teller(r))).collect();
        let share = (least * 100.0).floor();
        let line = format!(
            "COPIES   {}: at least {share} % of the shorter text stands in the other",
            names.join(", ")
        );
        out.push_str(&view.term.block(0, Style::Dim, &line));
    }
    if out.is_empty() { out } else { format!("\n{out}") }
}

/// The prose of a report: what stands around it is copied by every page of a site.
fn told(report: &rashomon::model::Report) -> String {
    let told = report.blocks.iter().filter(|b| b.kind.tells()).map(|b| b.span.slice(&report.text));
    told.collect::<Vec<_>>().join("\n")
}
