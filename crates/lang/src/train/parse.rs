//! Training of the parser: a dynamic oracle, with exploration.
//!
//! Source: Goldberg and Nivre, TACL 1, 2013 (arc-hybrid).

use std::collections::BTreeMap;

use rashomon_model::{Deprel, Xpos};

use super::corpus::Sample;
use super::perceptron::Perceptron;
use super::{Log, Random, Settings};
use crate::linear::Weights;
use crate::parse::{Parser, State, Step, fill, kind};

/// Share of the steps in which the parser follows its own choice, from the second epoch on.
const EXPLORE: u64 = 90;

/// Features changed less often, and weights below, are dropped.
const LEAST: u32 = 6;
const SMALLEST: f64 = 0.1;

pub(crate) fn train(samples: &[Sample], tags: &[Vec<u8>], settings: Settings, log: Log<'_>) -> Parser {
    let steps = steps(samples);
    let bare = without_commas(samples, tags);
    let all: Vec<(&Sample, &Vec<u8>)> =
        samples.iter().zip(tags).chain(bare.iter().map(|(sample, tags)| (sample, tags))).collect();
    let mut weights = Perceptron::new(steps.len());
    let mut random = Random(settings.seed);
    let mut order: Vec<usize> = (0..all.len()).collect();
    let (mut features, mut scores) = (Vec::new(), vec![0; steps.len()]);
    let mut state = State::default();
    for epoch in 0..settings.epochs {
        random.shuffle(&mut order);
        let (mut right, mut count) = (0, 0);
        for &number in &order {
            let (sample, tags) = all[number];
            state.start(sample.atoms.len());
            while !state.done() {
                fill(&state, &sample.atoms, tags, &mut features);
                scores.fill(0);
                weights.score(&features, &mut scores);
                weights.tick();
                let allowed = state.allowed();
                let costs = costs(&state, sample);
                let least = (0..3).filter(|&k| allowed[k]).map(|k| costs[k]).min().unwrap_or(0);
                let (mut guess, mut good) = (None, None);
                for (class, &step) in steps.iter().enumerate() {
                    if !allowed[kind(step)] {
                        continue;
                    }
                    if guess.is_none_or(|g: usize| scores[class] > scores[g]) {
                        guess = Some(class);
                    }
                    let fits = costs[kind(step)] == least && label_fits(step, &state, sample);
                    if fits && good.is_none_or(|g: usize| scores[class] > scores[g]) {
                        good = Some(class);
                    }
                }
                let Some(guess) = guess else { break };
                let good = good.unwrap_or(guess);
                count += 1;
                if guess == good {
                    right += 1;
                } else {
                    weights.change(&features, good, 1);
                    weights.change(&features, guess, -1);
                }
                let follow = epoch > 0 && random.next() % 100 < EXPLORE;
                state.take(steps[if follow { guess } else { good }]);
            }
        }
        log(&format!("trees, pass {epoch}: {:.2} % of steps", 100.0 * f64::from(right) / f64::from(count)));
    }
    Parser { steps, weights: weights.finish(LEAST, SMALLEST, log) }
}

/// One in this many sentences is learnt a second time without its commas: hasty and
/// machine-translated text leaves them out.
const BARE: usize = 8;

/// Copies of some sentences without commas.
fn without_commas(samples: &[Sample], tags: &[Vec<u8>]) -> Vec<(Sample, Vec<u8>)> {
    let mut copies = Vec::new();
    for (sample, tags) in samples.iter().zip(tags).step_by(BARE) {
        let comma = |i: usize| sample.tags[i].1 == Xpos::Comma;
        let bears = |i: usize| sample.heads.contains(&i);
        let len = sample.heads.len();
        let kept: Vec<usize> = (0..len).filter(|&i| !comma(i) || bears(i)).collect();
        if kept.len() == len || kept.is_empty() {
            continue;
        }
        let new = |old: usize| kept.binary_search(&old).unwrap_or(kept.len());
        let copy = Sample {
            atoms: kept.iter().map(|&i| sample.atoms[i]).collect(),
            tags: kept.iter().map(|&i| sample.tags[i]).collect(),
            heads: kept.iter().map(|&i| new(sample.heads[i])).collect(),
            labels: kept.iter().map(|&i| sample.labels[i]).collect(),
        };
        copies.push((copy, kept.iter().map(|&i| tags[i]).collect()));
    }
    copies
}

/// The steps that the treebank needs, in a fixed order.
fn steps(samples: &[Sample]) -> Vec<Step> {
    let mut counts: BTreeMap<(bool, Deprel), usize> = BTreeMap::new();
    for sample in samples {
        for (i, (&head, &label)) in sample.heads.iter().zip(&sample.labels).enumerate() {
            *counts.entry((head < i, label)).or_default() += 1;
        }
    }
    let mut steps = vec![Step::Shift];
    let mut kept: Vec<_> = counts.into_iter().filter(|(_, n)| *n >= 2).collect();
    kept.sort_by_key(|(step, n)| (std::cmp::Reverse(*n), *step));
    kept.truncate(126);
    steps.extend(kept.into_iter().map(
        |((right, label), _)| {
            if right { Step::Right(label) } else { Step::Left(label) }
        },
    ));
    steps
}

/// True where the relation of a step is the one the treebank has for that word.
fn label_fits(step: Step, state: &State, sample: &Sample) -> bool {
    let Some(&top) = state.stack.last() else { return true };
    let gold = sample.labels[top as usize];
    match step {
        Step::Shift => true,
        Step::Left(label) if state.next == state.len => label == Deprel::Root,
        Step::Left(label) | Step::Right(label) => {
            label == gold || (gold == Deprel::Root && label == Deprel::Parataxis)
        }
    }
}

/// How many right arcs each kind of step puts out of reach.
fn costs(state: &State, sample: &Sample) -> [usize; 3] {
    let (heads, next, len) = (&sample.heads, state.next, state.len);
    let mut costs = [0; 3];
    let stack = &state.stack;
    if next < len {
        let below = &stack[..stack.len().saturating_sub(1)];
        costs[0] += below.iter().filter(|&&s| heads[next] == s as usize).count();
        costs[0] += stack.iter().filter(|&&s| heads[s as usize] == next).count();
    }
    let Some(&top) = stack.last() else { return costs };
    let top = top as usize;
    let waiting = (next..len).filter(|&w| heads[w] == top).count();
    let second = stack.len().checked_sub(2).map(|at| stack[at] as usize);
    costs[1] += waiting + usize::from(heads[top] > next || second == Some(heads[top]));
    costs[2] += waiting + usize::from(heads[top] >= next);
    costs
}
