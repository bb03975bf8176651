//! The words and rules of time expressions: from TOML to a checked table.
//!
//! Files named `words.toml` hold classes of words, `holidays.toml` feast days, all others rules.
//! A rule's `find` is a small pattern language:
//!
//! | written | meaning |
//! | --- | --- |
//! | `word` | this word, in any case |
//! | `<month>` | a word of class `month`; its value fills the slot `month` |
//! | `<n:number>` | the same, into the slot `n` |
//! | `[a\|b c\|<d>]` | one of these |
//! | `x?`, `[a\|b]?` | perhaps |
//! | `{in\|since}` | must stand there, at the edge of the pattern, but is no part of what is found |
//! | `$name` | the text of `[define] name` |

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::PackError;

/// The compiled table of one language.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TimeTable {
    /// Words by class.
    pub forms: Vec<TimeForm>,
    /// Words that count only when they begin with a capital (`May`).
    pub capital: Vec<String>,
    /// Nouns that make a date before them part of a name (`17 July Bridge`), lower case.
    pub namesakes: Vec<String>,
    /// Feast days.
    pub holidays: Vec<Holiday>,
    /// Rules, in order of their files.
    pub rules: Vec<TimeRule>,
}

/// A word or phrase of a class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeForm {
    /// The class: `month`.
    pub class: String,
    /// What it stands for: `5`.
    pub value: String,
    /// The words, lower case, cut as [`words`] does.
    pub words: Vec<String>,
}

/// A feast day and how its date is found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holiday {
    /// Names, each cut as [`words`] does.
    pub names: Vec<Vec<String>>,
    /// How it falls.
    pub falls: Falls,
}

/// How a feast day falls in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Falls {
    /// On a day of a month.
    Fixed(i8, i8),
    /// On the n-th weekday (1 = Monday) of a month; -1 = the last.
    Nth(i8, i8, i8),
    /// Days from Easter Sunday of the western churches, and how many days it lasts.
    Easter(i16, i8),
    /// In a month of the tabular Islamic calendar, from a day on, for some days: known to a day or two.
    Islamic(i8, i8, i8),
}

/// A rule: the phrases it finds and what they mean.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TimeRule {
    /// Name, unique in the pack.
    pub id: String,
    /// The meaning: an operation of the stage (`date`, `shift`, `duration`).
    pub gives: String,
    /// Slots filled by the rule itself.
    pub set: Vec<(String, String)>,
    /// Words or classes that must not stand right after.
    pub not_before: Vec<TimePiece>,
    /// Words or classes that must not stand right before.
    pub not_after: Vec<TimePiece>,
    /// Its patterns, as one graph a pattern.
    pub patterns: Vec<TimePattern>,
    /// What must be found; for tests, not kept in compiled bytes.
    #[serde(skip)]
    pub yes: Vec<TimeExample>,
    /// Where nothing of this rule must be found; for tests, not kept in compiled bytes.
    #[serde(skip)]
    pub no: Vec<String>,
}

/// A pattern as a graph without circles: node 0 is the start.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TimePattern {
    /// The nodes.
    pub nodes: Vec<TimeNode>,
}

/// A place between two elements of a pattern.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TimeNode {
    /// What may stand here, and where it leads.
    pub edges: Vec<TimeEdge>,
    /// The pattern may end here.
    pub ends: bool,
}

/// One element on a way through a pattern.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimeEdge {
    /// The word or class.
    pub piece: TimePiece,
    /// False for what must stand there but is no part of the expression.
    pub inside: bool,
    /// The node it leads to.
    pub to: u32,
}

/// One element of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TimePiece {
    /// This word.
    Word(String),
    /// A word of a class, and the slot it fills.
    Class(String, String),
}

/// A sentence of a rule's own, with what is to be found in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeExample {
    /// Day of publication, `YYYY-MM-DD`.
    #[serde(default)]
    pub day: Option<String>,
    /// The sentence, with the expression in brackets.
    pub text: String,
    /// TIMEX3 value.
    pub value: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsFile {
    #[serde(default)]
    capital: Vec<String>,
    #[serde(default)]
    namesakes: Vec<String>,
    class: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HolidaysFile {
    holiday: Vec<HolidayEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HolidayEntry {
    names: Vec<String>,
    falls: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesFile {
    #[serde(default)]
    define: BTreeMap<String, String>,
    #[serde(default)]
    rule: Vec<RuleEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleEntry {
    id: String,
    #[allow(dead_code, reason = "for the reader of the file")]
    about: Option<String>,
    find: Vec<String>,
    gives: String,
    #[serde(default)]
    set: BTreeMap<String, String>,
    #[serde(default)]
    not_before: Vec<String>,
    #[serde(default)]
    not_after: Vec<String>,
    #[serde(default)]
    yes: Vec<TimeExample>,
    #[serde(default)]
    no: Vec<String>,
}

/// Reads the files of a time pack: `(name, text)` pairs.
///
/// Definitions are shared by all rule files.
///
/// # Errors
/// When a file is no TOML of the expected form, a pattern does not read, or an id stands twice.
pub fn parse(files: &[(String, String)]) -> Result<TimeTable, PackError> {
    let mut table = TimeTable::default();
    let mut rules = Vec::new();
    let mut define = BTreeMap::new();
    for (name, text) in files {
        if name.ends_with("words.toml") {
            let file: WordsFile = from_toml(name, text)?;
            table.capital.extend(file.capital);
            table.namesakes.extend(file.namesakes);
            for (class, values) in file.class {
                for (value, phrases) in values {
                    table.forms.extend(phrases.iter().map(|phrase| TimeForm {
                        class: class.clone(),
                        value: value.clone(),
                        words: words(phrase),
                    }));
                }
            }
        } else if name.ends_with("holidays.toml") {
            let file: HolidaysFile = from_toml(name, text)?;
            for entry in file.holiday {
                let falls = falls(&entry.falls).ok_or_else(|| PackError::Entry {
                    file: name.clone(),
                    entry: entry.names.join(", "),
                    reason: format!("`{}` tells no day", entry.falls),
                })?;
                table.holidays.push(Holiday { names: entry.names.iter().map(|n| words(n)).collect(), falls });
            }
        } else {
            let file: RulesFile = from_toml(name, text)?;
            define.extend(file.define);
            rules.extend(file.rule.into_iter().map(|rule| (name.clone(), rule)));
        }
    }
    for (file, entry) in rules {
        let id = entry.id.clone();
        let wrong = |reason: String| PackError::Entry { file: file.clone(), entry: id.clone(), reason };
        if table.rules.iter().any(|r| r.id == entry.id) {
            return Err(wrong("a rule of this id stands above".into()));
        }
        let mut patterns = Vec::new();
        for find in &entry.find {
            let text = expand_names(find, &define).map_err(&wrong)?;
            patterns.push(pattern(&text).map_err(|reason| wrong(format!("`{find}`: {reason}")))?);
        }
        table.rules.push(TimeRule {
            id: entry.id,
            gives: entry.gives,
            set: entry.set.into_iter().collect(),
            not_before: entry.not_before.iter().map(|p| piece(p)).collect(),
            not_after: entry.not_after.iter().map(|p| piece(p)).collect(),
            patterns,
            yes: entry.yes,
            no: entry.no,
        });
    }
    Ok(table)
}

fn from_toml<T: serde::de::DeserializeOwned>(name: &str, text: &str) -> Result<T, PackError> {
    toml::from_str(text).map_err(|e| PackError::Form { file: name.into(), reason: e.to_string() })
}

/// Cuts a phrase as the scanner cuts text: runs of letters, runs of digits, every other character alone.
pub fn words(phrase: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut last = ' ';
    for c in phrase.to_lowercase().chars() {
        let joins =
            (c.is_alphabetic() && last.is_alphabetic()) || (c.is_ascii_digit() && last.is_ascii_digit());
        match out.last_mut() {
            Some(word) if joins => word.push(c),
            _ if !c.is_whitespace() => out.push(c.to_string()),
            _ => {}
        }
        last = c;
    }
    out
}

/// `12-25`, `nth 4 4 11` (which, weekday, month), `easter -2`, `easter 0 2`, `islamic 9 1 30`.
fn falls(text: &str) -> Option<Falls> {
    let parts: Vec<&str> = text.split_whitespace().collect();
    let n = |i: usize| parts.get(i)?.parse::<i16>().ok();
    let small = |i: usize| n(i).and_then(|v| i8::try_from(v).ok());
    match *parts.first()? {
        "nth" => Some(Falls::Nth(small(1)?, small(2)?, small(3)?)),
        "easter" => Some(Falls::Easter(n(1)?, small(2).unwrap_or(1))),
        "islamic" => Some(Falls::Islamic(small(1)?, small(2)?, small(3)?)),
        day => {
            let (month, day) = day.split_once('-')?;
            Some(Falls::Fixed(month.parse().ok()?, day.parse().ok()?))
        }
    }
}

/// Puts definitions in for `$name`, also inside definitions.
fn expand_names(find: &str, define: &BTreeMap<String, String>) -> Result<String, String> {
    let mut text = find.to_string();
    for _ in 0..8 {
        let Some(at) = text.find('$') else { return Ok(text) };
        let name: String =
            text[at + 1..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        let meaning = define.get(&name).ok_or_else(|| format!("`${name}` is not defined"))?;
        text = text.replace(&format!("${name}"), &format!("[{meaning}]"));
    }
    if text.contains('$') { Err("definitions go round in a circle".into()) } else { Ok(text) }
}

fn piece(text: &str) -> TimePiece {
    match text.strip_prefix('<').and_then(|t| t.strip_suffix('>')) {
        Some(inside) => {
            let (slot, class) = inside.split_once(':').unwrap_or((inside, inside));
            TimePiece::Class(class.into(), slot.into())
        }
        None => TimePiece::Word(text.to_lowercase()),
    }
}

/// An element of a pattern as written.
enum Element {
    Pieces(Vec<TimePiece>),
    OneOf(Vec<Vec<Element>>),
    Perhaps(Box<Element>),
    Context(Box<Element>),
}

/// Reads a pattern without definitions.
fn pattern(text: &str) -> Result<TimePattern, String> {
    let mut reader = Reader { rest: text };
    let mut rows = reader.rows(None)?;
    let row = if rows.len() == 1 { rows.remove(0) } else { vec![Element::OneOf(rows)] };
    // Built from the end: each element knows what follows it.
    let mut nodes = vec![TimeNode::default(), TimeNode { edges: Vec::new(), ends: true }];
    let start = lay_row(&row, 1, true, &mut nodes);
    nodes[0] = nodes[start as usize].clone();
    if finds_nothing(&nodes, 0) {
        Err("a way through it finds nothing".into())
    } else {
        Ok(TimePattern { nodes })
    }
}

/// True where the end can be reached without a word inside.
fn finds_nothing(nodes: &[TimeNode], at: usize) -> bool {
    nodes[at].ends || nodes[at].edges.iter().any(|e| !e.inside && finds_nothing(nodes, e.to as usize))
}

fn lay_row(row: &[Element], then: u32, inside: bool, nodes: &mut Vec<TimeNode>) -> u32 {
    row.iter().rev().fold(then, |then, element| lay(element, then, inside, nodes))
}

/// Adds the nodes of an element that `then` follows; gives the node it starts at.
fn lay(element: &Element, then: u32, inside: bool, nodes: &mut Vec<TimeNode>) -> u32 {
    match element {
        Element::Pieces(pieces) => pieces.iter().rev().fold(then, |to, piece| {
            let edge = TimeEdge { piece: piece.clone(), inside, to };
            nodes.push(TimeNode { edges: vec![edge], ends: false });
            nodes.len() as u32 - 1
        }),
        Element::OneOf(rows) => {
            let mut node = TimeNode::default();
            for row in rows {
                let start = lay_row(row, then, inside, nodes) as usize;
                node.edges.extend(nodes[start].edges.clone());
                node.ends |= nodes[start].ends;
            }
            nodes.push(node);
            nodes.len() as u32 - 1
        }
        Element::Perhaps(element) => {
            let mut node = nodes[then as usize].clone();
            let start = lay(element, then, inside, nodes) as usize;
            node.edges.extend(nodes[start].edges.clone());
            nodes.push(node);
            nodes.len() as u32 - 1
        }
        Element::Context(element) => lay(element, then, false, nodes),
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    /// Reads `a|b|…` up to `close`.
    fn rows(&mut self, close: Option<char>) -> Result<Vec<Vec<Element>>, String> {
        let mut rows = vec![Vec::new()];
        loop {
            self.rest = self.rest.trim_start();
            let c = self.rest.chars().next();
            if c == close {
                self.skip();
                return Ok(rows);
            }
            let element = match c {
                None => return Err("a bracket is not closed".into()),
                Some('|') => {
                    self.skip();
                    rows.push(Vec::new());
                    continue;
                }
                Some(c @ (']' | '}' | '>' | '?')) => return Err(format!("`{c}` stands out of place")),
                Some('[') => {
                    self.skip();
                    Element::OneOf(self.rows(Some(']'))?)
                }
                Some('{') => {
                    self.skip();
                    Element::Context(Box::new(Element::OneOf(self.rows(Some('}'))?)))
                }
                Some(_) => Element::Pieces(self.pieces()?),
            };
            let perhaps = self.rest.starts_with('?');
            if perhaps {
                self.skip();
            }
            let element = if perhaps { Element::Perhaps(Box::new(element)) } else { element };
            if let Some(row) = rows.last_mut() {
                row.push(element);
            }
        }
    }

    fn skip(&mut self) {
        let mut chars = self.rest.chars();
        chars.next();
        self.rest = chars.as_str();
    }

    /// One `<class>` or word; a word with points or dashes becomes several pieces.
    fn pieces(&mut self) -> Result<Vec<TimePiece>, String> {
        let end = if self.rest.starts_with('<') {
            self.rest.find('>').ok_or("`<` is not closed")? + 1
        } else {
            self.rest.find(|c: char| c.is_whitespace() || "|[]{}<>?".contains(c)).unwrap_or(self.rest.len())
        };
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        Ok(if text.starts_with('<') {
            vec![piece(text)]
        } else {
            words(text).into_iter().map(TimePiece::Word).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All ways through a pattern; words that are no part of what is found in brackets.
    fn ways(nodes: &[TimeNode], at: usize, so_far: &str, out: &mut Vec<String>) {
        if nodes[at].ends {
            out.push(so_far.trim().to_string());
        }
        for edge in &nodes[at].edges {
            let word = match &edge.piece {
                TimePiece::Word(word) => word.clone(),
                TimePiece::Class(class, slot) => format!("{slot}:{class}"),
            };
            let word = if edge.inside { word } else { format!("({word})") };
            ways(nodes, edge.to as usize, &format!("{so_far} {word}"), out);
        }
    }

    #[track_caller]
    fn check(find: &str, expected: &[&str]) {
        let mut found = Vec::new();
        ways(&pattern(find).unwrap().nodes, 0, "", &mut found);
        found.sort();
        let mut expected: Vec<String> = expected.iter().map(ToString::to_string).collect();
        expected.sort();
        assert_eq!(found, expected);
    }

    #[test]
    fn patterns_are_graphs() {
        check("last <month>", &["last month:month"]);
        check("a? <n:number> [b|c d]", &["a n:number b", "a n:number c d", "n:number b", "n:number c d"]);
        check(
            "{in|by the} <year> {of}?",
            &["(in) year:year", "(in) year:year (of)", "(by) (the) year:year", "(by) (the) year:year (of)"],
        );
        check("year-end", &["year - end"]);
    }

    #[test]
    fn bad_patterns_say_why() {
        assert!(pattern("[a|b").is_err());
        assert!(pattern("a ]").is_err());
        assert!(pattern("a?").is_err());
        assert!(pattern("{a}").is_err());
    }

    #[test]
    fn definitions_are_put_in() {
        let file = "[define]\nday = \"<number>\"\n[[rule]]\nid = \"r\"\nfind = [\"$day days\"]\ngives = \"duration\"\n";
        let table = parse(&[("rules.toml".into(), file.into())]).unwrap();
        assert_eq!(table.rules[0].patterns.len(), 1);
        let twice = format!("{file}{}", &file[file.find("[[rule]]").unwrap()..]);
        assert!(parse(&[("rules.toml".into(), twice)]).is_err());
    }
}
