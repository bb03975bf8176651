//! Training text in memory: trees as arrays, name-tagged sentences from two-column files.

use std::collections::BTreeMap;

use rashomon_model::{Deprel, NameKind, Upos, Xpos};

use super::Random;
use crate::conllu::Tree;
use crate::words::{Atoms, WordScratch};

/// A sentence of a treebank, ready for the classifiers.
pub(crate) struct Sample {
    pub(crate) atoms: Vec<Atoms>,
    pub(crate) tags: Vec<(Upos, Xpos)>,
    /// Heads from 0; the number of words for the root.
    pub(crate) heads: Vec<usize>,
    pub(crate) labels: Vec<Deprel>,
}

pub(crate) fn sentences(trees: &[Tree]) -> Vec<Sample> {
    let mut scratch = WordScratch::default();
    trees
        .iter()
        .map(|tree| Sample {
            atoms: tree.words.iter().map(|w| Atoms::of(&w.form, &mut scratch)).collect(),
            tags: tree.words.iter().map(|w| (w.upos, w.xpos)).collect(),
            heads: tree.words.iter().map(|w| w.head.checked_sub(1).unwrap_or(tree.words.len())).collect(),
            labels: tree.words.iter().map(|w| w.deprel).collect(),
        })
        .collect()
}

/// What a name file says of a word: the kind of its name, and whether it begins it.
pub type Mark = Option<(NameKind, bool)>;

/// A sentence with names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedSentence {
    /// The words.
    pub forms: Vec<String>,
    /// One mark a word.
    pub marks: Vec<Mark>,
}

impl NamedSentence {
    /// The names, as ranges of words.
    pub fn names(&self) -> Vec<(std::ops::Range<usize>, NameKind)> {
        let mut names: Vec<(std::ops::Range<usize>, NameKind)> = Vec::new();
        for (i, mark) in self.marks.iter().enumerate() {
            let Some((kind, begins)) = *mark else { continue };
            match names.last_mut() {
                Some((range, last)) if !begins && range.end == i && *last == kind => range.end = i + 1,
                _ => names.push((i..i + 1, kind)),
            }
        }
        names
    }
}

/// Reads a two-column file (word, BIO tag). Types of all the usual schemes are known; dates,
/// amounts and other types that are no names count as outside.
pub fn read_bio(text: &str) -> Vec<NamedSentence> {
    let mut sentences = Vec::new();
    let mut sentence = NamedSentence::default();
    for line in text.lines().chain([""]) {
        let mut columns = line.split('\t');
        let (form, tag) = (columns.next().unwrap_or("").trim(), columns.next().unwrap_or("O").trim());
        if form.is_empty() {
            if !sentence.forms.is_empty() {
                sentences.push(std::mem::take(&mut sentence));
            }
            continue;
        }
        let mark = tag.split_once('-').and_then(|(place, kind)| Some((kind_of(kind)?, place == "B")));
        // Words are cut as the analyser would cut them.
        for (i, piece) in crate::tokens(form).into_iter().enumerate() {
            sentence.forms.push(form[piece.range].to_owned());
            sentence.marks.push(mark.map(|(kind, begins)| (kind, begins && i == 0)));
        }
    }
    sentences
}

/// The kind that a type of another scheme comes nearest to.
fn kind_of(name: &str) -> Option<NameKind> {
    Some(match name.to_ascii_lowercase().as_str() {
        "per" | "person" => NameKind::Person,
        "org" | "organization" | "organisation" => NameKind::Organisation,
        "loc" | "gpe" | "place" | "location" => NameKind::Place,
        "norp" | "nationality" => NameKind::Nationality,
        "fac" | "facility" => NameKind::Facility,
        "misc" | "event" | "object" | "product" | "other" | "work_of_art" | "law" => NameKind::Other,
        _ => return None,
    })
}

/// Reads sentences with their names in brackets: `[P Ali] left [L Homs]`, letters as in
/// [`bracket_kind`]; `#` begins a comment line.
pub fn read_brackets(text: &str) -> Vec<NamedSentence> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let mut sentence = NamedSentence::default();
            let mut rest = line;
            while !rest.is_empty() {
                let (plain, after) = rest.split_once('[').unwrap_or((rest, ""));
                sentence.push(plain, None);
                let (name, after) = after.split_once(']').unwrap_or((after, ""));
                if let Some((kind, words)) = name.split_once(' ') {
                    sentence.push(words, bracket_kind(kind));
                }
                rest = after;
            }
            sentence
        })
        .collect()
}

/// The kind that a letter in brackets stands for.
fn bracket_kind(letter: &str) -> Option<NameKind> {
    Some(match letter {
        "P" => NameKind::Person,
        "O" => NameKind::Organisation,
        "L" => NameKind::Place,
        "N" => NameKind::Nationality,
        "F" => NameKind::Facility,
        "X" => NameKind::Other,
        _ => return None,
    })
}

impl NamedSentence {
    fn push(&mut self, words: &str, kind: Option<NameKind>) {
        for (i, piece) in crate::tokens(words).into_iter().enumerate() {
            self.forms.push(words[piece.range].to_owned());
            self.marks.push(kind.map(|kind| (kind, i == 0)));
        }
    }
}

/// The sentences, and `copies` of each with its names exchanged for others of the same kind: from
/// the sentences themselves and from the lists.
pub(crate) fn exchange(
    sentences: &[NamedSentence],
    lists: &BTreeMap<String, Vec<String>>,
    copies: usize,
    random: &mut Random,
) -> Vec<NamedSentence> {
    let mut pools: BTreeMap<u8, Vec<String>> = BTreeMap::new();
    for sentence in sentences {
        for (range, kind) in sentence.names() {
            pools.entry(kind as u8).or_default().push(sentence.forms[range].join(" "));
        }
    }
    let list = |name: &str| lists.get(name).map_or(&[][..], Vec::as_slice);
    pools.entry(NameKind::Place as u8).or_default().extend_from_slice(list("places"));
    pools.entry(NameKind::Organisation as u8).or_default().extend_from_slice(list("organisations"));
    pools.entry(NameKind::Nationality as u8).or_default().extend_from_slice(list("nationalities"));
    let (given, family) = (list("given-names"), list("family-names"));
    for _ in 0..if given.is_empty() || family.is_empty() { 0 } else { 500 } {
        let name = format!("{} {}", given[random.below(given.len())], family[random.below(family.len())]);
        pools.entry(NameKind::Person as u8).or_default().push(name);
    }
    let mut out = sentences.to_vec();
    for sentence in sentences {
        for _ in 0..copies {
            let mut copy = NamedSentence::default();
            let mut at = 0;
            for (range, kind) in sentence.names() {
                copy.extend(sentence, at..range.start);
                let pool = &pools[&(kind as u8)];
                if random.below(4) == 0 {
                    copy.extend(sentence, range.clone());
                } else {
                    copy.push(&pool[random.below(pool.len())], Some(kind));
                }
                at = range.end;
            }
            copy.extend(sentence, at..sentence.forms.len());
            out.push(copy);
        }
    }
    out
}

impl NamedSentence {
    fn extend(&mut self, from: &NamedSentence, range: std::ops::Range<usize>) {
        self.forms.extend_from_slice(&from.forms[range.clone()]);
        self.marks.extend_from_slice(&from.marks[range]);
    }
}
