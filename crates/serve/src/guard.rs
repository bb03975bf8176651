//! What stands before every route: the names the server answers to, sessions and roles, and the headers that
//! keep a page from loading or sending anything elsewhere.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::problem::Problem;
use crate::site::{Site, User};
use crate::users::Role;

/// Nothing from elsewhere, nothing written into the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    connect-src 'self'; worker-src 'self' blob:; font-src 'self'; manifest-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

const HEADERS: [(&str, &str); 5] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// The header that a form of another page cannot send.
const OURS: &str = "x-rashomon";

/// Lets a request through, or says why not.
pub(crate) async fn guard(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    let mut response = match check(&site, &mut request) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .entry(HeaderName::from_static(name))
            .or_insert(HeaderValue::from_static(value));
    }
    response
}

fn check(site: &Site, request: &mut Request) -> Result<(), Problem> {
    let host = host(request.headers(), request.uri());
    if !host.as_deref().is_some_and(|h| site.hosts.iter().any(|known| known.eq_ignore_ascii_case(h))) {
        // Another name for this machine could be somebody else's page (DNS rebinding).
        return Err(Problem::new(StatusCode::MISDIRECTED_REQUEST, "this server does not go by that name"));
    }
    let write = !matches!(*request.method(), Method::GET | Method::HEAD);
    if write {
        let ours = request.headers().contains_key(OURS);
        let origin = request.headers().get(header::ORIGIN).map(|o| o.to_str().unwrap_or(""));
        let same = origin.is_none_or(|o| o.split_once("://").map(|(_, h)| h) == host.as_deref());
        if !ours || !same {
            return Err(Problem::new(
                StatusCode::FORBIDDEN,
                "writes need the header `X-Rashomon: 1` and must come from the page itself",
            ));
        }
    }
    let user = session(site, request.headers()).and_then(|s| site.user(&s));
    if let Some(needed) = needs(request.method(), request.uri().path()) {
        match &user {
            None => {
                let hint = if site.shared {
                    "sign in first"
                } else {
                    "open the address that was printed at the start; it opens one session, start again for another"
                };
                return Err(Problem::new(StatusCode::UNAUTHORIZED, hint));
            }
            Some(user) if user.role < needed => {
                return Err(Problem::new(
                    StatusCode::FORBIDDEN,
                    format!(
                        "{} is a {}; this needs the role {}",
                        user.name,
                        user.role.as_str(),
                        needed.as_str()
                    ),
                ));
            }
            Some(_) => {}
        }
    }
    if let Some(user) = user {
        request.extensions_mut().insert::<User>(user);
    }
    Ok(())
}

/// The role a request needs; none for the page itself, which holds no data, and for signing in.
pub(crate) fn needs(method: &Method, path: &str) -> Option<Role> {
    let read = matches!(*method, Method::GET | Method::HEAD);
    match path {
        "/session.json" => None,
        "/health.json" | "/openapi.json" if read => None,
        "/judgements.json" if !read => Some(Role::Reviewer),
        "/reports.json" if !read => Some(Role::Editor),
        _ if !read => Some(Role::Owner),
        "/events" => Some(Role::Reader),
        _ if path.ends_with(".json") || path.ends_with("/original") || path.starts_with("/export/") => {
            Some(Role::Reader)
        }
        _ => None,
    }
}

/// The name and port the request was sent to.
fn host(headers: &HeaderMap, uri: &Uri) -> Option<String> {
    let header = headers.get(header::HOST).and_then(|h| h.to_str().ok());
    header.map(str::to_owned).or_else(|| uri.authority().map(ToString::to_string))
}

/// The session a browser sends along.
pub(crate) fn session(site: &Site, headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|c| c.to_str().ok());
    cookies
        .flat_map(|c| c.split(';'))
        .filter_map(|c| c.trim().split_once('='))
        .find(|(name, _)| *name == site.cookie)
        .map(|(_, value)| value.to_owned())
}

/// The cookie that carries a session.
pub(crate) fn cookie(site: &Site, session: &str) -> String {
    let secure = if site.secure { "; Secure" } else { "" };
    format!("{}={session}; HttpOnly; SameSite=Strict; Path=/{secure}", site.cookie)
}
