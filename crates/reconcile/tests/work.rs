//! Twice the claims must not cost four times: comparisons are counted, not seconds.

mod common;

use common::{Story, story};
use rashomon_model::{Action, CountKind};
use rashomon_reconcile::{ReportClaims, comparisons};

/// Reports of one place and one fleet: the worst case for keys.
fn reports(n: u32) -> Vec<Story> {
    let report = |i: u32| {
        let mut told = story(&format!("Outlet {}", i % 7), "2019-05-08");
        for k in 0..8 {
            told = told
                .tell(
                    "the harbour master",
                    Action::Kill,
                    &format!("the storm of hour {i} {k} drowned sailors"),
                )
                .to("sailors of the River Fleet")
                .at("Low Quay, Vale")
                .count(CountKind::Killed, (i * 8 + k) % 40 + 1, None);
        }
        told
    };
    (0..n).map(report).collect()
}

fn work(n: u32) -> usize {
    let stories = reports(n);
    let given: Vec<ReportClaims<'_>> = stories.iter().map(Story::claims).collect();
    comparisons(&given)
}

#[test]
fn twice_the_reports_cost_about_twice_the_comparisons() {
    let (one, two) = (work(60), work(120));
    assert!(two < one * 5 / 2, "{one} comparisons for 60 reports, {two} for 120");
}

#[test]
fn a_long_report_costs_in_the_line_of_its_claims() {
    let long = |n: usize| {
        let mut told = story("Vale Courier", "2019-05-08");
        for k in 0..n {
            told =
                told.tell("", Action::Clash, &format!("a fight broke out at hour {k}")).at("Low Quay, Vale");
        }
        comparisons(&[told.claims()])
    };
    assert!(long(2000) < long(1000) * 5 / 2);
}
