//! Dependency trees: a greedy arc-hybrid parser over sparse features.
//!
//! Source: the transition system and its oracle are those of Goldberg and Nivre, TACL 1, 2013
//! (the root stands behind the last word); the templates follow Zhang and Nivre, ACL 2011,
//! without the heads of words on the stack, which this system does not have.

use rashomon_model::Deprel;

use crate::hash::feature;
use crate::linear::{Linear, Weights};
use crate::model::{ModelError, Reader, Writer};
use crate::words::Atoms;

/// One step of the parser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The next word goes onto the stack.
    Shift,
    /// The top of the stack hangs from the next word.
    Left(Deprel),
    /// The top of the stack hangs from the word below it.
    Right(Deprel),
}

/// The parser: its classes are the steps seen in training, `Shift` first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parser {
    pub(crate) steps: Vec<Step>,
    pub(crate) weights: Linear,
}

/// No word.
const NONE: u32 = u32::MAX;

/// What a parse has come to.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    /// Number of words; also stands for the root.
    pub(crate) len: usize,
    pub(crate) stack: Vec<u32>,
    /// The next word, or `len` for the root.
    pub(crate) next: usize,
    pub(crate) heads: Vec<u32>,
    pub(crate) labels: Vec<u8>,
    children: Vec<Children>,
}

/// The outermost children of a word.
#[derive(Clone, Copy, Debug)]
struct Children {
    left: [u32; 2],
    right: [u32; 2],
    /// Their number on each side, and their relations as bits.
    count: [u32; 2],
    set: [u64; 2],
}

impl Children {
    const NO: Self = Self { left: [NONE; 2], right: [NONE; 2], count: [0; 2], set: [0; 2] };
}

impl State {
    pub(crate) fn start(&mut self, len: usize) {
        self.len = len;
        self.next = 0;
        self.stack.clear();
        self.heads.clear();
        self.heads.resize(len, NONE);
        self.labels.clear();
        self.labels.resize(len, 0);
        self.children.clear();
        self.children.resize(len + 1, Children::NO);
    }

    pub(crate) fn done(&self) -> bool {
        self.stack.is_empty() && self.next >= self.len
    }

    /// Which of shift, left and right may come next. Only the last word left hangs from the root.
    pub(crate) fn allowed(&self) -> [bool; 3] {
        let left = if self.next == self.len { self.stack.len() == 1 } else { !self.stack.is_empty() };
        [self.next < self.len, left, self.stack.len() > 1]
    }

    pub(crate) fn take(&mut self, step: Step) {
        match step {
            Step::Shift => {
                self.stack.push(self.next as u32);
                self.next += 1;
            }
            Step::Left(label) => {
                if let Some(top) = self.stack.pop() {
                    self.attach(top, self.next, label);
                }
            }
            Step::Right(label) => {
                if let (Some(top), Some(&below)) = (self.stack.pop(), self.stack.last()) {
                    self.attach(top, below as usize, label);
                }
            }
        }
    }

    fn attach(&mut self, child: u32, head: usize, label: Deprel) {
        self.heads[child as usize] = head as u32;
        self.labels[child as usize] = label as u8;
        let children = &mut self.children[head];
        let side = usize::from(child as usize > head);
        children.count[side] += 1;
        children.set[side] |= 1 << (label as u8);
        // Left children come nearest first when they were on the stack; the outermost is kept first.
        let edge = if side == 0 { &mut children.left } else { &mut children.right };
        *edge = [child, edge[0]];
    }
}

/// Buffers of the parser, kept between sentences.
#[derive(Clone, Debug, Default)]
pub(crate) struct ParseScratch {
    features: Vec<u32>,
    scores: Vec<i32>,
    pub(crate) state: State,
}

impl Parser {
    /// Parses a sentence; heads and labels stand in `scratch.state`, the root's head is `len`.
    pub(crate) fn parse(&self, atoms: &[Atoms], tags: &[u8], scratch: &mut ParseScratch) {
        let ParseScratch { features, scores, state } = scratch;
        state.start(atoms.len());
        while !state.done() {
            fill(state, atoms, tags, features);
            scores.clear();
            scores.resize(self.steps.len(), 0);
            self.weights.score(features, scores);
            let allowed = state.allowed();
            let step = choose(&self.steps, scores, allowed);
            state.take(step.unwrap_or(fallback(allowed)));
        }
    }

    pub(crate) fn write(&self, out: &mut Writer) {
        out.number(self.steps.len() as u64);
        for step in &self.steps {
            let (kind, label) = match step {
                Step::Shift => ("shift", Deprel::Dep),
                Step::Left(label) => ("left", *label),
                Step::Right(label) => ("right", *label),
            };
            out.text(kind);
            out.text(label.as_str());
        }
        self.weights.write(out);
    }

    pub(crate) fn read(bytes: &mut Reader<'_>) -> Result<Self, ModelError> {
        let mut steps = Vec::new();
        for _ in 0..bytes.length(127)? {
            let kind = bytes.text()?;
            let label = Deprel::parse(bytes.text()?).ok_or(ModelError::Damaged)?;
            steps.push(match kind {
                "shift" => Step::Shift,
                "left" => Step::Left(label),
                "right" => Step::Right(label),
                _ => return Err(ModelError::Damaged),
            });
        }
        Ok(Self { steps, weights: Linear::read(bytes)? })
    }
}

/// The kind of a step, as an index into what [`State::allowed`] gives.
pub(crate) fn kind(step: Step) -> usize {
    match step {
        Step::Shift => 0,
        Step::Left(_) => 1,
        Step::Right(_) => 2,
    }
}

/// The best allowed step.
#[inline]
fn choose(steps: &[Step], scores: &[i32], allowed: [bool; 3]) -> Option<Step> {
    let mut best = None;
    for (&step, &score) in steps.iter().zip(scores) {
        if allowed[kind(step)] && best.is_none_or(|(_, b)| score > b) {
            best = Some((step, score));
        }
    }
    best.map(|(step, _)| step)
}

/// A step that always leads on, for a model without weights.
fn fallback(allowed: [bool; 3]) -> Step {
    match allowed {
        [true, ..] => Step::Shift,
        [_, _, true] => Step::Right(Deprel::Dep),
        _ => Step::Left(Deprel::Root),
    }
}

/// A word as the templates see it.
#[derive(Clone, Copy)]
struct View {
    w: u32,
    p: u32,
    l: u32,
}

const NOTHING: View = View { w: 3, p: 250, l: 250 };

/// The features of a state.
pub(crate) fn fill(state: &State, atoms: &[Atoms], tags: &[u8], out: &mut Vec<u32>) {
    out.clear();
    let view = |i: u32| -> View {
        let i = i as usize;
        match atoms.get(i) {
            Some(a) => View { w: a.lower, p: u32::from(tags[i]), l: u32::from(state.labels[i]) },
            None if i == atoms.len() => View { w: 5, p: 251, l: 251 },
            None => NOTHING,
        }
    };
    let stack = |depth: usize| state.stack.len().checked_sub(depth + 1).map_or(NONE, |at| state.stack[at]);
    let buffer = |ahead: usize| {
        let i = state.next + ahead;
        if i <= state.len { i as u32 } else { NONE }
    };
    let children = |i: u32| state.children.get(i as usize).copied().unwrap_or(Children::NO);
    let (i0, i1, i2, j0, j1) = (stack(0), stack(1), stack(2), buffer(0), buffer(1));
    let (s0, s1, s2) = (view(i0), view(i1), view(i2));
    let (b0, b1, b2, b3) = (view(j0), view(j1), view(buffer(2)), view(buffer(3)));
    let (c0, c1, cb) = (children(i0), children(i1), children(j0));
    let (s0l, s0l2, s0r, s0r2) = (view(c0.left[0]), view(c0.left[1]), view(c0.right[0]), view(c0.right[1]));
    let (s1l, s1l2, s1r, s1r2) = (view(c1.left[0]), view(c1.left[1]), view(c1.right[0]), view(c1.right[1]));
    let (b0l, b0l2) = (view(cb.left[0]), view(cb.left[1]));
    let distance = |a: u32, b: u32| if a == NONE || b == NONE { 0 } else { (b.abs_diff(a)).min(8) + 1 };
    let (d0, d1) = (distance(i0, j0), distance(i1, i0));
    let mut n = 0;
    let mut add = |atoms: &[u32]| {
        out.push(feature(0x200 + n, atoms));
        n += 1;
    };
    // Single words.
    for x in [s0, s1, b0, b1, s2, b2] {
        add(&[x.w]);
        add(&[x.p]);
        add(&[x.w, x.p]);
    }
    add(&[b3.p]);
    // Pairs.
    for (x, y) in [(s0, b0), (s1, s0)] {
        add(&[x.w, x.p, y.w, y.p]);
        add(&[x.w, x.p, y.p]);
        add(&[x.p, y.w, y.p]);
        add(&[x.w, y.w]);
        add(&[x.w, y.p]);
        add(&[x.p, y.w]);
        add(&[x.p, y.p]);
    }
    for (x, y) in [(s1, b0), (b0, b1), (s0, b1)] {
        add(&[x.w, y.w]);
        add(&[x.w, y.p]);
        add(&[x.p, y.w]);
        add(&[x.p, y.p]);
    }
    add(&[s2.p, s0.p]);
    add(&[s2.w, s0.p]);
    add(&[s2.p, b0.p]);
    // Three tags, and tags with a word.
    add(&[s0.p, b0.p, b1.p]);
    add(&[b0.p, b1.p, b2.p]);
    add(&[s1.p, s0.p, b0.p]);
    add(&[s1.p, s0.p, b0.p, b1.p]);
    add(&[s2.p, s1.p, s0.p]);
    add(&[s2.p, s1.p, s0.p, b0.p]);
    add(&[s1.w, s0.p, b0.p]);
    add(&[s1.p, s0.w, b0.p]);
    add(&[s1.p, s0.p, b0.w]);
    add(&[s0.w, b0.p, b1.p]);
    add(&[s0.p, b0.w, b1.p]);
    add(&[s0.p, b0.p, b1.w]);
    add(&[s1.w, s0.w, b0.p]);
    add(&[s1.w, s0.p, b0.w]);
    for (x, c, y) in [
        (s0, s0l, b0),
        (s0, s0r, b0),
        (s0, s0l, s1),
        (s0, s0r, s1),
        (s1, s1l, s0),
        (s1, s1r, s0),
        (s1, s1r, b0),
        (s1, s1l, b0),
        (b0, b0l, s0),
    ] {
        add(&[x.p, c.p, y.p]);
        add(&[x.p, c.l, y.p]);
    }
    // Children.
    for (x, c, c2) in [(s0, s0l, s0l2), (s0, s0r, s0r2), (s1, s1l, s1l2), (s1, s1r, s1r2), (b0, b0l, b0l2)] {
        add(&[c.w]);
        add(&[c.p]);
        add(&[c.l]);
        add(&[x.w, c.l]);
        add(&[x.p, c.p, c2.p]);
        add(&[x.p, c.l, c2.l]);
    }
    add(&[s1.p, s1r.l, s0.p, s0l.l]);
    add(&[s0.p, s0r.l, b0.p, b0l.l]);
    // Distance, number of children, their relations.
    for (x, y, d) in [(s0, b0, d0), (s1, s0, d1)] {
        add(&[d, x.w]);
        add(&[d, x.p]);
        add(&[d, y.w]);
        add(&[d, y.p]);
        add(&[d, x.p, y.p]);
        add(&[d, x.w, y.w]);
    }
    for (x, c) in [(s0, c0), (s1, c1)] {
        for side in 0..2 {
            let count = c.count[side].min(4);
            let set = [c.set[side] as u32, (c.set[side] >> 32) as u32];
            add(&[x.w, count]);
            add(&[x.p, count]);
            add(&[x.w, set[0], set[1]]);
            add(&[x.p, set[0], set[1]]);
        }
    }
    let set = [cb.set[0] as u32, (cb.set[0] >> 32) as u32];
    add(&[b0.w, cb.count[0].min(4)]);
    add(&[b0.p, cb.count[0].min(4)]);
    add(&[b0.w, set[0], set[1]]);
    add(&[b0.p, set[0], set[1]]);
    add(&[s1.p, s0.p, c1.set[1] as u32, (c1.set[1] >> 32) as u32]);
    add(&[s0.p, b0.p, c0.set[1] as u32, (c0.set[1] >> 32) as u32]);
}
