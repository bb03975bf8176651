//! `list`, `show`, `disputes`, `changes`: what a case holds.

use std::io::Write as _;

use rashomon::model::{Question, Reading, Reconciliation};
use rashomon::v1;
use rashomon_store::{Answers, AsOf, Case, Entry, Figures, Held, Part, Which};
use serde_json::json;

use super::failure;
use crate::args::{HeldArgs, ListArgs, Look, Moment, QuestionsArgs, ShowArgs};
use crate::failure::{Failure, Outcome};
use crate::show::{Sections, View, answer, bodies, counted, header};
use crate::term::{Cell, Style, Term, one_line};

/// What a case holds at a moment, held against each other; of a large case the part that is asked for.
#[derive(Debug)]
pub(super) struct Looked {
    pub(super) held: Held,
    pub(super) reconciled: Reading<Reconciliation>,
    pub(super) figures: Figures,
}

impl Looked {
    pub(super) fn view(&self, term: Term) -> View<'_> {
        View {
            term,
            reports: &self.held.readings,
            names: &self.held.names,
            numbers: &self.held.numbers,
            reconciled: &self.reconciled.value,
            figures: Some(&self.figures),
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
    let reconciled = case.reconciled(&held);
    let figures = Figures::of(&held.readings, held.reviewed.lost.len(), &reconciled.value);
    tell_lost(&figures);
    Ok(Looked { held, reconciled, figures })
}

fn tell_lost(figures: &Figures) {
    if figures.lost > 0 {
        eprintln!("{} on words that are no longer read as a claim", counted(figures.lost, "judgement"));
    }
}

/// The answers kept beside a case, where they are those of now.
pub(super) fn kept<'c>(case: &'c Case, moment: &Moment) -> Option<(Answers<'c>, Figures)> {
    let now = moment.said.is_none() && moment.learned.is_none();
    let answers = now.then(|| case.answers()).flatten()?;
    let figures = answers.figures()?;
    tell_lost(&figures);
    Some((answers, figures))
}

/// A part of what a case holds, as it is shown.
pub(super) fn of_part(part: Part, figures: Figures) -> Looked {
    let Part { held, questions, relations } = part;
    let value = Reconciliation { questions, relations, ..Reconciliation::default() };
    Looked { held, reconciled: Reading { value, notes: Vec::new() }, figures }
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
        looked.figures = Figures::of(&looked.held.readings, 0, &looked.reconciled.value);
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

/// Disputes or changes shown unless all are asked for: more are read by nobody, and cost time.
const MOST: usize = 100;
/// Questions that are in memory at once.
const STEP: usize = 50;

/// Shows the disputes of a case.
pub(crate) fn disputes(args: &QuestionsArgs, given: &Look) -> anyhow::Result<Outcome> {
    questions(args, given, Which::Disputed)
}

/// Shows the changes of a case.
pub(crate) fn changes(args: &QuestionsArgs, given: &Look) -> anyhow::Result<Outcome> {
    questions(args, given, Which::Changed)
}

fn questions(args: &QuestionsArgs, given: &Look, which: Which) -> anyhow::Result<Outcome> {
    let HeldArgs { case: path, moment } = &args.held;
    let case = Case::open_to_read(path).map_err(failure)?;
    let sections = match which {
        Which::Disputed => Sections { disputes: true, ..NOTHING },
        Which::Changed => Sections { changes: true, ..NOTHING },
    };
    let wanted = |q: &Question| match which {
        Which::Disputed => q.disputes.len(),
        Which::Changed => q.changes.len(),
    };
    let most = if args.all { usize::MAX } else { MOST };
    let term = given.term();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut told = 0;
    let first = kept(&case, moment).and_then(|(answers, figures)| {
        let places = answers.places(which, 0, STEP.min(most))?;
        Some((answers.part(&places, false)?, places, answers, figures))
    });
    let figures = if let Some((mut part, mut places, answers, figures)) = first {
        let mut looked = of_part(Part::default(), figures);
        out.write_all(header(looked.view(term)).as_bytes())?;
        let mut shown = 0;
        while let Some(last) = places.last() {
            shown += places.len();
            told += part.questions.iter().map(wanted).sum::<usize>();
            looked = of_part(part, looked.figures);
            out.write_all(bodies(looked.view(term), sections).as_bytes())?;
            let next = answers.places(which, last + 1, STEP.min(most - shown));
            let read = next.and_then(|places| Some((answers.part(&places, false)?, places)));
            (part, places) = read.ok_or_else(|| {
                Failure::new("the answers kept beside the case are damaged")
                    .hint("remove the file that ends in `.answers`; it is made again")
            })?;
        }
        looked.figures
    } else {
        let mut looked = of_case(&case, moment)?;
        some(&looked)?;
        let questions = &mut looked.reconciled.value.questions;
        questions.retain(|q| wanted(q) > 0);
        questions.truncate(most);
        told = questions.iter().map(wanted).sum();
        out.write_all(answer(looked.view(term), sections).as_bytes())?;
        looked.figures
    };
    let (all, noun) = match which {
        Which::Disputed => (figures.disputes, "dispute"),
        Which::Changed => (figures.changes, "change"),
    };
    if all > told {
        let line =
            format!("{} more: `--all` shows them, `rashomon ask` finds one.", counted(all - told, noun));
        out.write_all(format!("\n{}", term.block(0, Style::Dim, &line)).as_bytes())?;
    }
    out.flush()?;
    Ok(Outcome::Fine)
}

/// That there is something to show.
fn some(looked: &Looked) -> Result<(), Failure> {
    if looked.held.readings.is_empty() {
        return Err(Failure::new("the case holds no reports").hint("`rashomon add CASE REPORT…` adds some"));
    }
    Ok(())
}

fn print(looked: &Looked, given: &Look, sections: Sections) -> anyhow::Result<Outcome> {
    some(looked)?;
    let mut out = std::io::stdout().lock();
    out.write_all(answer(looked.view(given.term()), sections).as_bytes())?;
    out.flush()?;
    Ok(Outcome::Fine)
}
