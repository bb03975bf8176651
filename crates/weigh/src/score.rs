//! Answers held against known truths.

use rustc_hash::FxHashMap;

use crate::frame::{CLOSE_MINUTES, CLOSE_SHARE};
use crate::kind::{self, Kind};
use crate::table::Table;
use crate::weigh::Weighing;

/// Known truths by object and attribute, as written.
#[derive(Clone, Debug, Default)]
pub struct Gold {
    truth: FxHashMap<(String, String), String>,
}

/// How good answers are.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// How many items have a known truth.
    pub items: usize,
    /// Share of first answers that are right.
    pub accuracy: f64,
    /// Places: share of first answers that are the true place or lie above it.
    pub general: Option<f64>,
    /// Mean log loss of "the first answer is right", in nats; probabilities are kept within a ten-thousandth of 0 and 1.
    pub log_loss: f64,
    /// Mean square of the same.
    pub brier: f64,
    /// How far probability and share of right answers lie apart, in 15 parts of equal size.
    pub ece: f64,
    /// Accuracy of the surest tenth, two tenths and so on to all.
    pub surest: [f64; 10],
}

const CLIP: f64 = 1e-4;
const PARTS: usize = 15;

impl Gold {
    /// From a table with one row an item; its sources do not matter.
    pub fn new(rows: impl IntoIterator<Item = (String, String, String)>) -> Self {
        Self { truth: rows.into_iter().map(|(o, a, v)| ((o, a), v)).collect() }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.truth.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.truth.is_empty()
    }

    /// Holds answers against the truth: numbers are right within 1 %, times within ten minutes, sets when they are
    /// equal. Of a place the truth may be a way up, `town,province,country`: right is the lowest step that some claim
    /// names. Items of which no claim tells are not counted. `None` where no item has a known truth.
    ///
    /// # Examples
    /// ```
    /// use rashomon_weigh::{Gold, Hierarchy, Settings, Table, weigh};
    ///
    /// let mut table = Table::default();
    /// table.push("bridge", "state", "mayor", "open", "");
    /// let weighing = weigh(&table, &Hierarchy::default(), &Settings::default());
    /// let gold = Gold::new([("bridge".into(), "state".into(), "open".into())]);
    /// assert_eq!(gold.score(&table, &weighing).map(|s| s.accuracy), Some(1.0));
    /// ```
    pub fn score(&self, table: &Table, weighing: &Weighing) -> Option<Score> {
        // Probability of the first answer, and whether it is right.
        let mut found: Vec<(f64, bool)> = Vec::new();
        let (mut general, mut places) = (0_u32, 0_usize);
        for item in &weighing.items {
            let key = (
                table.objects.name(item.object).to_owned(),
                table.attributes.name(item.attribute).to_owned(),
            );
            let (Some(truth), Some(first)) = (self.truth.get(&key), item.answers.first()) else { continue };
            let said = table.values.name(first.value);
            let right = if item.kind == Kind::Places {
                let told: Vec<String> =
                    item.answers.iter().map(|a| plain(table.values.name(a.value))).collect();
                let way: Vec<String> = truth.split(',').map(plain).collect();
                let lowest = way.iter().position(|p| told.contains(p)).unwrap_or(0);
                places += 1;
                general += u32::from(way[lowest..].contains(&plain(said)));
                way[lowest] == plain(said)
            } else {
                right(item.kind, said, truth)
            };
            found.push((first.probability.clamp(0.0, 1.0), right));
        }
        measure(found).map(|score| Score {
            general: (places == score.items).then(|| f64::from(general) / places as f64),
            ..score
        })
    }
}

/// The measures over probabilities of events and whether they came true. `None` for no events.
pub(crate) fn measure(mut found: Vec<(f64, bool)>) -> Option<Score> {
    if found.is_empty() {
        return None;
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let n = found.len();
    let all = n as f64;
    let hits = |part: &[(f64, bool)]| part.iter().filter(|f| f.1).count() as f64;
    let log_loss = |&(p, right): &(f64, bool)| {
        let p = p.clamp(CLIP, 1.0 - CLIP);
        -(if right { p } else { 1.0 - p }).ln()
    };
    let ece = (0..PARTS)
        .map(|b| &found[b * n / PARTS..(b + 1) * n / PARTS])
        .map(|part| (part.iter().map(|f| f.0).sum::<f64>() - hits(part)).abs())
        .sum::<f64>();
    Some(Score {
        items: n,
        accuracy: hits(&found) / all,
        general: None,
        log_loss: found.iter().map(log_loss).sum::<f64>() / all,
        brier: found.iter().map(|(p, right)| (p - f64::from(u8::from(*right))).powi(2)).sum::<f64>() / all,
        ece: ece / all,
        surest: std::array::from_fn(|tenth| {
            let part = &found[..((tenth + 1) * n).div_ceil(10)];
            hits(part) / part.len() as f64
        }),
    })
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn right(kind: Kind, said: &str, truth: &str) -> bool {
    let near = match kind {
        Kind::Numbers => kind::number(said)
            .zip(kind::number(truth))
            .map(|(s, t)| (s - t).abs() <= CLOSE_SHARE * t.abs().max(1e-9)),
        Kind::Times => kind::minutes(said).zip(kind::minutes(truth)).map(|((s, around), (t, _))| {
            let apart = (s - t).abs();
            (if around { apart.min(1440 - apart) } else { apart }) as f64 <= CLOSE_MINUTES
        }),
        Kind::Sets => {
            let set = |text: &str| {
                let mut parts: Vec<String> = text.split('|').map(plain).filter(|p| !p.is_empty()).collect();
                parts.sort();
                parts.dedup();
                parts
            };
            Some(set(said) == set(truth))
        }
        Kind::Labels | Kind::Names | Kind::Places => None,
    };
    near.unwrap_or_else(|| plain(said) == plain(truth))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_of_a_few_events() {
        let score = measure(vec![(0.9, true), (0.8, true), (0.6, false), (0.5, true)]).unwrap();
        assert_eq!((score.items, score.accuracy), (4, 0.75));
        assert!((score.brier - (0.01 + 0.04 + 0.36 + 0.25) / 4.0).abs() < 1e-12);
        let loss = -(0.9_f64.ln() + 0.8_f64.ln() + 0.4_f64.ln() + 0.5_f64.ln()) / 4.0;
        assert!((score.log_loss - loss).abs() < 1e-12);
        assert_eq!((score.surest[0], score.surest[9]), (1.0, 0.75));
        assert!(measure(Vec::new()).is_none());
    }

    #[test]
    fn values_are_held_against_the_truth_as_their_kind_asks() {
        assert!(right(Kind::Numbers, "1,005", "1000") && !right(Kind::Numbers, "1020", "1000"));
        assert!(right(Kind::Times, "23:55", "00:03") && !right(Kind::Times, "12:00", "12:11"));
        assert!(right(Kind::Sets, "b| A", "a|b") && !right(Kind::Sets, "a", "a|b"));
        assert!(right(Kind::Names, "New  Bridge", "new bridge"));
    }
}
