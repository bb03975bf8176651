//! Where it is told of, and who most likely held what on a day.

use rashomon::v1;
use serde_json::{Value, json};

use crate::problem::Problem;
use crate::query::Query;
use crate::view::{PlaceRow, View};

/// Below this the likeliest holder is not shown as holding: the place is contested.
const SURE: f64 = 0.7;

/// Places of a map where the request does not say how many.
const PLACES: usize = 500;
/// The most it may ask for.
const MOST_PLACES: usize = 5000;

/// The places that claims name, those told of most first.
pub(crate) fn map(view: &View, query: &Query) -> Result<Value, Problem> {
    let times = || view.claims().filter_map(|(_, _, c)| c.time.as_ref());
    let first = times().filter_map(|t| t.start.clone()).min();
    let last = times().filter_map(|t| t.end.clone().or_else(|| t.start.clone())).max();
    let at = query.day("at")?.map(|d| d.to_string()).or_else(|| last.clone());
    let words = query.get("place").map(str::to_lowercase);
    let mut found: Vec<&PlaceRow> = view
        .places
        .iter()
        .filter(|row| {
            let name = row.place.name.as_deref().unwrap_or(&row.place.text).to_lowercase();
            words.as_ref().is_none_or(|w| row.place.id.as_ref() == Some(w) || name.contains(w))
        })
        .collect();
    // Those told of most: a map of tens of thousands of names shows none.
    found.sort_by_key(|row| std::cmp::Reverse(row.claims));
    let places: Vec<Value> = found
        .iter()
        .take(query.limit(PLACES, MOST_PLACES)?)
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
    Ok(json!({"at": at, "first": first, "last": last, "places": places, "total": found.len()}))
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
