//! The best tree over the scores of all arcs.
//!
//! Source: the maximum spanning tree of McDonald et al., "Non-projective dependency parsing using
//! spanning tree algorithms", HLT-EMNLP 2005, by the algorithm of Chu and Liu and of Edmonds.

use super::matrix::Matrix;

/// Finds the best heads of a sentence. Row and column 0 of `scores` stand for the root;
/// `scores[word, head]`. One word hangs from the root. `heads[0]` is 0.
///
/// # Cost
/// O(n²) where the best arcs already form a tree, O(n³) at worst.
pub(crate) fn best_tree(scores: &Matrix, heads: &mut Vec<usize>) {
    let n = scores.rows;
    heads.clear();
    heads.resize(n, 0);
    for (word, slot) in heads.iter_mut().enumerate().skip(1) {
        let mut value = f32::NEG_INFINITY;
        for (head, &score) in scores.row(word).iter().enumerate() {
            if head != word && score > value {
                (*slot, value) = (head, score);
            }
        }
    }
    let roots = heads[1..].iter().filter(|&&h| h == 0).count();
    if roots == 1 && cycle(heads).is_none() {
        return;
    }
    let full: Vec<Vec<f32>> = (0..n).map(|word| scores.row(word).to_vec()).collect();
    let tree = spanning(&full);
    let roots: Vec<usize> = (1..n).filter(|&word| tree[word] == 0).collect();
    *heads = tree;
    if roots.len() < 2 {
        return;
    }
    // Each of the words at the root in turn is its only one.
    let mut best = f32::NEG_INFINITY;
    for &root in roots.iter().take(8) {
        let mut one = full.clone();
        for (word, row) in one.iter_mut().enumerate().skip(1) {
            if word != root {
                row[0] = FORBIDDEN;
            }
        }
        let tree = spanning(&one);
        let total = (1..n).map(|word| full[word][tree[word]]).sum::<f32>()
            + FORBIDDEN * (1..n).filter(|&word| word != root && tree[word] == 0).count() as f32;
        if total > best {
            best = total;
            *heads = tree;
        }
    }
}

const FORBIDDEN: f32 = -1e9;

/// A cycle among heads, if there is one.
fn cycle(heads: &[usize]) -> Option<Vec<usize>> {
    let mut seen = vec![0_usize; heads.len()];
    for start in 1..heads.len() {
        let mut at = start;
        while at != 0 && seen[at] == 0 {
            seen[at] = start;
            at = heads[at];
        }
        if at != 0 && seen[at] == start {
            let mut cycle = vec![at];
            let mut next = heads[at];
            while next != at {
                cycle.push(next);
                next = heads[next];
            }
            return Some(cycle);
        }
    }
    None
}

/// Heads of the maximum spanning tree from node 0; `scores[word][head]`.
fn spanning(scores: &[Vec<f32>]) -> Vec<usize> {
    let n = scores.len();
    let mut heads = vec![0; n];
    for word in 1..n {
        heads[word] = (0..n)
            .filter(|&head| head != word)
            .reduce(|a, b| if scores[word][b] > scores[word][a] { b } else { a })
            .unwrap_or(0);
    }
    let Some(cycle) = cycle(&heads) else { return heads };
    // The cycle becomes one node, the last of the smaller graph.
    let mut inside = vec![false; n];
    for &word in &cycle {
        inside[word] = true;
    }
    let outer: Vec<usize> = (0..n).filter(|&word| !inside[word]).collect();
    let small = outer.len() + 1;
    let mut smaller = vec![vec![FORBIDDEN; small]; small];
    let mut enter = vec![0; small];
    let mut leave = vec![0; small];
    let total: f32 = cycle.iter().map(|&word| scores[word][heads[word]]).sum();
    for (i, &word) in outer.iter().enumerate() {
        for (j, &head) in outer.iter().enumerate() {
            if i != j {
                smaller[i][j] = scores[word][head];
            }
        }
        // Out of the cycle to this word: by the best word of it.
        let from = cycle.iter().copied().reduce(|a, b| if scores[word][b] > scores[word][a] { b } else { a });
        leave[i] = from.unwrap_or(0);
        smaller[i][small - 1] = scores[word][leave[i]];
        // From this word into the cycle: where breaking it costs least.
        let gain = |inner: usize| scores[inner][word] + total - scores[inner][heads[inner]];
        let into = cycle.iter().copied().reduce(|a, b| if gain(b) > gain(a) { b } else { a });
        enter[i] = into.unwrap_or(0);
        smaller[small - 1][i] = gain(enter[i]);
    }
    let tree = spanning(&smaller);
    let mut result = heads.clone();
    for (i, &word) in outer.iter().enumerate().skip(1) {
        result[word] = if tree[i] == small - 1 { leave[i] } else { outer[tree[i]] };
    }
    let by = tree[small - 1].min(outer.len() - 1);
    result[enter[by]] = outer[by];
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn is_tree(heads: &[usize]) -> bool {
        heads[1..].iter().filter(|&&h| h == 0).count() == 1 && cycle(heads).is_none()
    }

    /// The best tree by looking at all of them.
    fn exhaustive(scores: &Matrix) -> f32 {
        let n = scores.rows;
        let mut heads = vec![0; n];
        let mut best = f32::NEG_INFINITY;
        loop {
            if is_tree(&heads) && (1..n).all(|w| heads[w] != w) {
                best = best.max((1..n).map(|w| scores.row(w)[heads[w]]).sum());
            }
            let Some(word) = (1..n).find(|&w| heads[w] + 1 < n) else { return best };
            heads[word] += 1;
            heads[1..word].fill(0);
        }
    }

    proptest! {
        #[test]
        fn trees_are_trees_and_the_best_ones(
            n in 2_usize..6,
            data in proptest::collection::vec(-9_i8..9, 36),
        ) {
            let scores = Matrix {
                rows: n, cols: n,
                data: data[..n * n].iter().map(|&s| f32::from(s)).collect(),
            };
            let mut heads = Vec::new();
            best_tree(&scores, &mut heads);
            prop_assert!(is_tree(&heads), "{heads:?}");
            let total: f32 = (1..n).map(|w| scores.row(w)[heads[w]]).sum();
            prop_assert!((total - exhaustive(&scores)).abs() < 1e-3, "{heads:?}");
        }

        #[test]
        fn any_scores_give_a_tree(data in proptest::collection::vec(any::<f32>(), 400)) {
            let scores = Matrix { rows: 20, cols: 20, data };
            let mut heads = Vec::new();
            best_tree(&scores, &mut heads);
            prop_assert_eq!(heads.len(), 20);
        }
    }
}
