//! Places in places: which lies in which.

use rustc_hash::FxHashMap;

/// Places with their parents. A name can stand for several places.
#[derive(Clone, Debug, Default)]
pub struct Hierarchy {
    parent: Vec<Option<u32>>,
    named: FxHashMap<String, Vec<u32>>,
}

/// A name in the form names are compared in.
fn plain(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

impl Hierarchy {
    /// Builds one from places as `(id, name, id of the parent)`; a parent that is not listed is none.
    pub fn new<'a>(places: impl IntoIterator<Item = (&'a str, &'a str, &'a str)>) -> Self {
        let places: Vec<_> = places.into_iter().collect();
        let ids: FxHashMap<&str, u32> =
            places.iter().enumerate().map(|(n, (id, ..))| (*id, n as u32)).collect();
        let mut named: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        let mut parent = Vec::with_capacity(places.len());
        for (n, (id, name, above)) in places.iter().enumerate() {
            parent.push(ids.get(above).copied().filter(|_| above != id));
            named.entry(plain(name)).or_default().push(n as u32);
        }
        Self { parent, named }
    }

    /// Whether there are no places.
    pub fn is_empty(&self) -> bool {
        self.parent.is_empty()
    }

    /// All places of a name.
    pub fn named(&self, name: &str) -> &[u32] {
        self.named.get(&plain(name)).map_or(&[], |n| n)
    }

    /// The places above `place`, nearest first, the topmost (the world) left out. Ends also where parents run
    /// in a circle.
    pub fn above(&self, place: u32) -> impl Iterator<Item = u32> + '_ {
        let up = |p: u32| self.parent.get(p as usize).copied().flatten();
        std::iter::successors(up(place), move |p| up(*p))
            .take(self.parent.len().min(64))
            .filter(move |p| up(*p).is_some())
    }

    /// How deep `place` lies below the topmost place.
    pub fn depth(&self, place: u32) -> usize {
        self.above(place).count() + 1
    }

    /// Whether `inner` lies in `outer`, some place of the one name in some place of the other. A place does not
    /// lie in itself.
    pub fn within(&self, inner: &[u32], outer: &[u32]) -> bool {
        inner.iter().any(|i| self.above(*i).any(|a| outer.contains(&a)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_end() {
        let h = Hierarchy::new([("a", "A", "b"), ("b", "B", "a")]);
        assert!(h.within(h.named("a"), h.named("B")));
        assert!(h.depth(0) < 10);
    }

    #[test]
    fn places_lie_in_places() {
        let h = Hierarchy::new([
            ("0", "World", ""),
            ("1", "Syria", "0"),
            ("2", "Raqqa", "1"),
            ("3", "Tabqa", "2"),
        ]);
        assert!(h.within(h.named("tabqa"), h.named("SYRIA")));
        assert!(!h.within(h.named("Syria"), h.named("Tabqa")));
        assert!(!h.within(h.named("Raqqa"), h.named("Raqqa")));
        assert_eq!(h.depth(3), 3);
    }
}
