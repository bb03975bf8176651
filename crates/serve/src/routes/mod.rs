//! What is served at which address.

pub(crate) mod ask;
mod asked;
pub(crate) mod case;
pub(crate) mod claims;
mod export;
mod map;
pub(crate) mod questions;
pub(crate) mod reports;
mod review;
mod session;
pub(crate) mod sources;
mod stream;
mod taken;
mod timeline;
mod write;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{MethodRouter, get, post};
use serde_json::Value;

use self::asked::Asked;
use self::taken::Part;
use crate::assets;
use crate::guard::{cookie, guard};
use crate::problem::Problem;
use crate::query::Query;
use crate::site::Site;
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
        .route("/ask.json", shared(ask::found))
        .route("/disputes.json", shared(questions::listed))
        .route("/claims.json", shared(claims::listed))
        .route("/map.json", shared(map::map))
        .route("/timeline.json", shared(timeline::timeline))
        .route("/reports.json", shared(reports::listed).post(reports::add))
        .route("/sources.json", shared(sources::listed))
        .route("/review.json", get(|asked: Asked| asked.own(review::queue)))
        .route("/judgements.json", shared(review::judgements).post(review::judge))
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
        .method_not_allowed_fallback(|| async {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "that cannot be done at this address")
        })
        .layer(DefaultBodyLimit::max(BODY))
        .layer(from_fn_with_state(Arc::clone(&site), guard))
        .with_state(site)
}

/// A route that tells everybody the same.
fn shared<V: Into<Value> + 'static>(
    what: fn(&View, &Query) -> Result<V, Problem>,
) -> MethodRouter<Arc<Site>> {
    get(move |asked: Asked| asked.shared(what))
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

async fn asset(Part(path): Part, headers: HeaderMap) -> Response {
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
