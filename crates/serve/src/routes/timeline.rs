//! When it is told to have been, when it was said, and who held what meanwhile.

use rashomon::v1;
use serde_json::{Map, Value, json};

use super::map::on;
use crate::problem::Problem;
use crate::query::Query;
use crate::view::View;

/// The most places whose course is told; those that most claims tell of.
const COURSES: usize = 200;

/// Claims by the time they tell of, and the course of control per place.
pub(crate) fn timeline(view: &View, query: &Query) -> Result<Map<String, Value>, Problem> {
    let (from, to) = (query.day("from")?.map(|d| d.to_string()), query.day("to")?.map(|d| d.to_string()));
    let lower = |name: &str| query.get(name).map(str::to_lowercase);
    let (place, actor) = (lower("place"), lower("actor"));
    let has = |text: Option<&str>, part: &str| text.is_some_and(|t| t.to_lowercase().contains(part));
    let mut items: Vec<(String, &v1::Report, &v1::Claim)> = view
        .claims()
        .filter(|(_, _, claim)| {
            let time = claim.time.as_ref();
            let start = time.and_then(|t| t.start.as_ref());
            let end = time.and_then(|t| t.end.as_ref()).or(start);
            place.as_ref().is_none_or(|p| claim.places.iter().any(|x| has(x.name.as_deref(), p)))
                && actor
                    .as_ref()
                    .is_none_or(|a| has(claim.actor_name.as_deref(), a) || has(claim.actor.as_deref(), a))
                && from.as_ref().is_none_or(|f| end.is_some_and(|e| e >= f))
                && to.as_ref().is_none_or(|t| start.is_some_and(|s| s <= t))
        })
        .collect();
    let begin = |c: &v1::Claim| c.time.as_ref().and_then(|t| t.start.clone().or_else(|| t.end.clone()));
    // Those without a day last: they have no place on the line.
    items.sort_by_cached_key(|(id, r, c)| (begin(c).is_none(), begin(c), r.published.clone(), id.clone()));
    let first = items.iter().filter_map(|(_, _, c)| begin(c)).min();
    let last = items
        .iter()
        .filter_map(|(_, r, c)| {
            let time = c.time.as_ref();
            time.and_then(|t| t.end.clone().or_else(|| t.start.clone())).max(r.published.clone())
        })
        .max();
    let mut list = query.page(&items, |(id, report, claim)| item(view, id, report, claim))?;
    let mut held: Vec<usize> = (0..view.reading.questions.len())
        .filter(|&at| {
            let question = &view.reading.questions[at];
            question.kind == "holds"
                && question.weighed.is_some()
                && place.as_ref().is_none_or(|p| has(question.place.as_deref(), p))
        })
        .collect();
    let places = held.len();
    if places > COURSES {
        held.sort_by_key(|&at| std::cmp::Reverse(view.questions[at].claims.len()));
        held.truncate(COURSES);
        held.sort_unstable();
    }
    let control: Vec<Value> =
        held.into_iter().filter_map(|at| spans(view, at, &view.reading.questions[at])).collect();
    list.insert("first".into(), json!(first));
    list.insert("last".into(), json!(last));
    list.insert("control".into(), control.into());
    list.insert("control_total".into(), places.into());
    list.insert("periods".into(), periods(view).into());
    Ok(list)
}

/// Days without a claim that part two periods.
const APART: i32 = 120;

/// The stretches of time that claims tell of, those told of most first.
fn periods(view: &View) -> Vec<Value> {
    let mut days: Vec<rashomon::model::Day> = view
        .claims()
        .filter_map(|(_, _, c)| c.time.as_ref())
        .filter_map(|t| t.start.as_ref().or(t.end.as_ref())?.parse().ok())
        .collect();
    days.sort_unstable();
    let mut found: Vec<(rashomon::model::Day, rashomon::model::Day, usize)> = Vec::new();
    for day in days {
        match found.last_mut() {
            Some(last) if (day - last.1).get_days() <= APART => *last = (last.0, day, last.2 + 1),
            _ => found.push((day, day, 1)),
        }
    }
    found.sort_by_key(|p| std::cmp::Reverse(p.2));
    let written = |(from, to, claims): &(rashomon::model::Day, rashomon::model::Day, usize)| json!({"from": from.to_string(), "to": to.to_string(), "claims": claims});
    found.iter().take(12).map(written).collect()
}

fn item(view: &View, id: &str, report: &v1::Report, claim: &v1::Claim) -> Value {
    let place = claim.places.first().map(|p| p.name.as_deref().unwrap_or(&p.text));
    let time = claim.time.as_ref();
    json!({
        "ref": id, "report": report.id, "summary": claim.summary, "action": claim.action, "status": claim.status,
        "place": place, "start": time.and_then(|t| t.start.as_deref()), "end": time.and_then(|t| t.end.as_deref()),
        "time": time.map(|t| t.text.as_str()), "said": report.published, "outlet": report.outlet,
        "question": view.question_of(id), "quote": claim.quote,
    })
}

/// From when to when the same answer was the likeliest.
fn spans(view: &View, at: usize, question: &v1::Question) -> Option<Value> {
    let course = &question.weighed.as_ref()?.course;
    let mut spans: Vec<(String, Option<String>, &str, f64)> = Vec::new();
    for moment in course {
        let (answer, probability, _) = on(question, &moment.day)?;
        match spans.last_mut() {
            Some(last) if last.2 == answer.label => last.3 = last.3.min(probability),
            Some(last) => {
                last.1 = Some(moment.day.clone());
                spans.push((moment.day.clone(), None, &answer.label, probability));
            }
            None => spans.push((moment.day.clone(), None, &answer.label, probability)),
        }
    }
    let spans: Vec<Value> = spans
        .into_iter()
        .map(|(from, to, who, probability)| json!({"from": from, "to": to, "who": who, "probability": probability}))
        .collect();
    let row = &view.questions[at];
    Some(json!({
        "place": question.place, "place_id": row.place_id, "question": row.id, "standing": question.standing.kind,
        "spans": spans,
    }))
}
