//! Wire forms, version 1: what others read and write, apart from the types of the domain.
//!
//! `docs/json.md` describes every field. The fields of annotated reports (`id`, `text`, `claims` with
//! `quote`, `sources`, `action`, …, `relations`) stand under their own names, so that a written report is a
//! prediction that any scorer of that form can read. Fields may be added within the version; none changes
//! its meaning or goes.

mod asked;
mod claim;
mod judgement;
mod points;
mod reconciled;
mod report;
mod restore;
mod weighing;

pub use asked::asked;
pub use claim::{ActorLink, Claim, Count, Link, Passage, PlaceOfClaim, TimeOfClaim};
pub use judgement::{Anchor, Decided, Judgement, Slot, Verdict};
pub use points::PointIndex;
pub use reconciled::{Answer, Change, Dispute, Event, Question, Reason, Relation, Standing, Voice};
pub(crate) use restore::{PLACES, PRECISIONS};

pub use report::{Block, Language, Note, PlaceMention, Reading, Report, TimeMention, Unread};
pub use weighing::{Copying, Grounds, Item, Score, Source, Weighed, Weighing};

/// The name of this form, as it stands in every document.
pub const FORMAT: &str = "rashomon/1";

/// The id of a claim inside its report: `c1` for the first.
pub fn claim_id(claim: usize) -> String {
    format!("c{}", claim + 1)
}

/// The id of a report inside a reading: `r1` for the first.
pub fn report_id(report: usize) -> String {
    format!("r{}", report + 1)
}

/// The id of a claim across reports: `r1:c8`.
pub fn claim_ref(at: rashomon_model::ClaimRef) -> String {
    format!("{}:{}", report_id(at.report), claim_id(at.claim))
}
