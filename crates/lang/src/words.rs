//! Words of one sentence as the classifiers see them: hashes of form, affixes and shape, made once.

use rashomon_model::{Deprel, Upos, Xpos};
use smol_str::SmolStr;

use crate::hash;

/// What the layer says of one word of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Dictionary form.
    pub lemma: SmolStr,
    /// Universal part of speech.
    pub upos: Upos,
    /// Penn tag.
    pub xpos: Xpos,
    /// Index of the head in the sentence; the root's is its own.
    pub head: usize,
    /// Relation to the head.
    pub deprel: Deprel,
}

/// Hashes of one word.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Atoms {
    /// The form, quotes and dashes made plain.
    pub(crate) form: u32,
    /// In lower case, digits made `0` where there are several.
    pub(crate) lower: u32,
    /// The last one to five characters.
    pub(crate) suffix: [u32; 5],
    /// The first one to four characters.
    pub(crate) prefix: [u32; 4],
    /// Upper, lower, digits and signs, runs cut to two.
    pub(crate) shape: u32,
    /// Capital, all capitals, digit, hyphen, as bits.
    pub(crate) marks: u32,
}

/// Room for the lower-cased letters of one word.
#[derive(Clone, Debug, Default)]
pub(crate) struct WordScratch {
    lower: String,
    plain: String,
}

pub(crate) const CAPITAL: u32 = 1;
pub(crate) const ALL_CAPITALS: u32 = 2;
pub(crate) const DIGIT: u32 = 4;
pub(crate) const LETTER: u32 = 8;
const SIGN: u32 = 16;

/// A character with its typographic variants made plain.
pub(crate) fn plain(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{02BC}' | '\u{02BB}' | '\u{02BF}' | '\u{02BE}' | '`'
        | '\u{00B4}' | '\u{2032}' => '\'',
        '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{00AB}' | '\u{00BB}' | '\u{201F}' => '"',
        '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2013}' | '\u{2014}' | '\u{2015}' | '\u{2212}' => '-',
        '\u{2026}' => '…',
        c => c,
    }
}

impl Atoms {
    pub(crate) fn of(form: &str, scratch: &mut WordScratch) -> Self {
        let WordScratch { lower, plain: plainly } = scratch;
        lower.clear();
        plainly.clear();
        let mut shape: u32 = 17;
        let (mut last, mut run) = (0, 0);
        let mut marks = 0;
        let (mut letters, mut capitals) = (0, 0);
        for (i, c) in form.chars().enumerate() {
            let c = plain(c);
            plainly.push(c);
            let kind = if c.is_alphabetic() {
                letters += 1;
                marks |= LETTER;
                if c.is_uppercase() {
                    capitals += 1;
                    if i == 0 {
                        marks |= CAPITAL;
                    }
                    1
                } else {
                    2
                }
            } else if c.is_numeric() {
                marks |= DIGIT;
                3
            } else {
                marks |= SIGN;
                4 + c as u32
            };
            run = if kind == last { run + 1 } else { 0 };
            last = kind;
            if run < 2 {
                shape = shape.wrapping_mul(31).wrapping_add(kind);
            }
            lower.extend(c.to_lowercase());
        }
        if letters > 1 && letters == capitals {
            marks |= ALL_CAPITALS;
        }
        if marks & DIGIT != 0 && plainly.len() > 1 {
            *lower = lower.chars().map(|c| if c.is_numeric() { '0' } else { c }).collect();
        }
        let mut suffix = [0; 5];
        let ends = lower.char_indices().rev().map(|(i, _)| i);
        for (n, at) in ends.take(5).enumerate() {
            suffix[n] = hash::text(&lower.as_bytes()[at..]);
        }
        let mut prefix = [0; 4];
        let starts = lower.char_indices().map(|(i, c)| i + c.len_utf8());
        for (n, at) in starts.take(4).enumerate() {
            prefix[n] = hash::text(&lower.as_bytes()[..at]);
        }
        Self {
            form: hash::text(plainly.as_bytes()),
            lower: hash::text(lower.as_bytes()),
            suffix,
            prefix,
            shape,
            marks,
        }
    }
}
