//! A recurrent layer read in both directions, whose products do not wait for the word before.
//!
//! Source: the simple recurrent unit of Lei et al., "Simple recurrent units for highly
//! parallelizable recurrence", EMNLP 2018, equations 1 to 4. Only sums and products of single
//! numbers go from word to word; all matrix products are made at once for a whole batch.

use std::ops::Range;

use pulp::{Arch, NullaryFnOnce};

use super::matrix::{Matrix, logistic, product};

/// The weights of a layer of `2 x hidden` outputs, one half a direction.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Recurrent {
    /// `inputs x (2 x parts x hidden)`: for each direction the new value, the forget gate, the
    /// output gate and, where the input has not the width of the output, the value passed by.
    pub(crate) weights: Matrix,
    /// `2 x 4 x hidden`: for each direction the state's weight in both gates, then their biases.
    pub(crate) gates: Matrix,
}

/// What a layer computed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Run {
    /// The products of inputs and weights.
    pub(crate) parts: Matrix,
    /// Gates and states, `rows x (2 x hidden)` each.
    pub(crate) forget: Matrix,
    pub(crate) output: Matrix,
    pub(crate) state: Matrix,
    /// The output, `rows x (2 x hidden)`.
    pub(crate) out: Matrix,
}

impl Recurrent {
    pub(crate) fn zeros(inputs: usize, hidden: usize) -> Self {
        let parts = if inputs == 2 * hidden { 3 } else { 4 };
        Self { weights: Matrix::zeros(inputs, 2 * parts * hidden), gates: Matrix::zeros(8, hidden) }
    }

    pub(crate) fn hidden(&self) -> usize {
        self.gates.cols
    }

    /// Parts a direction: 3 where the input itself passes by, else 4.
    pub(crate) fn parts(&self) -> usize {
        self.weights.cols / (2 * self.hidden().max(1))
    }

    /// Reads the rows of each sentence forwards and backwards.
    pub(crate) fn run(&self, inputs: &Matrix, sentences: &[Range<usize>], run: &mut Run) {
        let hidden = self.hidden();
        product(&mut run.parts, inputs, &self.weights);
        for matrix in [&mut run.forget, &mut run.output, &mut run.state, &mut run.out] {
            matrix.reshape(inputs.rows, 2 * hidden);
        }
        Arch::new().dispatch(Steps { layer: self, inputs, sentences, run });
    }

    #[inline(always)]
    fn step(&self, inputs: &Matrix, row: usize, direction: usize, before: Option<usize>, run: &mut Run) {
        let h = self.hidden();
        let parts = self.parts();
        let (from, to) = (direction * h, (direction + 1) * h);
        let u = &run.parts.row(row)[direction * parts * h..(direction + 1) * parts * h];
        let (new, rest) = u.split_at(h);
        let (uf, rest) = rest.split_at(h);
        let (uo, passed) = rest.split_at(h);
        let passed = if parts == 4 { &passed[..h] } else { &inputs.row(row)[from..to] };
        let gate = |n: usize| &self.gates.data[(4 * direction + n) * h..(4 * direction + n + 1) * h];
        let (vf, vo, bf, bo) = (gate(0), gate(1), gate(2), gate(3));
        let width = 2 * h;
        let forget = &mut run.forget.data[row * width + from..row * width + to];
        let output = &mut run.output.data[row * width + from..row * width + to];
        let out = &mut run.out.data[row * width + from..row * width + to];
        // The row before lies on one side of this one.
        let (state, old): (&mut [f32], &[f32]) = match before {
            None => (&mut run.state.data[row * width + from..row * width + to], &ZEROS[..h]),
            Some(b) if b < row => {
                let (low, high) = run.state.data.split_at_mut(row * width);
                (&mut high[from..to], &low[b * width + from..b * width + to])
            }
            Some(b) => {
                let (low, high) = run.state.data.split_at_mut(b * width);
                (&mut low[row * width + from..row * width + to], &high[from..to])
            }
        };
        // Lengths that the compiler sees to be the same make the loop free of checks.
        let [new, uf, uo, passed, vf, vo, bf, bo, old] =
            [new, uf, uo, passed, vf, vo, bf, bo, old].map(|slice| &slice[..h]);
        let (forget, output) = (&mut forget[..h], &mut output[..h]);
        let (state, out) = (&mut state[..h], &mut out[..h]);
        for i in 0..h {
            let old = old[i];
            let f = logistic(uf[i] + vf[i] * old + bf[i]);
            let o = logistic(uo[i] + vo[i] * old + bo[i]);
            let c = f * old + (1.0 - f) * new[i];
            forget[i] = f;
            output[i] = o;
            state[i] = c;
            out[i] = o * c + (1.0 - o) * passed[i];
        }
    }
}

/// All steps of a layer, compiled for the widest instructions of the machine.
struct Steps<'a> {
    layer: &'a Recurrent,
    inputs: &'a Matrix,
    sentences: &'a [Range<usize>],
    run: &'a mut Run,
}

impl NullaryFnOnce for Steps<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { layer, inputs, sentences, run } = self;
        for sentence in sentences {
            for direction in 0..2 {
                let mut before = None;
                for i in 0..sentence.len() {
                    let row = if direction == 0 { sentence.start + i } else { sentence.end - 1 - i };
                    layer.step(inputs, row, direction, before, run);
                    before = Some(row);
                }
            }
        }
    }
}

/// The state before the first word; also the largest width of a layer.
pub(crate) static ZEROS: [f32; 512] = [0.0; 512];
