//! Feeds polled politely: what changed since the last time, and when to ask again.
//!
//! Nothing is fetched unless [`Fetcher::poll`] or [`Fetcher::page`] is called. A host is asked at most once a
//! delay; a feed that did not change is not sent again (`ETag`, `Last-Modified`); one that fails is asked less
//! and less often; `Retry-After` is heeded. Bodies are bounded in size and time. Addresses of the own machine
//! or network are refused unless allowed, also where a name or a redirect leads there.

mod fetch;
mod opml;
mod state;

pub use fetch::{Fetcher, Page, Polled, Settings};
pub use opml::feeds as opml;
pub use state::{Feed, Watch};
