//! Corrections of slots, and of who is who.

use rashomon_model::{
    Action, Claim, ClaimPlace, ClaimRef, ClaimTime, Count, CountKind, Day, Days, Party, Reading, Status,
};

use crate::ReadReport;
use crate::v1::Slot;

/// Sets a slot of a claim. A value that is none of its slot changes nothing: [`valid`] tells beforehand.
pub(super) fn correct(
    readings: &mut [Reading<ReadReport>],
    at: ClaimRef,
    slot: Slot,
    value: &str,
    record: i64,
) {
    let value = value.trim();
    let party = || (!value.is_empty()).then(|| known_party(readings, value));
    let place = || (!value.is_empty()).then(|| known_place(readings, value));
    let (party, place) = match slot {
        Slot::Actor | Slot::Target => (party(), None),
        Slot::Place => (None, place()),
        _ => (None, None),
    };
    let Some(claim) = readings.get_mut(at.report).and_then(|r| r.value.claims.get_mut(at.claim)) else {
        return;
    };
    match slot {
        Slot::Actor => claim.actor = party,
        Slot::Target => claim.target = party,
        Slot::Place => claim.places = place.into_iter().collect(),
        Slot::Action => claim.action = Action::parse(value).unwrap_or(claim.action),
        Slot::Status => claim.status = Status::parse(value).unwrap_or(claim.status),
        Slot::Time => match days(value) {
            Ok(None) => claim.time = None,
            Ok(Some(days)) => {
                claim.time = Some(ClaimTime { text: value.to_owned(), days: Some(days), mention: None });
            }
            Err(()) => return,
        },
        Slot::Count => match count(value) {
            Ok(None) => claim.count = None,
            Ok(Some((low, high))) => {
                let kind = claim.count.map_or(CountKind::Killed, |c| c.kind);
                claim.count = Some(Count { kind, low, high });
            }
            Err(()) => return,
        },
    }
    claim.evidence.rules.push(format!("judgement/{record}"));
}

/// What is wrong with a value for a slot, in words; nothing where it can be set.
///
/// # Errors
/// The form that is wanted.
pub fn valid(slot: Slot, value: &str) -> Result<(), String> {
    let value = value.trim();
    match slot {
        Slot::Action if Action::parse(value).is_none() => {
            let all: Vec<&str> = Action::ALL.iter().map(|a| a.as_str()).collect();
            Err(format!("`{value}` is no action; there are: {}", all.join(", ")))
        }
        Slot::Status if Status::parse(value).is_none() => {
            let all: Vec<&str> = Status::ALL.iter().map(|s| s.as_str()).collect();
            Err(format!("`{value}` is no status; there are: {}", all.join(", ")))
        }
        Slot::Time if days(value).is_err() => {
            Err(format!("`{value}` is no day; write `2017-06-13`, `2017-06-12..2017-06-13`, or nothing"))
        }
        Slot::Count if count(value).is_err() => Err(format!(
            "`{value}` is no number; write `22`, `20..25`, `at least 20`, `at most 25`, or nothing"
        )),
        _ => Ok(()),
    }
}

/// A day or a range of days; `None` for an empty value.
fn days(value: &str) -> Result<Option<Days>, ()> {
    let day = |text: &str| text.trim().parse::<Day>().map_err(|_| ());
    match value.split_once("..") {
        _ if value.is_empty() => Ok(None),
        Some((start, end)) => {
            let (start, end) = (day(start)?, day(end)?);
            if start <= end { Ok(Some(Days::between(start, end))) } else { Err(()) }
        }
        None => Ok(Some(Days::one(day(value)?))),
    }
}

type Bounds = (Option<f64>, Option<f64>);

/// A number with its bounds; `None` for an empty value.
fn count(value: &str) -> Result<Option<Bounds>, ()> {
    let number = |text: &str| {
        let n = text.trim().replace(',', "").parse::<f64>().map_err(|_| ())?;
        if n.is_finite() && n >= 0.0 { Ok(n) } else { Err(()) }
    };
    let bounds = if value.is_empty() {
        return Ok(None);
    } else if let Some(least) = value.strip_prefix("at least ") {
        (Some(number(least)?), None)
    } else if let Some(most) = value.strip_prefix("at most ") {
        (None, Some(number(most)?))
    } else if let Some((low, high)) = value.split_once("..") {
        let (low, high) = (number(low)?, number(high)?);
        if low > high {
            return Err(());
        }
        (Some(low), Some(high))
    } else {
        let n = number(value)?;
        (Some(n), Some(n))
    };
    Ok(Some(bounds))
}

fn same(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

/// A party by a name someone typed: the one of that name in the case, where there is one.
fn known_party(readings: &[Reading<ReadReport>], value: &str) -> Party {
    let all = readings.iter().flat_map(|r| &r.value.claims);
    let mut parties = all.flat_map(|c| c.actor.iter().chain(&c.target));
    let known = parties.find(|p| p.name.as_deref().is_some_and(|n| same(n, value)));
    match known {
        Some(party) => {
            Party { text: value.to_owned(), span: None, name: party.name.clone(), link: party.link.clone() }
        }
        None => Party { text: value.to_owned(), span: None, name: Some(value.to_owned()), link: None },
    }
}

/// A place by a name someone typed: the one of that name in the case, where there is one.
fn known_place(readings: &[Reading<ReadReport>], value: &str) -> ClaimPlace {
    let all = readings.iter().flat_map(|r| &r.value.claims);
    let mut places = all.flat_map(|c| &c.places);
    let known = places.find(|p| same(&p.name, value) || same(&p.text, value));
    ClaimPlace {
        text: value.to_owned(),
        span: None,
        place: known.and_then(|p| p.place.clone()),
        name: known.map_or_else(|| value.to_owned(), |p| p.name.clone()),
    }
}

/// Makes two names of actors one, in every claim.
pub(super) fn merge(readings: &mut [Reading<ReadReport>], name: &str, into: &str) {
    let target = known_party(readings, into);
    let claims = readings.iter_mut().flat_map(|r| &mut r.value.claims);
    for party in claims.flat_map(|c| c.actor.iter_mut().chain(&mut c.target)) {
        if party.name.as_deref().is_some_and(|n| same(n, name)) || same(&party.text, name) {
            party.name.clone_from(&target.name);
            party.link.clone_from(&target.link);
        }
    }
}

/// Takes from a written form the actor it was linked to.
pub(super) fn split(claims: &mut [Claim], form: &str) {
    for party in claims.iter_mut().flat_map(|c| c.actor.iter_mut().chain(&mut c.target)) {
        if same(&party.text, form) {
            party.name = None;
            party.link = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_checked_before_they_are_kept() {
        for (slot, good, bad) in [
            (Slot::Time, "2017-06-13", "13 June"),
            (Slot::Time, "2017-06-12..2017-06-13", "2017-06-13..2017-06-12"),
            (Slot::Count, "at least 1,200", "many"),
            (Slot::Count, "20..25", "25..20"),
            (Slot::Count, "", "-3"),
            (Slot::Action, "seize", "conquer"),
            (Slot::Status, "denied", "no"),
        ] {
            assert_eq!(valid(slot, good), Ok(()), "{good}");
            assert!(valid(slot, bad).is_err(), "{bad}");
        }
        assert_eq!(count("at least 1,200"), Ok(Some((Some(1200.0), None))));
        assert_eq!(count("inf"), Err(()));
    }
}
