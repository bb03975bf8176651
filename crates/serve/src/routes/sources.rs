//! Who tells what, through whom, and how far others say the same.

use std::collections::{BTreeMap, BTreeSet};

use rashomon::v1;
use serde_json::{Map, Value, json};

use crate::problem::Problem;
use crate::query::Query;
use crate::view::View;

#[derive(Default)]
struct Source {
    kind: String,
    claims: BTreeSet<String>,
    reports: BTreeSet<String>,
    agreed: usize,
    contradicted: usize,
}

/// Sources by how much they tell, and the ways their words took.
pub(crate) fn listed(view: &View, query: &Query) -> Result<Map<String, Value>, Problem> {
    let mut sources: BTreeMap<String, Source> = BTreeMap::new();
    let mut links: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    let mut told: BTreeMap<String, String> = BTreeMap::new();
    for (id, report, claim) in view.claims() {
        let outlet = outlet(report);
        let mut chain: Vec<(String, &str)> = claim
            .chain
            .iter()
            .map(|link| (link.name.clone().unwrap_or_else(|| link.text.clone()), link.kind.as_str()))
            .collect();
        chain.push((outlet, "outlet"));
        if let Some((first, _)) = chain.first() {
            told.insert(id.clone(), first.clone());
        }
        for (name, kind) in &chain {
            let source = sources.entry(name.clone()).or_default();
            if source.kind.is_empty() || *kind == "outlet" {
                (*kind).clone_into(&mut source.kind);
            }
            source.claims.insert(id.clone());
            source.reports.insert(report.id.clone());
        }
        for pair in chain.windows(2) {
            if pair[0].0 != pair[1].0 {
                links.entry((pair[0].0.clone(), pair[1].0.clone())).or_default().push(id.clone());
            }
        }
    }
    for relation in &view.reading.relations {
        let (Some(a), Some(b)) = (told.get(&relation.a), told.get(&relation.b)) else { continue };
        if a == b {
            continue;
        }
        for name in [a, b] {
            if let Some(source) = sources.get_mut(name) {
                match relation.kind.as_str() {
                    "supports" => source.agreed += 1,
                    "contradicts" => source.contradicted += 1,
                    _ => {}
                }
            }
        }
    }
    let words = query.get("q").map(str::to_lowercase);
    let mut all: Vec<(&String, &Source)> = sources
        .iter()
        .filter(|(name, _)| words.as_ref().is_none_or(|w| name.to_lowercase().contains(w)))
        .collect();
    all.sort_by_key(|(name, s)| (std::cmp::Reverse(s.claims.len()), (*name).clone()));
    let mut list = query.page(&all, |(name, s)| {
        json!({
            "name": name, "kind": s.kind, "claims": s.claims.len(), "reports": s.reports.len(),
            "agreed": s.agreed, "contradicted": s.contradicted, "example": s.claims.first(),
        })
    })?;
    let mut links: Vec<_> = links.into_iter().collect();
    links.sort_by_key(|(_, claims)| std::cmp::Reverse(claims.len()));
    let links: Vec<Value> = links
        .iter()
        .take(500)
        .map(|((from, to), claims)| json!({"from": from, "to": to, "claims": claims.len(), "example": claims.first()}))
        .collect();
    let shared = view.reading.voices.iter().filter(|v| {
        v.claims.iter().filter_map(|c| c.split_once(':')).map(|(r, _)| r).collect::<BTreeSet<_>>().len() > 1
    });
    let shared: Vec<Value> =
        shared.take(200).map(|v| json!({"origin": v.origin, "claims": v.claims})).collect();
    list.insert("links".into(), links.into());
    list.insert("shared".into(), shared.into());
    Ok(list)
}

/// Who published a report, as a source is called.
fn outlet(report: &v1::Report) -> String {
    report.outlet.clone().unwrap_or_else(|| crate::view::title(report).to_owned())
}
