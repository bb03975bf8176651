//! Weights of the features, one row a kind of relation, setting and feature; and how a pair is scored.

use rashomon_model::RelationKind;

use crate::features::{Feature, Setting};

/// What a pair of claims can be: no relation, or one of the kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    Nothing,
    Contradicts,
    Reverses,
    Supports,
}

impl Verdict {
    pub(crate) const ALL: [Verdict; 4] =
        [Verdict::Nothing, Verdict::Contradicts, Verdict::Reverses, Verdict::Supports];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Verdict::Nothing => "nothing",
            Verdict::Contradicts => "contradicts",
            Verdict::Reverses => "reverses",
            Verdict::Supports => "supports",
        }
    }

    pub(crate) fn kind(self) -> Option<RelationKind> {
        match self {
            Verdict::Nothing => None,
            Verdict::Contradicts => Some(RelationKind::Contradicts),
            Verdict::Reverses => Some(RelationKind::Reverses),
            Verdict::Supports => Some(RelationKind::Supports),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.as_str() == text)
    }
}

const VERDICTS: usize = Verdict::ALL.len();
const FEATURES: usize = Feature::ALL.len();
const SETTINGS: usize = Setting::ALL.len();

/// Weights of the features for each verdict: one over all settings, and one a setting on top.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    rows: Vec<[f64; VERDICTS]>,
    /// Least probability of a relation that is told: nothing (unused), contradicts, reverses, supports.
    pub least: [f64; VERDICTS],
}

impl Default for Weights {
    fn default() -> Self {
        Self { rows: vec![[0.0; VERDICTS]; (SETTINGS + 1) * FEATURES], least: [0.4; VERDICTS] }
    }
}

impl Weights {
    /// The weights that come with this crate.
    pub fn bundled() -> &'static Weights {
        static BUNDLED: std::sync::LazyLock<Weights> = std::sync::LazyLock::new(|| {
            Weights::parse(include_str!("../../../resources/reconcile/relations.csv"))
                .expect("a test reads the bundled table")
        });
        &BUNDLED
    }

    /// Reads a table of lines `verdict,setting,feature,weight`; setting `any` holds in all of them,
    /// `#` starts a comment, and a line `least,supports,0.4` sets the least probability of a kind.
    ///
    /// # Errors
    /// The first line that makes no sense, with its number.
    pub fn parse(table: &str) -> Result<Self, String> {
        let mut weights = Self::default();
        for (number, line) in table.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let wrong = || format!("line {}: `{line}` is no `verdict,setting,feature,weight`", number + 1);
            let fields: Vec<&str> = line.split(',').map(str::trim).collect();
            match fields[..] {
                ["least", verdict, value] => {
                    let verdict = Verdict::parse(verdict).ok_or_else(wrong)?;
                    weights.least[verdict as usize] = value.parse().map_err(|_| wrong())?;
                }
                [verdict, setting, feature, value] => {
                    let verdict = Verdict::parse(verdict).ok_or_else(wrong)?;
                    let setting = match setting {
                        "any" => None,
                        name => Some(Setting::parse(name).ok_or_else(wrong)?),
                    };
                    let feature = Feature::parse(feature).ok_or_else(wrong)?;
                    weights.rows[row(setting, feature)][verdict as usize] =
                        value.parse().map_err(|_| wrong())?;
                }
                _ => return Err(wrong()),
            }
        }
        Ok(weights)
    }

    /// The table that [`Weights::parse`] reads, without weights that round to nothing.
    pub fn write(&self) -> String {
        use std::fmt::Write as _;
        let mut out = String::new();
        for verdict in Verdict::ALL.into_iter().skip(1) {
            let least = self.least[verdict as usize];
            writeln!(out, "least,{},{least:.2}", verdict.as_str()).expect("a string takes everything");
        }
        let settings = std::iter::once(None).chain(Setting::ALL.iter().copied().map(Some));
        for setting in settings {
            for &feature in Feature::ALL {
                for verdict in Verdict::ALL {
                    let value = self.rows[row(setting, feature)][verdict as usize];
                    if value.abs() >= 0.005 {
                        let name = setting.map_or("any", Setting::as_str);
                        let line = [verdict.as_str(), name, feature.as_str()].join(",");
                        writeln!(out, "{line},{value:.2}").expect("a string takes everything");
                    }
                }
            }
        }
        out
    }

    pub(crate) fn row_mut(&mut self, setting: Option<Setting>, feature: Feature) -> &mut [f64; VERDICTS] {
        &mut self.rows[row(setting, feature)]
    }

    /// The weight of one feature in a setting for a verdict.
    pub(crate) fn weight(&self, setting: Setting, feature: Feature, verdict: Verdict) -> f64 {
        self.rows[row(None, feature)][verdict as usize]
            + self.rows[row(Some(setting), feature)][verdict as usize]
    }

    /// Probability of each verdict, in the order of [`Verdict::ALL`].
    pub(crate) fn probabilities(&self, setting: Setting, features: &[Feature]) -> [f64; VERDICTS] {
        let mut scores = [0.0; VERDICTS];
        for &feature in features {
            for (score, verdict) in scores.iter_mut().zip(Verdict::ALL) {
                *score += self.weight(setting, feature, verdict);
            }
        }
        let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let odds = scores.map(|s| (s - top).exp());
        let sum: f64 = odds.iter().sum();
        odds.map(|o| o / sum)
    }
}

fn row(setting: Option<Setting>, feature: Feature) -> usize {
    setting.map_or(0, |s| s as usize + 1) * FEATURES + feature as usize
}
