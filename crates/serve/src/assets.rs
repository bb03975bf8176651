//! The built page, embedded.

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../page/dist"]
struct Built;

/// A built file; those under `assets/` bear a hash in their name and never change.
pub(crate) fn file(path: &str, headers: &HeaderMap) -> Response {
    let Some(found) = Built::get(path) else {
        return (StatusCode::NOT_FOUND, "there is no such file").into_response();
    };
    let keep = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let kind = kind(path);
    let packs = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|a| a.to_str().ok())
        .is_some_and(|a| a.contains("gzip"));
    let common =
        [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, keep), (header::VARY, "accept-encoding")];
    if packs && found.data.len() > 1024 && !kind.starts_with("image/png") {
        let body = packed(path, &found.data);
        return (common, [(header::CONTENT_ENCODING, "gzip")], body.as_slice().to_vec()).into_response();
    }
    (common, found.data.into_owned()).into_response()
}

/// A file packed once, when it is first asked for.
fn packed(path: &str, data: &[u8]) -> Arc<Vec<u8>> {
    static PACKED: OnceLock<Mutex<HashMap<String, Arc<Vec<u8>>>>> = OnceLock::new();
    let mut all = PACKED.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    let pack = || {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        // Writing to memory does not fail.
        let _ = encoder.write_all(data);
        Arc::new(encoder.finish().unwrap_or_default())
    };
    Arc::clone(all.entry(path.to_owned()).or_insert_with(pack))
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or("") {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
