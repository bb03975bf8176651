//! The claims that no change or dispute has shown, by report and by what they tell.

use std::collections::BTreeSet;

use rashomon::model::{ActionGroup, ClaimRef};

use super::View;
use crate::term::Style;

const GROUPS: [(ActionGroup, &str); 6] = [
    (ActionGroup::Control, "CONTROL"),
    (ActionGroup::Violence, "VIOLENCE"),
    (ActionGroup::People, "PEOPLE"),
    (ActionGroup::Access, "ACCESS"),
    (ActionGroup::Forces, "FORCES"),
    (ActionGroup::Words, "WORDS"),
];

/// All claims but those `shown` already.
pub(super) fn claims(view: View<'_>, shown: &BTreeSet<ClaimRef>) -> String {
    let mut out = String::new();
    for (group, heading) in GROUPS {
        let mut rows = String::new();
        for (report, reading) in view.reports.iter().enumerate() {
            for (claim, told) in reading.value.claims.iter().enumerate() {
                let at = ClaimRef { report, claim };
                if told.action.group() == group && !shown.contains(&at) {
                    rows.push_str(&view.row(at, None, None));
                }
            }
        }
        if !rows.is_empty() {
            out.push('\n');
            out.push_str(&view.term.block(0, Style::Bold, heading));
            out.push_str(&rows);
        }
    }
    out
}
