//! The averaged perceptron: weights in training.

use rustc_hash::FxHashMap;

use crate::linear::{Linear, Weights};

/// Weights of one feature for one class.
#[derive(Clone, Copy)]
struct Cell {
    class: u8,
    weight: i32,
    /// Step of the last change, and the sum of the weight over all steps before.
    stamp: u32,
    sum: f64,
}

/// A row of cells and how often it was changed.
#[derive(Default)]
struct Row {
    cells: Vec<Cell>,
    changes: u32,
}

/// An averaged perceptron in training.
pub(crate) struct Perceptron {
    classes: usize,
    index: FxHashMap<u32, u32>,
    rows: Vec<Row>,
    now: u32,
}

impl Weights for Perceptron {
    fn score(&self, features: &[u32], scores: &mut [i32]) {
        for feature in features {
            if let Some(&row) = self.index.get(feature) {
                for cell in &self.rows[row as usize].cells {
                    scores[usize::from(cell.class)] += cell.weight;
                }
            }
        }
    }
}

impl Perceptron {
    pub(crate) fn new(classes: usize) -> Self {
        Self { classes, index: FxHashMap::default(), rows: Vec::new(), now: 1 }
    }

    /// One example has been seen.
    pub(crate) fn tick(&mut self) {
        self.now += 1;
    }

    /// Adds `delta` to the weights of `features` for `class`.
    pub(crate) fn change(&mut self, features: &[u32], class: usize, delta: i32) {
        let class = class as u8;
        for &feature in features {
            let next = self.rows.len() as u32;
            let row = *self.index.entry(feature).or_insert(next);
            if row == next {
                self.rows.push(Row::default());
            }
            let row = &mut self.rows[row as usize];
            row.changes += 1;
            match row.cells.iter_mut().find(|c| c.class == class) {
                Some(cell) => {
                    cell.sum += f64::from(cell.weight) * f64::from(self.now - cell.stamp);
                    cell.weight += delta;
                    cell.stamp = self.now;
                }
                None => row.cells.push(Cell { class, weight: delta, stamp: self.now, sum: 0.0 }),
            }
        }
    }

    /// The averages as stored weights. Rows changed fewer than `least` times are dropped.
    pub(crate) fn finish(&self, least: u32) -> Linear {
        let now = f64::from(self.now);
        let mut rows = Vec::new();
        for (&key, &row) in &self.index {
            let row = &self.rows[row as usize];
            if row.changes < least {
                continue;
            }
            let mut cells: Vec<(u8, f64)> = row
                .cells
                .iter()
                .map(|c| (c.class, (c.sum + f64::from(c.weight) * (now - f64::from(c.stamp))) / now))
                .collect();
            cells.sort_unstable_by_key(|c| c.0);
            rows.push((key, cells));
        }
        rows.sort_unstable_by_key(|r| r.0);
        let scale = 127.0 / quantile(&rows, 0.9995);
        let quantised: Vec<(u32, Vec<(u8, i8)>)> = rows
            .into_iter()
            .map(|(key, cells)| {
                let cells = cells.into_iter().filter_map(|(class, weight)| {
                    let weight = (weight * scale).round().clamp(-127.0, 127.0) as i8;
                    (weight != 0).then_some((class, weight))
                });
                (key, cells.collect::<Vec<_>>())
            })
            .filter(|(_, cells)| !cells.is_empty())
            .collect();
        Linear::from_rows(self.classes, &quantised)
    }
}

/// The weight that a share of all weights does not pass.
fn quantile(rows: &[(u32, Vec<(u8, f64)>)], share: f64) -> f64 {
    let mut all: Vec<f64> = rows.iter().flat_map(|r| r.1.iter().map(|c| c.1.abs())).collect();
    if all.is_empty() {
        return 1.0;
    }
    let at = ((all.len() - 1) as f64 * share) as usize;
    let (_, value, _) = all.select_nth_unstable_by(at, f64::total_cmp);
    value.max(1e-9)
}
