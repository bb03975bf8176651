//! Signing in and out.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::taken;
use crate::guard::{cookie, session};
use crate::problem::Problem;
use crate::site::{Site, User};
use crate::users::Users;

#[derive(Deserialize)]
#[serde(untagged)]
enum Sent {
    Token { token: String },
    Password { name: String, password: String },
}

/// Opens a session.
pub(crate) async fn open(
    State(site): State<Arc<Site>>,
    taken::Sent(body): taken::Sent,
) -> Result<Response, Problem> {
    let sent: Sent =
        serde_json::from_slice(&body).map_err(|_| Problem::bad("send `token`, or `name` and `password`"))?;
    let opened = match sent {
        Sent::Token { token } => site.spend(&token),
        Sent::Password { name, password } => {
            let permit = site.checks.acquire().await;
            let path = site.case.clone();
            // Hashing takes its time on purpose: not on the threads that answer. The file is read each time: who
            // was added or removed since the start is known.
            let role = tokio::task::spawn_blocking(move || {
                let role = Users::of(&path).ok().and_then(|users| users.check(&name, &password));
                role.map(|role| User { name, role })
            });
            let user = role.await.ok().flatten();
            drop(permit);
            user.map(|user| site.open(user))
        }
    };
    let session =
        opened.ok_or_else(|| Problem::new(StatusCode::UNAUTHORIZED, "name or password is not right"))?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie(&site, &session))]).into_response())
}

/// Ends the session of who asks.
pub(crate) async fn close(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    if let Some(session) = session(&site, &headers) {
        site.close(&session);
    }
    let gone = format!("{}; Max-Age=0", cookie(&site, ""));
    (StatusCode::NO_CONTENT, [(header::SET_COOKIE, gone)]).into_response()
}
