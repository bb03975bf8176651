//! Whether the source says that it is so, is not so, may be so, is planned, or has ended.

use rashomon_model::{Deprel, Status};

use crate::tree::Tree;
use crate::triggers::Candidate;

const NEGATIONS: &[&str] = &["not", "n't", "never", "neither", "nor", "no", "without", "none", "nobody"];
const MAY: &[&str] = &["may", "might", "could"];
const WILL: &[&str] = &["will", "shall", "wo", "gon", "'ll"];

/// Governors of a complement that make it planned.
const PLANS: &[&str] = &[
    "plan",
    "intend",
    "want",
    "prepare",
    "order",
    "vow",
    "threaten",
    "aim",
    "decide",
    "expect",
    "schedule",
    "agree",
    "pledge",
    "promise",
    "instruct",
    "try",
    "attempt",
    "hope",
    "propose",
    "seek",
    "set",
    "ready",
    "command",
    "wish",
    "due",
    "about",
    "going",
    "go",
    "ask",
    "tell",
    "urge",
    "demand",
    "call",
    "commit",
    "tentative",
    "need",
    "must",
    "authorize",
    "authorise",
    "approve",
    "offer",
    "vote",
    "goal",
    "bid",
    "effort",
    "preparation",
    "plot",
    "conspire",
];
/// Governors that make it possible.
const MAYBES: &[&str] = &[
    "likely",
    "appear",
    "seem",
    "believe",
    "fear",
    "suspect",
    "possible",
    "probable",
    "think",
    "presume",
    "unclear",
    "concern",
    "risk",
    "possibility",
    "suggest",
    "unlikely",
    "expected",
    "assume",
    "danger",
    "worry",
    "rumor",
    "rumour",
];
const HEDGES: &[&str] =
    &["possibly", "probably", "apparently", "perhaps", "likely", "presumably", "maybe", "potentially"];
const ENDS: &[&str] = &[
    "stop", "end", "halt", "cease", "suspend", "subside", "finish", "lift", "call off", "expire", "collapse",
];
const DENIALS: &[&str] =
    &["deny", "refute", "dismiss", "reject", "false", "untrue", "refuse", "fail", "prevent", "avoid"];

/// The status of a candidate by the words around it, and the rule that fired.
pub(crate) fn status(tree: &Tree<'_>, candidate: &Candidate) -> (Status, &'static str) {
    if let Some(status) = candidate.status {
        return (status, "status/frame");
    }
    let token = candidate.token;
    if negated(tree, token) {
        return (Status::Denied, "status/negation");
    }
    if candidate.nominal {
        return nominal_status(tree, token);
    }
    verbal_status(tree, token, 0)
}

fn negated(tree: &Tree<'_>, token: usize) -> bool {
    let direct = tree.children(token).iter().any(|&c| {
        NEGATIONS.contains(&tree.lemma(c))
            && matches!(
                tree.relation(c),
                Deprel::Advmod | Deprel::Det | Deprel::Mark | Deprel::Case | Deprel::Cc
            )
            && c < token
    });
    if direct {
        return true;
    }
    // "no one was killed", "none of them was hurt", "nobody was hurt", "no casualties were reported".
    let subject = tree.child(token, &[Deprel::Nsubj, Deprel::NsubjPass]);
    let negative = |t: usize| {
        matches!(tree.lemma(t), "nobody" | "none" | "neither" | "nothing")
            || tree
                .all(t, &[Deprel::Det, Deprel::Advmod])
                .any(|c| matches!(tree.lemma(c), "no" | "not" | "neither"))
    };
    if subject.is_some_and(negative) || tree.child(token, &[Deprel::Obj]).is_some_and(negative) {
        return true;
    }
    // "did not want to withdraw" is no plan: the negation of an open complement's governor holds for it.
    let head = tree.head(token);
    tree.relation(token) == Deprel::Xcomp
        && tree.children(head).iter().any(|&c| matches!(tree.lemma(c), "not" | "n't" | "never") && c < head)
}

fn modal(tree: &Tree<'_>, token: usize) -> Option<(Status, &'static str)> {
    for aux in tree.all(token, &[Deprel::Aux, Deprel::AuxPass]) {
        let lemma = tree.lemma(aux);
        let form = tree.form(aux).to_lowercase();
        if MAY.contains(&lemma) || MAY.contains(&form.as_str()) {
            return Some((Status::Possible, "status/modal-may"));
        }
        if WILL.contains(&lemma)
            || WILL.contains(&form.as_str())
            || matches!(form.as_str(), "should" | "must")
        {
            return Some((Status::Planned, "status/modal-will"));
        }
        if form == "would" {
            return Some((Status::Planned, "status/modal-would"));
        }
    }
    None
}

fn verbal_status(tree: &Tree<'_>, token: usize, depth: usize) -> (Status, &'static str) {
    if let Some(found) = modal(tree, token) {
        return found;
    }
    if tree.all(token, &[Deprel::Advmod]).any(|c| HEDGES.contains(&tree.lemma(c))) {
        return (Status::Possible, "status/hedge");
    }
    let head = tree.head(token);
    if head == token || depth > 3 {
        return (Status::Asserted, "status/plain");
    }
    let lemma = tree.lemma(head);
    match tree.relation(token) {
        Deprel::Xcomp | Deprel::Ccomp | Deprel::Csubj => {
            let open = tree.relation(token) == Deprel::Xcomp
                || tree.child(token, &[Deprel::Mark]).is_some_and(|m| tree.lemma(m) == "to");
            if ENDS.contains(&lemma) {
                return (Status::Ended, "status/ended-verb");
            }
            if open && DENIALS.contains(&lemma) {
                return (Status::Denied, "status/denied-verb");
            }
            if MAYBES.contains(&lemma) {
                return (Status::Possible, "status/believed");
            }
            if open && PLANS.contains(&lemma) {
                return (Status::Planned, "status/planned-verb");
            }
            if open {
                return modal(tree, head).unwrap_or((Status::Asserted, "status/plain"));
            }
        }
        Deprel::Acl if tree.child(token, &[Deprel::Mark]).is_some_and(|m| tree.lemma(m) == "to") => {
            return (Status::Planned, "status/planned-noun");
        }
        Deprel::Advcl => {
            let mark = tree.child(token, &[Deprel::Mark]).map(|m| tree.lemma(m));
            if mark == Some("to") {
                return (Status::Planned, "status/purpose");
            }
            if mark.is_none() && tree.xpos(token) == rashomon_model::Xpos::Vbg {
                return modal(tree, head).unwrap_or((Status::Asserted, "status/plain"));
            }
        }
        Deprel::Conj
            if tree.is_verb(head)
                && tree.child(token, &[Deprel::Nsubj, Deprel::NsubjPass, Deprel::Aux]).is_none() =>
        {
            return verbal_status(tree, head, depth + 1);
        }
        _ => {}
    }
    (Status::Asserted, "status/plain")
}

fn nominal_status(tree: &Tree<'_>, token: usize) -> (Status, &'static str) {
    let head = tree.head(token);
    let planned_modifier =
        tree.all(token, &[Deprel::Amod, Deprel::Compound]).find_map(|c| match tree.lemma(c) {
            "planned" | "plan" | "upcoming" | "imminent" | "future" | "scheduled" | "proposed"
            | "schedule" => Some((Status::Planned, "status/planned-word")),
            "possible" | "potential" | "likely" | "feared" | "suspected" | "suspect" => {
                Some((Status::Possible, "status/possible-word"))
            }
            _ => None,
        });
    if let Some(found) = planned_modifier {
        return found;
    }
    if head == token {
        return if tree.is_predicate(token) {
            verbal_status(tree, token, 0)
        } else {
            (Status::Asserted, "status/plain")
        };
    }
    let lemma = tree.lemma(head);
    let argument = matches!(tree.relation(token), Deprel::Obj | Deprel::Nsubj | Deprel::NsubjPass);
    if argument && ENDS.contains(&lemma) {
        return (Status::Ended, "status/ended-verb");
    }
    if tree.relation(token) == Deprel::Obj && matches!(lemma, "deny" | "refute" | "avoid" | "prevent") {
        return (Status::Denied, "status/denied-verb");
    }
    if tree.relation(token) == Deprel::Obj
        && matches!(lemma, "plan" | "prepare" | "order" | "want" | "propose" | "schedule")
    {
        return (Status::Planned, "status/planned-verb");
    }
    if tree.relation(token) == Deprel::Obj && matches!(lemma, "fear" | "expect" | "suspect") {
        return (Status::Possible, "status/believed");
    }
    if argument && tree.is_verb(head) {
        if negated(tree, head) {
            return (Status::Denied, "status/negation");
        }
        return verbal_status(tree, head, 1);
    }
    if tree.is_predicate(token) {
        return verbal_status(tree, token, 1);
    }
    (Status::Asserted, "status/plain")
}
