//! How alike two texts are in what they tell, whether or not one copied the other.

use rustc_hash::FxHashMap;

use crate::shingle::{folded, word};

/// Words of a text's beginning, which in news tells the whole in brief.
const LEAD: usize = 25;
/// Weight of a number against a word: numbers of one story differ from telling to telling, and the same
/// numbers stand in any.
const NUMBER: f64 = 0.5;

/// How rare words are.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// Hash of a stem → its weight.
    weights: FxHashMap<u64, f64>,
    /// Weight of a word that is not listed.
    rare: f64,
}

/// A text made ready for comparing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// Stems with their weights, by hash.
    whole: Vec<(u64, f64)>,
    lead: Vec<(u64, f64)>,
}

impl Words {
    /// From lines `stem<TAB>number of documents`, with a line `#documents<TAB>number` first
    /// (`resources/words`). Lines of another form are passed over.
    pub fn parse(lines: &str) -> Self {
        let pairs = lines.lines().filter_map(|l| l.split_once('\t'));
        let mut counts = pairs.filter_map(|(stem, n)| Some((stem, n.trim().parse::<f64>().ok()?)));
        let documents = counts.next().filter(|(name, _)| *name == "#documents").map_or(1.0, |(_, n)| n);
        let weight = |n: f64| ((documents + 1.0) / (n + 0.5)).ln().max(0.0);
        let weights = counts.map(|(stem, n)| (word(stem), weight(n))).collect();
        Self { weights, rare: weight(0.0) }
    }

    /// Makes a text ready.
    ///
    /// # Cost
    /// Linear in the text.
    pub fn told(&self, text: &str) -> Told {
        let stems: Vec<(u64, f64)> = folded(text)
            .filter(|w| counts(w))
            .map(|w| {
                let number = w.starts_with(|c: char| c.is_ascii_digit());
                (word(stem(&w)), if number { NUMBER } else { 1.0 })
            })
            .collect();
        Told { whole: self.vector(&stems), lead: self.vector(&stems[..stems.len().min(LEAD)]) }
    }

    /// TF-IDF, with the logarithm of the number of times.
    fn vector(&self, stems: &[(u64, f64)]) -> Vec<(u64, f64)> {
        let mut stems = stems.to_vec();
        stems.sort_by_key(|s| s.0);
        let mut vector: Vec<(u64, f64)> = Vec::new();
        for same in stems.chunk_by(|a, b| a.0 == b.0) {
            let (stem, times) = (same[0].0, same.iter().map(|s| s.1).sum::<f64>());
            let times = if times > 1.0 { 1.0 + times.ln() } else { times };
            let weight = self.weights.get(&stem).copied().unwrap_or(self.rare);
            vector.push((stem, times * weight));
        }
        vector
    }
}

impl Told {
    /// How alike two texts are, from 0 to 1: half how alike they are as a whole, half how far the lead of each
    /// is told in the other.
    ///
    /// # Cost
    /// Linear in the different words.
    pub fn like(&self, other: &Told) -> f64 {
        let whole = cosine(&self.whole, &other.whole);
        let leads = cosine(&self.lead, &other.whole) + cosine(&other.lead, &self.whole);
        whole / 2.0 + leads / 4.0
    }
}

/// The cosine of two vectors that are sorted by their stems.
fn cosine(a: &[(u64, f64)], b: &[(u64, f64)]) -> f64 {
    let length = |v: &[(u64, f64)]| v.iter().map(|x| x.1 * x.1).sum::<f64>().sqrt();
    let (mut i, mut j, mut dot) = (0, 0, 0.0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                dot += a[i].1 * b[j].1;
                i += 1;
                j += 1;
            }
        }
    }
    let lengths = length(a) * length(b);
    if lengths > 0.0 { (dot / lengths).clamp(0.0, 1.0) } else { 0.0 }
}

/// True for what is counted as a word: a single letter is none, a digit is.
pub fn counts(word: &str) -> bool {
    word.chars().nth(1).is_some() || word.bytes().all(|b| b.is_ascii_digit()) && !word.is_empty()
}

/// A word without its ending, where four letters are left.
pub fn stem(word: &str) -> &str {
    const ENDINGS: [&str; 5] = ["ing", "ed", "es", "s", "ly"];
    let stem = ENDINGS.iter().find_map(|e| word.strip_suffix(e).filter(|stem| stem.len() >= 4));
    stem.unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_story_is_more_alike_than_two() {
        let words = Words::parse("#documents\t1000\nthe\t1000\non\t900\nsaid\t700\nwas\t800\nfriday\t100\n");
        let a = words.told("The dam above Tarsh broke on Friday, villagers said.");
        let b = words.told("On Friday the Tarsh dam was broken by rain, the mayor said.");
        let c = words.told("The ferry was late on Friday, the captain said.");
        assert!(a.like(&b) > 2.0 * a.like(&c), "{} {}", a.like(&b), a.like(&c));
        assert!((a.like(&a) - 1.0).abs() < 1e-9);
        assert_eq!(a.like(&words.told("")), 0.0);
        assert_eq!(a.like(&b), b.like(&a));
    }
}
