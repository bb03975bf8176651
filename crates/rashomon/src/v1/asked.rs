//! What comes of a question, as others read it.

use std::collections::BTreeSet;

use rashomon_model::CountKind;
use serde_json::{Map, Value, json};

use super::{Answer, FORMAT, Reading};
use crate::ask::{Ask, Asked, Verdict};
use crate::words;

/// The answer to a question as JSON: what was `asked`, and for each of `matched` its `verdict` (`told` or
/// `cannot-tell`), `because`, `answers`, `claims`, `relations`. `reading` is what was asked, in its wire form.
pub fn asked(ask: &Ask, found: &Asked, reading: &Reading) -> Value {
    let matched = found.matched.iter().filter_map(|m| {
        let question = reading.questions.get(m.question)?;
        let (verdict, answer, because) = match &m.verdict {
            Verdict::Told { answer, because } => ("told", question.answers.get(*answer), because),
            Verdict::CannotTell { because } => ("cannot-tell", None, because),
        };
        let bears: Vec<&Answer> = m.answers.iter().filter_map(|a| question.answers.get(*a)).collect();
        let named: BTreeSet<&str> =
            bears.iter().flat_map(|a| a.told_by.iter().chain(&a.denied_by)).map(String::as_str).collect();
        let claims: Map<String, Value> = reading
            .reports
            .iter()
            .flat_map(|r| r.claims.iter().map(move |c| (format!("{}:{}", r.id, c.id), c)))
            .filter(|(id, _)| named.contains(id.as_str()))
            .map(|(id, claim)| (id, json!(claim)))
            .collect();
        let bear = |r: &&super::Relation| named.contains(r.a.as_str()) && named.contains(r.b.as_str());
        Some(json!({
            "question": question.text, "kind": question.kind, "place": question.place,
            "verdict": verdict, "answer": answer.map(|a| &a.label), "because": because,
            "answers": bears, "claims": claims,
            "relations": reading.relations.iter().filter(bear).collect::<Vec<_>>(),
        }))
    });
    json!({
        "format": FORMAT,
        "asked": {
            "kind": words::question_kind(ask.kind), "about": ask.about,
            "count": ask.count.map(CountKind::as_str), "at": ask.at.map(|d| d.to_string()),
        },
        "matched": matched.collect::<Vec<_>>(),
        "because": found.because,
        "near": found.near.iter().filter_map(|q| Some(&reading.questions.get(*q)?.text)).collect::<Vec<_>>(),
    })
}
