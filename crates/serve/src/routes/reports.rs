//! Reports: the list, one with all that was read of it, its original; and adding.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{FromRequestParts as _, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use rashomon_store::Case;
use serde_json::{Map, Value, json};

use super::asked::Asked;
use super::taken::{Part, Sent};
use super::write::{repeat_key, written};
use super::{data_of, page};
use crate::problem::Problem;
use crate::query::Query;
use crate::site::{Site, User};
use crate::view::{View, title};
use crate::writer::Told;

/// Reports by their numbers.
pub(crate) fn listed(view: &View, query: &Query) -> Result<Map<String, Value>, Problem> {
    let words = query.get("q").map(str::to_lowercase);
    let has = |text: Option<&str>, part: &str| text.is_some_and(|t| t.to_lowercase().contains(part));
    let found: Vec<_> = view
        .reading
        .reports
        .iter()
        .filter(|r| {
            words.as_ref().is_none_or(|w| {
                has(Some(title(r)), w) || has(r.outlet.as_deref(), w) || has(r.name.as_deref(), w)
            })
        })
        .collect();
    query.page(&found, |report| {
        let entry = view.entry(&report.id);
        json!({
            "id": report.id, "name": report.name, "title": title(report), "outlet": report.outlet,
            "published": report.published, "url": report.url, "sha256": report.sha256,
            "learned": entry.map(|e| e.at.as_str()), "readings": entry.map(|e| e.readings),
            "claims": report.claims.len(), "unread": report.unread.len(), "notes": report.notes.len(),
        })
    })
}

/// One report; without `.json` the page that shows it.
pub(crate) async fn report(
    State(site): State<Arc<Site>>,
    Part(id): Part,
    mut parts: Parts,
) -> Result<Response, Problem> {
    let Some(id) = data_of(&id) else { return Ok(page(&parts.headers)) };
    let asked = Asked::from_request_parts(&mut parts, &site).await?;
    let id = id.to_owned();
    asked.shared(move |view, _| one(view, &id)).await
}

/// A report with all that was read of it.
pub(crate) fn one(view: &View, id: &str) -> Result<Value, Problem> {
    let report = view
        .report(id)
        .ok_or_else(|| Problem::missing(format!("the case has no report {id} at that moment")))?;
    let claims: Vec<Value> = report
        .claims
        .iter()
        .map(|claim| view.claim_json(&format!("{id}:{}", claim.id), report, claim))
        .collect();
    let mut value = json!(report);
    value["claims"] = claims.into();
    value["shown_title"] = title(report).into();
    Ok(value)
}

/// The bytes a report came in as. A browser saves them and runs nothing of them.
pub(crate) async fn original(State(site): State<Arc<Site>>, Part(id): Part) -> Result<Response, Problem> {
    let number = site.views.now()?.entry(&id).map(|entry| entry.number);
    let number = number.ok_or_else(|| Problem::missing(format!("the case has no report {id}")))?;
    let path = site.case.clone();
    let arrival = tokio::task::spawn_blocking(move || Case::open_to_read(&path)?.arrival(number))
        .await
        .map_err(|e| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, e.to_string()))??;
    let ending = arrival
        .name
        .rsplit('.')
        .next()
        .filter(|e| e.len() < 9 && e.chars().all(|c| c.is_ascii_alphanumeric()));
    let file = format!("attachment; filename=\"r{number}.{}\"", ending.unwrap_or("bin"));
    let head = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, file),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ];
    Ok((head, arrival.original).into_response())
}

/// Takes one file into the case: anything that `rashomon add` reads. What is known of it besides stands in the query.
pub(crate) async fn add(
    State(site): State<Arc<Site>>,
    Extension(user): Extension<User>,
    uri: Uri,
    headers: HeaderMap,
    Sent(body): Sent,
) -> Result<Response, Problem> {
    let query = Query::of(&uri);
    if body.trim_ascii().is_empty() {
        return Err(Problem::bad("there is nothing in it: paste a text or choose a file"));
    }
    let key = repeat_key(&headers, &user, "reports");
    if let Some((status, body)) = key.as_ref().and_then(|k| site.answered(k)) {
        return Ok(written(status, body));
    }
    let text = |name: &str| query.get(name).map(str::to_owned);
    let told = Told {
        published: query.day("published")?,
        outlet: text("outlet"),
        url: text("url"),
        title: text("title"),
        zone: None,
        force: query.switch("force", false)?,
    };
    // Only the last part: a path of another machine says nothing here.
    let name = query.get("name").unwrap_or("pasted.txt").rsplit(['/', '\\']).next().unwrap_or("pasted.txt");
    let job = site.job();
    if !site.writer.add(job.clone(), name.to_owned(), body.to_vec(), told) {
        return Err(Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "nothing can be kept any more: start again",
        ));
    }
    let answer = (StatusCode::ACCEPTED, json!({"job": job}).to_string());
    if let Some(key) = key {
        site.keep_answer(key, answer.clone());
    }
    Ok(written(answer.0, answer.1))
}
