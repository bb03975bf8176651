//! The phrase that names a source: how far it reaches, what kind of source it is, whether it is a
//! medium that passes on what others say.

use std::ops::Range;

use rashomon_model::{Deprel, NameKind, SourceKind, SourceLink, Upos, WEEKDAYS, Xpos};

use super::view::View;

/// Longest phrase of a source, in words (the longest annotated ones have some 25).
const LONGEST: usize = 30;

/// The whole noun phrase of `head`, between `left` and `right`: title, name, apposition, what hangs
/// on it; without clauses set off by a comma.
pub(super) fn phrase(view: &View<'_>, head: usize, left: usize, right: usize) -> Range<usize> {
    let reach = view.reach(head);
    let mut start = reach.start.max(left);
    let mut end = reach.end.min(right).max(head + 1);
    // A clause set off by a comma, and what the parser hung on the noun by mistake, is no part.
    for t in head + 1..end {
        if view.below(t, head) && ends_phrase(view, t, head) {
            end = view.reach(t).start.clamp(head + 1, t);
            break;
        }
    }
    for t in (start..head).rev() {
        // What stands before a comma is another phrase, unless it is a name or a list.
        let apart = view.is(t, &[",", ";", ":", "--", "—", "–"]) && !joined(view, t, head);
        let foreign =
            !view.below(t, head) || matches!(view.rel(t), Deprel::Mark | Deprel::Cc | Deprel::Discourse);
        if apart || (foreign && !view.is_punct(t)) || matches!(view.form(t), "\"" | "“" | "”") {
            start = t + 1;
            break;
        }
    }
    if matches!(view.rel(head), Deprel::Obl | Deprel::OblAgent | Deprel::Nmod) {
        while start < head && view.rel(start) == Deprel::Case {
            start += 1;
        }
    }
    let range = strip_time(view, view.trim(start..end), head);
    let range = strip_function_words(view, extend(view, range, right), head);
    if range.len() > LONGEST { head..head + 1 } else { range }
}

/// Goes on over the rest of a name or a compound that the tree tore off: `UN envoy | Ana Lima`,
/// `the London | -based monitor`.
pub(super) fn extend(view: &View<'_>, range: Range<usize>, right: usize) -> Range<usize> {
    let mut end = range.end;
    while end < right && end < view.within(range.start).end && end - range.end < 12 {
        let hyphen = view.is(end, &["-", "‑"]) || end > 0 && view.is(end - 1, &["-", "‑"]);
        let name = view.upos(end) == Upos::Propn && !weekday(view, end);
        let inside = view.is(end, &["'s", "’s"])
            || view.upos(end) == Upos::Noun
                && (view.upos(end - 1) == Upos::Propn || view.is(end - 1, &["'s", "’s"]) || hyphen)
            || view.upos(end) == Upos::Adj && end > range.end && hyphen;
        let noun = view.upos(end) == Upos::Noun && end > range.end;
        if !(hyphen || name || inside || noun) {
            break;
        }
        end += 1;
    }
    while end > range.end && view.is_punct(end - 1) {
        end -= 1;
    }
    range.start..end
}

fn weekday(view: &View<'_>, token: usize) -> bool {
    view.is(token, &WEEKDAYS) || view.is(token, &["today", "yesterday", "tomorrow"])
}

/// Cuts prepositions, conjunctions and days from both ends of a phrase.
fn strip_function_words(view: &View<'_>, range: Range<usize>, head: usize) -> Range<usize> {
    let (mut start, mut end) = (range.start, range.end);
    while end > head + 1
        && matches!(
            view.upos(end - 1),
            Upos::Cconj | Upos::Adp | Upos::Det | Upos::Sconj | Upos::Adv | Upos::Aux
        )
    {
        end -= 1;
    }
    loop {
        let before = start;
        while start < head
            && matches!(view.upos(start), Upos::Adp | Upos::Cconj | Upos::Sconj | Upos::Adv | Upos::Punct)
            && !view.is(start, &["more", "about", "almost", "nearly", "some", "around"])
        {
            start += 1;
        }
        while start < head && weekday(view, start) && start + 1 < end {
            start += 1;
        }
        if start == before {
            return start..end;
        }
    }
}

/// True for a phrase that can speak: it has a name in it, or a noun for people, bodies or writings.
pub(super) fn can_speak(view: &View<'_>, range: &Range<usize>) -> bool {
    is_pronoun(view, range)
        || kind(view, range.clone()) != SourceKind::Other
        || range.clone().any(|t| {
            view.analysis
                .name_at(t)
                .is_some_and(|n| matches!(n.kind, NameKind::Person | NameKind::Organisation))
        })
}

/// True where a comma joins parts of one list: `rebels, residents and medics`.
fn joined(view: &View<'_>, comma: usize, head: usize) -> bool {
    (comma + 1..=head).any(|t| matches!(view.rel(t), Deprel::Conj | Deprel::Appos) && view.below(t, head))
        || view.rel(head) == Deprel::Appos
        || view.rel(head) == Deprel::Flat
}

/// True for a word that opens what is no part of the phrase any more.
fn ends_phrase(view: &View<'_>, token: usize, head: usize) -> bool {
    let comma_before = |t: usize| {
        let first = view.reach(t).start.max(head + 1);
        first > head + 1 && view.is(first - 1, &[",", "--", "—", "–", ";"])
            || view.is(first, &[",", "--", "—", "–"])
    };
    match view.rel(token) {
        Deprel::AclRelcl | Deprel::Acl | Deprel::Advcl => view.head(token) == head && comma_before(token),
        Deprel::Parataxis | Deprel::Ccomp | Deprel::Nsubj if view.upos(token) == Upos::Verb => true,
        Deprel::Cc => view.child(view.head(token), &[Deprel::Nsubj]).is_some(),
        Deprel::Punct => matches!(view.form(token), ":" | ";" | "\"" | "”" | "“"),
        _ => false,
    }
}

/// Cuts a day or a time from the end of a phrase: `officials on Saturday`.
fn strip_time(view: &View<'_>, range: Range<usize>, head: usize) -> Range<usize> {
    const DAYS: &[&str] = &[
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "today",
        "yesterday",
        "earlier",
        "later",
        "also",
        "then",
        "night",
        "morning",
        "evening",
        "afternoon",
        "has",
        "have",
        "had",
    ];
    let mut end = range.end;
    while end > head + 1
        && (view.is(end - 1, DAYS) || view.is_punct(end - 1) && !view.is(end - 1, &[")", "]"]))
    {
        end -= 1;
    }
    if end < range.end {
        while end > head + 1 && view.is(end - 1, &["on", "late", "early", "last", "in", "the", "at", "of"]) {
            end -= 1;
        }
    }
    range.start..end
}

/// A phrase found by the order of words alone, to the left of `cue`.
pub(super) fn left_of(view: &View<'_>, cue: usize) -> Option<Range<usize>> {
    let sentence = view.within(cue);
    let mut end = cue;
    while end > sentence.start
        && (matches!(view.upos(end - 1), Upos::Adv | Upos::Aux | Upos::Part)
            || matches!(view.xpos(end - 1), Xpos::Md)
            || view.is_punct(end - 1) && view.is(end - 1, &[","]))
    {
        end -= 1;
    }
    let mut start = end;
    while start > sentence.start && end - start < 12 && nominal(view, start - 1) {
        start -= 1;
        // An article behind a noun opens a phrase of its own: `… in Hama | the group added`.
        if opens_phrase(view, start, sentence.start) {
            break;
        }
    }
    while start < end && matches!(view.upos(start), Upos::Adp | Upos::Cconj | Upos::Punct | Upos::Part) {
        start += 1;
    }
    (start < end && (start..end).any(|t| view.is_noun(t) || view.upos(t) == Upos::Pron))
        .then(|| view.trim(start..end))
}

/// A phrase found by the order of words alone, to the right of `cue`: `said a doctor in the town.`
pub(super) fn right_of(view: &View<'_>, cue: usize) -> Option<Range<usize>> {
    let sentence = view.within(cue);
    let start = cue + 1;
    let mut end = start;
    while end < sentence.end && end - start < 14 && (nominal(view, end) || view.is(end, &["'s", "’s"])) {
        if end > start && opens_phrase(view, end, start) {
            break;
        }
        end += 1;
    }
    // An apposition goes on behind a comma: `said Ana Lima, head of the port authority`.
    if end + 1 < sentence.end && view.is(end, &[","]) && (start..end).any(|t| view.upos(t) == Upos::Propn) {
        let mut next = end + 1;
        while next < sentence.end && next - end < 14 && nominal(view, next) {
            next += 1;
        }
        if next == sentence.end || view.is_punct(next) || view.is(next, &["who", "which", "where"]) {
            end = next;
        }
    }
    let range = view.trim(start..end);
    (!range.is_empty()
        && matches!(
            view.upos(range.start),
            Upos::Det | Upos::Propn | Upos::Noun | Upos::Adj | Upos::Pron | Upos::Num
        )
        && range.clone().any(|t| view.is_noun(t) || view.upos(t) == Upos::Pron))
    .then_some(range)
}

fn nominal(view: &View<'_>, token: usize) -> bool {
    if token > 0 && (view.is(token, &["-", "‑"]) || view.is(token - 1, &["-", "‑"])) {
        return true;
    }
    match view.upos(token) {
        Upos::Det | Upos::Adj | Upos::Noun | Upos::Propn | Upos::Num => true,
        Upos::Pron => !view.is(token, &["that", "which", "who", "what"]),
        Upos::Adp => view.is(token, &["of", "for", "in", "from", "at"]),
        Upos::Cconj => view.is(token, &["and", "or"]),
        Upos::Part => view.is(token, &["'s", "’s", "'"]),
        _ => false,
    }
}

/// True for an article right behind a noun.
pub(super) fn opens_phrase(view: &View<'_>, token: usize, floor: usize) -> bool {
    token > floor
        && view.upos(token) == Upos::Det
        && !view.is(token, &["all", "both"])
        && (view.is_noun(token - 1) || view.upos(token - 1) == Upos::Num)
}

/// A phrase without days at its ends, and from behind a clause that slipped into it.
pub(super) fn plain(view: &View<'_>, range: Range<usize>) -> Range<usize> {
    let (mut start, mut end) = (range.start, range.end);
    while end > start + 1 && (weekday(view, end - 1) || view.is_punct(end - 1) && weekday(view, end - 2)) {
        end -= 1;
    }
    while start + 1 < end && (weekday(view, start) || view.is_punct(start) && start > range.start) {
        start += 1;
    }
    // `(agency) — The police`: the place line is no part.
    if let Some(dash) = (start..end).rev().find(|&t| view.is(t, &["--", "—", "–"])).filter(|&d| d + 1 < end)
    {
        start = dash + 1;
    }
    // `the shelling | Harbour Radio`: a medium behind a noun of another clause stands alone.
    if let Some(cut) = (start + 1..end).find(|&t| {
        let words: Vec<&str> = (t..end).map(|w| view.lower[w].as_str()).collect();
        let before = view.upos(t - 1) == Upos::Noun || view.upos(t - 1) == Upos::Adj && view.is_noun(t);
        before
            && view.form(t).chars().any(char::is_uppercase)
            && view.table.medium(&words) == Some(words.len())
            && !(start..t).any(|w| view.table.kind(&view.lemma(w)) == Some(SourceKind::Media))
    }) {
        start = cut;
    }
    start..end
}

/// The link a phrase makes.
pub(super) fn link(view: &View<'_>, range: Range<usize>, cue: Option<Range<usize>>) -> SourceLink {
    let range = plain(view, range);
    SourceLink {
        text: view.words(range.clone()),
        span: Some(view.span(range.clone())),
        name: person(view, range.clone()),
        kind: kind(view, range),
        cue: cue.map(|c| view.span(c)),
    }
}

fn person(view: &View<'_>, range: Range<usize>) -> Option<String> {
    let named = range.clone().find_map(|t| {
        view.analysis.name_at(t).filter(|n| n.kind == NameKind::Person && n.tokens.start >= range.start)
    })?;
    (named.tokens.end <= range.end).then(|| view.words(named.tokens.clone()))
}

/// What kind of source a phrase names: by its head noun, then by any word in it.
pub(super) fn kind(view: &View<'_>, range: Range<usize>) -> SourceKind {
    let look = |t: usize| {
        let lemma = view.lemma(t);
        view.table.kind(&lemma).or_else(|| view.table.kind(&view.lower[t]))
    };
    let person = person(view, range.clone()).is_some();
    let head = head(view, range.clone());
    let by_head = head.and_then(look);
    if medium_in(view, range.clone()) && (by_head.is_none() || by_head == Some(SourceKind::Media)) {
        return SourceKind::Media;
    }
    // `army spokesman`, `rebel source`: the word before tells more than `source`.
    let general = head.is_some_and(|h| {
        view.is(h, &["spokesman", "spokeswoman", "spokesperson", "chief", "group", "committee", "network"])
    });
    let any = || range.clone().rev().filter(|&t| Some(t) != head).find_map(look);
    match by_head {
        Some(kind) if general => any().unwrap_or(kind),
        Some(kind) => kind,
        None if person => any().filter(|k| *k != SourceKind::Witness).unwrap_or(SourceKind::Person),
        None => any().unwrap_or(SourceKind::Other),
    }
}

/// The head noun of a phrase: the word whose head lies outside.
pub(super) fn head(view: &View<'_>, range: Range<usize>) -> Option<usize> {
    range
        .clone()
        .find(|&t| view.is_noun(t) && (!range.contains(&view.head(t)) || view.head(t) == t))
        .or_else(|| range.clone().rev().find(|&t| view.is_noun(t)))
}

/// True where a name of a medium stands in a phrase.
pub(super) fn medium_in(view: &View<'_>, range: Range<usize>) -> bool {
    let words: Vec<&str> = range.map(|t| view.lower[t].as_str()).collect();
    (0..words.len()).any(|i| view.table.medium(&words[i..]).is_some())
}

/// True for a phrase that passes on what others say: a named medium, or a noun for one.
pub(super) fn passes_on(view: &View<'_>, range: Range<usize>) -> bool {
    if medium_in(view, range.clone()) {
        return true;
    }
    let Some(head) = head(view, range.clone()) else { return false };
    let lemma = view.lemma(head);
    if view.table.hears(&lemma) || view.table.hears(&view.lower[head]) {
        return false;
    }
    range.clone().any(|t| view.is_noun(t) && view.table.kind(&view.lemma(t)) == Some(SourceKind::Media))
}

/// True for a pronoun standing alone.
pub(super) fn is_pronoun(view: &View<'_>, range: &Range<usize>) -> bool {
    const WORDS: &[&str] = &["he", "she", "it", "they", "we", "i", "e", "dem", "im", "you"];
    range.len() == 1
        && (view.upos(range.start) == Upos::Pron
            || view.upos(range.start) != Upos::Propn && view.is(range.start, WORDS))
}
