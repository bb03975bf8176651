//! The first lines: what was read, and what came of it in numbers.

use super::{View, counted};
use crate::dates::full;
use crate::term::{Cell, Style, one_line};

/// Header of an answer: title and figures; a list where several reports were read.
pub(super) fn header(view: View<'_>) -> String {
    let claims: usize = view.reports.iter().map(|r| r.value.claims.len()).sum();
    let questions = &view.reconciled.questions;
    let changes: usize = questions.iter().map(|q| q.changes.len()).sum();
    let disputes: usize = questions.iter().map(|q| q.disputes.len()).sum();
    let mut figures = vec![counted(claims, "claim"), counted(view.reconciled.voices.len(), "voice")];
    if changes > 0 {
        figures.push(counted(changes, "change"));
    }
    if disputes > 0 {
        figures.push(counted(disputes, "dispute"));
    }
    let mut out = String::new();
    match view.reports {
        [only] => {
            let report = &only.value.report;
            let title = report.title.as_deref().map_or_else(|| view.names[0].clone(), one_line);
            out.push_str(&view.term.block(0, Style::Bold, &title));
            let mut line = vec![report.published.map_or_else(|| "day unknown".into(), full)];
            line.extend(report.outlet.as_deref().map(one_line));
            line.extend(figures);
            out.push_str(&view.term.block(0, Style::Dim, &line.join(" · ")));
        }
        several => {
            let mut days: Vec<_> = several.iter().filter_map(|r| r.value.report.published).collect();
            days.sort();
            let mut line = vec![counted(several.len(), "report")];
            match (days.first(), days.last()) {
                (Some(first), Some(last)) if first == last => line.push(full(*first)),
                (Some(first), Some(last)) => line.push(format!("{} – {}", full(*first), full(*last))),
                _ => line.push("days unknown".into()),
            }
            line.extend(figures);
            out.push_str(&view.term.block(0, Style::Bold, &line.join(" · ")));
            for (at, reading) in several.iter().enumerate() {
                out.push_str(&listed(view, at, reading));
            }
        }
    }
    out
}

/// One report of several.
fn listed(view: View<'_>, at: usize, reading: &rashomon::model::Reading<rashomon::ReadReport>) -> String {
    let report = &reading.value.report;
    let id = view.report_id(at);
    let day = report.published.map_or_else(|| "day unknown".into(), full);
    let claims = counted(reading.value.claims.len(), "claim");
    let teller = view.teller(at);
    let what = match report.title.as_deref().map(one_line) {
        Some(title) if title != teller => format!("{teller}: {title}"),
        _ => teller,
    };
    let free = view.term.width.saturating_sub(2 + 5 + 2 + 12 + 2 + 11 + 2);
    let cells = [
        Cell { text: &id, width: 5, style: Style::Dim },
        Cell { text: &day, width: 12, style: Style::Plain },
        Cell { text: &what, width: free.max(10), style: Style::Plain },
        Cell { text: &claims, width: 11, style: Style::Dim },
    ];
    view.term.columns(2, &cells)
}
