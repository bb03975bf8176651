//! Who says what: sources, cues and the words they cover.
//!
//! Cues (`said`, `according to`, `reports that`) are found by the table, their speaker and what they
//! cover by the tree, and by the order of words where the tree fails. Quotations are given to the cue
//! beside them, pronouns to the source of the sentence before. What a nested cue covers is covered by
//! the outer one too: [`covering`] joins them to one chain.

mod carry;
mod content;
mod cue;
mod quotes;
mod relay;
mod source;
mod view;

use std::ops::Range;

use rashomon_model::{Analysis, Report, SourceChain, SourceLink, Span};
pub use rashomon_resources::{AttributionTable, Stance};

/// One attribution: a cue, who speaks, what is covered.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// The words of the cue.
    pub cue: Span,
    /// The tokens of the cue; empty for a quotation carried on without one.
    pub cue_tokens: Range<usize>,
    /// The class of the cue, as evidence tells it: `attribution/say`.
    pub rule: String,
    /// Who speaks, nearest to the event first; empty where nobody is named (`reportedly`).
    pub sources: Vec<SourceLink>,
    /// What is covered: ranges of tokens in text order, not touching.
    pub content: Vec<Range<usize>>,
    /// What the cue says of the being of its content.
    pub stance: Stance,
    /// True where the saying itself is negated: `did not confirm that`.
    pub negated: bool,
    /// True where the content stands in quotation marks.
    pub quoted: bool,
    /// True where the source is carried from the sentence before.
    pub carried: bool,
}

/// The chain that covers a token, with what each cue on the way says of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Covering {
    /// Who tells it, nearest to the event first; empty for the report's own voice.
    pub chain: SourceChain,
    /// The stance of every cue over the token, innermost first, with its rule.
    pub stances: Vec<(Stance, String)>,
    /// True where one of the sayings is negated (`could not confirm that…`).
    pub negated: bool,
}

impl Attribution {
    /// True when a token is covered.
    pub fn covers(&self, token: usize) -> bool {
        self.content.iter().any(|r| r.contains(&token))
    }

    /// True when cue or content share a token with a range.
    pub(crate) fn touches(&self, tokens: &Range<usize>) -> bool {
        let shared = |r: &Range<usize>| r.start < tokens.end && tokens.start < r.end;
        shared(&self.cue_tokens) || self.content.iter().any(shared)
    }

    /// The words covered, as spans of the text.
    pub fn content_spans<'a>(&'a self, analysis: &'a Analysis) -> impl Iterator<Item = Span> + 'a {
        self.content.iter().map(|r| analysis.span(r.clone()))
    }

    /// True for cues of thought and finding, which are no telling.
    fn is_weak(&self) -> bool {
        const WEAK: &[&str] = &["believe", "show", "learn", "see", "estimate", "vow", "demand", "fear-noun"];
        self.rule.strip_prefix("attribution/").is_some_and(|rule| WEAK.contains(&rule))
    }

    fn size(&self) -> usize {
        self.content.iter().map(ExactSizeIterator::len).sum()
    }
}

/// The attributions of a report, by the place of their cues.
///
/// # Cost
/// O(words x depth of the trees).
pub fn attributions(report: &Report, analysis: &Analysis, table: &AttributionTable) -> Vec<Attribution> {
    let view = view::View::new(report, analysis, table);
    let quotations = quotes::quotations(&view);
    let mut found = cue::cues(&view, &quotations);
    carry::attach(&view, &quotations, &mut found);
    carry::pronouns(&view, &mut found);
    carry::go_on(&view, &quotations, &mut found);
    let mut found: Vec<Attribution> = found.into_iter().map(|d| d.attribution).collect();
    for attribution in &mut found {
        attribution.sources.retain(|link| !link.text.is_empty());
    }
    found.retain(|a| !a.content.is_empty());
    found
}

/// Who tells what a token says, over all attributions that cover it: nested ones join to one chain.
pub fn covering(attributions: &[Attribution], token: usize) -> Covering {
    let mut over: Vec<&Attribution> = attributions.iter().filter(|a| a.covers(token)).collect();
    over.sort_by_key(|a| (a.size(), a.cue.start()));
    let told = |a: &Attribution| !a.sources.is_empty() && !a.is_weak();
    let strong = over.iter().rposition(|a| told(a));
    let mut covering = Covering::default();
    for (i, attribution) in over.iter().enumerate() {
        covering.stances.push((attribution.stance, attribution.rule.clone()));
        covering.negated |= attribution.negated;
        // Who wants or plans something is its actor; what a test shows or somebody fears inside what a
        // teller says is told by the teller.
        let acts = matches!(attribution.stance, Stance::Demands | Stance::Plans);
        if acts || attribution.is_weak() && strong.is_some_and(|s| s > i) {
            continue;
        }
        for link in &attribution.sources {
            if !covering.chain.links.iter().any(|l| carry::same(&l.text, &link.text)) {
                covering.chain.links.push(link.clone());
            }
        }
    }
    covering
}
