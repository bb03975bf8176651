//! The answer to one question: the verdict and why, each answer with its claims and their sentences, and how
//! the claims bear on each other.

use std::collections::BTreeSet;

use rashomon::ask::{Ask, Asked, Matched, Verdict};
use rashomon::model::{Answer, ClaimRef, Question, RelationKind};

use super::{View, counted};
use crate::term::{Style, one_line};

/// The whole answer.
pub(crate) fn asked(view: View<'_>, ask: &Ask, asked: &Asked) -> String {
    let term = view.term;
    let mut out = String::new();
    if let Some(because) = &asked.because {
        out.push_str(&term.block(0, Style::Bold, &format!("Cannot tell, because {because}.")));
        if !asked.near.is_empty() {
            out.push_str(&term.block(0, Style::Plain, "Near to it:"));
        }
        for &near in &asked.near {
            out.push_str(&term.block(2, Style::Plain, &view.reconciled.questions[near].text));
        }
    }
    for (at, matched) in asked.matched.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        out.push_str(&one(view, ask, matched));
    }
    out
}

fn one(view: View<'_>, ask: &Ask, matched: &Matched) -> String {
    let term = view.term;
    let question = &view.reconciled.questions[matched.question];
    let day = ask.at.map(|d| format!(" · on {}", crate::dates::full(d))).unwrap_or_default();
    let mut out = term.block(0, Style::Bold, &format!("{}{day}", question.text));
    let verdict = match &matched.verdict {
        Verdict::Told { answer, because } => format!("→ {} · {because}", question.answers[*answer].label),
        Verdict::CannotTell { because } => format!("→ Cannot tell, because {because}."),
    };
    out.push_str(&term.block(0, Style::Dispute, &verdict));
    let mut claims = BTreeSet::new();
    for &at in &matched.answers {
        out.push('\n');
        out.push_str(&told(view, question, &question.answers[at], &mut claims));
    }
    let reasons = reasons(view, &claims);
    if !reasons.is_empty() {
        out.push('\n');
        out.push_str(&term.block(0, Style::Dim, "How they bear on each other:"));
        out.push_str(&reasons);
    }
    let left = question.answers.len() - matched.answers.len();
    if left > 0 {
        let more = format!("{} of other days not shown.", counted(left, "answer"));
        out.push_str(&term.block(0, Style::Dim, &more));
    }
    out
}

/// One answer with the claims for and against it.
fn told(view: View<'_>, question: &Question, answer: &Answer, shown: &mut BTreeSet<ClaimRef>) -> String {
    let term = view.term;
    let days = answer.days.map(|d| crate::dates::days(d, None)).filter(|d| !d.is_empty());
    let mut line = vec![answer.label.clone()];
    line.extend(days);
    line.extend(answer.probability.map(|p| format!("{} ({p:.2})", rashomon::weigh::in_words(p))));
    line.push(counted(answer.voices.len(), "voice"));
    let standing = &answer.standing;
    let rule = if standing.rule.is_empty() { String::new() } else { format!(": {}", standing.rule) };
    line.push(format!("{}{rule}", standing.kind.as_str()));
    let mut out = term.block(0, Style::Change, &line.join(" · "));
    for (side, claims) in [("", &answer.told_by), ("against", &answer.denied_by)] {
        if !side.is_empty() && !claims.is_empty() {
            out.push_str(&term.block(2, Style::Dim, side));
        }
        for &at in claims {
            out.push_str(&view.row(at, question.place_name.as_deref(), None));
            out.push_str(&sentence(view, at));
            shown.insert(at);
        }
    }
    out
}

/// The sentence around a claim, where it says more than the passage.
fn sentence(view: View<'_>, at: ClaimRef) -> String {
    let Some(claim) = view.claim(at) else { return String::new() };
    let text = &view.reports[at.report].value.report.text;
    let words = one_line(claim.evidence.sentence.slice(text));
    if words.is_empty() || words == one_line(claim.passage.slice(text)) {
        return String::new();
    }
    view.term.block(4, Style::Dim, &format!("in: “{words}”"))
}

fn reasons(view: View<'_>, claims: &BTreeSet<ClaimRef>) -> String {
    let mut out = String::new();
    let relations = view.reconciled.relations.iter();
    for relation in relations.filter(|r| claims.contains(&r.a) && claims.contains(&r.b)) {
        let word = match relation.kind {
            RelationKind::Contradicts => "contradicts",
            RelationKind::Reverses => "is undone by",
            RelationKind::Supports => "supports",
        };
        let why: Vec<&str> = relation.reasons.iter().take(3).map(|r| r.detail.as_str()).collect();
        let line = format!("{} {word} {}: {}", view.id(relation.a), view.id(relation.b), why.join("; "));
        out.push_str(&view.term.block(2, Style::Dim, &line));
    }
    out
}
