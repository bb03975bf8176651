//! What happens, as it happens (server-sent events).

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::BroadcastStream;

use crate::events;
use crate::site::Site;

/// Events from now on; with `Last-Event-ID` also those since.
pub(crate) async fn events(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
) -> Sse<impl tokio_stream::Stream<Item = Result<Event, Infallible>>> {
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let (missed, receiver) = site.events.after(last);
    let write = |event: events::Event| {
        Ok(Event::default().id(event.id.to_string()).event(event.name).data(event.data))
    };
    // Who is too slow to follow loses events, and is told the state with the next.
    let live = BroadcastStream::new(receiver).filter_map(Result::ok);
    Sse::new(tokio_stream::iter(missed).chain(live).map(write)).keep_alive(KeepAlive::default())
}
