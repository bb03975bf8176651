//! Training of the network: lessons from trees and names, read in batches, in a fixed order.

mod adam;
mod back;
mod lesson;

use std::collections::BTreeMap;

use super::{Data, Log, Random, Settings};
use crate::lists::Lists;
use crate::model::Model;
use crate::names::CLASSES;
use crate::network::input::{Input, NO_VECTOR, UNKNOWN};
use crate::network::keys::Keys;
use crate::network::matrix::Matrix;
use crate::network::vectors::Vectors;
use crate::network::{Batch, Network, Trace, Weights, Widths};
use crate::tags::Tags;
use crate::words::{Atoms, WordScratch};
use adam::Adam;
use back::{Gold, Losses, NONE, apply_mask, backward};
use lesson::Lesson;

/// Words of a batch, and parts of it that are computed side by side. The parts are the same on
/// any machine, so that the weights are.
const BATCH: usize = 1_000;
const PARTS: usize = 2;
/// Rate of the first steps after the warm-up, and of the last.
const RATE: (f32, f32) = (2.5e-3, 5e-5);
const WARM_UP: usize = 200;
/// Share of numbers left out between layers, of vectors, and of words (more for rare ones).
const LEFT_OUT: f32 = 0.3;
const NO_VECTORS: usize = 8;
/// Words seen less often share the row of unknown words.
const LEAST: usize = 2;

/// The lists, vectors, tags and network of a model; `after` is called with the model as it
/// stands after each pass.
pub(crate) fn train(
    model: &mut Model,
    data: &Data,
    vectors: Vectors,
    settings: Settings,
    log: Log<'_>,
    after: &dyn Fn(usize, &Model),
) {
    let mut random = Random(settings.seed);
    let lists = lists(data);
    let tags = Tags { pairs: lesson::pairs(&data.trees) };
    let mut lessons = lesson::lessons(data, &tags);
    let fixed = lessons.len();
    lessons.extend(lesson::cases(data, &mut random));
    let counts = counts(&lessons);
    let mut keys: Vec<u32> = counts.iter().filter(|(_, n)| **n >= LEAST).map(|(&key, _)| key).collect();
    keys.sort_unstable();
    let widths = Widths {
        word: settings.widths.word,
        vector: vectors.width,
        piece: settings.widths.piece,
        hidden: settings.widths.hidden,
        layers: settings.widths.layers,
        arc: 96,
        relation: 96,
        name: 64,
        tags: tags.pairs.len(),
        relations: rashomon_model::Deprel::ALL.len(),
        names: CLASSES,
    };
    let zeros = Weights::zeros(&widths, keys.len());
    let mut network = Network { widths, words: Keys::new(keys), vectors, weights: zeros.clone() };
    begin(&mut network.weights, &mut random);
    let mut adam = Adam::new(&network.weights, &zeros);
    (model.lists, model.tags) = (lists, tags);
    let words: usize = lessons.iter().map(|l| l.forms.len() + 1).sum();
    let steps = settings.epochs * words.div_ceil(BATCH);
    log(&format!("{} sentences, {words} words a pass, {} words known", lessons.len(), network.words.len()));
    let mut grads: Vec<Weights> = vec![zeros; PARTS];
    let mut traces: Vec<Trace> = vec![Trace::default(); PARTS];
    let mut step = 0;
    for epoch in 0..settings.epochs {
        lessons.truncate(fixed);
        lessons.extend(lesson::cases(data, &mut random));
        let mut order: Vec<usize> = (0..lessons.len()).collect();
        random.shuffle(&mut order);
        let (mut losses, mut batches) = (Losses::default(), 0);
        let mut from = 0;
        while from < order.len() {
            let (mut to, mut words) = (from, 0);
            while to < order.len() && words < BATCH {
                words += lessons[order[to]].forms.len() + 1;
                to += 1;
            }
            let here = &order[from..to];
            let part = here.len().div_ceil(PARTS).max(1);
            let seeds: Vec<u64> = (0..PARTS).map(|_| random.next()).collect();
            let network_here = &network;
            let lessons_here = &lessons;
            let (lists, counts) = (&model.lists, &counts);
            let found: Vec<Losses> = std::thread::scope(|scope| {
                let jobs = here.chunks(part).zip(grads.iter_mut().zip(traces.iter_mut())).zip(seeds);
                let handles: Vec<_> = jobs
                    .map(|((numbers, (grads, trace)), seed)| {
                        scope.spawn(move || {
                            let lessons: Vec<&Lesson> = numbers.iter().map(|&n| &lessons_here[n]).collect();
                            for matrix in grads.matrices_mut() {
                                matrix.data.fill(0.0);
                            }
                            learn(
                                network_here,
                                &lessons,
                                lists,
                                counts,
                                Random(seed),
                                trace,
                                grads,
                                1.0 / words as f32,
                            )
                        })
                    })
                    .collect();
                handles.into_iter().map(|h| h.join().expect("training does not panic")).collect()
            });
            let (first, rest) = grads.split_at_mut(1);
            for other in rest.iter().take(found.len() - 1) {
                for (sum, more) in first[0].matrices_mut().into_iter().zip(other.matrices()) {
                    for (x, y) in sum.data.iter_mut().zip(&more.data) {
                        *x += y;
                    }
                }
            }
            adam.step(&mut network.weights, &grads[0], rate(step, steps));
            step += 1;
            batches += 1;
            found.into_iter().for_each(|l| losses.add(l));
            from = to;
        }
        let mean = |x: f64| x / f64::from(batches);
        log(&format!(
            "pass {epoch}: tags {:.3}, arcs {:.3}, relations {:.3}, names {:.3}",
            mean(losses.tags),
            mean(losses.arcs),
            mean(losses.relations),
            mean(losses.names),
        ));
        model.network = Network { weights: adam.mean.clone(), ..network.clone() };
        after(epoch, model);
    }
}

/// The rate of a step: up to the first rate, then down in a line.
fn rate(step: usize, steps: usize) -> f32 {
    let warm = ((step + 1) as f32 / WARM_UP as f32).min(1.0);
    let done = step as f32 / steps.max(1) as f32;
    warm * (RATE.0 + (RATE.1 - RATE.0) * done)
}

/// First weights: even random numbers, by the width of what goes in and comes out.
fn begin(weights: &mut Weights, random: &mut Random) {
    for matrix in weights.matrices_mut() {
        // Biases and gates begin at zero.
        if matrix.rows == 1 || matrix.rows == 8 {
            continue;
        }
        let most = if matrix.rows > 3_000 { 0.1 } else { (6.0 / (matrix.rows + matrix.cols) as f32).sqrt() };
        for x in &mut matrix.data {
            *x = most * ((random.next() >> 40) as f32 / (1_u64 << 23) as f32 - 1.0);
        }
    }
}

/// How often each word occurs in the lessons, by hash.
fn counts(lessons: &[Lesson]) -> BTreeMap<u32, usize> {
    let mut counts = BTreeMap::new();
    let mut scratch = WordScratch::default();
    for form in lessons.iter().flat_map(|l| &l.forms) {
        *counts.entry(Atoms::of(form, &mut scratch).lower).or_default() += 1;
    }
    counts
}

fn lists(data: &Data) -> Lists {
    let mut lists = Lists::default();
    for (number, name) in crate::lists::NAMES.iter().enumerate() {
        for entry in data.lists.get(*name).into_iter().flatten() {
            lists.insert(entry, number);
        }
    }
    lists
}

/// Reads some lessons, varied, and adds their gradients.
#[allow(clippy::too_many_arguments, reason = "what a thread of training works on")]
fn learn(
    network: &Network,
    lessons: &[&Lesson],
    lists: &Lists,
    counts: &BTreeMap<u32, usize>,
    mut random: Random,
    trace: &mut Trace,
    grads: &mut Weights,
    scale: f32,
) -> Losses {
    let mut batch = Batch::default();
    let mut gold = Gold::default();
    let (mut scratch, mut marks) = (WordScratch::default(), Vec::new());
    for lesson in lessons {
        let lesson = lesson.varied(&mut random);
        let start = batch.inputs.len();
        let atoms: Vec<Atoms> = lesson.forms.iter().map(|f| Atoms::of(f, &mut scratch)).collect();
        lists.mark(&atoms, &mut marks);
        // One list or another is sometimes not at hand.
        if random.below(5) == 0 {
            marks.fill(0);
        }
        let inputs: Vec<Input> = atoms
            .iter()
            .zip(&marks)
            .map(|(atoms, &marks)| {
                let mut input = Input::of(atoms, marks, &network.words, &network.vectors);
                let seen = counts.get(&atoms.lower).copied().unwrap_or(0);
                if random.below(1000) < 80 + 400 / (1 + seen) {
                    input.word = UNKNOWN;
                }
                if random.below(NO_VECTORS) == 0 {
                    input.vector = NO_VECTOR;
                }
                input
            })
            .collect();
        batch.push(inputs);
        gold.tags.push(NONE);
        gold.relations.push(NONE);
        gold.names.push(NONE);
        gold.heads.push(start);
        gold.apart.push(false);
        for i in 0..lesson.forms.len() {
            let row = start + 1 + i;
            let tree = lesson.tree.as_ref();
            gold.tags.push(tree.map_or(NONE, |t| t.tags[i]));
            gold.relations.push(tree.map_or(NONE, |t| t.relations[i]));
            // Heads count from 1; 0 is the root, which stands first.
            gold.heads.push(tree.map_or(row, |t| start + t.heads[i]));
            gold.names.push(lesson.names.as_ref().map_or(NONE, |n| u16::from(n[i])));
            gold.apart.push(lesson.apart);
        }
    }
    let mut x = std::mem::take(&mut trace.x);
    network.embed(&batch, &mut x);
    trace.x = x;
    let layers = network.weights.layers.len();
    let masks: Vec<Matrix> = (0..=layers)
        .map(|n| {
            let cols = if n == 0 { trace.x.cols } else { 2 * network.widths.hidden };
            let mut mask = Matrix::zeros(batch.sentences.len(), cols);
            let left_out = if n == 0 { 0.5 * LEFT_OUT } else { LEFT_OUT };
            for x in &mut mask.data {
                let here = (random.next() >> 40) as f32 / (1_u64 << 24) as f32;
                *x = if here < left_out { 0.0 } else { 1.0 / (1.0 - left_out) };
            }
            mask
        })
        .collect();
    network.read_embedded(
        &batch,
        trace,
        Some(&mut |n, from, to| apply_mask(&masks[n], &batch.sentences, from, to)),
    );
    backward(network, (&batch, &gold), trace, &masks, scale, grads)
}
