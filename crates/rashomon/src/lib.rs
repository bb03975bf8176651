//! Reads news reports that disagree, and shows who claims what, through whom, about where and when.
//!
//! This crate joins the stages; it holds the only order in which they run.

pub use rashomon_extract as extract;
pub use rashomon_lang as lang;
pub use rashomon_model as model;
pub use rashomon_places as places;
pub use rashomon_reconcile as reconcile;
pub use rashomon_resources as resources;
pub use rashomon_text as text;
pub use rashomon_times as times;
