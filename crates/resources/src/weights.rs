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

/// Logistic regression by AdaGrad over sparse named features.
///
/// # Shapes and units
/// - `examples`: features of each example, its label, and its importance (1 for a plain one).
/// - Returns one weight a feature seen.
///
/// # Cost
/// O(rounds x features); the order of examples is fixed by `seed`.
///
/// # Source
/// Duchi, Hazan and Singer, JMLR 12, 2011, with an L2 pull of strength `pull` on each step; the mean of
/// the weights after each round, as in Polyak and Juditsky, SIAM J. Control Optim. 30, 1992.
pub fn train_logistic(
    examples: &[(Vec<String>, bool, f32)],
    rounds: usize,
    rate: f32,
    pull: f32,
    seed: u64,
) -> Weights {
    let mut ids: HashMap<&str, usize> = HashMap::new();
    let mut names: Vec<&str> = Vec::new();
    let rows: Vec<Vec<usize>> = examples
        .iter()
        .map(|(features, _, _)| {
            features
                .iter()
                .map(|f| {
                    *ids.entry(f.as_str()).or_insert_with(|| {
                        names.push(f);
                        names.len() - 1
                    })
                })
                .collect()
        })
        .collect();
    let mut weights = vec![0.0f32; names.len()];
    let mut squares = vec![1e-6f32; names.len()];
    let mut sums = vec![0.0f32; names.len()];
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let mut state = seed | 1;
    for _ in 0..rounds {
        for i in (1..order.len()).rev() {
            // xorshift64: Marsaglia, Journal of Statistical Software 8(14), 2003.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            order.swap(i, (state % (i as u64 + 1)) as usize);
        }
        for &row in &order {
            let score: f32 = rows[row].iter().map(|&f| weights[f]).sum();
            let chance = 1.0 / (1.0 + (-score).exp());
            let error = (chance - f32::from(u8::from(examples[row].1))) * examples[row].2;
            for &f in &rows[row] {
                let step = error + pull * weights[f];
                squares[f] += step * step;
                weights[f] -= rate * step / squares[f].sqrt();
            }
        }
        sums.iter_mut().zip(&weights).for_each(|(sum, weight)| *sum += weight);
    }
    let mean = |sum: f32| sum / rounds.max(1) as f32;
    Weights::from_pairs(names.iter().map(|n| (*n).to_owned()).zip(sums.into_iter().map(mean)))
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
        let weights = train_logistic(&examples, 50, 0.5, 0.001, 7);
        assert!(weights.get("bias") + weights.get("a") > 1.0);
        assert!(weights.get("bias") + weights.get("b") < -1.0);
        assert_eq!(
            weights,
            train_logistic(&examples, 50, 0.5, 0.001, 7),
            "the same seed gives the same weights"
        );
    }
}
