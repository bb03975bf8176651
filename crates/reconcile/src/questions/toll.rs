//! How many were killed, wounded, missing, captured, displaced in an event.

use std::collections::{BTreeMap, BTreeSet};

use rashomon_model::{
    AnswerValue, Count, CountKind, Dispute, DisputeKind, Question, QuestionKind, StandingKind,
};

use super::{Context, Draft, cover, whole};
use crate::compare::exclude;
use crate::phrase;
use crate::view::View;

/// One question for each event and kind of count.
pub(crate) fn how_many(context: &Context<'_, '_>) -> Vec<Question> {
    let mut questions = Vec::new();
    for event in context.events {
        let mut kinds: BTreeMap<CountKind, Vec<usize>> = BTreeMap::new();
        for &i in event {
            if let Some(count) = context.views[i].claim.count
                && count.kind != CountKind::Share
            {
                kinds.entry(count.kind).or_default().push(i);
            }
        }
        for (kind, counted) in kinds {
            questions.push(question(context, event, kind, &counted));
        }
    }
    questions
}

fn question(context: &Context<'_, '_>, event: &[usize], kind: CountKind, counted: &[usize]) -> Question {
    let mut numbers: Vec<(Count, Vec<usize>)> = Vec::new();
    let mut place: BTreeMap<(Option<u64>, Option<u64>), usize> = BTreeMap::new();
    for &i in counted {
        let Some(count) = context.views[i].claim.count else { continue };
        let at =
            *place.entry((count.low.map(f64::to_bits), count.high.map(f64::to_bits))).or_insert_with(|| {
                numbers.push((count, Vec::new()));
                numbers.len() - 1
            });
        numbers[at].1.push(i);
    }
    let size = |c: &Count| c.low.or(c.high).unwrap_or(0.0);
    numbers.sort_by(|(a, _), (b, _)| {
        size(a).total_cmp(&size(b)).then(a.high.partial_cmp(&b.high).unwrap_or(std::cmp::Ordering::Equal))
    });
    let number: BTreeMap<usize, usize> =
        numbers.iter().enumerate().flat_map(|(n, (_, told))| told.iter().map(move |&i| (i, n))).collect();
    // The other numbers that each excludes, told by claims that contradict its own.
    let excluded: Vec<BTreeSet<usize>> = numbers
        .iter()
        .enumerate()
        .map(|(n, (count, told))| {
            let clash = context.against(told).into_iter().filter_map(|i| number.get(&i).copied());
            clash.filter(|&m| m != n && exclude(*count, numbers[m].0)).collect()
        })
        .collect();
    let clashing: Vec<usize> = (0..numbers.len()).filter(|&n| !excluded[n].is_empty()).collect();
    let disputes: Vec<Dispute> = dispute(context, kind, &numbers, &clashing).into_iter().collect();
    let revised = disputes.iter().any(|d| d.kind == DisputeKind::Correction);
    let answers: Vec<_> = numbers
        .iter()
        .enumerate()
        .map(|(n, (count, told))| {
            let draft = Draft {
                value: AnswerValue::Number { low: count.low, high: count.high },
                label: phrase::range(count.low, count.high),
                days: cover(told.iter().map(|&i| context.views[i].days)),
                told: told.clone(),
                denied: Vec::new(),
            };
            let mut answer = context.answer(draft, !excluded[n].is_empty() && !revised, false);
            let later = |&m: &usize| context.all_after(&numbers[m].1, told);
            if revised && excluded[n].iter().any(later) {
                answer.standing.kind = StandingKind::Retracted;
                answer.standing.rule = "its own source gave another number later".into();
            }
            answer
        })
        .collect();
    let standing = whole(&answers, &disputes);
    let named: Vec<&View<'_>> = naming(context, event, counted);
    let place = named.iter().find_map(|v| v.claim.places.first());
    Question {
        kind: QuestionKind::HowMany,
        text: text(kind, &named),
        place: place.and_then(|p| p.place.clone()),
        place_name: place.map(|p| p.name.clone()),
        answers,
        changes: Vec::new(),
        disputes,
        standing,
        weighed: None,
    }
}

/// The views that name the event: those without a number first, since they tell the act itself.
fn naming<'c, 'r>(context: &Context<'c, 'r>, event: &[usize], counted: &[usize]) -> Vec<&'c View<'r>> {
    let act = event.iter().filter(|i| context.views[**i].claim.count.is_none());
    let rest = counted.iter();
    act.chain(rest).map(|&i| &context.views[i]).collect()
}

fn text(kind: CountKind, named: &[&View<'_>]) -> String {
    let ask = match kind {
        CountKind::Killed => "How many people were killed",
        CountKind::Wounded => "How many people were wounded",
        CountKind::Missing => "How many people are missing after",
        CountKind::Captured => "How many people were captured",
        CountKind::Displaced => "How many people were driven out",
        CountKind::People | CountKind::Share => "How many people were involved",
    };
    let told_as_act =
        named.first().is_some_and(|v| v.claim.count.is_none() && v.action() != rashomon_model::Action::Kill);
    if told_as_act {
        let join = if kind == CountKind::Missing { "" } else { " in" };
        return format!("{ask}{join} the {}?", phrase::event(named));
    }
    let mut text = ask.trim_end_matches(" after").to_owned();
    if let Some(place) = phrase::place(named) {
        text = format!("{text} in {place}");
    }
    match named.iter().find_map(|v| v.days) {
        Some(days) => format!("{text}, {}?", phrase::days(days)),
        None => format!("{text}?"),
    }
}

fn dispute(
    context: &Context<'_, '_>,
    kind: CountKind,
    numbers: &[(Count, Vec<usize>)],
    clashing: &[usize],
) -> Option<Dispute> {
    if clashing.len() < 2 {
        return None;
    }
    let all: Vec<usize> = clashing.iter().flat_map(|&n| numbers[n].1.iter().copied()).collect();
    let one_voice = all.iter().all(|&i| context.voices.one(i, all[0]));
    let told: Vec<String> = clashing
        .iter()
        .map(|&n| {
            let (count, told) = &numbers[n];
            format!("{} ({})", phrase::range(count.low, count.high), context.tellers(told))
        })
        .collect();
    let what = match kind {
        CountKind::People => "people".to_owned(),
        other => phrase::counted(other).to_owned(),
    };
    let text = if one_voice {
        format!(
            "{} gives different numbers of {what}: {}.",
            context.tellers(&all),
            numbers_only(numbers, clashing)
        )
    } else {
        format!("The number {what} differs: {}.", phrase::list(&told))
    };
    Some(Dispute {
        kind: if one_voice { DisputeKind::Correction } else { DisputeKind::Contradiction },
        sides: clashing.iter().map(|&n| context.refs(&numbers[n].1)).collect(),
        text: sentence(&text),
    })
}

fn numbers_only(numbers: &[(Count, Vec<usize>)], clashing: &[usize]) -> String {
    let told: Vec<String> =
        clashing.iter().map(|&n| phrase::range(numbers[n].0.low, numbers[n].0.high)).collect();
    phrase::list(&told)
}

/// The text with a capital first.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}
