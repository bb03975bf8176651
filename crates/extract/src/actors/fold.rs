//! Words of a phrase in the form in which names are compared: small letters without accents, without
//! articles (English and Arabic), hyphens and apostrophes; how a word was written is kept beside it.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// One word, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// Small letters and digits, without accents.
    pub fold: String,
    /// Bytes of the phrase it stands for, end excluded.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// How it is written.
    pub caps: Caps,
    /// Joined to the next word by a hyphen.
    pub glued: bool,
    /// Ends in `'s`.
    pub possessive: bool,
    /// Written with full stops: `U.S.`.
    pub dotted: bool,
}

/// Large and small letters of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caps {
    /// No large letter.
    Lower,
    /// A large and a small letter.
    Title,
    /// No small letter.
    Upper,
}

impl Caps {
    pub(crate) fn of(word: &str) -> Self {
        let upper = word.chars().any(char::is_uppercase);
        match (upper, word.chars().any(char::is_lowercase)) {
            (true, false) => Self::Upper,
            (true, true) => Self::Title,
            _ => Self::Lower,
        }
    }
}

/// Small letters without accents; other signs are dropped.
pub(crate) fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for c in word.nfkd() {
        match c {
            'ı' => folded.push('i'),
            'ø' | 'Ø' => folded.push('o'),
            'ł' | 'Ł' => folded.push('l'),
            'ß' => folded.push_str("ss"),
            c if is_combining_mark(c) => {}
            c if c.is_alphanumeric() => folded.extend(c.to_lowercase()),
            _ => {}
        }
    }
    folded
}

fn apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | 'ʼ' | 'ʿ' | 'ʾ')
}

/// Arabic articles before a hyphen, as written in Latin letters.
const ARTICLES: [&str; 13] = ["al", "el", "an", "ar", "as", "ash", "ad", "at", "az", "ul", "ur", "us", "ed"];

/// The words of a phrase, without articles.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if !c.is_alphanumeric() {
            continue;
        }
        let mut end = start + c.len_utf8();
        let (mut letters, mut dotted) = (1, false);
        while let Some(&(at, c)) = chars.peek() {
            let next = text[at + c.len_utf8()..].chars().next();
            let inside = c.is_alphanumeric() || is_combining_mark(c);
            let joins = apostrophe(c) && next.is_some_and(char::is_alphanumeric);
            // `U.S.`: single letters with full stops are one word.
            let stop = c == '.' && letters == 1 && (dotted || next.is_some_and(char::is_alphabetic)) && {
                let after = next.map_or(0, char::len_utf8);
                dotted || text[at + 1 + after..].starts_with('.')
            };
            if !(inside || joins || stop) {
                break;
            }
            letters = if stop { 0 } else { letters + 1 };
            dotted |= stop;
            chars.next();
            end = at + c.len_utf8();
        }
        let glued = chars.peek().is_some_and(|&(at, c)| {
            matches!(c, '-' | '‐' | '‑' | '–')
                && text[at + c.len_utf8()..].chars().next().is_some_and(char::is_alphanumeric)
        });
        push(&mut words, text, start..end, glued, dotted);
    }
    drop_articles(words)
}

fn push(words: &mut Vec<Word>, text: &str, range: std::ops::Range<usize>, glued: bool, dotted: bool) {
    let form = &text[range.clone()];
    let stem = form.strip_suffix('s').or_else(|| form.strip_suffix('S'));
    let stem = stem.and_then(|s| s.strip_suffix(apostrophe)).filter(|s| !s.is_empty());
    let word = stem.unwrap_or(form);
    let fold = fold(word);
    if !fold.is_empty() {
        let caps = Caps::of(word);
        words.push(Word {
            fold,
            start: range.start,
            end: range.end,
            caps,
            glued,
            possessive: stem.is_some(),
            dotted,
        });
    }
}

fn drop_articles(words: Vec<Word>) -> Vec<Word> {
    let count = words.len();
    let mut kept: Vec<Word> = Vec::with_capacity(count);
    for (i, word) in words.into_iter().enumerate() {
        let last = i + 1 == count;
        let english = word.fold == "the" && !last;
        let arabic = !last
            && ((word.glued
                && !word.dotted
                && word.caps != Caps::Upper
                && ARTICLES.contains(&word.fold.as_str()))
                || (matches!(word.fold.as_str(), "al" | "el") && !word.dotted));
        if !english && !arabic {
            kept.push(word);
        }
    }
    kept
}

/// The words of a name joined by spaces: the key under which it is found.
pub(crate) fn key(text: &str) -> String {
    join(&words(text))
}

/// Folded words joined by spaces.
pub(crate) fn join(words: &[Word]) -> String {
    let mut key = String::new();
    for word in words {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(&word.fold);
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(key(text), expected);
    }

    #[test]
    fn writings_of_one_name_fold_alike() {
        check("the al-Nusra Front", "nusra front");
        check("Jabhat Al Nusra", "jabhat nusra");
        check("Da'esh", "daesh");
        check("Da’esh", "daesh");
        check("Médecins Sans Frontières", "medecins sans frontieres");
        check("U.S.-led coalition", "us led coalition");
        check("the U.S. Army.", "us army");
        check("Syria's army", "syria army");
        check("Faylaq ar-Rahman", "faylaq rahman");
        check("THE", "the");
        check("Recep Tayyip Erdoğan", "recep tayyip erdogan");
        check("داعش", "داعش");
        check("A. Smith", "a smith");
    }

    #[test]
    fn the_writing_is_kept() {
        let found = words("Syria's U.S.-led");
        assert!(found[0].possessive && found[0].caps == Caps::Title);
        assert!(found[1].glued && found[1].dotted && found[1].caps == Caps::Upper);
        assert_eq!(found[2].caps, Caps::Lower);
    }
}
