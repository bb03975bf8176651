//! Stretches of text between quotation marks, as ranges of tokens.
//!
//! Marks are paired inside one paragraph. A mark that is never closed covers no more than its
//! own sentence, so that one lost mark does not swallow a report; where the next paragraph opens with a
//! mark again, the quotation goes on, as printers do.

use std::ops::Range;

use super::view::View;

/// Longest quotation believed, in bytes (chosen by eye: some three long paragraphs).
const LONGEST: usize = 3000;

/// A quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Quotation {
    /// The tokens inside, marks excluded.
    pub(super) tokens: Range<usize>,
    /// True where it goes on from the quotation before it, over the edge of a paragraph.
    pub(super) continues: bool,
}

/// All quotations of a report, in text order, not overlapping.
pub(super) fn quotations(view: &View<'_>) -> Vec<Quotation> {
    let mut found: Vec<Quotation> = Vec::new();
    let mut carried_open = false;
    let sentences = &view.analysis.sentences;
    let mut at = 0;
    while at < sentences.len() {
        let number = view.paragraph(at);
        let next = (at..sentences.len()).find(|&s| view.paragraph(s) != number).unwrap_or(sentences.len());
        let (first, last) = (sentences[at].tokens.start, sentences[next - 1].tokens.end);
        at = next;
        if first >= last {
            continue;
        }
        let block = view.span(first..last);
        let marks = marks(block.slice(view.text()), block.start());
        let mut open: Option<usize> = None;
        let mut opened_here = false;
        let push = |found: &mut Vec<Quotation>, start: usize, end: usize, continues: bool| {
            let tokens = tokens_between(view, start, end);
            if !tokens.is_empty() {
                found.push(Quotation { tokens, continues });
            }
        };
        for (at, mark) in marks {
            let continues = carried_open && !opened_here;
            match (open, mark) {
                (None, Mark::Open | Mark::Either) => open = Some(at),
                (None, Mark::Close) => {}
                (Some(start), Mark::Close | Mark::Either) if at - start <= LONGEST => {
                    push(&mut found, start, at, continues && start <= block.start() + 3);
                    opened_here = true;
                    open = None;
                }
                (Some(start), _) => {
                    // The mark before was never closed.
                    push(&mut found, start, sentence_end(view, start).min(at), false);
                    opened_here = true;
                    open = (mark != Mark::Close).then_some(at);
                }
            }
        }
        let continues = carried_open && !opened_here;
        carried_open = false;
        if let Some(start) = open {
            let goes_on = sentences.get(next).is_some_and(|s| {
                matches!(s.span.slice(view.text()).chars().next(), Some('"' | '“' | '«' | '„'))
            });
            if goes_on && block.end() - start <= LONGEST {
                push(&mut found, start, block.end(), continues);
                carried_open = true;
            } else {
                push(&mut found, start, sentence_end(view, start), continues);
            }
        }
    }
    found
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Open,
    Close,
    Either,
}

/// Double quotation marks with their bytes, and which way each can face.
fn marks(text: &str, offset: usize) -> Vec<(usize, Mark)> {
    let mut found = Vec::new();
    let mut before: Option<char> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let mut next = chars.peek().map(|&(_, c)| c);
        let doubled = matches!(c, '\'' | '`' | '‘' | '’') && next == Some(c);
        let mark = match c {
            '“' | '«' | '„' => Some(Mark::Open),
            '”' | '»' => Some(Mark::Close),
            '"' => None.or(Some(Mark::Either)),
            _ if doubled => Some(Mark::Either),
            _ => None,
        };
        if doubled {
            chars.next();
            next = chars.peek().map(|&(_, c)| c);
        }
        if let Some(mark) = mark {
            let open =
                before.is_none_or(|b| b.is_whitespace() || matches!(b, '(' | '[' | '-' | '–' | '—' | ':'));
            let close = next.is_none_or(|n| n.is_whitespace() || n.is_ascii_punctuation());
            let mark = match (mark, open, close) {
                (Mark::Either, true, false) => Mark::Open,
                (Mark::Either, false, true) => Mark::Close,
                // Some fonts set the closing mark on both sides, or the opening one.
                (Mark::Close, true, false) => Mark::Open,
                (Mark::Open, false, true) => Mark::Close,
                (mark, _, _) => mark,
            };
            found.push((offset + at, mark));
        }
        before = Some(c);
    }
    found
}

/// The tokens that lie between two marks.
fn tokens_between(view: &View<'_>, start: usize, end: usize) -> Range<usize> {
    let tokens = &view.analysis.tokens;
    let first = tokens.partition_point(|t| t.span.start() <= start);
    let last = tokens.partition_point(|t| t.span.end() <= end);
    let mut range = first..last.max(first);
    // A mark written as two signs leaves its second half inside.
    while !range.is_empty() && view.is_punct(range.start) && view.form(range.start) != "…" {
        range.start += 1;
    }
    range
}

fn sentence_end(view: &View<'_>, at: usize) -> usize {
    let sentences = &view.analysis.sentences;
    let i = sentences.partition_point(|s| s.span.end() <= at);
    sentences.get(i).map_or(at, |s| s.span.end().max(at))
}
