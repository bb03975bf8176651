//! From what is asked to the questions that the claims answer, and what can be said on a day.

use rashomon_model::{Answer, ClaimRef, Day, Question, QuestionKind, Reading, Reconciliation, StandingKind};

use rashomon_weigh::in_words;

use super::form::words;
use super::{Ask, Asked, Matched, Verdict};
use crate::{ReadReport, packs};

/// How many matching questions are answered, and how many near ones named.
const MOST: usize = 5;
/// From this probability on an answer is said, as likely. Chosen by eye.
const LIKELY: f64 = 0.6;

/// Answers a question from reports and what came of reconciling them.
///
/// # Cost
/// Linear in the questions.
pub fn answer(ask: &Ask, reports: &[Reading<ReadReport>], reconciled: &Reconciliation) -> Asked {
    let pass = &packs::forms().pass;
    let asked: Vec<String> = words(&ask.about).into_iter().filter(|w| !pass.contains(w)).collect();
    let mut whole: Vec<(usize, usize)> = Vec::new();
    let mut near: Vec<(usize, usize)> = Vec::new();
    for (at, question) in reconciled.questions.iter().enumerate() {
        let told = words_of(question, reports);
        let found = asked.iter().filter(|w| told.iter().any(|t| alike(w, t))).count();
        if found == 0 {
            continue;
        }
        let fits = question.kind == ask.kind && counts(ask, question);
        if fits && found == asked.len() {
            // Nearest is whose own name has the least besides what was asked.
            let own = words(question.place_name.as_deref().unwrap_or(&question.text));
            let besides = own.iter().filter(|t| !asked.iter().any(|w| alike(w, t))).count();
            whole.push((besides, at));
        } else {
            near.push((asked.len() - found + usize::from(!fits), at));
        }
    }
    whole.sort_unstable();
    near.sort_unstable();
    if whole.is_empty() {
        let because = because_none(ask, &near, reconciled);
        let near = near.into_iter().take(MOST).map(|(_, at)| at).collect();
        return Asked { matched: Vec::new(), because: Some(because), near };
    }
    let matched = whole.into_iter().take(MOST).map(|(_, at)| {
        let (verdict, answers) = verdict(ask, &reconciled.questions[at], reports);
        Matched { question: at, verdict, answers }
    });
    Asked { matched: matched.collect(), because: None, near: Vec::new() }
}

/// Words under which a question is found: its own, its place's with parents, and those of its claims.
fn words_of(question: &Question, reports: &[Reading<ReadReport>]) -> Vec<String> {
    let mut all = words(&question.text);
    all.extend(words(question.place_name.as_deref().unwrap_or_default()));
    for (_, parent) in question.place.iter().flat_map(|p| &p.parents) {
        all.extend(words(parent));
    }
    if !matches!(question.kind, QuestionKind::Holds | QuestionKind::IsOpen) {
        for at in claims(question) {
            let Some(read) = reports.get(at.report).map(|r| &r.value) else { continue };
            let Some(claim) = read.claims.get(at.claim) else { continue };
            all.extend(words(claim.evidence.sentence.cover(claim.passage).slice(&read.report.text)));
            all.extend(claim.places.iter().flat_map(|p| words(&p.name)));
        }
    }
    all.sort();
    all.dedup();
    all
}

fn claims(question: &Question) -> impl Iterator<Item = ClaimRef> + '_ {
    question.answers.iter().flat_map(|a| a.told_by.iter().chain(&a.denied_by).copied())
}

/// True for two forms of one word: equal, or long and equal but for their ends.
fn alike(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let common = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let (short, long) = (a.chars().count().min(b.chars().count()), a.chars().count().max(b.chars().count()));
    common >= 4 && short - common <= 1 && long - common <= 3 && short >= 5
}

/// True where the question counts what was asked for.
fn counts(ask: &Ask, question: &Question) -> bool {
    let Some(kind) = ask.count else { return true };
    let told = words(&question.text);
    let asks = packs::forms().counts.get(kind.as_str());
    told.iter().any(|w| w == kind.as_str() || asks.is_some_and(|words| words.contains(w)))
}

fn because_none(ask: &Ask, near: &[(usize, usize)], reconciled: &Reconciliation) -> String {
    let about = &ask.about;
    if reconciled.questions.is_empty() {
        return "the reports give no claims that answer questions".into();
    }
    match near.first() {
        Some(&(0 | 1, at)) if reconciled.questions[at].kind != ask.kind => {
            format!("of `{about}` other things are told, but not what was asked")
        }
        Some(_) => format!("no claim tells all of `{about}`; the nearest tell a part of it"),
        None => format!("no claim tells of `{about}`"),
    }
}

/// What can be said of a question, and the answers that bear on the day.
fn verdict(ask: &Ask, question: &Question, reports: &[Reading<ReadReport>]) -> (Verdict, Vec<usize>) {
    let all: Vec<usize> = (0..question.answers.len()).collect();
    let Some(day) = ask.at else { return (settled(question, &all, "", None), all) };
    let reach = |at: &usize| reach(&question.answers[*at], reports);
    let overlap = |(from, to): (Option<Day>, Option<Day>)| {
        from.is_some_and(|f| f <= day) && to.is_some_and(|t| t >= day)
    };
    let on: Vec<usize> = all.iter().copied().filter(|a| overlap(reach(a))).collect();
    if !on.is_empty() {
        let verdict = settled(question, &on, &format!("told of {day}"), Some(day));
        return (verdict, on);
    }
    if !matches!(question.kind, QuestionKind::Holds | QuestionKind::IsOpen) {
        return (cannot(format!("no claim tells of {day}")), all);
    }
    // A state lasts until another is told: the last before the day is what was known then.
    let last = all.iter().filter_map(|a| reach(a).1.filter(|t| *t <= day)).max();
    let Some(last) = last else {
        return (cannot(format!("what is told is of later than {day}, or has no day")), all);
    };
    let before: Vec<usize> = all.into_iter().filter(|a| reach(a).1 == Some(last)).collect();
    let because = format!("last told of, or by, {last}, and nothing told of it up to {day}");
    (settled(question, &before, &because, Some(day)), before)
}

fn cannot(because: String) -> Verdict {
    Verdict::CannotTell { because }
}

/// First and last day an answer is told of; the day of publication ends what has no day of its own.
fn reach(answer: &Answer, reports: &[Reading<ReadReport>]) -> (Option<Day>, Option<Day>) {
    let told = answer.told_by.iter().chain(&answer.denied_by);
    let published = told.filter_map(|at| reports.get(at.report)?.value.report.published).max();
    match answer.days {
        Some(days) => (days.start.or(days.end), days.end.or(published).or(days.start)),
        None => (published, published),
    }
}

/// How likely an answer is, of a state on a day as far as that day is told of.
fn probability(question: &Question, answer: usize, day: Option<Day>) -> Option<f64> {
    let course = question.weighed.as_ref().map_or(&[][..], |w| &w.course);
    let then = day.and_then(|day| course.iter().rfind(|m| m.day <= day));
    then.and_then(|m| m.probability.get(answer).copied()).or(question.answers[answer].probability)
}

/// The verdict over answers that all bear on the question.
fn settled(question: &Question, answers: &[usize], when: &str, day: Option<Day>) -> Verdict {
    let with = |text: String| if when.is_empty() { text } else { format!("{when}; {text}") };
    let said = |at: &usize| !question.answers[*at].told_by.is_empty();
    let stands = |at: &usize| {
        let kind = question.answers[*at].standing.kind;
        !matches!(kind, StandingKind::Superseded | StandingKind::Retracted | StandingKind::Discounted)
    };
    let told: Vec<usize> = answers.iter().copied().filter(said).collect();
    let now: Vec<usize> = told.iter().copied().filter(stands).collect();
    // Where all that was told of the day has been overtaken since, it was still so told.
    let left = if now.is_empty() { told } else { now };
    let Some(&first) = left.first() else {
        return cannot(with(match answers.first() {
            Some(&at) => format!("what is told is `{}`, and nothing besides", question.answers[at].label),
            None => "no claim answers it".into(),
        }));
    };
    let mut labels: Vec<&str> = left.iter().map(|&at| question.answers[at].label.as_str()).collect();
    labels.sort_unstable();
    labels.dedup();
    let likeliest = left.iter().copied().filter_map(|at| Some((at, probability(question, at, day)?)));
    let likeliest = likeliest.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    let denied = question.answers[first].denied_by.len();
    match likeliest {
        Some((answer, p)) if p >= LIKELY => {
            let standing = &question.answers[answer].standing;
            let rule = if standing.rule.is_empty() { String::new() } else { format!(": {}", standing.rule) };
            let words = in_words(p);
            Verdict::Told {
                answer,
                because: with(format!("{words} ({p:.2}), {}{rule}", standing.kind.as_str())),
            }
        }
        Some((_, p)) => {
            let told = if denied > 0 && labels.len() == 1 { "told and denied" } else { "told" };
            cannot(with(format!("no answer is likelier than {p:.2}: {} is {told}", labels.join("; "))))
        }
        None if labels.len() > 1 => {
            cannot(with(format!("{} answers are told: {}", labels.len(), labels.join("; "))))
        }
        None if question.answers[first].standing.kind == StandingKind::Contested && denied > 0 => {
            cannot(with(format!("`{}` is told and denied", labels[0])))
        }
        None => {
            let standing = &question.answers[first].standing;
            let rule = if standing.rule.is_empty() { String::new() } else { format!(": {}", standing.rule) };
            Verdict::Told { answer: first, because: with(format!("{}{rule}", standing.kind.as_str())) }
        }
    }
}
