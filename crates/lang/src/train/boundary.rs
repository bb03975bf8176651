//! Training of the sentence splitter: paragraphs of a treebank, glued as they were written.

use super::perceptron::Perceptron;
use super::{Log, Random, Settings};
use crate::boundary::{Boundary, fill, rule};
use crate::conllu::Tree;
use crate::linear::Weights;
use crate::token::{self, Piece};
use crate::words::{Atoms, WordScratch};

struct Paragraph {
    text: String,
    pieces: Vec<Piece>,
    atoms: Vec<Atoms>,
    /// For each piece, whether a sentence ends with it.
    ends: Vec<bool>,
}

/// Features changed less often, and weights below, are dropped.
const LEAST: u32 = 3;
const SMALLEST: f64 = 0.02;

pub(crate) fn train(trees: &[Tree], settings: Settings, passes: usize, log: Log<'_>) -> Boundary {
    let paragraphs = paragraphs(trees);
    let mut weights = Perceptron::new(2);
    let mut random = Random(settings.seed);
    let mut order: Vec<usize> = (0..paragraphs.len()).collect();
    let mut features = Vec::new();
    for epoch in 0..passes {
        random.shuffle(&mut order);
        let mut wrong = 0;
        for &number in &order {
            let Paragraph { text, pieces, atoms, ends } = &paragraphs[number];
            let mut start = 0;
            for (i, &ends) in ends.iter().enumerate().take(pieces.len().saturating_sub(1)) {
                if rule(text, pieces, i).is_none() {
                    fill(text, pieces, atoms, i, start, &mut features);
                    let mut score = [0; 2];
                    weights.score(&features, &mut score);
                    weights.tick();
                    let (guess, truth) = (usize::from(score[1] > score[0]), usize::from(ends));
                    if guess != truth {
                        wrong += 1;
                        weights.change(&features, truth, 1);
                        weights.change(&features, guess, -1);
                    }
                }
                if ends {
                    start = i + 1;
                }
            }
        }
        log(&format!("boundaries, pass {epoch}: {wrong} wrong"));
    }
    Boundary { weights: weights.finish(LEAST, SMALLEST, log) }
}

fn paragraphs(trees: &[Tree]) -> Vec<Paragraph> {
    let mut all: Vec<(String, Vec<usize>)> = Vec::new();
    for tree in trees {
        if all.is_empty() || tree.begins_paragraph() {
            all.push((String::new(), Vec::new()));
        }
        if let Some((text, ends)) = all.last_mut() {
            text.push_str(&tree.text().0);
            ends.push(text.trim_end().len());
        }
    }
    let mut scratch = WordScratch::default();
    all.into_iter()
        .map(|(text, ends)| {
            let mut pieces = Vec::new();
            token::cut_into(&text, 0..text.len(), &mut pieces);
            let atoms = pieces.iter().map(|p| Atoms::of(&text[p.range.clone()], &mut scratch)).collect();
            let ends = pieces.iter().map(|p| ends.binary_search(&p.range.end).is_ok()).collect();
            Paragraph { text, pieces, atoms, ends }
        })
        .collect()
}
