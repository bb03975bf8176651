//! What the case tells, as files.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use rashomon_export::{Form, Profile, names, write};
use rashomon_store::Case;

use super::taken::Part;
use crate::problem::Problem;
use crate::query::Query;
use crate::site::Site;

/// Every record, for `rashomon import`.
const RECORDS: &str = "case.jsonl";

/// A file in the form its name tells.
pub(crate) async fn export(
    State(site): State<Arc<Site>>,
    Part(name): Part,
    uri: Uri,
) -> Result<Response, Problem> {
    let query = Query::of(&uri);
    let profile = match query.get("profile").unwrap_or("internal") {
        "internal" => Profile::Internal,
        "partner" => Profile::Partner,
        "public" => Profile::Public,
        other => return Err(Problem::bad(format!("`{other}` is no profile: internal, partner, public"))),
    };
    let safe = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    let failed = |e: tokio::task::JoinError| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, e.to_string());
    let bytes = if safe && names(&name, RECORDS) {
        if profile != Profile::Internal {
            return Err(Problem::bad("all records of a case are for internal use only"));
        }
        let path = site.case.clone();
        let lines = move || {
            let mut out = Vec::new();
            Case::open_to_read(&path)?.write_lines(&mut out).map(|()| out)
        };
        tokio::task::spawn_blocking(lines).await.map_err(failed)??
    } else {
        let form = Form::of(&name).filter(|_| safe).ok_or_else(|| {
            Problem::missing(format!(
                "the name tells no form to write; names are {RECORDS}, {}",
                Form::names().join(", ")
            ))
        })?;
        let view = site.views.at(query.moment()?).await?;
        let written = move || write(&view.reading, form, profile, &view.title);
        tokio::task::spawn_blocking(written).await.map_err(failed)?
    };
    // Saved, never shown: what a report says is not run here.
    let head = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((head, bytes).into_response())
}
