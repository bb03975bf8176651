//! What most likely held, how sure, and why: a probabilistic model of claims that disagree.
#![deny(clippy::disallowed_methods)]

mod chain;
mod control;
mod copies;
mod estimate;
mod frame;
mod hierarchy;
mod kind;
mod model;
mod read;
mod special;
mod table;
mod weigh;

pub use control::{Chains, Control, Site, Statement, View};
pub use estimate::{digit, in_words, letter};
pub use hierarchy::Hierarchy;
pub use kind::Kind;
pub use model::Settings;
pub use read::{Form, ReadError};
pub use table::{Names, Row, Table};
pub use weigh::{Answer, Copying, Item, Reason, Reliability, Weighing, rounds, weigh};
