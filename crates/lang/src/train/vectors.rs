//! Vectors of words made small: see `network::vectors`.

use std::collections::BTreeMap;

use super::{Log, Random};
use crate::network::keys::Keys;
use crate::network::vectors::{CHOICES, GROUP, Vectors};
use crate::words::{Atoms, WordScratch};

/// Rounds of the search for groups, and words it looks at.
const ROUNDS: usize = 12;
const LOOKED_AT: usize = 20_000;

/// Makes the vectors of the pack from words with their vectors, the commonest first. Where two
/// words look the same to the network, the commoner one counts.
pub(crate) fn quantise(words: &[(String, Vec<f32>)], seed: u64, log: Log<'_>) -> Vectors {
    let width = words.first().map_or(0, |w| w.1.len()) / GROUP * GROUP;
    if width == 0 {
        return Vectors::default();
    }
    let mut scratch = WordScratch::default();
    let mut rows: BTreeMap<u32, &[f32]> = BTreeMap::new();
    for (word, vector) in words.iter().filter(|w| w.1.len() >= width) {
        rows.entry(Atoms::of(word, &mut scratch).lower).or_insert(&vector[..width]);
    }
    // Numbers of usual size, whatever their source has.
    let count = (rows.len() * width) as f64;
    let square: f64 = rows.values().flat_map(|v| v.iter()).map(|&x| f64::from(x * x)).sum();
    let scale = if square > 0.0 { (0.5 * (count / square).sqrt()) as f32 } else { 1.0 };
    let scaled: Vec<Vec<f32>> = rows.values().map(|v| v.iter().map(|x| x * scale).collect()).collect();
    let places = width / GROUP;
    let place = |place: usize| -> (Vec<f32>, Vec<u8>) {
        let group = |row: &[f32]| -> [f32; GROUP] { std::array::from_fn(|i| row[place * GROUP + i]) };
        let mut random = Random(seed + place as u64);
        let mut order: Vec<usize> = (0..scaled.len()).collect();
        random.shuffle(&mut order);
        order.truncate(LOOKED_AT);
        let mut groups: Vec<[f32; GROUP]> =
            (0..CHOICES).map(|n| group(&scaled[order[n % order.len()]])).collect();
        for _ in 0..ROUNDS {
            let mut sums = vec![([0.0_f32; GROUP], 0_usize); CHOICES];
            for &row in &order {
                let here = group(&scaled[row]);
                let sum = &mut sums[nearest(&groups, here)];
                for (s, x) in sum.0.iter_mut().zip(here) {
                    *s += x;
                }
                sum.1 += 1;
            }
            for (slot, (sum, count)) in groups.iter_mut().zip(&sums) {
                if *count > 0 {
                    *slot = sum.map(|s| s / *count as f32);
                } else {
                    *slot = group(&scaled[order[random.below(order.len())]]);
                }
            }
        }
        let codes = scaled.iter().map(|row| nearest(&groups, group(row)) as u8).collect();
        (groups.concat(), codes)
    };
    let halves: Vec<(Vec<f32>, Vec<u8>)> = std::thread::scope(|scope| {
        let place = &place;
        let half = places / 2;
        let other = scope.spawn(move || (half..places).map(place).collect::<Vec<_>>());
        let mut all: Vec<_> = (0..half).map(place).collect();
        all.extend(other.join().expect("training does not panic"));
        all
    });
    let mut codes = vec![0; scaled.len() * places];
    for (place, (_, column)) in halves.iter().enumerate() {
        for (row, &code) in column.iter().enumerate() {
            codes[row * places + place] = code;
        }
    }
    let vectors = Vectors {
        keys: Keys::new(rows.keys().copied().collect()),
        width,
        groups: halves.into_iter().flat_map(|h| h.0).collect(),
        codes,
    };
    let mut out = vec![0.0; width];
    let (mut off, mut all) = (0.0, 0.0);
    for (row, vector) in scaled.iter().enumerate() {
        vectors.copy(row, &mut out);
        off += vector.iter().zip(&out).map(|(a, b)| f64::from((a - b) * (a - b))).sum::<f64>();
        all += vector.iter().map(|a| f64::from(a * a)).sum::<f64>();
    }
    log(&format!("{} vectors of {width}, {:.1} % of their size lost", scaled.len(), 100.0 * off / all));
    vectors
}

fn nearest(groups: &[[f32; GROUP]], here: [f32; GROUP]) -> usize {
    let mut best = (f32::INFINITY, 0);
    for (n, group) in groups.iter().enumerate() {
        let mut far = 0.0;
        for (a, b) in group.iter().zip(here) {
            far += (a - b) * (a - b);
        }
        if far < best.0 {
            best = (far, n);
        }
    }
    best.1
}
