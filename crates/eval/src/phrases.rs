//! Noun phrases of a report: a head with its determiner, modifiers and, where asked for, what `of` adds.

use std::ops::Range;

use rashomon::model::{Analysis, Deprel, Span, Upos};

/// A noun phrase or a pronoun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// Its head, an index of a token.
    pub(crate) head: usize,
    /// Its words, from the first modifier to the head and the parts of a name behind it.
    pub(crate) tokens: Range<usize>,
    /// The same with a phrase of `of` behind it.
    pub(crate) with_of: Range<usize>,
}

impl Phrase {
    /// The words from the first that is no determiner, `their`, or a verb that was taken for a modifier.
    pub(crate) fn bare(&self, analysis: &Analysis) -> Span {
        let before = |t: &usize| {
            let upos = analysis.tokens[*t].upos;
            *t < self.head && matches!(upos, Upos::Det | Upos::Punct | Upos::Pron | Upos::Verb)
        };
        let start = self.tokens.clone().find(|t| !before(t)).unwrap_or(self.head);
        analysis.span(start..self.tokens.end)
    }
}

/// The noun phrases of a report by their heads, pronouns among them.
///
/// # Cost
/// O(words x length of a sentence).
pub(crate) fn phrases(analysis: &Analysis) -> Vec<Phrase> {
    let tokens = 0..analysis.tokens.len();
    tokens.filter(|&t| is_head(analysis, t)).map(|head| phrase(analysis, head)).collect()
}

/// The phrase whose head a span is about: the first head inside it that hangs on nothing inside it.
pub(crate) fn main_phrase<'p>(analysis: &Analysis, phrases: &'p [Phrase], span: Span) -> Option<&'p Phrase> {
    let inside = || phrases.iter().filter(|p| span.contains(analysis.tokens[p.head].span));
    let outer = |p: &&Phrase| {
        let above = analysis.tokens[p.head].head;
        above == p.head || !span.contains(analysis.tokens[above].span)
    };
    inside().find(outer).or_else(|| inside().next())
}

fn is_head(analysis: &Analysis, token: usize) -> bool {
    let inside = matches!(
        analysis.tokens[token].deprel,
        Deprel::Compound | Deprel::Flat | Deprel::Amod | Deprel::Fixed | Deprel::Case | Deprel::Expl
    );
    match analysis.tokens[token].upos {
        Upos::Noun | Upos::Propn | Upos::Pron => !inside,
        Upos::Num => {
            matches!(
                analysis.tokens[token].deprel,
                Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj | Deprel::Conj
            )
        }
        _ => false,
    }
}

fn phrase(analysis: &Analysis, head: usize) -> Phrase {
    let (mut start, mut end, mut of) = (head, head + 1, head + 1);
    if analysis.tokens[head].upos != Upos::Pron {
        for child in analysis.children(head) {
            let deprel = analysis.tokens[child].deprel;
            let before = matches!(
                deprel,
                Deprel::Det
                    | Deprel::DetPredet
                    | Deprel::Amod
                    | Deprel::Compound
                    | Deprel::Nummod
                    | Deprel::NmodPoss
                    | Deprel::Nmod
                    | Deprel::Flat
                    | Deprel::NmodUnmarked
            );
            if child < head && before {
                start = start.min(analysis.reach(child).start);
            } else if child > head && matches!(deprel, Deprel::Flat | Deprel::Compound) {
                end = end.max(analysis.reach(child).end);
            } else if child > head && deprel == Deprel::Nmod && is_of(analysis, child) {
                of = of.max(analysis.reach(child).end);
            }
        }
    }
    let sentence = analysis.sentences[analysis.sentence_of(head)].tokens.clone();
    let start = start.max(sentence.start);
    Phrase { head, tokens: start..end, with_of: start..of.max(end) }
}

fn is_of(analysis: &Analysis, token: usize) -> bool {
    analysis.child(token, &[Deprel::Case]).is_some_and(|case| analysis.tokens[case].lemma == "of")
}
