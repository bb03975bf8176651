//! From a report to its analysis: blocks to words, words to sentences, sentences to trees and names.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;

use rashomon_model::Upos;
use rashomon_model::{Analysis, BlockKind, Deprel, Name, NameKind, Reading, Report, Sentence, Span, Token};

use crate::casing::{self, Style};
use crate::lists;
use crate::model::Model;
use crate::names::{self, NameScratch, best};
use crate::network::input::Input;
use crate::network::matrix::Matrix;
use crate::network::tree::best_tree;
use crate::network::{Batch, Trace};
use crate::token::{self, Piece};
use crate::words::{Atoms, Word, WordScratch};

/// Analyses the prose of a report.
///
/// # Shapes and units
/// - Token numbers count over the whole report; spans are bytes of `report.text`.
/// - Furniture blocks have no sentences; no sentence crosses a block or a blank line.
///
/// # Errors
/// None: broken text gives sentences marked `broken`.
///
/// # Cost
/// O(length of the text), some 20 microseconds a word; sentences are read many at once.
pub fn analyse(report: &Report, model: &Model) -> Reading<Analysis> {
    Analyser::new(model).report(report)
}

/// What the layer says of a sentence of given words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The words, with heads inside the sentence.
    pub words: Vec<Word>,
    /// The names, as ranges of words.
    pub names: Vec<(Range<usize>, NameKind)>,
}

/// An analyser with its buffers, for many reports one after another. Gives the same as
/// [`analyse`] whatever it read before.
#[derive(Clone, Debug)]
pub struct Analyser<'m> {
    model: &'m Model,
    pieces: Vec<Piece>,
    ends: Vec<usize>,
    all: Vec<Atoms>,
    atoms: Vec<Atoms>,
    marks: Vec<u32>,
    /// The lists each word of the batch stands in.
    in_lists: Vec<u32>,
    words: WordScratch,
    batch: Batch,
    trace: Trace,
    arcs: Matrix,
    heads: Vec<usize>,
    head_of: Vec<usize>,
    naming: NameScratch,
    buffer: String,
}

/// Words read at once: enough to keep the products busy, few enough to stay in the cache.
const BATCH: usize = 384;
/// Longest sentence read as one, in words; longer ones (tables, lists without stops) are cut.
const LONGEST: usize = 200;

/// A sentence of a report that waits to be read.
struct Waiting<'t> {
    spans: Vec<Range<usize>>,
    forms: Vec<Cow<'t, str>>,
    block: usize,
}

impl<'m> Analyser<'m> {
    /// An analyser with the weights of `model`.
    pub fn new(model: &'m Model) -> Self {
        Self {
            model,
            pieces: Vec::new(),
            ends: Vec::new(),
            all: Vec::new(),
            atoms: Vec::new(),
            marks: Vec::new(),
            in_lists: Vec::new(),
            words: WordScratch::default(),
            batch: Batch::default(),
            trace: Trace::default(),
            arcs: Matrix::default(),
            heads: Vec::new(),
            head_of: Vec::new(),
            naming: NameScratch::default(),
            buffer: String::new(),
        }
    }

    /// Analyses the prose of a report: see [`analyse`].
    pub fn report(&mut self, report: &Report) -> Reading<Analysis> {
        let mut analysis = Analysis::default();
        for part in self.parts(report) {
            analysis.append(part);
        }
        crate::agree::agree(&report.text, &mut analysis);
        Reading::plain(analysis)
    }

    /// The same as a stream: the analyses of some hundred words each, one after another, with
    /// tokens that count from 0 in each. Names are as they stand in their sentence: what the rest
    /// of the report says of them is left to [`Self::report`].
    pub fn parts<'a>(&'a mut self, report: &'a Report) -> impl Iterator<Item = Analysis> + 'a {
        let mut blocks = report.blocks.iter().enumerate();
        let mut cut = VecDeque::new();
        std::iter::from_fn(move || {
            let (mut waiting, mut words) = (Vec::new(), 0);
            while words < BATCH {
                let Some(sentence) = cut.pop_front() else {
                    let Some((number, block)) = blocks.next() else { break };
                    if block.kind != BlockKind::Furniture && report.text.get(block.span.range()).is_some() {
                        cut.extend(self.cut(&report.text, block.span, number));
                    }
                    continue;
                };
                let sentence: Waiting<'_> = sentence;
                words += sentence.forms.len();
                waiting.push(sentence);
            }
            (!waiting.is_empty()).then(|| self.read(&report.text, &waiting))
        })
    }

    /// Cuts a block into sentences; those in capitals or title case as if written the plain way.
    fn cut<'t>(&mut self, text: &'t str, span: Span, block: usize) -> Vec<Waiting<'t>> {
        self.pieces.clear();
        token::cut_into(text, span.range(), &mut self.pieces);
        self.all.clear();
        for piece in &self.pieces {
            self.all.push(Atoms::of(&text[piece.range.clone()], &mut self.words));
        }
        self.model.boundary.ends(text, &self.pieces, &self.all, &mut self.ends);
        let mut start = 0;
        let mut sentences = Vec::with_capacity(self.ends.len());
        for &end in &self.ends {
            let pieces = &self.pieces[std::mem::replace(&mut start, end)..end];
            if pieces.is_empty() {
                continue;
            }
            let spans: Vec<Range<usize>> = pieces.iter().map(|p| p.range.clone()).collect();
            let forms: Vec<Cow<'t, str>> = spans.iter().map(|s| Cow::Borrowed(&text[s.clone()])).collect();
            let forms = match casing::style(forms.iter().map(AsRef::as_ref)) {
                Style::Plain => forms,
                style => self.recased(&forms, style),
            };
            sentences.push(Waiting { spans, forms, block });
        }
        sentences
    }

    fn recased<'t>(&self, forms: &[Cow<'_, str>], style: Style) -> Vec<Cow<'t, str>> {
        let mut plain: Vec<String> = forms.iter().map(|form| self.model.casing.plain(form, style)).collect();
        if let Some(first) = plain.iter_mut().find(|form| form.chars().any(char::is_alphabetic)) {
            *first = casing::capital(first);
        }
        plain.into_iter().map(Cow::Owned).collect()
    }

    fn read(&mut self, text: &str, waiting: &[Waiting<'_>]) -> Analysis {
        let mut analysis = Analysis::default();
        let forms: Vec<Vec<&str>> =
            waiting.iter().map(|s| s.forms.iter().map(AsRef::as_ref).collect()).collect();
        for (sentence, parsed) in waiting.iter().zip(self.sentences(&forms)) {
            let forms: Vec<&str> = sentence.spans.iter().map(|s| &text[s.clone()]).collect();
            let broken = is_broken(&forms, &parsed.words);
            let base = analysis.tokens.len();
            for (word, span) in parsed.words.into_iter().zip(&sentence.spans) {
                let Word { lemma, upos, xpos, head, deprel } = word;
                let span = Span::new(span.start, span.end);
                analysis.tokens.push(Token { span, lemma, upos, xpos, head: base + head, deprel });
            }
            for (range, kind) in parsed.names {
                analysis.names.push(Name { tokens: base + range.start..base + range.end, kind });
            }
            let (Some(first), Some(last)) = (sentence.spans.first(), sentence.spans.last()) else { continue };
            analysis.sentences.push(Sentence {
                span: Span::new(first.start, last.end),
                tokens: base..base + forms.len(),
                block: sentence.block,
                broken,
            });
        }
        analysis
    }

    /// Tags and parses one sentence of given words, and finds its names.
    pub fn sentence(&mut self, forms: &[&str]) -> Parsed {
        self.sentences(&[forms]).pop().unwrap_or_default()
    }

    /// The same for many sentences at once, in their order.
    pub fn sentences<'t, S: AsRef<[&'t str]>>(&mut self, sentences: &[S]) -> Vec<Parsed> {
        let mut out = Vec::with_capacity(sentences.len());
        let mut from = 0;
        while from < sentences.len() {
            let mut to = from;
            self.batch.clear();
            self.in_lists.clear();
            while to < sentences.len() && (to == from || self.batch.inputs.len() < BATCH) {
                self.put(sentences[to].as_ref());
                to += 1;
            }
            self.model.network.read(&self.batch, &mut self.trace);
            self.find_heads();
            let mut part = 0;
            for forms in &sentences[from..to] {
                out.push(self.take(forms.as_ref(), &mut part));
            }
            from = to;
        }
        out
    }

    /// Puts a sentence into the batch, a very long one in parts.
    fn put(&mut self, forms: &[&str]) {
        let Self { model, atoms, marks, in_lists, words, batch, .. } = self;
        atoms.clear();
        atoms.extend(forms.iter().map(|form| Atoms::of(form, words)));
        model.lists.mark(atoms, marks);
        let network = &model.network;
        for (atoms, marks) in atoms.chunks(LONGEST).zip(marks.chunks(LONGEST)) {
            in_lists.push(0);
            in_lists.extend_from_slice(marks);
            let input = |(a, m): (&Atoms, &u32)| Input::of(a, *m, &network.words, &network.vectors);
            batch.push(atoms.iter().zip(marks).map(input));
        }
    }

    /// The heads of all words of the batch as rows, and their relations.
    fn find_heads(&mut self) {
        let Self { model, batch, trace, arcs, heads, head_of, .. } = self;
        head_of.clear();
        for rows in &batch.sentences {
            model.network.arcs(trace, rows, arcs);
            best_tree(arcs, heads);
            head_of.extend(heads.iter().map(|head| rows.start + head));
        }
        model.network.relate(trace, head_of);
    }

    /// Takes the next sentence out of the batch; `part` is the number of the part it begins with.
    fn take(&mut self, forms: &[&str], part: &mut usize) -> Parsed {
        let Self { model, batch, trace, head_of, naming, buffer, in_lists, .. } = self;
        let mut parsed = Parsed::default();
        let mut root = None;
        for forms in forms.chunks(LONGEST) {
            let rows = batch.sentences[*part].clone();
            *part += 1;
            let base = parsed.words.len();
            for (i, form) in forms.iter().enumerate() {
                let row = rows.start + 1 + i;
                let (upos, xpos) = model.tags.pair(best(trace.tags.row(row)));
                let (head, deprel) = if head_of[row] == rows.start {
                    // The parts of a long sentence stand beside each other.
                    let relation = if root.is_some() { Deprel::Parataxis } else { Deprel::Root };
                    (*root.get_or_insert(base + i), relation)
                } else {
                    (base + head_of[row] - rows.start - 1, relation(trace.relations.row(row)))
                };
                let lemma = model.lemmatiser.lemma(form, upos, xpos, buffer);
                parsed.words.push(Word { lemma, upos, xpos, head, deprel });
            }
            names::decode(&trace.names, rows.start + 1..rows.end, naming);
            let marks = &in_lists[rows.start + 1..rows.end];
            // `Rebel fighters left`: the capital of a first word makes no name of a common one.
            let alone = naming.classes.first().is_some_and(|c| c % 2 == 1)
                && naming.classes.get(1).is_none_or(|c| c % 2 == 1 || *c == 0);
            if alone && marks.first() == Some(&0) && model.casing.is_common(forms[0]) {
                naming.classes[0] = 0;
            }
            for (range, mut kind) in names::spans(&naming.classes) {
                // `al-Omari Mosque`: corpora count buildings among the places.
                let last = marks.get(range.end - 1).copied().unwrap_or(0);
                if kind == NameKind::Place && range.len() > 1 && last & lists::FACILITY_WORD != 0 {
                    kind = NameKind::Facility;
                }
                parsed.names.push((base + range.start..base + range.end, kind));
            }
        }
        parsed
    }
}

/// The best relation of a word that hangs from another.
fn relation(scores: &[f32]) -> Deprel {
    let mut best = (f32::NEG_INFINITY, Deprel::Dep);
    for (&relation, &score) in Deprel::ALL.iter().zip(scores) {
        if relation != Deprel::Root && score > best.0 {
            best = (score, relation);
        }
    }
    best.1
}

/// A sentence whose tree is not to be trusted: many words and no verb, or mostly signs.
fn is_broken(forms: &[&str], words: &[Word]) -> bool {
    let verbs = words.iter().any(|w| matches!(w.upos, Upos::Verb | Upos::Aux));
    let signs = forms.iter().filter(|f| !f.chars().any(char::is_alphabetic)).count();
    let loose = words
        .iter()
        .filter(|w| matches!(w.deprel, Deprel::List | Deprel::Dep | Deprel::Goeswith | Deprel::Orphan))
        .count();
    (!verbs && words.len() > 6) || 2 * signs > words.len() || 6 * loose > words.len() || words.len() > 120
}
