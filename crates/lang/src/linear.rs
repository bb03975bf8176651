//! A linear classifier over hashed features, stored sparse: each feature has weights for the few
//! classes it speaks of.

use crate::model::{ModelError, Reader, Writer};

/// Anything that can score classes: stored weights, or weights in training.
pub(crate) trait Weights {
    /// Adds the weights of all `features` to `scores`, one per class.
    fn score(&self, features: &[u32], scores: &mut [i32]);
}

/// Stored weights.
#[derive(Clone, Debug, Default)]
pub(crate) struct Linear {
    pub(crate) classes: usize,
    /// Open addressing by the upper bits of the key: `(key, first entry)`; entry 0 is "none".
    table: Vec<(u32, u32)>,
    shift: u32,
    /// Rows of `(class, weight)`; the last entry of a row has the upper bit of its class set.
    entries: Vec<(u8, i16)>,
}

/// The upper bit of a class marks the last entry of a row, so classes are fewer than 128.
const LAST: u8 = 0x80;

/// The weight that a stored byte stands for: steps grow with the weight, so that the few large
/// weights and the many small ones both keep their first digits.
pub(crate) fn value(code: i8) -> i16 {
    let size = 32.0 * ((f64::from(code.unsigned_abs()) * STEP).exp() - 1.0);
    (size.round() as i16).saturating_mul(i16::from(code.signum()))
}

/// So that the largest code stands for nearly the largest weight: ln(1 + 32767 / 32) / 127.
const STEP: f64 = 0.054_59;

/// The nearest code of a weight.
pub(crate) fn code(weight: i16) -> i8 {
    let size = (1.0 + f64::from(weight.unsigned_abs()) / 32.0).ln() / STEP;
    (size.round().min(127.0) as i8) * weight.signum() as i8
}

impl Weights for Linear {
    #[inline]
    fn score(&self, features: &[u32], scores: &mut [i32]) {
        // All rows are looked up before any is read: the waits for memory run side by side.
        let mut rows = [0; 64];
        for features in features.chunks(rows.len()) {
            for (row, &feature) in rows.iter_mut().zip(features) {
                *row = self.row(feature);
            }
            for &first in &rows[..features.len()] {
                let mut at = first;
                while at != 0 {
                    let (class, weight) = self.entries[at];
                    // A damaged class number must not panic: `scores` may be shorter.
                    if let Some(score) = scores.get_mut(usize::from(class & !LAST)) {
                        *score += i32::from(weight);
                    }
                    at = if class & LAST == 0 { at + 1 } else { 0 };
                }
            }
        }
    }
}

impl Linear {
    #[inline]
    fn row(&self, key: u32) -> usize {
        let Some(mask) = self.table.len().checked_sub(1) else { return 0 };
        let mut at = (key >> self.shift) as usize;
        loop {
            let (stored, row) = self.table[at & mask];
            if row == 0 || stored == key {
                return row as usize;
            }
            at += 1;
        }
    }

    /// Builds the table from rows sorted by key.
    #[cfg(feature = "train")]
    pub(crate) fn from_rows(classes: usize, rows: &[(u32, Vec<(u8, i16)>)]) -> Self {
        let count: usize = rows.iter().map(|r| r.1.len()).sum();
        let mut linear = Self::with_capacity(classes, rows.len(), count);
        for (key, row) in rows {
            linear.push(*key, row.iter().copied());
        }
        linear
    }

    fn with_capacity(classes: usize, rows: usize, entries: usize) -> Self {
        let size = (rows * 3 / 2).next_power_of_two().max(16);
        let mut all = Vec::with_capacity(entries + 1);
        all.push((LAST, 0));
        Self { classes, table: vec![(0, 0); size], shift: 32 - size.trailing_zeros(), entries: all }
    }

    fn push(&mut self, key: u32, row: impl Iterator<Item = (u8, i16)>) {
        let first = self.entries.len();
        self.entries.extend(row);
        if self.entries.len() == first {
            return;
        }
        if let Some(last) = self.entries.last_mut() {
            last.0 |= LAST;
        }
        let mask = self.table.len() - 1;
        let mut at = (key >> self.shift) as usize & mask;
        while self.table[at].1 != 0 {
            at = (at + 1) & mask;
        }
        self.table[at] = (key, first as u32);
    }

    /// Rows in order of keys: difference to the key before, number of entries, entries.
    pub(crate) fn write(&self, out: &mut Writer) {
        let mut rows: Vec<(u32, u32)> = self.table.iter().copied().filter(|r| r.1 != 0).collect();
        rows.sort_unstable();
        out.number(self.classes as u64);
        out.number(rows.len() as u64);
        out.number(self.entries.len().max(1) as u64);
        let mut before = 0;
        for &(key, _) in &rows {
            out.number(u64::from(key - before));
            before = key;
        }
        for &(_, first) in &rows {
            let row = &self.entries[first as usize..];
            let length = row.iter().position(|e| e.0 & LAST != 0).map_or(1, |p| p + 1);
            for entry in &row[..length] {
                out.byte(entry.0);
            }
        }
        for &(_, first) in &rows {
            let row = &self.entries[first as usize..];
            let length = row.iter().position(|e| e.0 & LAST != 0).map_or(1, |p| p + 1);
            for entry in &row[..length] {
                out.byte(code(entry.1).cast_unsigned());
            }
        }
    }

    pub(crate) fn read(bytes: &mut Reader<'_>) -> Result<Self, ModelError> {
        let classes = bytes.length(127)?;
        let rows = bytes.length(1 << 26)?;
        let entries = bytes.length(1 << 28)?;
        bytes.expect_left(rows + 2 * entries.saturating_sub(1))?;
        let mut linear = Self::with_capacity(classes, rows, entries);
        let mut keys = Vec::with_capacity(rows);
        let mut key = 0_u32;
        for _ in 0..rows {
            key = key.wrapping_add(bytes.number()? as u32);
            keys.push(key);
        }
        let marks = bytes.take(entries.saturating_sub(1))?;
        let weights = bytes.take(entries.saturating_sub(1))?;
        let values: [i16; 256] = std::array::from_fn(|byte| value((byte as u8).cast_signed()));
        let mut at = 0;
        for key in keys {
            let length = marks[at..].iter().position(|m| m & LAST != 0).ok_or(ModelError::Damaged)? + 1;
            let row = at..at + length;
            linear.push(key, row.map(|i| (marks[i] & !LAST, values[usize::from(weights[i])])));
            at += length;
        }
        Ok(linear)
    }
}
