//! Claims, by what they say.

use serde_json::{Map, Value};

use crate::problem::Problem;
use crate::query::Query;
use crate::view::View;

/// A claim with its report and voice.
pub(crate) fn one(view: &View, id: &str) -> Result<Value, Problem> {
    let (report, claim) = view
        .claim(id)
        .ok_or_else(|| Problem::missing(format!("the case has no claim {id} at that moment")))?;
    Ok(view.claim_json(id, report, claim))
}

/// Claims with their reports and voices.
pub(crate) fn listed(view: &View, query: &Query) -> Result<Map<String, Value>, Problem> {
    let (from, to) = (query.day("from")?.map(|d| d.to_string()), query.day("to")?.map(|d| d.to_string()));
    let lower = |name: &str| query.get(name).map(str::to_lowercase);
    let (words, place, source) = (lower("q"), lower("place"), lower("source"));
    let all: Vec<_> = view
        .claims()
        .filter(|(id, report, claim)| {
            let has = |text: &str, part: &String| text.to_lowercase().contains(part);
            let start = claim.time.as_ref().and_then(|t| t.start.as_ref());
            let end = claim.time.as_ref().and_then(|t| t.end.as_ref()).or(start);
            query.get("ref").is_none_or(|wanted| wanted == id)
                && query.get("action").is_none_or(|a| claim.action == a)
                && words.as_ref().is_none_or(|w| has(&claim.quote, w) || has(&claim.summary, w))
                && place.as_ref().is_none_or(|p| {
                    claim
                        .places
                        .iter()
                        .any(|x| x.id.as_ref() == Some(p) || has(x.name.as_deref().unwrap_or(&x.text), p))
                })
                && source.as_ref().is_none_or(|s| {
                    claim.sources.iter().any(|x| has(x, s))
                        || report.outlet.as_ref().is_some_and(|o| has(o, s))
                })
                && from.as_ref().is_none_or(|f| end.is_some_and(|e| e >= f))
                && to.as_ref().is_none_or(|t| start.is_some_and(|s| s <= t))
        })
        .collect();
    query.page(&all, |(id, report, claim)| view.claim_json(id, report, claim))
}
