//! Did it happen, who did it, will it take place: accounts that deny or accuse each other.

use rashomon_model::{
    Action, Answer, AnswerValue, Dispute, DisputeKind, Question, QuestionKind, RelationKind, Status,
};

use super::{Context, Draft, Parties, cover, union, whole};
use crate::group::Groups;
use crate::phrase;
use crate::view::View;

/// One question for each set of accounts that contradict each other, apart from numbers, control and
/// ways, which have questions of their own; and one for each denial that nobody answers.
pub(crate) fn accounts(context: &Context<'_, '_>) -> Vec<Question> {
    let mut groups = Groups::new(context.views.len());
    for (&(a, b), &kind) in &context.related {
        if kind == RelationKind::Contradicts && is_account(context, a, b) {
            groups.join(a, b);
        }
    }
    let sets = groups.sets();
    let sets = sets.into_iter().filter(|set| set.len() > 1 || denies(&context.views[set[0]]));
    sets.filter_map(|set| question(context, &set)).collect()
}

fn is_account(context: &Context<'_, '_>, a: usize, b: usize) -> bool {
    let (x, y) = (&context.views[a], &context.views[b]);
    let counts = matches!((x.claim.count, y.claim.count), (Some(c), Some(d)) if c.kind == d.kind);
    let negative = denies(x) || denies(y);
    let state = |v: &View<'_>| super::timeline::is_state(v.action());
    negative || !(counts || (state(x) && state(y)))
}

fn denies(view: &View<'_>) -> bool {
    view.claim.status == Status::Denied
}

fn negative(view: &View<'_>) -> bool {
    denies(view) || view.action() == Action::Reject || view.claim.status == Status::Ended
}

fn question(context: &Context<'_, '_>, set: &[usize]) -> Option<Question> {
    let views = context.views;
    let (no, yes): (Vec<usize>, Vec<usize>) = set.iter().partition(|&&i| negative(&views[i]));
    let blames = yes.iter().any(|&i| views[i].action() == Action::Accuse);
    if blames || no.is_empty() {
        return who_did(context, &yes, &no);
    }
    if no.iter().all(|&i| super::timeline::is_state(views[i].action())) && yes.is_empty() {
        // A denial of holding or closing alone has its place in the timeline of the place.
        return None;
    }
    let planned = |&i: &usize| matches!(views[i].claim.status, Status::Planned | Status::Possible);
    let ahead = yes.iter().all(planned) && (!yes.is_empty() || no.iter().all(planned));
    let named: Vec<&View<'_>> = yes.iter().chain(&no).map(|&i| &views[i]).collect();
    let event = phrase::event(&named);
    let (kind, text) = if ahead && !yes.is_empty() {
        (QuestionKind::WillHappen, format!("Will the {event} take place?"))
    } else {
        (QuestionKind::Happened, format!("Did the {event} take place?"))
    };
    let draft = |value: bool, told: &[usize], denied: &[usize]| Draft {
        value: AnswerValue::Truth(value),
        label: if value { "yes".into() } else { "no".into() },
        days: cover(told.iter().map(|&i| views[i].days)),
        told: told.to_vec(),
        denied: denied.to_vec(),
    };
    let disputed = !yes.is_empty() && !no.is_empty();
    let mut answers = Vec::new();
    if !yes.is_empty() {
        answers.push(context.answer(draft(true, &yes, &no), disputed, false));
    }
    if !no.is_empty() {
        answers.push(context.answer(draft(false, &no, &yes), disputed, false));
    }
    let disputes = if disputed { vec![denial(context, &yes, &no)] } else { Vec::new() };
    Some(finish(kind, text, &named, answers, disputes))
}

fn denial(context: &Context<'_, '_>, yes: &[usize], no: &[usize]) -> Dispute {
    let revised = yes.iter().chain(no).all(|&i| context.voices.one(i, yes[0]));
    let ahead =
        yes.iter().all(|&i| matches!(context.views[i].claim.status, Status::Planned | Status::Possible));
    let (yes_words, no_words) =
        if ahead { ("it may or will be so", "it will not") } else { ("it is so", "it is not") };
    let text = format!(
        "According to {}, {yes_words}; according to {}, {no_words}.",
        context.tellers(yes),
        context.tellers(no)
    );
    Dispute {
        kind: if revised { DisputeKind::Correction } else { DisputeKind::Denial },
        sides: vec![context.refs(yes), context.refs(no)],
        text,
    }
}

/// Who is behind an event: each party named as doer, with those who name it and those who deny it.
fn who_did(context: &Context<'_, '_>, yes: &[usize], no: &[usize]) -> Option<Question> {
    let views = context.views;
    let mut parties = Parties::default();
    let mut told_of: Vec<Vec<usize>> = Vec::new();
    for &i in yes {
        let view = &views[i];
        let accuses = view.action() == Action::Accuse;
        let (name, party) = if accuses {
            (view.target.as_ref(), view.claim.target.as_ref())
        } else {
            (view.actor.as_ref(), view.claim.actor.as_ref())
        };
        let (Some(name), Some(party)) = (name, party) else { continue };
        let number = parties.number(name, party);
        told_of.resize(told_of.len().max(number + 1), Vec::new());
        told_of[number].push(i);
    }
    let parties: Vec<(&str, Vec<usize>)> =
        told_of.into_iter().enumerate().map(|(n, told)| (parties.label(n), told)).collect();
    if parties.is_empty() || (parties.len() == 1 && no.is_empty()) {
        return None;
    }
    // A denial stands against the party whose namers it contradicts.
    let against: Vec<Vec<usize>> = parties
        .iter()
        .map(|(_, told)| {
            let against = context.against(told);
            no.iter().copied().filter(|d| against.contains(d)).collect()
        })
        .collect();
    let disputed = parties.len() > 1 || against.iter().any(|d| !d.is_empty());
    let answers: Vec<Answer> = parties
        .iter()
        .enumerate()
        .map(|(p, (label, told))| {
            let draft = Draft {
                value: AnswerValue::Party((*label).to_owned()),
                label: (*label).to_owned(),
                days: cover(told.iter().map(|&i| views[i].days)),
                told: told.clone(),
                denied: against[p].clone(),
            };
            context.answer(draft, disputed, false)
        })
        .collect();
    let acts = yes.iter().chain(no).filter(|&&i| !crate::teller::is_word(views[i].action()));
    let named: Vec<&View<'_>> = acts.map(|&i| &views[i]).collect();
    let text = if named.is_empty() {
        let accused: Vec<String> = parties.iter().map(|(label, _)| (*label).to_owned()).collect();
        if accused.len() == 1 {
            format!("Is {} to blame, as it is accused?", accused[0])
        } else {
            format!("Who is to blame: {}?", accused.join(" or "))
        }
    } else {
        format!("Who was behind the {}?", phrase::event(&named))
    };
    let mut disputes = Vec::new();
    if disputed {
        let told: Vec<String> =
            parties.iter().map(|(label, told)| format!("{} ({})", label, context.tellers(told))).collect();
        let mut words = format!("Named as responsible: {}", phrase::list(&told));
        let kind = if no.is_empty() { DisputeKind::Contradiction } else { DisputeKind::Denial };
        if !no.is_empty() {
            words = format!("{words}; denied by {}", context.tellers(no));
        }
        let mut sides: Vec<_> = parties.iter().map(|(_, told)| context.refs(told)).collect();
        if !no.is_empty() {
            sides.push(context.refs(no));
        }
        disputes.push(Dispute { kind, sides, text: format!("{words}.") });
    }
    let all = union(&[yes, no]);
    let named: Vec<&View<'_>> = all.iter().map(|&i| &views[i]).collect();
    Some(finish(QuestionKind::WhoDid, text, &named, answers, disputes))
}

fn finish(
    kind: QuestionKind,
    text: String,
    named: &[&View<'_>],
    answers: Vec<Answer>,
    disputes: Vec<Dispute>,
) -> Question {
    let place = named.iter().find_map(|v| v.claim.places.first());
    let standing = whole(&answers, &disputes);
    Question {
        kind,
        text,
        place: place.and_then(|p| p.place.clone()),
        place_name: place.map(|p| p.name.clone()),
        answers,
        changes: Vec::new(),
        disputes,
        standing,
        weighed: None,
    }
}
