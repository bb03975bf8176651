//! Scores of an analysis against a treebank, by the rules of the CoNLL 2018 shared task: words are
//! aligned by their characters, a word counts where its whole span is the same.

use std::collections::BTreeMap;
use std::ops::Range;

use rashomon_model::NameKind;

use crate::conllu::{Tree, universal};

/// Correct, predicted and gold counts of one measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Found and right.
    pub right: usize,
    /// Found.
    pub found: usize,
    /// In the treebank.
    pub gold: usize,
}

impl Counts {
    /// Harmonic mean of precision and recall, in percent; 0 where there is nothing.
    pub fn f1(self) -> f64 {
        let both = self.found + self.gold;
        if both == 0 { 0.0 } else { 200.0 * self.right as f64 / both as f64 }
    }
}

/// Scores over a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scores {
    /// Words with the right span.
    pub words: Counts,
    /// Sentences with the right span.
    pub sentences: Counts,
    /// Universal tags.
    pub upos: Counts,
    /// Penn tags.
    pub xpos: Counts,
    /// Lemmas (a gold `_` accepts all).
    pub lemma: Counts,
    /// Heads.
    pub uas: Counts,
    /// Heads and relations without subtypes.
    pub las: Counts,
    /// Heads and relations with subtypes.
    pub full: Counts,
    /// Names with the right words and kind; nothing where the treebank marks none.
    pub names: Counts,
}

/// Words of a file by their place among its characters, white space left out.
struct Flat<'t> {
    spans: Vec<Range<usize>>,
    words: Vec<(&'t Tree, usize, usize)>,
    sentences: Vec<Range<usize>>,
}

fn flat(trees: &[Tree]) -> Flat<'_> {
    let mut out = Flat { spans: Vec::new(), words: Vec::new(), sentences: Vec::new() };
    let mut at = 0;
    for tree in trees {
        let (text, ranges) = tree.text();
        let begin = at;
        let first = out.words.len();
        // Characters before each byte, without white space.
        let mut counts = vec![0; text.len() + 1];
        let mut count = 0;
        for (i, c) in text.char_indices() {
            counts[i] = count;
            count += usize::from(!c.is_whitespace());
            for slot in &mut counts[i + 1..=i + c.len_utf8()] {
                *slot = count;
            }
        }
        for (i, range) in ranges.iter().enumerate() {
            out.spans.push(at + counts[range.start]..at + counts[range.end]);
            out.words.push((tree, i, first));
        }
        at += count;
        out.sentences.push(begin..at);
    }
    out
}

/// Compares a predicted file with a gold file of the same text.
pub fn score(gold: &[Tree], found: &[Tree]) -> Scores {
    let (gold, found) = (flat(gold), flat(found));
    let mut scores = Scores::default();
    // Words that share a span (fused words) are told apart by their number there.
    let key = |flat: &Flat<'_>| -> BTreeMap<(usize, usize, usize), usize> {
        let mut map = BTreeMap::new();
        for (i, span) in flat.spans.iter().enumerate() {
            let twin = flat.spans[..i].iter().rev().take_while(|s| *s == span).count();
            map.insert((span.start, span.end, twin), i);
        }
        map
    };
    let (gold_keys, found_keys) = (key(&gold), key(&found));
    let mut found_of = vec![usize::MAX; gold.words.len()];
    for (key, &f) in &found_keys {
        if let Some(&g) = gold_keys.get(key) {
            found_of[g] = f;
        }
    }
    let mut gold_of = vec![usize::MAX; found.words.len()];
    for (g, &f) in found_of.iter().enumerate().filter(|(_, f)| **f != usize::MAX) {
        gold_of[f] = g;
    }
    let starts: std::collections::BTreeSet<(usize, usize)> =
        gold.sentences.iter().map(|s| (s.start, s.end)).collect();
    scores.sentences = Counts {
        right: found.sentences.iter().filter(|s| starts.contains(&(s.start, s.end))).count(),
        found: found.sentences.len(),
        gold: gold.sentences.len(),
    };
    scores.names = names(&gold, &found);
    let total = Counts { right: 0, found: found.words.len(), gold: gold.words.len() };
    let Scores { words, upos, xpos, lemma, uas, las, full, .. } = &mut scores;
    for counts in [&mut *words, upos, xpos, lemma, uas, las, full] {
        *counts = total;
    }
    for (f, &g) in gold_of.iter().enumerate().filter(|(_, g)| **g != usize::MAX) {
        let (gold_tree, i, gold_first) = gold.words[g];
        let (found_tree, j, found_first) = found.words[f];
        let (a, b) = (&gold_tree.words[i], &found_tree.words[j]);
        words.right += 1;
        upos.right += usize::from(a.upos == b.upos);
        xpos.right += usize::from(a.xpos == b.xpos);
        lemma.right += usize::from(a.lemma == "_" || a.lemma == b.lemma);
        let head = match (a.head, b.head) {
            (0, 0) => true,
            (0, _) | (_, 0) => false,
            (x, y) => gold_of[found_first + y - 1] == gold_first + x - 1,
        };
        uas.right += usize::from(head);
        full.right += usize::from(head && a.deprel == b.deprel);
        las.right += usize::from(head && universal(a.deprel.as_str()) == universal(b.deprel.as_str()));
    }
    scores
}

/// Names by their place in the text and their kind.
fn names(gold: &Flat<'_>, found: &Flat<'_>) -> Counts {
    let spans = |flat: &Flat<'_>| {
        let mut names: Vec<(usize, usize, NameKind)> = Vec::new();
        let mut inside = false;
        for (span, &(tree, i, _)) in flat.spans.iter().zip(&flat.words) {
            match (tree.words[i].name, names.last_mut()) {
                (Some((kind, false)), Some(last)) if inside && last.2 == kind => last.1 = span.end,
                (Some((kind, _)), _) => names.push((span.start, span.end, kind)),
                (None, _) => {}
            }
            inside = tree.words[i].name.is_some();
        }
        names
    };
    let (gold, found) = (spans(gold), spans(found));
    if gold.is_empty() {
        return Counts::default();
    }
    let known: std::collections::BTreeSet<_> = gold.iter().collect();
    let right = found.iter().filter(|name| known.contains(name)).count();
    Counts { right, found: found.len(), gold: gold.len() }
}

impl std::fmt::Display for Scores {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { words, sentences, upos, xpos, lemma, uas, las, full, names } = self;
        for (name, counts) in [
            ("words", words),
            ("sentences", sentences),
            ("UPOS", upos),
            ("XPOS", xpos),
            ("lemmas", lemma),
            ("UAS", uas),
            ("LAS", las),
            ("LAS with subtypes", full),
        ] {
            writeln!(f, "{name:<18} {:>6.2}", counts.f1())?;
        }
        if names.gold > 0 {
            writeln!(f, "{:<18} {:>6.2}", "names", names.f1())?;
        }
        Ok(())
    }
}
