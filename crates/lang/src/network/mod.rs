//! The network that tags, parses and finds names: one reading of a batch of sentences for all.
//!
//! Words become rows of numbers (their own, their vector, their pieces); recurrent layers read
//! each sentence both ways; small heads on top say the tags of each word, how well each word
//! would hang from each other one, by which relation, and which words are names.
//!
//! Source of the arcs: Dozat and Manning, "Deep biaffine attention for neural dependency parsing",
//! ICLR 2017, section 2; of the relations: Kiperwasser and Goldberg, TACL 4, 2016, section 5,
//! with the distance of the two words added.

pub(crate) mod input;
pub(crate) mod keys;
pub(crate) mod matrix;
pub(crate) mod recurrent;
mod store;
pub(crate) mod tree;
pub(crate) mod vectors;

use std::ops::Range;

use pulp::{Arch, NullaryFnOnce};

use input::{Input, NO_VECTOR, PIECE_ROWS};
use keys::Keys;
use matrix::{Matrix, add_row, product, product_of_rows};
use recurrent::{Recurrent, Run};
use vectors::Vectors;

/// Widths of the parts of a network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Widths {
    /// Numbers a word, a vector and a piece.
    pub(crate) word: usize,
    pub(crate) vector: usize,
    pub(crate) piece: usize,
    /// Half the width of a recurrent layer, and the layers.
    pub(crate) hidden: usize,
    pub(crate) layers: usize,
    /// Inner widths of arcs, relations and names.
    pub(crate) arc: usize,
    pub(crate) relation: usize,
    pub(crate) name: usize,
    /// Classes.
    pub(crate) tags: usize,
    pub(crate) relations: usize,
    pub(crate) names: usize,
}

/// Weights and biases: `outputs = inputs x weights + bias`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Dense {
    pub(crate) weights: Matrix,
    pub(crate) bias: Matrix,
}

impl Dense {
    fn zeros(inputs: usize, outputs: usize) -> Self {
        Self { weights: Matrix::zeros(inputs, outputs), bias: Matrix::zeros(1, outputs) }
    }

    fn run(&self, inputs: &Matrix, out: &mut Matrix) {
        product(out, inputs, &self.weights);
        add_row(out, &self.bias.data, false);
    }

    fn run_relu(&self, inputs: &Matrix, out: &mut Matrix) {
        product(out, inputs, &self.weights);
        add_row(out, &self.bias.data, true);
    }
}

/// The learned weights.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Weights {
    pub(crate) words: Matrix,
    pub(crate) pieces: Matrix,
    pub(crate) layers: Vec<Recurrent>,
    pub(crate) tags: Dense,
    /// From the top layer to the sides of an arc.
    pub(crate) dependent: Dense,
    pub(crate) head: Dense,
    /// Between the sides.
    pub(crate) arc: Matrix,
    /// What speaks for a word as head of any other.
    pub(crate) any: Matrix,
    /// What speaks for a distance.
    pub(crate) distance: Matrix,
    /// From the top layer to the sides of a relation, the distance's part, and the relations.
    pub(crate) of_dependent: Dense,
    pub(crate) of_head: Dense,
    pub(crate) of_distance: Matrix,
    pub(crate) relation: Dense,
    /// Names: an inner layer, and the classes.
    pub(crate) name: Dense,
    pub(crate) names: Dense,
}

/// Ranges of distance between two words, told apart by side.
pub(crate) const DISTANCES: usize = 24;

/// The range of the distance from a word to its head.
#[inline]
pub(crate) fn distance(word: usize, head: usize) -> usize {
    let far = word.abs_diff(head);
    let range = match far {
        0..=6 => far,
        7..=8 => 7,
        9..=11 => 8,
        12..=16 => 9,
        17..=26 => 10,
        _ => 11,
    };
    if head > word { 12 + range } else { range }
}

impl Weights {
    pub(crate) fn zeros(w: &Widths, words: usize) -> Self {
        let mut layers = vec![Recurrent::zeros(w.vector + w.word + w.piece, w.hidden)];
        layers.resize_with(w.layers, || Recurrent::zeros(2 * w.hidden, w.hidden));
        let top = 2 * w.hidden;
        Self {
            words: Matrix::zeros(words + 2, w.word),
            pieces: Matrix::zeros(PIECE_ROWS, w.piece),
            layers,
            tags: Dense::zeros(top, w.tags),
            dependent: Dense::zeros(top, w.arc),
            head: Dense::zeros(top, w.arc),
            arc: Matrix::zeros(w.arc, w.arc),
            any: Matrix::zeros(w.arc, 1),
            distance: Matrix::zeros(1, DISTANCES),
            of_dependent: Dense::zeros(top, w.relation),
            of_head: Dense::zeros(top, w.relation),
            of_distance: Matrix::zeros(DISTANCES, w.relation),
            relation: Dense::zeros(w.relation, w.relations),
            name: Dense::zeros(top, w.name),
            names: Dense::zeros(w.name, w.names),
        }
    }

    /// All matrices, in a fixed order.
    pub(crate) fn matrices(&self) -> Vec<&Matrix> {
        let mut all = vec![&self.words, &self.pieces];
        for layer in &self.layers {
            all.extend([&layer.weights, &layer.gates]);
        }
        let dense = [
            &self.tags,
            &self.dependent,
            &self.head,
            &self.of_dependent,
            &self.of_head,
            &self.relation,
            &self.name,
            &self.names,
        ];
        all.extend(dense.iter().flat_map(|d| [&d.weights, &d.bias]));
        all.extend([&self.arc, &self.any, &self.distance, &self.of_distance]);
        all
    }

    /// The same, to change.
    pub(crate) fn matrices_mut(&mut self) -> Vec<&mut Matrix> {
        let mut all = vec![&mut self.words, &mut self.pieces];
        for layer in &mut self.layers {
            all.extend([&mut layer.weights, &mut layer.gates]);
        }
        let dense = [
            &mut self.tags,
            &mut self.dependent,
            &mut self.head,
            &mut self.of_dependent,
            &mut self.of_head,
            &mut self.relation,
            &mut self.name,
            &mut self.names,
        ];
        all.extend(dense.into_iter().flat_map(|d| [&mut d.weights, &mut d.bias]));
        all.extend([&mut self.arc, &mut self.any, &mut self.distance, &mut self.of_distance]);
        all
    }
}

/// The network: its weights and the tables that turn words into rows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Network {
    pub(crate) widths: Widths,
    pub(crate) words: Keys,
    pub(crate) vectors: Vectors,
    pub(crate) weights: Weights,
}

/// A network that has learned nothing and has no layers: all scores are zero.
impl Default for Network {
    fn default() -> Self {
        let widths = Widths::default();
        Self {
            widths,
            words: Keys::default(),
            vectors: Vectors::default(),
            weights: Weights::zeros(&widths, 0),
        }
    }
}

/// Sentences to read at once, one after another, each with the root before its words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Batch {
    pub(crate) inputs: Vec<Input>,
    /// Rows of each sentence, the root's first.
    pub(crate) sentences: Vec<Range<usize>>,
}

impl Batch {
    pub(crate) fn clear(&mut self) {
        self.inputs.clear();
        self.sentences.clear();
    }

    /// Adds a sentence.
    pub(crate) fn push(&mut self, words: impl IntoIterator<Item = Input>) {
        let start = self.inputs.len();
        self.inputs.push(Input::ROOT);
        self.inputs.extend(words);
        self.sentences.push(start..self.inputs.len());
    }
}

/// What the network computed of a batch; kept between batches for its memory. Matrices have one
/// row a word, roots included.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trace {
    pub(crate) x: Matrix,
    pub(crate) runs: Vec<Run>,
    /// What each layer read, where it is not what the layer below wrote.
    pub(crate) masked: Vec<Matrix>,
    pub(crate) tags: Matrix,
    pub(crate) dependent: Matrix,
    pub(crate) head: Matrix,
    /// `dependent x arc`.
    pub(crate) turned: Matrix,
    pub(crate) any: Matrix,
    pub(crate) of_dependent: Matrix,
    pub(crate) of_head: Matrix,
    /// Inner layer of relations, and their scores.
    pub(crate) inner: Matrix,
    pub(crate) relations: Matrix,
    pub(crate) name: Matrix,
    pub(crate) names: Matrix,
}

/// Writes what layer `n` reads, from the output of the layer below.
pub(crate) type Mask<'m> = &'m mut dyn FnMut(usize, &Matrix, &mut Matrix);

/// The layer that tags are read from, counted from the bottom.
pub(crate) fn tag_layer(layers: usize) -> usize {
    layers.saturating_sub(2)
}

impl Network {
    /// The rows of words: their vector, their own numbers, the sum of their pieces.
    pub(crate) fn embed(&self, batch: &Batch, x: &mut Matrix) {
        let Widths { word, vector, piece, .. } = self.widths;
        x.reset(batch.inputs.len(), vector + word + piece);
        Arch::new().dispatch(Embed { network: self, batch, x });
    }

    /// Reads a batch: everything up to the sides of arcs and relations, tags and names.
    pub(crate) fn read(&self, batch: &Batch, trace: &mut Trace) {
        let mut x = std::mem::take(&mut trace.x);
        self.embed(batch, &mut x);
        trace.x = x;
        self.read_embedded(batch, trace, None);
    }

    /// The same once `trace.x` is there. `mask` writes what each layer reads in place of the output
    /// of the layer below; the heads read as a last layer.
    pub(crate) fn read_embedded(&self, batch: &Batch, trace: &mut Trace, mut mask: Option<Mask<'_>>) {
        let w = &self.weights;
        let layers = w.layers.len();
        let Trace { x, runs, masked, .. } = trace;
        runs.resize_with(layers, Run::default);
        masked.resize_with(layers + 1, Matrix::default);
        for (n, masked) in masked.iter_mut().enumerate() {
            let (below, above) = runs.split_at_mut(n);
            let mut input = below.last().map_or(&*x, |run| &run.out);
            if let Some(mask) = &mut mask {
                mask(n, input, masked);
                input = masked;
            }
            if let (Some(layer), Some(run)) = (w.layers.get(n), above.first_mut()) {
                layer.run(input, &batch.sentences, run);
            }
        }
        let low = tag_layer(layers);
        let (low, top) = match (mask, runs.get(low), runs.last()) {
            (Some(_), ..) => (&masked[low + 1], &masked[layers]),
            (None, Some(low), Some(top)) => (&low.out, &top.out),
            // No layers: the heads read what the words are.
            _ => (&*x, &*x),
        };
        w.tags.run(low, &mut trace.tags);
        w.dependent.run_relu(top, &mut trace.dependent);
        w.head.run_relu(top, &mut trace.head);
        product(&mut trace.turned, &trace.dependent, &w.arc);
        product(&mut trace.any, &trace.head, &w.any);
        w.of_dependent.run(top, &mut trace.of_dependent);
        w.of_head.run(top, &mut trace.of_head);
        w.name.run_relu(top, &mut trace.name);
        w.names.run(&trace.name, &mut trace.names);
    }

    /// The scores of all arcs of one sentence: `scores[word, head]`, the root first.
    pub(crate) fn arcs(&self, trace: &Trace, sentence: &Range<usize>, scores: &mut Matrix) {
        product_of_rows(scores, &trace.turned, &trace.head, sentence.clone());
        let (any, far) = (&trace.any.data[sentence.clone()], &self.weights.distance.data);
        for word in 0..sentence.len() {
            for (head, score) in scores.row_mut(word).iter_mut().enumerate() {
                *score += any[head] + far[distance(word, head)];
            }
        }
    }

    /// The scores of all relations (`trace.relations`), where `head_of` gives each row's head as
    /// a row, itself where it has none.
    pub(crate) fn relate(&self, trace: &mut Trace, head_of: &[usize]) {
        let Trace { inner, relations, of_dependent, of_head, .. } = trace;
        let width = of_dependent.cols;
        inner.reshape(head_of.len(), width);
        let of_distance = &self.weights.of_distance;
        Arch::new().dispatch(Relate { of_dependent, of_head, of_distance, head_of, inner });
        self.weights.relation.run(inner, relations);
    }
}

/// The rows of a batch, see [`Network::embed`].
struct Embed<'a> {
    network: &'a Network,
    batch: &'a Batch,
    x: &'a mut Matrix,
}

impl NullaryFnOnce for Embed<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Network { widths, vectors, weights, .. } = self.network;
        for (input, row) in self.batch.inputs.iter().zip(self.x.data.chunks_exact_mut(self.x.cols.max(1))) {
            let (to_vector, rest) = row.split_at_mut(widths.vector);
            let (to_word, to_piece) = rest.split_at_mut(widths.word);
            if input.vector != NO_VECTOR {
                vectors.copy(input.vector as usize, to_vector);
            }
            to_word.copy_from_slice(weights.words.row(input.word as usize));
            for &piece in input.pieces() {
                for (x, w) in to_piece.iter_mut().zip(weights.pieces.row(usize::from(piece))) {
                    *x += w;
                }
            }
        }
    }
}

/// The inner layer of relations, see [`Network::relate`].
struct Relate<'a> {
    of_dependent: &'a Matrix,
    of_head: &'a Matrix,
    of_distance: &'a Matrix,
    head_of: &'a [usize],
    inner: &'a mut Matrix,
}

impl NullaryFnOnce for Relate<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let width = self.inner.cols.max(1);
        for (row, (&head, inner)) in
            self.head_of.iter().zip(self.inner.data.chunks_exact_mut(width)).enumerate()
        {
            let (a, b) = (self.of_dependent.row(row), self.of_head.row(head));
            let far = self.of_distance.row(distance(row, head));
            for (((x, a), b), c) in inner.iter_mut().zip(a).zip(b).zip(far) {
                *x = (a + b + c).max(0.0);
            }
        }
    }
}
