//! What people decided of a claim, under its words.

use rashomon::model::ClaimRef;
use rashomon::v1::Verdict;

use super::View;
use crate::term::{Style, one_line};

/// `✎ Ana: rejected · Ben: note “seen on video”`; nothing where nobody decided anything.
pub(super) fn line(view: View<'_>, at: ClaimRef) -> String {
    let Some((decided, reviewed)) = view.reviews else { return String::new() };
    let Some(on) = reviewed.on.get(&at) else { return String::new() };
    let said = on.iter().map(|n| &decided[*n].judgement);
    let said: Vec<String> =
        said.map(|j| format!("{}: {}", one_line(&j.reviewer), verdict(&j.verdict))).collect();
    view.term.block(4, Style::Dim, &format!("✎ {}", said.join(" · ")))
}

/// `✎ Ana: “ask the harbour office”` for each remark on a question that holds.
pub(super) fn on_question(view: View<'_>, question: &str) -> String {
    let Some((decided, reviewed)) = view.reviews else { return String::new() };
    let mut out = String::new();
    for (at, one) in decided.iter().enumerate() {
        if let Verdict::Remark { question: of, text } = &one.judgement.verdict
            && of == question
            && !reviewed.undone.contains(&at)
        {
            let line = format!("✎ {}: “{}”", one_line(&one.judgement.reviewer), one_line(text));
            out.push_str(&view.term.block(4, Style::Dim, &line));
        }
    }
    out
}

/// A verdict in a few words.
pub(crate) fn verdict(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Accept => "accepted".into(),
        Verdict::Reject => "rejected".into(),
        Verdict::Correct { slot, value } if value.trim().is_empty() => format!("no {}", slot.as_str()),
        Verdict::Correct { slot, value } => format!("{} is “{}”", slot.as_str(), one_line(value)),
        Verdict::Same { other } => format!("same event as “{}” in r{}", one_line(&other.quote), other.report),
        Verdict::Different { other } => {
            format!("another event than “{}” in r{}", one_line(&other.quote), other.report)
        }
        Verdict::Merge { name, into } => format!("“{}” is “{}”", one_line(name), one_line(into)),
        Verdict::Split { form } => format!("“{}” is somebody else", one_line(form)),
        Verdict::Note { text } => format!("note “{}”", one_line(text)),
        Verdict::Remark { question, text } => format!("“{}” on “{}”", one_line(text), one_line(question)),
        Verdict::Undo { undoes } => format!("{undoes} undone"),
    }
}
