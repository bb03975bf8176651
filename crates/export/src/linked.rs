//! Linked data: claims as annotations of their reports, after the W3C's Web Annotation data model (2017); where
//! they come from, after its PROV ontology (2013).

use rashomon::v1;
use serde_json::{Value, json};

use crate::At;

/// Characters before and after a quote that help to find it again in another copy of the text.
const AROUND: usize = 32;

/// A collection with an annotation a claim.
pub(crate) fn annotations(reading: &v1::Reading) -> Vec<u8> {
    let items: Vec<Value> = At::all(reading).map(annotation).collect();
    crate::line(&json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": "urn:rashomon:claims",
        "type": "AnnotationPage",
        "items": items,
    }))
}

/// What was drawn from what, by which program.
pub(crate) fn provenance(reading: &v1::Reading) -> Vec<u8> {
    let reader = "urn:rashomon:reader";
    let mut graph =
        vec![json!({"@id": reader, "@type": "prov:SoftwareAgent", "rdfs:label": reading.generator})];
    for report in &reading.reports {
        let original = format!("urn:sha256:{}", report.sha256);
        let activity = format!("urn:rashomon:{}:{}:reading", report.sha256, report.id);
        graph.push(json!({
            "@id": original, "@type": "prov:Entity", "rdfs:label": report.title,
            "prov:atLocation": report.url.as_ref().map(|url| json!({"@id": url})),
            "prov:wasAttributedTo": report.outlet.as_ref().map(|o| json!({"@type": "prov:Organization", "rdfs:label": o})),
        }));
        graph.push(json!({
            "@id": activity, "@type": "prov:Activity", "prov:used": {"@id": original},
            "prov:wasAssociatedWith": {"@id": reader},
        }));
        graph.extend(report.claims.iter().map(|claim| {
            json!({
                "@id": format!("urn:rashomon:{}:{}:{}", report.sha256, report.id, claim.id),
                "@type": "prov:Entity", "rdfs:label": claim.summary, "prov:value": claim.quote,
                "prov:wasGeneratedBy": {"@id": activity}, "prov:wasQuotedFrom": {"@id": original},
            })
        }));
    }
    crate::line(&json!({
        "@context": {
            "prov": "http://www.w3.org/ns/prov#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        },
        "@graph": graph,
    }))
}

fn annotation(at: At<'_>) -> Value {
    let (report, claim) = (at.report, at.claim);
    let [start, end] = claim.passage.code_points;
    let mut selectors = Vec::new();
    let mut quote = json!({"type": "TextQuoteSelector", "exact": claim.quote});
    // Where the text may not be shown, its positions lead nowhere.
    if let (Some(before), Some(after)) =
        (report.text.get(..claim.passage.bytes[0]), report.text.get(claim.passage.bytes[1]..))
        && !report.text.is_empty()
    {
        let skip = before.chars().count().saturating_sub(AROUND);
        quote["prefix"] = json!(before.chars().skip(skip).collect::<String>());
        quote["suffix"] = json!(after.chars().take(AROUND).collect::<String>());
        selectors.push(json!({"type": "TextPositionSelector", "start": start, "end": end}));
    }
    selectors.push(quote);
    json!({
        "id": format!("urn:rashomon:{}:{}", report.sha256, at.id()),
        "type": "Annotation",
        "motivation": "identifying",
        "body": {"type": "TextualBody", "value": claim.summary, "format": "text/plain", "language": "en", "purpose": "describing"},
        "target": {
            "source": report.url.clone().unwrap_or_else(|| format!("urn:sha256:{}", report.sha256)),
            "selector": selectors,
        },
    })
}
