//! Why a word was taken for a claim or not: the weights that decided.

use rashomon_model::{Action, Span};

use crate::attribution::attributions;
use crate::selection::{Surroundings, features};
use crate::tree::Tree;
use crate::triggers::candidates;
use crate::{Input, Tables};

/// One word that a frame of the pack fits, with what decided over it.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighing {
    /// The word.
    pub word: Span,
    /// Id of the frame.
    pub frame: String,
    /// The action it would tell.
    pub action: Action,
    /// Sum of the weights: above zero it is taken.
    pub score: f32,
    /// Features that weigh, heaviest first.
    pub features: Vec<(String, f32)>,
}

/// Every word of a report that might tell an event, in text order.
///
/// # Cost
/// That of reading the claims, and one string a feature.
pub fn weighings(input: Input<'_>, tables: &Tables) -> Vec<Weighing> {
    let tree = Tree::new(input.report, input.analysis);
    let attributions = attributions(input.report, input.analysis, &tables.attribution);
    let all = candidates(&tree, &tables.frames);
    let frames = &tables.frames.frames;
    let surroundings = Surroundings::new(&tree, frames, &all, &attributions, 0..tree.lemmas.len());
    let weigh = |i: usize| {
        let mut found = Vec::new();
        features(&surroundings, i, &mut |f| found.push((f.to_owned(), tables.selection.get(f))));
        let score = found.iter().map(|(_, w)| w).sum();
        found.retain(|(_, w)| *w != 0.0);
        found.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then_with(|| a.0.cmp(&b.0)));
        let candidate = &all[i];
        Weighing {
            word: tree.analysis.tokens[candidate.token].span,
            frame: frames.frames[candidate.frame].id.clone(),
            action: candidate.action,
            score,
            features: found,
        }
    };
    (0..all.len()).map(weigh).collect()
}
