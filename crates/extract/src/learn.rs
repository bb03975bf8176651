//! Learning which candidates are claims, from annotated reports.

use std::collections::HashMap;

use rashomon_model::{Claim, Party, Span};
use rashomon_resources::{Weights, train_logistic};

use crate::actors::Cast;
use crate::arguments::{
    Slot, head_features, nominals, none_features, place_features, place_options, same_words, time_features,
    time_options,
};
use crate::attribution::{Attribution, attributions};
use crate::bounds::{Bounds, Edge};
use crate::claims::{cues, passage};
use crate::inherit;
use crate::quote;
use crate::selection::{Surroundings, features};
use crate::sites::sites;
use crate::slots::{self, Sources};
use crate::tree::Tree;
use crate::triggers::{Candidate, candidates};
use crate::{Input, Tables};

/// Features of a candidate, whether it is a claim, and its importance.
pub type Example = (Vec<String>, bool, f32);

/// What one annotated report teaches.
#[derive(Clone, Debug, Default)]
pub struct Lessons {
    /// Every candidate, with whether the annotators made it a claim.
    pub selection: Vec<Example>,
    /// Every phrase that could fill a slot of an annotated claim, with whether it does.
    pub arguments: Vec<Example>,
    /// Every word at which the passage of an annotated claim could begin or end, with whether it does.
    pub bounds: Vec<Example>,
    /// Annotated claims that no candidate fits, by their place among the claims: work for the frames.
    pub missed: Vec<usize>,
}

/// What one annotated report teaches.
pub fn lessons(input: Input<'_>, tables: &Tables, gold: &[Claim]) -> Lessons {
    let tree = Tree::new(input.report, input.analysis);
    let attributions = attributions(input.report, input.analysis, &tables.attribution);
    let all = candidates(&tree, &tables.frames);
    let surroundings =
        Surroundings::new(&tree, &tables.frames.frames, &all, &attributions, 0..tree.lemmas.len());
    let labels = label(&tree, &all, gold);
    let example = |i: usize| {
        let mut names = Vec::new();
        features(&surroundings, i, &mut |f| names.push(f.to_owned()));
        (names, labels[i].is_some(), 1.0)
    };
    let selection = (0..all.len()).map(example).collect();
    let cast = Cast::new(input.report, input.analysis, &tables.actors, input.places).value;
    let frames = &tables.frames.frames;
    let sites = sites(&tree, frames, input.places, 0..tree.lemmas.len());
    let sources =
        Sources { tree: &tree, frames, times: input.times, places: input.places, sites: &sites, cast: &cast };
    let mut arguments = Vec::new();
    let mut bounds = Vec::new();
    for (candidate, label) in all.iter().zip(&labels) {
        if let Some(g) = label {
            slot_examples(&sources, candidate, &gold[*g], &attributions, &mut arguments);
            edge_examples(&tree, candidate, gold[*g].passage, &attributions, &mut bounds);
        }
    }
    inherit::examples(input.report, input.analysis, gold, &mut arguments);
    let missed = (0..gold.len()).filter(|g| !labels.contains(&Some(*g))).collect();
    Lessons { selection, arguments, bounds, missed }
}

fn collect(features: impl FnOnce(&mut dyn FnMut(&str))) -> Vec<String> {
    let mut names = Vec::new();
    features(&mut |f| names.push(f.to_owned()));
    names
}

fn slot_examples(
    s: &Sources<'_>,
    candidate: &Candidate,
    gold: &Claim,
    attributions: &[Attribution],
    found: &mut Vec<Example>,
) {
    let tree = s.tree;
    let ruled = slots::heads(s, candidate);
    for (slot, party, ruled) in
        [(Slot::Actor, &gold.actor, ruled.actor), (Slot::Target, &gold.target, ruled.target)]
    {
        head_examples(s, candidate, slot, party.as_ref(), ruled, found);
    }
    let tokens = passage(tree, candidate, attributions);
    let span = quote::span(tree, tokens.clone());
    let options = place_options(s, candidate);
    let by_rule = slots::places(s, candidate, tokens.clone());
    let here = tree.analysis.span(tree.sentence(candidate.token));
    for mention in &options {
        let words = mention.span.slice(&tree.report.text);
        let name = mention.place.as_ref().map_or("", |p| p.name.as_str());
        let right = gold
            .places
            .iter()
            .any(|p| same_words(&p.text, words) || same_words(p.name.split(',').next().unwrap_or(""), name));
        let ruled = by_rule.iter().any(|m| m.span == mention.span);
        let features = collect(|add| place_features(s, candidate, mention, span, &options, ruled, add));
        found.push((features, right && (here.contains(mention.span) || !gold.places.is_empty()), 1.0));
    }
    let rule_time = slots::time(s, candidate, tokens, &cues(attributions));
    let mut any = false;
    for mention in time_options(s, candidate) {
        let words = mention.span.slice(&tree.report.text);
        let right = gold.time.as_ref().is_some_and(|t| t.text.contains(words) || words.contains(&t.text));
        any |= right;
        let ruled = rule_time.is_some_and(|r| r.span == mention.span);
        found.push((collect(|add| time_features(s, candidate, Some(mention), span, ruled, add)), right, 1.0));
    }
    found.push((collect(|add| time_features(s, candidate, None, span, false, add)), !any, 1.0));
}

/// Where the annotated passage begins and ends, where it holds the trigger.
fn edge_examples(
    tree: &Tree<'_>,
    candidate: &Candidate,
    gold: Span,
    attributions: &[Attribution],
    found: &mut Vec<Example>,
) {
    if !gold.contains(tree.analysis.tokens[candidate.token].span) {
        return;
    }
    let bounds = Bounds::new(tree, candidate, attributions, passage(tree, candidate, attributions));
    for edge in [Edge::First, Edge::Last] {
        let within = bounds.options(edge).filter(|&t| gold.contains(tree.analysis.tokens[t].span));
        let right = if edge == Edge::First { within.min() } else { within.max() };
        for at in bounds.options(edge) {
            found.push((collect(|add| bounds.features(edge, at, add)), right == Some(at), 1.0));
        }
    }
}

fn head_examples(
    s: &Sources<'_>,
    candidate: &Candidate,
    slot: Slot,
    gold: Option<&Party>,
    ruled: Option<usize>,
    found: &mut Vec<Example>,
) {
    let tree = s.tree;
    let options = nominals(s, candidate);
    // Of several heads whose phrases fit, the one nearest to the root of the phrase.
    let fitting = |&&head: &&usize| gold.is_some_and(|p| same_words(&p.text, tree.words(tree.phrase(head))));
    let depth = |head: usize| {
        let mut at = head;
        (0..32)
            .take_while(|_| {
                let root = tree.analysis.is_root(at);
                at = tree.head(at);
                !root
            })
            .count()
    };
    let right = options.iter().filter(fitting).copied().min_by_key(|&h| (Some(h) != ruled, depth(h)));
    if gold.is_some() && right.is_none() {
        return;
    }
    for &head in &options {
        let twin = right.is_some() && right != Some(head) && fitting(&&head);
        if !twin {
            let features = collect(|add| head_features(s, candidate, slot, head, ruled, add));
            found.push((features, right == Some(head), 1.0));
        }
    }
    found.push((collect(|add| none_features(s, candidate, slot, ruled, add)), right.is_none(), 1.0));
}

/// Which candidates the annotators would have made a claim, and which: for each gold claim the
/// candidate of its action whose passage fits best.
fn label(tree: &Tree<'_>, all: &[Candidate], gold: &[Claim]) -> Vec<Option<usize>> {
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
    let mut labels = vec![None; all.len()];
    let mut used = vec![false; gold.len()];
    for (_, c, g) in options {
        if labels[c].is_none() && !used[g] {
            labels[c] = Some(g);
            used[g] = true;
        }
    }
    labels
}

/// Weights learned from annotated reports.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Learned {
    /// Which candidates are claims.
    pub selection: Weights,
    /// Which phrase fills which slot.
    pub arguments: Weights,
    /// Where the passage of a claim begins and ends.
    pub bounds: Weights,
}

/// Weights from the lessons of many reports. Seeded: the same lessons give the same weights.
///
/// Settings were chosen by five-fold cross-validation on annotated reports: few rounds, since most
/// features are rare; claims weigh three times what other candidates do, which evens out precision
/// and recall.
pub fn train<'l>(lessons: impl Iterator<Item = &'l Lessons>) -> Learned {
    let mut all = Lessons::default();
    for one in lessons {
        all.selection.extend(one.selection.iter().cloned());
        all.arguments.extend(one.arguments.iter().cloned());
        all.bounds.extend(one.bounds.iter().cloned());
    }
    for (_, right, importance) in &mut all.selection {
        if *right {
            *importance = 3.0;
        }
    }
    Learned {
        selection: train_logistic(&frequent(&all.selection), 30, 0.03, 1e-3, SEED),
        arguments: train_logistic(&frequent(&all.arguments), 20, 0.1, 1e-3, SEED),
        bounds: train_logistic(&frequent(&all.bounds), 20, 0.1, 1e-3, SEED),
    }
}

const SEED: u64 = 20_170_613;

/// The examples without features seen once.
fn frequent(examples: &[Example]) -> Vec<Example> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for feature in examples.iter().flat_map(|e| &e.0) {
        *seen.entry(feature).or_default() += 1;
    }
    let kept = |e: &Example| e.0.iter().filter(|f| seen[f.as_str()] > 1).cloned().collect();
    examples.iter().map(|e| (kept(e), e.1, e.2)).collect()
}
