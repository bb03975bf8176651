//! Text into words, the way the English web treebank cuts them: clitics, hyphens and punctuation
//! apart, abbreviations, numbers and addresses whole.

use std::ops::Range;

use crate::words::plain;

/// A word of the text, as a range of its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// True where white space stands before it, or nothing at all.
    pub spaced: bool,
}

/// Abbreviations that end in a full stop and stand before other words.
const TITLES: &[&str] = &[
    "adm", "amb", "attn", "ave", "blvd", "brig", "bros", "capt", "cf", "cmdr", "col", "comdr", "cpl", "dept",
    "det", "dr", "eng", "esq", "est", "etc", "fig", "ft", "gen", "gov", "hon", "insp", "lt", "maj", "messrs",
    "mme", "mr", "mrs", "ms", "mt", "no", "nos", "pfc", "pp", "pres", "prof", "pvt", "rep", "reps", "rev",
    "sen", "sens", "sgt", "spc", "sr", "st", "supt", "vol", "vs", "viz",
];
/// Abbreviations that may end a sentence.
const OTHERS: &[&str] = &[
    "al", "apr", "aug", "co", "corp", "dec", "feb", "fri", "inc", "jan", "jr", "ltd", "mar", "mon", "nov",
    "oct", "ph.d", "sat", "sep", "sept", "thu", "thur", "thurs", "tue", "tues", "wed", "approx", "govt",
    "intl",
];
/// Prefixes that keep their hyphen.
const PREFIXES: &[&str] = &[
    "anti", "arch", "bi", "co", "counter", "cross", "de", "e", "ex", "extra", "inter", "intra", "mid",
    "mini", "multi", "neo", "non", "over", "post", "pre", "pro", "pseudo", "re", "semi", "socio", "sub",
    "super", "tri", "ultra", "un", "under",
];
/// Endings that are words of their own.
const CLITICS: &[&str] = &["'s", "'re", "'ve", "'ll", "'d", "'m"];
/// Written without apostrophe or space, and where they are cut.
const FUSED: &[(&str, usize)] = &[
    ("cannot", 3),
    ("gonna", 3),
    ("gotta", 3),
    ("wanna", 3),
    ("gimme", 3),
    ("lemme", 3),
    ("dont", 2),
    ("doesnt", 4),
    ("didnt", 3),
    ("isnt", 2),
    ("wasnt", 3),
    ("arent", 3),
    ("werent", 4),
    ("couldnt", 5),
    ("wouldnt", 5),
    ("shouldnt", 6),
    ("havent", 4),
    ("hasnt", 3),
    ("hadnt", 3),
];
/// Units that are cut from the number before them.
const UNITS: &[&str] = &[
    "am", "pm", "km", "kms", "m", "cm", "mm", "kg", "g", "ft", "lb", "lbs", "mph", "kph", "k", "bn", "mn",
    "mw", "gw", "hz", "khz", "mhz", "kw", "a.m", "p.m", "a.m.", "p.m.", "hrs", "hours", "x",
];

/// Cuts a text into words. Every character that is not white space, a control or invisible is in
/// exactly one piece; pieces are in order.
///
/// # Cost
/// O(length); quadratic only inside one run without white space, which is cut at 200 bytes.
pub fn tokens(text: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    cut_into(text, 0..text.len(), &mut out);
    out
}

/// Cuts `text[range]` and adds the pieces to `out`.
pub(crate) fn cut_into(text: &str, range: Range<usize>, out: &mut Vec<Piece>) {
    let mut start = None;
    let mut spaced = true;
    for (i, c) in text[range.clone()].char_indices() {
        let i = range.start + i;
        let gap = c.is_whitespace() || is_invisible(c);
        if let Some(from) = start
            && (gap || i - from >= LONGEST)
        {
            chunk(text, from, i, spaced, out);
            (start, spaced) = (None, false);
        }
        if gap {
            spaced |= c.is_whitespace();
        } else if start.is_none() {
            start = Some(i);
        }
    }
    if let Some(from) = start {
        chunk(text, from, range.end, spaced, out);
    }
}

/// Longest run without white space that is looked at in one go, in bytes.
const LONGEST: usize = 200;

/// Characters that take no room: joiners, marks of direction, controls.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{00AD}')
}

/// A run without white space, seen as characters with their places.
struct Chunk<'t> {
    text: &'t str,
    chars: Vec<(usize, char)>,
    end: usize,
}

impl Chunk<'_> {
    fn at(&self, i: usize) -> usize {
        self.chars.get(i).map_or(self.end, |c| c.0)
    }

    fn char(&self, i: usize) -> char {
        self.chars.get(i).map_or(' ', |c| c.1)
    }

    fn slice(&self, range: Range<usize>) -> &str {
        &self.text[self.at(range.start)..self.at(range.end)]
    }

    fn lower(&self, range: Range<usize>) -> String {
        self.chars[range].iter().flat_map(|c| c.1.to_lowercase()).collect()
    }
}

fn is_word(c: char) -> bool {
    // Marks join to the letter before them.
    c.is_alphanumeric() || is_mark(c)
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{0900}'..='\u{0903}' | '\u{093A}'..='\u{094F}' | '\u{20E3}')
}

fn chunk(text: &str, from: usize, to: usize, spaced: bool, out: &mut Vec<Piece>) {
    let chars: Vec<(usize, char)> =
        text[from..to].char_indices().map(|(i, c)| (from + i, plain(c))).collect();
    let chunk = Chunk { text, chars, end: to };
    let mut cuts = Vec::new();
    cut(&chunk, 0..chunk.chars.len(), &mut cuts);
    cuts.sort_unstable();
    cuts.dedup();
    let mut start = 0;
    let mut first = true;
    for end in cuts.into_iter().chain([chunk.chars.len()]) {
        if end > start {
            out.push(Piece { range: chunk.at(start)..chunk.at(end), spaced: first && spaced });
            (start, first) = (end, false);
        }
    }
}

/// Finds the cuts inside `range` of the chunk; both its ends are cuts too.
fn cut(chunk: &Chunk<'_>, range: Range<usize>, cuts: &mut Vec<usize>) {
    let Range { mut start, mut end } = range;
    cuts.extend([start, end]);
    // Signs at the front.
    while start < end && !is_word(chunk.char(start)) {
        if keeps_front(chunk, start, end) {
            break;
        }
        start = run(chunk, start, end);
        cuts.push(start);
    }
    // Signs at the end.
    while start < end && !is_word(chunk.char(end - 1)) {
        let c = chunk.char(end - 1);
        if keeps_end(chunk, start, end) {
            break;
        }
        let mut first = end - 1;
        while first > start && chunk.char(first - 1) == c && runs(c) {
            first -= 1;
        }
        // "U.S.)" keeps its last full stop, "end...)" does not.
        end = first;
        cuts.push(end);
    }
    if start < end && !is_address(chunk.slice(start..end)) {
        inside(chunk, start..end, cuts);
    }
}

/// Signs that stand together as one word when repeated.
fn runs(c: char) -> bool {
    matches!(c, '.' | '-' | '!' | '?' | '*' | '_' | '=' | '~' | '+' | '<' | '>' | '\'' | '#')
}

fn run(chunk: &Chunk<'_>, start: usize, end: usize) -> usize {
    let c = chunk.char(start);
    let mut at = start + 1;
    while at < end && chunk.char(at) == c && runs(c) {
        at += 1;
    }
    at
}

/// Signs that belong to the word after them: `'72`, `.22`, `#tag`, `@name`, `+44`, `-5`, `'Ayn`.
fn keeps_front(chunk: &Chunk<'_>, start: usize, end: usize) -> bool {
    let (c, next) = (chunk.char(start), chunk.char(start + 1));
    if start + 1 >= end {
        return false;
    }
    match c {
        '#' | '@' => is_word(next),
        '+' => next.is_ascii_digit(),
        '.' => next.is_ascii_digit() || (next.is_ascii_lowercase() && end - start <= 5),
        '\'' => {
            let rest = chunk.lower(start..end);
            let short = rest.trim_end_matches(|c: char| !c.is_alphanumeric());
            matches!(
                short,
                "'s" | "'m" | "'re" | "'ve" | "'ll" | "'d" | "'em" | "'til" | "'n" | "'cause" | "'tis"
            ) || (next.is_ascii_digit()
                && short.len() <= 4
                && short[1..].trim_end_matches('s').bytes().all(|b| b.is_ascii_digit()))
                || (next == 'A' && short[1..].starts_with(['a']) && is_arabic_start(&short[1..]))
        }
        _ => false,
    }
}

/// Names whose first letter is the Arabic ʿayn, written as an apostrophe.
fn is_arabic_start(lower: &str) -> bool {
    ["ayn", "ain", "abd", "abbas", "ali", "amr", "akka", "adra", "aziz", "arab"]
        .iter()
        .any(|n| lower.starts_with(n))
}

/// Signs that belong to the word before them: the full stop of an abbreviation.
fn keeps_end(chunk: &Chunk<'_>, start: usize, end: usize) -> bool {
    let c = chunk.char(end - 1);
    if c == '.' && end - start >= 2 && chunk.char(end - 2) != '.' {
        let mut first = end - 1;
        while first > start && (is_word(chunk.char(first - 1)) || matches!(chunk.char(first - 1), '.' | '&'))
        {
            first -= 1;
        }
        let word = chunk.lower(first..end - 1);
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        if letters == 1 && word.chars().count() == 1 {
            return chunk.char(end - 2).is_uppercase() && !(first > start && chunk.char(first - 1) == '\'');
        }
        if word.contains('.') {
            // "U.S.", "a.m.", "Ph.D."; not "raqqa.the.".
            return word
                .split('.')
                .all(|p| p.chars().count() <= 2 && p.chars().all(char::is_alphabetic) && !p.is_empty());
        }
        return TITLES.contains(&word.as_str()) && word != "no" && word != "st"
            || OTHERS.contains(&word.as_str())
            || {
                // "No. 5", "St. Louis": only before another word.
                (word == "no" || word == "st") && {
                    let rest = chunk.text[chunk.at(end)..].trim_start_matches([' ', '\u{A0}']);
                    rest.starts_with(
                        |c: char| if word == "no" { c.is_ascii_digit() } else { c.is_uppercase() },
                    ) && chunk.char(first).is_uppercase()
                }
            };
    }
    c == '+' && end - start > 1 || (c == '!' && chunk.slice(start..end) == "Yahoo!") || is_mark(c)
}

/// Web and mail addresses, file names.
fn is_address(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    if lower.contains("://") || lower.starts_with("www.") || lower.starts_with("mailto:") {
        return true;
    }
    if let Some((name, host)) = lower.split_once('@') {
        return !name.is_empty() && host.contains('.') && !host.contains(',');
    }
    let Some((name, end)) = lower.rsplit_once('.') else { return false };
    let end = end.split('/').next().unwrap_or(end);
    !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b))
        && matches!(
            end,
            "com"
                | "org"
                | "net"
                | "gov"
                | "edu"
                | "info"
                | "co"
                | "uk"
                | "doc"
                | "xls"
                | "pdf"
                | "html"
                | "htm"
                | "jpg"
                | "txt"
                | "ru"
                | "sy"
                | "iq"
                | "de"
                | "tv"
        )
        && !name.contains("..")
}

/// Cuts inside a word: clitics, hyphens, signs between letters, units after numbers.
fn inside(chunk: &Chunk<'_>, range: Range<usize>, cuts: &mut Vec<usize>) {
    let Range { start, end } = range.clone();
    // Signs first: they make parts, and each part is looked at alone.
    let mut part = start;
    let mut i = start;
    while i < end {
        let (before, c, after) = (
            if i > start { chunk.char(i - 1) } else { ' ' },
            chunk.char(i),
            if i + 1 < end { chunk.char(i + 1) } else { ' ' },
        );
        if is_word(c) {
            i += 1;
            continue;
        }
        let digits = before.is_ascii_digit() && after.is_ascii_digit();
        let split = match c {
            '\'' | '_' | '@' | '#' | '&' | '°' => false,
            '-' => !(keeps_hyphen(chunk, part, i, end) && chunk.char(i + 1) != '-'),
            '/' => !digits && (i - part > 1 || end - i > 3),
            ',' | ':' => !digits,
            '.' => {
                after == '.'
                    || before == '.'
                    || (i - part >= 3
                        && before.is_lowercase()
                        && (after.is_uppercase() || (i + 1 < end && !is_word(after)))
                        && !chunk.slice(part..i).contains('.')
                        && !TITLES.contains(&chunk.lower(part..i).as_str()))
            }
            '*' | '+' | '=' | '~' | '^' => false,
            _ => true,
        };
        if split {
            let last = run(chunk, i, end);
            cuts.extend([i, last]);
            word(chunk, part..i, cuts);
            part = last;
            i = last;
        } else {
            i += 1;
        }
    }
    if part > start {
        // What stands after a cut may end in signs of its own, or be an abbreviation.
        cuts.push(part);
    }
    word(chunk, part..end, cuts);
}

/// True where the hyphen at `i` stays: after a prefix, or in a spelling that has none without it.
fn keeps_hyphen(chunk: &Chunk<'_>, part: usize, i: usize, end: usize) -> bool {
    let before = chunk.lower(part..i);
    i + 1 < end && chunk.char(i + 1).is_alphanumeric() && PREFIXES.contains(&before.as_str())
}

/// Clitics, fused words and units of one part.
fn word(chunk: &Chunk<'_>, range: Range<usize>, cuts: &mut Vec<usize>) {
    let Range { start, end } = range;
    if end - start < 2 {
        return;
    }
    let lower = chunk.lower(start..end);
    let length = end - start;
    if lower.ends_with("n't") && length > 3 {
        cuts.push(end - 3);
        return;
    }
    if let Some(clitic) = CLITICS.iter().find(|c| lower.ends_with(*c)) {
        let count = clitic.chars().count();
        let plural =
            chunk.char(start).is_ascii_digit() && *clitic == "'s" && count + 2 <= length && length <= 7;
        if length > count && !plural {
            cuts.push(end - count);
            return;
        }
    }
    if let Some((_, at)) = FUSED.iter().find(|f| f.0 == lower) {
        cuts.push(start + at);
        return;
    }
    if chunk.char(start).is_ascii_digit() {
        let digits = (start..end)
            .find(|&i| !(chunk.char(i).is_ascii_digit() || matches!(chunk.char(i), '.' | ',' | ':')))
            .unwrap_or(end);
        let unit = chunk.lower(digits..end);
        if digits < end && UNITS.contains(&unit.as_str()) {
            cuts.push(digits);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let forms: Vec<&str> = tokens(text).iter().map(|p| &text[p.range.clone()]).collect();
        assert_eq!(forms.join(" "), expected);
    }

    #[test]
    fn clitics_are_words() {
        check("They don't know; it's Syria's.", "They do n't know ; it 's Syria 's .");
        check(
            "The troops’ base can’t be reached, cannot it?",
            "The troops ’ base ca n’t be reached , can not it ?",
        );
    }

    #[test]
    fn apostrophes_of_transliteration_stay() {
        check("Ma'arrat al-Nu'man, Sana’a and al-Qa'im", "Ma'arrat al - Nu'man , Sana’a and al - Qa'im");
        check("Sana’a’s airport near 'Ayn Issa", "Sana’a ’s airport near 'Ayn Issa");
        check("Chargé d’Affaires O'Brien", "Chargé d’Affaires O'Brien");
    }

    #[test]
    fn abbreviations_keep_their_stop() {
        check(
            "Lt.-Col. Ahmed met Gen. X. in the U.S. on Jan. 5.",
            "Lt. - Col. Ahmed met Gen. X. in the U.S. on Jan. 5 .",
        );
        check("He said no. Then St. Louis, No. 5 at 3 p.m.", "He said no . Then St. Louis , No. 5 at 3 p.m.");
    }

    #[test]
    fn numbers_stay_whole() {
        check("$1,200.50 or 7.5% at 5:30pm on 9/11", "$ 1,200.50 or 7.5 % at 5:30 pm on 9/11");
        check("20km from the 23rd of the 1990s", "20 km from the 23rd of the 1990s");
    }

    #[test]
    fn hyphens_and_dashes_are_words_but_for_prefixes() {
        check(
            "Iran-backed anti-government rebels—he said–left",
            "Iran - backed anti-government rebels — he said – left",
        );
        check("of Raqqa- The “message” ...", "of Raqqa - The “ message ” ...");
    }

    #[test]
    fn glued_sentences_come_apart() {
        check(
            "the neighborhood.Industry,they said.(AFP)",
            "the neighborhood . Industry , they said . ( AFP )",
        );
        check(
            "see www.example.org/a,b. Or a.b@example.com!",
            "see www.example.org/a,b . Or a.b@example.com !",
        );
    }

    proptest! {
        #[test]
        fn pieces_are_ordered_slices_that_lose_no_letter(text in "(\\PC|[ \n.'’“”a-zA-Z0-9-]){0,60}") {
            let pieces = tokens(&text);
            let mut last = 0;
            let mut kept = String::new();
            for piece in &pieces {
                prop_assert!(piece.range.start >= last && piece.range.end > piece.range.start);
                prop_assert!(text.get(piece.range.clone()).is_some());
                kept.push_str(&text[piece.range.clone()]);
                last = piece.range.end;
            }
            let want: String = text.chars().filter(|&c| !c.is_whitespace() && !is_invisible(c)).collect();
            prop_assert_eq!(kept, want);
        }
    }
}
