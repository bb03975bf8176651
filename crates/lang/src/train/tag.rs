//! Training of the tagger.

use std::collections::BTreeMap;

use rashomon_model::{Upos, Xpos};

use super::corpus::Sample;
use super::perceptron::Perceptron;
use super::{Log, Random, Settings};
use crate::linear::Weights;
use crate::tag::{TagScratch, Tagger, best, fill};

/// The pairs of tags worth a class.
pub(crate) fn pairs(samples: &[Sample]) -> Vec<(Upos, Xpos)> {
    let mut counts: BTreeMap<(Upos, Xpos), usize> = BTreeMap::new();
    for tag in samples.iter().flat_map(|s| &s.tags) {
        *counts.entry(*tag).or_default() += 1;
    }
    let mut pairs: Vec<_> = counts.into_iter().filter(|(_, n)| *n >= 5).collect();
    pairs.sort_by_key(|(tag, n)| (std::cmp::Reverse(*n), *tag));
    pairs.truncate(120);
    pairs.into_iter().map(|(tag, _)| tag).collect()
}

/// The class of a pair, or of the nearest: same Penn tag, then same universal tag.
fn class(pairs: &[(Upos, Xpos)], tag: (Upos, Xpos)) -> usize {
    let find = |f: &dyn Fn(&(Upos, Xpos)) -> bool| pairs.iter().position(f);
    find(&|p| *p == tag).or_else(|| find(&|p| p.0 == tag.0)).or_else(|| find(&|p| p.1 == tag.1)).unwrap_or(0)
}

/// Features changed less often, and weights below, are dropped.
const LEAST: u32 = 3;
const SMALLEST: f64 = 0.02;

pub(crate) fn train(samples: &[Sample], pairs: &[(Upos, Xpos)], settings: Settings, log: Log<'_>) -> Tagger {
    let all: Vec<&Sample> = samples.iter().collect();
    let weights = perceptron(&all, pairs, settings.epochs, settings.seed, log);
    Tagger { pairs: pairs.to_vec(), weights: weights.finish(LEAST, SMALLEST, log) }
}

fn perceptron(
    samples: &[&Sample],
    pairs: &[(Upos, Xpos)],
    epochs: usize,
    seed: u64,
    log: Log<'_>,
) -> Perceptron {
    let mut weights = Perceptron::new(pairs.len());
    let mut random = Random(seed);
    let mut order: Vec<usize> = (0..samples.len()).collect();
    let gold: Vec<Vec<usize>> =
        samples.iter().map(|s| s.tags.iter().map(|&t| class(pairs, t)).collect()).collect();
    let (mut features, mut scores, mut history) = (Vec::new(), vec![0; pairs.len()], Vec::new());
    for epoch in 0..epochs {
        random.shuffle(&mut order);
        let (mut right, mut all) = (0, 0);
        for &number in &order {
            let sample = samples[number];
            history.clear();
            for (i, &truth) in gold[number].iter().enumerate() {
                fill(&sample.atoms, i, &history, &mut features);
                scores.fill(0);
                weights.score(&features, &mut scores);
                let guess = best(&scores);
                weights.tick();
                if guess == truth {
                    right += 1;
                } else {
                    weights.change(&features, truth, 1);
                    weights.change(&features, guess, -1);
                }
                all += 1;
                history.push(guess as u8);
            }
        }
        log(&format!("tags, pass {epoch}: {:.2} %", 100.0 * f64::from(right) / f64::from(all)));
    }
    weights
}

/// Tags each fifth of the sentences with a tagger trained on the rest, so that the parser learns
/// from tags as wrong as it will meet.
pub(crate) fn jackknife(
    samples: &[Sample],
    pairs: &[(Upos, Xpos)],
    settings: Settings,
    log: Log<'_>,
) -> Vec<Vec<u8>> {
    const PARTS: usize = 5;
    let mut tags: Vec<Vec<u8>> = vec![Vec::new(); samples.len()];
    // Parts are blocks of sentences, so that a document stands in one.
    let part = |i: usize| i / 50 % PARTS;
    let tag_part = |held: usize| -> Vec<(usize, Vec<u8>)> {
        let rest: Vec<&Sample> =
            samples.iter().enumerate().filter(|(i, _)| part(*i) != held).map(|(_, s)| s).collect();
        let weights = perceptron(&rest, pairs, settings.epochs.min(3), settings.seed, &|_| {});
        let tagger = Tagger { pairs: pairs.to_vec(), weights: weights.finish(LEAST, SMALLEST, &|_| {}) };
        let mut scratch = TagScratch::default();
        let (mut right, mut all, mut out) = (0, 0, Vec::new());
        for (i, sample) in samples.iter().enumerate().filter(|(i, _)| part(*i) == held) {
            tagger.tag(&sample.atoms, &mut scratch);
            for (class, tag) in scratch.classes.iter().zip(&sample.tags) {
                right += usize::from(tagger.pair(*class).0 == tag.0);
                all += 1;
            }
            out.push((i, scratch.classes.clone()));
        }
        log(&format!("part {held} tagged by the others: UPOS {:.2} %", 100.0 * right as f64 / all as f64));
        out
    };
    let tag_part = &tag_part;
    std::thread::scope(|scope| {
        let parts: Vec<_> = (0..PARTS).map(|held| scope.spawn(move || tag_part(held))).collect();
        for part in parts {
            for (i, classes) in part.join().expect("training does not panic") {
                tags[i] = classes;
            }
        }
    });
    tags
}
