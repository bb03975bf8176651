//! How likely each answer is: the voices of each question, weighed.

use std::collections::{BTreeMap, BTreeSet};

use rashomon_model::{
    Action, ActionGroup, AnswerValue, Claim, ClaimRef, Day, Ground, Moment, Question, QuestionKind, Reading,
    Reconciliation, SourceKind, Status, Weighed,
};
use rashomon_weigh::{Decision, Interest, Testimony, decide, follow};

use crate::ReadReport;

/// How surely a relay passes on what it was told: the mean of the prior of the model, Beta(19, 1).
const RELAY: f64 = 0.95;

/// Gives every answer of every question its probability, with the grounds.
///
/// # Cost
/// Near linear in the claims; in a question square in its answers.
pub(crate) fn judge(reports: &[Reading<ReadReport>], reconciled: &mut Reconciliation) {
    let mut voice: BTreeMap<ClaimRef, usize> = BTreeMap::new();
    for (n, one) in reconciled.voices.iter().enumerate() {
        voice.extend(one.claims.iter().map(|&c| (c, n)));
    }
    let bench = Bench { reports, voice };
    for question in &mut reconciled.questions {
        match question.kind {
            QuestionKind::Holds | QuestionKind::IsOpen => bench.states(question),
            _ => bench.facts(question),
        }
    }
}

struct Bench<'r> {
    reports: &'r [Reading<ReadReport>],
    /// Number of the voice of each claim.
    voice: BTreeMap<ClaimRef, usize>,
}

impl Bench<'_> {
    fn claim(&self, at: ClaimRef) -> Option<&Claim> {
        self.reports.get(at.report)?.value.claims.get(at.claim)
    }

    /// What a claim says of an answer; `parties` are all that the question names.
    fn testimony(&self, at: ClaimRef, answer: usize, denies: bool, parties: &[String]) -> Option<Testimony> {
        let claim = self.claim(at)?;
        let relays = claim.sources.links.len().saturating_sub(1);
        let unsure = if claim.status == Status::Possible { 0.5 } else { 1.0 };
        let read = f64::from(claim.evidence.confidence).max(0.5);
        Some(Testimony {
            answer,
            denies,
            voice: self.voice.get(&at).copied().unwrap_or(usize::MAX - at.claim),
            exact: exact(claim.sources.links.first().map(|l| l.kind)),
            kept: read * RELAY.powi(i32::try_from(relays).unwrap_or(i32::MAX)) * unsure,
            interest: interest(claim, parties),
            begins: false,
            moment: 0,
        })
    }

    /// The day a claim speaks of: the last of its time, else that of publication.
    fn day(&self, at: ClaimRef) -> Option<Day> {
        let days = self.claim(at)?.time.as_ref().and_then(|t| t.days);
        let published = || self.reports.get(at.report)?.value.report.published;
        match days {
            Some(days) => days.end.or_else(|| published().max(days.start)).or(days.start),
            None => published(),
        }
    }

    /// Questions of which one answer is true for good: how many, whether, by whom.
    fn facts(&self, question: &mut Question) {
        let parties = parties(question);
        let mut told: Vec<(ClaimRef, Testimony)> = Vec::new();
        let tellers: BTreeSet<ClaimRef> =
            question.answers.iter().flat_map(|a| a.told_by.iter().copied()).collect();
        for (i, answer) in question.answers.iter().enumerate() {
            told.extend(
                answer.told_by.iter().filter_map(|&c| Some((c, self.testimony(c, i, false, &parties)?))),
            );
            let denied = answer.denied_by.iter().filter(|c| !tellers.contains(c));
            told.extend(denied.filter_map(|&c| Some((c, self.testimony(c, i, true, &parties)?))));
        }
        let values: Vec<AnswerValue> = question.answers.iter().map(|a| a.value.clone()).collect();
        let both = |truth: bool| values.contains(&AnswerValue::Truth(truth));
        let open = !(both(true) && both(false));
        let testimonies: Vec<Testimony> = told.iter().map(|t| t.1).collect();
        let fits = |i: usize, s: usize| within(&values[s], &values[i]);
        let decision = decide(values.len(), open, fits, &testimonies);
        for (answer, p) in question.answers.iter_mut().zip(&decision.probability) {
            answer.probability = Some(*p);
        }
        question.weighed = Some(weighed(decision, &told));
    }

    /// Questions whose answer changes with time: who holds a place, whether a way is open.
    fn states(&self, question: &mut Question) {
        let parties = parties(question);
        let ways = question.kind == QuestionKind::IsOpen;
        // Of a way there are two states, told or not; of a place as many as parties are told, and any other.
        let mut names: Vec<AnswerValue> = Vec::new();
        if ways {
            names = vec![AnswerValue::Truth(true), AnswerValue::Truth(false)];
        }
        for answer in &question.answers {
            if !names.contains(&answer.value) {
                names.push(answer.value.clone());
            }
        }
        let holder = |value: &AnswerValue| names.iter().position(|n| n == value).unwrap_or(0);
        let mut told: Vec<(ClaimRef, Option<Day>, Testimony)> = Vec::new();
        for answer in &question.answers {
            let at = holder(&answer.value);
            // An answer that only denials make tells that a party left.
            let (claims, denies) =
                if answer.told_by.is_empty() { (&answer.denied_by, true) } else { (&answer.told_by, false) };
            for &c in claims {
                if let Some(t) = self.testimony(c, at, denies, &parties) {
                    told.push((c, self.day(c), t));
                }
            }
        }
        let mut days: Vec<Day> = told.iter().filter_map(|t| t.1).collect();
        days.sort_unstable();
        days.dedup();
        let Some(&last) = days.last() else { return };
        for (c, day, testimony) in &mut told {
            testimony.moment = days.binary_search(&day.unwrap_or(last)).unwrap_or(0);
            let event = |claim: &Claim| {
                matches!(claim.action, Action::Seize | Action::Withdraw | Action::Open | Action::Close)
                    && claim.status == Status::Asserted
            };
            testimony.begins = self.claim(*c).is_some_and(event);
        }
        let numbers: Vec<i64> = days.iter().map(|d| day_number(*d)).collect();
        let testimonies: Vec<Testimony> = told.iter().map(|t| t.2).collect();
        let held = follow(names.len(), !ways, &numbers, &testimonies);
        let of = |answer: &rashomon_model::Answer, row: &[f64]| {
            let p = row[holder(&answer.value)];
            if answer.told_by.is_empty() && !ways { 1.0 - p } else { p }
        };
        let course: Vec<Moment> = days
            .iter()
            .zip(&held)
            .map(|(&day, row)| Moment {
                day,
                probability: question.answers.iter().map(|a| of(a, row)).collect(),
            })
            .collect();
        let ends: Vec<Option<usize>> = question
            .answers
            .iter()
            .map(|a| {
                let made_by = if a.told_by.is_empty() { &a.denied_by } else { &a.told_by };
                made_by.iter().filter_map(|&c| self.day(c)).max()
            })
            .map(|day| day.and_then(|d| days.binary_search(&d).ok()))
            .collect();
        for (i, end) in ends.into_iter().enumerate() {
            question.answers[i].probability = end.map(|m| course[m].probability[i]);
        }
        // What each adds is told of the last day: what is held now.
        let now: Vec<(ClaimRef, Testimony)> =
            told.iter().filter(|t| t.1.unwrap_or(last) == last).map(|t| (t.0, t.2)).collect();
        let testimonies: Vec<Testimony> = now.iter().map(|t| t.1).collect();
        let decision = decide(names.len(), !ways, |_, _| false, &testimonies);
        let mut weighed = weighed(decision, &now);
        weighed.none = held.last().and_then(|row| row.get(names.len())).copied().unwrap_or(0.0);
        weighed.turning = None;
        let mut voices: Vec<usize> = told.iter().map(|t| t.2.voice).collect();
        voices.sort_unstable();
        voices.dedup();
        weighed.voices = voices.len();
        weighed.course = course;
        question.weighed = Some(weighed);
    }
}

fn weighed(decision: Decision, told: &[(ClaimRef, Testimony)]) -> Weighed {
    let mut grounds: Vec<Ground> = told
        .iter()
        .zip(&decision.weights)
        .filter(|(_, w)| **w != 0.0)
        .map(|((claim, t), &weight)| Ground { claim: *claim, weight, detail: detail(t).to_owned() })
        .collect();
    grounds.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()).then(a.claim.cmp(&b.claim)));
    Weighed {
        none: decision.none,
        voices: decision.voices,
        turning: decision.turning,
        grounds,
        course: Vec::new(),
    }
}

fn detail(t: &Testimony) -> &'static str {
    match t.interest {
        Interest::Harms => "told against own interest, so it counts more",
        Interest::Serves => "it serves the teller's own side, so it counts less",
        Interest::None if t.kept < 0.6 => "through relays, or read with doubt, so it counts less",
        Interest::None => "",
    }
}

/// How often a teller of a kind is right, before anything is known of it. Our own guesses; what matters is that they
/// differ little and that none is near certainty.
fn exact(kind: Option<SourceKind>) -> f64 {
    match kind {
        Some(SourceKind::Medical) => 0.85,
        None | Some(SourceKind::Media | SourceKind::Witness | SourceKind::Monitor) => 0.8,
        Some(SourceKind::Official | SourceKind::Person) => 0.75,
        Some(SourceKind::Military | SourceKind::Other) => 0.7,
    }
}

/// Whether the nearest teller of a claim gains by it: it takes or keeps what it fights for, or owns to harm done.
fn interest(claim: &Claim, parties: &[String]) -> Interest {
    let Some(teller) = claim.sources.links.first() else { return Interest::None };
    let is = |party: &str| teller.name.as_deref() == Some(party) || teller.text.contains(party);
    let actor = claim.actor.as_ref().map(|a| a.name.clone().unwrap_or_else(|| a.text.clone()));
    let own = actor.as_deref().is_some_and(is);
    let rival = !own && parties.iter().any(|p| is(p));
    let denied = matches!(claim.status, Status::Denied | Status::Ended);
    // Whether the act is to the credit of who does it.
    let credit = match claim.action {
        Action::Seize | Action::Hold | Action::Advance => true,
        Action::Withdraw => false,
        action if action.group() == ActionGroup::Violence => false,
        _ => return Interest::None,
    };
    match (own, rival, credit != denied) {
        (true, _, true) | (_, true, false) => Interest::Serves,
        (true, _, false) | (_, true, true) => Interest::Harms,
        _ => Interest::None,
    }
}

/// The parties a question names.
fn parties(question: &Question) -> Vec<String> {
    let name = |value: &AnswerValue| match value {
        AnswerValue::Party(name) => Some(name.clone()),
        _ => None,
    };
    question.answers.iter().filter_map(|a| name(&a.value)).collect()
}

/// Whether a number lies within the bounds of another; other values only within themselves.
fn within(inner: &AnswerValue, outer: &AnswerValue) -> bool {
    match (inner, outer) {
        (AnswerValue::Number { low: a, high: b }, AnswerValue::Number { low, high }) => {
            let above = low.is_none_or(|l| a.is_some_and(|a| a >= l));
            let below = high.is_none_or(|h| b.is_some_and(|b| b <= h));
            above && below
        }
        _ => inner == outer,
    }
}

/// Days since 1970-01-01.
fn day_number(day: Day) -> i64 {
    let epoch = Day::new(1970, 1, 1).unwrap_or(day);
    i64::from((day - epoch).get_days())
}
