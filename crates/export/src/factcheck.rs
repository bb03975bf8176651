//! Disputed answers as schema.org ClaimReview (<https://schema.org/ClaimReview>), for those who publish checks.
//!
//! No rating is given where no person gave one: the name of a rating is the standing of the answer, and its
//! explanation the rule behind the standing.

use rashomon::v1;
use serde_json::{Value, json};

use crate::At;

/// An answer of a disputed question a ClaimReview; its appearances are the claims that tell it.
pub(crate) fn claim_reviews(reading: &v1::Reading, title: &str) -> Vec<u8> {
    let disputed = reading.questions.iter().filter(|q| !q.disputes.is_empty());
    let reviews: Vec<Value> =
        disputed.flat_map(|q| q.answers.iter().filter_map(|a| review(reading, title, q, a))).collect();
    crate::line(&json!({"@context": "https://schema.org", "@graph": reviews}))
}

fn review(reading: &v1::Reading, title: &str, question: &v1::Question, answer: &v1::Answer) -> Option<Value> {
    let told: Vec<At<'_>> = answer.told_by.iter().filter_map(|id| At::named(reading, id)).collect();
    let first = told.first()?;
    let appearance = told.iter().map(|at| {
        json!({
            "@type": "CreativeWork", "url": at.report.url, "name": at.report.title,
            "publisher": at.report.outlet.as_ref().map(|o| json!({"@type": "Organization", "name": o})),
            "datePublished": at.report.published, "text": at.claim.quote,
        })
    });
    let author = first.claim.sources.first().cloned().unwrap_or_else(|| first.outlet().to_owned());
    Some(json!({
        "@type": "ClaimReview",
        "claimReviewed": format!("{} {}", question.text, answer.label),
        "author": {"@type": "Organization", "name": title},
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "Thing", "name": author},
            "datePublished": first.report.published,
            "appearance": appearance.collect::<Vec<_>>(),
        },
        "reviewRating": {
            "@type": "Rating",
            "alternateName": answer.standing.kind,
            "ratingExplanation": answer.standing.rule,
        },
    }))
}
