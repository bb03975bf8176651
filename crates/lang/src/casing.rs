//! Capitals given back: wire text in upper case and headlines in title case are read as if
//! written the plain way. Offsets stay those of the text; only what the classifiers see changes.

use rustc_hash::FxHashMap;

use crate::hash;
use crate::model::{ModelError, Reader, Writer};

/// How a word is mostly written inside a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Case {
    Lower,
    Capital,
    Upper,
}

/// The usual case of known words, by the hash of their lower-case form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Casing {
    pub(crate) words: FxHashMap<u32, Case>,
}

/// What capitals say in a run of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// As usual.
    Plain,
    /// Every word in capitals.
    Upper,
    /// Every long word with a capital.
    Title,
}

/// Share of capital letters, and of capitalised long words, from which a text counts as written
/// in that style. Chosen by eye: agencies and places in plain prose stay far below.
const MOSTLY: f64 = 0.75;

/// The style of a run of words.
pub(crate) fn style<'t>(forms: impl Iterator<Item = &'t str>) -> Style {
    let (mut letters, mut capitals) = (0, 0);
    let (mut long, mut capitalised) = (0, 0);
    for form in forms {
        for c in form.chars().filter(|c| c.is_alphabetic()) {
            letters += 1;
            capitals += usize::from(c.is_uppercase());
        }
        if form.chars().filter(|c| c.is_alphabetic()).count() > 3 {
            long += 1;
            capitalised += usize::from(form.starts_with(char::is_uppercase));
        }
    }
    let mostly = |part: usize, all: usize| part as f64 >= MOSTLY * all as f64;
    if letters >= 12 && mostly(capitals, letters) {
        Style::Upper
    } else if long >= 4 && mostly(capitalised, long) {
        Style::Title
    } else {
        Style::Plain
    }
}

impl Casing {
    /// The form as it would stand in plain prose.
    pub(crate) fn plain(&self, form: &str, style: Style) -> String {
        let lower = form.to_lowercase();
        let known = self.words.get(&hash::text(lower.as_bytes()));
        match (style, known) {
            (Style::Plain, _) | (Style::Title, Some(Case::Capital | Case::Upper) | None) => form.to_owned(),
            (_, Some(Case::Lower)) => lower,
            (Style::Upper, Some(Case::Upper)) => form.to_owned(),
            (Style::Upper, Some(Case::Capital)) => capital(&lower),
            // Unknown: an abbreviation, a word with a known ending, or a name.
            (Style::Upper, None) => {
                let letters = form.chars().filter(|c| c.is_alphabetic()).count();
                if form.contains('.') && letters <= 4 {
                    form.to_owned()
                } else if letters < 2
                    || ENDINGS.iter().any(|e| lower.len() > e.len() + 3 && lower.ends_with(e))
                    || lower.starts_with(|c: char| !c.is_alphabetic())
                {
                    lower
                } else {
                    capital(&lower)
                }
            }
        }
    }

    /// True for a word that is mostly written small.
    pub(crate) fn is_common(&self, form: &str) -> bool {
        self.words.get(&hash::text(form.to_lowercase().as_bytes())) == Some(&Case::Lower)
    }

    pub(crate) fn write(&self, out: &mut Writer) {
        let mut words: Vec<(u32, Case)> = self.words.iter().map(|(&k, &v)| (k, v)).collect();
        words.sort_unstable();
        out.number(words.len() as u64);
        let mut before = 0;
        for &(key, _) in &words {
            out.number(u64::from(key - before));
            before = key;
        }
        for &(_, case) in &words {
            out.byte(case as u8);
        }
    }

    pub(crate) fn read(bytes: &mut Reader<'_>) -> Result<Self, ModelError> {
        let count = bytes.length(1 << 24)?;
        bytes.expect_left(2 * count)?;
        let mut key = 0_u32;
        let mut keys = Vec::with_capacity(count);
        for _ in 0..count {
            key = key.wrapping_add(bytes.number()? as u32);
            keys.push(key);
        }
        let cases = bytes.take(count)?.iter().map(|byte| match byte {
            0 => Case::Lower,
            1 => Case::Capital,
            _ => Case::Upper,
        });
        Ok(Self { words: keys.into_iter().zip(cases).collect() })
    }
}

/// Endings of common words that names rarely have.
const ENDINGS: &[&str] = &[
    "ing", "ed", "tion", "sion", "ment", "ments", "ness", "able", "ible", "ly", "ful", "less", "ism",
    "tions", "ities", "ity",
];

/// The word with its first letter a capital.
pub(crate) fn capital(lower: &str) -> String {
    let mut letters = lower.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_are_told_apart() {
        let style = |text: &str| style(text.split(' '));
        assert_eq!(style("THE ARMY TOOK THE TOWN OF DOUMA TODAY"), Style::Upper);
        assert_eq!(style("Army Takes Town From Rebels After Long Fight"), Style::Title);
        assert_eq!(style("The army took the town of Douma, SANA said"), Style::Plain);
        assert_eq!(style("UN"), Style::Plain);
    }

    #[test]
    fn unknown_capitals_become_names_unless_their_ending_is_common() {
        let casing = Casing::default();
        assert_eq!(casing.plain("DOUMA", Style::Upper), "Douma");
        assert_eq!(casing.plain("SHELLING", Style::Upper), "shelling");
        assert_eq!(casing.plain("U.S.", Style::Upper), "U.S.");
    }
}
