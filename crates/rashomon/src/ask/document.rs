//! The answer to a question as JSON.

use rashomon_model::CountKind;
use serde_json::{Value, json};

use super::{Ask, Asked, Verdict};
use crate::{v1, words};

/// The answer as JSON.
///
/// `wire` is the document of the reading the question was put to.
pub fn document(ask: &Ask, found: &Asked, wire: &v1::Reading) -> Value {
    let matched = found.matched.iter().map(|m| {
        let question = &wire.questions[m.question];
        let (verdict, answer, because) = match &m.verdict {
            Verdict::Told { answer, because } => ("told", Some(&question.answers[*answer].label), because),
            Verdict::CannotTell { because } => ("cannot-tell", None, because),
        };
        let bears: Vec<_> = m.answers.iter().map(|a| &question.answers[*a]).collect();
        let named: Vec<&String> = bears.iter().flat_map(|a| a.told_by.iter().chain(&a.denied_by)).collect();
        let claims: serde_json::Map<String, Value> = wire
            .reports
            .iter()
            .flat_map(|r| r.claims.iter().map(move |c| (format!("{}:{}", r.id, c.id), json!(c))))
            .filter(|(id, _)| named.contains(&id))
            .collect();
        let bear = |r: &&v1::Relation| named.contains(&&r.a) && named.contains(&&r.b);
        json!({
            "question": question.text, "kind": question.kind, "place": question.place,
            "verdict": verdict, "answer": answer, "because": because,
            "answers": bears, "claims": claims,
            "relations": wire.relations.iter().filter(bear).collect::<Vec<_>>(),
        })
    });
    json!({
        "format": v1::FORMAT,
        "asked": {
            "kind": words::question_kind(ask.kind), "about": ask.about,
            "count": ask.count.map(CountKind::as_str), "at": ask.at.map(|d| d.to_string()),
        },
        "matched": matched.collect::<Vec<_>>(),
        "because": found.because,
        "near": found.near.iter().map(|q| &wire.questions[*q].text).collect::<Vec<_>>(),
    })
}
