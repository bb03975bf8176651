//! A request for data: what it asks, of which state of the case, and who asks.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;

use crate::problem::Problem;
use crate::query::Query;
use crate::site::{Site, User};
use crate::view::View;

/// A request for data.
pub(crate) struct Asked {
    pub(crate) view: Arc<View>,
    pub(crate) query: Query,
    pub(crate) user: User,
    headers: HeaderMap,
    address: String,
}

impl FromRequestParts<Arc<Site>> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Problem> {
        let query = Query::of(&parts.uri);
        let view = site.at(query.moment()?).await?;
        let user = parts.extensions.get::<User>().cloned();
        let user = user.ok_or_else(|| Problem::new(StatusCode::UNAUTHORIZED, "sign in first"))?;
        Ok(Self { view, query, user, headers: parts.headers.clone(), address: parts.uri.to_string() })
    }
}

impl Asked {
    /// JSON with a tag, packed where it is long; who has it already is told so.
    ///
    /// The tag hangs on the state of the case, on who asks, and on what is asked.
    pub(crate) fn answer(&self, value: impl Into<Value>) -> Response {
        let made =
            format!("{} {} {} {}", self.view.head, self.user.name, env!("CARGO_PKG_VERSION"), self.address);
        let digest = <sha2::Sha256 as sha2::Digest>::digest(made);
        let tag = format!("\"{}\"", data_encoding::HEXLOWER.encode(&digest[..12]));
        let header = |name| self.headers.get(name).and_then(|h| h.to_str().ok()).unwrap_or("");
        let common = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, "private, no-cache".into())];
        if header(header::IF_NONE_MATCH).split(',').any(|k| k.trim().trim_start_matches("W/") == tag) {
            return (StatusCode::NOT_MODIFIED, common).into_response();
        }
        let body = value.into().to_string();
        let json = (header::CONTENT_TYPE, "application/json");
        if body.len() > 4096 && header(header::ACCEPT_ENCODING).contains("gzip") {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            // Writing to memory does not fail.
            let _ = std::io::Write::write_all(&mut encoder, body.as_bytes());
            let packed = encoder.finish().unwrap_or_default();
            let head = [json, (header::CONTENT_ENCODING, "gzip"), (header::VARY, "accept-encoding")];
            return (common, head, Body::from(packed)).into_response();
        }
        (common, [json], body).into_response()
    }
}
