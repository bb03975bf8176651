//! Where the passage of a claim begins and ends: a linear model over the words it could begin and end with.
//!
//! The rules of [`crate::quote`] say which clause the tree shows; this weighs them against the words at either
//! edge, learned from annotated reports. Weights are lines of `resources/claims/bounds.tsv`.

use std::ops::Range;

use rashomon_model::Upos;
use rashomon_resources::Weights;

use crate::arguments::{distance, path, sum};
use crate::attribution::Attribution;
use crate::tree::Tree;
use crate::triggers::Candidate;

/// An edge of a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edge {
    /// Its first word.
    First,
    /// Its last word.
    Last,
}

/// What the features of an edge look at.
#[derive(Clone, Debug)]
pub(crate) struct Bounds<'b> {
    tree: &'b Tree<'b>,
    candidate: &'b Candidate,
    attributions: &'b [Attribution],
    /// The passage as the rules have it.
    ruled: Range<usize>,
    /// For each word of the sentence, from where to where the words below it stand.
    reaches: Vec<Range<usize>>,
    sentence: Range<usize>,
}

impl<'b> Bounds<'b> {
    pub(crate) fn new(
        tree: &'b Tree<'b>,
        candidate: &'b Candidate,
        attributions: &'b [Attribution],
        ruled: Range<usize>,
    ) -> Self {
        let sentence = tree.sentence(candidate.token);
        let reaches = reaches(tree, &sentence);
        Self { tree, candidate, attributions, ruled, reaches, sentence }
    }

    /// Words a passage may begin or end with: those of the sentence up to the trigger, and from it on.
    pub(crate) fn options(&self, edge: Edge) -> impl Iterator<Item = usize> + use<'_, 'b> {
        let token = self.candidate.token;
        let range = match edge {
            Edge::First => self.sentence.start..token + 1,
            Edge::Last => token..self.sentence.end,
        };
        range.filter(move |&t| t == token || self.tree.upos(t) != Upos::Punct)
    }

    /// The word at which the rules put an edge.
    pub(crate) fn ruled(&self, edge: Edge) -> usize {
        match edge {
            Edge::First => self.ruled.start,
            Edge::Last => self.ruled.end.saturating_sub(1).max(self.ruled.start),
        }
    }

    /// The passage between the words that fit best.
    pub(crate) fn choose(&self, weights: &Weights) -> Range<usize> {
        if weights.is_empty() {
            return self.ruled.clone();
        }
        let best = |edge: Edge| {
            let score = |t: usize| sum(weights, |add| self.features(edge, t, add));
            let scored = self.options(edge).map(|t| (score(t), t));
            scored.max_by(|a, b| a.0.total_cmp(&b.0)).map_or(self.ruled(edge), |(_, t)| t)
        };
        best(Edge::First)..best(Edge::Last) + 1
    }

    /// Calls `add` with each feature of putting an edge at a word.
    pub(crate) fn features(&self, edge: Edge, at: usize, add: &mut dyn FnMut(&str)) {
        let tree = self.tree;
        let token = self.candidate.token;
        let (name, beyond) = match edge {
            Edge::First => ("first", at.checked_sub(1).filter(|t| *t >= self.sentence.start)),
            Edge::Last => ("last", Some(at + 1).filter(|t| *t < self.sentence.end)),
        };
        let action = self.candidate.action.as_str();
        let shape = if self.candidate.nominal { "n" } else { "v" };
        let ruled = self.ruled(edge);
        let against = match at.cmp(&ruled) {
            std::cmp::Ordering::Equal => "at",
            std::cmp::Ordering::Less => "before",
            std::cmp::Ordering::Greater => "after",
        };
        let apart = distance(at.abs_diff(ruled));
        add(&format!("{name}:rule={against}/{shape}"));
        add(&format!("{name}:rule={against}/{apart}"));
        add(&format!("{name}:rule={against}/{action}"));
        let own = tree.xpos(at);
        add(&format!("{name}:tag={own}/{against}"));
        add(&format!("{name}:word={}/{against}", tree.lemma(at)));
        let next = beyond.map_or("#", |t| tree.lemma(t));
        let next_tag = beyond.map_or_else(|| "#".to_owned(), |t| tree.xpos(t).to_string());
        add(&format!("{name}:beyond={next}/{against}"));
        add(&format!("{name}:beyond={next}/{shape}"));
        add(&format!("{name}:beyond={next_tag}/{own}"));
        add(&format!("{name}:beyond={next_tag}/{against}"));
        if let Some(t) = beyond {
            let relation = tree.relation(t);
            add(&format!("{name}:beyond.rel={relation}/{against}"));
            let up = if tree.head(t) == token { "trigger" } else { tree.upos(tree.head(t)).as_str() };
            add(&format!("{name}:beyond.up={relation}/{up}/{shape}"));
        }
        // The largest phrase that ends at the word on this side and leaves the trigger out.
        let edge_of = |range: &Range<usize>| match edge {
            Edge::First => range.start == at,
            Edge::Last => range.end == at + 1,
        };
        let phrase = self
            .sentence
            .clone()
            .zip(&self.reaches)
            .filter(|(_, r)| edge_of(r) && !r.contains(&token))
            .max_by_key(|(_, r)| r.len())
            .map(|(t, _)| t);
        match phrase {
            Some(head) => {
                let path = path(tree, token, head);
                add(&format!("{name}:path={path}/{shape}"));
                add(&format!("{name}:path={path}/{against}"));
            }
            None if at == token => add(&format!("{name}:self/{shape}/{}", tree.relation(token))),
            None => add(&format!("{name}:inside/{against}")),
        }
        // A clause that holds the trigger and begins or ends here.
        for (above, steps) in self.above().into_iter().zip(["own", "up", "upup"]) {
            if edge_of(&self.reaches[above - self.sentence.start]) {
                add(&format!("{name}:edge={steps}/{}/{shape}", tree.relation(above)));
            }
        }
        let between = if at < token { at..token } else { token + 1..at + 1 };
        add(&format!("{name}:far={}/{shape}", distance(between.len())));
        let commas = between.clone().filter(|&t| matches!(tree.form(t), "," | "-" | "–" | ";" | ":")).count();
        let verbs = between.filter(|&t| tree.is_verb(t)).count();
        add(&format!("{name}:commas={}/{against}", commas.min(3)));
        add(&format!("{name}:verbs={}/{against}", verbs.min(3)));
        let clause = tree.clause(at) == tree.clause(token);
        add(&format!("{name}:clause={clause}/{against}"));
        if let Some(t) = beyond {
            add(&format!("{name}:leaves={clause}/{}", tree.clause(t) == tree.clause(token)));
        }
        for attribution in self.attributions.iter().filter(|a| a.covers(token)) {
            let content = attribution.content.iter().find(|r| r.contains(&token));
            let inside = content.is_none_or(|r| r.contains(&at));
            let edge = content.is_some_and(edge_of);
            add(&format!("{name}:told={inside}/{edge}"));
        }
        if self.attributions.iter().any(|a| a.cue_tokens.contains(&at)) {
            add(&format!("{name}:cue"));
        }
    }

    /// The trigger, and what it hangs on.
    fn above(&self) -> [usize; 3] {
        let up = |t: usize| self.tree.head(t);
        let token = self.candidate.token;
        let one = up(token);
        let two = up(one);
        [token, one, two].map(|t| if self.sentence.contains(&t) { t } else { token })
    }
}

/// For each word of a sentence, from where to where the words below it stand.
///
/// # Cost
/// O(words x depth).
fn reaches(tree: &Tree<'_>, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let mut reaches: Vec<Range<usize>> = sentence.clone().map(|t| t..t + 1).collect();
    for word in sentence.clone() {
        let mut at = word;
        for _ in 0..64 {
            if tree.analysis.is_root(at) || !sentence.contains(&tree.head(at)) {
                break;
            }
            at = tree.head(at);
            let reach = &mut reaches[at - sentence.start];
            *reach = reach.start.min(word)..reach.end.max(word + 1);
        }
    }
    reaches
}
