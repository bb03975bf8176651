//! Relations, questions and answers on the wire. Claims are named by `r1:c8`: report and claim.

use rashomon_model as model;
use rashomon_weigh::digit;
use serde::{Deserialize, Serialize};

use super::{Passage, PointIndex, claim_ref};

/// Two claims and how they stand to each other.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Relation {
    /// The one told earlier, or of the earlier state: `c8` inside a report, `r1:c8` across reports.
    pub a: String,
    /// The other.
    pub b: String,
    /// `contradicts`, `reverses` or `supports`.
    pub kind: String,
    /// In words.
    pub about: String,
    /// Why, heaviest first.
    #[serde(default)]
    pub reasons: Vec<Reason>,
    /// 0 to 1.
    #[serde(default)]
    pub confidence: f64,
}

/// One reason for a relation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// Name of the feature.
    pub feature: String,
    /// Added to the score; negative speaks against.
    pub weight: f64,
    /// One clause for a reader.
    pub detail: String,
    /// Words of claim `a`.
    pub a: Option<Passage>,
    /// Words of claim `b`.
    pub b: Option<Passage>,
}

/// Claims that tell one event.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// In words.
    pub label: String,
    /// In order of report and text.
    pub claims: Vec<String>,
}

/// Claims that go back to one origin.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Voice {
    /// The origin, as first written.
    pub origin: String,
    /// In order of report and text.
    pub claims: Vec<String>,
}

/// What claims answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// `holds`, `how-many`, `happened`, `who-did`, `is-open` or `will-happen`.
    pub kind: String,
    /// In words, with a question mark.
    pub text: String,
    /// The place asked about.
    pub place: Option<String>,
    /// Every value told.
    pub answers: Vec<Answer>,
    /// Succession in time.
    pub changes: Vec<Change>,
    /// Answers that exclude each other.
    pub disputes: Vec<Dispute>,
    /// How the question as a whole stands.
    pub standing: Standing,
    /// What weighing its voices gave, where they were weighed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weighed: Option<Weighed>,
}

/// What weighing the voices of a question gave.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Weighed {
    /// Probability that the truth is something nobody told.
    pub none: f64,
    /// Independent voices on the question.
    pub voices: usize,
    /// The fewest voices without which another answer would be the likeliest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turning: Option<usize>,
    /// What each claim adds to the likeliest answer over the next, in nats, heaviest first.
    pub grounds: Vec<Ground>,
    /// Of a state that lasts: how likely each answer was on each day told of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub course: Vec<Moment>,
}

/// What one claim adds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ground {
    /// The claim.
    pub claim: String,
    /// In nats.
    pub weight: f64,
    /// What makes it count as it does.
    pub detail: String,
}

/// How likely the answers were on a day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Moment {
    /// The day.
    pub day: String,
    /// Of each answer, in their order.
    pub probability: Vec<f64>,
}

/// One value of a question.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// In words.
    pub label: String,
    /// Lowest, for a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// Highest, for a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    /// First day it is told to have been so.
    pub start: Option<String>,
    /// Last day, included.
    pub end: Option<String>,
    /// Claims that say so.
    pub told_by: Vec<String>,
    /// Claims that say it is not so.
    pub denied_by: Vec<String>,
    /// Independent voices behind `told_by`.
    pub voices: Vec<Voice>,
    /// 0 to 1, where a model gives one.
    pub probability: Option<f64>,
    /// The probability in the words of ICD 203: `likely`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub likelihood: Option<String>,
    /// The credibility of the information as an Admiralty digit, `1` (confirmed by others) to `5`; `6` where it
    /// cannot be judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credibility: Option<String>,
    /// How it stands.
    pub standing: Standing,
}

/// A standing and the rule that fired.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// `single-origin`, `corroborated`, `contested`, `superseded`, `retracted`, `unresolved`, or `confirmed` where a
    /// person vouches for it.
    pub kind: String,
    /// The rule, in words.
    pub rule: String,
}

/// One answer gives way to another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Claims of the earlier state.
    pub from: Vec<String>,
    /// Claims of the later state.
    pub to: Vec<String>,
    /// In words.
    pub text: String,
}

/// Answers that exclude each other.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Dispute {
    /// `contradiction`, `scope`, `denial` or `correction`.
    pub kind: String,
    /// Claims of each side.
    pub sides: Vec<Vec<String>>,
    /// One sentence on what differs.
    pub text: String,
}

fn refs(claims: &[model::ClaimRef]) -> Vec<String> {
    claims.iter().map(|&c| claim_ref(c)).collect()
}

impl Relation {
    /// A relation between claims of the reports whose texts `indices` count; `name` writes the ends.
    pub(super) fn new(
        relation: &model::Relation,
        indices: &[PointIndex<'_>],
        name: impl Fn(model::ClaimRef) -> String,
    ) -> Self {
        let words = |end: model::ClaimRef, span: Option<model::Span>| {
            Some(Passage::new(indices.get(end.report)?, span?))
        };
        let reason = |r: &model::Reason| Reason {
            feature: r.feature.to_owned(),
            weight: r.weight,
            detail: r.detail.clone(),
            a: words(relation.a, r.a),
            b: words(relation.b, r.b),
        };
        Self {
            a: name(relation.a),
            b: name(relation.b),
            kind: relation.kind.as_str().to_owned(),
            about: relation.about.clone(),
            reasons: relation.reasons.iter().map(reason).collect(),
            confidence: relation.confidence,
        }
    }
}

impl Event {
    pub(super) fn new(event: &model::Event) -> Self {
        Self { label: event.label.clone(), claims: refs(&event.claims) }
    }
}

impl Voice {
    pub(super) fn new(voice: &model::Voice) -> Self {
        Self { origin: voice.origin.clone(), claims: refs(&voice.claims) }
    }
}

impl Standing {
    fn new(standing: &model::Standing) -> Self {
        Self { kind: standing.kind.as_str().to_owned(), rule: standing.rule.clone() }
    }
}

impl Question {
    pub(super) fn new(question: &model::Question) -> Self {
        Self {
            kind: crate::words::question_kind(question.kind).to_owned(),
            text: question.text.clone(),
            place: question.place_name.clone(),
            answers: question.answers.iter().map(Answer::new).collect(),
            changes: question.changes.iter().map(Change::new).collect(),
            disputes: question.disputes.iter().map(Dispute::new).collect(),
            standing: Standing::new(&question.standing),
            weighed: question.weighed.as_ref().map(Weighed::new),
        }
    }
}

impl Weighed {
    fn new(weighed: &model::Weighed) -> Self {
        let ground = |g: &model::Ground| Ground {
            claim: refs(&[g.claim]).pop().unwrap_or_default(),
            weight: rounded(g.weight),
            detail: g.detail.clone(),
        };
        let moment = |m: &model::Moment| Moment {
            day: m.day.to_string(),
            probability: m.probability.iter().map(|p| rounded(*p)).collect(),
        };
        Self {
            none: rounded(weighed.none),
            voices: weighed.voices,
            turning: weighed.turning,
            grounds: weighed.grounds.iter().map(ground).collect(),
            course: weighed.course.iter().map(moment).collect(),
        }
    }
}

/// Three digits: more would promise what a guess cannot keep, and differ between machines.
fn rounded(x: f64) -> f64 {
    (x * 1000.0).round() / 1000.0
}

impl Answer {
    fn new(answer: &model::Answer) -> Self {
        let (low, high) = match answer.value {
            model::AnswerValue::Number { low, high } => (low, high),
            _ => (None, None),
        };
        let day = |day: Option<model::Day>| day.map(|d| d.to_string());
        Self {
            label: answer.label.clone(),
            low,
            high,
            start: answer.days.and_then(|d| day(d.start)),
            end: answer.days.and_then(|d| day(d.end)),
            told_by: refs(&answer.told_by),
            denied_by: refs(&answer.denied_by),
            voices: answer.voices.iter().map(Voice::new).collect(),
            probability: answer.probability.map(rounded),
            likelihood: answer.probability.map(|p| rashomon_weigh::in_words(p).to_owned()),
            credibility: answer.probability.map(|p| digit(p, answer.voices.len() as f64).to_string()),
            standing: Standing::new(&answer.standing),
        }
    }
}

impl Change {
    fn new(change: &model::Change) -> Self {
        Self { from: refs(&change.from), to: refs(&change.to), text: change.text.clone() }
    }
}

impl Dispute {
    fn new(dispute: &model::Dispute) -> Self {
        Self {
            kind: dispute.kind.as_str().to_owned(),
            sides: dispute.sides.iter().map(|side| refs(side)).collect(),
            text: dispute.text.clone(),
        }
    }
}
