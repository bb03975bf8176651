//! Persons of a report: full names, the surnames and offices that stand for them, he or she.

use std::collections::BTreeSet;

use rashomon_resources::ActorNouns;

use super::fold::{Word, words};

/// Which pronoun takes a person up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Gender {
    /// Not known yet.
    #[default]
    Unknown,
    /// `he`.
    He,
    /// `she`.
    She,
}

impl Gender {
    /// True when both may be the same person's.
    pub(crate) fn agrees(self, other: Self) -> bool {
        self == other || self == Self::Unknown || other == Self::Unknown
    }
}

/// A person's name without titles: the words kept, as a range of the written name, or `None` where
/// nothing but titles stands.
pub(crate) fn bare_name(name: &str, nouns: &ActorNouns) -> Option<String> {
    let found = words(name);
    let name = name.split([',', ';', '(']).next().unwrap_or(name);
    let found: Vec<Word> = found.into_iter().filter(|w| w.end <= name.len()).collect();
    let skip = title_words(&found, nouns);
    let first = found.get(skip)?;
    let last = found.last()?;
    // The article of an Arabic surname is no word of its own: take the text between.
    let from = if skip == 0 { 0 } else { start_with_article(name, first.start) };
    let end = if last.possessive { strip_possessive(name, last) } else { last.end };
    let kept = name.get(from..end)?.trim_matches(|c: char| !c.is_alphanumeric() && c != '\'');
    (!kept.is_empty()).then(|| kept.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn start_with_article(name: &str, start: usize) -> usize {
    let before = &name[..start];
    let word = before.trim_end_matches('-').rsplit(char::is_whitespace).next().unwrap_or("");
    let article = before.ends_with('-') && word.len() <= 3;
    if article { start - 1 - word.len() } else { start }
}

fn strip_possessive(name: &str, word: &Word) -> usize {
    name[word.start..word.end].rfind(['\'', '’', '‘', '`']).map_or(word.end, |at| word.start + at)
}

/// How many words at the start are titles, offices and what they are of: all up to the last title
/// that leaves two words of name, or one where nothing but titles stands before it.
fn title_words(found: &[Word], nouns: &ActorNouns) -> usize {
    let title = |w: &Word| nouns.titles.contains(&w.fold);
    let leading = found.iter().take_while(|w| title(w)).count();
    let last = found.iter().rposition(title).map_or(0, |at| at + 1);
    match found.len().saturating_sub(last) {
        0 => leading.min(found.len().saturating_sub(1)),
        1 if last != leading && last < 3 => leading,
        _ => last,
    }
}

/// The pronoun that words beside a name (`Mr`, `the actress`) ask for.
pub(crate) fn gender_of(beside: &BTreeSet<String>, nouns: &ActorNouns) -> Gender {
    let has = |list: &BTreeSet<String>| beside.iter().any(|w| list.contains(w));
    match (has(&nouns.persons.he), has(&nouns.persons.she)) {
        (true, false) => Gender::He,
        (false, true) => Gender::She,
        _ => Gender::Unknown,
    }
}

/// True when `short` is a way to write the person called `full`: its words in order, ending in the
/// surname or beginning with the first name alone.
pub(crate) fn names_person(short: &[String], full: &[String]) -> bool {
    if short.is_empty() || short.len() > full.len() {
        return false;
    }
    let mut at = 0;
    for word in short {
        match full[at..].iter().position(|f| f == word || initial_of(word, f)) {
            Some(step) => at += step + 1,
            None => return false,
        }
    }
    short.last() == full.last() || short.len() == 1 && short[0].len() > 2 || short.len() > 1
}

fn initial_of(short: &str, full: &str) -> bool {
    short.len() == 1 && full.starts_with(short)
}

/// Folded words of a name.
pub(crate) fn name_words(name: &str) -> Vec<String> {
    words(name).into_iter().map(|w| w.fold).collect()
}
