//! Where sentences end: a yes or no after each word, learnt, with the few cases that are never
//! left to chance.

use crate::hash::feature;
use crate::linear::{Linear, Weights};
use crate::model::{ModelError, Reader, Writer};
use crate::token::Piece;
use crate::words::{Atoms, CAPITAL, DIGIT, LETTER};

/// The sentence splitter.
#[derive(Clone, Debug, Default)]
pub(crate) struct Boundary {
    pub(crate) weights: Linear,
}

/// Longest sentence, in words: a limit for lists and broken text.
const LONGEST: usize = 250;

impl Boundary {
    /// The ends of sentences among `pieces` (which share a paragraph), as indices after the last
    /// word of each.
    pub(crate) fn ends(&self, text: &str, pieces: &[Piece], atoms: &[Atoms], ends: &mut Vec<usize>) {
        let mut features = Vec::new();
        ends.clear();
        let mut start = 0;
        for i in 0..pieces.len() {
            let last = i + 1 == pieces.len();
            let end = last
                || i + 1 - start >= LONGEST
                || rule(text, pieces, i).unwrap_or_else(|| {
                    fill(text, pieces, atoms, i, start, &mut features);
                    let mut score = [0; 2];
                    self.weights.score(&features, &mut score);
                    score[1] > score[0]
                });
            if end {
                ends.push(i + 1);
                start = i + 1;
            }
        }
    }

    pub(crate) fn write(&self, out: &mut Writer) {
        self.weights.write(out);
    }

    pub(crate) fn read(bytes: &mut Reader<'_>) -> Result<Self, ModelError> {
        Ok(Self { weights: Linear::read(bytes)? })
    }
}

/// Fewest words of a headline that is glued to the text after it, less one.
const HEADLINE: usize = 4;

/// What is certain about the end of a sentence after piece `i`.
pub(crate) fn rule(text: &str, pieces: &[Piece], i: usize) -> Option<bool> {
    let next = pieces.get(i + 1)?;
    let (this, that) = (&text[pieces[i].range.clone()], &text[next.range.clone()]);
    let between = &text[pieces[i].range.end..next.range.start];
    let lines = between.bytes().filter(|&b| b == b'\n').count();
    let bullet = matches!(that, "*" | "-" | "–" | "—" | "•" | "·" | "‣" | "●" | "▪" | "■" | "►" | "o");
    if lines > 1 || (lines == 1 && bullet && pieces.get(i + 2).is_some_and(|p| p.spaced)) {
        return Some(true);
    }
    // A dash that closes a headline: `… the exit from Raqqa- The channel …`.
    let dash = matches!(this, "-" | "–" | "—") && !pieces[i].spaced;
    if dash && next.spaced && that.starts_with(char::is_uppercase) && i >= HEADLINE {
        return Some(true);
    }
    // Full stops one after another, and what closes a bracket or a sentence.
    if that == "." || that == "," || that == ")" || (that == "”" && !next.spaced) {
        return Some(false);
    }
    // A clitic or a hyphen needs the word before it.
    if !next.spaced
        && (that.starts_with(['\'', '’', '-']) && that.len() > 1 || this == "-" || that == "-")
        && this != "."
    {
        return Some(false);
    }
    None
}

/// The features of an end after piece `i` of a sentence that began at `start`.
pub(crate) fn fill(
    text: &str,
    pieces: &[Piece],
    atoms: &[Atoms],
    i: usize,
    start: usize,
    out: &mut Vec<u32>,
) {
    out.clear();
    let none = Atoms { form: 1, lower: 1, shape: 1, marks: 1 << 8, ..Atoms::default() };
    let get =
        |offset: isize| i.checked_add_signed(offset).and_then(|j| atoms.get(j)).copied().unwrap_or(none);
    let (l2, l1, w, r1, r2, r3) = (get(-2), get(-1), get(0), get(1), get(2), get(3));
    let spaced = u32::from(pieces.get(i + 1).is_none_or(|p| p.spaced));
    let line =
        u32::from(pieces.get(i + 1).is_some_and(|p| text[pieces[i].range.end..p.range.start].contains('\n')));
    let form = &text[pieces[i].range.clone()];
    // Sentence marks are told apart; other words by their kind.
    let stop = match form {
        "." | "?" | "!" | ":" | ";" | "," | "..." | "…" | ")" | "\"" | "”" | "-" | "—" | "–" => {
            w.form
        }
        _ if form.ends_with('.') => 7,
        _ => w.marks,
    };
    let length = ((i + 1 - start).min(40) / 4) as u32;
    let rest = (pieces.len() - i - 1).min(12) as u32 / 2;
    let quotes =
        pieces[start..=i].iter().filter(|p| matches!(&text[p.range.clone()], "\"" | "“" | "”")).count();
    let open = pieces[start..=i].iter().filter(|p| &text[p.range.clone()] == "(").count();
    let closed = pieces[start..=i].iter().filter(|p| &text[p.range.clone()] == ")").count();
    let inside = (quotes % 2) as u32 + 2 * u32::from(open > closed);
    let kind = r1.marks & (CAPITAL | DIGIT | LETTER);
    let mut n = 0;
    let mut add = |atoms: &[u32]| {
        out.push(feature(0x500 + n, atoms));
        n += 1;
    };
    add(&[]);
    add(&[stop]);
    add(&[stop, kind, spaced]);
    add(&[stop, kind, inside]);
    add(&[stop, kind, length]);
    add(&[stop, kind, line]);
    add(&[stop, kind, rest]);
    add(&[w.lower]);
    add(&[w.form, kind]);
    add(&[l1.lower, stop, kind]);
    add(&[l1.shape, w.lower, kind]);
    add(&[l2.lower, l1.lower, stop]);
    add(&[r1.lower]);
    add(&[r1.form]);
    add(&[stop, r1.form]);
    add(&[stop, r1.lower, spaced]);
    add(&[stop, r1.shape]);
    add(&[stop, r1.shape, r2.shape]);
    add(&[r1.form, r2.lower]);
    add(&[stop, r2.lower]);
    add(&[stop, r1.marks, r2.marks, r3.marks]);
    add(&[w.shape, r1.shape]);
    add(&[w.suffix[2], r1.form]);
    add(&[length, kind]);
    add(&[w.marks, r1.marks, spaced, line]);
    add(&[l1.marks, w.marks, r1.marks, r2.marks]);
}
