//! Lines that are no prose of a story: the rules of `resources/text/furniture.toml`.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use rashomon_model::WEEKDAYS;
use rustc_hash::FxHashMap;
use serde::Deserialize;

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    Prose,
    Furniture { opens: Opens },
    Caption,
    Byline,
}

/// What a line of furniture takes along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Opens {
    #[default]
    Nothing,
    /// Short lines after it.
    List,
    /// All that follows.
    Rest,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    #[default]
    Furniture,
    Caption,
    Byline,
}

#[derive(Debug, Deserialize)]
struct Rules {
    rule: Vec<Rule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), allow(dead_code, reason = "the examples and the id are for the test of the rules"))]
struct Rule {
    id: String,
    #[serde(rename = "about")]
    _about: String,
    #[serde(default)]
    kind: Kind,
    #[serde(default)]
    whole: Vec<String>,
    #[serde(default)]
    starts: Vec<String>,
    #[serde(default)]
    ends: Vec<String>,
    #[serde(default)]
    holds: Vec<String>,
    #[serde(default)]
    inside: Vec<String>,
    /// `starts` count only where a mark (`:`, `|`, `>`, dash) follows, or nothing.
    #[serde(default)]
    starts_mark: bool,
    /// `ends` count only after a mark other than a blank.
    #[serde(default)]
    ends_mark: bool,
    /// After `starts` only names, dates and marks may follow: a line that goes on as a sentence is prose.
    #[serde(default)]
    names: bool,
    #[serde(default = "twelve")]
    most: usize,
    #[serde(default)]
    opens: Opens,
    #[serde(default)]
    yes: Vec<String>,
    #[serde(default)]
    no: Vec<String>,
}

fn twelve() -> usize {
    12
}

/// Where a phrase has to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Whole,
    Start,
    End,
    Anywhere,
}

struct Phrase {
    rule: usize,
    at: At,
    words: Vec<String>,
}

struct Table {
    rules: Vec<Rule>,
    phrases: Vec<Phrase>,
    /// Phrases by their first word; those that begin with `#` under `#`.
    by_first: FxHashMap<String, Vec<usize>>,
    inside: AhoCorasick,
    /// Longest line a rule looks at, in words.
    most: usize,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let rules: Rules = toml::from_str(include_str!("../../../resources/text/furniture.toml"))
        .expect("a test reads the bundled rules");
    let mut phrases = Vec::new();
    for (rule, r) in rules.rule.iter().enumerate() {
        for (at, texts) in
            [(At::Whole, &r.whole), (At::Start, &r.starts), (At::End, &r.ends), (At::Anywhere, &r.holds)]
        {
            phrases.extend(texts.iter().map(|t| Phrase {
                rule,
                at,
                words: t.split(' ').map(Into::into).collect(),
            }));
        }
    }
    let mut by_first: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (i, phrase) in phrases.iter().enumerate() {
        by_first.entry(phrase.words[0].clone()).or_default().push(i);
    }
    let inside = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(rules.rule.iter().flat_map(|r| &r.inside))
        .expect("a few dozen short phrases");
    let most = rules.rule.iter().map(|r| r.most).max().unwrap_or(0);
    Table { rules: rules.rule, phrases, by_first, inside, most }
});

/// A word of a line: lower case, and where it stands.
struct Word {
    folded: String,
    range: Range<usize>,
}

/// The words of a line, or `None` where it has more than `most`.
fn words(line: &str, most: usize) -> Option<Vec<Word>> {
    let mut words: Vec<Word> = Vec::new();
    let mut open = false;
    for (i, c) in line.char_indices() {
        if c.is_alphanumeric() || c == '©' {
            if !open {
                if words.len() == most {
                    return None;
                }
                words.push(Word { folded: String::new(), range: i..i });
            }
            open = c != '©';
            let word = words.last_mut().expect("pushed above");
            word.folded.extend(c.to_lowercase());
            word.range.end = i + c.len_utf8();
        } else {
            open = false;
        }
    }
    Some(words)
}

/// Says what a line is.
///
/// # Cost
/// Linear in the line; long lines are told by their first words.
pub(crate) fn line(line: &str) -> Line {
    // No word of a rule's line is longer than this many letters on average.
    if line.len() > 1200 {
        return Line::Prose;
    }
    let table = &*TABLE;
    let Some(words) = words(line, table.most) else { return Line::Prose };
    let Some(rule) = table.find(line, &words) else { return Line::Prose };
    match rule.kind {
        Kind::Furniture => Line::Furniture { opens: rule.opens },
        Kind::Caption => Line::Caption,
        Kind::Byline => Line::Byline,
    }
}

impl Table {
    fn find(&self, line: &str, words: &[Word]) -> Option<&Rule> {
        for start in 0..words.len() {
            let first = words[start].folded.as_str();
            let number = first.bytes().all(|b| b.is_ascii_digit());
            let keys = [Some(first), number.then_some("#")];
            for &i in keys.into_iter().flatten().filter_map(|k| self.by_first.get(k)).flatten() {
                let phrase = &self.phrases[i];
                let rule = &self.rules[phrase.rule];
                if phrase.at != At::Whole && words.len() > rule.most {
                    continue;
                }
                if start > 0 && matches!(phrase.at, At::Whole | At::Start) {
                    continue;
                }
                let Some(end) = follow(&phrase.words, words, start) else { continue };
                let holds = match phrase.at {
                    At::Whole => end == words.len(),
                    At::Start => rule.start_holds(line, words, end),
                    At::End => end == words.len() && (!rule.ends_mark || has_mark(line, words, start)),
                    At::Anywhere => true,
                };
                if holds {
                    return Some(rule);
                }
            }
        }
        None
    }
}

/// Where the phrase ends when it stands at `start`.
fn follow(phrase: &[String], words: &[Word], start: usize) -> Option<usize> {
    let mut at = start;
    for (i, wanted) in phrase.iter().enumerate() {
        if wanted == "*" {
            let rest = &phrase[i + 1..];
            if rest.is_empty() {
                return (at < words.len()).then(|| words.len().min(at + 4));
            }
            return (1..=4).find_map(|skip| follow(rest, words, at + skip));
        }
        let word = &words.get(at)?.folded;
        let fits = if wanted == "#" { word.bytes().all(|b| b.is_ascii_digit()) } else { word == wanted };
        if !fits {
            return None;
        }
        at += 1;
    }
    Some(at)
}

fn has_mark(line: &str, words: &[Word], at: usize) -> bool {
    let from = if at == 0 { 0 } else { words[at - 1].range.end };
    let to = words.get(at).map_or(line.len(), |w| w.range.start);
    line[from..to].contains(|c: char| !c.is_whitespace())
}

impl Rule {
    fn start_holds(&self, line: &str, words: &[Word], end: usize) -> bool {
        if self.starts_mark {
            let after = line[words[end - 1].range.end..].trim_start();
            return after.is_empty() || after.starts_with([':', '|', '>', '»', '→', '–', '—', '-', '›']);
        }
        if !self.names {
            return true;
        }
        let rest = &words[end..];
        let sentence = line.trim_end().ends_with(['.', '!', '?']) && rest.len() > 1;
        let plain = rest.iter().filter(|w| !is_name_or_date(line, w)).count();
        !rest.is_empty() && plain == 0 && !(sentence && rest.len() > 6)
            || words[end - 1..].len() == 1 && has_mark(line, words, end) && words.len() > 1
    }
}

/// A capitalised word, a number, or a small word that stands between names and in dates.
fn is_name_or_date(line: &str, word: &Word) -> bool {
    const SMALL: &[&str] = &[
        "and",
        "for",
        "of",
        "the",
        "in",
        "at",
        "on",
        "am",
        "pm",
        "with",
        "by",
        "de",
        "al",
        "el",
        "bin",
        "von",
        "van",
        "reporting",
        "writing",
        "editing",
        "additional",
        "agencies",
        "st",
        "nd",
        "rd",
        "th",
        "ago",
        "hours",
        "hour",
        "minutes",
        "days",
        "gmt",
        "utc",
        "correspondent",
        "reporter",
        "staff",
        "com",
    ];
    let time = word.folded == "nightfall" || WEEKDAYS.contains(&word.folded.as_str());
    let first = line[word.range.clone()].chars().next();
    first.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit()) && !time
        || SMALL.contains(&word.folded.as_str())
        || first.is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
        || time && line.contains(|c: char| c.is_ascii_digit())
}

/// The stretches of a long line that are furniture, in order.
///
/// A phrase takes the rest of the line along when no sentence follows it.
pub(crate) fn inside(line: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for hit in TABLE.inside.find_iter(line) {
        if found.last().is_some_and(|f| f.end > hit.start()) {
            continue;
        }
        let rest = &line[hit.end()..];
        let sentence = rest.split_inclusive(['.', '!', '?']).any(|s| {
            s.ends_with(['.', '!', '?'])
                && s.split_whitespace().count() >= 8
                && TABLE.inside.find(s).is_none()
        });
        found.push(hit.start()..if sentence { hit.end() } else { line.len() });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_keeps_its_examples() {
        let mut wrong = Vec::new();
        for rule in &TABLE.rules {
            let is = |text: &str| {
                words(text, TABLE.most)
                    .and_then(|w| TABLE.find(text, &w).map(|r| r.kind == rule.kind))
                    .unwrap_or(false)
            };
            wrong.extend(rule.yes.iter().filter(|t| !is(t)).map(|t| format!("{}: not found: {t}", rule.id)));
            wrong.extend(rule.no.iter().filter(|t| is(t)).map(|t| format!("{}: found: {t}", rule.id)));
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn furniture_glued_to_a_story() {
        let text =
            "The dam held. The army left on Sunday. Community standardsDiscussion Comment via Facebook";
        let cut = inside(text);
        assert_eq!(cut.iter().map(|r| &text[r.clone()]).collect::<Vec<_>>(), [&text[39..]]);
    }
}
