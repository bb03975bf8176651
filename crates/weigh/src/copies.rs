//! Which sources say what others have said: pairs that agree more than what all say would have them agree.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::frame::Frame;
use crate::model::{Among, Model};
use crate::weigh::Copying;

/// Shares of its claims that a copier copies, tried for each pair.
const SHARES: [f64; 6] = [0.1, 0.25, 0.5, 0.75, 0.9, 0.999];
/// Items looked at, and claims looked at in each: enough to tell, and a bound on the work.
const MOST_ITEMS: usize = 200_000;
pub(crate) const MOST_CLAIMS: usize = 128;
/// How often two careful sources, each on its own, agree on disputed items.
const CAREFUL: f64 = 0.97;
/// Below this a copied share is not kept.
const LEAST: f64 = 0.05;

/// For pairs of sources (lower number first) how much likelier what they say is made by each of [`SHARES`].
pub(crate) type Scores = FxHashMap<(u32, u32), [f32; SHARES.len()]>;

/// What gives copies away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Sign {
    /// Sources agree on all but a handful of disputed items, more than two careful sources would: feeds that are
    /// the same. Asks nothing of what is true.
    SameFeed,
    /// Sources share what few say and what is not held true.
    SharedRarities,
}

impl Sign {
    /// The probability that two agree on a value anyway, from how common the value is among the others and how far
    /// it is now held true.
    fn chance(self, common: f64, truth: f64) -> f64 {
        match self {
            Sign::SameFeed => CAREFUL,
            Sign::SharedRarities => common.max(truth),
        }
    }
}

/// Scores of all pairs that speak of one item.
pub(crate) fn scores(model: &Model<'_>, sign: Sign, among: Among) -> Scores {
    let frame = model.frame;
    let mut score = Scores::default();
    let mut told: Vec<(u32, usize)> = Vec::new();
    for item in (0..frame.items()).filter(|item| among.looks_at(*item, MOST_ITEMS)) {
        let claims = frame.claims_of_item(item);
        if claims.len() < 3 || frame.values_of(item).len() < 2 {
            continue;
        }
        let values = frame.values_of(item);
        told.clear();
        for v in values.clone() {
            told.extend(frame.claims_of(v).map(|c| (frame.reporters[frame.reporter[c] as usize].source, v)));
        }
        told.truncate(MOST_CLAIMS);
        let total = claims.len() as f64;
        let room = if frame.scheme_of(item).is_labels() {
            frame.scheme_of(item).labels.len() as f64
        } else {
            values.len() as f64 + 1.0
        };
        let agree: Vec<[f32; SHARES.len()]> = values
            .clone()
            .map(|v| {
                let others = frame.claims_of(v).len() as f64 - 2.0;
                let common = (others.max(0.0) + 1.0) / (total - 2.0 + room);
                let x = if frame.scheme_of(item).is_labels() {
                    frame.value[v] as usize
                } else {
                    v - values.start
                };
                let truth = f64::from(model.probability[frame.candidates_of(item).start + x]);
                let p = sign.chance(common, truth);
                SHARES.map(|g| (1.0 - g + g / p).ln() as f32)
            })
            .collect();
        for (n, (a, v)) in told.iter().enumerate() {
            for (b, w) in &told[n + 1..] {
                let row = score.entry((*a.min(b), *a.max(b))).or_default();
                if v == w {
                    std::iter::zip(row, agree[v - values.start]).for_each(|(r, a)| *r += a);
                } else {
                    std::iter::zip(row, SHARES).for_each(|(r, g)| *r += (1.0 - g).ln() as f32);
                }
            }
        }
    }
    score
}

/// Adds the scores of the next shard. Shards are always added in their order.
#[expect(clippy::iter_over_hash_type, reason = "each pair is added alone")]
pub(crate) fn add(scores: &mut Scores, next: Scores) {
    for (pair, score) in next {
        std::iter::zip(scores.entry(pair).or_default(), score).for_each(|(t, s)| *t += s);
    }
}

/// For pairs of sources (lower number first) the expected share of one's claims that are the other's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Copies {
    share: FxHashMap<(u32, u32), f32>,
}

impl Copies {
    pub(crate) fn share(&self, a: u32, b: u32) -> f64 {
        self.share.get(&(a.min(b), a.max(b))).map_or(0.0, |s| f64::from(*s))
    }

    /// Judges pairs by their scores. `copying` is the prior probability that one of two sources copies.
    #[expect(clippy::iter_over_hash_type, reason = "each pair is judged alone")]
    pub(crate) fn judge(scores: Scores, copying: f64) -> Self {
        let mut share = FxHashMap::default();
        for (pair, score) in scores {
            let mut logs = [0.0; SHARES.len() + 1];
            for (l, s) in logs.iter_mut().zip(score) {
                *l = f64::from(s) + (copying / SHARES.len() as f64).ln();
            }
            logs[SHARES.len()] = (1.0 - copying).ln();
            crate::special::normalise(&mut logs);
            let expected: f64 = logs.iter().zip(SHARES).map(|(l, g)| l * g).sum();
            if expected > LEAST {
                share.insert(pair, expected as f32);
            }
        }
        Self { share }
    }

    /// Weight of each claim: a source that says what one before it said, and is known to copy it, adds little.
    /// `rank` orders sources, originals first.
    pub(crate) fn weights(&self, frame: &Frame, rank: &[f64], weight: &mut [f32]) {
        let mut order: Vec<usize> = Vec::new();
        for v in 0..frame.value.len() {
            let source = |c: usize| frame.reporters[frame.reporter[c] as usize].source;
            order.clear();
            order.extend(frame.claims_of(v));
            order.sort_by(|a, b| {
                let (a, b) = (source(*a), source(*b));
                rank[b as usize].total_cmp(&rank[a as usize]).then(a.cmp(&b))
            });
            for (n, c) in order.iter().enumerate() {
                let mut own = 1.0;
                for d in &order[..n] {
                    own *= 1.0 - self.share(source(*c), source(*d));
                    if own < 1e-3 {
                        break;
                    }
                }
                weight[*c] = own as f32;
            }
        }
    }

    /// All pairs, by number.
    pub(crate) fn list(&self) -> Vec<Copying> {
        let mut list: Vec<Copying> = self
            .share
            .iter()
            .map(|(sources, share)| Copying { sources: *sources, share: f64::from(*share) })
            .collect();
        list.sort_by_key(|c| c.sources);
        list
    }

    /// Takes the greater share of both.
    pub(crate) fn join(&mut self, other: &Copies) {
        #[expect(clippy::iter_over_hash_type, reason = "each pair is judged alone")]
        for (pair, share) in &other.share {
            let mine = self.share.entry(*pair).or_insert(0.0);
            *mine = mine.max(*share);
        }
    }
}
