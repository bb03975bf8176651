//! Learning which candidates are claims, from annotated reports.

use std::collections::HashMap;

use rashomon_model::{Claim, Party, Span};
use rashomon_resources::{Choice, Training, Weights, train_choices, train_logistic};

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
    /// Every place that an annotated claim could take, with whether it does.
    pub places: Vec<Example>,
    /// Phrases that could fill a slot of an annotated claim, which takes one or none.
    pub slots: Vec<Choice>,
    /// Words at which the passage of an annotated claim could begin or end.
    pub bounds: Vec<Choice>,
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
    let missed = (0..gold.len()).filter(|g| !labels.contains(&Some(*g))).collect();
    let mut lessons = Lessons { selection, missed, ..Lessons::default() };
    for (candidate, label) in all.iter().zip(&labels) {
        if let Some(g) = label {
            slot_examples(&sources, candidate, &gold[*g], &attributions, &mut lessons);
            edge_examples(&tree, candidate, gold[*g].passage, &attributions, &mut lessons.bounds);
        }
    }
    inherit::examples(input.report, input.analysis, gold, &mut lessons.slots);
    lessons
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
    lessons: &mut Lessons,
) {
    let tree = s.tree;
    let ruled = slots::heads(s, candidate);
    for (slot, party, ruled) in
        [(Slot::Actor, &gold.actor, ruled.actor), (Slot::Target, &gold.target, ruled.target)]
    {
        lessons.slots.extend(head_choice(s, candidate, slot, party.as_ref(), ruled));
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
        lessons.places.push((
            features,
            right && (here.contains(mention.span) || !gold.places.is_empty()),
            1.0,
        ));
    }
    let rule_time = slots::time(s, candidate, tokens, &cues(attributions));
    let mut choice = Choice::default();
    choice.options.push(collect(|add| time_features(s, candidate, None, span, false, add)));
    for mention in time_options(s, candidate) {
        let words = mention.span.slice(&tree.report.text);
        let right = gold.time.as_ref().is_some_and(|t| t.text.contains(words) || words.contains(&t.text));
        // Of two mentions that both are in the annotated words, the first.
        if right && choice.right > 0 {
            continue;
        }
        if right {
            choice.right = choice.options.len();
        }
        let ruled = rule_time.is_some_and(|r| r.span == mention.span);
        choice.options.push(collect(|add| time_features(s, candidate, Some(mention), span, ruled, add)));
    }
    lessons.slots.push(choice);
}

/// Where the annotated passage begins and ends, where it holds the trigger.
fn edge_examples(
    tree: &Tree<'_>,
    candidate: &Candidate,
    gold: Span,
    attributions: &[Attribution],
    found: &mut Vec<Choice>,
) {
    if !gold.contains(tree.analysis.tokens[candidate.token].span) {
        return;
    }
    let bounds = Bounds::new(tree, candidate, attributions, passage(tree, candidate, attributions));
    for edge in [Edge::First, Edge::Last] {
        let within = bounds.options(edge).filter(|&t| gold.contains(tree.analysis.tokens[t].span));
        let right = if edge == Edge::First { within.min() } else { within.max() };
        let Some(right) = bounds.options(edge).position(|t| Some(t) == right) else { continue };
        let options = bounds.options(edge).map(|at| collect(|add| bounds.features(edge, at, add))).collect();
        found.push(Choice { options, right });
    }
}

/// The phrases that could fill a slot and leaving it empty, where one of them is what the annotators took.
fn head_choice(
    s: &Sources<'_>,
    candidate: &Candidate,
    slot: Slot,
    gold: Option<&Party>,
    ruled: Option<usize>,
) -> Option<Choice> {
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
        return None;
    }
    let mut choice = Choice::default();
    choice.options.push(collect(|add| none_features(s, candidate, slot, ruled, add)));
    for &head in &options {
        if right == Some(head) {
            choice.right = choice.options.len();
        } else if right.is_some() && fitting(&&head) {
            continue;
        }
        choice.options.push(collect(|add| head_features(s, candidate, slot, head, ruled, add)));
    }
    Some(choice)
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
        all.places.extend(one.places.iter().cloned());
        all.slots.extend(one.slots.iter().cloned());
        all.bounds.extend(one.bounds.iter().cloned());
    }
    for (_, right, importance) in &mut all.selection {
        if *right {
            *importance = 3.0;
        }
    }
    prune(all.selection.iter_mut().map(|e| &mut e.0));
    prune(all.places.iter_mut().map(|e| &mut e.0));
    prune(all.slots.iter_mut().flat_map(|c| &mut c.options));
    prune(all.bounds.iter_mut().flat_map(|c| &mut c.options));
    let training = |rounds, rate| Training { rounds, rate, pull: 1e-3, seed: SEED };
    let places = train_logistic(&all.places, training(20, 0.1));
    let slots = train_choices(&all.slots, training(40, 0.05));
    Learned {
        selection: train_logistic(&all.selection, training(40, 0.02)),
        arguments: Weights::from_pairs(places.into_pairs().chain(slots.into_pairs())),
        bounds: train_choices(&all.bounds, training(20, 0.05)),
    }
}

const SEED: u64 = 20_170_613;

/// Takes out the features seen once.
fn prune<'e>(examples: impl Iterator<Item = &'e mut Vec<String>>) {
    let mut examples: Vec<&mut Vec<String>> = examples.collect();
    let mut seen: HashMap<String, usize> = HashMap::new();
    for feature in examples.iter().flat_map(|e| e.iter()) {
        match seen.get_mut(feature) {
            Some(times) => *times += 1,
            None => drop(seen.insert(feature.clone(), 1)),
        }
    }
    for example in &mut examples {
        example.retain(|f| seen[f] > 1);
    }
}
