//! Answers where few speak: a handful of voices on one question, none of them heard often enough to learn from.
//!
//! The model is that of [`crate::weigh`] with what is learned there replaced by what is known beforehand: a voice is
//! right as often as its kind is thought to be, a relay or a reading may have changed its words, and a party says what
//! serves it also where it is not so (one-sided errors: Dawid and Skene 1979; Zhao et al. 2012). Nothing is certain
//! after one voice, and two that exclude each other leave both open.

use std::collections::{BTreeMap, BTreeSet};

/// Whether a teller gains by what it says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Interest {
    /// It gains or loses nothing that is known.
    #[default]
    None,
    /// What it says serves its own side.
    Serves,
    /// What it says harms its own side.
    Harms,
}

/// What one voice says of one answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Testimony {
    /// Number of the answer.
    pub answer: usize,
    /// It says that this answer is not the true one.
    pub denies: bool,
    /// Who speaks: testimonies with one number are one voice and count once.
    pub voice: usize,
    /// How often such a voice is right, 0 to 1.
    pub exact: f64,
    /// How surely its words came through relays and reading unchanged, 0 to 1.
    pub kept: f64,
    /// Whether it gains by what it says.
    pub interest: Interest,
    /// It says that this began (of a denial: ended) at that moment; not looked at by [`decide`].
    pub begins: bool,
    /// When it says it was so: number of a moment of [`follow`]; not looked at by [`decide`].
    pub moment: usize,
}

/// What comes of a few testimonies.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// Probability of each answer. Answers that include each other do not add to one.
    pub probability: Vec<f64>,
    /// Probability that the truth is something nobody told.
    pub none: f64,
    /// For each testimony what it adds to the likeliest answer over the next that excludes it, in nats; zero where its
    /// voice has spoken already.
    pub weights: Vec<f64>,
    /// How many independent voices speak.
    pub voices: usize,
    /// The fewest voices without which another answer would be the likeliest, if there are such.
    pub turning: Option<usize>,
}

/// How often a party says what serves it where it is not so. Our own guess.
const BIAS: f64 = 0.35;
/// What each further voice on a question counts less: voices share evidence that nobody names. Our own guess.
const SHARED: f64 = 0.1;
/// Chance that who holds a place in the news changes from one day to the next. Our own guess.
const SWITCH: f64 = 0.1;
/// Days on which a change that is told may as well have been: a false report of one has to pick its day. Our own guess.
const DAYS: usize = 7;

/// Answers nearer to each other than this are about even.
const EVEN: f64 = 0.05;

/// Decides between answers of which one is true, or none where the question is `open`.
///
/// `fits(i, s)` tells whether who says answer `i` is right when answer `s` is the truth; every answer fits itself.
///
/// # Cost
/// O(answers² + answers x testimonies), and that for each voice that `turning` tries.
pub fn decide(
    answers: usize,
    open: bool,
    fits: impl Fn(usize, usize) -> bool,
    testimonies: &[Testimony],
) -> Decision {
    let states = answers + usize::from(open);
    let fit = |i: usize, s: usize| s < answers && (i == s || fits(i, s));
    let posterior = |left_out: &[usize]| -> Vec<f64> {
        let heard = heard(testimonies, left_out);
        let share = shared(&heard, testimonies);
        let logs: Vec<f64> = (0..states)
            .map(|s| {
                heard
                    .iter()
                    .map(|&n| share * log_chance(&testimonies[n], fit(testimonies[n].answer, s), states))
                    .sum()
            })
            .collect();
        normal(&logs)
    };
    let of = |states: &[f64]| -> Vec<f64> {
        (0..answers).map(|i| (0..answers).filter(|&s| fit(i, s)).map(|s| states[s]).sum()).collect()
    };
    let all = posterior(&[]);
    let probability = of(&all);
    let none = if open { all.get(answers).copied().unwrap_or(0.0) } else { 0.0 };
    let first = best(&probability, |_| true);
    let rival = first.and_then(|f| best(&probability, |i| i != f && !fit(f, i) && !fit(i, f)));
    let heard_all = heard(testimonies, &[]);
    let share = shared(&heard_all, testimonies);
    let weights: Vec<f64> = (0..testimonies.len())
        .map(|n| match (first, heard_all.binary_search(&n).is_ok()) {
            (Some(f), true) => {
                let t = &testimonies[n];
                let other = rival.unwrap_or(answers);
                share
                    * (log_chance(t, fit(t.answer, f), states) - log_chance(t, fit(t.answer, other), states))
            }
            _ => 0.0,
        })
        .collect();
    let mut voices: Vec<usize> = heard_all.iter().map(|&n| testimonies[n].voice).collect();
    voices.sort_unstable();
    voices.dedup();
    // Two that are about even need no turning.
    let even = first.zip(rival).is_some_and(|(f, r)| probability[f] - probability[r] < EVEN);
    let turning = turning(&weights, testimonies, &voices, |out| {
        !even
            && first.is_some_and(|f| {
                best(&of(&posterior(out)), |i| i == f || !fit(f, i) && !fit(i, f)) != Some(f)
            })
    });
    Decision { probability, none, weights, voices: voices.len(), turning }
}

/// Who held a place at each of `moments` (days counted from anywhere, rising): the probability of each of `holders`
/// answers and, last, of none of them. Testimonies speak of one moment each; a denial says that the answer did not hold.
///
/// Forward and backward over a chain whose states change with a fixed chance a day.
///
/// # Cost
/// O(moments x (holders² + testimonies)).
pub fn follow(holders: usize, open: bool, moments: &[i64], testimonies: &[Testimony]) -> Vec<Vec<f64>> {
    let states = holders + usize::from(open);
    let heard = heard(testimonies, &[]);
    let mut told: Vec<Vec<usize>> = vec![Vec::new(); moments.len()];
    for n in heard {
        if let Some(told) = told.get_mut(testimonies[n].moment) {
            told.push(n);
        }
    }
    let shares: Vec<f64> = told.iter().map(|here| shared(here, testimonies)).collect();
    let said = |m: usize, begins: bool, right: &dyn Fn(usize) -> bool| -> f64 {
        let here = &told[m];
        let of = here.iter().filter(|&&n| (testimonies[n].begins && m > 0) == begins);
        // A beginning is told with its day: there are as many more ways to be wrong.
        let ways = if begins { states * DAYS } else { states };
        shares[m] * of.map(|&n| log_chance(&testimonies[n], right(n), ways)).sum::<f64>()
    };
    let emit: Vec<Vec<f64>> = (0..moments.len())
        .map(|m| {
            normal(&(0..states).map(|s| said(m, false, &|n| testimonies[n].answer == s)).collect::<Vec<_>>())
        })
        .collect();
    // Chance of going from state to state into a moment, as far as what began then is told.
    let steps: Vec<Vec<Vec<f64>>> = (0..moments.len())
        .map(|m| {
            let days = if m == 0 { 0 } else { (moments[m] - moments[m - 1]).clamp(0, 3_650) };
            let stay = (1.0 - SWITCH).powf(days as f64);
            let stay = stay + (1.0 - stay) / states.max(1) as f64;
            let leave = (1.0 - stay) / (states.max(2) - 1) as f64;
            let step = |a: usize, b: usize| {
                let told = said(m, true, &|n| {
                    let t = &testimonies[n];
                    // Who says that a state began says that it was otherwise before; so for its end.
                    let before = if t.denies { a == t.answer } else { a != t.answer };
                    if before { b == t.answer } else { t.denies }
                });
                (if a == b { stay } else { leave }) * told.exp()
            };
            (0..states).map(|a| (0..states).map(|b| step(a, b)).collect()).collect()
        })
        .collect();
    let mut known: Vec<Vec<f64>> = Vec::with_capacity(moments.len());
    for m in 0..moments.len() {
        let into = |b: usize| match m {
            0 => 1.0,
            _ => (0..states).map(|a| known[m - 1][a] * steps[m][a][b]).sum(),
        };
        known.push(scaled((0..states).map(|b| into(b) * emit[m][b]).collect()));
    }
    let mut later = vec![1.0; states];
    for m in (0..moments.len()).rev() {
        known[m] = scaled(known[m].iter().zip(&later).map(|(a, b)| a * b).collect());
        if m > 0 {
            let from = |a: usize| (0..states).map(|b| steps[m][a][b] * emit[m][b] * later[b]).sum();
            later = scaled((0..states).map(from).collect());
        }
    }
    known
}

/// The testimonies that count: of one voice saying the same of one answer at one moment the first, without those left
/// out.
fn heard(testimonies: &[Testimony], left_out: &[usize]) -> Vec<usize> {
    let left_out: BTreeSet<usize> = left_out.iter().copied().collect();
    let mut known = BTreeSet::new();
    let told = testimonies.iter().enumerate();
    told.filter(|(_, t)| {
        !left_out.contains(&t.voice) && known.insert((t.voice, t.answer, t.denies, t.moment))
    })
    .map(|(n, _)| n)
    .collect()
}

fn shared(heard: &[usize], testimonies: &[Testimony]) -> f64 {
    let mut voices: Vec<usize> = heard.iter().map(|&n| testimonies[n].voice).collect();
    voices.sort_unstable();
    voices.dedup();
    1.0 / (1.0 + SHARED * voices.len().saturating_sub(1) as f64)
}

/// Log chance of a testimony where what it says of its answer is `so` or is not.
fn log_chance(t: &Testimony, so: bool, states: usize) -> f64 {
    let right = so != t.denies;
    let exact = t.exact.clamp(0.05, 0.95);
    // A false answer is one of several, a false denial is one.
    let wrong = if t.denies && !t.begins { 1.0 - exact } else { (1.0 - exact) / (states.max(2) - 1) as f64 };
    let said = match (t.interest, right) {
        (Interest::None, true) => exact,
        (Interest::None, false) => wrong,
        (Interest::Serves, true) => BIAS + (1.0 - BIAS) * exact,
        (Interest::Serves, false) => BIAS + (1.0 - BIAS) * wrong,
        (Interest::Harms, true) => (1.0 - BIAS) * exact,
        (Interest::Harms, false) => (1.0 - BIAS) * wrong * (1.0 - BIAS),
    };
    let lost = if t.denies && !t.begins { 0.5 } else { 1.0 / states.max(2) as f64 };
    let kept = t.kept.clamp(0.0, 1.0);
    (kept * said + (1.0 - kept) * lost).max(1e-9).ln()
}

/// The fewest voices, those that speak most for the first answer before others, without which `turned` is true.
fn turning(
    weights: &[f64],
    testimonies: &[Testimony],
    voices: &[usize],
    turned: impl Fn(&[usize]) -> bool,
) -> Option<usize> {
    let mut total: BTreeMap<usize, f64> = voices.iter().map(|&v| (v, 0.0)).collect();
    for (weight, t) in weights.iter().zip(testimonies) {
        *total.entry(t.voice).or_default() += weight;
    }
    let mut speaking: Vec<(usize, f64)> = total.into_iter().filter(|(_, w)| *w > 0.0).collect();
    speaking.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let order: Vec<usize> = speaking.into_iter().map(|(v, _)| v).collect();
    // When all are gone, nothing is left that could be the likelier.
    (1..order.len().max(1))
        .chain((voices.len() > order.len()).then_some(order.len()))
        .find(|&n| n > 0 && turned(&order[..n]))
}

fn best(probability: &[f64], may: impl Fn(usize) -> bool) -> Option<usize> {
    (0..probability.len())
        .filter(|&i| may(i))
        .max_by(|&a, &b| probability[a].total_cmp(&probability[b]).then(b.cmp(&a)))
}

fn normal(logs: &[f64]) -> Vec<f64> {
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    scaled(logs.iter().map(|l| (l - most).exp()).collect())
}

fn scaled(mut p: Vec<f64>) -> Vec<f64> {
    let sum: f64 = p.iter().sum();
    p.iter_mut().for_each(|p| *p /= sum.max(f64::MIN_POSITIVE));
    p
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(answer: usize, voice: usize) -> Testimony {
        Testimony {
            answer,
            denies: false,
            voice,
            exact: 0.8,
            kept: 0.95,
            interest: Interest::None,
            begins: false,
            moment: 0,
        }
    }

    fn apart(_: usize, _: usize) -> bool {
        false
    }

    #[test]
    fn one_voice_is_likely_and_never_certain() {
        let found = decide(1, true, apart, &[says(0, 0)]);
        assert!((0.6..0.9).contains(&found.probability[0]), "{found:?}");
        assert_eq!(found.turning, None);
    }

    #[test]
    fn two_voices_that_exclude_each_other_leave_both_open() {
        let found = decide(2, false, apart, &[says(0, 0), says(1, 1)]);
        assert!((found.probability[0] - 0.5).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn a_voice_heard_twice_counts_once() {
        let once = decide(2, true, apart, &[says(0, 0), says(1, 1)]);
        let twice = decide(2, true, apart, &[says(0, 0), says(0, 0), says(1, 1)]);
        assert_eq!(once.probability, twice.probability);
    }

    #[test]
    fn more_voices_weigh_more_and_the_turning_set_is_told() {
        let found = decide(2, false, apart, &[says(0, 0), says(0, 1), says(0, 2), says(1, 3)]);
        assert!(found.probability[0] > 0.85, "{found:?}");
        assert_eq!(found.turning, Some(3));
        assert!(found.weights[0] > 0.0 && found.weights[3] < 0.0);
    }

    #[test]
    fn against_own_interest_counts_more_than_for_it() {
        let p = |interest| decide(2, false, apart, &[Testimony { interest, ..says(0, 0) }]).probability[0];
        assert!(p(Interest::Harms) > p(Interest::None) && p(Interest::None) > p(Interest::Serves));
    }

    #[test]
    fn a_bound_holds_where_a_number_within_it_does() {
        // 0: exactly 22; 1: at least 20.
        let fits = |i: usize, s: usize| (i, s) == (1, 0);
        let found = decide(2, true, fits, &[says(0, 0), says(1, 1)]);
        assert!(found.probability[1] >= found.probability[0], "{found:?}");
        assert!(found.probability[0] > 0.5);
    }

    #[test]
    fn a_holder_gives_way_to_the_next() {
        let at = |answer, voice, moment| Testimony { moment, begins: true, ..says(answer, voice) };
        let days = [0, 1, 4];
        let held =
            follow(2, true, &days, &[at(0, 0, 0), at(1, 1, 1), Testimony { begins: false, ..at(1, 2, 2) }]);
        assert!(held[0][0] > 0.5 && held[1][1] > 0.5 && held[2][1] > 0.65, "{held:?}");
        for row in &held {
            assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn nothing_told_decides_nothing() {
        assert_eq!(decide(0, false, apart, &[]).probability, Vec::<f64>::new());
        assert!(follow(1, true, &[], &[]).is_empty());
    }
}
