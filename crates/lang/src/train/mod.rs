//! Training of the weights from treebanks and name-tagged text: seeded, one thread, the same
//! bytes for the same data.

mod boundary;
mod casing;
mod corpus;
mod lemma;
mod names;
mod parse;
mod perceptron;
mod tag;

use std::collections::BTreeMap;

use rashomon_model::NameKind;

use crate::Analyser;
use crate::conllu::Tree;
use crate::model::Model;
use crate::score::Counts;
pub use corpus::{Mark, NamedSentence, read_bio, read_brackets};

/// What to train on.
#[derive(Debug, Default)]
pub struct Data {
    /// Trees, in the order of their files.
    pub trees: Vec<Tree>,
    /// Sentences with names.
    pub named: Vec<NamedSentence>,
    /// Sentences of the kind of text the model is for; their names are exchanged for others.
    pub cases: Vec<NamedSentence>,
    /// The word lists of the pack by name, each sorted.
    pub lists: BTreeMap<String, Vec<String>>,
}

/// How to train.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Seed of the order of sentences and of exploration.
    pub seed: u64,
    /// Passes over the data, for each classifier.
    pub epochs: usize,
}

/// Who is told of each step.
pub type Log<'l> = &'l (dyn Fn(&str) + Sync);

/// Trains all parts of a model; parts that do not need each other side by side.
///
/// # Panics
/// Never by itself: only where one of its threads has.
pub fn train(data: &Data, settings: Settings, log: Log<'_>) -> Model {
    let sentences = corpus::sentences(&data.trees);
    let pairs = tag::pairs(&sentences);
    let died = "training does not panic";
    std::thread::scope(|scope| {
        let boundary = scope.spawn(|| boundary::train(&data.trees, settings, log));
        let lemmatiser = scope.spawn(|| lemma::train(&data.trees));
        let tags = scope.spawn(|| tag::jackknife(&sentences, &pairs, settings, log));
        let tagger_and_names = scope.spawn(|| {
            let tagger = tag::train(&sentences, &pairs, settings, log);
            let names = names::train(data, &tagger, settings, log);
            (tagger, names)
        });
        let parser = parse::train(&sentences, &tags.join().expect(died), settings, log);
        let (tagger, names) = tagger_and_names.join().expect(died);
        let (boundary, lemmatiser) = (boundary.join().expect(died), lemmatiser.join().expect(died));
        Model { casing: casing::train(data), boundary, tagger, lemmatiser, parser, names }
    })
}

/// Trains the names of a model anew, with its own tagger: the same as training all again.
pub fn train_names(model: &mut Model, data: &Data, settings: Settings, log: Log<'_>) {
    model.names = names::train(data, &model.tagger, settings, log);
}

/// The same model without small weights: a part gives up those below its share (in 32,000ths of
/// the largest weight) of tags, trees and names.
pub fn prune(model: &mut Model, [tags, trees, names]: [i16; 3]) {
    model.tagger.weights = model.tagger.weights.pruned(tags);
    model.parser.weights = model.parser.weights.pruned(trees);
    model.names.weights = model.names.weights.pruned(names);
}

/// Adds lemmas that stand in a table of the pack (`form`, universal tag, Penn tag, lemma).
pub fn add_lemmas(model: &mut Model, table: &str) {
    lemma::add(&mut model.lemmatiser, table);
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
