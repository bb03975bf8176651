//! The page: a case in the browser, served by the same binary.
//!
//! What a page shows stands at its address with `.json` at the end: there is no other interface. Readers see a [`view::View`], worked out once for each state of the case and shared; writes go
//! through one thread. `openapi.json` describes every route, and a test holds it against them.
//!
//! [`mcp()`] gives the same answers to programs that speak the Model Context Protocol.
//!
//! What keeps strangers out: the loopback interface by default, the names a browser may call it by
//! ([`guard`]), sessions, roles ([`users`]), a content policy that allows nothing from elsewhere.
#![allow(clippy::case_sensitive_file_extension_comparisons, reason = "addresses, not names of files")]

mod answers;
mod assets;
mod demo;
mod events;
mod guard;
mod mcp;
mod problem;
mod query;
mod routes;
mod site;
mod start;
mod tls;
mod users;
mod view;
mod views;
mod writer;

pub use demo::demo;
pub use mcp::{McpError, mcp};
pub use start::{Options, Running, ServeError, start};
pub use tls::Tls;
pub use users::{Role, Users, UsersError};
pub use writer::{Told, arrival};
