//! What comes of claims held against each other: events, voices, questions, answers, changes.

use crate::{Days, Place, Span};

/// One claim of one report: indices into the reports given and into that report's claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimRef {
    /// Index of the report.
    pub report: usize,
    /// Index of the claim in that report.
    pub claim: usize,
}

/// Two claims and how they stand to each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    /// The one told earlier in the text, or of the earlier state.
    pub a: ClaimRef,
    /// The other.
    pub b: ClaimRef,
    /// How they stand to each other.
    pub kind: RelationKind,
    /// In words: `control of 23 February Street`.
    pub about: String,
    /// Why, heaviest first.
    pub reasons: Vec<Reason>,
    /// 0 to 1.
    pub confidence: f64,
}

/// How two claims stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RelationKind {
    /// They cannot both be true of the same place and time.
    Contradicts,
    /// `b` tells a later state that undoes `a`.
    Reverses,
    /// Two different sources tell the same thing.
    Supports,
}

impl RelationKind {
    /// All, in order.
    pub const ALL: [RelationKind; 3] =
        [RelationKind::Contradicts, RelationKind::Reverses, RelationKind::Supports];

    /// The word used in files and on the page.
    pub fn as_str(self) -> &'static str {
        match self {
            RelationKind::Contradicts => "contradicts",
            RelationKind::Reverses => "reverses",
            RelationKind::Supports => "supports",
        }
    }

    /// The kind written `text`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == text)
    }
}

/// One reason for a relation, standing or answer: a named feature, its weight, the words compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// Name of the feature: `same-place`, `opposed-actions`, `different-counts`.
    pub feature: &'static str,
    /// Added to the score; negative speaks against.
    pub weight: f64,
    /// Words of claim `a`.
    pub a: Option<Span>,
    /// Words of claim `b`.
    pub b: Option<Span>,
    /// One clause for a reader: `both name Mansour Street`.
    pub detail: String,
}

/// Claims that tell one event.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// In words: `shelling of the ferry quay, 3 May`.
    pub label: String,
    /// In order of report and text.
    pub claims: Vec<ClaimRef>,
}

/// Claims that go back to one origin: they count once.
#[derive(Clone, Debug, PartialEq)]
pub struct Voice {
    /// The origin, as written where it is first told; the outlet for a report's own voice.
    pub origin: String,
    /// In order of report and text.
    pub claims: Vec<ClaimRef>,
}

/// What claims answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// What is asked.
    pub kind: QuestionKind,
    /// In words, with a question mark: `Who holds 23 February Street, Raqqa?`
    pub text: String,
    /// The place asked about.
    pub place: Option<Place>,
    /// Name of the place as shown, also where it has no entry.
    pub place_name: Option<String>,
    /// Every value told, with the claims for and against.
    pub answers: Vec<Answer>,
    /// Succession in time: what came after what.
    pub changes: Vec<Change>,
    /// Answers that exclude each other.
    pub disputes: Vec<Dispute>,
    /// How the question as a whole stands.
    pub standing: Standing,
    /// What weighing its voices gave; `None` where nobody weighed them.
    pub weighed: Option<Weighed>,
}

/// What weighing the voices of a question gave, besides the probability of each answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weighed {
    /// Probability that the truth is something nobody told.
    pub none: f64,
    /// Independent voices on the question.
    pub voices: usize,
    /// The fewest voices without which another answer would be the likeliest, if there are such.
    pub turning: Option<usize>,
    /// What each claim adds, heaviest first.
    pub grounds: Vec<Ground>,
    /// Of a state that lasts: day by day told of, how likely each answer was on that day.
    pub course: Vec<Moment>,
}

/// What one claim adds to the likeliest answer over the next.
#[derive(Clone, Debug, PartialEq)]
pub struct Ground {
    /// The claim.
    pub claim: ClaimRef,
    /// In nats; negative speaks against the likeliest answer.
    pub weight: f64,
    /// What makes it count as it does: `told against own interest`.
    pub detail: String,
}

/// How likely the answers of a question were on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// The day.
    pub day: crate::Day,
    /// Probability of each answer, in their order.
    pub probability: Vec<f64>,
}

/// What a question asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QuestionKind {
    /// Who holds place P at time t.
    Holds,
    /// How many were killed, wounded, missing, captured in event E.
    HowMany,
    /// Did E happen.
    Happened,
    /// Who did E.
    WhoDid,
    /// Is R open at t.
    IsOpen,
    /// Will E take place.
    WillHappen,
}

impl QuestionKind {
    /// Every kind. Kept answers tell kinds by their place here.
    pub const ALL: [Self; 6] =
        [Self::Holds, Self::HowMany, Self::Happened, Self::WhoDid, Self::IsOpen, Self::WillHappen];
}

/// One value of a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The value.
    pub value: AnswerValue,
    /// In words: `Islamic State`, `at least 40`.
    pub label: String,
    /// When it is told to have been so.
    pub days: Option<Days>,
    /// Claims that say so.
    pub told_by: Vec<ClaimRef>,
    /// Claims that say it is not so.
    pub denied_by: Vec<ClaimRef>,
    /// Independent voices behind `told_by`.
    pub voices: Vec<Voice>,
    /// Probability, 0 to 1, once a model gives one; `None` while only standings are known.
    pub probability: Option<f64>,
    /// How it stands.
    pub standing: Standing,
}

/// Value of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum AnswerValue {
    /// A party, by id or name.
    Party(String),
    /// A number with its bounds; an open side is `None`.
    Number {
        /// Lowest.
        low: Option<f64>,
        /// Highest.
        high: Option<f64>,
    },
    /// Yes or no.
    Truth(bool),
}

/// Succession in time: one answer gives way to another. Not a dispute.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Claims of the earlier state.
    pub from: Vec<ClaimRef>,
    /// Claims of the later state.
    pub to: Vec<ClaimRef>,
    /// In words: `Islamic State leaves, then retakes`.
    pub text: String,
}

/// Answers that exclude each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Dispute {
    /// Kind of the conflict.
    pub kind: DisputeKind,
    /// Claims of each side, a side an answer.
    pub sides: Vec<Vec<ClaimRef>>,
    /// One plain sentence on what differs.
    pub text: String,
}

/// Kind of a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DisputeKind {
    /// The accounts exclude each other.
    Contradiction,
    /// They speak of different parts, times or totals.
    Scope,
    /// One side says it is not so.
    Denial,
    /// A source revised its own account.
    Correction,
}

impl DisputeKind {
    /// The word used in files and on the page.
    pub fn as_str(self) -> &'static str {
        match self {
            DisputeKind::Contradiction => "contradiction",
            DisputeKind::Scope => "scope",
            DisputeKind::Denial => "denial",
            DisputeKind::Correction => "correction",
        }
    }
}

/// A standing and the rule that fired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The standing.
    pub kind: StandingKind,
    /// In words: `two voices that do not share an origin`.
    pub rule: String,
}

/// How an answer stands, computed. `Confirmed` and `Discounted` come only from a named person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StandingKind {
    /// One voice tells it.
    SingleOrigin,
    /// Two or more independent voices tell it, none denies it.
    Corroborated,
    /// Voices exclude each other.
    Contested,
    /// A later state took its place.
    Superseded,
    /// Its own source took it back.
    Retracted,
    /// Not enough to say.
    Unresolved,
    /// A named person vouches for it.
    Confirmed,
    /// A named person set it aside.
    Discounted,
}

impl StandingKind {
    /// The word used in files and on the page.
    pub fn as_str(self) -> &'static str {
        match self {
            StandingKind::SingleOrigin => "single-origin",
            StandingKind::Corroborated => "corroborated",
            StandingKind::Contested => "contested",
            StandingKind::Superseded => "superseded",
            StandingKind::Retracted => "retracted",
            StandingKind::Unresolved => "unresolved",
            StandingKind::Confirmed => "confirmed",
            StandingKind::Discounted => "discounted",
        }
    }
}

/// All that comes of a set of claims.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reconciliation {
    /// Claims grouped by event.
    pub events: Vec<Event>,
    /// Pairs of claims that bear on each other.
    pub relations: Vec<Relation>,
    /// Questions the claims answer, those with disputes first.
    pub questions: Vec<Question>,
    /// Independent voices over all claims.
    pub voices: Vec<Voice>,
}
