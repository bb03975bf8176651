//! Learns the weights from annotated relations: a multinomial logistic regression, fitted by
//! gradient steps over all pairs at once, so that the same examples give the same weights.

use crate::features::{Feature, Setting};
use crate::weights::{Verdict, Weights};

/// One pair of claims, what it is, and how much it counts.
#[derive(Clone, Debug)]
pub struct Example {
    pub(crate) setting: Setting,
    pub(crate) features: Vec<Feature>,
    pub(crate) verdict: Verdict,
}

/// How far weights are pulled to where they started, and how many steps are made.
#[derive(Clone, Copy, Debug)]
pub struct Fit {
    /// Pull on the weights that hold in all settings, and on those of one setting.
    pub pull: f64,
    /// Number of steps.
    pub steps: usize,
}

impl Default for Fit {
    fn default() -> Self {
        Self { pull: 80.0, steps: 300 }
    }
}

/// Weights under which the examples are likeliest, pulled to those of `prior` by `fit.pull`.
///
/// # Cost
/// O(steps x examples x features of each).
///
/// # Source
/// Multinomial logistic regression with a Gaussian prior; steps after Kingma and Ba, 2015 (Adam).
pub fn fit(examples: &[Example], fit: Fit, prior: &Weights) -> Weights {
    let mut weights = prior.clone();
    let mut prior = prior.clone();
    let mut first = Weights::default();
    let mut second = Weights::default();
    for step in 1..=i32::try_from(fit.steps).unwrap_or(i32::MAX) {
        let mut slope = Weights::default();
        for example in examples {
            let said = weights.probabilities(example.setting, &example.features);
            for verdict in Verdict::ALL {
                let error = said[verdict as usize] - f64::from(u8::from(verdict == example.verdict));
                if error.abs() < 1e-6 {
                    continue;
                }
                for &feature in &example.features {
                    slope.row_mut(None, feature)[verdict as usize] += error;
                    slope.row_mut(Some(example.setting), feature)[verdict as usize] += error;
                }
            }
        }
        let rate = 0.1 * (1.0 - 0.9 * f64::from(step) / fit.steps as f64);
        let all = std::iter::once(None).chain(Setting::ALL.iter().copied().map(Some));
        for setting in all {
            for &feature in Feature::ALL {
                for v in 0..Verdict::ALL.len() {
                    // Too few are annotated to learn from: the rules stand.
                    let few = if v == Verdict::Reverses as usize { 30.0 } else { 1.0 };
                    let pull = fit.pull * few;
                    let weight = weights.row_mut(setting, feature)[v];
                    let g = slope.row_mut(setting, feature)[v]
                        + pull * (weight - prior.row_mut(setting, feature)[v]);
                    let m = &mut first.row_mut(setting, feature)[v];
                    *m = 0.9 * *m + 0.1 * g;
                    let m = *m / (1.0 - 0.9f64.powi(step));
                    let s = &mut second.row_mut(setting, feature)[v];
                    *s = 0.99 * *s + 0.01 * g * g;
                    let s = *s / (1.0 - 0.99f64.powi(step));
                    weights.row_mut(setting, feature)[v] -= rate * m / (s.sqrt() + 1e-8);
                }
            }
        }
    }
    weights
}
