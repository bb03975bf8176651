//! What people decide: the queue of claims, the decisions, agreement.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use rashomon::model::Action;
use rashomon::review::{agreement, verdicts};
use rashomon::v1::{Judgement, Slot, Verdict};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::taken;
use super::write::{repeat_key, written};
use crate::problem::Problem;
use crate::query::Query;
use crate::site::{Site, User};
use crate::view::View;

/// Claims to judge, those that bear on disputes first.
pub(crate) fn queue(view: &View, query: &Query, user: &User) -> Result<Map<String, Value>, Problem> {
    let judged = |id: &str| view.decided_on(id).any(|d| d.judgement.reviewer == user.name);
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
    if query.switch("open", true)? {
        order.retain(|id| !judged(id));
    }
    let mut list = query.page(&order, |id| match view.claim(id) {
        Some((report, claim)) => {
            let mut value = view.claim_json(id, report, claim);
            let question = view.question_of(id).and_then(|q| view.question(q));
            value["verdicts"] = view.decided_on(id).map(|d| json!(d)).collect();
            value["question_text"] = json!(question.map(|q| view.reading.questions[q].text.as_str()));
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
    list.insert("agreement".into(), agree(view));
    Ok(list)
}

/// How far reviewers agree, and where they do not.
fn agree(view: &View) -> Value {
    let verdicts = verdicts(&view.held.reviewed, &view.reading.judgements);
    let both = |v: &&BTreeMap<String, bool>| v.values().any(|yes| *yes) && v.values().any(|yes| !yes);
    let divided: Vec<String> =
        verdicts.iter().filter(|(_, v)| both(v)).filter_map(|(at, _)| view.name(*at)).collect();
    let shared = verdicts.values().filter(|v| v.len() > 1).count();
    let found = agreement(verdicts.values());
    json!({"alpha": found.alpha, "kappa": found.kappa, "items": shared, "divided": divided})
}

/// All decisions, in order.
pub(crate) fn judgements(view: &View, query: &Query) -> Result<Map<String, Value>, Problem> {
    let mut all: Vec<_> = view.reading.judgements.iter().collect();
    all.reverse();
    query.page(&all, |d| json!(d))
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
    taken::Sent(body): taken::Sent,
) -> Result<Response, Problem> {
    let key = repeat_key(&headers, &user, "judgements");
    if let Some((status, body)) = key.as_ref().and_then(|k| site.answered(k)) {
        return Ok(written(status, body));
    }
    let wrong = |e: serde_json::Error| Problem::bad(format!("this is no judgement: {e}"));
    let Sent { on, other, mut rest } = serde_json::from_slice(&body).map_err(wrong)?;
    let view = site.views.now()?;
    let anchor = |id: &String| {
        view.anchor(id)
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
