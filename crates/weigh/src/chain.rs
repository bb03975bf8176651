//! Who holds a place, day by day: a chain of states with a contested stage, told of by sources that lag, lead
//! and repeat themselves.
//!
//! Each holder has a calm and a contested state. A source that keeps a list looks again at a place only now and
//! then (its freshness); until it does, what it says today is what it said yesterday, and counts for little. How
//! fresh each source is and what it says in which state is learned from all claims; so are the rates of change,
//! apart for places near the other side and for days on which much changes.

use rayon::prelude::*;

use crate::special::normalise;

/// No statement.
pub(crate) const MUTE: u8 = u8::MAX;
/// Days on both sides of a turn on which it is still news.
const FORTNIGHT: usize = 14;
/// Kinds of surroundings: how near the other side is, times how much changes.
const NEARNESS: usize = 3;
const UNREST: usize = 3;
const SURROUNDINGS: usize = NEARNESS * UNREST;

/// What sources say of places, day by day.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reports {
    pub(crate) days: usize,
    pub(crate) sources: usize,
    /// Number of holders; value `holders` is contested, `holders + 1` silence of a source that speaks that day.
    pub(crate) holders: usize,
    /// Per place, `source * days + day`: the value, or [`MUTE`].
    pub(crate) said: Vec<Vec<u8>>,
    /// The same: what the source said last before.
    pub(crate) before: Vec<Vec<u8>>,
    /// Per place: the nearest others.
    pub(crate) near: Vec<Vec<u32>>,
}

impl Reports {
    fn states(&self) -> usize {
        2 * self.holders
    }

    fn values(&self) -> usize {
        self.holders + 2
    }

    /// The days around which a source other than `but` turns.
    fn restless(&self, place: usize, but: usize) -> Vec<bool> {
        let mut restless = vec![false; self.days];
        for source in (0..self.sources).filter(|s| *s != but) {
            for day in 1..self.days {
                let at = source * self.days + day;
                if step(self.before[place][at], self.said[place][at]) == 2 && self.said[place][at] != MUTE {
                    restless[day.saturating_sub(FORTNIGHT)..(day + FORTNIGHT).min(self.days)].fill(true);
                }
            }
        }
        restless
    }
}

/// What is learned.
#[derive(Clone, Debug)]
pub(crate) struct Habits {
    /// `source * states * values + state * values + value`: what a source says when it looks.
    pub(crate) says: Vec<f64>,
    /// Chance a day that a source looks again.
    pub(crate) fresh: Vec<f64>,
    /// `surroundings * states * states`.
    pub(crate) moves: Vec<f64>,
    pub(crate) start: Vec<f64>,
}

struct Counts {
    says: Vec<f64>,
    looked: Vec<(f64, f64)>,
    moves: Vec<f64>,
    start: Vec<f64>,
    evidence: f64,
}

impl Habits {
    pub(crate) fn first(reports: &Reports) -> Self {
        let (states, values, holders) = (reports.states(), reports.values(), reports.holders);
        let mut habits = Self {
            says: vec![0.0; reports.sources * states * values],
            fresh: vec![0.2; reports.sources],
            moves: vec![0.0; SURROUNDINGS * states * states],
            start: vec![1.0 / states as f64; states],
        };
        for source in 0..reports.sources {
            for state in 0..states {
                for value in 0..values {
                    habits.says[(source * states + state) * values + value] = say(state, value, holders);
                }
            }
        }
        for s in 0..SURROUNDINGS {
            for a in 0..states {
                for b in 0..states {
                    habits.moves[(s * states + a) * states + b] = change(a, b, holders);
                }
            }
        }
        habits
    }

    /// One round of expectation and maximisation over all places.
    pub(crate) fn round(&mut self, reports: &Reports, around: &[Vec<u8>]) -> f64 {
        let (states, values) = (reports.states(), reports.values());
        let this = &*self;
        // Shards of places, a fixed number: the same sums on any number of threads.
        let shard = reports.said.len().div_ceil(32).max(1);
        let logs = self.logs(reports);
        let all: Vec<Counts> = around
            .par_chunks(shard)
            .enumerate()
            .map(|(n, around)| {
                let mut counts = this.zero();
                for (m, around) in around.iter().enumerate() {
                    this.count(reports, n * shard + m, around, &logs, &mut counts);
                }
                counts
            })
            .collect();
        let mut total = self.zero();
        for counts in all {
            total.evidence += counts.evidence;
            add(&mut total.says, &counts.says);
            add(&mut total.moves, &counts.moves);
            add(&mut total.start, &counts.start);
            for (t, c) in total.looked.iter_mut().zip(&counts.looked) {
                t.0 += c.0;
                t.1 += c.1;
            }
        }
        // Means with a few claims of what was thought before.
        for source in 0..reports.sources {
            for state in 0..states {
                let row = (source * states + state) * values;
                let sum: f64 = total.says[row..row + values].iter().sum();
                for value in 0..values {
                    let prior = say(state, value, reports.holders);
                    self.says[row + value] = (total.says[row + value] + PRIOR * prior) / (sum + PRIOR);
                }
            }
            let (yes, of) = total.looked[source];
            self.fresh[source] = ((yes + 2.0) / (of + 10.0)).clamp(0.001, 0.999);
        }
        let pooled: Vec<f64> = (0..states * states)
            .map(|ab| (0..SURROUNDINGS).map(|s| total.moves[s * states * states + ab]).sum())
            .collect();
        for s in 0..SURROUNDINGS {
            for a in 0..states {
                let row = (s * states + a) * states;
                let sum: f64 = total.moves[row..row + states].iter().sum();
                let pool: f64 = pooled[a * states..(a + 1) * states].iter().sum();
                for b in 0..states {
                    let mean =
                        (pooled[a * states + b] + 50.0 * change(a, b, reports.holders)) / (pool + 50.0);
                    self.moves[row + b] = (total.moves[row + b] + 200.0 * mean) / (sum + 200.0);
                }
            }
        }
        let sum: f64 = total.start.iter().sum();
        for (s, t) in self.start.iter_mut().zip(&total.start) {
            *s = (t + 1.0) / (sum + states as f64);
        }
        total.evidence
    }

    fn zero(&self) -> Counts {
        Counts {
            says: vec![0.0; self.says.len()],
            looked: vec![(0.0, 0.0); self.fresh.len()],
            moves: vec![0.0; self.moves.len()],
            start: vec![0.0; self.start.len()],
            evidence: 0.0,
        }
    }

    /// Logs of what a source says, `((source * 3 + step) * values + value) * states + state`, the step being: a
    /// first word, the same word again, another word.
    pub(crate) fn logs(&self, reports: &Reports) -> Vec<f64> {
        let (states, values) = (reports.states(), reports.values());
        let mut logs = vec![0.0; 3 * self.says.len()];
        for source in 0..reports.sources {
            let fresh = self.fresh[source];
            for value in 0..values {
                for state in 0..states {
                    let p = self.says[(source * states + state) * values + value].max(1e-9);
                    for (step, p) in [p, 1.0 - fresh + fresh * p, fresh * p].into_iter().enumerate() {
                        logs[((source * 3 + step) * values + value) * states + state] = p.ln();
                    }
                }
            }
        }
        logs
    }

    /// Forward pass: what was known each day (`day * states + state`), and the log of the evidence.
    pub(crate) fn filter(
        &self,
        reports: &Reports,
        place: usize,
        around: &[u8],
        logs: &[f64],
        emit: &mut Vec<f64>,
    ) -> (Vec<f64>, f64) {
        let (states, values) = (reports.states(), reports.values());
        let (said, before) = (&reports.said[place], &reports.before[place]);
        emit.clear();
        emit.resize(reports.days * states, 0.0);
        let mut known = vec![0.0; reports.days * states];
        let mut evidence = 0.0;
        let mut now = vec![0.0; states];
        for day in 0..reports.days {
            let out = &mut emit[day * states..(day + 1) * states];
            for source in 0..reports.sources {
                let at = source * reports.days + day;
                if said[at] != MUTE {
                    let row = (source * 3 + step(before[at], said[at])) * values + usize::from(said[at]);
                    add(out, &logs[row * states..][..states]);
                }
            }
            let moves = &self.moves[usize::from(around[day]) * states * states..][..states * states];
            for b in 0..states {
                let before: f64 = if day == 0 {
                    self.start[b]
                } else {
                    (0..states).map(|a| known[(day - 1) * states + a] * moves[a * states + b]).sum()
                };
                now[b] = before.max(1e-300).ln() + out[b];
            }
            evidence += normalise(&mut now);
            known[day * states..(day + 1) * states].copy_from_slice(&now);
        }
        (known, evidence)
    }

    /// The power to which probabilities of holders should be taken: the one under which the others best foretell
    /// the holder that a source left out gives, in the weeks around a turn of one of them. That source is taken to be
    /// wrong itself in some share of these days, the likeliest of [`OWN_ERRORS`]: its mistakes are not theirs.
    pub(crate) fn power(&self, reports: &Reports, around: &[Vec<u8>]) -> f64 {
        let (states, values) = (reports.states(), reports.values());
        let all = self.logs(reports);
        let row = 3 * values * states;
        let others = (reports.holders.max(2) - 1) as f64;
        let scores: Vec<Vec<f64>> = (0..reports.sources)
            .into_par_iter()
            .map(|source| {
                let mut logs = all.clone();
                logs[source * row..(source + 1) * row].fill(0.0);
                let mut score = vec![[0.0; OWN_ERRORS.len()]; POWERS.len()];
                let mut emit = Vec::new();
                for (place, around) in around.iter().enumerate() {
                    let restless = reports.restless(place, source);
                    if !restless.contains(&true) {
                        continue;
                    }
                    let (known, _) = self.filter(reports, place, around, &logs, &mut emit);
                    for day in (0..reports.days).filter(|day| restless[*day]) {
                        let said = usize::from(reports.said[place][source * reports.days + day]);
                        if said >= reports.holders {
                            continue;
                        }
                        let known = &known[day * states..(day + 1) * states];
                        for (score, power) in score.iter_mut().zip(POWERS) {
                            let p = |holder: usize| (known[2 * holder] + known[2 * holder + 1]).powf(power);
                            let sum: f64 = (0..reports.holders).map(p).sum();
                            let right = p(said) / sum;
                            for (score, error) in score.iter_mut().zip(OWN_ERRORS) {
                                let said = (1.0 - error) * right + error * (1.0 - right) / others;
                                *score += said.max(1e-12).ln();
                            }
                        }
                    }
                }
                score.iter().map(|s| s.iter().copied().fold(f64::NEG_INFINITY, f64::max)).collect()
            })
            .collect();
        let mut best = (0, f64::NEG_INFINITY);
        for n in 0..POWERS.len() {
            let sum: f64 = scores.iter().map(|s| s[n]).sum();
            if sum > best.1 {
                best = (n, sum);
            }
        }
        POWERS[best.0]
    }

    /// Backward pass over what [`Habits::filter`] gave: what is held now of each day. `pairs` gets the
    /// probability of each move into each day.
    pub(crate) fn smooth(
        &self,
        reports: &Reports,
        around: &[u8],
        emit: &[f64],
        known: &[f64],
        mut pairs: impl FnMut(usize, usize, usize, f64),
    ) -> Vec<f64> {
        let states = reports.states();
        let mut held = known.to_vec();
        let mut later = vec![1.0; states];
        let mut next = vec![0.0; states];
        for day in (1..reports.days).rev() {
            let moves = &self.moves[usize::from(around[day]) * states * states..][..states * states];
            let emit = &emit[day * states..(day + 1) * states];
            let top = emit.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let mut all = 0.0;
            for a in 0..states {
                next[a] = 0.0;
                for b in 0..states {
                    let p = moves[a * states + b] * (emit[b] - top).exp() * later[b];
                    next[a] += p;
                    all += known[(day - 1) * states + a] * p;
                }
            }
            for a in 0..states {
                for b in 0..states {
                    let p = known[(day - 1) * states + a]
                        * moves[a * states + b]
                        * (emit[b] - top).exp()
                        * later[b];
                    pairs(day, a, b, p / all.max(1e-300));
                }
            }
            let mut sum = 0.0;
            for a in 0..states {
                held[(day - 1) * states + a] = known[(day - 1) * states + a] * next[a];
                sum += held[(day - 1) * states + a];
            }
            for a in 0..states {
                held[(day - 1) * states + a] /= sum.max(1e-300);
            }
            let most = next.iter().copied().fold(0.0, f64::max).max(1e-300);
            later.iter_mut().zip(&next).for_each(|(l, n)| *l = n / most);
        }
        held
    }

    fn count(&self, reports: &Reports, place: usize, around: &[u8], logs: &[f64], counts: &mut Counts) {
        let (states, values) = (reports.states(), reports.values());
        let (said, before) = (&reports.said[place], &reports.before[place]);
        let mut emit = Vec::new();
        let (known, evidence) = self.filter(reports, place, around, logs, &mut emit);
        counts.evidence += evidence;
        let moves = &mut counts.moves;
        let held = self.smooth(reports, around, &emit, &known, |day, a, b, p| {
            moves[(usize::from(around[day]) * states + a) * states + b] += p;
        });
        add(&mut counts.start, &held[..states]);
        for source in 0..reports.sources {
            for day in 0..reports.days {
                let at = source * reports.days + day;
                if said[at] == MUTE {
                    continue;
                }
                let value = said[at];
                let step = step(before[at], value);
                let fresh = self.fresh[source];
                for state in 0..states {
                    let q = held[day * states + state];
                    let at = (source * states + state) * values + usize::from(value);
                    let looked = match step {
                        1 => fresh * self.says[at] / (1.0 - fresh + fresh * self.says[at]),
                        _ => 1.0,
                    };
                    counts.says[at] += q * looked;
                    if step > 0 {
                        counts.looked[source].0 += q * looked;
                        counts.looked[source].1 += q;
                    }
                }
            }
        }
    }
}

/// Powers tried.
const POWERS: [f64; 7] = [1.0, 0.85, 0.7, 0.6, 0.5, 0.4, 0.3];
/// Shares tried of the days around a turn on which a source is wrong itself.
const OWN_ERRORS: [f64; 8] = [0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3];
/// Weight of what is thought of a source before it is heard, in claims.
const PRIOR: f64 = 5.0;

/// 0 for a first word, 1 for the same word again, 2 for another word.
fn step(before: u8, now: u8) -> usize {
    match before {
        MUTE => 0,
        b if b == now => 1,
        _ => 2,
    }
}

fn add(total: &mut [f64], more: &[f64]) {
    total.iter_mut().zip(more).for_each(|(t, m)| *t += m);
}

/// What is thought before any claim is seen: chance of a value in a state.
fn say(state: usize, value: usize, holders: usize) -> f64 {
    let (holder, contested) = (state / 2, state % 2 == 1);
    if value == holders + 1 {
        return 0.1;
    }
    let others = 0.05 / (holders.max(2) - 1) as f64;
    let p = match (contested, value) {
        (false, v) if v == holder => 0.9,
        (false, v) if v == holders => 0.05,
        (true, v) if v == holder => 0.45,
        (true, v) if v == holders => 0.5,
        _ => others,
    };
    0.9 * p
}

/// What is thought before any claim is seen: chance a day of a move.
fn change(from: usize, to: usize, holders: usize) -> f64 {
    let ((a, x), (b, y)) = ((from / 2, from % 2), (to / 2, to % 2));
    let others = (holders.max(2) - 1) as f64;
    match (a == b, x, y) {
        (true, 0, 0) => 0.994,
        (true, 0, _) => 0.004,
        (true, _, 0) => 0.04,
        (true, _, _) => 0.92,
        (false, 0, 0) => 0.0015 / others,
        (false, 0, _) => 0.0005 / others,
        (false, _, 0) => 0.03 / others,
        (false, _, _) => 0.01 / others,
    }
}

/// The surroundings of each place and day, as they were known the day before: how many of the nearest places
/// are told to have another holder, and how much is told to have changed in the last week.
pub(crate) fn surroundings(reports: &Reports) -> Vec<Vec<u8>> {
    let days = reports.days;
    // The holder most sources give, day by day.
    let told: Vec<Vec<u8>> = reports
        .said
        .par_iter()
        .map(|said| {
            let mut told = vec![MUTE; days];
            let mut votes = vec![0_u32; reports.holders];
            for day in 0..days {
                votes.fill(0);
                for source in 0..reports.sources {
                    let value = said[source * days + day];
                    if usize::from(value) < reports.holders {
                        votes[usize::from(value)] += 1;
                    }
                }
                let best = (0..reports.holders).max_by_key(|h| (votes[*h], std::cmp::Reverse(*h)));
                told[day] = match best {
                    Some(h) if votes[h] > 0 => h as u8,
                    _ if day > 0 => told[day - 1],
                    _ => MUTE,
                };
            }
            told
        })
        .collect();
    let mut changed = vec![0.0; days];
    for told in &told {
        for day in 1..days {
            changed[day] += f64::from(u8::from(told[day] != told[day - 1]));
        }
    }
    let places = reports.said.len().max(1) as f64;
    let unrest: Vec<usize> = (0..days)
        .map(|day| {
            let week: f64 = changed[day.saturating_sub(7)..day].iter().sum::<f64>() / 7.0 / places;
            if day < 7 || week > 0.005 { 2 } else { usize::from(week > 0.0005) }
        })
        .collect();
    (0..reports.said.len())
        .map(|place| {
            (0..days)
                .map(|day| {
                    let before = day.saturating_sub(1);
                    let own = told[place][before];
                    let near = &reports.near[place];
                    let others = near
                        .iter()
                        .filter(|n| {
                            let other = told[**n as usize][before];
                            other != MUTE && own != MUTE && other != own
                        })
                        .count();
                    let nearness = match others {
                        0 => 0,
                        n if 2 * n < near.len() => 1,
                        _ => 2,
                    };
                    (nearness * UNREST + unrest[day]) as u8
                })
                .collect()
        })
        .collect()
}
