//! Losses of a batch and their gradients, back through the network.

use std::ops::Range;

use crate::network::matrix::{Matrix, back};
use crate::network::recurrent::{Recurrent, Run, ZEROS};
use crate::network::{Batch, Dense, Network, Trace, Weights, distance, tag_layer};

/// What is right, one entry a row of a batch; `NONE` where nothing is known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gold {
    pub(crate) tags: Vec<u16>,
    /// Heads as rows.
    pub(crate) heads: Vec<usize>,
    pub(crate) relations: Vec<u16>,
    pub(crate) names: Vec<u16>,
    /// Rows whose names teach the heads of names only, not what lies below.
    pub(crate) apart: Vec<bool>,
}

/// Nothing known.
pub(crate) const NONE: u16 = u16::MAX;

/// Sums of losses (natural logarithm) by kind.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Losses {
    pub(crate) tags: f64,
    pub(crate) arcs: f64,
    pub(crate) relations: f64,
    pub(crate) names: f64,
}

impl Losses {
    pub(crate) fn add(&mut self, other: Losses) {
        self.tags += other.tags;
        self.arcs += other.arcs;
        self.relations += other.relations;
        self.names += other.names;
    }

    #[cfg(test)]
    pub(crate) fn total(self) -> f64 {
        self.tags + self.arcs + self.relations + self.names
    }
}

/// Multiplies row by row; for each layer one mask a sentence.
pub(crate) fn apply_mask(mask: &Matrix, sentences: &[Range<usize>], from: &Matrix, to: &mut Matrix) {
    to.reshape(from.rows, from.cols);
    for (n, rows) in sentences.iter().enumerate() {
        for row in rows.clone() {
            for ((t, f), m) in to.row_mut(row).iter_mut().zip(from.row(row)).zip(mask.row(n)) {
                *t = f * m;
            }
        }
    }
}

/// Turns a row of scores into the gradient of its loss; gives the loss.
fn softmax(scores: &mut [f32], right: usize, scale: f32) -> f64 {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    let score = scores[right];
    for s in scores.iter_mut() {
        *s = (*s - most).exp();
        sum += *s;
    }
    for s in scores.iter_mut() {
        *s *= scale / sum;
    }
    scores[right] -= scale;
    f64::from(scale) * f64::from(sum.ln() + most - score)
}

/// Turns scores into gradients where something is known, into zero elsewhere.
fn classify(scores: &mut Matrix, right: &[u16], scale: f32) -> f64 {
    let mut loss = 0.0;
    for (row, &right) in right.iter().enumerate() {
        match right {
            NONE => scores.row_mut(row).fill(0.0),
            right => loss += softmax(scores.row_mut(row), usize::from(right), scale),
        }
    }
    loss
}

fn dense(d_out: &Matrix, input: &Matrix, layer: &Dense, grads: &mut Dense, d_in: &mut Matrix, add: bool) {
    back::add_weights(&mut grads.weights, input, d_out);
    back::add_rows(&mut grads.bias.data, d_out);
    back::inputs(d_in, d_out, &layer.weights, add);
}

/// Adds the gradients of a batch to `grads`. `trace` holds what [`Network::read_embedded`] made of
/// it with `masks`, one a layer and one for the heads. Each loss is multiplied by `scale`.
pub(crate) fn backward(
    network: &Network,
    (batch, gold): (&Batch, &Gold),
    trace: &mut Trace,
    masks: &[Matrix],
    scale: f32,
    grads: &mut Weights,
) -> Losses {
    let w = &network.weights;
    let layers = w.layers.len();
    let mut losses = Losses::default();
    // Relations of the right arcs.
    network.relate(trace, &gold.heads);
    let top = &trace.masked[layers];
    let low = tag_layer(layers);
    let (mut d_top, mut d_low, mut d) = (Matrix::default(), Matrix::default(), Matrix::default());
    d_top.reset(top.rows, top.cols);

    losses.tags = classify(&mut trace.tags, &gold.tags, scale);
    dense(&trace.tags, &trace.masked[low + 1], &w.tags, &mut grads.tags, &mut d_low, false);

    // Names first: what of them goes further down is known row by row.
    losses.names = classify(&mut trace.names, &gold.names, scale);
    dense(&trace.names, &trace.name, &w.names, &mut grads.names, &mut d, false);
    back::relu(&mut d, &trace.name);
    dense(&d, top, &w.name, &mut grads.name, &mut d_top, false);
    for (row, _) in gold.apart.iter().enumerate().filter(|(_, apart)| **apart) {
        d_top.row_mut(row).fill(0.0);
    }

    losses.relations = classify(&mut trace.relations, &gold.relations, scale);
    dense(&trace.relations, &trace.inner, &w.relation, &mut grads.relation, &mut d, false);
    back::relu(&mut d, &trace.inner);
    let mut d_head = Matrix::zeros(d.rows, d.cols);
    for (row, &head) in gold.heads.iter().enumerate() {
        if gold.relations[row] == NONE {
            d.row_mut(row).fill(0.0);
            continue;
        }
        let far = grads.of_distance.row_mut(distance(row, head));
        for ((x, h), f) in d.row(row).iter().zip(d_head.row_mut(head)).zip(far) {
            *h += x;
            *f += x;
        }
    }
    dense(&d, top, &w.of_dependent, &mut grads.of_dependent, &mut d_top, true);
    dense(&d_head, top, &w.of_head, &mut grads.of_head, &mut d_top, true);

    losses.arcs = arcs(network, (batch, gold), trace, scale, grads, &mut d_top);

    // Down through the layers.
    let mut d_out = Matrix::default();
    apply_mask(&masks[layers], &batch.sentences, &d_top, &mut d_out);
    for n in (0..layers).rev() {
        if n == low {
            // The tags read what the layer above reads.
            let mut more = Matrix::default();
            apply_mask(&masks[low + 1], &batch.sentences, &d_low, &mut more);
            for (x, y) in d_out.data.iter_mut().zip(&more.data) {
                *x += y;
            }
        }
        let d_in = layer(
            &w.layers[n],
            &trace.masked[n],
            &trace.runs[n],
            &batch.sentences,
            &d_out,
            &mut grads.layers[n],
        );
        apply_mask(&masks[n], &batch.sentences, &d_in, &mut d_out);
    }
    embedded(network, batch, &d_out, grads);
    losses
}

fn arcs(
    network: &Network,
    (batch, gold): (&Batch, &Gold),
    trace: &Trace,
    scale: f32,
    grads: &mut Weights,
    d_top: &mut Matrix,
) -> f64 {
    let w = &network.weights;
    let top = &trace.masked[w.layers.len()];
    let mut loss = 0.0;
    let mut d_turned = Matrix::zeros(trace.turned.rows, trace.turned.cols);
    let mut d_head = Matrix::zeros(trace.head.rows, trace.head.cols);
    let mut d_any = Matrix::zeros(trace.any.rows, 1);
    let mut scores = Matrix::default();
    for rows in &batch.sentences {
        if rows.clone().all(|row| gold.relations[row] == NONE) {
            continue;
        }
        network.arcs(trace, rows, &mut scores);
        for word in 0..rows.len() {
            let line = scores.row_mut(word);
            if gold.relations[rows.start + word] == NONE {
                line.fill(0.0);
                continue;
            }
            // A word is not its own head.
            line[word] = f32::NEG_INFINITY;
            loss += softmax(line, gold.heads[rows.start + word] - rows.start, scale);
            for (head, d) in line.iter().enumerate() {
                d_any.data[rows.start + head] += d;
                grads.distance.data[distance(word, head)] += d;
            }
        }
        back::rows(&scores, (&trace.turned, &mut d_turned), (&trace.head, &mut d_head), rows.clone());
    }
    back::add_weights(&mut grads.any, &trace.head, &d_any);
    back::inputs(&mut d_head, &d_any, &w.any, true);
    back::relu(&mut d_head, &trace.head);
    dense(&d_head, top, &w.head, &mut grads.head, d_top, true);
    back::add_weights(&mut grads.arc, &trace.dependent, &d_turned);
    let mut d = Matrix::default();
    back::inputs(&mut d, &d_turned, &w.arc, false);
    back::relu(&mut d, &trace.dependent);
    dense(&d, top, &w.dependent, &mut grads.dependent, d_top, true);
    loss
}

/// Back through a recurrent layer; gives the gradient of its inputs.
fn layer(
    layer: &Recurrent,
    inputs: &Matrix,
    run: &Run,
    sentences: &[Range<usize>],
    d_out: &Matrix,
    grads: &mut Recurrent,
) -> Matrix {
    let (h, parts) = (layer.hidden(), layer.parts());
    let mut d_parts = Matrix::zeros(run.parts.rows, run.parts.cols);
    // What passes by.
    let mut d_passed = Matrix::zeros(d_out.rows, d_out.cols);
    let mut carried = vec![0.0; h];
    for rows in sentences {
        for direction in 0..2 {
            carried.fill(0.0);
            let order = |i: usize| if direction == 0 { rows.end - 1 - i } else { rows.start + i };
            for i in 0..rows.len() {
                let row = order(i);
                let before = (i + 1 < rows.len()).then(|| order(i + 1));
                let (from, to) = (direction * h, (direction + 1) * h);
                let old = before.map_or(&ZEROS[..h], |b| &run.state.row(b)[from..to]);
                let u = &run.parts.row(row)[direction * parts * h..(direction + 1) * parts * h];
                let passed = if parts == 4 { &u[3 * h..] } else { &inputs.row(row)[from..to] };
                let (forget, output) = (&run.forget.row(row)[from..to], &run.output.row(row)[from..to]);
                let (state, d_out) = (&run.state.row(row)[from..to], &d_out.row(row)[from..to]);
                let gate = |n: usize| (4 * direction + n) * h;
                let (vf, vo) = (&layer.gates.data[gate(0)..gate(1)], &layer.gates.data[gate(1)..gate(2)]);
                let du = &mut d_parts.row_mut(row)[direction * parts * h..(direction + 1) * parts * h];
                let dp = &mut d_passed.row_mut(row)[from..to];
                let (dvf, rest) = grads.gates.data[gate(0)..gate(4)].split_at_mut(h);
                let (dvo, rest) = rest.split_at_mut(h);
                let (dbf, dbo) = rest.split_at_mut(h);
                let (d_new, rest) = du.split_at_mut(h);
                let (d_f, rest) = rest.split_at_mut(h);
                let (d_o, _) = rest.split_at_mut(h);
                for k in 0..h {
                    let (f, o, c, p) = (forget[k], output[k], state[k], old[k]);
                    let dh = d_out[k];
                    dp[k] = dh * (1.0 - o);
                    let dc = dh * o + carried[k];
                    let dzo = dh * (c - passed[k]) * o * (1.0 - o);
                    let dzf = dc * (p - u[k]) * f * (1.0 - f);
                    d_new[k] = dc * (1.0 - f);
                    d_f[k] = dzf;
                    d_o[k] = dzo;
                    dvf[k] += dzf * p;
                    dvo[k] += dzo * p;
                    dbf[k] += dzf;
                    dbo[k] += dzo;
                    carried[k] = dc * f + dzf * vf[k] + dzo * vo[k];
                }
            }
        }
    }
    if parts == 4 {
        for row in 0..d_parts.rows {
            for direction in 0..2 {
                let at = (direction * 4 + 3) * h;
                d_parts.row_mut(row)[at..at + h]
                    .copy_from_slice(&d_passed.row(row)[direction * h..(direction + 1) * h]);
            }
        }
    }
    back::add_weights(&mut grads.weights, inputs, &d_parts);
    if parts == 3 {
        back::inputs(&mut d_passed, &d_parts, &layer.weights, true);
        d_passed
    } else {
        let mut d_in = Matrix::default();
        back::inputs(&mut d_in, &d_parts, &layer.weights, false);
        d_in
    }
}

fn embedded(network: &Network, batch: &Batch, d: &Matrix, grads: &mut Weights) {
    let widths = network.widths;
    for (row, input) in batch.inputs.iter().enumerate() {
        let d = &d.row(row)[widths.vector..];
        let (d_word, d_piece) = d.split_at(widths.word);
        for (g, x) in grads.words.row_mut(input.word as usize).iter_mut().zip(d_word) {
            *g += x;
        }
        for &piece in input.pieces() {
            for (g, x) in grads.pieces.row_mut(usize::from(piece)).iter_mut().zip(d_piece) {
                *g += x;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Widths;
    use crate::network::input::Input;
    use crate::network::keys::Keys;
    use crate::network::vectors::Vectors;
    use crate::train::Random;
    use crate::words::{Atoms, WordScratch};

    /// Each gradient is what a small step of its weight changes.
    #[test]
    fn gradients_are_those_of_small_steps() {
        let widths = Widths {
            word: 6,
            vector: 0,
            piece: 4,
            hidden: 5,
            layers: 2,
            arc: 4,
            relation: 5,
            name: 4,
            tags: 3,
            relations: 4,
            names: 3,
        };
        let mut random = Random(3);
        let mut network = Network {
            widths,
            words: Keys::default(),
            vectors: Vectors::default(),
            weights: Weights::zeros(&widths, 0),
        };
        for matrix in network.weights.matrices_mut() {
            for x in &mut matrix.data {
                *x = (random.below(2001) as f32 - 1000.0) / 1500.0;
            }
        }
        let mut batch = Batch::default();
        let mut scratch = WordScratch::default();
        for text in [&["Rebels", "left", "Homs"][..], &["They", "stayed"][..]] {
            let input =
                |f: &&str| Input::of(&Atoms::of(f, &mut scratch), 0, &network.words, &network.vectors);
            batch.push(text.iter().map(input));
        }
        let gold = Gold {
            tags: vec![NONE, 0, 1, 2, NONE, 2, 1],
            heads: vec![0, 2, 0, 2, 4, 6, 4],
            relations: vec![NONE, 1, 0, 2, NONE, 1, 0],
            names: vec![NONE, 0, 0, 1, NONE, NONE, NONE],
            apart: vec![false; 7],
        };
        let masks: Vec<Matrix> = [10, 10, 10]
            .iter()
            .map(|&w| Matrix { rows: 2, cols: w, data: (0..2 * w).map(|i| [0.5, 0.0, 2.0][i % 3]).collect() })
            .collect();
        let run = |network: &Network, grads: &mut Weights| {
            let mut trace = Trace::default();
            let mut x = Matrix::default();
            network.embed(&batch, &mut x);
            trace.x = x;
            network.read_embedded(
                &batch,
                &mut trace,
                Some(&mut |n, from, to| {
                    apply_mask(&masks[n], &batch.sentences, from, to);
                }),
            );
            backward(network, (&batch, &gold), &mut trace, &masks, 1.0, grads).total()
        };
        let mut grads = Weights::zeros(&widths, 0);
        run(&network, &mut grads);
        let mut unused = Weights::zeros(&widths, 0);
        let count = network.weights.matrices().len();
        let (mut checked, mut wrong) = (0, 0);
        for m in 0..count {
            for _ in 0..6 {
                let at = random.below(network.weights.matrices()[m].data.len());
                let gradient = grads.matrices()[m].data[at];
                if m < 2 && gradient == 0.0 {
                    continue;
                }
                let step = 2e-3;
                let mut near = |by: f32| {
                    network.weights.matrices_mut()[m].data[at] += by;
                    let loss = run(&network, &mut unused);
                    network.weights.matrices_mut()[m].data[at] -= by;
                    loss
                };
                let slope = (near(step) - near(-step)) / f64::from(2.0 * step);
                checked += 1;
                // A step over a kink of relu may be off.
                if (slope - f64::from(gradient)).abs() > 0.03 * (1.0 + slope.abs()) {
                    println!("matrix {m} at {at}: {gradient} for {slope}");
                    wrong += 1;
                }
            }
        }
        assert!(checked > 100 && wrong <= 2, "{wrong} of {checked} gradients are wrong");
    }
}
