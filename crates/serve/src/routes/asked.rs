//! A request for data: what it asks, of which state of the case, and who asks.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;

use crate::answers::Answer;
use crate::problem::Problem;
use crate::query::Query;
use crate::site::{Site, User};
use crate::view::View;

/// A request for data.
pub(crate) struct Asked {
    view: Arc<View>,
    query: Query,
    user: User,
    headers: HeaderMap,
    address: String,
}

impl FromRequestParts<Arc<Site>> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Problem> {
        let query = Query::of(&parts.uri);
        let view = site.views.at(query.moment()?).await?;
        let user = parts.extensions.get::<User>().cloned();
        let user = user.ok_or_else(|| Problem::new(StatusCode::UNAUTHORIZED, "sign in first"))?;
        // No host in it: the same is told under every name of this server.
        let address = parts.uri.path_and_query().map_or("/", |p| p.as_str()).to_owned();
        Ok(Self { view, query, user, headers: parts.headers.clone(), address })
    }
}

impl Asked {
    /// The answer that everybody gets who asks this.
    pub(crate) async fn shared<V: Into<Value>>(
        self,
        what: impl FnOnce(&View, &Query) -> Result<V, Problem> + Send + 'static,
    ) -> Result<Response, Problem> {
        let key = self.address.clone();
        self.tell(key, what).await
    }

    /// The answer that only who asks gets.
    pub(crate) async fn own<V: Into<Value>>(
        self,
        what: impl FnOnce(&View, &Query, &User) -> Result<V, Problem> + Send + 'static,
    ) -> Result<Response, Problem> {
        let user = self.user.clone();
        // An address has no space in it: no name makes one person's key another's.
        let key = format!("{} {} {}", self.address, user.role.as_str(), user.name);
        self.tell(key, move |view, query| what(view, query, &user)).await
    }

    /// JSON with a tag, packed where it is long; who has it already is told so. It is worked out once for each state
    /// of the case, and not on the threads that answer.
    async fn tell<V: Into<Value>>(
        self,
        key: String,
        what: impl FnOnce(&View, &Query) -> Result<V, Problem> + Send + 'static,
    ) -> Result<Response, Problem> {
        let Self { view, query, headers, .. } = self;
        let made = format!("{} {} {key}", view.head, env!("CARGO_PKG_VERSION"));
        let digest = <sha2::Sha256 as sha2::Digest>::digest(made);
        let tag = format!("\"{}\"", data_encoding::HEXLOWER.encode(&digest[..12]));
        let header = |name| headers.get(name).and_then(|h| h.to_str().ok()).unwrap_or("");
        let common = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, "private, no-cache".into())];
        if header(header::IF_NONE_MATCH).split(',').any(|k| k.trim().trim_start_matches("W/") == tag) {
            return Ok((StatusCode::NOT_MODIFIED, common).into_response());
        }
        let kept = view.answers.entry(&key);
        if kept.get().is_none() {
            let (kept, view) = (Arc::clone(&kept), Arc::clone(&view));
            let work = move || {
                kept.get_or_init(|| {
                    view.answers.keep(what(&view, &query).map(|value| Answer::of(&value.into())))
                });
            };
            let failed =
                |e: tokio::task::JoinError| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, e.to_string());
            tokio::task::spawn_blocking(work).await.map_err(failed)?;
        }
        let unmade = || Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the answer could not be worked out");
        let answer = kept.get().ok_or_else(unmade)?.clone()?;
        let json = (header::CONTENT_TYPE, "application/json");
        Ok(match answer.packed {
            Some(packed) if header(header::ACCEPT_ENCODING).contains("gzip") => {
                let head = [json, (header::CONTENT_ENCODING, "gzip"), (header::VARY, "accept-encoding")];
                (common, head, packed).into_response()
            }
            _ => (common, [json, (header::VARY, "accept-encoding")], answer.plain).into_response(),
        })
    }
}
