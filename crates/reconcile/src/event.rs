//! Same event: claims grouped by named signs of being told of one happening.

use std::collections::BTreeMap;

use rashomon_model::{Days, RelationKind, Status};

use crate::around::Surroundings;
use crate::group::Groups;
use crate::setting::kin;
use crate::teller::is_word;
use crate::view::{Lie, View};
use crate::words::Name;

/// Score from which on two claims tell one event. Chosen by eye on the annotated reports.
const SAME: f64 = 3.0;

/// What people decided of pairs of views.
#[derive(Clone, Debug, Default)]
pub(crate) struct Decided {
    /// They tell one event, whatever speaks against it.
    pub(crate) same: Vec<(usize, usize)>,
    /// They tell two.
    pub(crate) different: Vec<(usize, usize)>,
}

/// Events, each as the views that tell it, in order; claims that share no event are alone.
///
/// Denials and word actions (accusations, calls) are no tellings of an event.
pub(crate) fn events(
    views: &[View<'_>],
    pairs: &[(usize, usize)],
    related: &[(usize, usize, RelationKind)],
    decided: &Decided,
    around: &[Surroundings],
    published: &[Option<Days>],
) -> Vec<Vec<usize>> {
    let mut groups = Groups::new(views.len());
    // What the members of a group say of its days, so that a chain of likenesses cannot join two days.
    let mut days: Vec<Option<Days>> = views.iter().map(|v| v.days.or(published[v.at.report])).collect();
    // For each group the other ends of its pairs that were decided to be two events.
    let mut apart: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &(i, j) in &decided.different {
        apart.entry(i).or_default().push(j);
        apart.entry(j).or_default().push(i);
    }
    let mut join = |i: usize, j: usize, asked: bool| {
        let (x, y) = (groups.find(i), groups.find(j));
        if x == y {
            return;
        }
        let meet = match (days[x], days[y]) {
            _ if asked => days[x].or(days[y]),
            (Some(a), Some(b)) if !a.overlaps(b) => return,
            (Some(a), Some(b)) => Some(narrower(a, b)),
            (a, b) => a.or(b),
        };
        let ends = |group: usize| apart.get(&group).map_or(0, Vec::len);
        let (few, many) = if ends(x) <= ends(y) { (x, y) } else { (y, x) };
        let parted = apart.get(&few).is_some_and(|others| others.iter().any(|&o| groups.find(o) == many));
        if parted && !asked {
            return;
        }
        groups.join(x, y);
        days[x.min(y)] = meet;
        if let Some(moved) = apart.remove(&x.max(y)) {
            apart.entry(x.min(y)).or_default().extend(moved);
        }
    };
    for &(i, j) in &decided.same {
        join(i, j, true);
    }
    for &(i, j, kind) in related {
        let toll = views[i].claim.count.is_some() && views[j].claim.count.is_some();
        if tells(&views[i]) && tells(&views[j]) && (kind == RelationKind::Supports || toll) {
            join(i, j, false);
        }
    }
    for &(i, j) in pairs {
        if nearness(&views[i], &views[j], &around[views[i].at.report]) >= SAME {
            join(i, j, false);
        }
    }
    groups.sets().into_iter().filter(|set| set.iter().all(|&i| tells(&views[i]))).collect()
}

fn narrower(a: Days, b: Days) -> Days {
    let start = a.start.max(b.start);
    let end = match (a.end, b.end) {
        (Some(x), Some(y)) => Some(x.min(y)),
        (x, y) => x.or(y),
    };
    Days { start, end }
}

/// True for a claim that tells an event, as against denying or talking of one.
pub(crate) fn tells(view: &View<'_>) -> bool {
    view.claim.status != Status::Denied && !is_word(view.action())
}

/// How much speaks for one event; far below nothing where something rules it out.
fn nearness(a: &View<'_>, b: &View<'_>, around: &Surroundings) -> f64 {
    const NEVER: f64 = -100.0;
    if !tells(a) || !tells(b) || !(a.action() == b.action() || kin(a.action(), b.action())) {
        return NEVER;
    }
    if a.lie(b) == Some(Lie::Apart) || matches!((a.days, b.days), (Some(x), Some(y)) if !x.overlaps(y)) {
        return NEVER;
    }
    let party = |x: &Option<Name>, y: &Option<Name>, same: f64, other: f64| match (x, y) {
        (Some(x), Some(y)) if x.same(y) || x.akin(y) => same,
        (Some(_), Some(_)) => other,
        _ => 0.0,
    };
    let mut score = if a.action() == b.action() { 1.0 } else { 0.5 };
    score += match a.lie(b) {
        Some(Lie::Same) => 1.5,
        Some(_) => 0.7,
        None => 0.0,
    };
    if a.days.is_some() && b.days.is_some() {
        score += 1.0;
    }
    score += party(&a.actor, &b.actor, 0.7, -1.5) + party(&a.target, &b.target, 1.0, -0.5);
    score += match around.closeness(&a.all, &b.all) {
        x if x >= 0.5 => 1.5,
        x if x >= 0.25 => 0.8,
        _ => 0.0,
    };
    if a.at.report == b.at.report && b.at.claim.abs_diff(a.at.claim) <= 1 {
        score += 0.5;
    }
    score
}
