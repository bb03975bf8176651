//! Claims one by one: as a table, and as lines of JSON.

use rashomon::v1;
use serde_json::json;

use crate::At;
use crate::events::degrees;
use crate::sheet::{Sheet, number, text};

pub(crate) const NAMES: [&str; 30] = [
    "id",
    "report",
    "outlet",
    "published",
    "url",
    "title",
    "sha256",
    "summary",
    "quote",
    "start",
    "end",
    "sources",
    "action",
    "actor",
    "actor_name",
    "target",
    "target_name",
    "place",
    "place_id",
    "latitude",
    "longitude",
    "precision",
    "first_day",
    "last_day",
    "time",
    "status",
    "count_kind",
    "count_low",
    "count_high",
    "review",
];

/// A claim a row, in the order of [`NAMES`]; of several places the first, the names of all.
pub(crate) fn rows(reading: &v1::Reading) -> impl Iterator<Item = [String; NAMES.len()]> {
    At::all(reading).map(|at| {
        let (report, claim) = (at.report, at.claim);
        let place = claim.places.first();
        let named = |p: &v1::PlaceOfClaim| p.name.clone().unwrap_or_else(|| p.text.clone());
        let time = claim.time.as_ref();
        let count = claim.count.as_ref();
        [
            at.id(),
            report.name.clone().unwrap_or_default(),
            text(report.outlet.as_ref()),
            text(report.published.as_ref()),
            text(report.url.as_ref()),
            text(report.title.as_ref()),
            report.sha256.clone(),
            claim.summary.clone(),
            claim.quote.clone(),
            // In code points, as most programs that read tables count.
            claim.passage.code_points[0].to_string(),
            claim.passage.code_points[1].to_string(),
            claim.sources.join(" → "),
            claim.action.clone(),
            text(claim.actor.as_ref()),
            text(claim.actor_name.as_ref()),
            text(claim.target.as_ref()),
            text(claim.target_name.as_ref()),
            claim.places.iter().map(named).collect::<Vec<_>>().join("; "),
            text(place.and_then(|p| p.id.as_ref())),
            degrees(place.and_then(|p| p.lat)),
            degrees(place.and_then(|p| p.lon)),
            text(place.and_then(|p| p.precision.as_ref())),
            text(time.and_then(|t| t.start.as_ref())),
            text(time.and_then(|t| t.end.as_ref())),
            time.map(|t| t.text.clone()).unwrap_or_default(),
            claim.status.clone(),
            count.map(|c| c.kind.clone()).unwrap_or_default(),
            number(count.and_then(|c| c.low)),
            number(count.and_then(|c| c.high)),
            text(claim.review.as_ref()),
        ]
    })
}

/// The rows as a table of text.
pub(crate) fn csv(reading: &v1::Reading) -> Vec<u8> {
    let mut sheet = Sheet::new(&NAMES);
    rows(reading).for_each(|row| sheet.row(row));
    sheet.bytes()
}

/// True for columns that hold numbers.
pub(crate) fn is_number(name: &str) -> bool {
    matches!(name, "start" | "end" | "latitude" | "longitude" | "count_low" | "count_high")
}

/// A claim a line.
pub(crate) fn jsonl(reading: &v1::Reading) -> Vec<u8> {
    let mut out = Vec::new();
    for at in At::all(reading) {
        let report = at.report;
        out.extend(crate::line(&json!({
            "id": at.id(),
            "report": {
                "id": report.id, "name": report.name, "outlet": report.outlet, "published": report.published,
                "url": report.url, "title": report.title, "sha256": report.sha256,
            },
            "claim": at.claim,
        })));
    }
    out
}
