//! Pairs of texts of which one took words over from the other, or both from a third.

use rustc_hash::FxHashMap;

use crate::align::shared;
use crate::shingle::{shingles, words};

/// One shingle in so many goes into the sketch of a text: what two sketches share tells how much two texts
/// do, also where one is far longer (FracMinHash: Irber et al. 2022).
const SCALE: u64 = 4;
/// Texts with one shingle in common that are compared: the first ones stand for those that copied them.
const WIDTH: usize = 12;
/// Texts that a text is held against: those with which it has most shingles in common.
const TRIED: usize = 24;
/// Share of the shorter text that stands in the other, from which on it is a copy. Half: a text merged from
/// two has half of each.
const COPY: f64 = 0.45;
/// Words that have to be shared: stock phrases are shorter.
const LEAST: usize = 20;

/// Two texts that share words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Copied {
    /// Index of the first text.
    pub a: usize,
    /// Index of the second, above `a`.
    pub b: usize,
    /// Share of the shorter text's words that stand in the other too, 0 to 1.
    pub share: f64,
}

/// Every pair of texts of which one copies the other, in order.
///
/// # Cost
/// Near linear in the words: a text is compared with a few of those it shares shingles with. Of many copies
/// of one text not every pair is found, but every text with one of the first; [`groups`] joins them.
pub fn copies<T: AsRef<str>>(texts: &[T]) -> Vec<Copied> {
    let all: Vec<Vec<u64>> = texts.iter().map(|t| words(t.as_ref())).collect();
    let mut index: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    let mut found = Vec::new();
    for (b, told) in all.iter().enumerate() {
        let sketch = sketched(told);
        let mut near: Vec<usize> = Vec::new();
        for shingle in &sketch {
            let with = index.entry(*shingle).or_default();
            near.extend(with.iter());
            if with.len() < WIDTH {
                with.push(b);
            }
        }
        near.sort_unstable();
        let mut near: Vec<(usize, usize)> =
            near.chunk_by(|a, b| a == b).map(|same| (same.len(), same[0])).collect();
        near.sort_unstable_by_key(|&(shingles, a)| (std::cmp::Reverse(shingles), a));
        near.truncate(TRIED);
        found.extend(near.into_iter().filter_map(|(_, a)| {
            let share = shared_by(&all[a], told);
            (share >= COPY).then_some(Copied { a, b, share })
        }));
    }
    found.sort_by_key(|c| (c.a, c.b));
    found
}

/// The sketch of a text: some of its shingles, in order, each once. Texts of which one copies the other have
/// some in common, so that a join on them finds the pairs to compare.
pub fn sketch(text: &str) -> Vec<u64> {
    sketched(&words(text))
}

fn sketched(words: &[u64]) -> Vec<u64> {
    let mut sketch: Vec<u64> = shingles(words).filter(|s| s % SCALE == 0).collect();
    sketch.sort_unstable();
    sketch.dedup();
    sketch
}

/// Share of the shorter of two texts that stands in the other, `None` where that is too little for a copy.
///
/// # Cost
/// Linear in the words.
pub fn copied(a: &str, b: &str) -> Option<f64> {
    let share = shared_by(&words(a), &words(b));
    (share >= COPY).then_some(share)
}

/// Share of the shorter of two texts that stands in the other; 0 where that is too little to tell.
fn shared_by(a: &[u64], b: &[u64]) -> f64 {
    let (in_a, _) = shared(a, b);
    let shorter = a.len().min(b.len());
    // A short text that is there whole is a copy all the same.
    if in_a < LEAST.min(shorter) || shorter == 0 { 0.0 } else { in_a as f64 / shorter as f64 }
}

/// For each text the first of its group: texts joined by copying, directly or through others.
pub fn groups(texts: usize, copied: &[Copied]) -> Vec<usize> {
    let mut first: Vec<usize> = (0..texts).collect();
    for pair in copied {
        let (a, b) = (root(&mut first, pair.a), root(&mut first, pair.b));
        first[a.max(b)] = a.min(b);
    }
    (0..texts).map(|at| root(&mut first, at)).collect()
}

/// The first of the group of a text, with the way to it made shorter.
fn root(first: &mut [usize], mut at: usize) -> usize {
    while first[at] != at {
        first[at] = first[first[at]];
        at = first[at];
    }
    at
}
