//! Sources that say what was said just before them.

use serde::{Deserialize, Serialize};

use crate::copies::MOST_CLAIMS;
use crate::frame::Frame;
use crate::model::Model;

/// How often a source is a follower before its claims are seen, and repeats the last word.
const RARE: f64 = 0.05;

/// For each source how often it repeats the last word, and how surely it is a follower.
///
/// A source that agrees with the claim made just before it on the same item, where the others would not have it agree, is
/// one; of a few labels any two agree too often to tell.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Followers {
    of: Vec<(f64, f64)>,
}

impl Followers {
    /// Learns them from the sources and chances ([`chances`]) of all claims that come after another.
    pub(crate) fn learn(sources: usize, told: &[(u32, f32)]) -> Self {
        let told = || told.iter().map(|(source, chance)| (*source as usize, *chance));
        let mut rate = vec![RARE; sources];
        for _ in 0..20 {
            let mut yes = vec![0.1; sources];
            let mut all = vec![2.0; sources];
            for (s, p) in told() {
                all[s] += 1.0;
                yes[s] += repeats(rate[s], p);
            }
            for (r, (y, a)) in rate.iter_mut().zip(yes.iter().zip(&all)) {
                *r = y / a;
            }
        }
        let mut gain = vec![(RARE / (1.0 - RARE)).ln(); sources];
        for (s, p) in told() {
            gain[s] +=
                if p <= 1.0 { (1.0 - rate[s] + rate[s] / f64::from(p)).ln() } else { (1.0 - rate[s]).ln() };
        }
        let of = rate.into_iter().zip(gain).map(|(r, g)| (r, 1.0 / (1.0 + (-g).exp()))).collect();
        Self { of }
    }

    /// For each claim the probability that it only repeats the last word, from its chance ([`chances`]).
    pub(crate) fn apply(&self, frame: &Frame, chance: &[f32], follow: &mut [f32]) {
        for (c, (follow, p)) in follow.iter_mut().zip(chance).enumerate() {
            let s = frame.reporters[frame.reporter[c] as usize].source as usize;
            let (rate, is) = self.of.get(s).copied().unwrap_or((RARE, RARE));
            *follow = if p.is_nan() { 0.0 } else { (is * repeats(rate, *p)) as f32 };
        }
    }
}

/// Probability that a follower of this rate repeats, where it agrees with this chance anyway; above 1 it differs.
fn repeats(rate: f64, chance: f32) -> f64 {
    if chance <= 1.0 { rate / (rate + (1.0 - rate) * f64::from(chance)) } else { 0.0 }
}

/// Per claim the chance of agreeing with the last word anyway: above 1 where it differs, not a number where there is none.
pub(crate) fn chances(model: &Model<'_>) -> Vec<f32> {
    let frame = model.frame;
    let mut chance = vec![f32::NAN; frame.claims()];
    let mut order: Vec<(u32, usize, usize)> = Vec::new();
    for item in 0..frame.items() {
        let claims = frame.claims_of_item(item);
        let values = frame.values_of(item);
        if claims.len() < 2 || claims.len() > 4 * MOST_CLAIMS || frame.scheme_of(item).is_labels() {
            continue;
        }
        let wrong = frame.scheme_of(item).wrong();
        order.clear();
        for v in values.clone() {
            order.extend(frame.claims_of(v).map(|c| (frame.turn[c], c, v)));
        }
        order.sort_unstable();
        for pair in order.windows(2) {
            let ((.., before), (_, c, v)) = (pair[0], pair[1]);
            if before != v {
                chance[c] = 2.0;
                continue;
            }
            let x = v - values.start;
            let q = f64::from(model.probability[frame.candidates_of(item).start + x]);
            // Without the claim's own say.
            let exact = frame.way(item, v - values.start, x);
            let log = &model.log[frame.slot[c] as usize..];
            let off = log[wrong] - 1.0;
            let own = f64::from(model.weight[c]) * (log[exact] - off);
            let odds = q.max(1e-6) / (1.0 - q).max(1e-6) / own.exp();
            let others = odds / (1.0 + odds);
            let told = frame.claims_of(v).len() as f64;
            let common = (told - 2.0 + 0.5) / (claims.len() as f64 - 2.0 + 0.5 * (values.len() as f64 + 1.0));
            let right = log[exact].exp();
            chance[c] = (right * others + (1.0 - right) * common).clamp(1e-3, 1.0) as f32;
        }
    }
    chance
}
