//! Small stories of our own, and what should come of them.

mod common;

use common::{Story, story};
use rashomon_model::{
    Action, CountKind, DisputeKind, Question, QuestionKind, Reconciliation, RelationKind, StandingKind,
    Status,
};
use rashomon_reconcile::{Weights, reconcile, relate};

fn held_against(stories: &[Story]) -> Reconciliation {
    let reports: Vec<_> = stories.iter().map(Story::claims).collect();
    reconcile(&reports).value
}

fn question(found: &Reconciliation, kind: QuestionKind) -> &Question {
    let told: Vec<&str> = found.questions.iter().map(|q| q.text.as_str()).collect();
    found.questions.iter().find(|q| q.kind == kind).unwrap_or_else(|| panic!("no {kind:?} among {told:?}"))
}

/// The relations of one story as `a-kind-b`, claims counted from one.
#[track_caller]
fn check_relations(story: &Story, expected: &[&str]) {
    let told: Vec<String> = relate(&story.report, &story.claims)
        .iter()
        .map(|r| format!("{} {} {}", r.a.claim + 1, r.kind.as_str(), r.b.claim + 1))
        .collect();
    assert_eq!(told, expected);
}

fn bridge() -> Story {
    story("Vale Courier", "2019-05-08")
        .tell("", Action::Hold, "The Hill Brigade had held the Stone Bridge since winter")
        .by("Hill Brigade")
        .at("Stone Bridge, Vale")
        .on("2019-05-05")
        .tell("ferrymen", Action::Seize, "the River Guard took the Stone Bridge from them on Monday")
        .by("River Guard")
        .at("Stone Bridge, Vale")
        .on("2019-05-06")
        .tell("a miller", Action::Seize, "the Hill Brigade had retaken the Stone Bridge")
        .by("Hill Brigade")
        .at("Stone Bridge, Vale")
}

#[test]
fn a_bridge_taken_and_retaken_is_a_change_and_no_dispute() {
    let found = held_against(&[bridge()]);
    let holds = question(&found, QuestionKind::Holds);
    assert_eq!(holds.text, "Who holds Stone Bridge, Vale?");
    assert!(holds.disputes.is_empty(), "{:?}", holds.disputes);
    let told: Vec<&str> = holds.changes.iter().map(|c| c.text.as_str()).collect();
    assert_eq!(
        told,
        [
            "Hill Brigade holds it (5 May 2019); then River Guard takes it (6 May 2019).",
            "River Guard takes it (6 May 2019); then Hill Brigade takes it (by 8 May 2019).",
        ]
    );
    let standings: Vec<_> = holds.answers.iter().map(|a| (a.label.as_str(), a.standing.kind)).collect();
    assert_eq!(
        standings,
        [
            ("Hill Brigade", StandingKind::Superseded),
            ("River Guard", StandingKind::Superseded),
            ("Hill Brigade", StandingKind::SingleOrigin),
        ]
    );
}

#[test]
fn who_holds_and_who_takes_reverses() {
    let told = relate(&bridge().report, &bridge().claims);
    let reverses: Vec<_> =
        told.iter().filter(|r| r.kind == RelationKind::Reverses).map(|r| (r.a.claim, r.b.claim)).collect();
    assert!(reverses.contains(&(0, 1)) && reverses.contains(&(1, 2)), "{reverses:?}");
    assert_eq!(told[0].about, "control of Stone Bridge, Vale");
    assert!(told[0].reasons.iter().any(|r| r.feature == "taken-from-another"));
}

#[test]
fn two_sides_on_one_day_are_a_dispute() {
    let report = story("Vale Courier", "2019-05-08")
        .tell("the River Guard", Action::Hold, "its men still held the customs house on Tuesday")
        .by("River Guard")
        .at("Customs House, Vale")
        .on("2019-05-07")
        .tell(
            "shopkeepers",
            Action::Hold,
            "the customs house was in the hands of the Hill Brigade on Tuesday",
        )
        .by("Hill Brigade")
        .at("Customs House, Vale")
        .on("2019-05-07");
    let found = held_against(&[report]);
    let holds = question(&found, QuestionKind::Holds);
    assert_eq!(holds.disputes.len(), 1);
    assert_eq!(holds.disputes[0].kind, DisputeKind::Contradiction);
    assert_eq!(
        holds.disputes[0].text,
        "On Customs House, Vale: according to the River Guard, River Guard holds it; according to \
         shopkeepers, Hill Brigade holds it."
    );
    assert_eq!(holds.standing.kind, StandingKind::Contested);
}

fn ferry() -> Story {
    story("Vale Courier", "2019-05-08")
        .tell("the harbour master", Action::Kill, "twenty people drowned when the ferry sank off Low Quay")
        .to("twenty people")
        .at("Low Quay, Vale")
        .on("2019-05-07")
        .count(CountKind::Killed, 20, Some(20))
        .tell(
            "a survivors' committee",
            Action::Kill,
            "at least 70 people drowned when the ferry sank off Low Quay",
        )
        .to("at least 70 people")
        .at("Low Quay, Vale")
        .on("2019-05-07")
        .count(CountKind::Killed, 70, None)
}

#[test]
fn tolls_that_cannot_both_hold_contradict() {
    check_relations(&ferry(), &["1 contradicts 2"]);
    let found = held_against(&[ferry()]);
    let toll = question(&found, QuestionKind::HowMany);
    assert_eq!(toll.text, "How many people were killed in Low Quay, Vale, 7 May 2019?");
    let labels: Vec<_> = toll.answers.iter().map(|a| a.label.as_str()).collect();
    assert_eq!(labels, ["20", "at least 70"]);
    assert_eq!(
        toll.disputes[0].text,
        "The number killed differs: 20 (the harbour master) and at least 70 (a survivors' committee)."
    );
    assert_eq!(toll.disputes[0].kind, DisputeKind::Contradiction);
}

#[test]
fn tolls_that_can_both_hold_do_not_contradict() {
    let mut near = ferry();
    near.claims[1].count =
        Some(rashomon_model::Count { kind: CountKind::Killed, low: Some(20.0), high: None });
    assert!(relate(&near.report, &near.claims).iter().all(|r| r.kind != RelationKind::Contradicts));
}

fn tolls() -> Story {
    story("Vale Courier", "2019-05-08")
        .tell("market women", Action::Abduct, "the River Guard had arrested the toll clerk in the market")
        .by("River Guard")
        .to("the toll clerk")
        .at("Market Square, Vale")
        .tell("the River Guard", Action::Abduct, "the River Guard had not arrested the toll clerk")
        .by("River Guard")
        .to("the toll clerk")
        .at("Market Square, Vale")
        .status(Status::Denied)
}

#[test]
fn a_denial_contradicts_what_it_denies() {
    check_relations(&tolls(), &["1 contradicts 2"]);
    let found = held_against(&[tolls()]);
    let happened = question(&found, QuestionKind::Happened);
    assert_eq!(happened.text, "Did the detention of the toll clerk in Market Square, Vale take place?");
    assert_eq!(happened.disputes[0].kind, DisputeKind::Denial);
    assert_eq!(
        happened.disputes[0].text,
        "According to market women, it is so; according to the River Guard, it is not."
    );
    assert!(happened.answers.iter().all(|a| a.standing.kind == StandingKind::Contested));
    assert!(happened.answers.iter().all(|a| a.probability.is_none()));
}

#[test]
fn an_accusation_and_its_rejection_ask_who_is_to_blame() {
    let report = story("Vale Courier", "2019-05-08")
        .tell("", Action::Accuse, "The millers blamed the River Guard for the broken weir")
        .by("The millers")
        .to("River Guard")
        .tell("", Action::Reject, "The River Guard rejected the charge")
        .by("River Guard")
        .to("the charge");
    check_relations(&report, &["1 contradicts 2"]);
    let found = held_against(&[report]);
    let blame = question(&found, QuestionKind::WhoDid);
    assert_eq!(blame.answers[0].label, "River Guard");
    assert_eq!(blame.answers[0].denied_by.len(), 1);
    assert_eq!(
        blame.disputes[0].text,
        "Named as responsible: River Guard (The millers); denied by River Guard."
    );
}

#[test]
fn a_road_closed_and_reopened_is_a_change() {
    let report = story("Vale Courier", "2019-05-08")
        .tell("", Action::Close, "The pass road was closed by snow on Sunday")
        .to("the pass road")
        .at("High Pass, Vale")
        .on("2019-05-05")
        .tell("the road office", Action::Open, "the pass road was open again on Tuesday")
        .to("the pass road")
        .at("High Pass, Vale")
        .on("2019-05-07");
    let found = held_against(&[report]);
    let open = question(&found, QuestionKind::IsOpen);
    assert_eq!(open.text, "Is the pass road open?");
    assert!(open.disputes.is_empty());
    assert_eq!(open.changes[0].text, "It is closed (5 May 2019); then it is open (7 May 2019).");
}

#[test]
fn two_reports_of_one_event_support_each_other_and_copies_do_not() {
    let one = |outlet: &str, passage: &str| {
        story(outlet, "2019-05-08")
            .tell("a lock keeper", Action::Bomb, passage)
            .at("Mill Lock, Vale")
            .to("the lock gates")
            .on("2019-05-07")
    };
    let text = "an explosion tore open the lower gates of Mill Lock before dawn on Tuesday morning";
    let other = story("Hill Post", "2019-05-08")
        .tell("bargemen", Action::Bomb, "a blast wrecked the lock gates at Mill Lock on Tuesday")
        .at("Mill Lock, Vale")
        .to("the lock gates")
        .on("2019-05-07");
    let copy = one("River Wire", text);
    let found = held_against(&[one("Vale Courier", text), copy, other]);
    assert_eq!(found.events.len(), 1, "{:?}", found.events);
    assert_eq!(found.events[0].claims.len(), 3);
    assert_eq!(found.voices.len(), 2, "{:?}", found.voices);
    let supports: Vec<_> = found
        .relations
        .iter()
        .filter(|r| r.kind == RelationKind::Supports)
        .map(|r| (r.a.report, r.b.report))
        .collect();
    assert!(!supports.contains(&(0, 1)), "{supports:?}");
    assert!(supports.contains(&(0, 2)), "{supports:?}");
}

#[test]
fn the_bundled_weights_read_back_as_written() {
    let bundled = Weights::bundled();
    assert_eq!(Weights::parse(&bundled.write()).as_ref(), Ok(bundled));
    assert!(Weights::parse("supports,any,no-such-feature,1").is_err());
}

#[test]
fn without_days_a_party_leaves_what_it_took_and_retakes_what_it_left() {
    let mill = |first: &str, second: (Action, &str)| {
        story("Vale Courier", "2019-05-08")
            .tell("", Action::Seize, first)
            .by("Hill Brigade")
            .at("Old Mill, Vale")
            .tell("", second.0, second.1)
            .by("Hill Brigade")
            .at("Old Mill, Vale")
    };
    check_relations(
        &mill(
            "the Hill Brigade took the Old Mill",
            (Action::Withdraw, "the Hill Brigade has left the Old Mill"),
        ),
        &["1 reverses 2"],
    );
    check_relations(
        &mill(
            "the Hill Brigade retook the Old Mill",
            (Action::Withdraw, "the Hill Brigade had left the Old Mill"),
        ),
        &["2 reverses 1"],
    );
}

#[test]
fn a_desk_that_rewords_a_copy_is_no_further_voice() {
    let told = |outlet: &str, words: &str, place: &str| {
        story(outlet, "2019-05-08")
            .tell("a doctor", Action::Kill, words)
            .to("people")
            .at(place)
            .on("2019-05-07")
            .count(CountKind::Killed, 12, Some(12))
    };
    let voices = |other: &Story, texts: &[usize]| {
        let first = told("Vale Courier", "12 people drowned when the ferry sank", "Low Quay, Vale");
        let stories = [first, other.clone()];
        let reports: Vec<_> = stories.iter().map(Story::claims).collect();
        let rulings = rashomon_model::Rulings::default();
        rashomon_reconcile::reconcile_with(&reports, texts, &rulings, Weights::bundled()).value.voices.len()
    };
    let reworded = told("Hill Post", "the ferry sank and 12 drowned", "Low Quay, Vale");
    assert_eq!(voices(&reworded, &[0, 0]), 1);
    assert_eq!(voices(&reworded, &[0, 1]), 2);
    assert_eq!(voices(&reworded, &[]), 2);
    // Another number or another place is no copy, whatever stands around it.
    assert_eq!(voices(&told("Hill Post", "the ferry sank and 13 drowned", "Low Quay, Vale"), &[0, 0]), 2);
    assert_eq!(voices(&told("Hill Post", "the ferry sank and 12 drowned", "High Quay, Vale"), &[0, 0]), 2);
}
