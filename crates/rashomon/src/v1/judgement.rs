//! What a person decided of what was read, on the wire.

use serde::{Deserialize, Serialize};

use crate::review::{Reviewed, verdicts};

/// One decision of one person. Decisions are only ever added: who changes their mind decides again, or
/// undoes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// Name of who decided.
    pub reviewer: String,
    /// The claim it is about, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Anchor>,
    /// What was decided.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// A claim by its words: found again in a later reading, whatever number the claim has there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// Number of the report in its case, from 1.
    pub report: i64,
    /// Words of the claim.
    pub quote: String,
    /// Where they stood when the decision was made, in bytes of the report's text.
    pub bytes: [usize; 2],
    /// Action of the claim then.
    pub action: String,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// The claim says what its words say.
    Accept,
    /// It does not: it is left out of every answer.
    Reject,
    /// One slot is another.
    Correct {
        /// The slot.
        slot: Slot,
        /// Its value: a name, `2017-06-13`, `2017-06-12..2017-06-13`, `22`, `at least 22`; empty for none.
        value: String,
    },
    /// Another claim tells the same event.
    Same {
        /// The other claim.
        other: Anchor,
    },
    /// Another claim tells another event.
    Different {
        /// The other claim.
        other: Anchor,
    },
    /// Two names are one actor, in the whole case.
    Merge {
        /// The name that goes.
        name: String,
        /// The name that stays.
        into: String,
    },
    /// In the report of the claim, a written form does not mean the actor it was linked to.
    Split {
        /// The form, as written.
        form: String,
    },
    /// A remark.
    Note {
        /// The remark.
        text: String,
    },
    /// A remark on a question, whatever its claims are.
    Remark {
        /// The question, in its words.
        question: String,
        /// The remark.
        text: String,
    },
    /// An earlier decision no longer holds.
    Undo {
        /// Number of its record.
        undoes: i64,
    },
}

/// A slot of a claim that can be corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Slot {
    /// What is done.
    Action,
    /// Who does it.
    Actor,
    /// Whom or what it is done to.
    Target,
    /// Where.
    Place,
    /// When.
    Time,
    /// Whether it is so.
    Status,
    /// How many.
    Count,
}

impl Slot {
    /// All, in order.
    pub const ALL: [Slot; 7] =
        [Slot::Action, Slot::Actor, Slot::Target, Slot::Place, Slot::Time, Slot::Status, Slot::Count];

    /// The word used in files and on the page.
    pub fn as_str(self) -> &'static str {
        match self {
            Slot::Action => "action",
            Slot::Actor => "actor",
            Slot::Target => "target",
            Slot::Place => "place",
            Slot::Time => "time",
            Slot::Status => "status",
            Slot::Count => "count",
        }
    }
}

/// A decision with its number and time, as it stands in a case and is given out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// Number of its record.
    pub record: i64,
    /// When it was made: UTC, `2026-03-01T12:00:00Z`.
    pub at: String,
    /// The decision.
    #[serde(flatten)]
    pub judgement: Judgement,
}

impl super::Reading {
    /// Writes what people decided: all of it as a list, and with each claim what reviewers said of it.
    pub fn judge(&mut self, decided: &[Decided], reviewed: &Reviewed) {
        self.judgements = decided.to_vec();
        for (at, by) in verdicts(reviewed, decided) {
            let claim = self.reports.get_mut(at.report).and_then(|r| r.claims.get_mut(at.claim));
            if let Some(claim) = claim {
                let said = match (by.values().any(|v| *v), by.values().any(|v| !v)) {
                    (true, true) => "divided",
                    (true, false) => "accepted",
                    _ => "rejected",
                };
                claim.review = Some(said.to_owned());
            }
        }
    }
}
