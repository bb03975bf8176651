//! Training of the weights from treebanks and name-tagged text: seeded, at most two threads, the same
//! bytes for the same data on any number of cores.

mod boundary;
mod casing;
mod corpus;
mod lemma;
mod network;
mod perceptron;
mod vectors;

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
    /// Our own trees, with their names.
    pub own: Vec<Tree>,
    /// Sentences with names.
    pub named: Vec<NamedSentence>,
    /// The same, of text whose trees are measured on: they teach the heads of names only.
    pub named_apart: Vec<NamedSentence>,
    /// Words with vectors, the commonest first.
    pub vectors: Vec<(String, Vec<f32>)>,
    /// Sentences of the kind of text the model is for; their names are exchanged for others.
    pub cases: Vec<NamedSentence>,
    /// The word lists of the pack by name, each sorted.
    pub lists: BTreeMap<String, Vec<String>>,
}

/// How to train.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Seed of first weights, order and chance.
    pub seed: u64,
    /// Passes over the data, of the network.
    pub epochs: usize,
    /// Widths of the network.
    pub widths: Sizes,
}

/// Widths of the network: numbers a word and a piece, half the width of a layer, layers.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// Numbers a word.
    pub word: usize,
    /// Numbers a piece of a word.
    pub piece: usize,
    /// Half the width of a recurrent layer.
    pub hidden: usize,
    /// Recurrent layers.
    pub layers: usize,
}

/// Who is told of each step.
pub type Log<'l> = &'l (dyn Fn(&str) + Sync);

/// Passes of the linear parts.
const PASSES: usize = 8;

/// Trains all parts of a model. `after` gets the model as it stands after each pass of the
/// network, its longest part.
///
/// # Panics
/// Never by itself: only where one of its threads has.
pub fn train(data: &Data, settings: Settings, log: Log<'_>, after: &dyn Fn(usize, &Model)) -> Model {
    let mut model = Model { casing: casing::train(data), ..Model::default() };
    let (boundary, vectors) = std::thread::scope(|scope| {
        let boundary = scope.spawn(|| boundary::train(&data.trees, settings, PASSES, log));
        model.lemmatiser = lemma::train(&data.trees);
        let vectors = vectors::quantise(&data.vectors, settings.seed, log);
        (boundary.join().expect("training does not panic"), vectors)
    });
    model.boundary = boundary;
    network::train(&mut model, data, vectors, settings, log, after);
    model
}

/// Trains all but the network anew, which stays as it is in `model`.
///
/// # Panics
/// Never by itself: only where one of its threads has.
pub fn train_rest(model: &mut Model, data: &Data, settings: Settings, log: Log<'_>) {
    model.casing = casing::train(data);
    model.boundary = boundary::train(&data.trees, settings, PASSES, log);
    model.lemmatiser = lemma::train(&data.trees);
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
    let forms: Vec<Vec<&str>> = gold.iter().map(|s| s.forms.iter().map(String::as_str).collect()).collect();
    for (sentence, parsed) in gold.iter().zip(analyser.sentences(&forms)) {
        let found: Vec<_> = parsed.names.into_iter().map(|(range, kind)| (range, fold(kind))).collect();
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
