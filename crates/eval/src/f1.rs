//! Precision, recall and F1 from counts, and largest matchings, as scorers of benchmarks use them.

/// Right, said, and wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) right: usize,
    pub(crate) said: usize,
    pub(crate) gold: usize,
}

impl Counts {
    pub(crate) fn add(&mut self, right: usize, said: usize, gold: usize) {
        self.right += right;
        self.said += said;
        self.gold += gold;
    }

    pub(crate) fn f1(self) -> f64 {
        let both = self.said + self.gold;
        if both == 0 { 0.0 } else { 2.0 * self.right as f64 / both as f64 }
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let share = |of: usize| if of == 0 { 0.0 } else { 100.0 * self.right as f64 / of as f64 };
        write!(out, "P {:.1}  R {:.1}  F1 {:.1}", share(self.said), share(self.gold), 100.0 * self.f1())
    }
}

/// The size of a largest one-to-one matching; `edges[left]` lists the right ends a left end may have.
///
/// # Cost
/// O(left x edges).
pub(crate) fn matching(edges: &[Vec<usize>]) -> usize {
    let rights = edges.iter().flatten().max().map_or(0, |m| m + 1);
    let mut owner: Vec<Option<usize>> = vec![None; rights];
    (0..edges.len()).filter(|&left| place(edges, left, &mut owner, &mut vec![false; rights])).count()
}

fn place(edges: &[Vec<usize>], left: usize, owner: &mut [Option<usize>], seen: &mut [bool]) -> bool {
    for &right in &edges[left] {
        if !std::mem::replace(&mut seen[right], true)
            && owner[right].is_none_or(|other| place(edges, other, owner, seen))
        {
            owner[right] = Some(left);
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matching_gives_way_where_that_wins_an_edge() {
        assert_eq!(matching(&[vec![0], vec![0, 1], vec![1]]), 2);
        assert_eq!(matching(&[vec![1], vec![1, 0]]), 2);
        assert_eq!(matching(&[]), 0);
    }

    #[test]
    fn figures_are_told_in_hundredths() {
        let counts = Counts { right: 1, said: 2, gold: 4 };
        assert_eq!(counts.to_string(), "P 50.0  R 25.0  F1 33.3");
        assert_eq!(Counts::default().to_string(), "P 0.0  R 0.0  F1 0.0");
    }
}
