//! Which kind of pair two claims are, if they can bear on each other at all.

use rashomon_model::{Action, ActionGroup, Status};

use crate::features::Setting;
use crate::view::View;
use crate::words::Name;

pub(crate) fn negative(v: &View<'_>) -> bool {
    v.denied() || v.action() == Action::Reject
}

pub(crate) fn setting(a: &View<'_>, b: &View<'_>) -> Option<Setting> {
    let (x, y) = (a.action(), b.action());
    if negative(a) != negative(b) {
        let (no, yes) = if negative(a) { (a, b) } else { (b, a) };
        if matches!(yes.action(), Action::Demand | Action::Threaten | Action::Meet)
            && no.action() != yes.action()
        {
            return None;
        }
        if no.action() == Action::Reject {
            return Some(Setting::Rebuttal);
        }
        let related = x == y
            || kin(x, y)
            || yes.action() == Action::Accuse
            || (no.action() == Action::Responsibility && yes.action().group() == ActionGroup::Violence);
        return related.then_some(Setting::Denial);
    }
    if x == Action::Accuse && y == Action::Accuse {
        return Some(Setting::Blame);
    }
    if negative(a) {
        return (x == y && x != Action::Reject).then_some(Setting::SameAct);
    }
    let ended = |v: &View<'_>| v.claim.status == Status::Ended;
    if undoes(x, y) || undoes(y, x) || (x == y && ended(a) != ended(b)) {
        return Some(Setting::Undoing);
    }
    if let (Some(m), Some(n)) = (a.claim.count, b.claim.count)
        && m.kind == n.kind
        && (x == y || kin(x, y))
    {
        return Some(Setting::Toll);
    }
    if x.group() == ActionGroup::Control && y.group() == ActionGroup::Control && x != y {
        return Some(Setting::Control);
    }
    if x == y {
        let same = if x == Action::Seize || x == Action::Hold {
            differ(a.actor.as_ref(), b.actor.as_ref())
        } else {
            false
        };
        return Some(if same { Setting::Control } else { Setting::SameAct });
    }
    None
}

pub(crate) fn differ(a: Option<&Name>, b: Option<&Name>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if !a.same(b) && !a.akin(b))
}

/// True for actions that two tellers may call one and the same event.
pub(crate) fn kin(a: Action, b: Action) -> bool {
    use Action::{
        Abduct, Advance, Aid, Airstrike, Bomb, Clash, Clear, Deploy, Destroy, Flee, Hold, Kill, Seize, Shell,
    };
    const KIN: &[(Action, Action)] = &[
        (Clash, Shell),
        (Clash, Airstrike),
        (Clash, Bomb),
        (Clash, Kill),
        (Clash, Destroy),
        (Shell, Airstrike),
        (Shell, Bomb),
        (Shell, Kill),
        (Shell, Destroy),
        (Airstrike, Bomb),
        (Airstrike, Kill),
        (Airstrike, Destroy),
        (Bomb, Kill),
        (Bomb, Destroy),
        (Kill, Destroy),
        (Kill, Abduct),
        (Clash, Abduct),
        (Seize, Advance),
        (Hold, Advance),
        (Seize, Clash),
        (Advance, Clash),
        (Hold, Abduct),
        (Flee, Abduct),
        (Deploy, Advance),
        (Deploy, Hold),
        (Deploy, Aid),
        (Clear, Bomb),
        (Clear, Seize),
    ];
    KIN.contains(&(a, b)) || KIN.contains(&(b, a))
}

/// True where `b` undoes `a`.
pub(crate) fn undoes(a: Action, b: Action) -> bool {
    use Action::{Abduct, Advance, Besiege, Close, Flee, Hold, Open, Seize, Withdraw};
    matches!(
        (a, b),
        (Abduct, Flee) | (Close, Open) | (Seize | Hold | Advance, Withdraw) | (Besiege, Withdraw | Open)
    )
}
