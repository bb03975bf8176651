//! Relations between claims: pairs worth comparing, scored, told with their reasons.

use std::collections::{BTreeMap, BTreeSet};

use rashomon_model::{Claim, Days, Reason, Relation, RelationKind, Report};

use crate::around::Surroundings;
use crate::compare::{compare, later_first};
use crate::features::{Feature, Setting};
use crate::learn::Example;
use crate::phrase;
use crate::reasons;
use crate::view::{Lie, View};
use crate::weights::{Verdict, Weights};

/// How many claims ahead in one report a claim is compared with: relations seldom reach further,
/// and the cost stays linear in the claims.
pub(crate) const REACH: usize = 60;

/// How many claims of other reports with the same key, next in time, a claim is compared with.
const WIDTH: usize = 24;

/// Relations between the claims of one report.
///
/// Symmetric kinds have `a` before `b`; in `reverses`, `b` is the later state. In order of `a`, `b`.
///
/// # Cost
/// O(claims): each is compared with the sixty that follow it.
pub fn relate(report: &Report, claims: &[Claim]) -> Vec<Relation> {
    relate_with(report, claims, Weights::bundled())
}

/// The same with other weights.
pub fn relate_with(report: &Report, claims: &[Claim], weights: &Weights) -> Vec<Relation> {
    let views = crate::view::views(report, claims, 0);
    let around = Surroundings::of(&views);
    let pairs = within(views.len());
    let mut found: Vec<Relation> =
        pairs.into_iter().filter_map(|(i, j)| judge(&views[i], &views[j], &around, weights)).collect();
    found.sort_by_key(|r| (r.a, r.b, r.kind));
    found
}

/// The pairs of one report that are compared, as indices of `0..claims`.
pub(crate) fn within(claims: usize) -> Vec<(usize, usize)> {
    (0..claims).flat_map(|i| (i + 1..claims.min(i + 1 + REACH)).map(move |j| (i, j))).collect()
}

/// The pairs of claims of different reports that are compared: those that share a place, an actor or
/// a target, each with the next few in time.
///
/// # Cost
/// O(claims x keys of a claim), besides sorting.
pub(crate) fn across(views: &[View<'_>], published: &[Option<Days>]) -> Vec<(usize, usize)> {
    let mut blocks: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, view) in views.iter().enumerate() {
        for key in view.keys() {
            blocks.entry(key).or_default().push(i);
        }
    }
    let day = |i: usize| {
        let days = views[i].days.or(published[views[i].at.report]);
        days.and_then(|d| d.start.or(d.end))
    };
    let mut pairs = BTreeSet::new();
    for block in blocks.values_mut() {
        block.sort_by_key(|&i| (day(i), i));
        for (at, &i) in block.iter().enumerate() {
            let others = block[at + 1..].iter().filter(|&&j| views[j].at.report != views[i].at.report);
            pairs.extend(others.take(WIDTH).map(|&j| (i.min(j), i.max(j))));
        }
    }
    pairs.into_iter().collect()
}

/// True where claims of two reports may speak of one event or of one state: a place in common, or a
/// target, and days that may meet.
pub(crate) fn one_story(a: &View<'_>, b: &View<'_>, published: &[Option<Days>]) -> bool {
    let days = |v: &View<'_>| v.days.or(published[v.at.report]);
    let meet = match (days(a), days(b)) {
        (Some(x), Some(y)) => x.overlaps(y),
        _ => true,
    };
    let place = a.lie(b);
    let target = matches!((&a.target, &b.target), (Some(x), Some(y)) if x.same(y) && !x.is_general());
    meet && place != Some(Lie::Apart) && (place.is_some() || target)
}

/// The relation of two claims, where one is likely enough.
///
/// The confidence is the likelihood of the relation, lowered by the surer reading of the two claims
/// where their reading was not sure.
pub(crate) fn judge(
    a: &View<'_>,
    b: &View<'_>,
    around: &Surroundings,
    weights: &Weights,
) -> Option<Relation> {
    let (setting, features) = compare(a, b, around)?;
    let said = weights.probabilities(setting, &features);
    let open = |v: &Verdict| *v != Verdict::Supports || independent(a, b);
    let verdict = Verdict::ALL
        .into_iter()
        .skip(1)
        .filter(open)
        .max_by(|&x, &y| said[x as usize].total_cmp(&said[y as usize]))?;
    let kind = verdict.kind()?;
    let confidence = said[verdict as usize] * a.surety().min(b.surety());
    if confidence < weights.least[verdict as usize] {
        return None;
    }
    let (from, to) = if verdict == Verdict::Reverses && later_first(a, b) { (b, a) } else { (a, b) };
    Some(Relation {
        a: from.at,
        b: to.at,
        kind,
        about: phrase::about(from, to, kind),
        reasons: told(setting, &features, verdict, weights, from, to),
        confidence,
    })
}

/// True where two tellers can bear each other out: two who are named apart from the report, and
/// neither passes the other on. An act that is denied bears out no act that is told.
fn independent(a: &View<'_>, b: &View<'_>) -> bool {
    let (s, t) = (&a.teller, &b.teller);
    !s.own && !t.own && !s.same(t) && !s.relays(t) && a.denied() == b.denied()
}

/// The features that weighed for or against, heaviest first; what hardly weighed is left out.
fn told(
    setting: Setting,
    features: &[Feature],
    verdict: Verdict,
    weights: &Weights,
    a: &View<'_>,
    b: &View<'_>,
) -> Vec<Reason> {
    let weigh =
        |f: Feature| weights.weight(setting, f, verdict) - weights.weight(setting, f, Verdict::Nothing);
    let mut reasons: Vec<Reason> = features
        .iter()
        .map(|&f| (f, weigh(f)))
        .filter(|&(f, w)| w.abs() >= 0.1 && f != Feature::Always)
        .map(|(f, w)| reasons::reason(f, w, a, b))
        .collect();
    reasons.sort_by(|x, y| y.weight.abs().total_cmp(&x.weight.abs()));
    reasons
}

/// The pairs of one report as examples, with the relations that somebody annotated.
pub fn examples(report: &Report, claims: &[Claim], annotated: &[Relation]) -> Vec<Example> {
    let views = crate::view::views(report, claims, 0);
    let around = Surroundings::of(&views);
    let mut out = Vec::new();
    for (i, j) in within(views.len()) {
        let Some((setting, features)) = compare(&views[i], &views[j], &around) else { continue };
        let told = annotated.iter().find(|r| {
            let pair = (r.a.claim, r.b.claim);
            pair == (i, j) || pair == (j, i)
        });
        let verdict = told.map(|r| match r.kind {
            RelationKind::Contradicts => Verdict::Contradicts,
            RelationKind::Reverses => Verdict::Reverses,
            RelationKind::Supports => Verdict::Supports,
        });
        out.push(Example { setting, features, verdict: verdict.unwrap_or(Verdict::Nothing) });
    }
    out
}
