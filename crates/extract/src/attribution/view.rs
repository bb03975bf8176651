//! The analysis as attribution looks at it: children of every word, lower-case forms, phrases.

use std::ops::Range;

use rashomon_model::{Analysis, Deprel, Report, Span, Upos, Xpos};
use rashomon_resources::AttributionTable;

/// One report with what is asked of it again and again.
#[derive(Debug)]
pub(super) struct View<'a> {
    pub(super) report: &'a Report,
    pub(super) analysis: &'a Analysis,
    pub(super) table: &'a AttributionTable,
    /// Form of every token in lower case.
    pub(super) lower: Vec<String>,
    /// Sentence of every token.
    sentence: Vec<u32>,
    /// Paragraph of every sentence: a block, or what blank lines set apart inside one.
    paragraph: Vec<u32>,
    /// Children of every token, in text order.
    children: Vec<Vec<u32>>,
    /// First and last word at or below every token, end excluded.
    reach: Vec<(u32, u32)>,
}

impl<'a> View<'a> {
    pub(super) fn new(report: &'a Report, analysis: &'a Analysis, table: &'a AttributionTable) -> Self {
        let tokens = &analysis.tokens;
        let lower = tokens.iter().map(|t| t.span.slice(&report.text).to_lowercase()).collect();
        let mut children = vec![Vec::new(); tokens.len()];
        let mut sentence = vec![0; tokens.len()];
        let mut reach: Vec<(u32, u32)> = (0..tokens.len() as u32).map(|t| (t, t + 1)).collect();
        for (number, s) in analysis.sentences.iter().enumerate() {
            let within = s.tokens.start..s.tokens.end.min(tokens.len());
            for t in within.clone() {
                sentence[t] = number as u32;
                let head = tokens[t].head;
                if head != t && within.contains(&head) {
                    children[head].push(t as u32);
                }
            }
            // A word widens all its ancestors; the walk is cut where a damaged tree has a cycle.
            for t in within.clone() {
                let mut at = tokens[t].head;
                for _ in 0..within.len() {
                    if !within.contains(&at) {
                        break;
                    }
                    reach[at].0 = reach[at].0.min(t as u32);
                    reach[at].1 = reach[at].1.max(t as u32 + 1);
                    if tokens[at].head == at {
                        break;
                    }
                    at = tokens[at].head;
                }
            }
        }
        let paragraph = paragraphs(report, analysis);
        Self { report, analysis, table, lower, sentence, paragraph, children, reach }
    }

    pub(super) fn text(&self) -> &'a str {
        &self.report.text
    }

    pub(super) fn sentence(&self, token: usize) -> usize {
        self.sentence[token] as usize
    }

    /// The paragraph of a sentence; numbers go up by one.
    pub(super) fn paragraph(&self, sentence: usize) -> usize {
        self.paragraph[sentence] as usize
    }

    /// The tokens of the sentence a token stands in.
    pub(super) fn within(&self, token: usize) -> Range<usize> {
        self.analysis.sentences.get(self.sentence(token)).map_or(0..0, |s| s.tokens.clone())
    }

    pub(super) fn children(&self, token: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.children[token].iter().map(|&t| t as usize)
    }

    pub(super) fn child(&self, token: usize, relations: &[Deprel]) -> Option<usize> {
        self.children(token).find(|&t| relations.contains(&self.rel(t)))
    }

    pub(super) fn reach(&self, token: usize) -> Range<usize> {
        self.reach[token].0 as usize..self.reach[token].1 as usize
    }

    pub(super) fn rel(&self, token: usize) -> Deprel {
        self.analysis.tokens[token].deprel
    }

    pub(super) fn head(&self, token: usize) -> usize {
        self.analysis.tokens[token].head
    }

    pub(super) fn upos(&self, token: usize) -> Upos {
        let upos = self.analysis.tokens[token].upos;
        // `IS`, `US`, `WHO` in text that is not all capitals are names.
        if matches!(upos, Upos::Aux | Upos::Pron) && self.is_name_in_capitals(token) {
            Upos::Propn
        } else {
            upos
        }
    }

    fn is_name_in_capitals(&self, token: usize) -> bool {
        let small = |t: Option<usize>| {
            t.filter(|&t| t < self.lower.len()).is_some_and(|t| self.form(t).chars().any(char::is_lowercase))
        };
        matches!(self.form(token), "IS" | "US" | "WHO")
            && (small(token.checked_sub(1)) || small(Some(token + 1)))
    }

    pub(super) fn xpos(&self, token: usize) -> Xpos {
        self.analysis.tokens[token].xpos
    }

    pub(super) fn lemma(&self, token: usize) -> String {
        self.analysis.tokens[token].lemma.to_lowercase()
    }

    pub(super) fn form(&self, token: usize) -> &'a str {
        self.analysis.form(self.text(), token)
    }

    pub(super) fn below(&self, token: usize, ancestor: usize) -> bool {
        let mut at = token;
        for _ in 0..=self.within(token).len() {
            if at == ancestor {
                return true;
            }
            let head = self.head(at);
            if head == at {
                return false;
            }
            at = head;
        }
        false
    }

    pub(super) fn is_punct(&self, token: usize) -> bool {
        self.upos(token) == Upos::Punct
            || self.form(token).chars().all(|c| !c.is_alphanumeric() && c != '%' && c != '$')
    }

    pub(super) fn is_noun(&self, token: usize) -> bool {
        matches!(self.upos(token), Upos::Noun | Upos::Propn)
    }

    /// True for a token that reads `word`, in any case.
    pub(super) fn is(&self, token: usize, words: &[&str]) -> bool {
        self.lower.get(token).is_some_and(|w| words.contains(&w.as_str()))
    }

    /// A range without punctuation at its ends; closing brackets and full stops of short forms stay.
    pub(super) fn trim(&self, range: Range<usize>) -> Range<usize> {
        let (mut start, mut end) = (range.start, range.end);
        while start < end && self.is_punct(start) {
            start += 1;
        }
        while start < end && self.is_punct(end - 1) && !self.closes_bracket(start..end) {
            end -= 1;
        }
        start..end
    }

    fn closes_bracket(&self, range: Range<usize>) -> bool {
        let last = self.form(range.end - 1);
        let open = match last {
            ")" => "(",
            "]" => "[",
            _ => return false,
        };
        range.clone().any(|t| self.form(t) == open)
    }

    pub(super) fn span(&self, range: Range<usize>) -> Span {
        self.analysis.span(range)
    }

    /// The words of a range as written, white space folded to one blank.
    pub(super) fn words(&self, range: Range<usize>) -> String {
        self.span(range).slice(self.text()).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// True when a verb of a finite or participial clause stands in the range.
    pub(super) fn has_verb(&self, range: Range<usize>) -> bool {
        range.into_iter().any(|t| matches!(self.upos(t), Upos::Verb | Upos::Aux))
    }

    /// True for a passive verb: `was quoted`, `is believed`.
    pub(super) fn is_passive(&self, verb: usize) -> bool {
        self.child(verb, &[Deprel::AuxPass, Deprel::NsubjPass, Deprel::CsubjPass]).is_some()
    }

    /// True where `not` or the like hangs on a verb.
    pub(super) fn is_negated(&self, verb: usize) -> bool {
        self.children(verb).any(|t| self.is(t, &["not", "n't", "never", "neither", "nor", "n’t"]))
    }
}

fn paragraphs(report: &Report, analysis: &Analysis) -> Vec<u32> {
    let mut number = 0;
    let mut numbers = Vec::with_capacity(analysis.sentences.len());
    for (i, sentence) in analysis.sentences.iter().enumerate() {
        let new = i.checked_sub(1).map(|j| &analysis.sentences[j]).is_some_and(|before| {
            let between = report.text.get(before.span.end()..sentence.span.start()).unwrap_or("");
            before.block != sentence.block || between.matches('\n').count() > 1
        });
        number += u32::from(new);
        numbers.push(number);
    }
    numbers
}
