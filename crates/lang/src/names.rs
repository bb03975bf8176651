//! Names: spans of words marked person, organisation and so on, the best sequence of a sentence.

use std::ops::Range;

use rashomon_model::NameKind;

use crate::network::matrix::Matrix;

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

/// True where class `to` may follow class `from`.
pub(crate) fn may_follow(from: usize, to: usize) -> bool {
    to == 0 || to % 2 == 1 || from == to || from + 1 == to
}

/// Buffers of [`decode`], kept between sentences.
#[derive(Clone, Debug, Default)]
pub(crate) struct NameScratch {
    total: Vec<[f32; CLASSES]>,
    back: Vec<[u8; CLASSES]>,
    /// The chosen class of each word.
    pub(crate) classes: Vec<u8>,
}

/// Finds the best sequence of classes that may follow each other, over the scores in `rows`.
pub(crate) fn decode(scores: &Matrix, rows: Range<usize>, scratch: &mut NameScratch) {
    let NameScratch { total, back, classes } = scratch;
    total.clear();
    back.clear();
    classes.clear();
    for row in rows.clone() {
        let mut here = [f32::NEG_INFINITY; CLASSES];
        let mut from_here = [0; CLASSES];
        for (to, &score) in scores.row(row).iter().enumerate().take(CLASSES) {
            let before = |from: usize| match total.last() {
                Some(total) => total[from],
                None => {
                    if from == 0 {
                        0.0
                    } else {
                        f32::NEG_INFINITY
                    }
                }
            };
            let mut best = 0;
            for from in 1..CLASSES {
                let better = !may_follow(best, to) || before(from) > before(best);
                if may_follow(from, to) && better {
                    best = from;
                }
            }
            here[to] = if may_follow(best, to) { before(best) + score } else { f32::NEG_INFINITY };
            from_here[to] = best as u8;
        }
        total.push(here);
        back.push(from_here);
    }
    let Some(last) = total.last() else { return };
    let mut class = best(last);
    classes.resize(rows.len(), 0);
    for (slot, back) in classes.iter_mut().zip(back.iter()).rev() {
        *slot = class as u8;
        class = usize::from(back[class]);
    }
}

/// The first of the highest scores.
pub(crate) fn best(scores: &[f32]) -> usize {
    let mut best = 0;
    for (i, &score) in scores.iter().enumerate() {
        if score > scores[best] {
            best = i;
        }
    }
    best
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inside_needs_its_begin() {
        // The inside of a place scores best for both words, but no place begins before.
        let mut scores = Matrix::zeros(2, CLASSES);
        scores.row_mut(0)[6] = 3.0;
        scores.row_mut(0)[5] = 1.0;
        scores.row_mut(1)[6] = 3.0;
        let mut scratch = NameScratch::default();
        decode(&scores, 0..2, &mut scratch);
        assert_eq!(scratch.classes, [5, 6]);
        assert_eq!(spans(&scratch.classes), [(0..2, NameKind::Place)]);
    }
}
