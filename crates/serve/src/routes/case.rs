//! The case as a whole.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use super::asked::Asked;
use crate::site::Site;

/// How much the case holds, and who asks.
pub(crate) async fn case(State(site): State<Arc<Site>>, asked: Asked) -> Response {
    let Asked { view, user, .. } = &asked;
    let reading = &view.reading;
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for question in &reading.questions {
        *kinds.entry(question.kind.as_str()).or_default() += 1;
    }
    let kinds: Vec<_> = kinds.into_iter().map(|(kind, n)| json!({"kind": kind, "n": n})).collect();
    let times = || view.claims().filter_map(|(_, _, c)| c.time.as_ref());
    let value = json!({
        "title": view.title, "generator": reading.generator, "head": view.head, "demo": site.demo,
        "reports": reading.reports.len(), "claims": view.claims().count(), "voices": reading.voices.len(),
        "questions": reading.questions.len(),
        "disputes": reading.questions.iter().map(|q| q.disputes.len()).sum::<usize>(),
        "changes": reading.questions.iter().map(|q| q.changes.len()).sum::<usize>(),
        "judgements": reading.judgements.len(),
        "first": times().filter_map(|t| t.start.as_deref()).min(),
        "last": times().filter_map(|t| t.end.as_deref().or(t.start.as_deref())).max(),
        "kinds": kinds, "user": {"name": user.name, "role": user.role},
        "left_out": view.entries.len() - reading.reports.len().min(view.entries.len()),
    });
    asked.answer(value)
}

/// Whether the case can be asked yet.
pub(crate) async fn health(State(site): State<Arc<Site>>) -> Response {
    let ready = site.now().is_ok();
    let body = json!({"ready": ready, "users": site.shared}).to_string();
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], body).into_response()
}

/// What every route takes and gives.
pub(crate) async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], include_str!("../../openapi.json")).into_response()
}
