//! What is served at which address.

mod case;
mod claims;
mod export;
mod map;
mod questions;
mod reports;
mod review;
mod session;
mod sources;
mod stream;
mod timeline;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use serde_json::Value;

use crate::assets;
use crate::guard::{cookie, guard};
use crate::problem::Problem;
use crate::query::Query;
use crate::site::{Site, User};
use crate::view::View;

/// The most a request may send: the largest document intake reads whole.
const BODY: usize = 128 << 20;

/// Pages; each is the same file, which looks at its own address.
const PAGES: [&str; 9] =
    ["/disputes", "/map", "/timeline", "/reports", "/sources", "/review", "/add", "/export", "/sign-in"];

/// Every route.
pub(crate) fn router(site: Arc<Site>) -> Router {
    let mut router = Router::new()
        .route("/", get(root))
        .route("/question/{id}", get(questions::question))
        .route("/report/{id}", get(reports::report))
        .route("/report/{id}/original", get(reports::original))
        .route("/assets/{*path}", get(asset))
        .route("/case.json", get(case::case))
        .route("/disputes.json", get(questions::list))
        .route("/claims.json", get(claims::list))
        .route("/map.json", get(map::map))
        .route("/timeline.json", get(timeline::timeline))
        .route("/reports.json", get(reports::list).post(reports::add))
        .route("/sources.json", get(sources::sources))
        .route("/review.json", get(review::queue))
        .route("/judgements.json", get(review::judgements).post(review::judge))
        .route("/session.json", post(session::open).delete(session::close))
        .route("/events", get(stream::events))
        .route("/export/{name}", get(export::export))
        .route("/health.json", get(case::health))
        .route("/openapi.json", get(case::openapi));
    for page in PAGES {
        router = router.route(page, get(page_file));
    }
    router
        .fallback(|| async { Problem::missing("there is nothing at this address") })
        .layer(DefaultBodyLimit::max(BODY))
        .layer(from_fn_with_state(Arc::clone(&site), guard))
        .with_state(site)
}

/// Where an id ends in `.json` its data is asked for, else the page.
pub(crate) fn data_of(id: &str) -> Option<&str> {
    id.strip_suffix(".json")
}

async fn page_file(headers: HeaderMap) -> Response {
    page(&headers)
}

/// The page.
pub(crate) fn page(headers: &HeaderMap) -> Response {
    assets::file("index.html", headers)
}

async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    assets::file(&format!("assets/{path}"), &headers)
}

/// The start: a token opens a session and goes from the address.
async fn root(State(site): State<Arc<Site>>, uri: Uri) -> Response {
    let query = Query::of(&uri);
    let Some(token) = query.get("token") else { return Redirect::to("/disputes").into_response() };
    match site.spend(token) {
        Some(session) => {
            ([(header::SET_COOKIE, cookie(&site, &session))], Redirect::to("/disputes")).into_response()
        }
        None => Redirect::to("/sign-in?spent=1").into_response(),
    }
}

/// JSON with a tag: who has it already is told so.
///
/// The tag hangs on the state of the case, on who asks, and on what else the answer is made from.
pub(crate) fn answer(
    view: &View,
    headers: &HeaderMap,
    user: Option<&User>,
    more: &str,
    value: &Value,
) -> Response {
    let who = user.map_or("", |u| u.name.as_str());
    let made = format!("{} {who} {} {more}", view.head, env!("CARGO_PKG_VERSION"));
    let digest = <sha2::Sha256 as sha2::Digest>::digest(made);
    let tag = format!("\"{}\"", data_encoding::HEXLOWER.encode(&digest[..12]));
    let known = headers.get(header::IF_NONE_MATCH).and_then(|t| t.to_str().ok());
    let common = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, "private, no-cache".into())];
    if known.is_some_and(|k| k.split(',').any(|k| k.trim().trim_start_matches("W/") == tag)) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let body = value.to_string();
    let packs = headers.get(header::ACCEPT_ENCODING).and_then(|a| a.to_str().ok());
    let json = (header::CONTENT_TYPE, "application/json");
    if body.len() > 4096 && packs.is_some_and(|a| a.contains("gzip")) {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        // Writing to memory does not fail.
        let _ = std::io::Write::write_all(&mut encoder, body.as_bytes());
        let packed = encoder.finish().unwrap_or_default();
        let head = [json, (header::CONTENT_ENCODING, "gzip"), (header::VARY, "accept-encoding")];
        return (common, head, Body::from(packed)).into_response();
    }
    (common, [json], body).into_response()
}
