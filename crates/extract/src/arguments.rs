//! Which phrase fills which slot: a linear model over trigger–phrase pairs.
//!
//! The rules of [`crate::slots`] say what grammar says; this weighs that against path, preposition,
//! kind and distance, learned from annotated reports. Weights are lines of
//! `resources/claims/arguments.tsv`; without them the rules stand alone.

use rashomon_model::{Deprel, PlaceMention, Span, TimeMention, Upos};
use rashomon_resources::Weights;

use crate::selection::kinds;
use crate::sites;
use crate::slots::{self, Heads, Sources};
use crate::tree::Tree;
use crate::triggers::Candidate;

/// A slot that is filled by choosing among noun phrases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    /// Who does it.
    Actor,
    /// Whom it befalls.
    Target,
}

impl Slot {
    fn as_str(self) -> &'static str {
        match self {
            Self::Actor => "actor",
            Self::Target => "target",
        }
    }
}

/// Sentences looked back for a place.
pub(crate) const BACK: usize = 2;

/// Heads that could fill actor or target: nouns, names, pronouns of the sentence.
pub(crate) fn nominals(s: &Sources<'_>, candidate: &Candidate) -> Vec<usize> {
    let tree = s.tree;
    // A side may stand before the act: `rebel fire`, `coalition strikes`.
    let side = |t: usize| {
        tree.analysis.name_at(t).is_some()
            || (t != candidate.token && s.frames.in_class("force", tree.lemma(t)))
    };
    tree.sentence(candidate.token)
        .filter(|&t| {
            let nominal = side(t)
                || matches!(tree.upos(t), Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num)
                || (tree.upos(t) == Upos::Adj
                    && (tree.child(t, &[Deprel::Det]).is_some()
                        || tree.child(t, &[Deprel::Nummod]).is_some()));
            let inner = matches!(
                tree.relation(t),
                Deprel::Flat
                    | Deprel::Fixed
                    | Deprel::Goeswith
                    | Deprel::Nummod
                    | Deprel::Det
                    | Deprel::Punct
            ) || (matches!(tree.relation(t), Deprel::Compound | Deprel::Amod) && !side(t));
            nominal && !inner
        })
        .collect()
}

/// Chooses actor and target.
pub(crate) fn choose_heads(s: &Sources<'_>, weights: &Weights, candidate: &Candidate, ruled: Heads) -> Heads {
    if weights.is_empty() {
        return ruled;
    }
    let options = nominals(s, candidate);
    let pick = |slot: Slot, ruled: Option<usize>| {
        let mut best = (sum(weights, |add| none_features(s, candidate, slot, ruled, add)), None);
        for &head in options.iter().chain(ruled.iter().filter(|r| !options.contains(r))) {
            let score = sum(weights, |add| head_features(s, candidate, slot, head, ruled, add));
            if score > best.0 {
                best = (score, Some(head));
            }
        }
        best.1
    };
    let actor = pick(Slot::Actor, ruled.actor);
    let target = pick(Slot::Target, ruled.target);
    Heads { actor, target: target.filter(|t| Some(*t) != actor) }
}

/// The weights of all features together.
pub(crate) fn sum(weights: &Weights, features: impl FnOnce(&mut dyn FnMut(&str))) -> f32 {
    let mut total = 0.0;
    features(&mut |f| total += weights.get(f));
    total
}

/// Features of leaving a slot empty.
pub(crate) fn none_features(
    s: &Sources<'_>,
    candidate: &Candidate,
    slot: Slot,
    ruled: Option<usize>,
    add: &mut dyn FnMut(&str),
) {
    let slot = slot.as_str();
    let action = candidate.action.as_str();
    let shape = if candidate.nominal { "n" } else { "v" };
    let passive = candidate.roles.passive;
    add(&format!("{slot}:none"));
    add(&format!("{slot}:none/{action}"));
    add(&format!("{slot}:none/{action}/{shape}/{passive}"));
    add(&format!("{slot}:none/frame={}", s.frames.frames[candidate.frame].id));
    add(&format!("{slot}:none/lemma={}", s.tree.lemma(candidate.token)));
    add(&format!("{slot}:none/ruled={}/{action}", ruled.is_some()));
    add(&format!("{slot}:none/rel={}", s.tree.relation(candidate.token)));
}

/// Features of filling actor or target with the phrase at `head`.
pub(crate) fn head_features(
    s: &Sources<'_>,
    candidate: &Candidate,
    slot: Slot,
    head: usize,
    ruled: Option<usize>,
    add: &mut dyn FnMut(&str),
) {
    let slot = slot.as_str();
    let tree = s.tree;
    let action = candidate.action.as_str();
    let shape = if candidate.nominal { "n" } else { "v" };
    let frame = &s.frames.frames[candidate.frame];
    let token = candidate.token;
    let rule = if ruled == Some(head) {
        "this"
    } else if ruled.is_some() {
        "other"
    } else {
        "none"
    };
    add(&format!("{slot}:rule={rule}"));
    add(&format!("{slot}:rule={rule}/{action}"));
    add(&format!("{slot}:rule={rule}/{shape}/{}", candidate.roles.passive));
    let path = path(tree, token, head);
    add(&format!("{slot}:path={path}/{shape}"));
    add(&format!("{slot}:path={path}/{action}"));
    add(&format!("{slot}:path={path}/{:?}/{}", frame.roles, candidate.roles.passive));
    let preposition = tree.preposition(head).unwrap_or("-");
    add(&format!("{slot}:prep={preposition}/{action}"));
    add(&format!("{slot}:prep={preposition}/{shape}"));
    add(&format!("{slot}:rel={}/{shape}", tree.relation(head)));
    for kind in kinds(s.frames, tree, head) {
        add(&format!("{slot}:kind={kind}"));
        add(&format!("{slot}:kind={kind}/{action}"));
    }
    add(&format!("{slot}:lemma={}/{action}", tree.lemma(head)));
    add(&format!("{slot}:lemma={}", tree.lemma(head)));
    add(&format!(
        "{slot}:{}/{}",
        if head < token { "before" } else { "after" },
        distance(head.abs_diff(token))
    ));
    add(&format!("{slot}:{}/{action}/{shape}", if head < token { "before" } else { "after" }));
    if tree.child(head, &[Deprel::Nummod]).is_some() || tree.upos(head) == Upos::Num {
        add(&format!("{slot}:number/{action}"));
    }
    if head == token {
        add(&format!("{slot}:self/{action}"));
    }
    if tree.clause(head) == tree.clause(token) {
        add(&format!("{slot}:same-clause"));
    }
    // One of several joined, or a part of a larger phrase: the outer one is usually meant.
    if matches!(tree.relation(head), Deprel::Conj | Deprel::Nmod | Deprel::Appos) {
        add(&format!("{slot}:inner={}/{}", tree.relation(head), tree.lemma(tree.head(head))));
    }
}

/// How many words lie between, in steps that double.
pub(crate) fn distance(words: usize) -> &'static str {
    match words {
        0 => "0",
        1 => "1",
        2..=3 => "2",
        4..=7 => "4",
        8..=15 => "8",
        _ => "16",
    }
}

/// Relations from trigger up to the word above both, then down: `^nsubj:pass`, `conj^vobj`.
pub(crate) fn path(tree: &Tree<'_>, from: usize, to: usize) -> String {
    let up = |start: usize| {
        let mut chain = vec![start];
        while chain.len() < 12 && !tree.analysis.is_root(chain[chain.len() - 1]) {
            chain.push(tree.head(chain[chain.len() - 1]));
        }
        chain
    };
    let (a, b) = (up(from), up(to));
    let Some((i, j)) = a.iter().enumerate().find_map(|(i, t)| b.iter().position(|u| u == t).map(|j| (i, j)))
    else {
        return "far".into();
    };
    if i + j > 5 {
        return "far".into();
    }
    let rises: Vec<&str> = a[..i].iter().map(|&t| tree.relation(t).as_str()).collect();
    let falls: Vec<&str> = b[..j].iter().rev().map(|&t| tree.relation(t).as_str()).collect();
    format!("{}^{}", rises.join(","), falls.join(","))
}

/// Place mentions a claim may take: those of its sentence, and the last told before it.
pub(crate) fn place_options<'s>(s: &Sources<'s>, candidate: &Candidate) -> Vec<&'s PlaceMention> {
    let analysis = s.tree.analysis;
    let own = analysis.sentence_of(candidate.token);
    let here = analysis.sentences[own].span;
    let mut found: Vec<&PlaceMention> = s.places.iter().filter(|m| here.contains(m.span)).collect();
    if let Some(first) = own.checked_sub(BACK) {
        let start = analysis.sentences[first].span.start();
        let before = s.places.iter().rfind(|m| m.span.start() >= start && m.span.end() <= here.start());
        found.extend(before);
    } else if own > 0 {
        found.extend(s.places.iter().rfind(|m| m.span.end() <= here.start()));
    }
    found.extend(
        s.sites.iter().filter(|m| here.contains(m.span) && sites::may_be(s.tree, candidate.token, m)),
    );
    found
}

/// Features of taking a place mention as place of a claim.
pub(crate) fn place_features(
    s: &Sources<'_>,
    candidate: &Candidate,
    mention: &PlaceMention,
    passage: Span,
    options: &[&PlaceMention],
    ruled: bool,
    add: &mut dyn FnMut(&str),
) {
    let tree = s.tree;
    let action = candidate.action.as_str();
    let group = format!("{:?}", candidate.action.group());
    let here = tree.analysis.span(tree.sentence(candidate.token));
    let inside = passage.overlaps(mention.span);
    let position = if !here.contains(mention.span) {
        "carried"
    } else if inside {
        "inside"
    } else {
        "outside"
    };
    add("place:bias");
    add(&format!("place:{position}"));
    add(&format!("place:{position}/{action}"));
    add(&format!("place:ruled={ruled}/{position}"));
    add(&format!("place:ruled={ruled}/{action}"));
    let named = || options.iter().filter(|m| m.method != sites::METHOD);
    let in_sentence = named().filter(|m| here.contains(m.span)).count();
    let in_passage = named().filter(|m| passage.overlaps(m.span)).count();
    add(&format!("place:{position}/others={}/{}", in_sentence.min(3), in_passage.min(2)));
    add(&format!("place:{position}/{group}/others={}", in_passage.min(2)));
    add(&format!("place:method={}/{position}", mention.method));
    add(&format!(
        "place:relative={}",
        match mention.relative {
            rashomon_model::Relative::At => "at",
            rashomon_model::Relative::PartOf => "part",
            rashomon_model::Relative::Near { .. } => "near",
        }
    ));
    match &mention.place {
        Some(place) => {
            add(&format!("place:kind={:?}/{position}", place.kind));
            add(&format!("place:kind={:?}/{action}", place.kind));
        }
        None => add("place:unknown"),
    }
    if let Some(head) = slots::head_of(tree, mention) {
        let preposition = tree.preposition(head).unwrap_or("-");
        if mention.method == sites::METHOD {
            let noun = tree.lemma(head);
            add(&format!("site:{position}/{action}"));
            add(&format!("site:noun={noun}"));
            add(&format!("site:noun={noun}/{preposition}"));
            add(&format!("site:noun={noun}/{group}"));
            add(&format!("site:prep={preposition}"));
            add(&format!("site:prep={preposition}/{action}"));
            add(&format!("site:rel={}/{action}", tree.relation(head)));
            add(&format!("site:rel={}/{group}/{}", tree.relation(head), tree.head(head) == candidate.token));
            let nested = named().any(|m| mention.span.contains(m.span));
            add(&format!("site:nested={nested}"));
            add(&format!("site:nested={nested}/others={}", in_passage.min(2)));
        }
        add(&format!("place:prep={preposition}/{position}"));
        add(&format!("place:prep={preposition}/{action}"));
        add(&format!("place:rel={}/{position}", tree.relation(head)));
        add(&format!("place:rel={}/{action}", tree.relation(head)));
        if position != "carried" {
            let path = path(tree, candidate.token, head);
            add(&format!("place:path={path}"));
            add(&format!("place:path={path}/{group}"));
            add(&format!("place:clause={}/{position}", tree.clause(head) == tree.clause(candidate.token)));
        }
        if let Some(governor) = (tree.head(head) != head).then(|| tree.lemma(tree.head(head))) {
            add(&format!("place:gov={governor}"));
        }
    }
}

/// Features of taking a time mention, or none, as time of a claim.
pub(crate) fn time_features(
    s: &Sources<'_>,
    candidate: &Candidate,
    mention: Option<&TimeMention>,
    passage: Span,
    ruled: bool,
    add: &mut dyn FnMut(&str),
) {
    let tree = s.tree;
    let action = candidate.action.as_str();
    let Some(mention) = mention else {
        add("time:none");
        add(&format!("time:none/{action}"));
        return;
    };
    let at = tree.analysis.tokens[candidate.token].span;
    let inside = passage.overlaps(mention.span);
    add(&format!("time:inside={inside}"));
    add(&format!("time:ruled={ruled}/{inside}"));
    add(&format!("time:kind={:?}/{inside}", mention.kind));
    add(&format!("time:dated={}/{inside}", mention.days.is_some()));
    add(&format!("time:{}", if mention.span.start() > at.start() { "after" } else { "before" }));
    let first = tree.analysis.tokens.partition_point(|t| t.span.end() <= mention.span.start());
    let last = tree.analysis.tokens.partition_point(|t| t.span.start() < mention.span.end());
    let head = (first..last).find(|&t| !(first..last).contains(&tree.head(t)) || tree.analysis.is_root(t));
    if let Some(head) = head {
        let path = path(tree, candidate.token, head);
        add(&format!("time:path={path}"));
        add(&format!("time:rel={}/{inside}", tree.relation(head)));
        let preposition = tree.preposition(head).unwrap_or("-");
        add(&format!("time:prep={preposition}/{inside}"));
        add(&format!("time:kind={:?}/prep={preposition}", mention.kind));
        add(&format!("time:kind={:?}/rel={}", mention.kind, tree.relation(head)));
        let opens = first == tree.sentence(candidate.token).start;
        add(&format!("time:opens={opens}/{preposition}/{}", tree.upos(head).as_str()));
        if last == first + 1 {
            add(&format!("time:word={}", tree.lemma(head)));
        }
        add(&format!("time:clause={}/{inside}", tree.clause(head) == tree.clause(candidate.token)));
        add(&format!("time:gov={}", tree.lemma(tree.head(head))));
        add(&format!("time:gap={}", distance(head.abs_diff(candidate.token))));
    }
}

/// Chooses the places of a claim among the mentions near by.
pub(crate) fn choose_places<'s>(
    s: &Sources<'s>,
    weights: &Weights,
    candidate: &Candidate,
    passage: Span,
    ruled: Vec<&'s PlaceMention>,
) -> Vec<&'s PlaceMention> {
    if weights.is_empty() {
        return ruled;
    }
    let options = place_options(s, candidate);
    let taken = |m: &&PlaceMention| {
        let by_rule = ruled.iter().any(|r| r.span == m.span);
        sum(weights, |add| place_features(s, candidate, m, passage, &options, by_rule, add)) > 0.0
    };
    let mut chosen: Vec<&PlaceMention> = options.iter().copied().filter(taken).collect();
    // "X Street, Y Street and Z Street": who takes one takes those joined to it.
    let text = &s.tree.report.text;
    let joined = |a: &PlaceMention, b: &PlaceMention| {
        let between = text.get(a.span.end()..b.span.start()).unwrap_or("?");
        matches!(between.trim(), "," | "and" | ", and" | "&")
    };
    let mut last: Option<&PlaceMention> = None;
    for &mention in &options {
        let follows = last.is_some_and(|l| joined(l, mention)) && passage.overlaps(mention.span);
        let taken = chosen.iter().any(|c| c.span == mention.span);
        if follows && !taken {
            chosen.push(mention);
        }
        last = (taken || follows).then_some(mention);
    }
    // `a hall in the village`: nested places are one, the most specific.
    let within = |m: &&PlaceMention| {
        chosen.iter().any(|c| c.method == sites::METHOD && c.span != m.span && c.span.contains(m.span))
    };
    let mut chosen: Vec<&PlaceMention> = chosen.iter().copied().filter(|m| !within(m)).collect();
    chosen.sort_by_key(|m| m.span);
    // Of places one in the other the most specific; what was told before, only where the sentence tells none.
    let here = s.tree.analysis.span(s.tree.sentence(candidate.token));
    let above = |m: &&PlaceMention| {
        m.place.as_ref().is_some_and(|p| {
            chosen.iter().any(|c| {
                here.contains(c.span) >= here.contains(m.span)
                    && c.place.as_ref().is_some_and(|q| q.parents.iter().any(|(id, _)| *id == p.id))
            })
        })
    };
    let mut chosen: Vec<&PlaceMention> = chosen.iter().copied().filter(|m| !above(m)).collect();
    if chosen.iter().any(|m| here.contains(m.span)) {
        chosen.retain(|m| here.contains(m.span));
    }
    let mut told: Vec<&rashomon_model::PlaceId> = Vec::new();
    chosen.retain(|m| match &m.place {
        Some(place) if told.contains(&&place.id) => false,
        Some(place) => {
            told.push(&place.id);
            true
        }
        None => true,
    });
    chosen
}

/// Chooses the time of a claim among the mentions of its sentence.
pub(crate) fn choose_time<'s>(
    s: &Sources<'s>,
    weights: &Weights,
    candidate: &Candidate,
    passage: Span,
    ruled: Option<&'s TimeMention>,
) -> Option<&'s TimeMention> {
    if weights.is_empty() {
        return ruled;
    }
    let none = sum(weights, |add| time_features(s, candidate, None, passage, false, add));
    let mut best = (none, None);
    for mention in time_options(s, candidate) {
        let by_rule = ruled.is_some_and(|r| r.span == mention.span);
        let score = sum(weights, |add| time_features(s, candidate, Some(mention), passage, by_rule, add));
        if score > best.0 {
            best = (score, Some(mention));
        }
    }
    best.1
}

/// Time mentions of the sentence of a candidate.
pub(crate) fn time_options<'s>(
    s: &Sources<'s>,
    candidate: &Candidate,
) -> impl Iterator<Item = &'s TimeMention> + use<'s> {
    let here = s.tree.analysis.span(s.tree.sentence(candidate.token));
    s.times.iter().filter(move |m| here.contains(m.span))
}

/// True where a written phrase is the one annotated: half of all content words shared, or the shorter
/// one part of the longer with its head word.
pub(crate) fn same_words(a: &str, b: &str) -> bool {
    const LOOSE: &[&str] = &[
        "the", "a", "an", "of", "in", "on", "at", "to", "and", "or", "by", "for", "from", "its", "his",
        "her", "their", "this", "that", "these", "those", "s", "al", "el",
    ];
    let words = |t: &str| -> Vec<String> {
        t.split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(str::to_lowercase)
            .filter(|w| !LOOSE.contains(&w.as_str()))
            .collect()
    };
    if a.eq_ignore_ascii_case(b) {
        return true;
    }
    let (a, b) = (words(a), words(b));
    if a.is_empty() || b.is_empty() {
        return false;
    }
    let shared = a.iter().filter(|w| b.contains(w)).count();
    let union = a.len() + b.len() - shared;
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    shared * 2 >= union
        || (short.iter().all(|w| long.contains(w)) && long.last().is_some_and(|h| short.contains(h)))
}
