//! Changes and disputes, each under its question.

use std::collections::BTreeSet;

use rashomon::model::{Answer, ClaimRef, Days, Place, PlaceId, Question, Standing};
use rashomon::weigh::in_words;

use super::{Sections, View, counted};
use crate::term::{Style, width};

/// Every question that has a change or a dispute, where these are asked for. `shown` gets the claims told there.
pub(super) fn questions(view: View<'_>, sections: Sections, shown: &mut BTreeSet<ClaimRef>) -> String {
    let mut out = String::new();
    for question in &view.reconciled.questions {
        for dispute in question.disputes.iter().filter(|_| sections.disputes) {
            out.push('\n');
            out.push_str(&heading(view, "DISPUTE", Style::Dispute, question, dispute.kind.as_str()));
            for (at, side) in dispute.sides.iter().enumerate() {
                if at > 0 {
                    out.push_str(&view.term.block(2, Style::Dim, "against"));
                }
                out.push_str(&rows(view, question, side, shown));
            }
            out.push_str(&outcome(view, question, &dispute.text));
        }
        for change in question.changes.iter().filter(|_| sections.changes) {
            out.push('\n');
            let place = question.place.as_ref().map(drawn).unwrap_or_default();
            out.push_str(&heading(view, "CHANGE", Style::Change, question, &place));
            out.push_str(&rows(view, question, &change.from, shown));
            out.push_str(&rows(view, question, &change.to, shown));
            out.push_str(&outcome(view, question, &change.text));
        }
    }
    out
}

fn rows(view: View<'_>, question: &Question, claims: &[ClaimRef], shown: &mut BTreeSet<ClaimRef>) -> String {
    let mut out = String::new();
    for &at in claims {
        out.push_str(&view.row(at, question.place_name.as_deref(), Some(standing(question, at))));
        shown.insert(at);
    }
    out
}

/// How the answer that a claim gives stands.
pub(super) fn standing(question: &Question, at: ClaimRef) -> &Standing {
    // Claims of an answer are in order.
    let gives = |a: &&Answer| a.told_by.binary_search(&at).is_ok();
    question.answers.iter().find(gives).map_or(&question.standing, |a| &a.standing)
}

/// `CHANGE   Who holds the old port?      street, drawn at Raqqa`.
fn heading(view: View<'_>, word: &str, style: Style, question: &Question, remark: &str) -> String {
    let room = view.term.width.saturating_sub(9 + width(&question.text));
    let head = view.term.paint(style, word);
    let space = " ".repeat(9usize.saturating_sub(word.len()));
    if remark.is_empty() {
        return format!("{head}{space}{}", view.term.block(9, Style::Bold, &question.text).trim_start());
    }
    if room >= width(remark) + 2 {
        let gap = " ".repeat(room - width(remark));
        let text = view.term.paint(Style::Bold, &question.text);
        return format!("{head}{space}{text}{gap}{}\n", view.term.paint(Style::Dim, remark));
    }
    let text = view.term.block(9, Style::Bold, &question.text);
    format!("{head}{space}{}{}", text.trim_start(), view.term.block(9, Style::Dim, remark))
}

/// The last lines of a block: what it comes to, and what weighing the voices gave.
fn outcome(view: View<'_>, question: &Question, text: &str) -> String {
    let text = text.trim_end_matches('.');
    let mut line = format!("→ {text}");
    if !question.standing.rule.is_empty() {
        line = format!("{line} · {}: {}", question.standing.kind.as_str(), question.standing.rule);
    }
    if let Some(sources) = sources(question) {
        line = format!("{line} · {sources}");
    }
    let mut out = view.term.block(2, Style::Dim, &line);
    if let Some(line) = weighed(view, question) {
        out.push_str(&view.term.block(2, Style::Dim, &line));
    }
    out.push_str(&super::verdicts::on_question(view, &question.text));
    out
}

/// `4 reports, 2 voices`, where there are fewer voices than reports: some copy, or pass on what one teller says.
fn sources(question: &Question) -> Option<String> {
    let voices = question.weighed.as_ref()?.voices;
    let claims = question.answers.iter().flat_map(|a| a.told_by.iter().chain(&a.denied_by));
    let reports: BTreeSet<usize> = claims.map(|c| c.report).collect();
    (reports.len() > voices)
        .then(|| format!("{}, {}", counted(reports.len(), "report"), counted(voices, "voice")))
}

/// `≈ 22 likely (0.56), 30 unlikely (0.36); without one of its voices it would turn`.
pub(super) fn weighed(view: View<'_>, question: &Question) -> Option<String> {
    let weighed = question.weighed.as_ref()?;
    let said = |label: &str, p: f64| format!("{label} {} ({p:.2})", in_words(p));
    let mut parts: Vec<String> = Vec::new();
    if weighed.course.is_empty() {
        let mut answers: Vec<(f64, &str)> =
            question.answers.iter().filter_map(|a| Some((a.probability?, a.label.as_str()))).collect();
        answers.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        parts.extend(answers.iter().map(|(p, label)| said(label, *p)));
    }
    for moment in &weighed.course {
        let best = (moment.probability.iter().zip(&question.answers))
            .filter(|(_, a)| !a.told_by.is_empty())
            .max_by(|a, b| a.0.total_cmp(b.0));
        if let Some((p, answer)) = best {
            parts.push(format!(
                "{}: {}",
                crate::dates::days(Days::one(moment.day), Some(moment.day)),
                said(&answer.label, *p)
            ));
        }
    }
    let mut line = format!("≈ {}", parts.join(", "));
    match weighed.turning {
        Some(1) => line.push_str("; without one of its voices it would turn"),
        Some(n) => line.push_str(&format!("; without {n} of its voices it would turn")),
        None => {}
    }
    for ground in weighed.grounds.iter().filter(|g| !g.detail.is_empty()).take(2) {
        line.push_str(&format!("; {}: {}", view.id(ground.claim), ground.detail));
    }
    (!parts.is_empty()).then_some(line)
}

/// `city`, or `street, drawn at Raqqa` for a place without a point of its own.
fn drawn(place: &Place) -> String {
    let kind = rashomon::words::place_kind(place.kind);
    match (&place.id, place.parents.first()) {
        (PlaceId::Local(_), Some((_, parent))) if place.point.is_none() => {
            format!("{kind}, drawn at {parent}")
        }
        _ => kind.to_owned(),
    }
}
