//! The whole way: reports and their claims to events, relations, voices and questions.

use std::collections::BTreeMap;

use rashomon_model::{
    ClaimRef, Days, Event, Note, Reading, Reconciliation, Relation, RelationKind, Report, Rulings, Standing,
    StandingKind,
};

use crate::around::Surroundings;
use crate::questions::{Context, questions};
use crate::relate::{across, judge, one_story, within};
use crate::view::{View, views};
use crate::voice::Voices;
use crate::weights::Weights;
use crate::{ReportClaims, event, phrase};

/// Everything that comes of the claims of some reports held against each other.
///
/// The order in which reports are given changes nothing but the numbers by which they are named. A
/// report given twice counts once: the second is left out, with a note.
///
/// # Cost
/// Near linear in the claims: each is compared with the few that follow it in its report, and with
/// the few of other reports next in time that share a place, an actor or a target.
pub fn reconcile(reports: &[ReportClaims<'_>]) -> Reading<Reconciliation> {
    reconcile_with(reports, &[], &Rulings::default(), Weights::bundled())
}

/// The same with what is known besides: for each report the first that it copies, or itself (`texts`; empty
/// where nobody looked), what people decided of the claims, and other weights.
pub fn reconcile_with(
    reports: &[ReportClaims<'_>],
    texts: &[usize],
    rulings: &Rulings,
    weights: &Weights,
) -> Reading<Reconciliation> {
    let mut notes = Vec::new();
    let order = in_order(reports, &mut notes);
    let mut all: Vec<View<'_>> = Vec::new();
    let mut around: Vec<Surroundings> = vec![Surroundings::default(); reports.len()];
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for &r in &order {
        let mut told = views(reports[r].report, reports[r].claims, r);
        told.retain(|v| !rulings.set_aside.contains(&v.at));
        around[r] = Surroundings::of(&told);
        let start = all.len();
        pairs.extend(within(told.len()).into_iter().map(|(i, j)| (start + i, start + j)));
        all.extend(told);
    }
    let published: Vec<Option<Days>> = reports.iter().map(|r| r.report.published.map(lately)).collect();
    let outlets: Vec<Option<String>> = reports.iter().map(|r| r.report.outlet.clone()).collect();
    let voices = Voices::of(&all, &outlets, &published, texts);
    let wide: Vec<(usize, usize)> = across(&all, &published)
        .into_iter()
        .filter(|&(i, j)| one_story(&all[i], &all[j], &published))
        .collect();

    let mut relations: Vec<Relation> = pairs
        .iter()
        .filter_map(|&(i, j)| judge(&all[i], &all[j], &around[all[i].at.report], weights))
        .collect();
    let both = Surroundings::default();
    relations.extend(wide.iter().filter_map(|&(i, j)| {
        let told = judge(&all[i], &all[j], &both, weights)?;
        // Copies of one text support nothing.
        (told.kind != RelationKind::Supports || !voices.one(i, j)).then_some(told)
    }));
    for r in &mut relations {
        if r.kind != RelationKind::Reverses && r.b < r.a {
            std::mem::swap(&mut r.a, &mut r.b);
            for reason in &mut r.reasons {
                std::mem::swap(&mut reason.a, &mut reason.b);
            }
        }
    }
    relations.sort_by_key(|r| (r.a, r.b, r.kind));

    let number: BTreeMap<ClaimRef, usize> = all.iter().enumerate().map(|(i, v)| (v.at, i)).collect();
    let pair = |r: &Relation| {
        let (a, b) = (*number.get(&r.a)?, *number.get(&r.b)?);
        Some((a.min(b), a.max(b), r.kind))
    };
    // In the order of the views, which does not hang on how the reports were given.
    let mut related: Vec<(usize, usize, RelationKind)> = relations.iter().filter_map(pair).collect();
    related.sort_unstable();
    pairs.extend(wide);
    let numbered = |pairs: &[(ClaimRef, ClaimRef)]| -> Vec<(usize, usize)> {
        pairs.iter().filter_map(|(a, b)| Some((*number.get(a)?, *number.get(b)?))).collect()
    };
    let decided = event::Decided { same: numbered(&rulings.same), different: numbered(&rulings.different) };
    let events = event::events(&all, &pairs, &related, &decided, &around, &published);
    let context = Context::new(&all, &relations, &voices, &events, &published);
    let mut questions = questions(&context);
    for answer in questions.iter_mut().flat_map(|q| &mut q.answers) {
        let names: std::collections::BTreeSet<&str> = (answer.told_by.iter())
            .filter_map(|c| rulings.vouched.get(c))
            .flatten()
            .map(String::as_str)
            .collect();
        if !names.is_empty() {
            let names: Vec<&str> = names.into_iter().collect();
            let rule = format!("vouched for by {}", names.join(" and "));
            answer.standing = Standing { kind: StandingKind::Confirmed, rule };
        }
    }
    let everyone: Vec<usize> = (0..all.len()).collect();
    let mut value = Reconciliation {
        events: events.iter().map(|set| named(set, &all)).collect(),
        voices: voices.behind(&everyone, &all),
        relations,
        questions,
    };
    value.events.sort_by(|a, b| a.claims.cmp(&b.claims));
    for voice in &mut value.voices {
        voice.claims.sort();
    }
    value.voices.sort_by(|a, b| a.claims.cmp(&b.claims));
    Reading { value, notes }
}

/// How many pairs of claims [`reconcile`] compares for these reports: its work, for tests of cost.
pub fn comparisons(reports: &[ReportClaims<'_>]) -> usize {
    let order = in_order(reports, &mut Vec::new());
    let told: Vec<Vec<View<'_>>> =
        order.iter().map(|&r| views(reports[r].report, reports[r].claims, r)).collect();
    let inside: usize = told.iter().map(|v| within(v.len()).len()).sum();
    let published: Vec<Option<Days>> = reports.iter().map(|r| r.report.published.map(lately)).collect();
    let all: Vec<View<'_>> = told.into_iter().flatten().collect();
    inside + across(&all, &published).len()
}

/// The reports in an order of their own (day, outlet, title, text), each once.
fn in_order(reports: &[ReportClaims<'_>], notes: &mut Vec<Note>) -> Vec<usize> {
    fn key(report: &Report) -> (Option<rashomon_model::Day>, Option<&str>, Option<&str>, &str) {
        (report.published, report.outlet.as_deref(), report.title.as_deref(), report.text.as_str())
    }
    let mut order: Vec<usize> = (0..reports.len()).collect();
    order.sort_by(|&a, &b| key(reports[a].report).cmp(&key(reports[b].report)).then(a.cmp(&b)));
    let mut kept: Vec<usize> = Vec::with_capacity(order.len());
    for r in order {
        match kept.last() {
            Some(&last) if key(reports[last].report) == key(reports[r].report) => {
                let message = format!("Report {} is report {} again; it counts once.", r + 1, last + 1);
                notes.push(Note::new("reconcile/report-twice", None, message));
            }
            _ => kept.push(r),
        }
    }
    kept
}

/// The days an undated event of a report may be of: the week up to its day of publication.
fn lately(day: rashomon_model::Day) -> Days {
    let mut start = day;
    for _ in 0..7 {
        start = start.yesterday().unwrap_or(start);
    }
    Days::between(start, day)
}

fn named(set: &[usize], all: &[View<'_>]) -> Event {
    let told: Vec<&View<'_>> = set.iter().map(|&i| &all[i]).collect();
    let mut claims: Vec<ClaimRef> = told.iter().map(|v| v.at).collect();
    claims.sort();
    Event { label: phrase::event(&told), claims }
}
