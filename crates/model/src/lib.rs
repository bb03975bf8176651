//! The words of rashomon, as types: what a report is, what a reading of it gives, what a claim
//! says, and how claims answer questions.
//!
//! Values only: no file, no clock, no network, no serialisation. Wire forms convert from these
//! types elsewhere, each with its own version.
#![deny(clippy::disallowed_methods)]

mod analysis;
mod calendar;
mod claim;
mod mention;
mod note;
mod reconcile;
mod report;
mod ruling;
mod span;
mod tags;

pub use analysis::{Analysis, Name, NameKind, Sentence, Token};
pub use calendar::{MONTHS, WEEKDAYS};
pub use claim::{
    Action, ActionGroup, ActorLink, Claim, ClaimPlace, ClaimTime, Count, CountKind, Evidence, LinkMethod,
    Party, SourceChain, SourceKind, SourceLink, Status,
};
pub use mention::{
    Anchor, Days, Place, PlaceId, PlaceKind, PlaceMention, Point, Precision, Relative, TimeKind, TimeMention,
};
pub use note::{Note, Reading};
pub use reconcile::{
    Answer, AnswerValue, Change, ClaimRef, Dispute, DisputeKind, Event, Ground, Moment, Question,
    QuestionKind, Reason, Reconciliation, Relation, RelationKind, Standing, StandingKind, Voice, Weighed,
};
pub use report::{Block, BlockKind, Language, Report, SourceMap, SourceRun};
pub use ruling::Rulings;
pub use span::Span;
pub use tags::{Deprel, Upos, Xpos};

/// A calendar day, without time or zone.
pub type Day = jiff::civil::Date;
