//! What a cue covers: from the tree where it holds, else from the order of words.

use std::ops::Range;

use rashomon_model::{Deprel, Upos, Xpos};
use rashomon_resources::{CueClass, Frame};

use super::cue::Saying;
use super::view::View;

/// The ranges a cue verb covers; empty where it covers nothing.
pub(super) fn of_verb(
    view: &View<'_>,
    saying: &Saying,
    class: &CueClass,
    all: &[Saying],
    index: usize,
) -> Vec<Range<usize>> {
    let verb = saying.verb;
    let has = |frame: Frame| class.frames.contains(&frame);
    let bounds = saying.bounds.clone();
    if saying.hearsay {
        return hearsay(view, saying);
    }
    let group = saying.group.clone();
    let mut covered = Vec::new();
    let clause = view
        .children(verb)
        .find(|&t| t != verb && matches!(view.rel(t), Deprel::Ccomp | Deprel::Csubj) && bounds.contains(&t));
    let beside = view.children(verb).find(|&t| {
        t > verb && view.rel(t) == Deprel::Parataxis && has(Frame::Quote) && view.has_verb(view.reach(t))
    });
    let inserted = (has(Frame::Inserted) || has(Frame::Quote))
        && matches!(view.rel(verb), Deprel::Parataxis | Deprel::Discourse)
        && view.head(verb) != verb;

    if has(Frame::Inserted) && saying.opens == verb + 1 && closes(view, saying) {
        covered.extend(before(view, saying, None, all, index));
    } else if let Some(clause) = clause.filter(|_| has(Frame::Clause) || has(Frame::Quote)) {
        let cuts = has(Frame::Inserted) && cuts_subject(view, saying);
        if cuts {
            covered.extend(before(view, saying, None, all, index));
        } else if clause > verb {
            covered.push(after(view, saying, Some(clause), all, index));
        } else {
            covered.extend(before(view, saying, Some(clause), all, index));
        }
    } else if inserted {
        let head = view.head(verb);
        if head < verb {
            covered.extend(before(view, saying, Some(head), all, index));
        } else {
            covered.push(after(view, saying, Some(head), all, index));
        }
    } else if let Some(beside) = beside.filter(|_| has(Frame::Clause)) {
        covered.push(after(view, saying, Some(beside), all, index));
    }
    if covered.is_empty() && saying.opens > verb + 1 {
        let rest = view.trim(saying.opens..bounds.end);
        if view.has_verb(rest) && !view.is(saying.opens, &["by"]) {
            covered.push(after(view, saying, None, all, index));
        } else {
            covered.extend(before(view, saying, None, all, index));
        }
    }
    if covered.is_empty()
        && has(Frame::Clause)
        && let Some(range) = that_clause(view, saying, all, index)
    {
        covered.push(range);
    }
    if covered.is_empty()
        && has(Frame::To)
        && let Some(to) = view.children(verb).find(|&t| t > verb && matches!(view.rel(t), Deprel::Xcomp))
    {
        covered.push(view.reach(to).start.max(verb + 1)..view.reach(to).end.min(bounds.end));
    }
    if covered.is_empty()
        && has(Frame::Of)
        && let Some(of) = marked(view, verb, &["of", "for"]).or_else(|| accused_of(view, verb, &bounds))
    {
        covered.push(view.reach(of).start.max(verb + 1)..view.reach(of).end.min(bounds.end));
    }
    if covered.is_empty()
        && has(Frame::About)
        && let Some(about) = marked(view, verb, &["of", "about", "against", "over"])
    {
        covered.push(view.reach(about).start.max(verb + 1)..view.reach(about).end.min(bounds.end));
    }
    if covered.is_empty()
        && has(Frame::Object)
        && let Some(object) = view.children(verb).find(|&t| t > verb && view.rel(t) == Deprel::Obj)
    {
        covered.push(view.reach(object).start.max(verb + 1)..view.reach(object).end.min(bounds.end));
    }
    // The cue closes or cuts its sentence: `The bridge was closed, police said.`
    if covered.is_empty()
        && has(Frame::Inserted)
        && saying.speaker.is_some()
        && ends_or_cuts(view, &group, &bounds)
    {
        covered.extend(before(view, saying, None, all, index));
    }
    if covered.is_empty() && has(Frame::Clause) && has(Frame::Inserted) && saying.speaker.is_some() {
        let rest = view.trim(group.end..bounds.end);
        if clause_in(view, rest.clone()) {
            covered.push(after(view, saying, None, all, index));
        }
    }
    // The tree lost the verb of what is said.
    let says = matches!(class.id.as_str(), "attribution/say" | "attribution/tell");
    if covered.is_empty() && says && leads(view, saying) {
        let from = saying.opens.max(verb + 1);
        let rest = view.trim(from..bounds.end);
        let phrase = matches!(view.upos(from.min(bounds.end - 1)), Upos::Adp | Upos::Punct | Upos::Adv);
        if rest.len() >= 4 && !phrase {
            covered.push(rest);
        }
    }
    tidy(view, covered)
}

/// `accused the army of shelling the market`, where the tree hangs the clause on the accused, or
/// takes its verb for a noun.
fn accused_of(view: &View<'_>, verb: usize, bounds: &Range<usize>) -> Option<usize> {
    let acts = |t: usize| {
        let noun = view.form(t).ends_with("ing") && view.children(t).any(|c| view.rel(c) == Deprel::Obj);
        view.xpos(t) == Xpos::Vbg || noun
    };
    (verb + 2..bounds.end.min(verb + 16))
        .find(|&t| acts(t) && view.is(t - 1, &["of", "for"]) && view.below(t, verb))
}

/// `is said to have left`, `it was reported that`: what hangs below the cue.
fn hearsay(view: &View<'_>, saying: &Saying) -> Vec<Range<usize>> {
    let verb = saying.verb;
    let part = view.children(verb).find(|&t| {
        t > verb
            && matches!(
                view.rel(t),
                Deprel::Xcomp | Deprel::Ccomp | Deprel::Csubj | Deprel::CsubjPass | Deprel::Advcl
            )
            && view.children(t).any(|m| view.is(m, &["to", "that"]))
    });
    part.map(|p| view.trim(view.reach(p).start.max(verb + 1)..view.reach(p).end.min(saying.bounds.end)))
        .into_iter()
        .filter(|r| !r.is_empty())
        .collect()
}

/// The child of a verb behind one of the prepositions.
fn marked(view: &View<'_>, verb: usize, words: &[&str]) -> Option<usize> {
    view.children(verb)
        .find(|&t| t > verb && view.children(t).any(|m| m > verb && m < t && view.is(m, words)))
}

/// True where a cue stands between commas or at the end of its sentence, behind a comma or a mark.
fn ends_or_cuts(view: &View<'_>, group: &Range<usize>, bounds: &Range<usize>) -> bool {
    let before = group.start > bounds.start;
    let marked = before && view.is_punct(group.start - 1);
    let at_end = (group.end..bounds.end).all(|t| view.is_punct(t));
    // Pages that lost their commas: a clause before it is enough.
    if at_end && before && view.has_verb(bounds.start..group.start) {
        return true;
    }
    let cut = marked && group.end < bounds.end && view.is_punct(group.end);
    before && (at_end || cut)
}

/// True for a cue between commas behind a bare subject: `The fort, residents said, had been empty`.
fn cuts_subject(view: &View<'_>, saying: &Saying) -> bool {
    let (bounds, group) = (&saying.bounds, &saying.group);
    let left = bounds.start..group.start;
    group.start > bounds.start + 1
        && view.is(group.start - 1, &[","])
        && group.end < bounds.end
        && view.is(group.end, &[","])
        && !view.has_verb(left.clone())
        && left.clone().any(|t| view.is_noun(t) || view.upos(t) == Upos::Pron)
        && !matches!(view.upos(left.start), Upos::Adp | Upos::Adv | Upos::Sconj)
}

/// True where a finite clause stands in the range.
fn clause_in(view: &View<'_>, range: Range<usize>) -> bool {
    range.clone().any(|t| {
        matches!(view.upos(t), Upos::Verb | Upos::Aux)
            && view.children(t).any(|c| {
                matches!(view.rel(c), Deprel::Nsubj | Deprel::NsubjPass | Deprel::Expl) && range.contains(&c)
            })
    })
}

/// `… said on Monday that …`, by the order of words.
fn that_clause(view: &View<'_>, saying: &Saying, all: &[Saying], index: usize) -> Option<Range<usize>> {
    let window = saying.verb + 1..saying.bounds.end.min(saying.verb + 14);
    let that = window.clone().find(|&t| {
        view.is(t, &["that", "whether"])
            && t + 1 < saying.bounds.end
            && !matches!(view.rel(t), Deprel::Det | Deprel::Obj)
            && view.has_verb(t + 1..saying.bounds.end)
    })?;
    // Another noun or cue between the two takes the clause for itself.
    let between = saying.verb + 1..that;
    if all.iter().any(|s| between.contains(&s.verb)) {
        return None;
    }
    if that > 0 && view.rel(that) == Deprel::Nsubj && view.is_noun(that - 1) {
        return None;
    }
    let end = stop(view, saying, that + 1, None, all, index, saying.bounds.end);
    Some(view.trim(that + 1..end))
}

/// What follows a cue: from its clause to the end of the sentence, or to the next cue beside it.
fn after(
    view: &View<'_>,
    saying: &Saying,
    clause: Option<usize>,
    all: &[Saying],
    index: usize,
) -> Range<usize> {
    let verb = saying.verb;
    let floor = saying.opens.max(verb + 1);
    let reach = clause.map_or(saying.group.end..saying.bounds.end, |c| view.reach(c));
    let mut start = reach.start.max(floor);
    if clause.is_some_and(|c| c > verb) && reach.start <= verb {
        start = saying.group.end.max(floor);
    }
    for part in [&saying.speaker, &saying.cited, &saying.relay].into_iter().flatten() {
        if part.contains(&start) {
            start = part.end;
        }
    }
    let wide =
        clause.is_none() || is_top(view, verb) || leads(view, saying) || reach.end + 1 >= saying.bounds.end;
    let end = if wide { saying.bounds.end } else { reach.end.min(saying.bounds.end) };
    let end = stop(view, saying, start, clause, all, index, end);
    strip_that(view, view.trim(start.min(end)..end))
}

fn strip_that(view: &View<'_>, range: Range<usize>) -> Range<usize> {
    if range.len() > 1 && view.is(range.start, &["that"]) && view.rel(range.start) == Deprel::Mark {
        range.start + 1..range.end
    } else {
        range
    }
}

/// The first place at or behind `start` where another cue of the same rank begins.
fn stop(
    view: &View<'_>,
    saying: &Saying,
    start: usize,
    clause: Option<usize>,
    all: &[Saying],
    index: usize,
    end: usize,
) -> usize {
    let mut stop = end;
    for (i, other) in all.iter().enumerate() {
        if i == index || other.verb < start || other.verb >= stop || other.hearsay {
            continue;
        }
        let beside = clause.is_none_or(|c| !view.below(other.verb, c))
            && view.below(other.verb, saying.verb)
            && matches!(view.rel(other.verb), Deprel::Conj | Deprel::Advcl | Deprel::Parataxis);
        // `… , the agency reported.`: who closes the sentence is no part of what is said.
        let closing = other.group.start > start
            && view.is_punct(other.group.start - 1)
            && (other.group.end..saying.bounds.end).all(|t| view.is_punct(t));
        if beside || closing {
            let mut at = other.group.start.max(start);
            let first =
                view.children(other.verb).filter(|&t| matches!(view.rel(t), Deprel::Cc | Deprel::Mark)).min();
            if let Some(first) = first.filter(|&f| f >= start && f < at) {
                at = first;
            }
            if at > start {
                while at > start && (view.is_punct(at - 1) || view.is(at - 1, &["and", "but", "while"])) {
                    at -= 1;
                }
                stop = stop.min(at.max(start));
            }
        }
    }
    stop
}

/// What stands before a cue, and behind it where the cue only cuts the sentence.
fn before(
    view: &View<'_>,
    saying: &Saying,
    clause: Option<usize>,
    all: &[Saying],
    index: usize,
) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let top = clause.is_none_or(|c| is_top(view, c) || is_top(view, saying.verb)) || closes(view, saying);
    let mut start =
        if top { saying.bounds.start } else { clause.map_or(saying.bounds.start, |c| view.reach(c).start) };
    start = start.max(saying.bounds.start);
    // A cue before it that takes what follows closes at the conjunction between the two.
    for (i, other) in all.iter().enumerate() {
        if i < index
            && other.verb < saying.group.start
            && view.rel(saying.verb) == Deprel::Conj
            && view.below(saying.verb, other.verb)
        {
            let between = other.group.end..saying.group.start;
            if let Some(c) = clause.filter(|c| between.contains(c)) {
                start = start.max(view.reach(c).start.max(other.group.end));
            }
        }
    }
    let left = view.trim(start..saying.group.start.max(start));
    if !left.is_empty() {
        found.push(left);
    }
    let at = saying.group.end;
    let goes_on = at < saying.bounds.end
        && (view.is(at, &[",", "--", "—", "–"]) || !view.is_punct(at))
        && at + 1 < saying.bounds.end;
    if goes_on {
        let first = at + usize::from(view.is_punct(at));
        let adds =
            all.iter().any(|s| s.verb >= first && s.verb <= first + 1 && view.below(s.verb, saying.verb));
        if !adds
            && !view
                .is(first, &["who", "which", "whose", "where", "citing", "quoting", "speaking", "referring"])
        {
            let end = stop(view, saying, first, clause, all, index, saying.bounds.end);
            let right = view.trim(first..end.max(first));
            let below = clause.is_none_or(|c| right.clone().any(|t| view.below(t, c)));
            if !right.is_empty() && below {
                found.push(right);
            }
        }
    }
    found
}

/// True where the speaker stands right before the verb.
fn is_adjacent(view: &View<'_>, saying: &Saying) -> bool {
    saying.speaker.as_ref().is_some_and(|s| {
        s.end <= saying.verb
            && saying.verb - s.end <= 5
            && (s.end..saying.verb).all(|t| view.upos(t) != Upos::Verb && !view.is(t, &["that", "and", "or"]))
    })
}

/// True for a cue that closes its sentence, whatever the tree says: `… the harbour police said.`
pub(super) fn closes(view: &View<'_>, saying: &Saying) -> bool {
    let speaker = saying.speaker.as_ref().map_or(saying.verb, |s| s.start);
    let relative = speaker > saying.bounds.start && view.is(speaker - 1, &["as", "who", "which", "what"]);
    let after = saying.speaker.as_ref().is_some_and(|s| s.start > saying.verb);
    !relative
        && saying.group.start > saying.bounds.start
        && (saying.group.end..saying.bounds.end).all(|t| view.is_punct(t))
        && (after || is_adjacent(view, saying))
        && (saying.bounds.start..saying.group.start).any(|t| {
            matches!(view.xpos(t), Xpos::Vbd | Xpos::Vbz | Xpos::Vbp | Xpos::Vbn | Xpos::Md)
                || view.is_punct(saying.group.start - 1)
        })
}

/// True for a cue that opens its sentence with its speaker: what follows is said to the end.
fn leads(view: &View<'_>, saying: &Saying) -> bool {
    let Some(speaker) = &saying.speaker else { return false };
    is_adjacent(view, saying)
        && !(saying.bounds.start..speaker.start).any(|t| {
            matches!(view.upos(t), Upos::Verb | Upos::Aux) || view.is(t, &["which", "who", "as", "what"])
        })
}

/// True where a verb is the main one of its sentence, or beside it.
fn is_top(view: &View<'_>, token: usize) -> bool {
    let mut at = token;
    for _ in 0..12 {
        let head = view.head(at);
        if head == at {
            return true;
        }
        if !matches!(
            view.rel(at),
            Deprel::Conj | Deprel::Parataxis | Deprel::Xcomp | Deprel::Root | Deprel::Discourse
        ) {
            return false;
        }
        at = head;
    }
    false
}

/// True where `as saying` stands a few words on: the phrase is a verb of quoting then.
pub(super) fn as_follows(view: &View<'_>, from: usize, end: usize) -> bool {
    (from..end.min(from + 20))
        .any(|t| t + 1 < end && view.is(t, &["as"]) && view.is(t + 1, &["saying", "stating"]))
}

/// What a phrase like `according to…` covers: its sentence where it opens or closes that, else its clause.
pub(super) fn around_phrase(
    view: &View<'_>,
    phrase: Range<usize>,
    tokens: &Range<usize>,
) -> Vec<Range<usize>> {
    let opens = phrase.start <= tokens.start + 2;
    let closes = (phrase.end..tokens.end).all(|t| view.is_punct(t));
    let clause = if opens || closes {
        tokens.clone()
    } else {
        let mut at = view.head(phrase.start);
        for _ in 0..8 {
            if !phrase.contains(&at) && matches!(view.upos(at), Upos::Verb | Upos::Aux) {
                break;
            }
            at = view.head(at);
        }
        if phrase.contains(&at) { tokens.clone() } else { view.reach(at) }
    };
    let left = clause.start..phrase.start.clamp(clause.start, clause.end);
    let right = phrase.end.clamp(clause.start, clause.end)..clause.end;
    tidy(view, vec![left, right])
}

/// Trimmed, in order, without empty or overlapping ranges.
fn tidy(view: &View<'_>, ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut kept: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        let range = view.trim(range);
        if range.is_empty() || kept.iter().any(|k| k.start < range.end && range.start < k.end) {
            continue;
        }
        kept.push(range);
    }
    kept.sort_by_key(|r| r.start);
    kept
}
