//! What holds of any claims: order of reports, reports given twice, order of pairs.

mod common;

use std::collections::BTreeSet;

use common::{Story, story};
use proptest::prelude::*;
use rashomon_model::{Action, CountKind, Reconciliation, RelationKind, Status};
use rashomon_reconcile::reconcile;

const TELLERS: [&str; 6] =
    ["", "a ferryman", "the Guard office", "residents", "Ana Duarte > Radio Vale", "officials"];
const PARTIES: [&str; 4] = ["", "Hill Brigade", "River Guard", "millers"];
const PLACES: [&str; 4] = ["", "Stone Bridge, Vale", "Low Quay, Vale", "Vale"];
const DAYS: [&str; 4] = ["", "2019-05-03", "2019-05-05", "2019-05-07"];
const OUTLETS: [&str; 3] = ["Vale Courier", "Hill Post", "River Wire"];
const DATES: [&str; 4] = ["", "2019-05-06", "2019-05-07", "2019-05-09"];

fn a_story() -> impl Strategy<Value = Story> {
    let claim = (
        0..TELLERS.len(),
        0..Action::ALL.len(),
        (0..PARTIES.len(), 0..PARTIES.len()),
        0..PLACES.len(),
        0..DAYS.len(),
        0..Status::ALL.len(),
        proptest::option::of(1u32..90),
        "[a-z]{3,6}( [a-z]{3,6}){1,5}",
    );
    (0..OUTLETS.len(), 0..DATES.len(), proptest::collection::vec(claim, 1..6)).prop_map(
        |(outlet, date, claims)| {
            let mut told = story(OUTLETS[outlet], DATES[date]);
            for (teller, action, (actor, target), place, day, status, count, words) in claims {
                told = told.tell(TELLERS[teller], Action::ALL[action], &words).status(Status::ALL[status]);
                if actor > 0 {
                    told = told.by(PARTIES[actor]);
                }
                if target > 0 {
                    told = told.to(PARTIES[target]);
                }
                if place > 0 {
                    told = told.at(PLACES[place]);
                }
                if day > 0 {
                    told = told.on(DAYS[day]);
                }
                if let Some(n) = count {
                    told = told.count(CountKind::Killed, n, (n % 2 == 0).then_some(n));
                }
            }
            told
        },
    )
}

/// Relations, voices, questions in words that do not hang on the numbers of the reports.
fn said(found: &Reconciliation, stories: &[Story]) -> BTreeSet<String> {
    let claim = |at: rashomon_model::ClaimRef| {
        let text = &stories[at.report].report.text;
        format!("{}#{}", text, at.claim)
    };
    let mut out = BTreeSet::new();
    for r in &found.relations {
        let mut ends = [claim(r.a), claim(r.b)];
        if r.kind != RelationKind::Reverses {
            ends.sort();
        }
        out.insert(format!("{:?} {} {} {:.6}", ends, r.kind.as_str(), r.about, r.confidence));
    }
    for v in &found.voices {
        let claims: BTreeSet<String> = v.claims.iter().map(|&c| claim(c)).collect();
        out.insert(format!("voice {} {claims:?}", v.origin));
    }
    for q in &found.questions {
        let answers: Vec<_> =
            q.answers.iter().map(|a| (a.label.clone(), a.standing.rule.clone(), a.voices.len())).collect();
        let disputes: Vec<_> = q.disputes.iter().map(|d| (d.kind, d.text.clone())).collect();
        out.insert(format!("{} {answers:?} {disputes:?} {:?}", q.text, q.standing));
    }
    for e in &found.events {
        let claims: BTreeSet<String> = e.claims.iter().map(|&c| claim(c)).collect();
        out.insert(format!("event {} {claims:?}", e.label));
    }
    out
}

fn run(stories: &[Story]) -> Reconciliation {
    let reports: Vec<_> = stories.iter().map(Story::claims).collect();
    reconcile(&reports).value
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_order_of_reports_changes_nothing(stories in proptest::collection::vec(a_story(), 1..5)) {
        let mut turned = stories.clone();
        turned.reverse();
        prop_assert_eq!(said(&run(&stories), &stories), said(&run(&turned), &turned));
    }

    #[test]
    fn a_report_given_twice_counts_once(stories in proptest::collection::vec(a_story(), 1..4)) {
        let mut twice = stories.clone();
        twice.push(stories[0].clone());
        prop_assert_eq!(said(&run(&stories), &stories), said(&run(&twice), &twice));
        let reports: Vec<_> = twice.iter().map(Story::claims).collect();
        prop_assert!(reconcile(&reports).notes.iter().any(|n| n.code == "reconcile/report-twice"));
    }

    #[test]
    fn symmetric_pairs_are_ordered_and_told_once(stories in proptest::collection::vec(a_story(), 1..4)) {
        let found = run(&stories);
        let mut pairs = BTreeSet::new();
        for r in &found.relations {
            prop_assert!(r.a != r.b);
            prop_assert!(r.kind == RelationKind::Reverses || r.a < r.b);
            prop_assert!((0.0..=1.0).contains(&r.confidence));
            prop_assert!(pairs.insert((r.a.min(r.b), r.a.max(r.b))));
        }
    }

    #[test]
    fn every_answer_has_a_claim_and_no_probability(stories in proptest::collection::vec(a_story(), 1..4)) {
        for q in run(&stories).questions {
            prop_assert!(q.text.ends_with('?'));
            for a in q.answers {
                prop_assert!(!a.told_by.is_empty() || !a.denied_by.is_empty());
                prop_assert!(a.probability.is_none());
            }
        }
    }
}

#[test]
fn no_reports_give_nothing() {
    assert_eq!(run(&[]), Reconciliation::default());
}
