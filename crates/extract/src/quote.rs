//! The passage of a claim: the clause that tells it, trimmed.

use std::ops::Range;

use rashomon_model::{Deprel, Span, Upos};

use crate::tree::Tree;
use crate::triggers::Candidate;

/// Verbs that only say that their subject or object took place.
const OCCUR: &[&str] = &[
    "take",
    "occur",
    "happen",
    "break",
    "erupt",
    "continue",
    "begin",
    "start",
    "end",
    "stop",
    "rage",
    "hit",
    "strike",
    "kill",
    "leave",
    "carry",
    "launch",
    "conduct",
    "mount",
    "stage",
    "hold",
    "make",
    "have",
    "report",
    "follow",
    "come",
    "see",
    "cause",
    "suffer",
    "go",
    "hear",
    "intensify",
    "resume",
    "target",
    "rise",
    "reach",
    "witness",
    "inflict",
    "be",
    "get",
    "give",
    "sign",
    "reach",
    "issue",
    "file",
    "face",
    "destroy",
    "damage",
    "trigger",
    "prompt",
    "spark",
];

/// The tokens of a claim's passage.
pub(crate) fn passage(tree: &Tree<'_>, candidate: &Candidate) -> Range<usize> {
    let token = candidate.token;
    let range = if candidate.nominal && !tree.is_predicate(token) {
        nominal(tree, token)
    } else {
        verbal(tree, token)
    };
    let range = widen_short(tree, range, token);
    let start = tight_start(tree, range.clone(), token);
    let end = tight_end(tree, range, candidate);
    tree.trim(start..end)
}

/// Words that open a clause of their own behind the event.
const OPENERS: &[&str] = &[
    "after",
    "since",
    "as",
    "when",
    "while",
    "before",
    "because",
    "who",
    "which",
    "whose",
    "whom",
    "where",
    "although",
    "though",
    "unless",
    "including",
    "saying",
    "amid",
    "following",
    "whereas",
    "but",
    "until",
];

/// States of victims, as in "and dozens injured".
const STATES: &[&str] =
    &["dead", "injured", "wounded", "missing", "killed", "hurt", "homeless", "sick", "ill"];

/// Where a passage ends: before the next clause, whatever the tree says. Trees of long sentences
/// often hang the rest of the sentence on the event.
fn tight_end(tree: &Tree<'_>, range: Range<usize>, candidate: &Candidate) -> usize {
    let token = candidate.token;
    let verb_in = |from: usize| (from..range.end).any(|t| tree.is_verb(t));
    for t in token + 1..range.end.saturating_sub(1) {
        let lemma = tree.lemma(t);
        let form = tree.form(t);
        let opens = OPENERS.contains(&lemma) || OPENERS.contains(&form.to_lowercase().as_str());
        if opens && t > token + 1 && (verb_in(t + 1) || lemma == "including") {
            return t;
        }
        let relative =
            lemma == "that" && matches!(tree.relation(t), Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj);
        if (relative && t > token + 1) || matches!(form, ";" | ":") {
            return t;
        }
        if matches!(lemma, "and" | "or") || form == "," {
            let skip = tree.upos(t + 1) == Upos::Adv || matches!(tree.lemma(t + 1), "and" | "also");
            let next = t + 1 + usize::from(skip);
            let modifier = next < range.end && matches!(tree.relation(next), Deprel::Amod | Deprel::Compound);
            if next < range.end && tree.is_verb(next) && !modifier {
                return t;
            }
            // "… and that the garrison had left": another thing said.
            if next < range.end && tree.lemma(next) == "that" && verb_in(next) {
                return t;
            }
            let near = |reach: usize| next..range.end.min(next + reach);
            let state = near(7).any(|u| STATES.contains(&tree.lemma(u)) || STATES.contains(&tree.form(u)));
            let number = near(4).any(|u| tree.upos(u) == Upos::Num || tree.lemma(u) == "dozen");
            if state && number {
                return t;
            }
        }
    }
    range.end
}

/// Where a passage begins: at its subject, less the words that tie it to what stands before.
fn tight_start(tree: &Tree<'_>, range: Range<usize>, token: usize) -> usize {
    let mut start = range.start;
    let verb = if tree.is_verb(token) { token } else { tree.clause(token) };
    if let Some(subject) = tree.child(verb, &[Deprel::Nsubj, Deprel::NsubjPass]) {
        let phrase = tree.phrase(subject).start;
        if phrase <= token && phrase > start + 4 {
            start = phrase;
        }
    }
    // "… and that the garrison left": what stands before belongs to another clause.
    if let Some(that) = (start..token.min(start + 4)).find(|&t| tree.lemma(t) == "that")
        && (tree.relation(that) == Deprel::Mark || that == start)
    {
        start = that + 1;
    }
    while start < token {
        let lemma = tree.lemma(start);
        let opener =
            OPENERS.contains(&lemma) && !matches!(lemma, "which" | "who" | "whose" | "where" | "including");
        let tie = matches!(lemma, "and" | "that" | "also" | "so" | "if" | "whether")
            && matches!(tree.relation(start), Deprel::Cc | Deprel::Mark | Deprel::Advmod);
        if !(opener || tie || tree.upos(start) == Upos::Punct) {
            break;
        }
        start += 1;
    }
    start
}

/// The clause of a verb, from its subject to its last modifier.
pub(crate) fn verbal(tree: &Tree<'_>, verb: usize) -> Range<usize> {
    let mut first = verb;
    let mut last = verb;
    grow(tree, verb, verb, &mut first, &mut last, 0);
    // A participle or relative clause without its noun says little: "(an attack) claimed by the group".
    if tree.relation(verb) == Deprel::Acl && first == verb {
        let noun = tree.phrase_before(tree.head(verb), verb);
        if noun.start < first {
            first = noun.start;
        }
    }
    tree.trim(first..last + 1)
}

fn grow(tree: &Tree<'_>, top: usize, at: usize, first: &mut usize, last: &mut usize, depth: usize) {
    if depth > 16 {
        return;
    }
    for &child in tree.children(at) {
        let keep = match tree.relation(child) {
            Deprel::Mark | Deprel::Cc | Deprel::CcPreconj if at == top => child > top,
            Deprel::Conj if at == top => !tree.is_predicate(child) && !tree.is_verb(child),
            Deprel::Parataxis | Deprel::Discourse | Deprel::Vocative | Deprel::Dep => false,
            Deprel::Advcl if at == top => keeps_adverbial(tree, child, top),
            Deprel::Ccomp if at == top => tree.lemma(top) != "say",
            Deprel::Punct => false,
            _ => true,
        };
        if keep {
            *first = (*first).min(child);
            *last = (*last).max(child);
            grow(tree, top, child, first, last, depth + 1);
        }
    }
}

/// An adverbial clause belongs to the passage where no comma sets it off and it stands behind.
fn keeps_adverbial(tree: &Tree<'_>, child: usize, top: usize) -> bool {
    if child < top {
        return false;
    }
    let reach = tree.analysis.reach(child);
    let comma = reach.start > 0 && tree.form(reach.start - 1) == ",";
    let own_subject = tree.child(child, &[Deprel::Nsubj, Deprel::NsubjPass]).is_some();
    let to = tree.child(child, &[Deprel::Mark]).is_some_and(|m| tree.lemma(m) == "to");
    !comma && (to || !own_subject)
}

/// The phrase of an event noun, or its clause where the verb adds nothing but that it took place.
fn nominal(tree: &Tree<'_>, noun: usize) -> Range<usize> {
    let head = tree.head(noun);
    let argument = matches!(tree.relation(noun), Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj);
    if argument && tree.is_verb(head) && OCCUR.contains(&tree.lemma(head)) {
        return verbal(tree, head);
    }
    // "under siege", "in clashes with": what it hangs on tells the event together with it.
    let mut first = noun;
    let mut last = noun;
    grow_noun(tree, noun, noun, &mut first, &mut last, 0);
    tree.trim(first..last + 1)
}

fn grow_noun(tree: &Tree<'_>, top: usize, at: usize, first: &mut usize, last: &mut usize, depth: usize) {
    if depth > 16 {
        return;
    }
    for &child in tree.children(at) {
        let keep = match tree.relation(child) {
            Deprel::Case | Deprel::Mark | Deprel::Cc | Deprel::Punct if at == top => false,
            Deprel::Conj if at == top => false,
            Deprel::Parataxis | Deprel::Discourse | Deprel::Punct | Deprel::Dep => false,
            Deprel::Appos if at == top => false,
            _ => true,
        };
        if keep {
            *first = (*first).min(child);
            *last = (*last).max(child);
            grow_noun(tree, top, child, first, last, depth + 1);
        }
    }
}

/// A passage under three words is widened to what it hangs on.
fn widen_short(tree: &Tree<'_>, range: Range<usize>, token: usize) -> Range<usize> {
    let words = range.clone().filter(|&t| tree.upos(t) != Upos::Punct).count();
    if words >= 3 || tree.analysis.is_root(token) {
        return range;
    }
    let head = tree.head(token);
    let sentence = tree.sentence(token);
    let wider = if tree.is_verb(head) { verbal(tree, head) } else { nominal(tree, head) };
    let joined = wider.start.min(range.start)..wider.end.max(range.end);
    let longest = 30;
    if joined.len() <= longest && joined.start >= sentence.start { tree.trim(joined) } else { range }
}

/// Bytes of a passage, with brackets or quotation marks that it opens but does not close cut off.
pub(crate) fn span(tree: &Tree<'_>, tokens: Range<usize>) -> Span {
    tree.analysis.span(tokens).trim(&tree.report.text)
}
