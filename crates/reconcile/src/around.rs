//! What a report tells around a pair of claims: how common its words and actions are, and which
//! claims lie closest to each other.

use rashomon_model::Action;

use crate::features::{Feature, Setting};
use crate::setting::setting;
use crate::view::{Lie, View};
use crate::words::{Name, Words};

/// What a report tells besides the pair.
#[derive(Clone, Debug, Default)]
pub(crate) struct Surroundings {
    /// Number of denials and rejections.
    pub(crate) denials: usize,
    /// In how many claims a word stands.
    pub(crate) spread: std::collections::BTreeMap<String, usize>,
    /// In how many claims an action stands.
    pub(crate) actions: [usize; Action::ALL.len()],
    /// Number of claims.
    pub(crate) claims: usize,
    /// For each claim by its number, the closest of those it could deny or be denied by, and of
    /// those that other tellers tell of the same action.
    pub(crate) closest: std::collections::BTreeMap<rashomon_model::ClaimRef, [f64; 2]>,
}

impl Surroundings {
    pub(crate) fn of(views: &[View<'_>]) -> Self {
        let denials = views.iter().filter(|v| v.denied() || v.action() == Action::Reject).count();
        let mut spread = std::collections::BTreeMap::new();
        for word in views.iter().flat_map(|v| &v.all) {
            *spread.entry(word.clone()).or_insert(0) += 1;
        }
        let mut actions = [0; Action::ALL.len()];
        for view in views {
            actions[view.action() as usize] += 1;
        }
        let mut around = Self {
            denials,
            spread,
            actions,
            claims: views.len(),
            closest: std::collections::BTreeMap::new(),
        };
        let mut closest = std::collections::BTreeMap::new();
        for (i, a) in views.iter().enumerate() {
            for b in views[i + 1..].iter().take(crate::relate::REACH) {
                let Some(kind) = rank_of(a, b) else { continue };
                let near = around.nearness(a, b);
                for at in [a.at, b.at] {
                    let best: &mut [f64; 2] = closest.entry(at).or_default();
                    best[kind] = best[kind].max(near);
                }
            }
        }
        around.closest = closest;
        around
    }
}

impl Surroundings {
    /// Share of the weight of the words of the shorter that stand in both; seldom words weigh more.
    pub(crate) fn closeness(&self, a: &Words, b: &Words) -> f64 {
        let weigh = |w: &String| {
            let spread = self.spread.get(w).copied().unwrap_or(1).max(1);
            (1.0 + self.claims as f64 / spread as f64).ln()
        };
        let sum = |set: &Words| set.iter().map(weigh).sum::<f64>();
        let both: f64 = a.intersection(b).map(weigh).sum();
        let all = sum(a) + sum(b) - both;
        if all <= 0.0 { 0.0 } else { both / all }
    }
}

impl Surroundings {
    /// How much two claims have in common over all slots.
    fn nearness(&self, a: &View<'_>, b: &View<'_>) -> f64 {
        let meet = |x: &Option<Name>, y: &Option<Name>| matches!((x, y), (Some(x), Some(y)) if x.same(y) || x.akin(y));
        let bonus = |yes: bool| if yes { 0.2 } else { 0.0 };
        self.closeness(&a.all, &b.all)
            + bonus(a.action() == b.action())
            + bonus(meet(&a.actor, &b.actor))
            + bonus(meet(&a.target, &b.target))
            + bonus(a.lie(b) == Some(Lie::Same))
    }

    pub(crate) fn rank(&self, a: &View<'_>, b: &View<'_>, f: &mut Vec<Feature>) {
        let Some(kind) = rank_of(a, b) else { return };
        let near = self.nearness(a, b);
        let best = |v: &View<'_>| self.closest.get(&v.at).is_none_or(|c| near >= c[kind] * 0.85);
        match (best(a), best(b)) {
            (true, true) => f.push(Feature::BestBoth),
            (false, false) => {}
            _ => f.push(Feature::BestOne),
        }
    }
}

/// In which ranking a pair stands: a denial and what it may deny, or one act by two tellers.
fn rank_of(a: &View<'_>, b: &View<'_>) -> Option<usize> {
    match setting(a, b)? {
        Setting::Denial | Setting::Rebuttal => Some(0),
        Setting::SameAct | Setting::Toll if !a.teller.same(&b.teller) => Some(1),
        _ => None,
    }
}
