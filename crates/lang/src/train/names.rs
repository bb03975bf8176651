//! Training of the name tagger: a structured perceptron over whole sentences.

use super::corpus::exchange;
use super::perceptron::Perceptron;
use super::{Data, Log, NamedSentence, Random, Settings};
use crate::lists::{self, Lists};
use crate::names::{CLASSES, KINDS, NameScratch, NameTagger, decode, fill, step_key};
use crate::tag::{TagScratch, Tagger};
use crate::words::{Atoms, WordScratch};
use rashomon_model::{NameKind, Upos, Xpos};

/// Most passes: after five, names of other text are found less well (of eight, measured on cases).
const PASSES: usize = 5;
/// Copies of each case with other names.
const COPIES: usize = 8;
/// Features changed less often, and weights below, are dropped.
const LEAST: u32 = 3;
const SMALLEST: f64 = 0.02;

/// A sentence: its words, their tags, and the classes of its names.
type Sample = (Vec<Atoms>, Vec<(Upos, Xpos)>, Vec<u8>);

pub(crate) fn train(data: &Data, tagger: &Tagger, settings: Settings, log: Log<'_>) -> NameTagger {
    let nationalities = data.lists.get("nationalities").map_or(&[][..], Vec::as_slice);
    let (mut words, mut tagging) = (WordScratch::default(), TagScratch::default());
    let mut samples: Vec<Sample> = Vec::new();
    let mut random = Random(settings.seed);
    let cases = exchange(&data.cases, &data.lists, COPIES, &mut random);
    for sentence in data.named.iter().chain(&cases) {
        let atoms: Vec<Atoms> = sentence.forms.iter().map(|f| Atoms::of(f, &mut words)).collect();
        tagger.tag(&atoms, &mut tagging);
        let tags: Vec<(Upos, Xpos)> = tagging.classes.iter().map(|&c| tagger.pair(c)).collect();
        samples.push((atoms, tags, classes(sentence, nationalities)));
    }
    let mut lists = Lists::default();
    for (number, name) in lists::NAMES.iter().enumerate() {
        for entry in data.lists.get(*name).into_iter().flatten() {
            lists.insert(entry, number);
        }
    }
    let mut weights = Perceptron::new(CLASSES);
    let mut order: Vec<usize> = (0..samples.len()).collect();
    let mut scratch = NameScratch::default();
    let mut features = Vec::new();
    for epoch in 0..settings.epochs.min(PASSES) {
        random.shuffle(&mut order);
        let mut wrong = 0;
        for &number in &order {
            let (atoms, tags, gold) = &samples[number];
            decode(&weights, &lists, atoms, tags, &mut scratch);
            weights.tick();
            if scratch.classes == *gold {
                continue;
            }
            wrong += 1;
            let (mut last_gold, mut last_guess) = (0, 0);
            for (i, (&truth, &guess)) in gold.iter().zip(&scratch.classes).enumerate() {
                let (truth, guess) = (usize::from(truth), usize::from(guess));
                if truth != guess {
                    fill(atoms, tags, &scratch.marks, i, &mut features);
                    weights.change(&features, truth, 1);
                    weights.change(&features, guess, -1);
                }
                if truth != guess || last_gold != last_guess {
                    weights.change(&[step_key(last_gold)], truth, 1);
                    weights.change(&[step_key(last_guess)], guess, -1);
                }
                (last_gold, last_guess) = (truth, guess);
            }
        }
        log(&format!("names, pass {epoch}: {wrong} of {} sentences wrong", samples.len()));
    }
    NameTagger { lists, weights: weights.finish(LEAST, SMALLEST, log) }
}

/// The classes of a sentence. Nationalities get their kind where a corpus has none for them.
fn classes(sentence: &NamedSentence, nationalities: &[String]) -> Vec<u8> {
    let mut classes = Vec::with_capacity(sentence.forms.len());
    let number = |kind: NameKind| KINDS.iter().position(|&k| k == kind).map_or(0, |p| 1 + 2 * p as u8);
    for (i, (form, mark)) in sentence.forms.iter().zip(&sentence.marks).enumerate() {
        let people = nationalities.binary_search(form).is_ok();
        let alone = sentence.marks.get(i + 1).copied().flatten().is_none_or(|m| m.1);
        let mut class = match mark {
            Some((NameKind::Other, true)) if people && alone => number(NameKind::Nationality),
            None if people => number(NameKind::Nationality),
            Some((kind, begins)) => number(*kind) + u8::from(!begins),
            None => 0,
        };
        // An inside without its begin.
        if class != 0 && class % 2 == 0 {
            let before: u8 = classes.last().copied().unwrap_or(0);
            if before != class && before + 1 != class {
                class -= 1;
            }
        }
        classes.push(class);
    }
    classes
}
