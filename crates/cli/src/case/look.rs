//! `list`, `show`, `disputes`, `changes`: what a case holds.

use std::io::Write as _;

use rashomon::model::{Reading, Reconciliation};
use rashomon::v1;
use rashomon_store::{AsOf, Case, Entry, Held};
use serde_json::json;

use super::failure;
use crate::args::{HeldArgs, ListArgs, Look, Moment, ShowArgs};
use crate::failure::{Failure, Outcome};
use crate::show::{Sections, View, answer, counted};
use crate::term::{Cell, Style, Term, one_line};

/// What a case holds at a moment, held against each other.
#[derive(Debug)]
pub(super) struct Looked {
    pub(super) held: Held,
    pub(super) reconciled: Reading<Reconciliation>,
}

impl Looked {
    pub(super) fn view(&self, term: Term) -> View<'_> {
        View {
            term,
            reports: &self.held.readings,
            names: &self.held.names,
            numbers: &self.held.numbers,
            reconciled: &self.reconciled.value,
            reviews: Some((&self.held.decided, &self.held.reviewed)),
        }
    }

    /// The document of all that was read.
    pub(super) fn wire(&self) -> v1::Reading {
        self.held.wire(&self.reconciled)
    }
}

/// Opens a case and reconciles what it holds.
pub(super) fn look(case: &std::path::Path, moment: &Moment) -> anyhow::Result<Looked> {
    of_case(&Case::open_to_read(case).map_err(failure)?, moment)
}

/// Reconciles what an open case holds.
pub(super) fn of_case(case: &Case, moment: &Moment) -> anyhow::Result<Looked> {
    let as_of = AsOf { said: moment.said, learned: moment.learned.clone() };
    let held = case.held(&as_of).map_err(failure)?;
    if held.left_out > 0 {
        eprintln!("{} left out: of later, or without a day", counted(held.left_out, "report"));
    }
    let lost = held.reviewed.lost.len();
    if lost > 0 {
        eprintln!("{} on words that are no longer read as a claim", counted(lost, "judgement"));
    }
    let reconciled = held.reconcile();
    Ok(Looked { held, reconciled })
}

/// Lists reports.
pub(crate) fn list(args: &ListArgs, look: &Look) -> anyhow::Result<Outcome> {
    let case = Case::open_to_read(&args.case).map_err(failure)?;
    let entries = case.entries().map_err(failure)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if args.json {
        for e in &entries {
            let line = json!({
                "id": format!("r{}", e.number), "name": e.name, "title": e.title, "outlet": e.outlet,
                "published": e.published, "learned": e.at, "claims": e.claims, "readings": e.readings,
            });
            writeln!(out, "{line}")?;
        }
    } else {
        let term = look.term();
        let title =
            format!("{} · {}", one_line(&case.title().map_err(failure)?), counted(entries.len(), "report"));
        out.write_all(term.block(0, Style::Bold, &title).as_bytes())?;
        for entry in &entries {
            out.write_all(line(term, entry).as_bytes())?;
        }
    }
    out.flush()?;
    Ok(Outcome::Fine)
}

fn line(term: Term, entry: &Entry) -> String {
    let id = format!("r{}", entry.number);
    let day = entry.published.as_deref().unwrap_or("day unknown");
    let what = match (&entry.outlet, &entry.title) {
        (Some(outlet), Some(title)) => format!("{outlet}: {title}"),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => entry.name.clone(),
    };
    let claims = counted(entry.claims as usize, "claim");
    let free = term.width.saturating_sub(2 + 7 + 2 + 11 + 2 + 11 + 2);
    let cell = |text, width, style| Cell { text, width, style };
    let cells = [
        cell(id.as_str(), 7, Style::Dim),
        cell(day, 11, Style::Plain),
        cell(&what, free.max(10), Style::Plain),
        cell(&claims, 11, Style::Dim),
    ];
    term.columns(2, &cells)
}

/// Shows what a case tells.
pub(crate) fn show(args: &ShowArgs, given: &Look) -> anyhow::Result<Outcome> {
    let mut looked = look(&args.held.case, &args.held.moment)?;
    if let Some(id) = &args.report {
        let number = id.trim_start_matches('r').parse::<i64>().ok();
        let Some(only) = number.and_then(|n| looked.held.clone().only(n)) else {
            let failure = Failure::new(format!("the case has no report `{id}`"));
            return Err(failure.hint("`rashomon list CASE` names its reports").into());
        };
        looked.held = only;
        looked.reconciled = looked.held.reconcile();
    }
    if args.json {
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        serde_json::to_writer_pretty(&mut out, &looked.wire())?;
        writeln!(out)?;
        out.flush()?;
        return Ok(Outcome::Fine);
    }
    let some = args.claims || args.unread;
    print(
        &looked,
        given,
        Sections {
            changes: !some,
            disputes: !some,
            claims: args.claims || !some,
            unread: args.unread,
            unread_line: !some,
        },
    )
}

const NOTHING: Sections =
    Sections { changes: false, disputes: false, claims: false, unread: false, unread_line: false };

/// Shows the disputes of a case.
pub(crate) fn disputes(args: &HeldArgs, given: &Look) -> anyhow::Result<Outcome> {
    print(&look(&args.case, &args.moment)?, given, Sections { disputes: true, ..NOTHING })
}

/// Shows the changes of a case.
pub(crate) fn changes(args: &HeldArgs, given: &Look) -> anyhow::Result<Outcome> {
    print(&look(&args.case, &args.moment)?, given, Sections { changes: true, ..NOTHING })
}

fn print(looked: &Looked, given: &Look, sections: Sections) -> anyhow::Result<Outcome> {
    if looked.held.readings.is_empty() {
        return Err(Failure::new("the case holds no reports")
            .hint("`rashomon add CASE REPORT…` adds some")
            .into());
    }
    let mut out = std::io::stdout().lock();
    out.write_all(answer(looked.view(given.term()), sections).as_bytes())?;
    out.flush()?;
    Ok(Outcome::Fine)
}
