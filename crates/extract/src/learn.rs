//! Learning which candidates are claims, from annotated reports.

use rashomon_model::Claim;
use rashomon_resources::{Weights, train_logistic};

use crate::attribution::attributions;
use crate::quote;
use crate::selection::{Surroundings, features};
use crate::tree::Tree;
use crate::triggers::{Candidate, candidates};
use crate::{Input, Tables};

/// Features of a candidate, whether it is a claim, and its importance.
pub type Example = (Vec<String>, bool, f32);

/// Examples from one annotated report: every candidate, with what the annotators said.
pub fn examples(input: Input<'_>, tables: &Tables, gold: &[Claim]) -> Vec<Example> {
    let tree = Tree::new(input.report, input.analysis);
    let attributions = attributions(input.report, input.analysis, &tables.attribution);
    let all = candidates(&tree, &tables.frames);
    let surroundings =
        Surroundings { tree: &tree, frames: &tables.frames.frames, all: &all, attributions: &attributions };
    let labels = label(&tree, &all, gold);
    (0..all.len())
        .map(|i| {
            let mut names = Vec::new();
            features(&surroundings, i, &mut |f| names.push(f.to_owned()));
            (names, labels[i], 1.0)
        })
        .collect()
}

/// Which candidates the annotators would have made a claim: for each gold claim the candidate of its
/// action whose passage fits best.
fn label(tree: &Tree<'_>, all: &[Candidate], gold: &[Claim]) -> Vec<bool> {
    let mut options: Vec<(f64, usize, usize)> = Vec::new();
    for (c, candidate) in all.iter().enumerate() {
        let word = tree.analysis.tokens[candidate.token].span;
        let own = quote::span(tree, quote::passage(tree, candidate));
        for (g, claim) in gold.iter().enumerate() {
            if claim.action != candidate.action || !claim.passage.overlaps(own) {
                continue;
            }
            let shared = own.end().min(claim.passage.end()) - own.start().max(claim.passage.start());
            let both = own.len() + claim.passage.len() - shared;
            let inside = claim.passage.contains(word);
            let share = shared as f64 / own.len().min(claim.passage.len()).max(1) as f64;
            if share >= 0.5 || inside {
                let fit = shared as f64 / both.max(1) as f64 + f64::from(u8::from(inside));
                options.push((fit, c, g));
            }
        }
    }
    options.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut labels = vec![false; all.len()];
    let mut used = vec![false; gold.len()];
    for (_, c, g) in options {
        if !labels[c] && !used[g] {
            labels[c] = true;
            used[g] = true;
        }
    }
    labels
}

/// Weights from the examples of many reports. Seeded: the same examples give the same weights.
pub fn train(examples: &[Example]) -> Weights {
    train_logistic(examples, 30, 0.1, 2e-4, 20_170_613)
}
