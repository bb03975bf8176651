//! Questions put to reports that were read: what was told, by whom, and why it can or cannot be said.
//!
//! Nothing is worked out here that reconciling has not: an asked question is matched with the questions the
//! claims answer, and the day asked about with the days they tell. No winner is picked: where accounts
//! exclude each other and no model weighs them, the verdict is that it cannot be told.

mod form;
mod index;
mod pick;

use rashomon_model::{CountKind, Day, QuestionKind};

pub use form::parse;
pub use index::{Found, Index};
pub use pick::{answer, answer_found};

/// How questions are put, for who asked one that cannot be read.
pub const HOW: &str = "ask `who holds PLACE on DAY`, `how many were killed in EVENT`, `is WAY open`, \
    `did EVENT happen`, `who did EVENT`, `will EVENT happen`";

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Kind of the question.
    pub kind: QuestionKind,
    /// Place, way or event, in the words of who asks.
    pub about: String,
    /// What is counted, for [`QuestionKind::HowMany`].
    pub count: Option<CountKind>,
    /// The day it is asked for; `None` asks for every time told.
    pub at: Option<Day>,
}

/// What comes of a question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asked {
    /// Questions that the claims answer and that are what was asked, the nearest first.
    pub matched: Vec<Matched>,
    /// Where nothing matched: why, in words.
    pub because: Option<String>,
    /// Where nothing matched: questions that come near, as indices.
    pub near: Vec<usize>,
}

/// One question of the reconciliation that is what was asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Matched {
    /// Its index in `Reconciliation::questions`.
    pub question: usize,
    /// What can be said.
    pub verdict: Verdict,
    /// Answers that bear on the day asked for, as indices, in the order of the question.
    pub answers: Vec<usize>,
}

/// What can be said to a question.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// One answer stands.
    Told {
        /// Index of the answer.
        answer: usize,
        /// Why it can be said, in words.
        because: String,
    },
    /// It cannot be told.
    CannotTell {
        /// Why not, in words.
        because: String,
    },
}
