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
    widen_short(tree, range, token)
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
