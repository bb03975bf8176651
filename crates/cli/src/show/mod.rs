//! The answer to a reading, set for people: header, changes and disputes, the claims besides, what was not
//! read. Takes values only; every line of it can be told from the model alone.

mod asked;
mod claims;
mod copies;
mod header;
mod questions;
#[cfg(test)]
mod tests;
mod unread;
mod verdicts;

use std::collections::BTreeSet;

use rashomon::ReadReport;
use rashomon::model::{Claim, ClaimRef, Reading, Reconciliation, SourceLink, Standing};
use rashomon::review::Reviewed;
use rashomon::v1::Decided;
use rashomon_store::Figures;

pub(crate) use asked::asked;
pub(crate) use header::header;
pub(crate) use verdicts::verdict;

use crate::term::{Cell, Style, Term, one_line};

/// What is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sections {
    /// Changes.
    pub(crate) changes: bool,
    /// Disputes.
    pub(crate) disputes: bool,
    /// All other claims, or all of them where the questions are not shown.
    pub(crate) claims: bool,
    /// What was not read, in detail.
    pub(crate) unread: bool,
    /// One line on what was not read.
    pub(crate) unread_line: bool,
}

/// Reports read together, as the pages see them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'r> {
    pub(crate) term: Term,
    pub(crate) reports: &'r [Reading<ReadReport>],
    /// What each report is called where its outlet is not known.
    pub(crate) names: &'r [String],
    /// Number of each report in its case, from 1; empty where they are numbered as they stand.
    pub(crate) numbers: &'r [i64],
    pub(crate) reconciled: &'r Reconciliation,
    /// What all comes to, where `reports` are a part of a case.
    pub(crate) figures: Option<&'r Figures>,
    /// What people decided, and what follows from it.
    pub(crate) reviews: Option<(&'r [Decided], &'r Reviewed)>,
}

/// The questions alone, without a header.
pub(crate) fn bodies(view: View<'_>, sections: Sections) -> String {
    questions::questions(view, sections, &mut BTreeSet::new())
}

/// The whole answer.
pub(crate) fn answer(view: View<'_>, sections: Sections) -> String {
    let mut out = header(view);
    if sections.claims && view.reports.len() > 1 {
        out.push_str(&copies::lines(view));
    }
    let mut shown = BTreeSet::new();
    out.push_str(&questions::questions(view, sections, &mut shown));
    if sections.claims {
        out.push_str(&claims::claims(view, &shown));
    }
    if sections.unread {
        out.push_str(&unread::all(view));
    } else if sections.unread_line {
        out.push_str(&unread::line(view));
    }
    out
}

impl View<'_> {
    /// True where several reports are read, or held by the case.
    fn several(&self) -> bool {
        self.figures.map_or(self.reports.len(), |f| f.reports) > 1
    }

    fn claim(&self, at: ClaimRef) -> Option<&Claim> {
        self.reports.get(at.report)?.value.claims.get(at.claim)
    }

    /// What a report is called: its outlet, else its file.
    pub(crate) fn teller(&self, report: usize) -> String {
        let outlet = self.reports.get(report).and_then(|r| r.value.report.outlet.as_deref());
        match outlet {
            Some(outlet) => one_line(outlet),
            None => self.names.get(report).map(|n| one_line(file_name(n))).unwrap_or_default(),
        }
    }

    /// `local residents → dpa`, with the report at the end where several are read.
    fn chain(&self, at: ClaimRef) -> String {
        let links: &[SourceLink] = self.claim(at).map_or(&[], |c| &c.sources.links);
        let mut parts: Vec<String> = links.iter().map(|l| one_line(&l.text)).collect();
        if self.several() {
            let outlet = self.reports[at.report].value.report.outlet.as_deref();
            parts.push(outlet.map_or_else(|| self.report_id(at.report), one_line));
        } else if parts.is_empty() {
            parts.push("the report".into());
        }
        parts.join(" → ")
    }

    /// The id of a report as shown: `r2`.
    fn report_id(&self, report: usize) -> String {
        let number = self.numbers.get(report).and_then(|n| usize::try_from(n - 1).ok());
        rashomon::v1::report_id(number.unwrap_or(report))
    }

    /// The id of a claim as shown: `c8`, or `r2:c8` where several reports are read.
    fn id(&self, at: ClaimRef) -> String {
        let claim = rashomon::v1::claim_id(at.claim);
        if self.several() { format!("{}:{claim}", self.report_id(at.report)) } else { claim }
    }

    /// One claim: when, what, through whom, how it stands; the words below.
    pub(crate) fn row(&self, at: ClaimRef, place_said: Option<&str>, standing: Option<&Standing>) -> String {
        let Some(claim) = self.claim(at) else { return String::new() };
        let report = &self.reports[at.report].value.report;
        let when = crate::dates::when(claim, report.published);
        let what = rashomon::words::summary_apart_from(claim, report, place_said);
        let (chain, id) = (self.chain(at), self.id(at));
        let aside = self.reviews.is_some_and(|(_, r)| r.rulings.set_aside.contains(&at));
        let standing = if aside { "set aside" } else { standing.map_or("", |s| s.kind.as_str()) };
        let quote = format!("“{}” {id}", one_line(claim.passage.slice(&report.text)));

        let cell = |text, width, style| Cell { text, width, style };
        let mut out = String::new();
        if self.term.width >= WIDE {
            let last = if standing.is_empty() { 0 } else { STANDING };
            let free = self.term.width - 2 - WHEN - STANDING - 6;
            let third = free * 2 / 5;
            out.push_str(&self.term.columns(
                2,
                &[
                    cell(&when, WHEN, Style::Plain),
                    cell(&what, free - third, Style::Bold),
                    cell(&chain, third, Style::Dim),
                    cell(standing, last, Style::Dim),
                ],
            ));
            out.push_str(&self.term.block(2 + WHEN + 2, Style::Plain, &quote));
        } else {
            out.push_str(&self.term.block(2, Style::Bold, &what));
            let mut line = vec![when.as_str(), chain.as_str()];
            line.extend((!standing.is_empty()).then_some(standing));
            out.push_str(&self.term.block(4, Style::Dim, &line.join(" · ")));
            out.push_str(&self.term.block(4, Style::Plain, &quote));
        }
        out.push_str(&verdicts::line(*self, at));
        out
    }
}

/// Width of the column that tells when.
const WHEN: usize = 20;
/// Width of the column of standings: `single-origin` is the longest.
const STANDING: usize = 13;
/// From this width on, claims are set in columns.
const WIDE: usize = 84;

/// The last part of a path.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// `1 claim`, `2 claims`.
pub(crate) fn counted(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}
