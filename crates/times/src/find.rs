//! Finds the phrases that the rules describe: leftmost first, longest first.

use crate::lexicon::{Lexicon, Shape, Step, Symbol};
use crate::number::{NumberWord, numbers};
use crate::scan::{Kind, Token, folded};
use crate::shape::shapes;
use crate::slot::{Op, Slots};

/// A phrase found: tokens `start..end`, its rule and its slots.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) op: Op,
    pub(crate) rule: u16,
    pub(crate) slots: Slots,
}

/// What a token, or a row of tokens from it on, can be.
#[derive(Clone, Copy, Debug)]
struct Edge {
    symbol: Symbol,
    length: u16,
    value: i64,
}

/// Everything each token can be.
pub(crate) struct Lattice {
    edges: Vec<Edge>,
    /// Edges of token `i`: `first[i]..first[i + 1]`.
    first: Vec<u32>,
}

impl Lattice {
    /// Looks up all tokens of `text`.
    ///
    /// # Cost
    /// One table look-up a token.
    pub(crate) fn new(text: &str, tokens: &[Token], lexicon: &Lexicon) -> Self {
        let mut lattice = Self { edges: Vec::new(), first: Vec::with_capacity(tokens.len() + 1) };
        let mut buffer = [0; 24];
        for (i, token) in tokens.iter().enumerate() {
            lattice.first.push(lattice.edges.len() as u32);
            if token.kind == Kind::Digits {
                shapes(text, tokens, i, |shape, value, length| {
                    lattice.edges.push(Edge { symbol: shape as Symbol, value, length: length as u16 });
                });
                continue;
            }
            let Some(word) = folded(token.text(text), &mut buffer) else { continue };
            let Some(head) = lexicon.heads.get(word) else { continue };
            // "2 may 2017" is a month in any case.
            let dated = i > 0 && tokens[i - 1].kind == Kind::Digits && tokens[i - 1].len() <= 2;
            let upper = token.text(text).starts_with(|c: char| c.is_ascii_uppercase());
            if head.capital && !upper && !dated {
                continue;
            }
            for entry in &head.entries {
                if follows(text, tokens, i, &entry.rest) {
                    let length = 1 + entry.rest.len() as u16;
                    lattice.edges.push(Edge { symbol: entry.symbol, value: entry.value, length });
                }
            }
        }
        lattice.first.push(lattice.edges.len() as u32);
        lattice.join_numbers(text, tokens);
        lattice
    }

    /// Adds the numbers that rows of number words make.
    fn join_numbers(&mut self, text: &str, tokens: &[Token]) {
        let word = |lattice: &Self, i: usize, from: usize| {
            let apart = i > from && tokens.get(i).is_none_or(|t| t.breaks);
            lattice.at(i).iter().filter(|_| !apart).find_map(|e| {
                let ordinal = e.symbol == Shape::OrdWord as Symbol;
                (ordinal || e.symbol == Shape::NumWord as Symbol)
                    .then_some(NumberWord { value: e.value, ordinal })
            })
        };
        let joins = |i: usize| {
            tokens.get(i).is_some_and(|t| !t.breaks && matches!(t.text(text), "-" | "and") && i > 0)
        };
        let mut more: Vec<(usize, Edge)> = Vec::new();
        for i in 0..tokens.len() {
            if self.first[i] == self.first[i + 1] || word(self, i, i).is_none() {
                continue;
            }
            numbers(
                i,
                |j| word(self, j, i),
                joins,
                |shape, value, length| {
                    more.push((i, Edge { symbol: shape as Symbol, value, length: length as u16 }));
                },
            );
        }
        if more.is_empty() {
            return;
        }
        let old = std::mem::take(&mut self.edges);
        let mut more = more.into_iter().peekable();
        for i in 0..tokens.len() {
            let range = self.first[i] as usize..self.first[i + 1] as usize;
            self.first[i] = self.edges.len() as u32;
            self.edges.extend_from_slice(&old[range]);
            while let Some((_, edge)) = more.next_if(|m| m.0 == i) {
                self.edges.push(edge);
            }
        }
        self.first[tokens.len()] = self.edges.len() as u32;
    }

    fn at(&self, token: usize) -> &[Edge] {
        match (self.first.get(token), self.first.get(token + 1)) {
            (Some(&a), Some(&b)) => &self.edges[a as usize..b as usize],
            _ => &[],
        }
    }

    /// True when token `at` is, or starts, a `symbol`; with its value and length.
    pub(crate) fn is(&self, at: usize, symbol: Symbol) -> Option<(i64, usize)> {
        self.at(at).iter().find(|e| e.symbol == symbol).map(|e| (e.value, e.length as usize))
    }
}

/// True when the tokens after `at` read `rest`.
fn follows(text: &str, tokens: &[Token], at: usize, rest: &[Box<str>]) -> bool {
    let mut buffer = [0; 24];
    rest.iter().enumerate().all(|(k, word)| {
        tokens.get(at + 1 + k).is_some_and(|t| {
            !t.breaks && folded(t.text(text), &mut buffer).is_some_and(|folded| folded == &**word)
        })
    })
}

/// All phrases of the text, not overlapping, in order.
///
/// # Cost
/// Linear in the tokens: the graphs of the patterns have no circles, so the walk from each token is bounded.
pub(crate) fn find(tokens: &[Token], lattice: &Lattice, lexicon: &Lexicon) -> Vec<Found> {
    let mut walk = Walk { tokens, lattice, lexicon, path: Vec::new(), hits: Vec::new() };
    for start in 0..tokens.len() {
        for edge in lattice.at(start) {
            for step in lexicon.starts.get(edge.symbol as usize).into_iter().flatten() {
                walk.take(*step, edge, start);
            }
        }
    }
    let mut hits = walk.hits;
    // Leftmost; then longest; then with the most context; then by order of rules.
    hits.sort_by_key(|h| (h.found.start, usize::MAX - h.found.end, usize::MAX - h.whole, h.found.rule));
    let mut out: Vec<Found> = Vec::new();
    let mut end = 0;
    for hit in hits {
        if hit.found.start >= end {
            end = hit.found.end;
            out.push(hit.found);
        }
    }
    out
}

struct Hit {
    found: Found,
    /// Tokens with context.
    whole: usize,
}

struct Walk<'a> {
    tokens: &'a [Token],
    lattice: &'a Lattice,
    lexicon: &'a Lexicon,
    /// The elements so far: token, step, edge.
    path: Vec<(usize, Step, Edge)>,
    hits: Vec<Hit>,
}

impl Walk<'_> {
    fn take(&mut self, step: Step, edge: &Edge, at: usize) {
        self.path.push((at, step, *edge));
        self.from(step.to as usize, at + edge.length as usize);
        self.path.pop();
    }

    fn from(&mut self, node: usize, at: usize) {
        let (lexicon, lattice) = (self.lexicon, self.lattice);
        let node = &lexicon.nodes[node];
        if let Some(rule) = node.ends {
            self.hit(rule, at);
        }
        if node.edges.is_empty() || self.tokens.get(at).is_none_or(|t| t.breaks) {
            return;
        }
        for edge in lattice.at(at) {
            for step in &node.edges {
                if step.symbol == edge.symbol {
                    self.take(*step, edge, at);
                }
            }
        }
    }

    fn hit(&mut self, number: u16, at: usize) {
        let rule = &self.lexicon.rules[number as usize];
        let mut inside = self.path.iter().filter(|p| p.1.inside);
        let Some(first) = inside.next() else { return };
        let last = inside.next_back().unwrap_or(first);
        let (from, to) = (first.0, last.0 + last.2.length as usize);
        let is =
            |symbols: &[Symbol], token: usize| symbols.iter().any(|s| self.lattice.is(token, *s).is_some());
        let after = self.tokens.get(to).is_some_and(|t| !t.breaks) && is(&rule.not_before, to);
        let before = from > 0 && !self.tokens[from].breaks && is(&rule.not_after, from - 1);
        if after || before {
            return;
        }
        let mut slots = Slots::new();
        for (slot, value) in &rule.set {
            slots.set(*slot, *value);
        }
        for (_, step, edge) in &self.path {
            if let Some(slot) = step.slot {
                slots.set(slot, edge.value);
            }
        }
        let whole = at - self.path[0].0;
        self.hits
            .push(Hit { found: Found { start: from, end: to, op: rule.op, rule: number, slots }, whole });
    }
}
