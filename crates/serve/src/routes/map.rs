//! Where it is told of, and who most likely held what on a day.

use axum::response::Response;
use rashomon::v1;
use serde_json::{Value, json};

use super::asked::Asked;
use crate::problem::Problem;
use crate::view::View;

/// Below this the likeliest holder is not shown as holding: the place is contested.
const SURE: f64 = 0.7;

/// Every place that claims name.
pub(crate) async fn map(asked: Asked) -> Result<Response, Problem> {
    let Asked { view, query, .. } = &asked;
    let times = || view.claims().filter_map(|(_, _, c)| c.time.as_ref());
    let first = times().filter_map(|t| t.start.clone()).min();
    let last = times().filter_map(|t| t.end.clone().or_else(|| t.start.clone())).max();
    let at = query.day("at")?.map(|d| d.to_string()).or_else(|| last.clone());
    let words = query.get("place").map(str::to_lowercase);
    let places: Vec<Value> = view
        .places
        .iter()
        .filter(|row| {
            let name = row.place.name.as_deref().unwrap_or(&row.place.text).to_lowercase();
            words.as_ref().is_none_or(|w| row.place.id.as_ref() == Some(w) || name.contains(w))
        })
        .map(|row| {
            let state = at.as_ref().and_then(|day| {
                row.questions.iter().find_map(|&q| held(view, q, row.place.name.as_deref(), day))
            });
            let question =
                |&q: &usize| json!({"id": view.questions[q].id, "text": view.reading.questions[q].text});
            let questions: Vec<Value> = row.questions.iter().map(question).collect();
            let drawn =
                row.drawn_at.as_ref().map(|(name, lat, lon)| json!({"name": name, "lat": lat, "lon": lon}));
            json!({
                "id": row.place.id, "name": row.place.name.as_deref().unwrap_or(&row.place.text),
                "kind": row.place.kind, "precision": row.place.precision, "lat": row.place.lat,
                "lon": row.place.lon, "country": row.place.country, "parents": row.place.parents,
                "drawn_at": drawn, "claims": row.claims, "questions": questions, "state": state,
            })
        })
        .collect();
    let value = json!({"at": at, "first": first, "last": last, "places": places});
    Ok(asked.answer(value))
}

/// Who a question says holds its place on a day; nothing before the first day it tells of.
fn held(view: &View, at: usize, place: Option<&str>, day: &str) -> Option<Value> {
    let question = &view.reading.questions[at];
    if question.kind != "holds" || question.place.as_deref() != place {
        return None;
    }
    let (answer, probability, told) = on(question, day)?;
    let contested = question.standing.kind == "contested" || probability < SURE;
    let kind = if contested {
        "contested"
    } else if answer.voices.len() >= 2 {
        "assessed"
    } else {
        "claimed"
    };
    Some(json!({
        "who": answer.label, "kind": kind, "probability": probability, "question": view.questions[at].id, "told": told,
    }))
}

/// The likeliest answer of a state that lasts, on a day: with its probability, and the last day told of by then.
pub(super) fn on<'q>(question: &'q v1::Question, day: &str) -> Option<(&'q v1::Answer, f64, &'q str)> {
    let course = &question.weighed.as_ref()?.course;
    let moment = course.iter().rev().find(|m| m.day.as_str() <= day)?;
    let (best, probability) =
        moment.probability.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1))?;
    Some((question.answers.get(best)?, probability, &moment.day))
}
