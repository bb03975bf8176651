//! Words and names as the scorer compares them: folded, split, and held against each other.
//!
//! Follows Python's `unicodedata`, `str.casefold` and `re` letter for letter, since published figures come
//! from a scorer written with those.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::canonical_combining_class;

/// Words that say nothing of a name. `al`, `el` and `s` are left over from names and genitives.
const STOP: [&str; 24] = [
    "the", "a", "an", "of", "in", "on", "at", "to", "and", "or", "by", "for", "from", "its", "his", "her",
    "their", "this", "that", "these", "those", "s", "al", "el",
];

/// Python's `\w+`: letters, numbers of any kind and the underscore, but no combining marks.
static WORD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[\p{L}\p{N}_]+").expect("the pattern is a constant"));

/// Without accents, case and compatibility forms.
pub(crate) fn fold(text: &str) -> String {
    let bare: String = text.nfkd().filter(|&c| canonical_combining_class(c) == 0).collect();
    caseless::default_case_fold_str(&bare)
}

/// The number of words of a text that is not folded.
pub(crate) fn count_words(text: &str) -> usize {
    WORD.find_iter(text).count()
}

/// The folded words that say something, in order.
fn content(text: &str) -> Vec<String> {
    let folded = fold(text);
    WORD.find_iter(&folded).map(|m| m.as_str().to_owned()).filter(|w| !STOP.contains(&w.as_str())).collect()
}

/// True when any form of the one and any form of the other name the same thing, or neither has a form.
pub(crate) fn same_name(gold: &[Option<&str>], said: &[Option<&str>]) -> bool {
    fn forms<'n>(names: &'n [Option<&str>]) -> impl Iterator<Item = &'n str> + Clone {
        names.iter().flatten().copied().filter(|n| !n.is_empty())
    }
    let (mut gold, mut said) = (forms(gold), forms(said));
    if gold.clone().next().is_none() {
        return said.next().is_none();
    }
    gold.any(|g| said.clone().any(|s| same_form(g, s)))
}

fn same_form(g: &str, s: &str) -> bool {
    if fold(g) == fold(s) {
        return true;
    }
    let (g, s) = (content(g), content(s));
    let (cg, cs): (BTreeSet<&String>, BTreeSet<&String>) = (g.iter().collect(), s.iter().collect());
    if cg.is_empty() || cs.is_empty() {
        return false;
    }
    if cg.intersection(&cs).count() * 2 >= cg.union(&cs).count() {
        return true;
    }
    // Ties keep the gold form as the shorter one, as a stable sort does.
    let (shorter, longer, words) = if cs.len() < cg.len() { (&cs, &cg, &g) } else { (&cg, &cs, &s) };
    let head = words.last().expect("both have a word");
    shorter.is_subset(longer) && shorter.contains(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(a: &str, b: &str, same: bool) {
        assert_eq!(same_name(&[Some(a)], &[Some(b)]), same, "{a:?} and {b:?}");
    }

    #[test]
    fn names_are_the_same_by_form_by_half_their_words_and_by_their_head() {
        check("The Élysée", "the elysee", true);
        check("STRASSE", "straße", true);
        check("port workers", "the workers of the port", true);
        check("guards of the northern harbour fence", "the fence", true);
        check("guards of the northern harbour fence", "guards", false);
        check("the", "a", false);
        check("river police", "harbour office", false);
    }

    #[test]
    fn no_name_is_the_same_as_no_name_only() {
        assert!(same_name(&[None, None], &[None, Some("")]));
        assert!(!same_name(&[None], &[Some("x")]));
        assert!(!same_name(&[Some("x")], &[None]));
    }

    #[test]
    fn words_split_where_python_splits_them() {
        assert_eq!(count_words("don’t re-open 3½ km_x"), 6);
        // A combining acute is no word character: `e\u{301}a` is two words before folding.
        assert_eq!(count_words("e\u{301}a"), 2);
        assert_eq!(count_words("Ⓐ ² Ⅷ 一"), 3);
    }
}
