//! Who holds a place, whether a way is open: states that follow each other in time.
//!
//! Succession is a change. Two states exclude each other, and are a dispute, only where nothing puts
//! one before the other.

use std::collections::{BTreeMap, BTreeSet};

use rashomon_model::{
    Action, AnswerValue, Change, CountKind, Day, Days, Dispute, DisputeKind, Question, QuestionKind,
    RelationKind, Status,
};

use super::toll::sentence;
use super::{Context, Draft, Parties, cover, whole};
use crate::phrase;
use crate::view::View;

/// True for an action that tells who holds a place or whether a way is open.
pub(crate) fn is_state(action: Action) -> bool {
    is_control(action) || matches!(action, Action::Open | Action::Close)
}

fn is_control(action: Action) -> bool {
    matches!(action, Action::Seize | Action::Hold | Action::Withdraw)
}

/// One claim as a step of a timeline: whose state it tells, and whether it begins or ends.
#[derive(Clone, Debug)]
struct Step {
    party: usize,
    holds: bool,
    view: usize,
    /// First and last day it can be of: as told, else up to the day of publication.
    from: Option<Day>,
    to: Option<Day>,
}

/// Steps that say the same one after the other.
#[derive(Clone, Debug)]
struct Run {
    party: usize,
    holds: bool,
    views: Vec<usize>,
    from: Option<Day>,
    to: Option<Day>,
}

/// One question for each place somebody is told to take, hold or leave.
pub(crate) fn holds(context: &Context<'_, '_>) -> Vec<Question> {
    let told = |v: &View<'_>| {
        is_control(v.action())
            && v.actor.is_some()
            && !matches!(v.claim.status, Status::Possible | Status::Planned)
    };
    let mut questions = Vec::new();
    for (key, views) in by_place(context, told) {
        let mut parties = Parties::default();
        let mut steps = Vec::new();
        for i in views {
            let view = &context.views[i];
            let (Some(name), Some(party)) = (&view.actor, &view.claim.actor) else { continue };
            let number = parties.number(name, party);
            let gone = matches!(view.claim.status, Status::Denied | Status::Ended);
            steps.push(step(context, i, number, (view.action() != Action::Withdraw) != gone));
        }
        let label = |run: &Run| parties.label(run.party).to_owned();
        let shown = shown(context, &steps, &key);
        let words = Words {
            began: |run: &Run| match context.views[run.views[0]].action() {
                Action::Seize => format!("{} takes it", label(run)),
                _ => format!("{} holds it", label(run)),
            },
            ended: |run: &Run| match context.views[run.views[0]].action() {
                Action::Withdraw => format!("{} leaves", label(run)),
                _ => format!("{} does not hold it", label(run)),
            },
        };
        let value = |run: &Run| (AnswerValue::Party(label(run)), label(run));
        let text = format!("Who holds {}?", shown.1);
        questions.extend(question(context, QuestionKind::Holds, text, shown, steps, &words, value));
    }
    questions
}

/// One question for each way told to be opened or closed.
pub(crate) fn is_open(context: &Context<'_, '_>) -> Vec<Question> {
    let mut ways: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, view) in context.views.iter().enumerate() {
        let told = matches!(view.action(), Action::Open | Action::Close)
            && !matches!(view.claim.status, Status::Possible | Status::Planned);
        let way = view.target.as_ref().and_then(|t| t.whole().next());
        let Some(way) = way.or_else(|| view.places.first().map(|p| p.head.clone())) else { continue };
        if told {
            ways.entry(way).or_default().push(i);
        }
    }
    let mut questions = Vec::new();
    for (_, views) in ways {
        let named: Vec<&View<'_>> = views.iter().map(|&i| &context.views[i]).collect();
        let Some(way) = phrase::route(&named) else { continue };
        let steps = views.iter().map(|&i| {
            let view = &context.views[i];
            let undone = matches!(view.claim.status, Status::Denied | Status::Ended);
            step(context, i, 0, (view.action() == Action::Open) != undone)
        });
        let words =
            Words { began: |_: &Run| "it is open".to_owned(), ended: |_: &Run| "it is closed".to_owned() };
        let value = |run: &Run| {
            (AnswerValue::Truth(run.holds), if run.holds { "open".into() } else { "closed".into() })
        };
        let shown = (named.iter().find_map(|v| v.claim.places.first()?.place.clone()), way.clone());
        let text = format!("Is {way} open?");
        let steps = steps.collect();
        questions.extend(question(context, QuestionKind::IsOpen, text, shown, steps, &words, value));
    }
    questions
}

/// Views by the place they speak of.
fn by_place(context: &Context<'_, '_>, told: impl Fn(&View<'_>) -> bool) -> BTreeMap<String, Vec<usize>> {
    let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, view) in context.views.iter().enumerate().filter(|(_, v)| told(v)) {
        for place in &view.places {
            let views = places.entry(place.key()).or_default();
            if views.last() != Some(&i) {
                views.push(i);
            }
        }
    }
    places
}

/// The place of a timeline as it is shown.
fn shown(context: &Context<'_, '_>, steps: &[Step], key: &str) -> (Option<rashomon_model::Place>, String) {
    for step in steps {
        let view = &context.views[step.view];
        if let Some(at) = view.places.iter().position(|p| p.key() == key) {
            let place = &view.claim.places[at];
            return (place.place.clone(), place.name.clone());
        }
    }
    (None, key.to_owned())
}

fn step(context: &Context<'_, '_>, i: usize, party: usize, holds: bool) -> Step {
    let view = &context.views[i];
    let published = context.published[view.at.report].and_then(|d| d.end);
    let (from, to) = match view.days {
        Some(days) => (days.start, days.end.or(published)),
        None => (None, published),
    };
    Step { party, holds, view: i, from, to }
}

/// How a state that begins, and one that ends, is told.
struct Words<B, E> {
    began: B,
    ended: E,
}

impl<B: Fn(&Run) -> String, E: Fn(&Run) -> String> Words<B, E> {
    fn of(&self, run: &Run) -> String {
        if run.holds { (self.began)(run) } else { (self.ended)(run) }
    }
}

fn question<B: Fn(&Run) -> String, E: Fn(&Run) -> String>(
    context: &Context<'_, '_>,
    kind: QuestionKind,
    text: String,
    (place, place_name): (Option<rashomon_model::Place>, String),
    mut steps: Vec<Step>,
    words: &Words<B, E>,
    value: impl Fn(&Run) -> (AnswerValue, String),
) -> Option<Question> {
    if steps.is_empty() {
        return None;
    }
    steps.sort_by_key(|s| (s.from.or(s.to), s.to, s.view));
    let runs = runs(steps);
    let (mut changes, mut disputes) = (Vec::new(), Vec::new());
    let (mut superseded, mut disputed) = (vec![false; runs.len()], vec![false; runs.len()]);
    let mut against: Vec<Vec<usize>> = vec![Vec::new(); runs.len()];
    for (n, run) in runs.iter().enumerate() {
        // Only the nearest later runs: what lies behind them has been told already.
        for (m, other) in runs.iter().enumerate().skip(n + 1).take(4) {
            if !opposed(run, other) {
                continue;
            }
            if let Some(forth) = order(context, run, other) {
                let (a, b) = if forth { (n, m) } else { (m, n) };
                if !superseded[a] {
                    superseded[a] = true;
                    changes.push(change(context, &runs[a], &runs[b], words));
                }
            } else {
                disputed[n] = true;
                disputed[m] = true;
                against[n].extend(&other.views);
                against[m].extend(&run.views);
                disputes.push(dispute(context, run, other, &place_name, words));
            }
        }
    }
    let mut answers = Vec::new();
    for (n, run) in runs.iter().enumerate() {
        let (answer_value, label) = value(run);
        let days = cover(run.views.iter().map(|&i| context.views[i].days));
        let truth = matches!(answer_value, AnswerValue::Truth(_));
        let named = run.holds || truth;
        let label = if named { label } else { format!("not {label}") };
        let draft =
            Draft { value: answer_value, label, days, told: run.views.clone(), denied: against[n].clone() };
        let mut answer = context.answer(draft, disputed[n], superseded[n]);
        if !named {
            // Who tells that a party left speaks against the party: its standing is that of the leaving.
            answer.denied_by = std::mem::take(&mut answer.told_by);
        }
        answers.push(answer);
    }
    let standing = whole(&answers, &disputes);
    Some(Question {
        kind,
        text,
        place,
        place_name: Some(place_name),
        answers,
        changes,
        disputes,
        standing,
        weighed: None,
    })
}

/// Steps in their order, joined where they say the same and nothing between says otherwise.
fn runs(steps: Vec<Step>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    // The last run of each party that holds, and that does not.
    let mut last: BTreeMap<(usize, bool), usize> = BTreeMap::new();
    // The last run that holds, and the last of another party than that.
    let mut holders: [Option<usize>; 2] = [None; 2];
    for step in steps {
        let same = last.get(&(step.party, step.holds)).copied();
        let other = holders.into_iter().flatten().find(|&at| runs[at].party != step.party);
        let opposed = last.get(&(step.party, !step.holds)).copied().max(other.filter(|_| step.holds));
        match same {
            Some(at) if opposed.is_none_or(|o| o < at) => {
                let run = &mut runs[at];
                run.views.push(step.view);
                run.from = run.from.zip(step.from).map(|(a, b)| a.min(b));
                run.to = run.to.zip(step.to).map(|(a, b)| a.max(b));
            }
            _ => {
                let at = runs.len();
                last.insert((step.party, step.holds), at);
                if step.holds {
                    if holders[0].is_some_and(|h| runs[h].party != step.party) {
                        holders[1] = holders[0];
                    }
                    holders[0] = Some(at);
                }
                runs.push(Run {
                    party: step.party,
                    holds: step.holds,
                    views: vec![step.view],
                    from: step.from,
                    to: step.to,
                });
            }
        }
    }
    runs
}

/// True where both cannot hold at one time: two holders, or one who holds and does not.
fn opposed(a: &Run, b: &Run) -> bool {
    if a.party == b.party { a.holds != b.holds } else { a.holds && b.holds }
}

/// Whether `a` comes before `b` (`true`), after it (`false`), or nothing says.
fn order(context: &Context<'_, '_>, a: &Run, b: &Run) -> Option<bool> {
    let ends = |r: &Run| r.to;
    let begins = |r: &Run| r.from;
    if matches!((ends(a), begins(b)), (Some(x), Some(y)) if x < y) {
        return Some(true);
    }
    if matches!((ends(b), begins(a)), (Some(x), Some(y)) if x < y) {
        return Some(false);
    }
    // What is dated comes before what is only known to have been so by a later day of publication.
    let dated = |r: &Run| r.from.is_some();
    if dated(a) && !dated(b) && matches!((a.to, b.to), (Some(x), Some(y)) if x < y) {
        return Some(true);
    }
    if dated(b) && !dated(a) && matches!((b.to, a.to), (Some(x), Some(y)) if x < y) {
        return Some(false);
    }
    let mut clash = false;
    for &x in &a.views {
        for &y in b.views.iter().take(16) {
            match context.relation(x, y) {
                Some((RelationKind::Reverses, forth)) => return Some(forth),
                Some((RelationKind::Contradicts, _)) => clash = true,
                _ => {}
            }
        }
    }
    if clash {
        return None;
    }
    // One teller, or the report itself, tells the two as a story: what takes or leaves is the later.
    let voices: BTreeSet<usize> = a.views.iter().map(|&x| context.voices.number(x)).collect();
    let one = b.views.iter().any(|&y| voices.contains(&context.voices.number(y)));
    let own = |r: &Run| r.views.iter().any(|&i| context.views[i].teller.own);
    let event = |r: &Run| r.views.iter().any(|&i| !matches!(context.views[i].action(), Action::Hold));
    if (one || own(a) || own(b)) && a.views[0] != b.views[0] {
        return match (event(a), event(b)) {
            (false, true) => Some(true),
            (true, false) => Some(false),
            _ => Some(a.views[0] < b.views[0]),
        };
    }
    None
}

fn change<B: Fn(&Run) -> String, E: Fn(&Run) -> String>(
    context: &Context<'_, '_>,
    from: &Run,
    to: &Run,
    words: &Words<B, E>,
) -> Change {
    let told = |run: &Run| match cover(run.views.iter().map(|&i| context.views[i].days)) {
        Some(days) => format!("{} ({})", words.of(run), phrase::days(days)),
        None => match run.to {
            Some(day) => format!("{} (by {})", words.of(run), phrase::days(Days::one(day))),
            None => words.of(run),
        },
    };
    Change {
        from: context.refs(&from.views),
        to: context.refs(&to.views),
        text: sentence(&format!("{}; then {}.", told(from), told(to))),
    }
}

fn dispute<B: Fn(&Run) -> String, E: Fn(&Run) -> String>(
    context: &Context<'_, '_>,
    a: &Run,
    b: &Run,
    place: &str,
    words: &Words<B, E>,
) -> Dispute {
    let any =
        |test: &dyn Fn(&View<'_>) -> bool| a.views.iter().chain(&b.views).any(|&i| test(&context.views[i]));
    let kind = if any(&|v| v.claim.status == Status::Denied) {
        DisputeKind::Denial
    } else if any(&|v| v.claim.count.is_some_and(|c| c.kind == CountKind::Share)) {
        DisputeKind::Scope
    } else {
        DisputeKind::Contradiction
    };
    let text = format!(
        "On {place}: according to {}, {}; according to {}, {}.",
        context.tellers(&a.views),
        words.of(a),
        context.tellers(&b.views),
        words.of(b)
    );
    Dispute { kind, sides: vec![context.refs(&a.views), context.refs(&b.views)], text }
}
