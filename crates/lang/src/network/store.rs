//! The network as bytes: weights in sixteen bits a number, tables of words in eight, each row with
//! a scale of its own.

use super::keys::Keys;
use super::matrix::Matrix;
use super::vectors::Vectors;
use super::{Network, Weights, Widths};
use crate::model::{ModelError, Reader, Writer};

impl Network {
    pub(crate) fn write(&self, out: &mut Writer) {
        for width in self.widths.all() {
            out.number(width as u64);
        }
        self.words.write(out);
        self.vectors.write(out);
        for (n, matrix) in self.weights.matrices().into_iter().enumerate() {
            write(matrix, n < TABLES, out);
        }
    }

    pub(crate) fn read_bytes(bytes: &mut Reader<'_>) -> Result<Self, ModelError> {
        let mut widths = Widths::default();
        for width in widths.all_mut() {
            *width = bytes.length(512)?;
        }
        let words = Keys::read(bytes)?;
        let vectors = Vectors::read(bytes)?;
        // A layer of no width, or of more than its state has room for, is no network; the bytes
        // of the tables bound the room made for them.
        if widths.layers > 8 || (widths.layers > 0) != (widths.hidden > 0) || vectors.width != widths.vector {
            return Err(ModelError::Damaged);
        }
        bytes.expect_left(words.len() * widths.word)?;
        let mut weights = Weights::zeros(&widths, words.len());
        for (n, matrix) in weights.matrices_mut().into_iter().enumerate() {
            read(matrix, n < TABLES, bytes)?;
        }
        Ok(Self { widths, words, vectors, weights })
    }
}

/// The first matrices are tables of words and pieces.
const TABLES: usize = 2;

impl Widths {
    fn all(self) -> [usize; 11] {
        let Self { word, vector, piece, hidden, layers, arc, relation, name, tags, relations, names } = self;
        [word, vector, piece, hidden, layers, arc, relation, name, tags, relations, names]
    }

    fn all_mut(&mut self) -> [&mut usize; 11] {
        let Self { word, vector, piece, hidden, layers, arc, relation, name, tags, relations, names } = self;
        [word, vector, piece, hidden, layers, arc, relation, name, tags, relations, names]
    }
}

fn write(matrix: &Matrix, table: bool, out: &mut Writer) {
    if matrix.cols == 0 {
        return;
    }
    let most = if table { 127.0 } else { 32767.0 };
    for row in matrix.data.chunks_exact(matrix.cols) {
        let scale = row.iter().fold(0.0_f32, |most, x| most.max(x.abs())) / most;
        out.bytes(&scale.to_le_bytes());
        for x in row {
            let step = if scale > 0.0 { (x / scale).round() } else { 0.0 };
            if table { out.bytes(&[step as i8 as u8]) } else { out.bytes(&(step as i16).to_le_bytes()) }
        }
    }
}

fn read(matrix: &mut Matrix, table: bool, bytes: &mut Reader<'_>) -> Result<(), ModelError> {
    if matrix.cols == 0 {
        return Ok(());
    }
    for row in matrix.data.chunks_exact_mut(matrix.cols) {
        let scale = f32::from_le_bytes(bytes.array()?);
        if table {
            for (x, &step) in row.iter_mut().zip(bytes.take(matrix.cols)?) {
                *x = scale * f32::from(step.cast_signed());
            }
        } else {
            for (x, step) in row.iter_mut().zip(bytes.take(2 * matrix.cols)?.chunks_exact(2)) {
                *x = scale * f32::from(i16::from_le_bytes([step[0], step[1]]));
            }
        }
    }
    Ok(())
}
