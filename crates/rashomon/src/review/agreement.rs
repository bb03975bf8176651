//! How far reviewers agree beyond chance.

use std::collections::BTreeMap;

/// Agreement of reviewers who judged the same things yes or no.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Agreement {
    /// Reviewers, by name.
    pub reviewers: Vec<String>,
    /// Things that two or more of them judged.
    pub items: usize,
    /// Of these, things on which all who judged them say the same.
    pub agreed: usize,
    /// Krippendorff's alpha, nominal, any number of reviewers, gaps allowed; `None` where all verdicts are
    /// the same or nothing was judged twice, so that chance cannot be told from agreement.
    pub alpha: Option<f64>,
    /// Cohen's kappa of each pair of reviewers, on what both judged.
    pub kappa: Vec<(String, String, Option<f64>)>,
}

/// Agreement over things judged yes or no by reviewers: one map a thing, from reviewer to verdict.
///
/// Alpha after Krippendorff, Content Analysis (2004), chapter 11: one less the ratio of observed to expected
/// disagreement in the matrix of coincidences. Kappa after Cohen, Educational and Psychological Measurement
/// 20 (1960), 37–46.
///
/// # Cost
/// O(verdicts × reviewers).
pub fn agreement<'v>(items: impl Iterator<Item = &'v BTreeMap<String, bool>>) -> Agreement {
    let items: Vec<&BTreeMap<String, bool>> = items.collect();
    let mut reviewers: Vec<String> = items.iter().flat_map(|i| i.keys().cloned()).collect();
    reviewers.sort();
    reviewers.dedup();
    let shared: Vec<&&BTreeMap<String, bool>> = items.iter().filter(|i| i.len() >= 2).collect();
    let uniform = |i: &&&&BTreeMap<String, bool>| i.values().all(|v| Some(v) == i.values().next());
    let agreed = shared.iter().filter(uniform).count();
    let mut kappa = Vec::new();
    for (n, a) in reviewers.iter().enumerate() {
        for b in &reviewers[n + 1..] {
            let pairs: Vec<(bool, bool)> =
                shared.iter().filter_map(|i| Some((*i.get(a)?, *i.get(b)?))).collect();
            if !pairs.is_empty() {
                kappa.push((a.clone(), b.clone(), cohen(&pairs)));
            }
        }
    }
    let alpha = alpha(shared.iter().map(|i| {
        let yes = i.values().filter(|v| **v).count();
        [yes as f64, (i.len() - yes) as f64]
    }));
    Agreement { reviewers, items: shared.len(), agreed, alpha, kappa }
}

/// `counts`: of each thing, how many said yes and how many no.
fn alpha(counts: impl Iterator<Item = [f64; 2]>) -> Option<f64> {
    let (mut apart, mut total) = (0.0, [0.0; 2]);
    for [yes, no] in counts {
        apart += 2.0 * yes * no / (yes + no - 1.0);
        total[0] += yes;
        total[1] += no;
    }
    let n = total[0] + total[1];
    let expected = 2.0 * total[0] * total[1] / (n - 1.0);
    (expected > 0.0).then(|| 1.0 - apart / expected)
}

fn cohen(pairs: &[(bool, bool)]) -> Option<f64> {
    let share =
        |f: &dyn Fn(&(bool, bool)) -> bool| pairs.iter().filter(|p| f(p)).count() as f64 / pairs.len() as f64;
    let observed = share(&|p| p.0 == p.1);
    let (a, b) = (share(&|p| p.0), share(&|p| p.1));
    let chance = a * b + (1.0 - a) * (1.0 - b);
    (chance < 1.0).then(|| (observed - chance) / (1.0 - chance))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(verdicts: &[(&str, &str)]) -> Vec<BTreeMap<String, bool>> {
        let length = verdicts[0].1.len();
        (0..length)
            .map(|at| {
                let said = verdicts.iter().filter_map(|(who, all)| match all.as_bytes()[at] {
                    b'.' => None,
                    v => Some(((*who).to_owned(), v == b'1')),
                });
                said.collect()
            })
            .collect()
    }

    /// Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section A: two observers, ten units,
    /// binary: alpha = 0.095.
    #[test]
    fn alpha_is_that_of_the_worked_example() {
        let items = items(&[("a", "0100000010"), ("b", "1110010000")]);
        let found = agreement(items.iter());
        assert_eq!((found.items, found.agreed), (10, 6));
        assert!((found.alpha.expect("a value") - 0.095).abs() < 5e-4, "{found:?}");
    }

    /// Two readers of fifty proposals, 20 and 15 alike, 5 and 10 apart: observed 0.7, by chance 0.5, so kappa 0.4.
    #[test]
    fn kappa_is_that_of_the_worked_example() {
        let pairs = |n: usize, p: (bool, bool)| std::iter::repeat_n(p, n);
        let all: Vec<(bool, bool)> = pairs(20, (true, true))
            .chain(pairs(5, (true, false)))
            .chain(pairs(10, (false, true)))
            .chain(pairs(15, (false, false)))
            .collect();
        assert!((cohen(&all).expect("a value") - 0.4).abs() < 1e-12);
    }

    #[test]
    fn gaps_and_sameness_are_no_error() {
        let gaps = items(&[("a", "11.0"), ("b", "1.10"), ("c", "..1.")]);
        let found = agreement(gaps.iter());
        assert_eq!(found.items, 3);
        assert!(found.alpha.is_some());
        let same = items(&[("a", "111"), ("b", "111")]);
        assert_eq!(agreement(same.iter()).alpha, None);
        assert_eq!(agreement([].iter()), Agreement::default());
    }
}
