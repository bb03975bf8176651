//! Training text in memory: trees as arrays, name-tagged sentences from two-column files.

use std::collections::BTreeMap;

use rashomon_model::NameKind;

use super::Random;
pub use crate::conllu::Mark;

/// A sentence with names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedSentence {
    /// The words.
    pub forms: Vec<String>,
    /// One mark a word.
    pub marks: Vec<Mark>,
}

impl NamedSentence {
    /// The names, as ranges of words.
    pub fn names(&self) -> Vec<(std::ops::Range<usize>, NameKind)> {
        let mut names: Vec<(std::ops::Range<usize>, NameKind)> = Vec::new();
        for (i, mark) in self.marks.iter().enumerate() {
            let Some((kind, begins)) = *mark else { continue };
            match names.last_mut() {
                Some((range, last)) if !begins && range.end == i && *last == kind => range.end = i + 1,
                _ => names.push((i..i + 1, kind)),
            }
        }
        names
    }
}

/// Makes the names of other conventions ours: no article, possessive or small word before or after
/// a name, and no title before that of a person. A name of nothing else is none.
pub(crate) fn tidy(sentence: &mut NamedSentence, titles: &[String]) {
    let is_title = |form: &str| titles.binary_search_by(|t| t.as_str().cmp(form)).is_ok();
    for (range, kind) in sentence.names() {
        let form = |i: usize| sentence.forms[i].as_str();
        let (mut start, mut end) = (range.start, range.end);
        let article = |form: &str| ["the", "a", "an", "this", "that"].contains(&form.to_lowercase().as_str());
        // `The Hague` and the like keep their article only where they are written so inside a text.
        while start < end && article(form(start)) {
            start += 1;
        }
        while end > start && ["'s", "’s", "'", "’", "s", "\"", ","].contains(&form(end - 1)) {
            end -= 1;
        }
        if kind == NameKind::Person {
            let dots = |form: &str| form == ".";
            while start < end && (is_title(form(start)) || (start > range.start && dots(form(start)))) {
                start += 1;
            }
        }
        let capital = |i: usize| form(i).chars().any(|c| c.is_uppercase() || c.is_numeric());
        if !(start..end).any(capital) {
            end = start;
        }
        for i in range {
            sentence.marks[i] = (start..end).contains(&i).then_some((kind, i == start));
        }
    }
}

/// Reads a two-column file (word, BIO tag). Types of all the usual schemes are known; dates,
/// amounts and other types that are no names count as outside.
pub fn read_bio(text: &str) -> Vec<NamedSentence> {
    let mut sentences = Vec::new();
    let mut sentence = NamedSentence::default();
    for line in text.lines().chain([""]) {
        let mut columns = line.split('\t');
        let (form, tag) = (columns.next().unwrap_or("").trim(), columns.next().unwrap_or("O").trim());
        if form.is_empty() {
            if !sentence.forms.is_empty() {
                sentences.push(std::mem::take(&mut sentence));
            }
            continue;
        }
        let mark = tag.split_once('-').and_then(|(place, kind)| Some((kind_of(kind)?, place == "B")));
        // Words are cut as the analyser would cut them.
        for (i, piece) in crate::tokens(form).into_iter().enumerate() {
            sentence.forms.push(form[piece.range].to_owned());
            sentence.marks.push(mark.map(|(kind, begins)| (kind, begins && i == 0)));
        }
    }
    sentences
}

/// The kind that a type of another scheme comes nearest to.
pub(crate) fn kind_of(name: &str) -> Option<NameKind> {
    Some(match name.to_ascii_lowercase().as_str() {
        "per" | "person" => NameKind::Person,
        "org" | "organization" | "organisation" => NameKind::Organisation,
        "loc" | "gpe" | "place" | "location" => NameKind::Place,
        "norp" | "nationality" => NameKind::Nationality,
        "fac" | "facility" => NameKind::Facility,
        "misc" | "event" | "object" | "product" | "other" | "work_of_art" | "law" => NameKind::Other,
        _ => return None,
    })
}

/// Reads sentences with their names in brackets: `[P Ali] left [L Homs]`, letters as in
/// [`bracket_kind`]; `#` begins a comment line.
pub fn read_brackets(text: &str) -> Vec<NamedSentence> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let mut sentence = NamedSentence::default();
            let mut rest = line;
            while !rest.is_empty() {
                let (plain, after) = rest.split_once('[').unwrap_or((rest, ""));
                sentence.push(plain, None);
                let (name, after) = after.split_once(']').unwrap_or((after, ""));
                if let Some((kind, words)) = name.split_once(' ') {
                    sentence.push(words, bracket_kind(kind));
                }
                rest = after;
            }
            sentence
        })
        .collect()
}

/// The kind that a letter in brackets stands for.
fn bracket_kind(letter: &str) -> Option<NameKind> {
    Some(match letter {
        "P" => NameKind::Person,
        "O" => NameKind::Organisation,
        "L" => NameKind::Place,
        "N" => NameKind::Nationality,
        "F" => NameKind::Facility,
        "X" => NameKind::Other,
        _ => return None,
    })
}

impl NamedSentence {
    fn push(&mut self, words: &str, kind: Option<NameKind>) {
        for (i, piece) in crate::tokens(words).into_iter().enumerate() {
            self.forms.push(words[piece.range].to_owned());
            self.marks.push(kind.map(|kind| (kind, i == 0)));
        }
    }
}

/// The sentences, and `copies` of each with its names exchanged for others of the same kind: from
/// the sentences themselves and from the lists.
pub(crate) fn exchange(
    sentences: &[NamedSentence],
    lists: &BTreeMap<String, Vec<String>>,
    copies: usize,
    random: &mut Random,
) -> Vec<NamedSentence> {
    let mut pools: BTreeMap<u8, Vec<String>> = BTreeMap::new();
    for sentence in sentences {
        for (range, kind) in sentence.names() {
            pools.entry(kind as u8).or_default().push(sentence.forms[range].join(" "));
        }
    }
    let list = |name: &str| lists.get(name).map_or(&[][..], Vec::as_slice);
    pools.entry(NameKind::Place as u8).or_default().extend_from_slice(list("places"));
    pools.entry(NameKind::Organisation as u8).or_default().extend_from_slice(list("organisations"));
    pools.entry(NameKind::Nationality as u8).or_default().extend_from_slice(list("nationalities"));
    let (given, family) = (list("given-names"), list("family-names"));
    for _ in 0..if given.is_empty() || family.is_empty() { 0 } else { 500 } {
        let name = format!("{} {}", given[random.below(given.len())], family[random.below(family.len())]);
        pools.entry(NameKind::Person as u8).or_default().push(name);
    }
    let mut out = sentences.to_vec();
    for sentence in sentences {
        for _ in 0..copies {
            let mut copy = NamedSentence::default();
            let mut at = 0;
            for (range, kind) in sentence.names() {
                copy.extend(sentence, at..range.start);
                let pool = &pools[&(kind as u8)];
                if random.below(4) == 0 {
                    copy.extend(sentence, range.clone());
                } else {
                    copy.push(&pool[random.below(pool.len())], Some(kind));
                }
                at = range.end;
            }
            copy.extend(sentence, at..sentence.forms.len());
            out.push(copy);
        }
    }
    out
}

impl NamedSentence {
    fn extend(&mut self, from: &NamedSentence, range: std::ops::Range<usize>) {
        self.forms.extend_from_slice(&from.forms[range.clone()]);
        self.marks.extend_from_slice(&from.marks[range]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_other_conventions_become_ours() {
        let titles = ["Minister", "Prime"].map(str::to_owned);
        let names = |line: &str| {
            let mut sentence = read_brackets(line).remove(0);
            tidy(&mut sentence, &titles);
            let names = sentence.names();
            names.into_iter().map(|(range, _)| sentence.forms[range].join(" ")).collect::<Vec<_>>()
        };
        assert_eq!(
            names("[P Prime Minister Han]'s aide left [L the Riviera Maya]."),
            ["Han", "Riviera Maya"]
        );
        assert_eq!(names("[P the Prime Minister] met [P Cho 's] parents and [O the press]."), ["Cho"]);
    }
}
