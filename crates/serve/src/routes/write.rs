//! What all writes share: the same write sent twice is made once.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use crate::site::User;

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
