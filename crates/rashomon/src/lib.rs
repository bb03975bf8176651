//! Reads news reports that disagree, and shows who claims what, through whom, about where and when.
//!
//! This crate joins the stages; it holds the only order in which they run. [`Pipeline`] reads reports,
//! [`v1`] writes what was read for others, [`words`] tells it in plain English, [`ask`] answers questions
//! put to it.
//!
//! ```
//! use rashomon::{Pipeline, ReadOptions};
//!
//! let pipeline = Pipeline::bundled();
//! let text = "The dam broke on Friday, villagers said. The ministry denied that the dam broke.";
//! let reading = pipeline.read(text.as_bytes(), &ReadOptions::default());
//! assert_eq!(reading.value.report.text, text);
//! ```

pub mod ask;
mod judge;
pub mod kept;
mod packs;
mod pipeline;
pub mod review;
pub mod v1;
pub mod words;

pub use pipeline::{Pipeline, ReadOptions, ReadReport, refusal, zone};

pub use rashomon_copies as copies;
pub use rashomon_extract as extract;
pub use rashomon_lang as lang;
pub use rashomon_model as model;
pub use rashomon_places as places;
pub use rashomon_reconcile as reconcile;
pub use rashomon_resources as resources;
pub use rashomon_text as text;
pub use rashomon_times as times;
pub use rashomon_weigh as weigh;
