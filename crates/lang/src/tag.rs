//! Parts of speech: the universal tag and the Penn tag of each word, chosen together, left to right.

use rashomon_model::{Upos, Xpos};

use crate::hash::feature;
use crate::linear::{Linear, Weights};
use crate::model::{ModelError, Reader, Writer};
use crate::words::Atoms;

/// The tagger: its classes are the pairs of tags seen in training.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tagger {
    pub(crate) pairs: Vec<(Upos, Xpos)>,
    pub(crate) weights: Linear,
}

/// Buffers of the tagger, kept between sentences.
#[derive(Clone, Debug, Default)]
pub(crate) struct TagScratch {
    features: Vec<u32>,
    scores: Vec<i32>,
    /// The chosen class of each word.
    pub(crate) classes: Vec<u8>,
}

impl Tagger {
    /// Tags a sentence; the classes stand in `scratch.classes`.
    pub(crate) fn tag(&self, atoms: &[Atoms], scratch: &mut TagScratch) {
        let TagScratch { features, scores, classes } = scratch;
        classes.clear();
        for i in 0..atoms.len() {
            fill(atoms, i, classes, features);
            scores.clear();
            scores.resize(self.pairs.len(), 0);
            self.weights.score(features, scores);
            classes.push(best(scores) as u8);
        }
    }

    /// The tags of a class.
    pub(crate) fn pair(&self, class: u8) -> (Upos, Xpos) {
        self.pairs.get(usize::from(class)).copied().unwrap_or((Upos::X, Xpos::Xx))
    }

    pub(crate) fn write(&self, out: &mut Writer) {
        out.number(self.pairs.len() as u64);
        for (upos, xpos) in &self.pairs {
            out.text(upos.as_str());
            out.text(xpos.as_str());
        }
        self.weights.write(out);
    }

    pub(crate) fn read(bytes: &mut Reader<'_>) -> Result<Self, ModelError> {
        let mut pairs = Vec::new();
        for _ in 0..bytes.length(127)? {
            let upos = Upos::parse(bytes.text()?).ok_or(ModelError::Damaged)?;
            let xpos = Xpos::parse(bytes.text()?).ok_or(ModelError::Damaged)?;
            pairs.push((upos, xpos));
        }
        Ok(Self { pairs, weights: Linear::read(bytes)? })
    }
}

/// The first of the highest scores.
#[inline]
pub(crate) fn best(scores: &[i32]) -> usize {
    let mut best = 0;
    for (i, &score) in scores.iter().enumerate() {
        if score > scores[best] {
            best = i;
        }
    }
    best
}

/// The atoms `offset` words from `i`; words outside the sentence have atoms of their own.
#[inline]
fn at(atoms: &[Atoms], i: usize, offset: isize) -> Atoms {
    i.checked_add_signed(offset).and_then(|j| atoms.get(j)).copied().unwrap_or(Atoms {
        form: 1,
        lower: 1,
        suffix: [1; 5],
        prefix: [1; 4],
        shape: 1,
        marks: 1 << 8,
    })
}

/// The features of word `i`, after `history` was chosen for the words before it.
pub(crate) fn fill(atoms: &[Atoms], i: usize, history: &[u8], out: &mut Vec<u32>) {
    out.clear();
    let w = atoms[i];
    let (l1, l2) = (at(atoms, i, -1), at(atoms, i, -2));
    let (r1, r2, r3) = (at(atoms, i, 1), at(atoms, i, 2), at(atoms, i, 3));
    let tag = |back: usize| i.checked_sub(back).map_or(255, |j| u32::from(history[j]));
    let (t1, t2) = (tag(1), tag(2));
    let first = u32::from(i == 0);
    let mut n = 0;
    let mut add = |atoms: &[u32]| {
        out.push(feature(0x100 + n, atoms));
        n += 1;
    };
    add(&[]);
    add(&[w.form]);
    add(&[w.lower]);
    for suffix in w.suffix {
        add(&[suffix]);
    }
    for prefix in w.prefix {
        add(&[prefix]);
    }
    add(&[w.shape, first]);
    add(&[w.marks, first]);
    add(&[w.marks, w.suffix[2]]);
    add(&[l1.lower]);
    add(&[l2.lower]);
    add(&[r1.lower]);
    add(&[r2.lower]);
    add(&[r3.lower]);
    add(&[l1.lower, w.lower]);
    add(&[w.lower, r1.lower]);
    add(&[l2.lower, l1.lower]);
    add(&[r1.lower, r2.lower]);
    add(&[l1.lower, r1.lower]);
    add(&[l1.suffix[2], w.suffix[2]]);
    add(&[r1.suffix[2]]);
    add(&[r1.suffix[1]]);
    add(&[r2.suffix[2]]);
    add(&[l1.suffix[2]]);
    add(&[r1.shape]);
    add(&[l1.shape, w.shape, r1.shape]);
    add(&[t1]);
    add(&[t2, t1]);
    add(&[t1, w.lower]);
    add(&[t1, r1.lower]);
    add(&[t2, t1, w.lower]);
    add(&[t1, w.suffix[2]]);
    add(&[t1, w.suffix[1], r1.suffix[1]]);
    add(&[t1, w.marks]);
    add(&[t1, w.suffix[2], r1.lower]);
    add(&[w.lower, r1.suffix[2]]);
    add(&[w.suffix[2], r1.suffix[2]]);
    add(&[w.suffix[2], r1.suffix[2], r2.suffix[1]]);
    add(&[w.lower, r1.lower, r2.lower]);
}
