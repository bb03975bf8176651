//! How many words two texts share in the same order, run by run.

use rustc_hash::FxHashMap;

use crate::shingle::{SHINGLE, shingles};

/// Places of one shingle that are tried: a text that says the same over and over has many.
const PLACES: usize = 8;

/// Words of `a`, and of `b`, that stand in runs common to both of at least five words.
///
/// Each word counts once; runs may stand in another order, as in a text merged from two.
///
/// # Cost
/// O(words), times the length of repeated runs.
///
/// # Source
/// Greedy string tiling (Wise 1993), over runs found by their first shingle; the longest run at a place is
/// taken, not the longest of all.
pub fn shared(a: &[u64], b: &[u64]) -> (usize, usize) {
    let mut places: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    for (at, shingle) in shingles(b).enumerate() {
        let at_most = places.entry(shingle).or_default();
        if at_most.len() < PLACES {
            at_most.push(at);
        }
    }
    let starts: Vec<u64> = shingles(a).collect();
    let (mut in_a, mut taken) = (0, vec![false; b.len()]);
    let mut at = 0;
    while at < starts.len() {
        let run = |from: usize| {
            let both = a[at..].iter().zip(&b[from..]).zip(&taken[from..]);
            both.take_while(|((x, y), taken)| x == y && !**taken).count()
        };
        let found = places.get(&starts[at]).into_iter().flatten().map(|&from| (run(from), from));
        match found.max_by(|x, y| x.0.cmp(&y.0).then(y.1.cmp(&x.1))) {
            Some((length, from)) if length >= SHINGLE => {
                taken[from..from + length].fill(true);
                in_a += length;
                at += length;
            }
            _ => at += 1,
        }
    }
    (in_a, taken.iter().filter(|t| **t).count())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::shingle::words;

    #[track_caller]
    fn check(a: &str, b: &str, expected: (usize, usize)) {
        assert_eq!(shared(&words(a), &words(b)), expected);
    }

    #[test]
    fn runs_are_counted_wherever_they_stand() {
        check("one two three four five six", "One, two; three four five six!", (6, 6));
        check(
            "one two three four five x six seven eight nine ten",
            "six seven eight nine ten one two three four five",
            (10, 10),
        );
        check("one two three four", "one two three four", (0, 0));
        check("", "one two three four five", (0, 0));
    }

    proptest! {
        #[test]
        fn no_more_is_shared_than_there_is(a in proptest::collection::vec(0u64..6, 0..80), b in proptest::collection::vec(0u64..6, 0..80)) {
            let (x, y) = shared(&a, &b);
            prop_assert!(x == y && x <= a.len().min(b.len()));
            let whole = if a.len() >= SHINGLE { a.len() } else { 0 };
            prop_assert_eq!(shared(&a, &a), (whole, whole));
        }
    }
}
