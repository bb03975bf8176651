//! Claims, by what they say.

use axum::response::Response;

use super::asked::Asked;
use crate::problem::Problem;

/// Claims with their reports and voices.
pub(crate) async fn list(asked: Asked) -> Result<Response, Problem> {
    let Asked { view, query, .. } = &asked;
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
    let list = query.page(&all, |(id, report, claim)| view.claim_json(id, report, claim))?;
    Ok(asked.answer(list))
}
