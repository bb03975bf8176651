//! Whether the words around an expression look back or ahead.

use crate::find::Lattice;
use crate::lexicon::{Lexicon, Symbol};
use crate::scan::{Kind, Token};

/// Where the clause looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tense {
    Past,
    Future,
    /// No cue near by.
    Open,
}

/// How far a cue is looked for, in tokens; chosen by eye: a clause.
const REACH: usize = 14;

/// Reads the cues of a text: classes `future` and `past` of the pack, and words in -ed.
#[derive(Debug)]
pub(crate) struct Cues {
    future: Option<Symbol>,
    past: Option<Symbol>,
    clause: Option<Symbol>,
}

impl Cues {
    pub(crate) fn new(lexicon: &Lexicon) -> Self {
        Self { future: lexicon.class("future"), past: lexicon.class("pasttense"), clause: lexicon.class("clause") }
    }

    /// The tense of the clause around tokens `start..end`: the nearest cue before them, else the
    /// nearest after them in the same sentence.
    pub(crate) fn around(
        &self,
        text: &str,
        tokens: &[Token],
        lattice: &Lattice,
        start: usize,
        end: usize,
    ) -> Tense {
        for at in (start.saturating_sub(REACH)..start).rev() {
            if tokens[at + 1].breaks || stops(text, tokens, at) {
                break;
            }
            if let Some(tense) = self.cue(text, tokens, lattice, at) {
                return tense;
            }
        }
        for at in end..tokens.len().min(end + REACH) {
            if tokens[at].breaks || stops(text, tokens, at) {
                break;
            }
            if self.clause.is_some_and(|c| lattice.is(at, c).is_some()) && at > end {
                break;
            }
            if let Some(tense) = self.cue(text, tokens, lattice, at) {
                return tense;
            }
        }
        Tense::Open
    }

    fn cue(&self, text: &str, tokens: &[Token], lattice: &Lattice, at: usize) -> Option<Tense> {
        if self.future.is_some_and(|f| lattice.is(at, f).is_some()) {
            return Some(Tense::Future);
        }
        if self.past.is_some_and(|p| lattice.is(at, p).is_some()) {
            return Some(Tense::Past);
        }
        let word = tokens[at];
        let ends = word.kind == Kind::Word && word.len() > 4;
        let ends = ends && word.text(text).get(word.len() - 2..).is_some_and(|e| e.eq_ignore_ascii_case("ed"));
        ends.then_some(Tense::Past)
    }
}

/// True for the end of a sentence; the point of an abbreviation (a short word before it, a small
/// letter or digit after it) is none.
pub(crate) fn stops(text: &str, tokens: &[Token], at: usize) -> bool {
    match tokens[at].text(text) {
        "!" | "?" | ";" => true,
        "." => {
            let next = tokens.get(at + 1);
            let open = next.is_none_or(|t| {
                !t.glued && t.text(text).starts_with(|c: char| c.is_uppercase() || c == '"' || c == '“')
            });
            let short = at > 0 && tokens[at - 1].kind == Kind::Word && {
                let before = tokens[at - 1].text(text);
                before.len() <= 1 || (before.len() <= 4 && before.starts_with(|c: char| c.is_ascii_uppercase()))
            };
            open && !short
        }
        _ => false,
    }
}
