//! What the network sees of a word: the word itself, its vector, and pieces of it.

use super::keys::Keys;
use super::vectors::Vectors;
use crate::hash::feature;
use crate::words::Atoms;

/// Rows of the table of pieces.
pub(crate) const PIECE_ROWS: usize = 10_000;
/// Most pieces of a word.
pub(crate) const PIECES: usize = 16;
/// The row of words not seen in training, and that of the root before each sentence.
pub(crate) const UNKNOWN: u32 = 0;
pub(crate) const ROOT: u32 = 1;
/// No vector.
pub(crate) const NO_VECTOR: u32 = u32::MAX;

/// A word as rows of the network's tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Input {
    pub(crate) word: u32,
    pub(crate) vector: u32,
    pieces: [u16; PIECES],
    count: u8,
}

impl Input {
    /// The root that stands before each sentence.
    pub(crate) const ROOT: Self = Self { word: ROOT, vector: NO_VECTOR, pieces: [0; PIECES], count: 1 };

    /// `marks` are the lists the word stands in.
    pub(crate) fn of(atoms: &Atoms, marks: u32, words: &Keys, vectors: &Vectors) -> Self {
        let word = words.find(atoms.lower).map_or(UNKNOWN, |row| row as u32 + 2);
        let vector = vectors.keys.find(atoms.lower).map_or(NO_VECTOR, |row| row as u32);
        let mut input = Self { word, vector, pieces: [0; PIECES], count: 0 };
        let mut add = |template: u32, atom: u32| {
            if let Some(slot) = input.pieces.get_mut(usize::from(input.count)) {
                // Row 0 is the root's.
                *slot = 1 + (feature(template, &[atom]) as usize % (PIECE_ROWS - 1)) as u16;
                input.count += 1;
            }
        };
        for (n, &suffix) in atoms.suffix[..4].iter().enumerate() {
            add(0x700 + n as u32, suffix);
        }
        add(0x710, atoms.prefix[1]);
        add(0x711, atoms.prefix[2]);
        add(0x720, atoms.shape);
        add(0x721, atoms.marks);
        let mut marks = marks;
        while marks != 0 {
            add(0x730, marks.trailing_zeros());
            marks &= marks - 1;
        }
        input
    }

    pub(crate) fn pieces(&self) -> &[u16] {
        &self.pieces[..usize::from(self.count)]
    }
}
