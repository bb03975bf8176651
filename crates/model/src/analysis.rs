//! What the language layer says of a text: sentences, words, tree, names.

use std::ops::Range;

use smol_str::SmolStr;

use crate::{Deprel, Span, Upos, Xpos};

/// The analysis of one report. Token numbers are indices into `tokens`, over the whole report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Analysis {
    /// Sentences in text order; furniture blocks have none.
    pub sentences: Vec<Sentence>,
    /// Words in text order (UD syntactic words: `don't` is `do` and `n't`).
    pub tokens: Vec<Token>,
    /// Names in text order, not overlapping.
    pub names: Vec<Name>,
}

/// One sentence: a range of tokens with one tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands, without white space at its ends.
    pub span: Span,
    /// Its tokens, as indices into `Analysis::tokens`.
    pub tokens: Range<usize>,
    /// Index of its block in `Report::blocks`.
    pub block: usize,
    /// True where the tree is not to be trusted (no verb and many roots, a list, broken text):
    /// later stages fall back to the order of words.
    pub broken: bool,
}

/// One word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands; its form is that slice of the text.
    pub span: Span,
    /// Dictionary form, lower case except for proper nouns.
    pub lemma: SmolStr,
    /// Universal part of speech.
    pub upos: Upos,
    /// Penn tag: tells tense, number and participles.
    pub xpos: Xpos,
    /// Index of the head in `Analysis::tokens`; the root's is its own.
    pub head: usize,
    /// Relation to the head.
    pub deprel: Deprel,
}

/// A name found in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// Its tokens, as indices into `Analysis::tokens`.
    pub tokens: Range<usize>,
    /// What it names.
    pub kind: NameKind,
}

/// What a name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// A person.
    Person,
    /// An organisation: state body, company, agency, party, armed group.
    Organisation,
    /// A place with a name: country, city, river, street, quarter.
    Place,
    /// Nationality, religion or people: `Syrian`, `Kurdish`, `Sunni`.
    Nationality,
    /// A named building or installation: bridge, airport, hospital, camp.
    Facility,
    /// Event, law, work, product, and what fits nowhere else.
    Other,
}

impl Analysis {
    /// Adds the analysis of the text that follows, whose tokens count from 0.
    pub fn append(&mut self, part: Analysis) {
        let base = self.tokens.len();
        let shift = |range: Range<usize>| base + range.start..base + range.end;
        self.tokens.extend(part.tokens.into_iter().map(|t| Token { head: base + t.head, ..t }));
        self.sentences.extend(part.sentences.into_iter().map(|s| Sentence { tokens: shift(s.tokens), ..s }));
        self.names.extend(part.names.into_iter().map(|n| Name { tokens: shift(n.tokens), ..n }));
    }

    /// The sentence a token belongs to, as an index into `sentences`.
    ///
    /// # Panics
    /// When `token` is no index of a token: a bug in the caller.
    pub fn sentence_of(&self, token: usize) -> usize {
        assert!(token < self.tokens.len(), "no such token");
        self.sentences.partition_point(|s| s.tokens.end <= token)
    }

    /// The written form of a token.
    pub fn form<'t>(&self, text: &'t str, token: usize) -> &'t str {
        self.tokens[token].span.slice(text)
    }

    /// The tokens whose head is `token`, in text order.
    ///
    /// # Cost
    /// O(length of the sentence).
    pub fn children(&self, token: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        let sentence = self.sentences[self.sentence_of(token)].tokens.clone();
        sentence.filter(move |&t| t != token && self.tokens[t].head == token)
    }

    /// The first child of `token` with one of the relations.
    pub fn child(&self, token: usize, relations: &[Deprel]) -> Option<usize> {
        self.children(token).find(|&t| relations.contains(&self.tokens[t].deprel))
    }

    /// True for the root of a sentence.
    pub fn is_root(&self, token: usize) -> bool {
        self.tokens[token].head == token
    }

    /// True when `token` is `ancestor` or hangs below it.
    ///
    /// # Cost
    /// O(depth); ends also where a damaged tree has a cycle.
    pub fn is_below(&self, token: usize, ancestor: usize) -> bool {
        let mut at = token;
        for _ in 0..=self.tokens.len() {
            if at == ancestor {
                return true;
            }
            if self.is_root(at) {
                return false;
            }
            at = self.tokens[at].head;
        }
        false
    }

    /// The first and last token at or below `token`, end excluded (the tree may have gaps between).
    ///
    /// # Cost
    /// O(length of the sentence x depth).
    pub fn reach(&self, token: usize) -> Range<usize> {
        let sentence = self.sentences[self.sentence_of(token)].tokens.clone();
        let (mut first, mut last) = (token, token);
        for t in sentence {
            if self.is_below(t, token) {
                first = first.min(t);
                last = last.max(t);
            }
        }
        first..last + 1
    }

    /// The span over a range of tokens; empty for an empty range.
    pub fn span(&self, tokens: Range<usize>) -> Span {
        match (self.tokens.get(tokens.start), tokens.end.checked_sub(1)) {
            (Some(first), Some(last)) if last >= tokens.start => first.span.cover(self.tokens[last].span),
            _ => Span::default(),
        }
    }

    /// The name that covers a token.
    pub fn name_at(&self, token: usize) -> Option<&Name> {
        let at = self.names.partition_point(|n| n.tokens.end <= token);
        self.names.get(at).filter(|n| n.tokens.contains(&token))
    }
}
