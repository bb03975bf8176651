//! From what is asked to the questions that the claims answer, and what can be said on a day.

use rashomon_model::{Answer, Day, Question, QuestionKind, Reading, Reconciliation, StandingKind};

use rashomon_weigh::in_words;

use super::{Ask, Asked, Found, Index, Matched, Verdict};
use crate::ReadReport;

/// From this probability on an answer is said, as likely. Chosen by eye.
const LIKELY: f64 = 0.6;

/// Answers a question from reports and what came of reconciling them.
///
/// # Cost
/// Linear in the words of the claims.
pub fn answer(ask: &Ask, reports: &[Reading<ReadReport>], reconciled: &Reconciliation) -> Asked {
    let found = Index::of(&reconciled.questions, reports).find(ask);
    answer_found(ask, &found, reports, &reconciled.questions)
}

/// The same where the questions have been found already; `questions` are in the list of the index.
pub fn answer_found(
    ask: &Ask,
    found: &Found,
    reports: &[Reading<ReadReport>],
    questions: &[Question],
) -> Asked {
    let told = found.matched.iter().filter_map(|&at| Some((at, questions.get(at)?)));
    let matched = told.map(|(question, told)| {
        let (verdict, answers) = verdict(ask, told, reports);
        Matched { question, verdict, answers }
    });
    Asked { matched: matched.collect(), because: found.because.clone(), near: found.near.clone() }
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
