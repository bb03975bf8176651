//! The averaged perceptron: weights in training.

use super::Log;
use crate::linear::{Linear, Weights, code, value};

/// Where the cells of a feature stand.
#[derive(Clone, Copy, Default)]
struct Slot {
    key: u32,
    /// First cell; 0 for an empty slot.
    first: u32,
    length: u16,
    room: u16,
    changes: u32,
}

/// What averaging needs of a cell: step of the last change, and the sum of the weight over all
/// steps before.
#[derive(Clone, Copy, Default)]
struct Past {
    stamp: u32,
    sum: f64,
}

/// An averaged perceptron in training. Cells of a feature stand side by side, apart from their
/// past, so that scoring touches little memory.
pub(crate) struct Perceptron {
    classes: usize,
    slots: Vec<Slot>,
    used: usize,
    cells: Vec<(u8, i32)>,
    past: Vec<Past>,
    now: u32,
}

impl Weights for Perceptron {
    fn score(&self, features: &[u32], scores: &mut [i32]) {
        for &feature in features {
            let slot = self.slots[self.find(feature)];
            let first = slot.first as usize;
            for &(class, weight) in &self.cells[first..first + usize::from(slot.length)] {
                scores[usize::from(class)] += weight;
            }
        }
    }
}

impl Perceptron {
    pub(crate) fn new(classes: usize) -> Self {
        let (cells, past) = (vec![(0, 0)], vec![Past::default()]);
        Self { classes, slots: vec![Slot::default(); 1 << 16], used: 0, cells, past, now: 1 }
    }

    fn find(&self, key: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = (key >> (32 - self.slots.len().trailing_zeros())) as usize;
        while self.slots[at].first != 0 && self.slots[at].key != key {
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let old = std::mem::take(&mut self.slots);
        self.slots = vec![Slot::default(); old.len() * 2];
        for slot in old.into_iter().filter(|s| s.first != 0) {
            let at = self.find(slot.key);
            self.slots[at] = slot;
        }
    }

    /// One example has been seen.
    pub(crate) fn tick(&mut self) {
        self.now += 1;
    }

    /// Adds `delta` to the weights of `features` for `class`.
    pub(crate) fn change(&mut self, features: &[u32], class: usize, delta: i32) {
        for &feature in features {
            let at = self.find(feature);
            let mut slot = self.slots[at];
            if slot.first == 0 {
                slot = Slot { key: feature, first: self.make_room(2), room: 2, ..slot };
                self.used += 1;
            }
            slot.changes += 1;
            let first = slot.first as usize;
            let row = first..first + usize::from(slot.length);
            if let Some(cell) = row.clone().find(|&c| usize::from(self.cells[c].0) == class) {
                let past = &mut self.past[cell];
                past.sum += f64::from(self.cells[cell].1) * f64::from(self.now - past.stamp);
                past.stamp = self.now;
                self.cells[cell].1 += delta;
            } else {
                if slot.length == slot.room {
                    let moved = self.make_room(slot.room * 2);
                    self.cells.copy_within(row.clone(), moved as usize);
                    self.past.copy_within(row, moved as usize);
                    (slot.first, slot.room) = (moved, slot.room * 2);
                }
                let cell = slot.first as usize + usize::from(slot.length);
                self.cells[cell] = (class as u8, delta);
                self.past[cell] = Past { stamp: self.now, sum: 0.0 };
                slot.length += 1;
            }
            self.slots[at] = slot;
            if self.used * 2 > self.slots.len() {
                self.grow();
            }
        }
    }

    fn make_room(&mut self, cells: u16) -> u32 {
        let first = self.cells.len();
        self.cells.resize(first + usize::from(cells), (0, 0));
        self.past.resize(first + usize::from(cells), Past::default());
        first as u32
    }

    /// The averages as stored weights. Rows changed fewer than `least` times and weights not above
    /// `smallest` are dropped.
    pub(crate) fn finish(&self, least: u32, smallest: f64, log: Log<'_>) -> Linear {
        let now = f64::from(self.now);
        let mut rows = Vec::new();
        for slot in self.slots.iter().filter(|s| s.first != 0 && s.changes >= least) {
            let first = slot.first as usize;
            let mut cells: Vec<(u8, f64)> = (first..first + usize::from(slot.length))
                .map(|c| {
                    let ((class, weight), Past { stamp, sum }) = (self.cells[c], self.past[c]);
                    (class, (sum + f64::from(weight) * (now - f64::from(stamp))) / now)
                })
                .collect();
            cells.sort_unstable_by_key(|c| c.0);
            rows.push((slot.key, cells));
        }
        rows.sort_unstable_by_key(|r| r.0);
        // Sums of some two hundred weights must fit 32 bits, which they do by far.
        let largest = rows.iter().flat_map(|r| &r.1).fold(1e-9, |most: f64, c| most.max(c.1.abs()));
        let scale = 32_000.0 / largest;
        let mut quantised: Vec<(u32, Vec<(u8, i16)>)> = Vec::with_capacity(rows.len());
        for (key, cells) in rows {
            let kept = cells.into_iter().filter_map(|(class, weight)| {
                let weight = value(code((weight * scale).round() as i16));
                (f64::from(weight.abs()) > smallest * scale).then_some((class, weight))
            });
            let kept: Vec<_> = kept.collect();
            if !kept.is_empty() {
                quantised.push((key, kept));
            }
        }
        let entries: usize = quantised.iter().map(|r| r.1.len()).sum();
        log(&format!("  {} features, {entries} weights, largest {largest:.2}", quantised.len()));
        Linear::from_rows(self.classes, &quantised)
    }
}
