//! What claims answer: questions with their answers, changes and disputes.

mod account;
mod timeline;
mod toll;

use std::collections::{BTreeMap, BTreeSet};

use rashomon_model::{
    Answer, AnswerValue, ClaimRef, Day, Days, Dispute, DisputeKind, Party, Question, QuestionKind, Relation,
    RelationKind, Standing, StandingKind, Status,
};

use crate::phrase;
use crate::standing::{Facts, standing};
use crate::view::View;
use crate::voice::Voices;
use crate::words::Name;

/// All that questions are made from. Views are named by their number.
#[derive(Debug)]
pub(crate) struct Context<'c, 'r> {
    pub(crate) views: &'c [View<'r>],
    pub(crate) voices: &'c Voices,
    pub(crate) events: &'c [Vec<usize>],
    /// Days of publication, one a report.
    pub(crate) published: &'c [Option<Days>],
    /// Relations by the numbers of their views, as told (`a` first).
    related: BTreeMap<(usize, usize), RelationKind>,
    /// The views that contradict each view.
    against: Vec<Vec<usize>>,
}

impl<'c, 'r> Context<'c, 'r> {
    pub(crate) fn new(
        views: &'c [View<'r>],
        relations: &[Relation],
        voices: &'c Voices,
        events: &'c [Vec<usize>],
        published: &'c [Option<Days>],
    ) -> Self {
        let number: BTreeMap<ClaimRef, usize> = views.iter().enumerate().map(|(i, v)| (v.at, i)).collect();
        let pair = |r: &Relation| Some(((*number.get(&r.a)?, *number.get(&r.b)?), r.kind));
        let related: BTreeMap<_, _> = relations.iter().filter_map(pair).collect();
        let mut against = vec![Vec::new(); views.len()];
        for (&(a, b), &kind) in &related {
            if kind == RelationKind::Contradicts {
                against[a].push(b);
                against[b].push(a);
            }
        }
        Self { views, voices, events, published, related, against }
    }

    /// The relation of two views and whether `a` is its first end.
    fn relation(&self, a: usize, b: usize) -> Option<(RelationKind, bool)> {
        let forth = self.related.get(&(a, b)).map(|&k| (k, true));
        forth.or_else(|| self.related.get(&(b, a)).map(|&k| (k, false)))
    }

    /// The views that contradict one of these.
    fn against(&self, of: &[usize]) -> BTreeSet<usize> {
        of.iter().flat_map(|&i| self.against[i].iter().copied()).collect()
    }

    fn refs(&self, of: &[usize]) -> Vec<ClaimRef> {
        let mut refs: Vec<ClaimRef> = of.iter().map(|&i| self.views[i].at).collect();
        refs.sort();
        refs.dedup();
        refs
    }

    /// Who tells some views, in words: `local residents and the port office`.
    fn tellers(&self, of: &[usize]) -> String {
        let mut names: Vec<String> = Vec::new();
        for voice in self.voices.behind(of, self.views) {
            let name = voice.origin.split_whitespace().collect::<Vec<_>>().join(" ");
            if !names.contains(&name) {
                names.push(name);
            }
        }
        if names.len() > 3 {
            let more = names.len() - 2;
            names.truncate(2);
            names.push(format!("{more} others"));
        }
        phrase::list(&names)
    }

    /// An answer with its voices and standing. `disputed` and `superseded` come from its question.
    fn answer(&self, draft: Draft, disputed: bool, superseded: bool) -> Answer {
        let sure = |i: &&usize| {
            matches!(self.views[**i].claim.status, Status::Asserted | Status::Ended | Status::Denied)
        };
        let (firm, soft): (Vec<usize>, Vec<usize>) = {
            let firm: Vec<usize> = draft.told.iter().filter(sure).copied().collect();
            let soft = draft.told.iter().filter(|i| !sure(i)).copied().collect();
            (firm, soft)
        };
        let against = self.voices.behind(&draft.denied, self.views);
        let mut denials: BTreeMap<usize, Latest> = BTreeMap::new();
        for &d in &draft.denied {
            denials.entry(self.voices.number(d)).or_default().add(self, d);
        }
        let took_back = !draft.told.is_empty()
            && draft
                .told
                .iter()
                .all(|&t| denials.get(&self.voices.number(t)).is_some_and(|d| d.any_after(self, t)));
        let facts = Facts {
            voices: self.voices.behind(&firm, self.views).len(),
            unsure: self.voices.behind(&soft, self.views).len(),
            against: against.len(),
            disputed,
            superseded,
            retracted: took_back,
        };
        Answer {
            value: draft.value,
            label: draft.label,
            days: draft.days,
            told_by: self.refs(&draft.told),
            denied_by: self.refs(&draft.denied),
            voices: self.voices.behind(&draft.told, self.views),
            probability: None,
            standing: standing(facts),
        }
    }

    /// The day a view came out.
    fn day(&self, i: usize) -> Option<Day> {
        self.published[self.views[i].at.report].and_then(|d| d.start)
    }

    /// True where each of some views was told after each of others.
    fn all_after(&self, these: &[usize], others: &[usize]) -> bool {
        let mut latest = Latest::default();
        others.iter().for_each(|&i| latest.add(self, i));
        these.iter().all(|&i| !latest.any_after(self, i))
    }
}

/// The last told of some views: by the day they came out, else by their number.
#[derive(Clone, Copy, Debug, Default)]
struct Latest {
    dated: Option<(Day, usize)>,
    undated: Option<usize>,
    number: Option<usize>,
}

impl Latest {
    fn add(&mut self, context: &Context<'_, '_>, i: usize) {
        match context.day(i) {
            Some(day) => self.dated = self.dated.max(Some((day, i))),
            None => self.undated = self.undated.max(Some(i)),
        }
        self.number = self.number.max(Some(i));
    }

    /// True where one of them was told after `i`. Where a day is not known, numbers decide.
    fn any_after(&self, context: &Context<'_, '_>, i: usize) -> bool {
        match context.day(i) {
            Some(day) => self.dated > Some((day, i)) || self.undated > Some(i),
            None => self.number > Some(i),
        }
    }
}

/// An answer before its voices and standing are worked out; views by number.
#[derive(Clone, Debug)]
struct Draft {
    value: AnswerValue,
    label: String,
    days: Option<Days>,
    told: Vec<usize>,
    denied: Vec<usize>,
}

/// The parties of a question, each under its first name.
#[derive(Debug, Default)]
struct Parties<'c> {
    known: Vec<(Name, String)>,
    /// Their numbers by what was written: names are held against each other once.
    seen: BTreeMap<(&'c str, Option<&'c str>, Option<&'c str>), usize>,
}

impl<'c> Parties<'c> {
    /// The number of the first party with this name.
    fn number(&mut self, name: &Name, party: &'c Party) -> usize {
        let written =
            (party.text.as_str(), party.name.as_deref(), party.link.as_ref().map(|l| l.actor.as_str()));
        *self.seen.entry(written).or_insert_with(|| {
            self.known.iter().position(|(known, _)| known.same(name)).unwrap_or_else(|| {
                self.known.push((name.clone(), phrase::party(party)));
                self.known.len() - 1
            })
        })
    }

    fn label(&self, number: usize) -> &str {
        &self.known[number].1
    }
}

/// The days that cover all days told; `None` where none are.
fn cover(days: impl Iterator<Item = Option<Days>>) -> Option<Days> {
    days.flatten().reduce(|a, b| {
        let start = a.start.zip(b.start).map(|(x, y)| x.min(y));
        let end = a.end.zip(b.end).map(|(x, y)| x.max(y));
        Days { start, end }
    })
}

/// How a question stands: by its disputes, else as its last answer does.
fn whole(answers: &[Answer], disputes: &[Dispute]) -> Standing {
    if let Some(dispute) = disputes.first() {
        let rule = match dispute.kind {
            DisputeKind::Contradiction => "answers exclude each other",
            DisputeKind::Scope => "answers speak of different parts or times",
            DisputeKind::Denial => "one side says it is not so",
            DisputeKind::Correction => "a source revised its own account",
        };
        return Standing { kind: StandingKind::Contested, rule: rule.into() };
    }
    let open = |a: &&Answer| a.standing.kind != StandingKind::Superseded;
    let last = answers.iter().rev().find(open).or(answers.last());
    last.map_or_else(|| standing(Facts::default()), |a| a.standing.clone())
}

/// All questions, those with disputes first, then those with changes, then by their text.
pub(crate) fn questions(context: &Context<'_, '_>) -> Vec<Question> {
    let mut questions = timeline::holds(context);
    questions.extend(timeline::is_open(context));
    questions.extend(toll::how_many(context));
    questions.extend(account::accounts(context));
    questions.sort_by(|a, b| {
        let rank = |q: &Question| (q.disputes.is_empty(), q.changes.is_empty(), order(q.kind));
        rank(a).cmp(&rank(b)).then_with(|| a.text.cmp(&b.text)).then_with(|| first(a).cmp(&first(b)))
    });
    questions
}

fn order(kind: QuestionKind) -> usize {
    match kind {
        QuestionKind::Holds => 0,
        QuestionKind::IsOpen => 1,
        QuestionKind::Happened => 2,
        QuestionKind::WhoDid => 3,
        QuestionKind::HowMany => 4,
        QuestionKind::WillHappen => 5,
    }
}

fn first(question: &Question) -> Option<ClaimRef> {
    question.answers.iter().flat_map(|a| a.told_by.iter().chain(&a.denied_by)).min().copied()
}

/// The views of several lists, each once, in order.
fn union(lists: &[&[usize]]) -> Vec<usize> {
    let all: BTreeSet<usize> = lists.iter().flat_map(|l| l.iter().copied()).collect();
    all.into_iter().collect()
}
