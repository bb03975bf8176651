//! Entities of FollowTheMoney, the model of Aleph and OpenSanctions (<https://followthemoney.tech>): an article a
//! report, an event a claim, a legal entity each known actor.

use std::collections::BTreeMap;

use rashomon::v1;
use serde_json::{Map, Value, json};

use crate::At;

/// An entity a line.
pub(crate) fn jsonl(reading: &v1::Reading) -> Vec<u8> {
    let mut out = Vec::new();
    let mut actors: BTreeMap<String, String> = BTreeMap::new();
    for report in &reading.reports {
        out.extend(entity(
            &article(report),
            "Article",
            &[
                ("title", report.title.clone()),
                ("publisher", report.outlet.clone()),
                ("publishedAt", report.published.clone()),
                ("sourceUrl", report.url.clone()),
                ("fileName", report.name.clone()),
                ("contentHash", Some(report.sha256.clone())),
            ],
        ));
    }
    for at in At::all(reading) {
        let claim = at.claim;
        let mut involved = Vec::new();
        for (name, link) in [(&claim.actor_name, &claim.actor_link), (&claim.target_name, &claim.target_link)]
        {
            if let (Some(name), Some(link)) = (name, link) {
                let id = format!("rashomon-actor-{}", slug(&link.actor));
                actors.insert(id.clone(), name.clone());
                involved.push(id);
            }
        }
        let place = claim.places.first();
        let time = claim.time.as_ref();
        let mut all = vec![
            ("name", Some(claim.summary.clone())),
            ("summary", Some(claim.quote.clone())),
            ("keywords", Some(claim.action.clone())),
            ("recordId", Some(at.id())),
            ("startDate", time.and_then(|t| t.start.clone())),
            ("endDate", time.and_then(|t| t.end.clone())),
            ("location", place.map(|p| p.name.clone().unwrap_or_else(|| p.text.clone()))),
            ("country", place.and_then(|p| p.country.clone()).map(|c| c.to_lowercase())),
            ("sourceUrl", at.report.url.clone()),
            ("publisher", at.report.outlet.clone()),
            ("proof", Some(article(at.report))),
            ("notes", Some(format!("{}; told by {}", claim.status, told_by(at)))),
        ];
        all.extend(involved.into_iter().map(|id| ("involved", Some(id))));
        out.extend(entity(
            &format!("rashomon-claim-{}-{}", at.report.sha256, at.id().replace(':', "-")),
            "Event",
            &all,
        ));
    }
    for (id, name) in &actors {
        out.extend(entity(id, "LegalEntity", &[("name", Some(name.clone()))]));
    }
    out
}

fn article(report: &v1::Report) -> String {
    format!("rashomon-report-{}-{}", report.sha256, report.id)
}

fn told_by(at: At<'_>) -> String {
    if at.claim.sources.is_empty() { at.outlet().to_owned() } else { at.claim.sources.join(" → ") }
}

/// Letters and digits of an id; all else is a hyphen.
fn slug(id: &str) -> String {
    id.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect()
}

fn entity(id: &str, schema: &str, properties: &[(&str, Option<String>)]) -> Vec<u8> {
    let mut all: Map<String, Value> = Map::new();
    for (name, value) in properties {
        let Some(value) = value.as_ref().filter(|v| !v.trim().is_empty()) else { continue };
        if let Value::Array(values) = all.entry(*name).or_insert_with(|| json!([])) {
            values.push(json!(value));
        }
    }
    crate::line(&json!({"id": id, "schema": schema, "properties": all}))
}
