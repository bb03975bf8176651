//! Whether the words around an expression look back or ahead.

use crate::find::Lattice;
use crate::lexicon::{Lexicon, Symbol};
use crate::scan::{Kind, Token};

/// Where the clause looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tense {
    Past,
    Future,
    /// A clause of purpose or a limit ("to buy it in January", "by May") after what is past: months may
    /// lie ahead, weekdays hardly.
    Leaning,
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
    present: Option<Symbol>,
    clause: Option<Symbol>,
}

impl Cues {
    pub(crate) fn new(lexicon: &Lexicon) -> Self {
        Self {
            future: lexicon.class("future"),
            past: lexicon.class("pasttense"),
            present: lexicon.class("present"),
            clause: lexicon.class("clause"),
        }
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
        // "Tuesday's ruling": the clause tells nothing of its noun.
        if tokens.get(end).is_some_and(|t| matches!(t.text(text), "'" | "’")) {
            return Tense::Open;
        }
        let mut leans = false;
        for at in (start.saturating_sub(REACH)..start).rev() {
            if tokens[at + 1].breaks || stops(text, tokens, at) {
                break;
            }
            if let Some(tense) = self.cue(text, tokens, lattice, at) {
                return if leans && tense == Tense::Past { Tense::Leaning } else { tense };
            }
            leans |= limit(text, tokens, at, start) || purpose(text, tokens, at);
        }

        for at in end..tokens.len().min(end + REACH) {
            if tokens[at].breaks || stops(text, tokens, at) {
                break;
            }
            if self.clause.is_some_and(|c| lattice.is(at, c).is_some()) && at > end {
                break;
            }
            if let Some(tense) = self.cue(text, tokens, lattice, at) {
                return if leans && tense == Tense::Past { Tense::Leaning } else { tense };
            }
        }
        match start.checked_sub(1) {
            // "The road stays shut until Friday."
            Some(at) if limit(text, tokens, at, start) => Tense::Future,
            _ if leans => Tense::Leaning,
            _ => Tense::Open,
        }
    }

    fn cue(&self, text: &str, tokens: &[Token], lattice: &Lattice, at: usize) -> Option<Tense> {
        let is = |at: usize, class: Option<Symbol>| class.is_some_and(|c| lattice.is(at, c).is_some());
        let before = |n: usize| at.checked_sub(n);
        if is(at, self.future) {
            // "Had been scheduled": ahead of something that is over.
            let had = |n| before(n).is_some_and(|i| tokens[i].text(text).eq_ignore_ascii_case("had"));
            return Some(if had(1) || had(2) || had(3) { Tense::Past } else { Tense::Future });
        }
        let word = tokens[at];
        let ends = word.kind == Kind::Word && word.len() > 4;
        let ends =
            ends && word.text(text).get(word.len() - 2..).is_some_and(|e| e.eq_ignore_ascii_case("ed"));
        if !(ends || is(at, self.past)) {
            return None;
        }
        if before(1).is_some_and(|i| is(i, self.present)) {
            return None;
        }
        // "Will be held", "to be opened": a participle after a word that looks ahead.
        Some(if before(1).is_some_and(|i| is(i, self.future)) { Tense::Future } else { Tense::Past })
    }
}

/// True for "by", "until", "through" right before the expression.
fn limit(text: &str, tokens: &[Token], at: usize, start: usize) -> bool {
    let word = tokens[at].text(text);
    at + 1 == start && ["by", "until", "till", "through"].iter().any(|w| word.eq_ignore_ascii_case(w))
}

/// True for "to" before what may be a verb.
fn purpose(text: &str, tokens: &[Token], at: usize) -> bool {
    let next = tokens[at + 1].text(text);
    let small = ["the", "a", "an", "his", "her", "its", "their", "this", "that", "more", "at", "what"];
    tokens[at].text(text).eq_ignore_ascii_case("to")
        && next.starts_with(|c: char| c.is_ascii_lowercase())
        && !next.ends_with('s')
        && !small.contains(&next)
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
                before.len() <= 1
                    || (before.len() <= 4 && before.starts_with(|c: char| c.is_ascii_uppercase()))
            };
            open && !short
        }
        _ => false,
    }
}
