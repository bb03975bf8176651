//! Names of one report agree: a name that is read one way five times and another way once is
//! mostly what it was five times, and a surname goes with the full name given before.

use std::collections::BTreeMap;

use rashomon_model::{Analysis, Name, NameKind, Upos};

/// Votes for the kinds of one written form.
type Votes = BTreeMap<NameKind, usize>;

/// Makes the names of a report agree.
///
/// # Cost
/// O(tokens + names x log names).
pub(crate) fn agree(text: &str, analysis: &mut Analysis) {
    let votes = votes(text, analysis);
    for name in &mut analysis.names {
        let span = (analysis.tokens[name.tokens.start].span).cover(analysis.tokens[name.tokens.end - 1].span);
        if let Some(kind) = votes.get(span.slice(text)).and_then(most) {
            name.kind = kind;
        }
    }
    // Proper nouns passed over, where the same word is a name elsewhere.
    let mut missed = Vec::new();
    for (i, token) in analysis.tokens.iter().enumerate() {
        if token.upos != Upos::Propn || analysis.name_at(i).is_some() {
            continue;
        }
        let form = token.span.slice(text);
        let beside = |j: usize| analysis.tokens.get(j).is_some_and(|t| t.upos == Upos::Propn);
        if form.chars().count() > 2
            && !beside(i + 1)
            && !i.checked_sub(1).is_some_and(beside)
            && let Some(kind) = votes.get(form).and_then(most)
        {
            missed.push(Name { tokens: i..i + 1, kind });
        }
    }
    if !missed.is_empty() {
        analysis.names.append(&mut missed);
        analysis.names.sort_by_key(|n| n.tokens.start);
    }
}

/// How often each form was read as each kind. The last word of a person's name of several words
/// counts as a person too.
fn votes<'t>(text: &'t str, analysis: &Analysis) -> BTreeMap<&'t str, Votes> {
    let mut votes: BTreeMap<&str, Votes> = BTreeMap::new();
    for name in &analysis.names {
        let last = analysis.tokens[name.tokens.end - 1].span;
        let whole = analysis.tokens[name.tokens.start].span.cover(last);
        *votes.entry(whole.slice(text)).or_default().entry(name.kind).or_default() += 2;
        if name.kind == NameKind::Person && name.tokens.len() > 1 {
            *votes.entry(last.slice(text)).or_default().entry(name.kind).or_default() += 3;
        }
    }
    votes
}

/// The kind with most votes, the first of several.
fn most(votes: &Votes) -> Option<NameKind> {
    votes.iter().max_by_key(|(kind, count)| (**count, std::cmp::Reverse(**kind))).map(|(kind, _)| *kind)
}
