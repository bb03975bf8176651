//! The words under which questions are found.

use std::collections::BTreeMap;

use rashomon_model::{ClaimRef, CountKind, Question, QuestionKind, Reading};
use serde::{Deserialize, Serialize};

use super::Ask;
use super::form::words;
use crate::{ReadReport, packs};

/// How many matching questions are answered, and how many near ones named.
const MOST: usize = 5;

/// The words of questions, to find them by. It knows questions by their place in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// Every word of every question, in order.
    words: Vec<String>,
    questions: Vec<Entry>,
}

/// The words of one question, as places in the list of words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    /// As a number: this form does not leave the program that wrote it.
    kind: u8,
    /// Of the question itself.
    text: Vec<u32>,
    /// Of its place; of the question where it has none. In their order.
    own: Vec<u32>,
    /// All it is found under: its own, its place's with parents, and those of its claims.
    all: Vec<u32>,
}

/// Questions found for what is asked, by their places in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Those that are what was asked, the nearest first.
    pub matched: Vec<usize>,
    /// Where there are none: why, in words.
    pub because: Option<String>,
    /// Where there are none: those that come near.
    pub near: Vec<usize>,
}

impl Index {
    /// The words of questions about the claims of some reports.
    ///
    /// # Cost
    /// Linear in the words of the claims.
    pub fn of(questions: &[Question], reports: &[Reading<ReadReport>]) -> Self {
        let mut known: BTreeMap<String, u32> = BTreeMap::new();
        let mut numbers = |words: Vec<String>| -> Vec<u32> {
            let mut number = |word| {
                let next = known.len() as u32;
                *known.entry(word).or_insert(next)
            };
            words.into_iter().map(&mut number).collect()
        };
        let mut found: Vec<Entry> = questions
            .iter()
            .map(|q| Entry {
                kind: q.kind as u8,
                text: numbers(words(&q.text)),
                own: numbers(words(q.place_name.as_deref().unwrap_or(&q.text))),
                all: numbers(words_of(q, reports)),
            })
            .collect();
        let mut place = vec![0; known.len()];
        for (at, number) in known.values().enumerate() {
            place[*number as usize] = at as u32;
        }
        for entry in &mut found {
            for number in entry.text.iter_mut().chain(&mut entry.own).chain(&mut entry.all) {
                *number = place[*number as usize];
            }
        }
        Self { words: known.into_keys().collect(), questions: found }
    }

    /// The questions that are what is asked, and where there are none those that come near.
    ///
    /// # Cost
    /// Linear in the words of the questions.
    pub fn find(&self, ask: &Ask) -> Found {
        let pass = &packs::forms().pass;
        let asked: Vec<String> = words(&ask.about).into_iter().filter(|w| !pass.contains(w)).collect();
        let like: Vec<Vec<bool>> =
            asked.iter().map(|w| self.words.iter().map(|t| alike(w, t)).collect()).collect();
        let any: Vec<bool> = (0..self.words.len()).map(|t| like.iter().any(|l| l[t])).collect();
        let told = |numbers: &[u32], of: &[bool]| numbers.iter().any(|n| of.get(*n as usize) == Some(&true));
        let mut whole: Vec<(usize, usize)> = Vec::new();
        let mut near: Vec<(usize, usize)> = Vec::new();
        for (at, entry) in self.questions.iter().enumerate() {
            let found = like.iter().filter(|of| told(&entry.all, of)).count();
            if found == 0 {
                continue;
            }
            let fits = entry.kind == ask.kind as u8 && self.counts(ask, entry);
            if fits && found == asked.len() {
                // Nearest is whose own name has the least besides what was asked.
                let besides = entry.own.iter().filter(|n| any.get(**n as usize) != Some(&true)).count();
                whole.push((besides, at));
            } else {
                near.push((asked.len() - found + usize::from(!fits), at));
            }
        }
        whole.sort_unstable();
        near.sort_unstable();
        let some = |found: Vec<(usize, usize)>| found.into_iter().take(MOST).map(|(_, at)| at).collect();
        if whole.is_empty() {
            let because = Some(self.because(ask, near.first()));
            return Found { matched: Vec::new(), because, near: some(near) };
        }
        Found { matched: some(whole), because: None, near: Vec::new() }
    }

    /// True where the question counts what was asked for.
    fn counts(&self, ask: &Ask, entry: &Entry) -> bool {
        let Some(kind) = ask.count.map(CountKind::as_str) else { return true };
        let asks = packs::forms().counts.get(kind);
        let told = entry.text.iter().filter_map(|n| self.words.get(*n as usize));
        told.into_iter().any(|w| w == kind || asks.is_some_and(|words| words.contains(w)))
    }

    fn because(&self, ask: &Ask, nearest: Option<&(usize, usize)>) -> String {
        let about = &ask.about;
        if self.questions.is_empty() {
            return "the reports give no claims that answer questions".into();
        }
        match nearest {
            Some(&(0 | 1, at)) if self.questions[at].kind != ask.kind as u8 => {
                format!("of `{about}` other things are told, but not what was asked")
            }
            Some(_) => format!("no claim tells all of `{about}`; the nearest tell a part of it"),
            None => format!("no claim tells of `{about}`"),
        }
    }
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
