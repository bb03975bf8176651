//! Reports that are one text under several mastheads.

use std::collections::BTreeMap;

use rashomon::copies::{copies, groups};

use super::View;
use crate::term::Style;

/// A line for each text that several reports carry, or nothing.
pub(super) fn lines(view: View<'_>) -> String {
    let texts: Vec<String> = view.reports.iter().map(|r| r.value.told()).collect();
    let found = copies(&texts);
    let first = groups(texts.len(), &found);
    let mut joined: BTreeMap<usize, (Vec<usize>, f64)> = BTreeMap::new();
    for (report, first) in first.iter().enumerate() {
        joined.entry(*first).or_insert_with(|| (Vec::new(), 1.0)).0.push(report);
    }
    for pair in &found {
        if let Some((_, least)) = joined.get_mut(&first[pair.a]) {
            *least = least.min(pair.share);
        }
    }
    let mut out = String::new();
    for (reports, least) in joined.into_values().filter(|(reports, _)| reports.len() > 1) {
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
