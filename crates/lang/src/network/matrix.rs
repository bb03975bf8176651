//! Matrices in row order, and the few operations on them that the network is made of.
//!
//! Products are those of `faer`; they choose the widest instructions of the machine when the
//! program runs, so the last bits of a sum may differ between kinds of machines.

use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};
use pulp::{Arch, NullaryFnOnce};

/// `rows x cols` numbers, one row after another.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Matrix {
    pub(crate) rows: usize,
    pub(crate) cols: usize,
    pub(crate) data: Vec<f32>,
}

impl Matrix {
    pub(crate) fn zeros(rows: usize, cols: usize) -> Self {
        Self { rows, cols, data: vec![0.0; rows * cols] }
    }

    /// Gives the matrix another shape, all zero; keeps its memory.
    pub(crate) fn reset(&mut self, rows: usize, cols: usize) {
        (self.rows, self.cols) = (rows, cols);
        self.data.clear();
        self.data.resize(rows * cols, 0.0);
    }

    /// Gives the matrix another shape and leaves in it what stands there.
    pub(crate) fn reshape(&mut self, rows: usize, cols: usize) {
        (self.rows, self.cols) = (rows, cols);
        self.data.resize(rows * cols, 0.0);
    }

    #[inline]
    pub(crate) fn row(&self, row: usize) -> &[f32] {
        &self.data[row * self.cols..(row + 1) * self.cols]
    }

    #[inline]
    pub(crate) fn row_mut(&mut self, row: usize) -> &mut [f32] {
        &mut self.data[row * self.cols..(row + 1) * self.cols]
    }

    fn view(&self) -> MatRef<'_, f32> {
        MatRef::from_row_major_slice(&self.data, self.rows, self.cols)
    }

    fn view_mut(&mut self) -> MatMut<'_, f32> {
        MatMut::from_row_major_slice_mut(&mut self.data, self.rows, self.cols)
    }
}

/// `out = a b`; `out` takes its shape from them.
pub(crate) fn product(out: &mut Matrix, a: &Matrix, b: &Matrix) {
    out.reshape(a.rows, b.cols);
    matmul(out.view_mut(), Accum::Replace, a.view(), b.view(), 1.0, Par::Seq);
}

/// The products of rows `rows` of `a` with the same rows of `b`: `out[i, j] = a[i] · b[j]`.
pub(crate) fn product_of_rows(out: &mut Matrix, a: &Matrix, b: &Matrix, rows: std::ops::Range<usize>) {
    out.reshape(rows.len(), rows.len());
    let (start, len) = (rows.start, rows.len());
    let (a, b) = (a.view().subrows(start, len), b.view().subrows(start, len));
    matmul(out.view_mut(), Accum::Replace, a, b.transpose(), 1.0, Par::Seq);
}

/// Adds a row to every row; with `relu`, makes what is below zero zero.
pub(crate) fn add_row(matrix: &mut Matrix, row: &[f32], relu: bool) {
    Arch::new().dispatch(AddRow { matrix, row, least: if relu { 0.0 } else { f32::NEG_INFINITY } });
}

struct AddRow<'a> {
    matrix: &'a mut Matrix,
    row: &'a [f32],
    least: f32,
}

impl NullaryFnOnce for AddRow<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for line in self.matrix.data.chunks_exact_mut(self.row.len().max(1)) {
            for (x, b) in line.iter_mut().zip(self.row) {
                *x = (*x + b).max(self.least);
            }
        }
    }
}

/// The logistic function, to some six digits.
#[inline(always)]
pub(crate) fn logistic(x: f32) -> f32 {
    0.5 + 0.5 * tanh(0.5 * x)
}

/// The hyperbolic tangent as its continued fraction, cut after seven terms: vectorises without
/// calls. Largest error 3e-5, at the ends of the range kept.
#[inline(always)]
fn tanh(x: f32) -> f32 {
    let x = x.clamp(-4.97, 4.97);
    let y = x * x;
    let over = x * (135_135.0 + y * (17_325.0 + y * (378.0 + y)));
    let under = 135_135.0 + y * (62_370.0 + y * (3_150.0 + y * 28.0));
    over / under
}

#[cfg(feature = "train")]
pub(crate) mod back {
    //! What only training needs.

    use super::{Accum, Matrix, Par, matmul};

    /// `out += aᵀ b`, the gradient of weights.
    pub(crate) fn add_weights(out: &mut Matrix, a: &Matrix, b: &Matrix) {
        matmul(out.view_mut(), Accum::Add, a.view().transpose(), b.view(), 1.0, Par::Seq);
    }

    /// `out = a bᵀ`, the gradient of inputs.
    pub(crate) fn inputs(out: &mut Matrix, a: &Matrix, b: &Matrix, add: bool) {
        if !add {
            out.reshape(a.rows, b.rows);
        }
        let accum = if add { Accum::Add } else { Accum::Replace };
        matmul(out.view_mut(), accum, a.view(), b.view().transpose(), 1.0, Par::Seq);
    }

    /// For `s[i, j] = a[i] · b[j]` over a range of rows, adds the gradients of `a` and `b`.
    pub(crate) fn rows(
        ds: &Matrix,
        (a, da): (&Matrix, &mut Matrix),
        (b, db): (&Matrix, &mut Matrix),
        rows: std::ops::Range<usize>,
    ) {
        let (start, len) = (rows.start, rows.len());
        let (a, b) = (a.view().subrows(start, len), b.view().subrows(start, len));
        matmul(da.view_mut().subrows_mut(start, len), Accum::Add, ds.view(), b, 1.0, Par::Seq);
        matmul(db.view_mut().subrows_mut(start, len), Accum::Add, ds.view().transpose(), a, 1.0, Par::Seq);
    }

    /// Adds the sum of all rows.
    pub(crate) fn add_rows(out: &mut [f32], matrix: &Matrix) {
        for line in matrix.data.chunks_exact(out.len()) {
            for (o, x) in out.iter_mut().zip(line) {
                *o += x;
            }
        }
    }

    /// Makes the gradient zero where the value was cut at zero.
    pub(crate) fn relu(gradient: &mut Matrix, value: &Matrix) {
        for (g, v) in gradient.data.iter_mut().zip(&value.data) {
            if *v <= 0.0 {
                *g = 0.0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_those_of_the_book() {
        let a = Matrix { rows: 2, cols: 3, data: vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0] };
        let b = Matrix { rows: 3, cols: 2, data: vec![1.0, 0.0, 0.0, 1.0, 2.0, 2.0] };
        let mut out = Matrix::default();
        product(&mut out, &a, &b);
        assert_eq!(out.data, [7.0, 8.0, 16.0, 17.0]);
        product_of_rows(&mut out, &a, &a, 1..2);
        assert_eq!(out.data, [77.0]);
    }

    #[test]
    fn the_logistic_function_is_near_the_exact_one() {
        for i in -400..=400 {
            let x = i as f32 / 20.0;
            let exact = 1.0 / (1.0 + (-f64::from(x)).exp());
            assert!((f64::from(logistic(x)) - exact).abs() < 1e-4, "{x}: {} {exact}", logistic(x));
        }
    }
}
