//! What comes of weighing a plain table of claims, on the wire.

use rashomon_weigh as weigh;
use serde::{Deserialize, Serialize};

/// What comes of a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Weighing {
    /// Version of this form.
    pub version: u32,
    /// What was asked of each object.
    pub items: Vec<Item>,
    /// How far each source can be believed on each attribute.
    pub sources: Vec<Source>,
    /// Sources of which one says what the other says.
    pub copying: Vec<Copying>,
    /// How good the answers are, where truths are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
}

/// How good answers are, held against known truths.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// How many items have a known truth.
    pub items: usize,
    /// Share of first answers that are right.
    pub accuracy: f64,
    /// Places: share of first answers that are the true place or lie above it.
    pub general_accuracy: Option<f64>,
    /// Mean log loss of "the first answer is right", in nats.
    pub log_loss: f64,
    /// Mean square of the same.
    pub brier: f64,
    /// How far probability and share of right answers lie apart.
    pub ece: f64,
    /// Accuracy of the surest tenth, two tenths and so on to all.
    pub accuracy_of_surest_tenths: [f64; 10],
}

/// One attribute of one object.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// What it is about.
    pub object: String,
    /// What of it is told; empty where the table has no attributes.
    pub attribute: String,
    /// Kind of its values.
    pub kind: String,
    /// Likeliest first.
    pub answers: Vec<Weighed>,
    /// Probability that no told value is true.
    pub none: f64,
    /// What each claim adds to the first answer over the second, heaviest first.
    pub reasons: Vec<Grounds>,
    /// The fewest claims without which the second answer would be the likelier.
    pub turning: Option<usize>,
}

/// One value of an item.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Weighed {
    /// As written.
    pub value: String,
    /// 0 to 1.
    pub probability: f64,
    /// The probability in the words of ICD 203.
    pub in_words: String,
    /// The Admiralty digit of the information.
    pub digit: u8,
    /// How many claims tell it.
    pub claims: usize,
    /// How many independent voices that is.
    pub voices: f64,
}

/// What one claim adds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Grounds {
    /// Row of the claim in the table, from 0.
    pub row: u32,
    /// Who tells it.
    pub source: String,
    /// What is told.
    pub value: String,
    /// In nats; negative speaks for the second answer.
    pub weight: f64,
    /// How much of the claim is its source's own.
    pub own: f64,
}

/// How far a source can be believed on an attribute.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// The source.
    pub source: String,
    /// The attribute.
    pub attribute: String,
    /// Expected share of its claims that are exact.
    pub exact: f64,
    /// What that share is at worst but one in ten.
    pub low: f64,
    /// Claims this rests on.
    pub claims: f64,
    /// The Admiralty letter of the source.
    pub letter: String,
}

/// Two sources of which one says what the other says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Copying {
    /// The two.
    pub sources: [String; 2],
    /// Expected share of the claims of the one that are the other's.
    pub share: f64,
}

impl Weighing {
    /// The wire form of what came of a table, and of how good that is, where truths are known.
    pub fn new(table: &weigh::Table, weighing: &weigh::Weighing, score: Option<&weigh::Score>) -> Self {
        Self {
            version: 1,
            items: weighing.items.iter().map(|item| Item::new(table, item)).collect(),
            sources: weighing.reliability.iter().map(|r| Source::new(table, r)).collect(),
            copying: weighing.copying.iter().map(|c| Copying::new(table, c)).collect(),
            score: score.map(Score::new),
        }
    }
}

impl Score {
    fn new(score: &weigh::Score) -> Self {
        Self {
            items: score.items,
            accuracy: score.accuracy,
            general_accuracy: score.general,
            log_loss: score.log_loss,
            brier: score.brier,
            ece: score.ece,
            accuracy_of_surest_tenths: score.surest,
        }
    }
}

impl Item {
    fn new(table: &weigh::Table, item: &weigh::Item) -> Self {
        let answer = |a: &weigh::Answer| Weighed {
            value: table.values.name(a.value).to_owned(),
            probability: a.probability,
            in_words: weigh::in_words(a.probability).to_owned(),
            digit: weigh::digit(a.probability, a.voices),
            claims: a.claims,
            voices: a.voices,
        };
        let reason = |r: &weigh::Reason| {
            let row = table.rows[r.row as usize];
            Grounds {
                row: r.row,
                source: table.sources.name(row.source).to_owned(),
                value: table.values.name(row.value).to_owned(),
                weight: r.weight,
                own: r.own,
            }
        };
        Self {
            object: table.objects.name(item.object).to_owned(),
            attribute: table.attributes.name(item.attribute).to_owned(),
            kind: item.kind.as_str().to_owned(),
            answers: item.answers.iter().map(answer).collect(),
            none: item.none,
            reasons: item.reasons.iter().map(reason).collect(),
            turning: item.turning,
        }
    }
}

impl Source {
    fn new(table: &weigh::Table, r: &weigh::Reliability) -> Self {
        Self {
            source: table.sources.name(r.source).to_owned(),
            attribute: table.attributes.name(r.attribute).to_owned(),
            exact: r.exact,
            low: r.low,
            claims: r.claims,
            letter: weigh::letter(r.low, r.claims).to_string(),
        }
    }
}

impl Copying {
    fn new(table: &weigh::Table, c: &weigh::Copying) -> Self {
        let (a, b) = c.sources;
        Self { sources: [a, b].map(|s| table.sources.name(s).to_owned()), share: c.share }
    }
}
