//! Training of the weights from treebanks and name-tagged text: seeded, one thread, the same
//! bytes for the same data.

mod boundary;
mod corpus;
mod lemma;
mod names;
mod parse;
mod perceptron;
mod tag;

use rashomon_model::NameKind;

use crate::Analyser;
use crate::conllu::Tree;
use crate::model::Model;
use crate::score::Counts;
pub use corpus::{Mark, NamedSentence, read_bio};

/// What to train on.
#[derive(Debug, Default)]
pub struct Data {
    /// Trees, in the order of their files.
    pub trees: Vec<Tree>,
    /// Sentences with names.
    pub named: Vec<NamedSentence>,
    /// Words for nationalities, religions and peoples, as written.
    pub nationalities: Vec<String>,
}

/// How to train.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Seed of the order of sentences and of exploration.
    pub seed: u64,
    /// Passes over the data, for each classifier.
    pub epochs: usize,
}

/// Trains all parts of a model. `log` is told of each step.
pub fn train(data: &Data, settings: Settings, log: &mut dyn FnMut(&str)) -> Model {
    log("boundaries");
    let boundary = boundary::train(&data.trees, settings, log);
    log("lemmas");
    let lemmatiser = lemma::train(&data.trees);
    log("tags");
    let sentences = corpus::sentences(&data.trees);
    let tagger = tag::train(&sentences, &tag::pairs(&sentences), settings, log);
    log("tags for the parser (five parts, each tagged by the rest)");
    let tags = tag::jackknife(&sentences, &tagger.pairs, settings, log);
    log("trees");
    let parser = parse::train(&sentences, &tags, settings, log);
    log("names");
    let names = names::train(data, &tagger, settings, log);
    Model { boundary, tagger, lemmatiser, parser, names }
}

/// A small generator of numbers (splitmix64): order and exploration hang on the seed alone.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

/// The text of a treebank as a reader would meet it: paragraphs between blank lines.
pub fn raw_text(trees: &[Tree]) -> String {
    let mut text = String::new();
    for tree in trees {
        if tree.begins_paragraph() && !text.is_empty() {
            text.truncate(text.trim_end().len());
            text.push_str("\n\n");
        }
        text.push_str(&tree.text().0);
    }
    text
}

/// Whole names found, by kind; facilities count as places. Sentences are read alone.
pub fn score_names(gold: &[NamedSentence], model: &Model) -> Vec<(&'static str, Counts)> {
    let groups = [
        ("persons", NameKind::Person),
        ("organisations", NameKind::Organisation),
        ("places", NameKind::Place),
    ];
    let mut counts = [Counts::default(); 4];
    let mut analyser = Analyser::new(model);
    let fold = |kind| if kind == NameKind::Facility { NameKind::Place } else { kind };
    for sentence in gold {
        let forms: Vec<&str> = sentence.forms.iter().map(String::as_str).collect();
        analyser.sentence(&forms);
        let found: Vec<_> = analyser.names().into_iter().map(|(range, kind)| (range, fold(kind))).collect();
        let truth: Vec<_> = sentence.names().into_iter().map(|(range, kind)| (range, fold(kind))).collect();
        for (group, counts) in groups.iter().zip(&mut counts) {
            counts.found += found.iter().filter(|n| n.1 == group.1).count();
            counts.gold += truth.iter().filter(|n| n.1 == group.1).count();
            counts.right += found.iter().filter(|n| n.1 == group.1 && truth.contains(n)).count();
        }
    }
    let all = &counts[..3];
    counts[3] = Counts {
        right: all.iter().map(|c| c.right).sum(),
        found: all.iter().map(|c| c.found).sum(),
        gold: all.iter().map(|c| c.gold).sum(),
    };
    groups.iter().map(|g| g.0).chain(["all three"]).zip(counts).collect()
}
