//! From claims to events, relations, questions, answers and standings.
//!
//! No report is opened here beyond the passages its claims point at: a claim typed by hand
//! reconciles like one that was read.
#![deny(clippy::disallowed_methods)]

mod around;
mod compare;
mod event;
mod features;
mod group;
mod learn;
mod lists;
mod phrase;
mod questions;
mod reasons;
mod reconcile;
mod relate;
mod sense;
mod setting;
mod standing;
mod teller;
mod view;
mod voice;
mod weights;
mod words;

pub use learn::{Example, Fit, fit};
pub use reconcile::{comparisons, reconcile, reconcile_with};
pub use relate::{examples, relate, relate_with};
pub use weights::Weights;

use rashomon_model::{Claim, Report};

/// The feature of a reason by its name.
pub fn feature(name: &str) -> Option<&'static str> {
    features::Feature::parse(name).map(features::Feature::as_str)
}

/// One report with the claims read from it.
#[derive(Clone, Copy, Debug)]
pub struct ReportClaims<'r> {
    /// The report.
    pub report: &'r Report,
    /// Its claims, in text order.
    pub claims: &'r [Claim],
}
