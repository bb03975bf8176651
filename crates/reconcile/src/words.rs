//! Words and names as they are held against each other: folded, split, cut to their stem.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Words that say nothing of a name or an event.
const STOP: &[&str] = &[
    "a", "al", "an", "and", "are", "as", "at", "be", "been", "being", "but", "by", "de", "el", "for", "from",
    "had", "has", "have", "he", "her", "him", "his", "i", "in", "into", "is", "it", "its", "la", "more",
    "most", "my", "of", "on", "or", "our", "out", "over", "s", "said", "she", "so", "some", "that", "the",
    "their", "them", "there", "these", "they", "this", "those", "to", "up", "us", "was", "we", "were",
    "when", "where", "which", "who", "will", "with", "would", "you",
];

/// Nouns that many tellers and forces share: two names are not one because of them.
const GENERAL: &[&str] = &[
    "account",
    "activist",
    "agency",
    "agent",
    "army",
    "authority",
    "body",
    "channel",
    "chief",
    "civilian",
    "commander",
    "communique",
    "correspondent",
    "country",
    "defence",
    "defense",
    "department",
    "director",
    "doctor",
    "eyewitness",
    "fighter",
    "force",
    "former",
    "general",
    "government",
    "group",
    "guerrilla",
    "head",
    "leader",
    "local",
    "man",
    "media",
    "medic",
    "member",
    "men",
    "militant",
    "military",
    "minister",
    "ministry",
    "monitor",
    "network",
    "new",
    "newspaper",
    "office",
    "officer",
    "official",
    "people",
    "person",
    "police",
    "president",
    "rebel",
    "regime",
    "report",
    "resident",
    "security",
    "senior",
    "service",
    "soldier",
    "source",
    "spokesman",
    "spokesperson",
    "spokeswoman",
    "state",
    "statement",
    "television",
    "troop",
    "tv",
    "two",
    "villager",
    "website",
    "witness",
    "woman",
    "women",
];

/// Lower case, without accents, compatibility forms made plain.
pub(crate) fn fold(text: &str) -> String {
    text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// The words of a text: folded, stemmed, without stop words.
pub(crate) type Words = BTreeSet<String>;

/// The words of `text` that carry meaning.
pub(crate) fn words(text: &str) -> Words {
    in_order(text).into_iter().collect()
}

/// The same in the order of the text.
pub(crate) fn in_order(text: &str) -> Vec<String> {
    let folded = fold(text);
    let parts = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    parts.filter(|w| !STOP.contains(w)).map(stem).collect()
}

/// True for a noun that many tellers and forces share.
pub(crate) fn is_general(word: &str) -> bool {
    GENERAL.binary_search(&word).is_ok()
}

/// A word without its endings of number and tense.
///
/// A rough cut, the same for every word: two forms of a word should meet, and need not be words.
pub(crate) fn stem(word: &str) -> String {
    let cut = |end: &str, keep: usize| word.strip_suffix(end).filter(|w| w.chars().count() >= keep);
    let short = if let Some(w) = cut("ies", 3) {
        return format!("{w}y");
    } else if let Some(w) = cut("sses", 2) {
        return format!("{w}ss");
    } else if word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") {
        word
    } else {
        cut("s", 3).unwrap_or(word)
    };
    let without = |end: &str| short.strip_suffix(end).filter(|w| w.chars().count() >= 4);
    let bare = without("ing").or_else(|| without("ed")).unwrap_or(short);
    let mut letters = bare.chars().rev();
    let doubled = bare.len() < short.len()
        && matches!((letters.next(), letters.next()), (Some(a), Some(b)) if a == b && !"aeioul".contains(a));
    bare[..bare.len() - usize::from(doubled)].to_owned()
}

/// Share of the words of both that stand in both, 0 to 1.
pub(crate) fn overlap(a: &Words, b: &Words) -> f64 {
    let both = a.intersection(b).count();
    let all = a.len() + b.len() - both;
    if all == 0 { 0.0 } else { both as f64 / all as f64 }
}

/// A name under its forms: as written and as commonly known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Name {
    forms: Vec<(Words, String)>,
    id: Option<String>,
}

impl Name {
    /// The name under the forms that hold a word; `None` where none does.
    pub(crate) fn of<'t>(forms: impl IntoIterator<Item = &'t str>, id: Option<&str>) -> Option<Self> {
        let mut kept = Vec::new();
        for form in forms {
            let order = in_order(form);
            let Some(last) = order.last().cloned() else { continue };
            let set: Words = order.into_iter().collect();
            if !kept.contains(&(set.clone(), last.clone())) {
                kept.push((set, last));
            }
        }
        (!kept.is_empty()).then(|| Self { forms: kept, id: id.map(ToOwned::to_owned) })
    }

    /// The name without the words of `list` and without numbers; `None` where nothing is left.
    pub(crate) fn without(&self, list: &Words) -> Option<Self> {
        let says = |w: &String| !list.contains(w) && !w.chars().any(|c| c.is_ascii_digit());
        let mut kept: Vec<(Words, String)> = Vec::new();
        for (words, last) in &self.forms {
            let left: Words = words.iter().filter(|w| says(w)).cloned().collect();
            let Some(head) = left.get(last).or(left.last()).cloned() else { continue };
            if !kept.iter().any(|(words, _)| *words == left) {
                kept.push((left, head));
            }
        }
        (!kept.is_empty()).then(|| Self { forms: kept, id: self.id.clone() })
    }

    /// All words of all forms.
    pub(crate) fn words(&self) -> Words {
        self.forms.iter().flat_map(|(words, _)| words.iter().cloned()).collect()
    }

    /// Its forms as keys: the last word of each, which two forms of a name mostly share.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.forms.iter().map(|(_, last)| last.as_str())
    }

    /// Its forms as a whole: words in a row, for names that must be equal. General nouns (`general`,
    /// `spokesman`) are left out where two words remain.
    pub(crate) fn whole(&self) -> impl Iterator<Item = String> {
        self.forms.iter().filter_map(|(words, _)| {
            let own: Vec<&str> = words.iter().map(String::as_str).filter(|w| !is_general(w)).collect();
            match own.len() {
                0 => None,
                1 => Some(words.iter().map(String::as_str).collect::<Vec<_>>().join(" ")),
                _ => Some(own.join(" ")),
            }
        })
    }

    /// True where the two name the same: equal ids, most words shared, or the shorter a part of the
    /// longer with its last word and with a word of its own.
    pub(crate) fn same(&self, other: &Name) -> bool {
        if self.id.is_some() && self.id == other.id {
            return true;
        }
        self.forms.iter().any(|a| other.forms.iter().any(|b| same_form(a, b)))
    }

    /// True where the two share a word that is no general noun.
    pub(crate) fn akin(&self, other: &Name) -> bool {
        let (a, b) = (self.words(), other.words());
        a.intersection(&b).any(|w| !is_general(w))
    }

    /// True where every word is a general noun.
    pub(crate) fn is_general(&self) -> bool {
        self.forms.iter().all(|(words, _)| words.iter().all(|w| is_general(w)))
    }
}

fn same_form(a: &(Words, String), b: &(Words, String)) -> bool {
    if a.0 == b.0 {
        return true;
    }
    if overlap(&a.0, &b.0) >= 0.5 {
        return a.0.intersection(&b.0).any(|w| !is_general(w));
    }
    let (short, long) = if a.0.len() <= b.0.len() { (a, b) } else { (b, a) };
    short.0.is_subset(&long.0) && short.0.contains(&long.1) && short.0.iter().any(|w| !is_general(w))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(a: &str, b: &str, same: bool) {
        let name = |text: &str| Name::of([text], None).expect("a name with a word");
        assert_eq!(name(a).same(&name(b)), same, "{a} / {b}");
        assert_eq!(name(b).same(&name(a)), same, "{b} / {a}");
    }

    #[test]
    fn names_meet_over_case_accents_articles_and_length() {
        check("the Ferry Guild", "Ferry guild", true);
        check("Müller", "muller", true);
        check("Captain Ana Duarte", "Duarte", true);
        check("the river police", "police", false);
        check("Vale Brigade", "Hill Brigade", false);
        check("officials", "army officials", false);
    }

    #[test]
    fn word_lists_are_sorted() {
        assert!(STOP.is_sorted() && GENERAL.is_sorted());
        assert!(GENERAL.iter().all(|w| stem(w) == *w), "kept as stems");
    }

    #[test]
    fn forms_of_a_word_meet() {
        for (a, b) in
            [("arrested", "arrests"), ("bombing", "bombed"), ("stopped", "stopping"), ("cities", "city")]
        {
            assert_eq!(stem(a), stem(b));
        }
    }

    proptest! {
        #[test]
        fn any_text_folds_and_splits(text in "\\PC{0,60}") {
            for word in words(&text) {
                prop_assert!(!word.is_empty());
            }
        }
    }
}
