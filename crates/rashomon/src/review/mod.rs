//! What people decided, laid over what was read.
//!
//! Readings and decisions stay as they are; what is made here is a view of both. A decision finds its claim
//! by its words, so that it outlives a new reading; where the words are no longer a claim, that is said.

mod agreement;
mod correct;
mod locate;

use std::collections::{BTreeMap, BTreeSet};

use rashomon_model::{Action, ClaimRef, Reading, Rulings};

use crate::ReadReport;
use crate::v1::{Anchor, Decided, Slot, Verdict};

pub use agreement::{Agreement, agreement};
pub use correct::valid;
pub use locate::{anchor, locate};

/// Decisions, laid over the readings of a case.
#[derive(Clone, Debug, Default)]
pub struct Reviewed {
    /// What reconciling needs to know.
    pub rulings: Rulings,
    /// Decisions on each claim that hold, in the order they were made: indices into what was given.
    pub on: BTreeMap<ClaimRef, Vec<usize>>,
    /// Decisions whose claim is no longer read: indices into what was given.
    pub lost: Vec<usize>,
    /// Decisions that were undone, and those that undo.
    pub undone: BTreeSet<usize>,
    /// The action that was read of each claim whose action was corrected: anchors name it.
    pub actions: BTreeMap<ClaimRef, Action>,
}

/// Lays decisions over readings: corrects slots, merges and splits actors in place, and gives the rest.
///
/// `numbers` are the numbers of the reports in their case. Decisions are given in the order they were made.
/// Of several corrections of one slot the last holds. A claim is set aside when someone rejects it and
/// nobody accepts it; the last word of each reviewer counts.
///
/// # Cost
/// Linear in the decisions and the claims of the reports they name; a merge passes over all claims.
pub fn apply(readings: &mut [Reading<ReadReport>], numbers: &[i64], decided: &[Decided]) -> Reviewed {
    let mut reviewed = Reviewed { undone: undone(decided), ..Reviewed::default() };
    // Every anchor is resolved on what was read: a corrected action must not lead a later one astray.
    let resolved: Vec<(Option<ClaimRef>, Option<ClaimRef>)> = decided
        .iter()
        .map(|one| {
            let other = match &one.judgement.verdict {
                Verdict::Same { other } | Verdict::Different { other } => Some(other),
                _ => None,
            };
            let find = |on: Option<&Anchor>| locate(readings, numbers, &Reviewed::default(), on?);
            (find(one.judgement.on.as_ref()), find(other))
        })
        .collect();
    for (at, one) in decided.iter().enumerate().filter(|(at, _)| !reviewed.undone.contains(at)) {
        let judgement = &one.judgement;
        if let Verdict::Merge { name, into } = &judgement.verdict {
            correct::merge(readings, name, into);
        }
        let Some(on) = &judgement.on else { continue };
        // As of an earlier moment the report may not be there at all: no decision is lost by that.
        if !numbers.contains(&on.report) {
            continue;
        }
        let Some(claim) = resolved[at].0 else {
            reviewed.lost.push(at);
            continue;
        };
        reviewed.on.entry(claim).or_default().push(at);
        match &judgement.verdict {
            Verdict::Correct { slot, value } => {
                if *slot == Slot::Action {
                    let read = readings[claim.report].value.claims[claim.claim].action;
                    reviewed.actions.entry(claim).or_insert(read);
                }
                correct::correct(readings, claim, *slot, value, one.record);
            }
            Verdict::Split { form } => correct::split(&mut readings[claim.report].value.claims, form),
            Verdict::Same { .. } | Verdict::Different { .. } => {
                let Some(other) = resolved[at].1 else {
                    reviewed.lost.push(at);
                    continue;
                };
                let same = matches!(judgement.verdict, Verdict::Same { .. });
                let rulings = &mut reviewed.rulings;
                // The last word on a pair holds.
                let (first, second) = (claim.min(other), claim.max(other));
                rulings.same.retain(|p| *p != (first, second));
                rulings.different.retain(|p| *p != (first, second));
                let pairs = if same { &mut rulings.same } else { &mut rulings.different };
                pairs.push((first, second));
            }
            // Accepting and rejecting are counted below, by reviewer.
            _ => {}
        }
    }
    for (claim, said) in verdicts(&reviewed, decided) {
        match (said.values().any(|yes| *yes), said.values().any(|yes| !yes)) {
            (false, true) => drop(reviewed.rulings.set_aside.insert(claim)),
            (true, false) => drop(reviewed.rulings.vouched.insert(claim, said.into_keys().collect())),
            _ => {}
        }
    }
    reviewed
}

/// Decisions that do not hold: those undone by one that holds itself, and all that undo.
fn undone(decided: &[Decided]) -> BTreeSet<usize> {
    let mut gone = BTreeSet::new();
    for (at, one) in decided.iter().enumerate().rev() {
        if let Verdict::Undo { undoes } = one.judgement.verdict {
            if !gone.contains(&at)
                && let Some(before) = decided[..at].iter().position(|d| d.record == undoes)
            {
                gone.insert(before);
            }
            gone.insert(at);
        }
    }
    gone
}

/// The last accept or reject of each reviewer on each claim: `true` for accept. Undone ones are left out.
pub fn verdicts(reviewed: &Reviewed, decided: &[Decided]) -> BTreeMap<ClaimRef, BTreeMap<String, bool>> {
    let mut found: BTreeMap<ClaimRef, BTreeMap<String, bool>> = BTreeMap::new();
    for (claim, all) in &reviewed.on {
        for at in all {
            let judgement = &decided[*at].judgement;
            let yes = match judgement.verdict {
                Verdict::Accept => true,
                Verdict::Reject => false,
                _ => continue,
            };
            found.entry(*claim).or_default().insert(judgement.reviewer.clone(), yes);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use rashomon_model::Claim;

    use crate::v1::Judgement;
    use crate::{Pipeline, ReadOptions};

    const TEXT: &str = "The militia seized the mill on 3 May 2020, villagers said. The army held the mill on \
        3 May 2020, officers said. The army killed three farmers at the mill on 3 May 2020.";

    fn readings() -> Vec<Reading<ReadReport>> {
        vec![Pipeline::bundled().read(TEXT.as_bytes(), &ReadOptions::default())]
    }

    fn decide(record: i64, who: &str, claim: Option<usize>, verdict: Verdict) -> Decided {
        let on = claim.map(|claim| {
            let at = ClaimRef { report: 0, claim };
            anchor(&readings(), &[7], &Reviewed::default(), at).expect("a claim of the text")
        });
        let judgement = Judgement { reviewer: who.into(), on, verdict };
        Decided { record, at: "2026-01-01T00:00:00Z".into(), judgement }
    }

    fn of(claim: usize) -> ClaimRef {
        ClaimRef { report: 0, claim }
    }

    #[test]
    fn a_claim_is_set_aside_when_none_stands_by_it() {
        let mut all = readings();
        assert!(all[0].value.claims.len() >= 3, "{:?}", all[0].value.claims);
        let mut decided = vec![
            decide(10, "ana", Some(0), Verdict::Reject),
            decide(11, "ben", Some(1), Verdict::Accept),
            decide(12, "ana", Some(1), Verdict::Reject),
            decide(13, "ana", Some(2), Verdict::Reject),
            decide(14, "ana", Some(2), Verdict::Accept),
        ];
        let reviewed = apply(&mut all, &[7], &decided);
        assert_eq!(reviewed.rulings.set_aside, [of(0)].into());
        assert_eq!(reviewed.rulings.vouched, [(of(2), vec!["ana".to_owned()])].into());
        let told = Pipeline::bundled().reconcile_under(&all, &reviewed.rulings).value;
        let named =
            |c: ClaimRef| told.questions.iter().flat_map(|q| &q.answers).any(|a| a.told_by.contains(&c));
        assert!(!named(of(0)));
        // Undone, it is back.
        decided.push(decide(15, "ana", None, Verdict::Undo { undoes: 10 }));
        assert!(apply(&mut all, &[7], &decided).rulings.set_aside.is_empty());
        // And an undo can be undone.
        decided.push(decide(16, "ana", None, Verdict::Undo { undoes: 15 }));
        assert_eq!(apply(&mut all, &[7], &decided).rulings.set_aside, [of(0)].into());
    }

    #[test]
    fn slots_are_corrected_and_actors_merged_and_split() {
        let mut all = readings();
        let decided = [
            decide(1, "ana", Some(0), Verdict::Correct { slot: Slot::Actor, value: "River Guard".into() }),
            decide(2, "ana", Some(0), Verdict::Correct { slot: Slot::Time, value: "2020-05-04".into() }),
            decide(3, "ana", Some(0), Verdict::Correct { slot: Slot::Place, value: String::new() }),
            decide(4, "ana", None, Verdict::Merge { name: "river guard".into(), into: "Guard".into() }),
        ];
        let reviewed = apply(&mut all, &[7], &decided);
        assert_eq!(reviewed.lost, Vec::<usize>::new());
        let claim = &all[0].value.claims[0];
        assert_eq!(claim.actor.as_ref().and_then(|a| a.name.as_deref()), Some("Guard"));
        assert_eq!(claim.time.as_ref().map(|t| t.text.as_str()), Some("2020-05-04"));
        assert!(claim.places.is_empty());
        assert!(claim.evidence.rules.contains(&"judgement/1".to_owned()), "{:?}", claim.evidence.rules);
    }

    /// Two claims of one passage differ in their action only; a correction of it parts them no less.
    #[test]
    fn a_corrected_action_leads_no_later_decision_astray() {
        let twins = || {
            let mut all = readings();
            let first = all[0].value.claims[0].clone();
            all[0].value.claims[1] = Claim { action: Action::Withdraw, ..first };
            all
        };
        let mut all = twins();
        let on = |all: &[Reading<ReadReport>], reviewed: &Reviewed| anchor(all, &[7], reviewed, of(1));
        let mut decided = vec![decide(
            1,
            "ana",
            Some(0),
            Verdict::Correct { slot: Slot::Action, value: Action::Shell.as_str().into() },
        )];
        decided[0].judgement.on = on(&all, &Reviewed::default());
        let reviewed = apply(&mut all, &[7], &decided);
        assert_eq!(all[0].value.claims[1].action, Action::Shell);
        let later = on(&all, &reviewed).expect("a claim");
        assert_eq!(locate(&all, &[7], &reviewed, &later), Some(of(1)));
        let mut reject = decide(2, "ana", Some(0), Verdict::Reject);
        reject.judgement.on = Some(later);
        decided.push(reject);
        assert_eq!(apply(&mut twins(), &[7], &decided).rulings.set_aside, [of(1)].into());
        // And so it stays when the correction is undone.
        decided.push(decide(3, "ana", None, Verdict::Undo { undoes: 1 }));
        assert_eq!(apply(&mut twins(), &[7], &decided).rulings.set_aside, [of(1)].into());
    }

    #[test]
    fn what_is_no_longer_read_is_said() {
        let mut decided = decide(1, "ana", Some(0), Verdict::Reject);
        if let Some(on) = &mut decided.judgement.on {
            on.quote = "words that stand nowhere".into();
        }
        let reviewed = apply(&mut readings(), &[7], std::slice::from_ref(&decided));
        assert_eq!(reviewed.lost, [0]);
        // In a case that does not hold the report yet, nothing is lost.
        assert!(apply(&mut readings(), &[8], &[decided]).lost.is_empty());
    }
}
