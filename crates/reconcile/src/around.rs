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
    /// For each claim and ranking, the closest of the claims it stands with there.
    closest: std::collections::BTreeMap<(rashomon_model::ClaimRef, Rank), Best>,
}

/// Which pairs are ranked against each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// A denial and what it may deny.
    Denial,
    /// One act, or one count, by two tellers.
    Act,
    /// One state, and another that undoes it.
    State,
}

/// The best that a claim reaches with any of those it is ranked with.
#[derive(Clone, Copy, Debug, Default)]
struct Best {
    near: f64,
    slots: Match,
}

/// How well single slots of a pair match: 0 apart, 1 unknown, 2 in part, 3 the same.
#[derive(Clone, Copy, Debug, Default)]
struct Match {
    place: u8,
    target: u8,
    actor: u8,
    action: u8,
}

impl Match {
    fn of(a: &View<'_>, b: &View<'_>) -> Self {
        let party = |x: &Option<Name>, y: &Option<Name>| match (x, y) {
            (Some(x), Some(y)) if x.same(y) => 3,
            (Some(x), Some(y)) if x.akin(y) => 2,
            (Some(_), Some(_)) => 0,
            _ => 1,
        };
        let place = match a.lie(b) {
            Some(Lie::Same) => 3,
            Some(Lie::Part) => 2,
            None => 1,
            Some(Lie::Apart) => 0,
        };
        Match {
            place,
            target: if a.action() == Action::Kill && b.action() == Action::Kill {
                party(&a.people, &b.people)
            } else {
                party(&a.target, &b.target)
            },
            actor: party(&a.actor, &b.actor),
            action: if a.action() == b.action() { 3 } else { 0 },
        }
    }

    fn most(self, other: Match) -> Match {
        Match {
            place: self.place.max(other.place),
            target: self.target.max(other.target),
            actor: self.actor.max(other.actor),
            action: self.action.max(other.action),
        }
    }
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
                let (near, slots) = (around.nearness(a, b), Match::of(a, b));
                for at in [a.at, b.at] {
                    let best: &mut Best = closest.entry((at, kind)).or_default();
                    *best = Best { near: best.near.max(near), slots: best.slots.most(slots) };
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
        let best = |v: &View<'_>| self.closest.get(&(v.at, kind)).is_none_or(|c| near >= c.near * 0.85);
        match (best(a), best(b)) {
            (true, true) => f.push(Feature::BestBoth),
            (false, false) => {}
            _ => f.push(Feature::BestOne),
        }
        // What another claim matches better is less likely to be meant here.
        let own = Match::of(a, b);
        let reached = [a.at, b.at].into_iter().filter_map(|at| self.closest.get(&(at, kind)));
        let most = reached.fold(own, |most, best| most.most(best.slots));
        for (own, most, feature) in [
            (own.place, most.place, Feature::PlaceBeaten),
            (own.target, most.target, Feature::TargetBeaten),
            (own.actor, most.actor, Feature::ActorBeaten),
            (own.action, most.action, Feature::ActionBeaten),
        ] {
            if most == 3 && own < most {
                f.push(feature);
            }
        }
    }
}

/// In which ranking a pair stands.
fn rank_of(a: &View<'_>, b: &View<'_>) -> Option<Rank> {
    match setting(a, b)? {
        Setting::Denial | Setting::Rebuttal => Some(Rank::Denial),
        Setting::SameAct | Setting::Toll if !a.teller.same(&b.teller) => Some(Rank::Act),
        Setting::Undoing | Setting::Control => Some(Rank::State),
        _ => None,
    }
}
