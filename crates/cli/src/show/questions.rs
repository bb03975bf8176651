//! Changes and disputes, each under its question.

use rashomon::model::{Answer, ClaimRef, Place, PlaceId, Question, Standing};

use super::{Sections, View};
use crate::term::{Style, width};

/// Every question that has a change or a dispute, where these are asked for. `shown` gets the claims told there.
pub(super) fn questions(view: View<'_>, sections: Sections, shown: &mut Vec<ClaimRef>) -> String {
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

fn rows(view: View<'_>, question: &Question, claims: &[ClaimRef], shown: &mut Vec<ClaimRef>) -> String {
    let mut out = String::new();
    for &at in claims {
        out.push_str(&view.row(at, question.place_name.as_deref(), standing(question, at)));
        if !shown.contains(&at) {
            shown.push(at);
        }
    }
    out
}

/// How the answer that a claim gives stands.
pub(super) fn standing(question: &Question, at: ClaimRef) -> Option<&Standing> {
    let gives = |a: &&Answer| a.told_by.contains(&at);
    question.answers.iter().find(gives).map_or(Some(&question.standing), |a| Some(&a.standing))
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

/// The last line of a block: what it comes to, with probabilities only where a model gave them.
fn outcome(view: View<'_>, question: &Question, text: &str) -> String {
    let mut out = String::new();
    let mut weighed: Vec<(f64, &str)> =
        question.answers.iter().filter_map(|a| Some((a.probability?, a.label.as_str()))).collect();
    weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let mut line = format!("→ {text}");
    if !weighed.is_empty() {
        let parts: Vec<String> = weighed.iter().map(|(p, label)| format!("{label} {p:.2}")).collect();
        line = format!("{line}; {}", parts.join(", "));
    }
    if !question.standing.rule.is_empty() {
        line = format!("{line} · {}: {}", question.standing.kind.as_str(), question.standing.rule);
    }
    out.push_str(&view.term.block(2, Style::Dim, &line));
    out
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
