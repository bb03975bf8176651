//! The first lines: what was read, and what came of it in numbers.

use rashomon_store::Figures;

use super::{View, counted};
use crate::dates::full;
use crate::term::{Cell, Style, one_line};

/// Reports of a case that are listed: the list of a large one would hide what follows.
const LISTED: usize = 100;

/// Header of an answer: title and figures; a list where several reports were read.
pub(crate) fn header(view: View<'_>) -> String {
    let figures = match view.figures {
        Some(figures) => figures.clone(),
        None => Figures::of(view.reports, 0, view.reconciled),
    };
    let mut told = vec![counted(figures.claims, "claim"), counted(figures.voices, "voice")];
    if figures.changes > 0 {
        told.push(counted(figures.changes, "change"));
    }
    if figures.disputes > 0 {
        told.push(counted(figures.disputes, "dispute"));
    }
    let mut out = String::new();
    if let ([only], false) = (view.reports, view.several()) {
        let report = &only.value.report;
        let title = report.title.as_deref().map_or_else(|| view.names[0].clone(), one_line);
        out.push_str(&view.term.block(0, Style::Bold, &title));
        let mut line = vec![report.published.map_or_else(|| "day unknown".into(), full)];
        line.extend(report.outlet.as_deref().map(one_line));
        line.extend(told);
        out.push_str(&view.term.block(0, Style::Dim, &line.join(" · ")));
        return out;
    }
    let mut line = vec![counted(figures.reports, "report")];
    match figures.days {
        Some((first, last)) if first == last => line.push(full(first)),
        Some((first, last)) => line.push(format!("{} – {}", full(first), full(last))),
        None => line.push("days unknown".into()),
    }
    line.extend(told);
    out.push_str(&view.term.block(0, Style::Bold, &line.join(" · ")));
    if figures.reports > LISTED && view.figures.is_some() {
        out.push_str(&view.term.block(2, Style::Dim, "`rashomon list` names the reports."));
        return out;
    }
    for (at, reading) in view.reports.iter().enumerate() {
        out.push_str(&listed(view, at, reading));
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
