//! Words of a text as numbers, and shingles: runs of words.

use std::hash::Hasher as _;

use rustc_hash::FxHasher;

/// Words of a shingle: shorter runs are alike by chance, longer ones break at every edit.
pub(crate) const SHINGLE: usize = 5;

/// The words of a text, folded, in order.
pub(crate) fn folded(text: &str) -> impl Iterator<Item = String> + '_ {
    let parts = text.split(|c: char| !c.is_alphanumeric());
    parts.filter(|w| !w.is_empty()).map(str::to_lowercase)
}

/// The hash of a word.
pub(crate) fn word(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(word.as_bytes());
    mix(hasher.finish() ^ word.len() as u64)
}

/// The words of a text as hashes.
pub(crate) fn words(text: &str) -> Vec<u64> {
    folded(text).map(|w| word(&w)).collect()
}

/// The hash of each run of words; none for a text of fewer.
pub(crate) fn shingles(words: &[u64]) -> impl Iterator<Item = u64> + '_ {
    words.windows(SHINGLE).map(|run| run.iter().fold(0x9e37_79b9, |h: u64, w| mix(h.rotate_left(7) ^ w)))
}

/// Spreads the bits of a hash over all of it (the finisher of SplitMix64, Steele et al. 2014).
fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
