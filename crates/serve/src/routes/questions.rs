//! Questions: the list, and one with all that bears on it.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{FromRequestParts as _, State};
use axum::http::request::Parts;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::asked::Asked;
use super::taken::Part;
use super::{data_of, page};
use crate::problem::Problem;
use crate::query::Query;
use crate::site::Site;
use crate::view::{View, head_json};

/// Questions, those in dispute unless others are asked for.
pub(crate) fn listed(view: &View, query: &Query) -> Result<Map<String, Value>, Problem> {
    let mut found = filtered(view, query)?;
    let row = |q: &usize| &view.questions[*q];
    match query.get("order").unwrap_or("doubt") {
        "doubt" => found.sort_by(|a, b| row(b).doubt.total_cmp(&row(a).doubt)),
        "newest" => found.sort_by(|a, b| row(b).newest.cmp(&row(a).newest)),
        "voices" => found.sort_by_key(|q| std::cmp::Reverse(row(q).voices)),
        "claims" => found.sort_by_key(|q| std::cmp::Reverse(row(q).claims.len())),
        "time" => found.sort_by(|a, b| row(a).first.cmp(&row(b).first)),
        "place" => {
            found.sort_by(|a, b| view.reading.questions[*a].place.cmp(&view.reading.questions[*b].place));
        }
        other => {
            return Err(Problem::bad(format!(
                "`{other}` is no order: doubt, newest, voices, claims, time, place"
            )));
        }
    }
    query.page(&found, |&q| view.row_json(q))
}

fn filtered(view: &View, query: &Query) -> Result<Vec<usize>, Problem> {
    let disputed = query.switch("disputed", true)?;
    let (from, to) = (query.day("from")?.map(|d| d.to_string()), query.day("to")?.map(|d| d.to_string()));
    let voices = query.number("min_voices")?.unwrap_or(0);
    let words = query.get("q").map(str::to_lowercase);
    let place = query.get("place").map(str::to_lowercase);
    let kept = |q: &usize| {
        let (question, row) = (&view.reading.questions[*q], &view.questions[*q]);
        let about = |words: &String| {
            question.text.to_lowercase().contains(words)
                || question.answers.iter().any(|a| a.label.to_lowercase().contains(words))
                || row.claims.iter().filter_map(|c| view.claim(c)).any(|(r, c)| {
                    c.quote.to_lowercase().contains(words)
                        || r.outlet.as_ref().is_some_and(|o| o.to_lowercase().contains(words))
                })
        };
        let at = |place: &String| {
            row.place_id.as_ref().is_some_and(|id| id == place)
                || question.place.as_ref().is_some_and(|p| p.to_lowercase().contains(place))
        };
        (!disputed || !question.disputes.is_empty())
            && query.get("kind").is_none_or(|k| question.kind == k)
            && query.get("standing").is_none_or(|s| question.standing.kind == s)
            && row.voices >= voices
            && from.as_ref().is_none_or(|f| row.last.as_ref().is_some_and(|l| l >= f))
            && to.as_ref().is_none_or(|t| row.first.as_ref().is_some_and(|f| f <= t))
            && words.as_ref().is_none_or(about)
            && place.as_ref().is_none_or(at)
    };
    Ok((0..view.questions.len()).filter(kept).collect())
}

/// One question; without `.json` the page that shows it.
pub(crate) async fn question(
    State(site): State<Arc<Site>>,
    Part(id): Part,
    mut parts: Parts,
) -> Result<Response, Problem> {
    let Some(id) = data_of(&id) else { return Ok(page(&parts.headers)) };
    let asked = Asked::from_request_parts(&mut parts, &site).await?;
    let id = id.to_owned();
    asked.shared(move |view, _| one(view, &id)).await
}

/// A question with its claims, their reports, and how the claims bear on each other.
pub(crate) fn one(view: &View, id: &str) -> Result<Value, Problem> {
    let at = view.question(id).ok_or_else(|| {
        Problem::missing("no such question: its words may have changed as reports came in; look in the list")
    })?;
    let (question, row) = (&view.reading.questions[at], &view.questions[at]);
    let mut claims = Map::new();
    let mut reports = BTreeMap::new();
    for claim_id in &row.claims {
        if let Some((report, claim)) = view.claim(claim_id) {
            claims.insert(claim_id.clone(), view.claim_json(claim_id, report, claim));
            reports.entry(report.id.clone()).or_insert_with(|| head_json(report));
        }
    }
    let ours = |r: &&rashomon::v1::Relation| claims.contains_key(&r.a) && claims.contains_key(&r.b);
    let relations: Vec<_> = view.reading.relations.iter().filter(ours).collect();
    Ok(json!({
        "id": id, "question": question, "row": view.row_json(at), "claims": claims,
        "reports": reports, "relations": relations,
    }))
}
