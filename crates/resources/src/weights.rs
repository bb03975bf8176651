//! Weights of a small linear model: readable lines, one feature each.

use std::collections::HashMap;

use rustc_hash::FxHashMap;

use crate::PackError;

/// Named weights of a linear model. A feature without a line weighs nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weights {
    table: FxHashMap<String, f32>,
}

impl Weights {
    /// Reads lines `feature<TAB>weight`; empty lines and lines that begin with `#` are passed over.
    ///
    /// # Errors
    /// When a line has no tab or its weight is no finite number.
    pub fn parse(file: &str, text: &str) -> Result<Self, PackError> {
        let mut table = FxHashMap::default();
        for (i, line) in text.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let wrong = || PackError::Form {
                file: file.into(),
                reason: format!("line {}: want `feature<TAB>weight`", i + 1),
            };
            let (feature, weight) = line.split_once('\t').ok_or_else(wrong)?;
            let weight: f32 = weight.parse().ok().filter(|w: &f32| w.is_finite()).ok_or_else(wrong)?;
            table.insert(feature.to_owned(), weight);
        }
        Ok(Self { table })
    }

    /// From pairs, as training gives them.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, f32)>) -> Self {
        Self { table: pairs.into_iter().collect() }
    }

    /// The features with their weights, in no order.
    pub fn into_pairs(self) -> impl Iterator<Item = (String, f32)> {
        self.table.into_iter()
    }

    /// The lines of [`Weights::parse`], sorted by feature; weights under `least` in size are left out.
    pub fn write(&self, least: f32) -> String {
        let mut lines: Vec<(&str, f32)> =
            self.table.iter().map(|(f, &w)| (f.as_str(), w)).filter(|(_, w)| w.abs() >= least).collect();
        lines.sort_by(|a, b| a.0.cmp(b.0));
        lines
            .into_iter()
            .fold(String::new(), |text, (feature, weight)| text + &format!("{feature}\t{weight:.3}\n"))
    }

    /// Weight of a feature, 0 where unknown.
    pub fn get(&self, feature: &str) -> f32 {
        self.table.get(feature).copied().unwrap_or(0.0)
    }

    /// Number of features.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// True where nothing was learned.
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }
}

/// Options of which one is right, each with its features.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Features of each option.
    pub options: Vec<Vec<String>>,
    /// The place of the right one among them.
    pub right: usize,
}

/// How the weights of a linear model are learned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Training {
    /// Times that all examples are seen.
    pub rounds: usize,
    /// Size of a step.
    pub rate: f32,
    /// Pull of each weight towards nothing.
    pub pull: f32,
    /// Fixes the order of examples.
    pub seed: u64,
}

/// Logistic regression over sparse named features: which examples are so.
///
/// # Shapes and units
/// - `examples`: features of each example, its label, and its importance (1 for a plain one).
/// - Returns one weight a feature seen.
///
/// # Cost
/// O(rounds x features).
///
/// # Source
/// Steps as in [`train_choices`].
pub fn train_logistic(examples: &[(Vec<String>, bool, f32)], training: Training) -> Weights {
    let mut learner = Learner::default();
    let rows: Vec<Vec<usize>> = examples.iter().map(|(features, _, _)| learner.row(features)).collect();
    learner.run(rows.len(), training, |learner, i| {
        let chance = 1.0 / (1.0 + (-learner.score(&rows[i])).exp());
        let error = (chance - f32::from(u8::from(examples[i].1))) * examples[i].2;
        learner.step(&rows[i], error, training);
    })
}

/// Multinomial logistic regression over sparse named features: which of several options is right. The
/// scores of options that belong together are held against each other alone.
///
/// # Shapes and units
/// Returns one weight a feature seen. A choice whose `right` is none of its options teaches nothing.
///
/// # Cost
/// O(rounds x features).
///
/// # Source
/// McFadden, in Frontiers in Econometrics, 1974, pages 105-142, for the model; AdaGrad: Duchi, Hazan and
/// Singer, JMLR 12, 2011, with an L2 pull on each step; the mean of the weights after each round, as in
/// Polyak and Juditsky, SIAM J. Control Optim. 30, 1992.
pub fn train_choices(choices: &[Choice], training: Training) -> Weights {
    let mut learner = Learner::default();
    let rows: Vec<Vec<Vec<usize>>> =
        choices.iter().map(|c| c.options.iter().map(|o| learner.row(o)).collect()).collect();
    learner.run(rows.len(), training, |learner, i| {
        if choices[i].right >= rows[i].len() {
            return;
        }
        let scores: Vec<f32> = rows[i].iter().map(|row| learner.score(row)).collect();
        let highest = scores.iter().copied().fold(f32::MIN, f32::max);
        let total: f32 = scores.iter().map(|s| (s - highest).exp()).sum();
        for (option, (row, score)) in rows[i].iter().zip(scores).enumerate() {
            let chance = (score - highest).exp() / total;
            learner.step(row, chance - f32::from(u8::from(option == choices[i].right)), training);
        }
    })
}

/// Weights while they are learned.
#[derive(Debug, Default)]
struct Learner<'n> {
    ids: HashMap<&'n str, usize>,
    names: Vec<&'n str>,
    weights: Vec<f32>,
    squares: Vec<f32>,
}

impl<'n> Learner<'n> {
    /// The numbers of features.
    fn row(&mut self, features: &'n [String]) -> Vec<usize> {
        let Self { ids, names, .. } = self;
        let mut id = |f: &'n String| {
            *ids.entry(f.as_str()).or_insert_with(|| {
                names.push(f);
                names.len() - 1
            })
        };
        features.iter().map(&mut id).collect()
    }

    fn score(&self, row: &[usize]) -> f32 {
        row.iter().map(|&f| self.weights[f]).sum()
    }

    /// A step of AdaGrad against `error`.
    fn step(&mut self, row: &[usize], error: f32, training: Training) {
        for &f in row {
            let step = error + training.pull * self.weights[f];
            self.squares[f] += step * step;
            self.weights[f] -= training.rate * step / self.squares[f].sqrt();
        }
    }

    /// Calls `learn` with the number of each example in a new order each round, and gives the mean weights.
    fn run(mut self, examples: usize, training: Training, learn: impl Fn(&mut Self, usize)) -> Weights {
        self.weights = vec![0.0; self.names.len()];
        self.squares = vec![1e-6; self.names.len()];
        let mut sums = vec![0.0f32; self.names.len()];
        let mut order: Vec<usize> = (0..examples).collect();
        let mut state = training.seed | 1;
        for _ in 0..training.rounds {
            for i in (1..order.len()).rev() {
                // xorshift64: Marsaglia, Journal of Statistical Software 8(14), 2003.
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                order.swap(i, (state % (i as u64 + 1)) as usize);
            }
            for &example in &order {
                learn(&mut self, example);
            }
            sums.iter_mut().zip(&self.weights).for_each(|(sum, weight)| *sum += weight);
        }
        let mean = |sum: f32| sum / training.rounds.max(1) as f32;
        Weights::from_pairs(self.names.iter().map(|n| (*n).to_owned()).zip(sums.into_iter().map(mean)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_read_back_as_written_and_errors_name_the_line() {
        let weights = Weights::parse("w.tsv", "# a comment\nlemma=fall\t-0.5\nbias\t1.25\n").unwrap();
        assert!((weights.get("bias") - 1.25).abs() < 1e-6);
        assert_eq!(weights.write(0.0), "bias\t1.250\nlemma=fall\t-0.500\n");
        let error = Weights::parse("w.tsv", "bias 1").unwrap_err().to_string();
        assert_eq!(error, "w.tsv: line 1: want `feature<TAB>weight`");
    }

    #[test]
    fn a_separable_set_is_learned() {
        let example = |f: &str, yes| (vec!["bias".to_owned(), f.to_owned()], yes, 1.0);
        let examples = vec![example("a", true), example("b", false), example("a", true), example("c", false)];
        let training = Training { rounds: 50, rate: 0.5, pull: 0.001, seed: 7 };
        let weights = train_logistic(&examples, training);
        assert!(weights.get("bias") + weights.get("a") > 1.0);
        assert!(weights.get("bias") + weights.get("b") < -1.0);
        assert_eq!(weights, train_logistic(&examples, training), "the same seed gives the same weights");
    }

    #[test]
    fn choices_hold_options_against_each_other() {
        // `near` is right though it stands in every choice where `none` does: only the comparison tells.
        let options = |names: &[&str]| names.iter().map(|n| vec![(*n).to_owned()]).collect();
        let choices = [
            Choice { options: options(&["none", "near", "far"]), right: 1 },
            Choice { options: options(&["none", "far"]), right: 0 },
            Choice { options: options(&["none"]), right: 3 },
            Choice { options: Vec::new(), right: 0 },
        ];
        let training = Training { rounds: 60, rate: 0.3, pull: 0.001, seed: 7 };
        let weights = train_choices(&choices, training);
        assert!(weights.get("near") > weights.get("none"));
        assert!(weights.get("none") > weights.get("far"));
    }
}
