//! The case as a whole.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::asked::Asked;
use crate::problem::Problem;
use crate::query::Query;
use crate::site::{Site, User};
use crate::view::View;

/// How much the case holds, and who asks.
pub(crate) async fn case(State(site): State<Arc<Site>>, asked: Asked) -> Result<Response, Problem> {
    let demo = site.demo;
    let told = move |view: &View, _: &Query, user: &User| {
        let mut value = told(view);
        value["demo"] = demo.into();
        value["user"] = json!({"name": user.name, "role": user.role});
        Ok(value)
    };
    asked.own(told).await
}

/// How much the case holds.
pub(crate) fn told(view: &View) -> Value {
    let reading = &view.reading;
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for question in &reading.questions {
        *kinds.entry(question.kind.as_str()).or_default() += 1;
    }
    let kinds: Vec<_> = kinds.into_iter().map(|(kind, n)| json!({"kind": kind, "n": n})).collect();
    let times = || view.claims().filter_map(|(_, _, c)| c.time.as_ref());
    json!({
        "title": view.title, "generator": reading.generator, "head": view.head,
        "reports": reading.reports.len(), "claims": view.claims().count(), "voices": reading.voices.len(),
        "questions": reading.questions.len(),
        "disputes": reading.questions.iter().map(|q| q.disputes.len()).sum::<usize>(),
        "changes": reading.questions.iter().map(|q| q.changes.len()).sum::<usize>(),
        "judgements": reading.judgements.len(),
        "first": times().filter_map(|t| t.start.as_deref()).min(),
        "last": times().filter_map(|t| t.end.as_deref().or(t.start.as_deref())).max(),
        "kinds": kinds,
        "left_out": view.entries.len() - reading.reports.len().min(view.entries.len()),
    })
}

/// Whether the case can be asked yet.
pub(crate) async fn health(State(site): State<Arc<Site>>) -> Response {
    let ready = site.views.now().is_ok();
    let body = json!({"ready": ready, "users": site.shared}).to_string();
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], body).into_response()
}

/// What every route takes and gives.
pub(crate) async fn openapi(State(site): State<Arc<Site>>) -> Response {
    // The cookie bears the port: programs that read this need its name.
    let described = include_str!("../../openapi.json").replace("rashomon-PORT", &site.cookie);
    ([(header::CONTENT_TYPE, "application/json")], described).into_response()
}
