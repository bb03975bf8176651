//! From an analysed report to its claims: triggers, roles, places, times, counts, status, and who
//! tells each through whom.
//!
//! Frames of the pack propose where an event may be told ([`triggers`]), a small linear model
//! decides which are claims ([`selection`]), rules fill the slots. Every claim keeps the ids of what
//! made it.
#![deny(clippy::disallowed_methods)]

pub mod actors;
mod arguments;
pub mod attribution;
mod bounds;
mod claims;
mod explain;
mod inherit;
pub mod learn;
mod quantity;
mod quote;
mod selection;
mod sites;
mod slots;
mod status;
mod tree;
mod triggers;

pub use claims::{Extraction, Unread, claims};
pub use explain::{Weighing, weighings};
pub use quantity::{Quantity, quantities};
pub use tree::Tree;
pub use triggers::{Candidate, FrameIndex, candidates};

use std::sync::Arc;

use rashomon_model::{Analysis, PlaceMention, Report, TimeMention};
use rashomon_resources::{AttributionTable, Weights};

/// The tables extraction reads: made once, used for every report.
#[derive(Clone, Debug)]
pub struct Tables {
    /// Which words tell which action.
    pub frames: FrameIndex,
    /// Who says what.
    pub attribution: AttributionTable,
    /// Known actors.
    pub actors: Arc<actors::Linker>,
    /// Which candidates are claims.
    pub selection: Weights,
    /// Which phrase fills which slot.
    pub arguments: Weights,
    /// Where the passage of a claim begins and ends.
    pub bounds: Weights,
}

/// What earlier stages found in one report.
#[derive(Clone, Copy, Debug)]
pub struct Input<'i> {
    /// The report.
    pub report: &'i Report,
    /// Its sentences, words, trees, names.
    pub analysis: &'i Analysis,
    /// Times told, in text order.
    pub times: &'i [TimeMention],
    /// Places named, in text order.
    pub places: &'i [PlaceMention],
}
