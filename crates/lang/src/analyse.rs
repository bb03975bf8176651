//! From a report to its analysis: blocks to words, words to sentences, sentences to trees and names.

use rashomon_model::{Analysis, BlockKind, Deprel, Name, NameKind, Reading, Report, Sentence, Span, Token};
use rashomon_model::{Upos, Xpos};

use crate::casing::{self, Style};
use crate::lists;
use crate::model::Model;
use crate::names::{self, NameScratch};
use crate::parse::ParseScratch;
use crate::tag::TagScratch;
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
/// O(length of the text), some 20 microseconds a word.
pub fn analyse(report: &Report, model: &Model) -> Reading<Analysis> {
    Analyser::new(model).report(report)
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
    tags: Vec<(Upos, Xpos)>,
    words: WordScratch,
    tagging: TagScratch,
    parsing: ParseScratch,
    naming: NameScratch,
    buffer: String,
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
            tags: Vec::new(),
            words: WordScratch::default(),
            tagging: TagScratch::default(),
            parsing: ParseScratch::default(),
            naming: NameScratch::default(),
            buffer: String::new(),
        }
    }

    /// Analyses the prose of a report: see [`analyse`].
    pub fn report(&mut self, report: &Report) -> Reading<Analysis> {
        let mut analysis = Analysis::default();
        for (number, block) in report.blocks.iter().enumerate() {
            if block.kind != BlockKind::Furniture && report.text.get(block.span.range()).is_some() {
                self.block(&report.text, block.span, number, &mut analysis);
            }
        }
        crate::agree::agree(&report.text, &mut analysis);
        Reading::plain(analysis)
    }

    fn block(&mut self, text: &str, span: Span, number: usize, analysis: &mut Analysis) {
        let mut pieces = std::mem::take(&mut self.pieces);
        pieces.clear();
        token::cut_into(text, span.range(), &mut pieces);
        self.all.clear();
        for piece in &pieces {
            self.all.push(Atoms::of(&text[piece.range.clone()], &mut self.words));
        }
        let mut ends = std::mem::take(&mut self.ends);
        self.model.boundary.ends(text, &pieces, &self.all, &mut ends);
        let mut forms: Vec<&str> = Vec::new();
        let mut start = 0;
        for &end in &ends {
            let pieces = &pieces[std::mem::replace(&mut start, end)..end];
            let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else { continue };
            forms.clear();
            forms.extend(pieces.iter().map(|p| &text[p.range.clone()]));
            let words = match casing::style(forms.iter().copied()) {
                Style::Plain => self.sentence(&forms),
                style => self.recased(&forms, style),
            };
            let broken = is_broken(&forms, &words);
            let base = analysis.tokens.len();
            for (word, piece) in words.into_iter().zip(pieces) {
                let Word { lemma, upos, xpos, head, deprel } = word;
                let span = Span::new(piece.range.start, piece.range.end);
                analysis.tokens.push(Token { span, lemma, upos, xpos, head: base + head, deprel });
            }
            for (range, kind) in self.names() {
                analysis.names.push(Name { tokens: base + range.start..base + range.end, kind });
            }
            analysis.sentences.push(Sentence {
                span: Span::new(first.range.start, last.range.end),
                tokens: base..base + forms.len(),
                block: number,
                broken,
            });
        }
        (self.pieces, self.ends) = (pieces, ends);
    }

    /// A sentence in capitals or title case, read as if written the plain way.
    fn recased(&mut self, forms: &[&str], style: Style) -> Vec<Word> {
        let mut plain: Vec<String> = forms.iter().map(|form| self.model.casing.plain(form, style)).collect();
        if let Some(first) = plain.iter_mut().find(|form| form.chars().any(char::is_alphabetic)) {
            *first = casing::capital(first);
        }
        let plain: Vec<&str> = plain.iter().map(String::as_str).collect();
        self.sentence(&plain)
    }

    /// Tags and parses one sentence of given words, and finds its names (see [`Self::names`]).
    pub fn sentence(&mut self, forms: &[&str]) -> Vec<Word> {
        let Self { model, atoms, tags, words, tagging, parsing, naming, buffer, .. } = self;
        atoms.clear();
        atoms.extend(forms.iter().map(|form| Atoms::of(form, words)));
        model.tagger.tag(atoms, tagging);
        model.parser.parse(atoms, &tagging.classes, parsing);
        tags.clear();
        tags.extend(tagging.classes.iter().map(|&class| model.tagger.pair(class)));
        model.names.tag(atoms, tags, naming);
        // `Rebel fighters left`: the capital of a first word makes no name of a common one.
        let alone = naming.classes.first().is_some_and(|c| c % 2 == 1)
            && naming.classes.get(1).is_none_or(|c| c % 2 == 1 || *c == 0);
        if alone && naming.marks.first() == Some(&0) && model.casing.is_common(forms[0]) {
            naming.classes[0] = 0;
        }
        let state = &parsing.state;
        let word = |i: usize| {
            let (upos, xpos) = tags[i];
            let root = state.heads[i] as usize >= forms.len();
            Word {
                lemma: model.lemmatiser.lemma(forms[i], upos, xpos, buffer),
                upos,
                xpos,
                head: if root { i } else { state.heads[i] as usize },
                deprel: if root { Deprel::Root } else { label(state.labels[i]) },
            }
        };
        (0..forms.len()).map(word).collect()
    }

    /// The names of the sentence last read, as ranges of its words.
    pub fn names(&self) -> Vec<(std::ops::Range<usize>, NameKind)> {
        let mut names = names::spans(&self.naming.classes);
        for (range, kind) in &mut names {
            // `al-Omari Mosque`: corpora count buildings among the places.
            let last = self.naming.marks.get(range.end - 1).copied().unwrap_or(0);
            if *kind == NameKind::Place && range.len() > 1 && last & lists::FACILITY_WORD != 0 {
                *kind = NameKind::Facility;
            }
        }
        names
    }
}

fn label(number: u8) -> Deprel {
    Deprel::ALL.get(usize::from(number)).copied().unwrap_or(Deprel::Dep)
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
