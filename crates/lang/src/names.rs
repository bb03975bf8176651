//! Names: spans of words marked Person, Organisation and so on, the best sequence of a sentence.

use std::ops::Range;

use rashomon_model::{NameKind, Upos, Xpos};

use crate::hash::feature;
use crate::linear::{Linear, Weights};
use crate::lists::Lists;
use crate::model::{ModelError, Reader, Writer};
use crate::words::{Atoms, CAPITAL};

/// Kinds that are learnt, in the order of their classes.
pub(crate) const KINDS: [NameKind; 6] = [
    NameKind::Person,
    NameKind::Organisation,
    NameKind::Place,
    NameKind::Nationality,
    NameKind::Facility,
    NameKind::Other,
];
/// Outside, then begin and inside of each kind.
pub(crate) const CLASSES: usize = 1 + 2 * KINDS.len();

/// The name tagger.
#[derive(Clone, Debug, Default)]
pub(crate) struct NameTagger {
    pub(crate) lists: Lists,
    pub(crate) weights: Linear,
}

/// Buffers of the name tagger, kept between sentences.
#[derive(Clone, Debug, Default)]
pub(crate) struct NameScratch {
    features: Vec<u32>,
    /// The lists each word stands in.
    pub(crate) marks: Vec<u32>,
    /// Scores of each word's classes, then of each pair of classes.
    emit: Vec<i32>,
    step: Vec<i32>,
    back: Vec<u8>,
    total: Vec<i32>,
    /// The chosen class of each word.
    pub(crate) classes: Vec<u8>,
}

/// True where class `to` may follow class `from`.
pub(crate) fn may_follow(from: usize, to: usize) -> bool {
    to == 0 || to % 2 == 1 || from == to || from + 1 == to
}

/// The key of the step between two classes.
pub(crate) fn step_key(from: usize) -> u32 {
    feature(0x4FF, &[from as u32])
}

impl NameTagger {
    /// Finds the best sequence of classes; it stands in `scratch.classes`.
    pub(crate) fn tag(&self, atoms: &[Atoms], tags: &[(Upos, Xpos)], scratch: &mut NameScratch) {
        decode(&self.weights, &self.lists, atoms, tags, scratch);
    }

    pub(crate) fn write(&self, out: &mut Writer) {
        self.lists.write(out);
        self.weights.write(out);
    }

    pub(crate) fn read(bytes: &mut Reader<'_>) -> Result<Self, ModelError> {
        Ok(Self { lists: Lists::read(bytes)?, weights: Linear::read(bytes)? })
    }
}

/// Viterbi over the classes of a sentence.
pub(crate) fn decode(
    weights: &impl Weights,
    lists: &Lists,
    atoms: &[Atoms],
    tags: &[(Upos, Xpos)],
    scratch: &mut NameScratch,
) {
    let NameScratch { features, marks, emit, step, back, total, classes } = scratch;
    classes.clear();
    if atoms.is_empty() {
        return;
    }
    lists.mark(atoms, marks);
    step.clear();
    step.resize(CLASSES * CLASSES, 0);
    for from in 0..CLASSES {
        weights.score(&[step_key(from)], &mut step[from * CLASSES..(from + 1) * CLASSES]);
    }
    emit.clear();
    emit.resize(atoms.len() * CLASSES, 0);
    back.clear();
    back.resize(atoms.len() * CLASSES, 0);
    total.clear();
    total.resize(atoms.len() * CLASSES, i32::MIN / 2);
    for i in 0..atoms.len() {
        fill(atoms, tags, marks, i, features);
        weights.score(features, &mut emit[i * CLASSES..(i + 1) * CLASSES]);
        for to in 0..CLASSES {
            let mut best = (i32::MIN / 2, 0);
            for from in 0..CLASSES {
                let before = match i {
                    0 if from == 0 => 0,
                    0 => continue,
                    _ => total[(i - 1) * CLASSES + from],
                };
                if may_follow(from, to) && before + step[from * CLASSES + to] > best.0 {
                    best = (before + step[from * CLASSES + to], from);
                }
            }
            total[i * CLASSES + to] = best.0.saturating_add(emit[i * CLASSES + to]);
            back[i * CLASSES + to] = best.1 as u8;
        }
    }
    classes.resize(atoms.len(), 0);
    let last = &total[(atoms.len() - 1) * CLASSES..];
    let mut class = crate::tag::best(last);
    for i in (0..atoms.len()).rev() {
        classes[i] = class as u8;
        class = usize::from(back[i * CLASSES + class]);
    }
}

/// The spans that classes mark, with their kinds.
pub(crate) fn spans(classes: &[u8]) -> Vec<(Range<usize>, NameKind)> {
    let mut spans: Vec<(Range<usize>, NameKind)> = Vec::new();
    for (i, &class) in classes.iter().enumerate() {
        if class == 0 {
            continue;
        }
        let kind = KINDS[(usize::from(class) - 1) / 2 % KINDS.len()];
        match spans.last_mut() {
            Some((range, last)) if class % 2 == 0 && range.end == i && *last == kind => range.end = i + 1,
            _ => spans.push((i..i + 1, kind)),
        }
    }
    spans
}

/// The features of word `i`.
pub(crate) fn fill(atoms: &[Atoms], tags: &[(Upos, Xpos)], marks: &[u32], i: usize, out: &mut Vec<u32>) {
    out.clear();
    let get = |offset: isize| -> (Atoms, u32) {
        let Some(j) = i.checked_add_signed(offset).filter(|&j| j < atoms.len()) else {
            return (Atoms { form: 1, lower: 1, shape: 1, marks: 1 << 8, ..Atoms::default() }, 999);
        };
        (atoms[j], tags[j].1 as u32)
    };
    let (w, t) = get(0);
    let ((l1, tl1), (l2, tl2), (r1, tr1), (r2, tr2)) = (get(-1), get(-2), get(1), get(2));
    let first = u32::from(i == 0);
    let mut n = 0;
    let mut add = |atoms: &[u32]| {
        out.push(feature(0x400 + n, atoms));
        n += 1;
    };
    add(&[]);
    add(&[w.form]);
    add(&[w.lower]);
    add(&[w.shape, first]);
    add(&[w.marks, t]);
    add(&[t]);
    for affix in &w.suffix[1..] {
        add(&[*affix, w.marks & CAPITAL]);
    }
    for affix in &w.prefix[1..] {
        add(&[*affix, w.marks & CAPITAL]);
    }
    add(&[l1.lower]);
    add(&[l2.lower]);
    add(&[r1.lower]);
    add(&[r2.lower]);
    add(&[l1.lower, w.lower]);
    add(&[w.lower, r1.lower]);
    add(&[l1.lower, w.shape]);
    add(&[r1.lower, w.shape]);
    add(&[l2.lower, l1.lower]);
    add(&[r1.lower, r2.lower]);
    add(&[tl1, t]);
    add(&[t, tr1]);
    add(&[tl1, t, tr1]);
    add(&[tl2, tl1]);
    add(&[tr1, tr2]);
    add(&[l1.shape, w.shape]);
    add(&[w.shape, r1.shape]);
    add(&[l1.shape, w.shape, r1.shape]);
    add(&[l1.suffix[2], w.marks]);
    add(&[r1.suffix[2], w.marks]);
    // The lists.
    let mark =
        |offset: isize| i.checked_add_signed(offset).and_then(|j| marks.get(j)).copied().unwrap_or(1 << 20);
    let m = mark(0);
    add(&[m]);
    add(&[m, w.marks, t]);
    add(&[mark(-1), m]);
    add(&[m, mark(1)]);
    add(&[mark(-1)]);
    add(&[mark(1)]);
    add(&[mark(-2), mark(-1)]);
    add(&[mark(1), mark(2)]);
    add(&[mark(-1), m, mark(1)]);
    add(&[l1.lower, m]);
    add(&[r1.lower, m]);
    // What stands before and after the run of capitals the word is part of.
    let capital = |j: usize| tags[j].0 == Upos::Propn || atoms[j].marks & CAPITAL != 0;
    if capital(i) {
        let start = (0..i).rev().find(|&j| !capital(j));
        let end = (i + 1..atoms.len()).find(|&j| !capital(j));
        let before = start.map_or(1, |j| atoms[j].lower);
        let after = end.map_or(1, |j| atoms[j].lower);
        let last = atoms[end.unwrap_or(atoms.len()) - 1].lower;
        let head = atoms[start.map_or(0, |j| j + 1)].lower;
        let place =
            u32::from(start.map_or(0, |j| j + 1) == i) + 2 * u32::from(end.unwrap_or(atoms.len()) == i + 1);
        add(&[before, place]);
        add(&[after, place]);
        add(&[last, place]);
        add(&[head, place]);
        add(&[before, last]);
        let (from, to) = (start.map_or(0, |j| j + 1), end.unwrap_or(atoms.len()));
        let all = marks[from..to].iter().fold(0, |all, m| all | m);
        add(&[all, place]);
        add(&[marks[to - 1], place]);
        add(&[marks[from], place]);
        add(&[before, all]);
        add(&[after, all]);
    }
}
