//! Training text in memory: trees as arrays, name-tagged sentences from two-column files.

use rashomon_model::{Deprel, NameKind, Upos, Xpos};

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
