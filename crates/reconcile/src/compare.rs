//! The features of a pair of claims, found slot by slot.

use rashomon_model::{Action, ActionGroup, Count, CountKind, Status};

use crate::around::Surroundings;
use crate::features::{Feature, Setting};
use crate::lists::lists;
use crate::setting::{differ, negative, setting, undoes};
use crate::teller::{Class, is_word};
use crate::view::{Lie, View};
use crate::words::{Name, Words, overlap};

/// The setting of a pair and its features; `None` where nothing can relate the two.
///
/// `a` comes first: earlier in the text, or in the earlier report.
pub(crate) fn compare(a: &View<'_>, b: &View<'_>, around: &Surroundings) -> Option<(Setting, Vec<Feature>)> {
    let setting = setting(a, b)?;
    let mut f = vec![Feature::Always];
    tellers(a, b, &mut f);
    slots(a, b, &mut f);
    wording(a, b, around, &mut f);
    senses(a, b, &mut f);
    around.rank(a, b, &mut f);
    agreement(&mut f);
    f.push(match a.action() {
        _ if a.action() != b.action() => Feature::ActOther,
        Action::Kill => Feature::ActKill,
        x if x.group() == ActionGroup::Violence => Feature::ActViolence,
        x if x.group() == ActionGroup::Control => Feature::ActControl,
        x if x.group() == ActionGroup::People => Feature::ActPeople,
        _ => Feature::ActOther,
    });
    match setting {
        Setting::Denial | Setting::Rebuttal => denial(a, b, around, &mut f),
        Setting::Blame => blame(a, b, &mut f),
        Setting::Toll => toll(a, b, &mut f),
        Setting::Undoing | Setting::Control => succession(a, b, &mut f),
        Setting::SameAct => {
            if a.claim.count.is_some() != b.claim.count.is_some() {
                f.push(Feature::OneCount);
            }
            if let (Some(x), Some(y)) = (a.claim.count, b.claim.count) {
                counts(x, y, &mut f);
            }
        }
    }
    Some((setting, f))
}

fn tellers(a: &View<'_>, b: &View<'_>, f: &mut Vec<Feature>) {
    let (s, t) = (&a.teller, &b.teller);
    f.push(match (s.own, t.own) {
        (true, true) if a.at.report == b.at.report => Feature::BothOwnVoice,
        (true, false) | (false, true) => Feature::OwnVoice,
        _ if s.same(t) => Feature::SameTeller,
        _ => Feature::OtherTeller,
    });
    if s.is_vague() || t.is_vague() {
        f.push(Feature::VagueTeller);
    }
    if !s.own && !t.own && s.class == t.class && s.class != Class::Other {
        f.push(Feature::SameClass);
    }
    if s.perhaps_one_government(t) {
        f.push(Feature::OneGovernment);
    }
    if s.relays(t) {
        f.push(Feature::Relay);
    }
}

fn slots(a: &View<'_>, b: &View<'_>, f: &mut Vec<Feature>) {
    match a.lie(b) {
        Some(Lie::Same) => f.push(Feature::SamePlace),
        Some(Lie::Part) => f.push(Feature::PartPlace),
        Some(Lie::Apart) => f.push(Feature::OtherPlace),
        None if a.places.is_empty() != b.places.is_empty() => f.push(Feature::OnePlace),
        None => {}
    }
    f.extend(party(
        a.actor.as_ref(),
        b.actor.as_ref(),
        [Feature::SameActor, Feature::OtherActor, Feature::OneActor],
    ));
    let targets = if a.action() == Action::Kill && b.action() == Action::Kill {
        // `Twelve people` and `nine bodies` may be the same people.
        party(
            a.people.as_ref(),
            b.people.as_ref(),
            [Feature::SameTarget, Feature::OtherTarget, Feature::OneTarget],
        )
    } else {
        party(
            a.target.as_ref(),
            b.target.as_ref(),
            [Feature::SameTarget, Feature::OtherTarget, Feature::OneTarget],
        )
    };
    f.extend(targets);
    let meet = |x: &Option<Name>, y: &Option<Name>| matches!((x, y), (Some(x), Some(y)) if x.same(y));
    if (meet(&a.actor, &b.target) || meet(&b.actor, &a.target)) && !meet(&a.actor, &b.actor) {
        f.push(Feature::Swapped);
    }
    if let (Some(x), Some(y)) = (a.days, b.days) {
        f.push(if x.overlaps(y) { Feature::SameDays } else { Feature::OtherDays });
    } else if let (Some(x), Some(y)) = (&a.claim.time, &b.claim.time)
        && crate::words::fold(&x.text) == crate::words::fold(&y.text)
    {
        f.push(Feature::SameTimeWords);
    }
    let status = |s: Status| a.claim.status == s || b.claim.status == s;
    for (s, feature) in [
        (Status::Possible, Feature::Uncertain),
        (Status::Planned, Feature::Planned),
        (Status::Ended, Feature::Ended),
    ] {
        if status(s) {
            f.push(feature);
        }
    }
}

/// What the words tell besides the slots.
fn senses(a: &View<'_>, b: &View<'_>, f: &mut Vec<Feature>) {
    let (x, y) = (&a.sense, &b.sense);
    if x.harms_differ(y) {
        f.push(Feature::OtherHarm);
    } else if !x.harms.is_empty() && !y.harms.is_empty() {
        f.push(Feature::SameHarm);
    }
    for (one, other, feature) in [
        (x.further, y.further, Feature::Further),
        (x.part, y.part, Feature::PartWords),
        (x.sum, y.sum, Feature::OneSum),
        (x.ahead, y.ahead, Feature::OneAhead),
    ] {
        if one != other {
            f.push(feature);
        }
    }
    if (a.days.is_none() || b.days.is_none()) && !x.dates.is_empty() && !y.dates.is_empty() {
        f.push(if x.dates.is_disjoint(&y.dates) { Feature::OtherDates } else { Feature::SameDates });
    }
}

/// How many slots agree and how many clash: one event agrees in several and clashes in none.
fn agreement(f: &mut Vec<Feature>) {
    use Feature as F;
    let count = |list: &[F]| f.iter().filter(|x| list.contains(x)).count();
    let agree =
        count(&[F::SamePlace, F::SameActor, F::SameTarget, F::SameDays, F::SameTimeWords, F::CloseWords]);
    let clash =
        count(&[F::OtherPlace, F::OtherActor, F::OtherTarget, F::OtherDays, F::OtherDates, F::OtherHarm]);
    f.extend(match agree {
        0 => None,
        1 => Some(F::AgreeOne),
        2 => Some(F::AgreeTwo),
        _ => Some(F::AgreeMany),
    });
    f.extend(match clash {
        0 => None,
        1 => Some(F::ClashOne),
        _ => Some(F::ClashMany),
    });
}

fn party(a: Option<&Name>, b: Option<&Name>, [same, other, one]: [Feature; 3]) -> Option<Feature> {
    match (a, b) {
        (Some(x), Some(y)) => Some(if x.same(y) || x.akin(y) { same } else { other }),
        (None, None) => None,
        _ => Some(one),
    }
}

fn wording(a: &View<'_>, b: &View<'_>, around: &Surroundings, f: &mut Vec<Feature>) {
    f.push(if a.action() == b.action() { Feature::SameAction } else { Feature::KinAction });
    f.push(match overlap(&a.all, &b.all) {
        x if x >= 0.35 => Feature::ManyWords,
        x if x >= 0.18 => Feature::SomeWords,
        x if x > 0.0 => Feature::FewWords,
        _ => Feature::NoWords,
    });
    if rare(&a.all, &b.all, around) {
        f.push(Feature::RareWords);
    }
    if !a.names.is_disjoint(&b.names) {
        f.push(Feature::Names);
    }
    match around.closeness(&a.all, &b.all) {
        x if x >= 0.5 => f.push(Feature::CloseWords),
        x if x >= 0.25 => f.push(Feature::HalfWords),
        x if x >= 0.1 => f.push(Feature::FaintWords),
        _ => {}
    }
    if a.passage.len().min(b.passage.len()) <= 3 {
        f.push(Feature::Bare);
    }
    f.push(match around.actions[a.action() as usize].min(around.actions[b.action() as usize]) {
        0..=3 => Feature::Lone,
        _ => Feature::Crowd,
    });
    for (list, feature) in [
        (&lists().confirming, Feature::Confirmed),
        (&lists().denying, Feature::DenyWords),
        (&lists().returning, Feature::Back),
        (&lists().totals, Feature::TollWords),
    ] {
        let has = |v: &View<'_>| !v.sentence.is_disjoint(list);
        if has(a) || has(b) {
            f.push(feature);
        }
    }
    if a.at.report == b.at.report {
        if a.passage().overlaps(b.passage()) {
            f.push(Feature::SamePassage);
        } else if a.claim.evidence.sentence == b.claim.evidence.sentence {
            f.push(Feature::SameSentence);
        }
        f.push(match b.at.claim.abs_diff(a.at.claim) {
            0 | 1 => Feature::Next,
            2..=6 => Feature::Near,
            _ => Feature::Far,
        });
    }
}

/// True where the two share a word that stands in few claims.
fn rare(a: &Words, b: &Words, around: &Surroundings) -> bool {
    a.intersection(b).any(|w| w.len() > 2 && around.spread.get(w).is_none_or(|&n| n <= 4))
}

fn denial(a: &View<'_>, b: &View<'_>, around: &Surroundings, f: &mut Vec<Feature>) {
    let (no, yes) = if negative(a) { (a, b) } else { (b, a) };
    let accused = if yes.action() == Action::Accuse { &yes.target } else { &yes.actor };
    let teller = no.teller.name();
    if let (Some(t), Some(x)) = (teller, accused) {
        if t.same(x) {
            f.push(Feature::Accused);
        } else if t.akin(x) {
            f.push(Feature::AccusedKin);
        }
    }
    // Who denies for his side: the denied act's own actor is the accused.
    if let (Some(t), Some(x)) = (&no.actor, accused)
        && yes.action() == Action::Accuse
        && (t.same(x) || t.akin(x))
    {
        f.push(Feature::Accused);
    }
    if yes.action() != Action::Accuse
        && let (Some(t), Some(x)) = (teller, &yes.target)
        && t.same(x)
    {
        f.push(Feature::TellerIsTarget);
    }
    if let (Some(x), Some(y)) = (&no.actor, &yes.actor)
        && !is_word(no.action())
        && !is_word(yes.action())
    {
        f.push(if x.same(y) || x.akin(y) { Feature::DeniedActor } else { Feature::DeniedOther });
    }
    if let (Some(t), Some(x)) = (yes.teller.name(), &yes.actor)
        && !is_word(yes.action())
        && (t.same(x) || t.akin(x))
    {
        f.push(Feature::OwnAct);
    }
    if let (Some(t), Some(x)) = (yes.teller.name(), &no.target)
        && is_word(no.action())
        && (t.same(x) || t.akin(x))
    {
        f.push(Feature::AccuserAnswers);
    }
    if std::ptr::eq(no, b) {
        f.push(Feature::DeniedLater);
    }
    f.push(match around.denials {
        0 | 1 => Feature::OneDenial,
        2 | 3 => Feature::FewDenials,
        _ => Feature::ManyDenials,
    });
    f.push(match yes.action() {
        Action::Accuse => Feature::Accusation,
        x if is_word(x) || x == Action::Agree || x == Action::Meet => Feature::Words,
        _ => Feature::Event,
    });
    if !yes.teller.own && !no.teller.own {
        f.push(Feature::BothTell);
    }
}

fn blame(a: &View<'_>, b: &View<'_>, f: &mut Vec<Feature>) {
    let meet =
        |x: Option<&Name>, y: Option<&Name>| matches!((x, y), (Some(x), Some(y)) if x.same(y) || x.akin(y));
    if meet(a.teller.name(), b.target.as_ref()) || meet(b.teller.name(), a.target.as_ref()) {
        f.push(Feature::Accused);
    }
}

fn toll(a: &View<'_>, b: &View<'_>, f: &mut Vec<Feature>) {
    if let (Some(x), Some(y)) = (a.claim.count, b.claim.count) {
        counts(x, y, f);
        if exclude(x, y) && !a.teller.own && a.teller.same(&b.teller) {
            f.push(Feature::OwnNumbers);
        }
    }
    f.push(match (&a.people, &b.people) {
        (None, None) => Feature::SameVictims,
        (Some(x), Some(y)) if x.same(y) => Feature::SameVictims,
        _ => Feature::OtherVictims,
    });
}

/// True where no number satisfies both.
pub(crate) fn exclude(a: Count, b: Count) -> bool {
    let below = |high: Option<f64>, low: Option<f64>| matches!((high, low), (Some(h), Some(l)) if h < l);
    below(a.high, b.low) || below(b.high, a.low)
}

fn counts(a: Count, b: Count, f: &mut Vec<Feature>) {
    if exclude(a, b) {
        f.push(Feature::CountsApart);
        let size = |c: Count| c.low.or(c.high).unwrap_or(0.0).max(1.0);
        match (size(a).ln() - size(b).ln()).abs() {
            x if x > 1.2 => f.push(Feature::CountsFar),
            // `Nearly 200` and `194` are one number.
            x if x < 0.05 => f.push(Feature::CountsNear),
            _ => {}
        }
    } else if (a.low, a.high) == (b.low, b.high) {
        f.push(Feature::CountsEqual);
    } else {
        f.push(Feature::CountsMeet);
    }
}

fn succession(a: &View<'_>, b: &View<'_>, f: &mut Vec<Feature>) {
    for (action, feature) in [
        (Action::Hold, Feature::Hold),
        (Action::Seize, Feature::Seize),
        (Action::Withdraw, Feature::Withdraw),
        (Action::Advance, Feature::Advance),
    ] {
        if a.action() == action || b.action() == action {
            f.push(feature);
        }
    }
    let meet =
        |x: &Option<Name>, y: &Option<Name>| matches!((x, y), (Some(x), Some(y)) if x.same(y) || x.akin(y));
    let (from, to) = if later_first(a, b) { (b, a) } else { (a, b) };
    let held = |v: &View<'_>| v.claim.status == Status::Asserted;
    let near = a.lie(b).is_some_and(|l| l == Lie::Same || l == Lie::Part);
    let same_end = from.action() == to.action() && to.claim.status == Status::Ended;
    let sign = match (from.action(), to.action()) {
        _ if same_end && (near || meet(&a.actor, &b.actor) || meet(&a.target, &b.target)) => {
            Some(Feature::EndOf)
        }
        _ if same_end || !held(from) || !held(to) => None,
        (Action::Abduct, Action::Flee) if taken_and_freed(from, to) => Some(Feature::Freed),
        (Action::Close, Action::Open) if near || meet(&a.target, &b.target) => Some(Feature::Reopened),
        (Action::Seize | Action::Hold | Action::Advance, Action::Withdraw)
        | (Action::Withdraw, Action::Seize)
            if meet(&a.actor, &b.actor) && a.lie(b) == Some(Lie::Same) =>
        {
            Some(Feature::Left)
        }
        (Action::Hold | Action::Seize, Action::Seize)
            if near && differ(a.actor.as_ref(), b.actor.as_ref()) =>
        {
            Some(Feature::TakenFrom)
        }
        _ => None,
    };
    f.extend(sign);
    if a.action().group() == ActionGroup::Control
        && b.action().group() == ActionGroup::Control
        && let (Some(x), Some(y)) = (&a.actor, &b.actor)
    {
        f.push(if x.same(y) || x.akin(y) { Feature::SameHolder } else { Feature::HeldByOther });
    }
    if before(from, to) {
        f.push(Feature::DaysForward);
    }
}

/// True where those taken are those freed: the same people, in a number that agrees.
fn taken_and_freed(from: &View<'_>, to: &View<'_>) -> bool {
    let number = |v: &View<'_>| v.claim.count.filter(|c| c.kind != CountKind::Share);
    let (taken, freed) = (number(from), number(to));
    let apart = matches!((taken, freed), (Some(x), Some(y)) if exclude(x, y));
    let named = match (&from.people, &to.people) {
        (Some(x), Some(y)) => x.same(y),
        (None, None) => taken.is_some() && freed.is_some(),
        _ => false,
    };
    named && !apart && from.sense.further == to.sense.further
}

/// True where the days of `a` end before those of `b` begin.
pub(crate) fn before(a: &View<'_>, b: &View<'_>) -> bool {
    let day = |d: Option<rashomon_model::Days>, end: bool| {
        d.and_then(|d| if end { d.end.or(d.start) } else { d.start })
    };
    matches!((day(a.days, true), day(b.days, false)), (Some(x), Some(y)) if x < y)
}

/// True where `a`, told first, is the later state of the two.
///
/// Days decide; then the acts (what is opened was closed before), then an end, then who holds gives
/// way to who takes; else what is told later is later.
pub(crate) fn later_first(a: &View<'_>, b: &View<'_>) -> bool {
    let ended = |v: &View<'_>| v.claim.status == Status::Ended;
    let state = |v: &View<'_>| matches!(v.action(), Action::Hold);
    if before(a, b) {
        return false;
    }
    if before(b, a) {
        return true;
    }
    let (x, y) = (a.action(), b.action());
    if let Some(first) = left_first(a, b) {
        return !first;
    }
    if undoes(x, y) != undoes(y, x) {
        return undoes(y, x);
    }
    if ended(a) != ended(b) {
        return ended(a);
    }
    x == Action::Seize && state(b)
}

/// Of a taking and a leaving without days: whether `a` comes first, where that can be told. `None`
/// for other pairs.
///
/// One party leaves and another takes what it left; one and the same retakes what it left, or else
/// leaves what it took.
fn left_first(a: &View<'_>, b: &View<'_>) -> Option<bool> {
    let (taking, a_leaves) = match (a.action(), b.action()) {
        (Action::Seize, Action::Withdraw) => (a, false),
        (Action::Withdraw, Action::Seize) => (b, true),
        _ => return None,
    };
    let retaken = taking.sense.returning;
    let leaves_first = retaken || differ(a.actor.as_ref(), b.actor.as_ref());
    Some(a_leaves == leaves_first)
}
