//! What people decide: the queue of claims, the decisions, agreement.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use rashomon::model::Action;
use rashomon::review::agreement;
use rashomon::v1::{Anchor, Judgement, Slot, Verdict};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer;
use crate::problem::Problem;
use crate::query::Query;
use crate::site::{Site, User};
use crate::view::View;

/// Claims to judge, those that bear on disputes first.
pub(crate) async fn queue(
    State(site): State<Arc<Site>>,
    Extension(user): Extension<User>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let query = Query::of(&uri);
    let view = site.now()?;
    let by = by_claim(&view);
    let judged = |id: &str| by.iter().any(|(on, d)| on == id && d.judgement.reviewer == user.name);
    let mut seen = BTreeSet::new();
    let mut order: Vec<String> = Vec::new();
    let disputed =
        view.reading.questions.iter().flat_map(|q| &q.disputes).flat_map(|d| d.sides.iter().flatten());
    for id in disputed.cloned().chain(view.claims().map(|(id, _, _)| id)) {
        if seen.insert(id.clone()) {
            order.push(id);
        }
    }
    let total = order.len();
    let left = order.iter().filter(|id| !judged(id)).count();
    if query.get("open") != Some("0") {
        order.retain(|id| !judged(id));
    }
    let mut list = query.page(&order, |id| match view.claim(id) {
        Some((report, claim)) => {
            let mut value = view.claim_json(id, report, claim);
            let verdicts: Vec<Value> = by.iter().filter(|(on, _)| on == id).map(|(_, d)| json!(d)).collect();
            let question = view.question_of(id).and_then(|q| view.question(q));
            value["verdicts"] = verdicts.into();
            value["question_text"] = json!(question.map(|(q, _)| q.text.as_str()));
            value
        }
        None => Value::Null,
    })?;
    let slots: Vec<&str> = Slot::ALL.iter().map(|s| s.as_str()).collect();
    let actions: Vec<&str> = Action::ALL.iter().map(|a| a.as_str()).collect();
    list.insert("done".into(), (total - left).into());
    list.insert("left".into(), left.into());
    list.insert("slots".into(), json!(slots));
    list.insert("actions".into(), json!(actions));
    list.insert("agreement".into(), agree(&view, &by));
    Ok(answer(&view, &headers, Some(&user), &uri.to_string(), &Value::Object(list)))
}

/// Decisions that stand, with the claim each is about.
fn by_claim(view: &View) -> Vec<(String, &rashomon::v1::Decided)> {
    let decided = &view.reading.judgements;
    let undone: BTreeSet<i64> = decided
        .iter()
        .filter_map(|d| match d.judgement.verdict {
            Verdict::Undo { undoes } => Some(undoes),
            _ => None,
        })
        .collect();
    let stands = decided.iter().filter(|d| !undone.contains(&d.record));
    stands
        .filter_map(|d| {
            let on = d.judgement.on.as_ref()?;
            let report = view.report(&format!("r{}", on.report))?;
            let found = report.claims.iter().filter(|c| c.quote == on.quote);
            let nearest = found.min_by_key(|c| c.passage.bytes[0].abs_diff(on.bytes[0]))?;
            Some((format!("{}:{}", report.id, nearest.id), d))
        })
        .collect()
}

fn agree(view: &View, by: &[(String, &rashomon::v1::Decided)]) -> Value {
    let mut items: std::collections::BTreeMap<&str, std::collections::BTreeMap<String, bool>> =
        std::collections::BTreeMap::new();
    for (on, decided) in by {
        let verdict = match decided.judgement.verdict {
            Verdict::Accept => true,
            Verdict::Reject => false,
            _ => continue,
        };
        items.entry(on).or_default().insert(decided.judgement.reviewer.clone(), verdict);
    }
    let divided: Vec<&str> = items
        .iter()
        .filter(|(_, v)| v.values().any(|x| *x) && v.values().any(|x| !*x))
        .map(|(on, _)| *on)
        .filter(|on| view.claim(on).is_some())
        .collect();
    let shared = items.values().filter(|v| v.len() > 1).count();
    let found = agreement(items.values());
    json!({"alpha": found.alpha, "kappa": found.kappa, "items": shared, "divided": divided})
}

/// All decisions, in order.
pub(crate) async fn judgements(
    State(site): State<Arc<Site>>,
    Extension(user): Extension<User>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let query = Query::of(&uri);
    let view = site.at(query.moment()?).await?;
    let mut all: Vec<_> = view.reading.judgements.iter().collect();
    all.reverse();
    let list = query.page(&all, |d| json!(d))?;
    Ok(answer(&view, &headers, Some(&user), &uri.to_string(), &Value::Object(list)))
}

/// A decision as the page sends it: claims by their ids.
#[derive(Debug, Deserialize)]
struct Sent {
    /// The claim: `r1:c3`.
    on: Option<String>,
    /// The other claim, for `same` and `different`.
    other: Option<String>,
    #[serde(flatten)]
    rest: serde_json::Map<String, Value>,
}

/// Keeps a decision of who is signed in.
pub(crate) async fn judge(
    State(site): State<Arc<Site>>,
    Extension(user): Extension<User>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let key = repeat_key(&headers, &user, "judgements");
    if let Some((status, body)) = key.as_ref().and_then(|k| site.answered(k)) {
        return Ok(written(status, body));
    }
    let wrong = |e: serde_json::Error| Problem::bad(format!("this is no judgement: {e}"));
    let Sent { on, other, mut rest } = serde_json::from_slice(&body).map_err(wrong)?;
    let view = site.now()?;
    let anchor = |id: &String| {
        anchor(&view, id)
            .ok_or_else(|| Problem::missing(format!("there is no claim {id} any more: load the page again")))
    };
    if let Some(other) = &other {
        rest.insert("other".into(), json!(anchor(other)?));
    }
    let verdict: Verdict = serde_json::from_value(Value::Object(rest)).map_err(wrong)?;
    let on = on.as_ref().map(anchor).transpose()?;
    let judgement = Judgement { reviewer: user.name.clone(), on, verdict };
    let gone = || Problem::new(StatusCode::SERVICE_UNAVAILABLE, "nothing can be kept any more: start again");
    let records = site.writer.judge(vec![judgement.clone()]).await.ok_or_else(gone)??;
    let answer =
        (StatusCode::CREATED, json!({"record": records.first(), "judgement": judgement}).to_string());
    if let Some(key) = key {
        site.keep_answer(key, answer.clone());
    }
    Ok(written(answer.0, answer.1))
}

/// A claim by its words, as the chain keeps it.
fn anchor(view: &View, id: &str) -> Option<Anchor> {
    let (report, claim) = view.claim(id)?;
    Some(Anchor {
        report: report.id.strip_prefix('r')?.parse().ok()?,
        quote: claim.quote.clone(),
        bytes: claim.passage.bytes,
        action: claim.action.clone(),
    })
}

/// What tells a write that comes again from a new one; a key counts for its sender only.
pub(crate) fn repeat_key(headers: &HeaderMap, user: &User, what: &str) -> Option<String> {
    let key = headers.get("idempotency-key")?.to_str().ok()?;
    Some(format!("{what}\n{}\n{key}", user.name))
}

/// The answer to a write.
pub(crate) fn written(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], body)
        .into_response()
}
