//! Expectation and maximisation over flat arrays: what is true given how far each source can be believed,
//! and the other way round.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::calibration::Calibration;
use crate::frame::{Frame, Reporter};
use crate::parts::Belief;
use crate::special::{digamma, ln_gamma, normalise};

/// What the model is told before it sees a claim. One setting serves all tables.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Share of claims taken to be exact before any is seen, and how many claims that is worth.
    pub exact: f64,
    /// Weight of `exact`, in claims.
    pub exact_weight: f64,
    /// Rounds of expectation and maximisation.
    pub rounds: usize,
    /// Prior probability that one of two sources copies from the other.
    pub copying: f64,
    /// Log odds of being exact that a source gains on objects that bear its name, and how many claims that is
    /// worth.
    pub own: f64,
    /// Weight of `own`, in claims.
    pub own_weight: f64,
    /// How much less voices are worth together than alone.
    pub calibration: Calibration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            exact: 0.8,
            exact_weight: 20.0,
            rounds: 20,
            copying: 0.1,
            own: 2.0,
            own_weight: 50.0,
            calibration: Calibration::bundled(),
        }
    }
}

/// Values tried for how much mistakes crowd on few values (the concentration of a Dirichlet-multinomial; small:
/// whoever errs says the same) and for how far reporters of an attribute are alike (the weight of their common
/// reliability, in claims).
const CROWDING: [f64; 8] = [0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0];
const POWERS: [f64; 8] = [1.0, 0.85, 0.7, 0.55, 0.4, 0.3, 0.2, 0.1];
const ALIKE: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];
/// Weight of the mean while all reporters of a source are taken to be equally good.
const COARSE: f64 = 1e4;
/// Shards of the map: a fixed number, so that sums are taken in the same order on any number of threads.
const SHARDS: usize = 32;
/// Items looked at to learn one number of an attribute: a few thousand tell enough.
const LOOKED_AT: usize = 20_000;
/// Most numbers held in the sums of all shards together (8 bytes each).
const MOST_SUMS: usize = 1 << 26;

/// What an attribute teaches about all its reporters.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Common {
    /// Mean share of each way.
    pub(crate) mean: Vec<f64>,
    /// Weight of the mean for one reporter, in claims.
    pub(crate) alike: f64,
    /// A number per way: how mistakes crowd.
    pub(crate) crowding: Vec<f64>,
    /// Labels: prior probability of each.
    pub(crate) prior: Vec<f64>,
    /// Power of the likelihood.
    pub(crate) power: f64,
}

/// The state of a fit.
#[derive(Clone, Debug)]
pub(crate) struct Model<'f> {
    pub(crate) frame: &'f Frame,
    pub(crate) settings: Settings,
    pub(crate) common: Vec<Common>,
    /// Expected log share of each way, a row per reporter.
    pub(crate) log: Vec<f64>,
    /// Expected claims in each way, a row per reporter.
    pub(crate) counts: Vec<f64>,
    /// Weight of each claim; copies weigh less.
    pub(crate) weight: Vec<f32>,
    /// Log of all that does not hang on the reporters, per candidate; and per item if no candidate is true.
    pub(crate) base: Vec<f32>,
    pub(crate) base_none: Vec<f32>,
    /// Probability of each candidate, and per item that none is true.
    pub(crate) probability: Vec<f32>,
    pub(crate) none: Vec<f32>,
    pub(crate) evidence: f64,
    /// How far each source lies above or below what is common, in log odds of being exact.
    pub(crate) above: Vec<f64>,
    /// Class of each source, and how far each class lies above or below what is common.
    class: Vec<u32>,
    /// In how many items each value of an attribute is true, and told but wrong; and the sums per attribute.
    pub(crate) right: Vec<f64>,
    pub(crate) wrong: Vec<f64>,
    pub(crate) all: Vec<(f64, f64)>,
    pub(crate) class_above: Vec<f64>,
    /// Whether all reporters of a source are taken to be equally good yet.
    pub(crate) coarse: bool,
}

/// Scratch of one worker.
#[derive(Debug, Default)]
struct Scratch {
    logs: Vec<f64>,
    ways: Vec<f64>,
}

/// What a step adds up over the items of one shard.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Sums {
    counts: Vec<f64>,
    prior: Vec<Vec<f64>>,
    evidence: f64,
}

impl Sums {
    /// Adds those of the next shard. Shards are always added in their order.
    pub(crate) fn add(&mut self, next: Sums) {
        self.evidence += next.evidence;
        std::iter::zip(&mut self.counts, next.counts).for_each(|(t, s)| *t += s);
        for (t, s) in std::iter::zip(&mut self.prior, next.prior) {
            std::iter::zip(t, s).for_each(|(t, s)| *t += s);
        }
    }
}

/// In how many items something is true, and told but wrong.
pub(crate) type Tally = (f64, f64);

/// Scores of the values tried for something, by attribute (and way).
pub(crate) type Tried = Vec<[f64; 8]>;

/// Where the items of a frame lie among all items.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Among {
    pub(crate) first: usize,
    pub(crate) all: usize,
}

impl Among {
    /// True for an item that is looked at where `most` of all are enough.
    pub(crate) fn looks_at(self, item: usize, most: usize) -> bool {
        (self.first + item).is_multiple_of(self.all.div_ceil(most).max(1))
    }
}

impl<'f> Model<'f> {
    pub(crate) fn new(frame: &'f Frame, class: Vec<u32>, settings: Settings) -> Self {
        let common = frame
            .schemes
            .iter()
            .map(|scheme| {
                let labels = scheme.labels.len();
                let mean = if scheme.is_labels() {
                    let off = (1.0 - settings.exact) / (labels.max(2) - 1) as f64;
                    (0..labels * labels)
                        .map(|n| if n / labels == n % labels { settings.exact } else { off })
                        .collect()
                } else {
                    let off = (1.0 - settings.exact) / (scheme.ways - 1) as f64;
                    (0..scheme.ways).map(|k| if k == 0 { settings.exact } else { off }).collect()
                };
                Common {
                    mean,
                    alike: 4.0,
                    crowding: vec![1.0; scheme.ways],
                    prior: vec![1.0 / labels.max(1) as f64; labels],
                    power: 1.0,
                }
            })
            .collect();
        let candidates = frame.candidate_start.last().map_or(0, |n| *n as usize);
        let mut model = Self {
            frame,
            settings,
            common,
            log: vec![0.0; frame.slots],
            counts: vec![0.0; frame.slots],
            weight: vec![1.0; frame.claims()],
            base: vec![0.0; candidates],
            base_none: vec![0.0; frame.items()],
            probability: vec![0.0; candidates],
            none: vec![0.0; frame.items()],
            evidence: f64::NEG_INFINITY,
            above: vec![0.0; frame.reporters.iter().map(|r| r.source as usize + 1).max().unwrap_or(0)],
            class_above: vec![0.0; class.iter().max().map_or(0, |c| *c as usize + 1)],
            class,
            right: vec![0.0; frame.commons],
            wrong: vec![0.0; frame.commons],
            all: vec![(0.0, 0.0); frame.schemes.len()],
            coarse: true,
        };
        for (n, reporter) in frame.reporters.iter().enumerate() {
            let mean = model.mean_of(n);
            for (k, m) in mean.iter().enumerate() {
                model.log[reporter.slot as usize + k] = m.ln();
            }
        }
        model.rebase();
        model
    }

    /// The model of a part of the items: what is believed, and its own `state` (weights, bases of candidates and
    /// items, their probabilities). What only maximising needs is left empty.
    pub(crate) fn of_part(
        frame: &'f Frame,
        settings: Settings,
        belief: &Belief,
        state: [Vec<f32>; 5],
        (right, wrong): (Vec<f64>, Vec<f64>),
    ) -> Self {
        let [weight, base, base_none, probability, none] = state;
        Self {
            frame,
            settings,
            common: belief.common.clone(),
            log: belief.log.clone(),
            counts: Vec::new(),
            weight,
            base,
            base_none,
            probability,
            none,
            evidence: f64::NEG_INFINITY,
            above: Vec::new(),
            class: Vec::new(),
            right,
            wrong,
            all: belief.all.clone(),
            class_above: Vec::new(),
            coarse: true,
        }
    }

    /// What is true, reliabilities being what they are.
    pub(crate) fn weigh(&mut self) {
        self.evidence = self.expect().evidence;
    }

    /// One round: what is true, then how far each source can be believed.
    pub(crate) fn round(&mut self) {
        let sums = self.expect();
        self.maximise(sums);
    }

    /// Takes each posterior to the power of its attribute, or lower where many voices tell of an item.
    pub(crate) fn temper(&mut self, calibration: &Calibration) {
        let frame = self.frame;
        let mut logs: Vec<f64> = Vec::new();
        for item in 0..frame.items() {
            let voices: f64 = frame.claims_of_item(item).map(|c| f64::from(self.weight[c])).sum();
            let together = calibration.power(frame.scheme_of(item).kind, voices);
            let power = self.common[frame.scheme[item] as usize].power.min(together);
            if power == 1.0 {
                continue;
            }
            let open = !frame.scheme_of(item).is_labels();
            let range = frame.candidates_of(item);
            logs.clear();
            logs.extend(self.probability[range.clone()].iter().map(|p| power * f64::from(p.max(1e-30)).ln()));
            if open {
                logs.push(power * f64::from(self.none[item].max(1e-30)).ln());
            }
            normalise(&mut logs);
            for (p, l) in self.probability[range].iter_mut().zip(&logs) {
                *p = *l as f32;
            }
            if open {
                self.none[item] = logs.last().map_or(0.0, |l| *l as f32);
            }
        }
    }

    /// Bounds of the shards, in items: about as many claims in each.
    fn shards(&self) -> Vec<std::ops::Range<usize>> {
        let shards = (MOST_SUMS / self.frame.slots.max(1)).clamp(1, SHARDS);
        let claims = self.frame.claims();
        let mut bounds = vec![0];
        for s in 1..shards {
            let goal = (claims * s / shards) as u32;
            let value = self.frame.claim_start.partition_point(|c| *c < goal) as u32;
            let item = self.frame.value_start.partition_point(|v| *v < value);
            bounds.push(item.clamp(*bounds.last().unwrap_or(&0), self.frame.items()));
        }
        bounds.push(self.frame.items());
        bounds.windows(2).map(|w| w[0]..w[1]).collect()
    }

    /// The map: probabilities of all candidates, and sums for the reporters.
    fn expect(&mut self) -> Sums {
        let shards = self.shards();
        let frame = self.frame;
        let mut probability = std::mem::take(&mut self.probability);
        let mut none = std::mem::take(&mut self.none);
        let mut work = Vec::with_capacity(shards.len());
        {
            let (mut p, mut n) = (&mut probability[..], &mut none[..]);
            for shard in shards {
                let candidates = frame.candidate_start[shard.end] - frame.candidate_start[shard.start];
                let (ph, pt) = p.split_at_mut(candidates as usize);
                let (nh, nt) = n.split_at_mut(shard.len());
                (p, n) = (pt, nt);
                work.push((shard, ph, nh));
            }
        }
        let this = &*self;
        let all: Vec<Sums> = work
            .into_par_iter()
            .map(|(shard, probability, none)| this.expect_of(shard, probability, none))
            .collect();
        // The reduce, always in the order of the shards.
        let total = all.into_iter().reduce(|mut total, next| {
            total.add(next);
            total
        });
        self.probability = probability;
        self.none = none;
        total.unwrap_or_default()
    }

    /// The map over all items, as one shard.
    pub(crate) fn expect_whole(&mut self) -> Sums {
        let mut probability = std::mem::take(&mut self.probability);
        let mut none = std::mem::take(&mut self.none);
        let sums = self.expect_of(0..self.frame.items(), &mut probability, &mut none);
        self.probability = probability;
        self.none = none;
        sums
    }

    /// The map over the items of a shard, whose candidates and items `probability` and `none` hold.
    fn expect_of(&self, shard: std::ops::Range<usize>, probability: &mut [f32], none: &mut [f32]) -> Sums {
        let frame = self.frame;
        let mut sums = Sums {
            counts: vec![0.0; frame.slots],
            prior: self.common.iter().map(|c| vec![0.0; c.prior.len()]).collect(),
            evidence: 0.0,
        };
        let mut scratch = Scratch::default();
        let first = frame.candidate_start[shard.start] as usize;
        for (n, item) in shard.enumerate() {
            let range = frame.candidates_of(item);
            let p = &mut probability[range.start - first..range.end - first];
            none[n] = if frame.scheme_of(item).is_labels() {
                self.labels(item, p, &mut sums, &mut scratch)
            } else {
                self.open(item, p, &mut sums, &mut scratch)
            };
        }
        sums
    }

    /// One item of labels: every label can be true.
    fn labels(&self, item: usize, p: &mut [f32], sums: &mut Sums, scratch: &mut Scratch) -> f32 {
        let frame = self.frame;
        let labels = p.len();
        let prior = &self.common[frame.scheme[item] as usize].prior;
        scratch.logs.clear();
        scratch.logs.extend(prior.iter().map(|p| p.ln()));
        for v in frame.values_of(item) {
            let told = frame.value[v] as usize * labels;
            for c in frame.claims_of(v) {
                let row = &self.log[frame.slot[c] as usize + told..][..labels];
                let w = f64::from(self.weight[c]);
                std::iter::zip(&mut scratch.logs, row).for_each(|(l, r)| *l += w * r);
            }
        }
        sums.evidence += normalise(&mut scratch.logs);
        for v in frame.values_of(item) {
            let told = frame.value[v] as usize * labels;
            for c in frame.claims_of(v) {
                let row = &mut sums.counts[frame.slot[c] as usize + told..][..labels];
                let w = f64::from(self.weight[c]);
                std::iter::zip(row, &scratch.logs).for_each(|(r, q)| *r += w * q);
            }
        }
        let prior = &mut sums.prior[frame.scheme[item] as usize];
        for ((p, t), l) in p.iter_mut().zip(prior).zip(&scratch.logs) {
            *p = *l as f32;
            *t += l;
        }
        0.0
    }

    /// One item of an open kind: a told value is true, or none.
    fn open(&self, item: usize, p: &mut [f32], sums: &mut Sums, scratch: &mut Scratch) -> f32 {
        let frame = self.frame;
        let values = frame.values_of(item);
        let n = values.len();
        let ways = frame.scheme_of(item).ways;
        let wrong = ways - 1;
        let Scratch { logs, ways: told } = scratch;
        // Sum of the logs of each way over the claims of each value.
        told.clear();
        told.resize(n * ways, 0.0);
        for (v, row) in values.clone().zip(told.chunks_exact_mut(ways)) {
            for c in frame.claims_of(v) {
                let log = &self.log[frame.slot[c] as usize..][..ways];
                let w = f64::from(self.weight[c]);
                std::iter::zip(&mut *row, log).for_each(|(t, l)| *t += w * l);
            }
        }
        let all_wrong: f64 = told.iter().skip(wrong).step_by(ways).sum();
        let candidates = frame.candidates_of(item);
        logs.clear();
        logs.extend(self.base[candidates].iter().map(|b| f64::from(*b)));
        let square = frame.ways_start[item];
        if square == u32::MAX {
            for (x, log) in logs.iter_mut().enumerate() {
                *log += all_wrong + told[x * ways] - told[x * ways + wrong];
            }
        } else {
            let square = &frame.ways[square as usize..][..n * n];
            for (row, told) in square.chunks_exact(n).zip(told.chunks_exact(ways)) {
                for (log, way) in logs.iter_mut().zip(row) {
                    *log += told[*way as usize];
                }
            }
        }
        logs.push(f64::from(self.base_none[item]) + all_wrong);
        sums.evidence += normalise(logs);
        // Probability of each way for each value.
        told.fill(0.0);
        let none = logs[n];
        if square == u32::MAX {
            for (row, q) in told.chunks_exact_mut(ways).zip(&*logs) {
                row[0] = *q;
                row[wrong] = 1.0 - q;
            }
        } else {
            let square = &frame.ways[square as usize..][..n * n];
            for (row, told) in square.chunks_exact(n).zip(told.chunks_exact_mut(ways)) {
                told[wrong] = none;
                for (q, way) in logs.iter().zip(row) {
                    told[*way as usize] += q;
                }
            }
        }
        // A claim that stands alone tells nothing of its source.
        if frame.claims_of_item(item).len() < 2 {
            std::iter::zip(p, &*logs).for_each(|(p, q)| *p = *q as f32);
            return none as f32;
        }
        for (v, row) in values.zip(told.chunks_exact(ways)) {
            for c in frame.claims_of(v) {
                let count = &mut sums.counts[frame.slot[c] as usize..][..ways];
                let w = f64::from(self.weight[c]);
                std::iter::zip(count, row).for_each(|(t, q)| *t += w * q);
            }
        }
        std::iter::zip(p, &*logs).for_each(|(p, q)| *p = *q as f32);
        none as f32
    }

    /// The reduce's second half: reliability of each reporter, shrunk to what its attribute and its source
    /// show.
    pub(crate) fn maximise(&mut self, sums: Sums) {
        let frame = self.frame;
        self.evidence = sums.evidence;
        self.counts = sums.counts;
        for (common, prior) in self.common.iter_mut().zip(&sums.prior) {
            let all: f64 = prior.iter().sum();
            for (p, n) in common.prior.iter_mut().zip(prior) {
                *p = (n + 1.0) / (all + prior.len() as f64);
            }
        }
        let mut mean: Vec<Vec<f64>> = self.common.iter().map(|c| vec![0.0; c.mean.len()]).collect();
        let mut of_scheme: Vec<Vec<u32>> = vec![Vec::new(); frame.schemes.len()];
        for (n, reporter) in frame.reporters.iter().enumerate() {
            of_scheme[reporter.scheme as usize].push(n as u32);
            let mean = &mut mean[reporter.scheme as usize];
            let counts = &self.counts[reporter.slot as usize..][..mean.len()];
            // A reporter's counts add to the mean as far as it is one of many: at most as `alike` claims.
            std::iter::zip(mean, counts).for_each(|(m, c)| *m += c);
        }
        for (s, scheme) in frame.schemes.iter().enumerate() {
            let labels = scheme.labels.len();
            let exact = self.settings.exact;
            let weight = self.settings.exact_weight;
            let common = &mut self.common[s];
            if scheme.is_labels() {
                for x in 0..labels {
                    let total: f64 = (0..labels).map(|v| mean[s][v * labels + x]).sum();
                    for v in 0..labels {
                        let prior = if v == x { exact } else { (1.0 - exact) / (labels.max(2) - 1) as f64 };
                        common.mean[v * labels + x] =
                            (mean[s][v * labels + x] + weight * prior) / (total + weight);
                    }
                }
            } else {
                let total: f64 = mean[s].iter().sum();
                for (k, m) in mean[s].iter().enumerate() {
                    let prior = if k == 0 { exact } else { (1.0 - exact) / (scheme.ways - 1) as f64 };
                    common.mean[k] = (m + weight * prior) / (total + weight);
                }
            }
        }
        self.compare_classes();
        if frame.schemes.len() > 1 {
            self.compare_sources();
        }
        for (s, of_scheme) in of_scheme.iter().enumerate() {
            let labels = frame.schemes[s].labels.len();
            let means: Vec<Vec<f64>> = of_scheme.iter().map(|r| self.mean_of(*r as usize)).collect();
            let slots = of_scheme.iter().map(|r| frame.reporters[*r as usize].slot);
            let alike = if self.coarse { COARSE } else { alike(&means, &self.counts, slots, labels) };
            self.common[s].alike = alike;
            for (r, mean) in of_scheme.iter().zip(&means) {
                let own = frame.reporters[*r as usize].own;
                let alike = if own { alike.max(self.settings.own_weight) } else { alike };
                let slot = frame.reporters[*r as usize].slot as usize;
                let ways = mean.len();
                let (log, counts) = (&mut self.log[slot..][..ways], &self.counts[slot..][..ways]);
                let step = labels.max(1);
                for x in 0..step {
                    let total: f64 = counts.iter().skip(x).step_by(step).sum();
                    let all = digamma(total + alike);
                    for k in (x..ways).step_by(step) {
                        log[k] = digamma(counts[k] + alike * mean[k]) - all;
                    }
                }
            }
        }
    }

    /// What a reporter is taken to be like before its own counts: its attribute's mean, moved by its source.
    pub(crate) fn mean_of(&self, reporter: usize) -> Vec<f64> {
        self.mean_for(&self.frame.reporters[reporter])
    }

    fn mean_for(&self, reporter: &Reporter) -> Vec<f64> {
        let frame = self.frame;
        let scheme = &frame.schemes[reporter.scheme as usize];
        let mut mean = self.common[reporter.scheme as usize].mean.clone();
        let own = if reporter.own { self.settings.own } else { 0.0 };
        let class = self.class_above[self.class[reporter.source as usize] as usize];
        let odds = (self.above[reporter.source as usize] + class + own).exp();
        let step = scheme.labels.len().max(1);
        for x in 0..step {
            let exact = x * step + x;
            if scheme.is_labels() {
                mean[exact] *= odds;
            } else {
                mean[0] *= odds;
            }
            let total: f64 = mean.iter().skip(x).step_by(step).sum();
            mean.iter_mut().skip(x).step_by(step).for_each(|m| *m /= total);
        }
        mean
    }

    /// How exact a reporter is taken to be before its own claims are counted; of labels, on average.
    pub(crate) fn exactness(&self, reporter: &Reporter) -> f64 {
        let labels = self.frame.schemes[reporter.scheme as usize].labels.len();
        let mean = self.mean_for(reporter);
        if labels == 0 {
            return mean[0];
        }
        let prior = &self.common[reporter.scheme as usize].prior;
        (0..labels).map(|x| prior[x] * mean[x * labels + x]).sum()
    }

    /// The same for classes of sources.
    fn compare_classes(&mut self) {
        let frame = self.frame;
        if self.class_above.len() < 2 {
            return;
        }
        let mut slope = vec![0.0; self.class_above.len()];
        let mut curve = vec![1.0; self.class_above.len()];
        for (n, reporter) in frame.reporters.iter().enumerate() {
            let scheme = &frame.schemes[reporter.scheme as usize];
            let mean = self.mean_of(n);
            let step = scheme.labels.len().max(1);
            let counts = &self.counts[reporter.slot as usize..][..mean.len()];
            let class = self.class[reporter.source as usize] as usize;
            for x in 0..step {
                let exact = if scheme.is_labels() { x * step + x } else { 0 };
                let total: f64 = counts.iter().skip(x).step_by(step).sum();
                // One source is one member, however much it tells.
                let worth = 4.0 / (4.0 + total);
                slope[class] += worth * (counts[exact] - total * mean[exact]);
                curve[class] += worth * total * mean[exact] * (1.0 - mean[exact]);
            }
        }
        for (above, (slope, curve)) in self.class_above.iter_mut().zip(slope.iter().zip(&curve)) {
            *above = (*above + ((slope - *above) / curve).clamp(-1.0, 1.0)).clamp(-4.0, 4.0);
        }
    }

    /// How far each source lies above or below the common, over all its attributes: a step towards the mode,
    /// under a normal prior.
    fn compare_sources(&mut self) {
        let frame = self.frame;
        let mut slope = vec![0.0; self.above.len()];
        let mut curve = vec![1.0; self.above.len()];
        for (n, reporter) in frame.reporters.iter().enumerate() {
            let scheme = &frame.schemes[reporter.scheme as usize];
            let mean = self.mean_of(n);
            let step = scheme.labels.len().max(1);
            let counts = &self.counts[reporter.slot as usize..][..mean.len()];
            for x in 0..step {
                let exact = if scheme.is_labels() { x * step + x } else { 0 };
                let total: f64 = counts.iter().skip(x).step_by(step).sum();
                if total < 1e-9 {
                    continue;
                }
                // Many claims on one attribute tell of that attribute, not of all.
                let cap = if self.coarse { 1.0 } else { self.common[reporter.scheme as usize].alike };
                let worth = if self.coarse { 1.0 } else { cap / (cap + total) };
                slope[reporter.source as usize] += worth * (counts[exact] - total * mean[exact]);
                curve[reporter.source as usize] += worth * total * mean[exact] * (1.0 - mean[exact]);
            }
        }
        for (above, (slope, curve)) in self.above.iter_mut().zip(slope.iter().zip(&curve)) {
            *above = (*above + ((slope - *above) / curve).clamp(-1.0, 1.0)).clamp(-6.0, 6.0);
        }
    }

    /// Log of all that does not hang on the reporters: how common values are, how mistakes crowd. Has to be
    /// done again when weights of claims, probabilities or crowding change.
    pub(crate) fn rebase(&mut self) {
        let mut told = Vec::new();
        for item in 0..self.frame.items() {
            if self.frame.scheme_of(item).is_labels() {
                continue;
            }
            self.told_of(item, &mut told);
            let common = &self.common[self.frame.scheme[item] as usize];
            let first = self.frame.candidate_start[item] as usize;
            let n = told.len();
            let mut left = 1.0;
            for x in 0..=n {
                let crowd = crowd(self.frame, item, x, &told, &common.crowding).iter().sum::<f64>();
                if x < n {
                    left -= told[x].right;
                    self.base[first + x] = (crowd + told[x].right.ln()) as f32;
                } else {
                    self.base_none[item] = (crowd + left.max(0.1 / self.room(item)).ln()) as f32;
                }
            }
        }
    }

    /// How many values an attribute is taken to have.
    fn room(&self, item: usize) -> f64 {
        (self.frame.scheme_of(item).values as f64).max(10.0)
    }

    /// What items teach others: per value (by its number among all values of its attribute) in how many items it
    /// is true, and told but wrong; and the sums per attribute.
    pub(crate) fn values(&self) -> (Vec<Tally>, Vec<Tally>) {
        let frame = self.frame;
        let mut values = vec![(0.0, 0.0); frame.commons];
        let mut all = vec![(0.0, 0.0); frame.schemes.len()];
        for item in 0..frame.items() {
            if frame.scheme_of(item).is_labels() {
                continue;
            }
            let all = &mut all[frame.scheme[item] as usize];
            let first = frame.candidate_start[item] as usize;
            for (x, v) in frame.values_of(item).enumerate() {
                let q = f64::from(self.probability[first + x]);
                for sum in [&mut values[frame.common[v] as usize], &mut *all] {
                    sum.0 += q;
                    sum.1 += 1.0 - q;
                }
            }
        }
        (values, all)
    }

    fn told_of(&self, item: usize, told: &mut Vec<Told>) {
        let frame = self.frame;
        told.clear();
        let room = self.room(item);
        let all = self.all[frame.scheme[item] as usize];
        let first = frame.candidate_start[item] as usize;
        for (x, v) in frame.values_of(item).enumerate() {
            let count = frame.claims_of(v).map(|c| f64::from(self.weight[c])).sum::<f64>();
            let k = frame.common[v] as usize;
            // Other items alone: an item is no witness to itself.
            let q = f64::from(self.probability[first + x]);
            let (own_right, own_wrong) = if all.0 + all.1 > 0.0 { (q, 1.0 - q) } else { (0.0, 0.0) };
            let right = ((self.right[k] - own_right).max(0.0) + 1.0) / (all.0 + room);
            let wrong = ((self.wrong[k] - own_wrong).max(0.0) + 1.0) / (all.1 + room);
            told.push(Told { count, right, wrong });
        }
    }

    /// How well each power of the likelihood of an attribute's claims lets the others foretell what each source
    /// says: it tells how far its claims are independent.
    pub(crate) fn powers(&self, among: Among) -> Tried {
        let frame = self.frame;
        let mut score = vec![[0.0; POWERS.len()]; frame.schemes.len()];
        let mut logs: Vec<f64> = Vec::new();
        for item in 0..frame.items() {
            let claims = frame.claims_of_item(item);
            if claims.len() < 2 || !among.looks_at(item, LOOKED_AT) {
                continue;
            }
            let s = frame.scheme[item] as usize;
            let scheme = &frame.schemes[s];
            let labels = scheme.is_labels();
            let first = frame.candidate_start[item] as usize;
            let n = frame.candidates_of(item).len();
            let values = frame.values_of(item);
            for (v, value) in values.clone().enumerate() {
                let told = frame.claims_of(value).len() as f64;
                for c in frame.claims_of(value) {
                    let way = |x: usize| if x < n { frame.way(item, v, x) } else { scheme.wrong() };
                    let theta = |x: usize| self.log[frame.slot[c] as usize + way(x)];
                    let w = f64::from(self.weight[c]);
                    if w < 0.5 {
                        continue;
                    }
                    let common = (told - 1.0 + 0.5) / (claims.len() as f64 - 1.0 + 0.5 * (n as f64 + 1.0));
                    for (power, score) in POWERS.iter().zip(&mut score[s]) {
                        logs.clear();
                        let all = n + usize::from(!labels);
                        logs.extend((0..all).map(|x| {
                            // A value no other tells is unknown to the others.
                            if !labels && x == v && told < 1.5 {
                                return f64::NEG_INFINITY;
                            }
                            let q =
                                f64::from(if x < n { self.probability[first + x] } else { self.none[item] });
                            power * (q.max(1e-30).ln() - w * theta(x))
                        }));
                        normalise(&mut logs);
                        let p: f64 = logs
                            .iter()
                            .enumerate()
                            .map(|(x, q)| {
                                let psi = if labels || (x < n && way(x) == 0) { 1.0 } else { common };
                                q * theta(x).exp() * psi
                            })
                            .sum();
                        *score += p.max(1e-30).ln();
                    }
                }
            }
        }
        score
    }

    /// Takes the best power of each attribute.
    pub(crate) fn learn_power(&mut self, score: &Tried) {
        for (s, score) in score.iter().enumerate() {
            let mut best = 0;
            for n in 0..POWERS.len() {
                if score[n] > score[best] + 1e-9 {
                    best = n;
                }
            }
            self.common[s].power = POWERS[best];
        }
    }

    /// How well each crowding of mistakes fits the present probabilities, per attribute and way.
    pub(crate) fn crowdings(&self, among: Among) -> Vec<Tried> {
        let frame = self.frame;
        let mut score: Vec<Tried> =
            frame.schemes.iter().map(|s| vec![[0.0; CROWDING.len()]; s.ways]).collect();
        let mut counts = Vec::new();
        for item in 0..frame.items() {
            let one = frame.scheme_of(item).is_labels() || frame.values_of(item).len() < 2;
            if one || !among.looks_at(item, LOOKED_AT) {
                continue;
            }
            self.told_of(item, &mut counts);
            let scheme = frame.scheme[item] as usize;
            let first = frame.candidate_start[item] as usize;
            for x in 0..=counts.len() {
                let q =
                    f64::from(if x < counts.len() { self.probability[first + x] } else { self.none[item] });
                if q < 1e-3 {
                    continue;
                }
                for (n, c) in CROWDING.iter().enumerate() {
                    let crowding = [*c; 8];
                    for (k, l) in crowd(frame, item, x, &counts, &crowding).iter().enumerate() {
                        if k < score[scheme].len() {
                            score[scheme][k][n] += q * l;
                        }
                    }
                }
            }
        }
        score
    }

    /// Takes the best crowding of each attribute and way.
    pub(crate) fn learn_crowding(&mut self, score: &[Tried]) {
        for (common, score) in self.common.iter_mut().zip(score) {
            for (crowding, score) in common.crowding.iter_mut().zip(score) {
                let mut best = 2;
                for n in 0..CROWDING.len() {
                    if score[n] > score[best] + 1e-9 {
                        best = n;
                    }
                }
                *crowding = CROWDING[best];
            }
        }
    }
}

/// What is known of one value of an item: how many claims tell it, and how likely it would be true, or told by
/// mistake, going by other items.
#[derive(Clone, Copy, Debug)]
struct Told {
    count: f64,
    right: f64,
    wrong: f64,
}

/// Log probability of the told values in each way (but the exact one) if candidate `x` is true, none of them
/// for `x` beyond the last: a Dirichlet-multinomial, so that the second to make a mistake is likelier to make
/// the same.
fn crowd(frame: &Frame, item: usize, x: usize, told: &[Told], crowding: &[f64]) -> [f64; 4] {
    let mut log = [0.0; 4];
    let mut total = [0.0; 4];
    let ways = frame.scheme_of(item).ways;
    let n = told.len();
    let near =
        if x < n { 1.0 / f64::from(frame.room[frame.candidate_start[item] as usize + x]) } else { 1.0 };
    for (v, told) in told.iter().enumerate() {
        let way = if x < n { frame.way(item, v, x) } else { ways - 1 };
        if way == 0 || told.count <= 0.0 {
            continue;
        }
        let each = crowding[way] * if way == 1 && ways > 2 { near } else { told.wrong };
        log[way] += ln_gamma(told.count + each) - ln_gamma(each);
        total[way] += told.count;
    }
    for k in 1..ways {
        if total[k] > 0.0 {
            log[k] += ln_gamma(crowding[k]) - ln_gamma(crowding[k] + total[k]);
        }
    }
    log
}

/// The weight of the means that makes the counts of the reporters likeliest.
fn alike(means: &[Vec<f64>], counts: &[f64], slots: impl Iterator<Item = u32>, labels: usize) -> f64 {
    let mut score = [0.0; ALIKE.len()];
    for (mean, slot) in means.iter().zip(slots).take(20_000) {
        let counts = &counts[slot as usize..][..mean.len()];
        let step = labels.max(1);
        for x in 0..step {
            let total: f64 = counts.iter().skip(x).step_by(step).sum();
            if total < 1e-6 {
                continue;
            }
            for (s, a) in score.iter_mut().zip(ALIKE) {
                *s += ln_gamma(a) - ln_gamma(a + total);
                for (c, m) in counts.iter().zip(mean).skip(x).step_by(step) {
                    if *c > 0.0 {
                        *s += ln_gamma(a * m + c) - ln_gamma(a * m);
                    }
                }
            }
        }
    }
    let mut best = 2;
    for n in 0..ALIKE.len() {
        if score[n] > score[best] + 1e-9 {
            best = n;
        }
    }
    ALIKE[best]
}
