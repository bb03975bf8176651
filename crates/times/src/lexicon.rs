//! The table of a pack, ready for matching: words by their first token, patterns as graphs.

use rashomon_resources::PackError;
use rashomon_resources::times::{Holiday, TimePiece, TimeTable};
use rustc_hash::FxHashMap;

use crate::slot::{Op, Slot, pack};

/// A class of words, or one word of a pattern.
pub(crate) type Symbol = u16;

/// Classes whose members the scanner makes itself, in the order of [`Shape`].
const SHAPES: [&str; 18] = [
    "number",
    "day",
    "year",
    "yy",
    "ordinal",
    "decade",
    "iso",
    "clock",
    "dotclock",
    "clock4",
    "hour",
    "numword",
    "ordword",
    "holiday",
    "minute",
    "yearmonth",
    "nth",
    "clock0",
];

/// Symbols that numbers get; the first symbols of every lexicon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub(crate) enum Shape {
    /// A number, times 1000.
    Number,
    /// 1 to 31.
    Day,
    /// 1000 to 2199.
    Year,
    /// Two digits.
    Yy,
    /// `3rd`, `third`.
    Ordinal,
    /// `1990s`: 199.
    Decade,
    /// `2017-06-13`: 20170613.
    Iso,
    /// `14:30`: 1430.
    Clock,
    /// `14.30`: 1430.
    DotClock,
    /// `1430`.
    Clock4,
    /// 0 to 24.
    Hour,
    /// A number word; joined to numbers before matching.
    NumWord,
    /// An ordinal word; likewise.
    OrdWord,
    /// A feast day: its index.
    Holiday,
    /// 0 to 59, two digits.
    Minute,
    /// `2017-06`: 201706.
    YearMonth,
    /// An ordinal in digits: `22nd`.
    Nth,
    /// `0630`: with a leading zero, so that it is no year.
    Clock0,
}

/// A phrase that starts with some word: what must follow, and what it then is.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) symbol: Symbol,
    pub(crate) value: i64,
    pub(crate) rest: Box<[Box<str>]>,
}

/// The words that may start something.
#[derive(Debug, Default)]
pub(crate) struct Head {
    pub(crate) entries: Vec<Entry>,
    /// Counts only when it begins with a capital.
    pub(crate) capital: bool,
}

/// A place between two elements of a pattern.
#[derive(Debug, Default)]
pub(crate) struct Node {
    pub(crate) edges: Vec<Step>,
    /// The rule whose pattern may end here.
    pub(crate) ends: Option<u16>,
}

/// One element of a pattern.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    pub(crate) symbol: Symbol,
    pub(crate) slot: Option<Slot>,
    /// Part of the expression, not of its context.
    pub(crate) inside: bool,
    pub(crate) to: u32,
}

/// A rule as the finder needs it.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) op: Op,
    pub(crate) set: Vec<(Slot, i64)>,
    pub(crate) not_before: Vec<Symbol>,
    pub(crate) not_after: Vec<Symbol>,
}

/// Words and rules of a language, compiled.
///
/// # Cost
/// Some milliseconds to make, once; a few hundred kilobytes.
#[derive(Debug)]
pub struct Lexicon {
    pub(crate) heads: FxHashMap<Box<str>, Head>,
    pub(crate) nodes: Vec<Node>,
    /// First elements of all patterns, by symbol.
    pub(crate) starts: Vec<Vec<Step>>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) holidays: Vec<Holiday>,
    symbols: FxHashMap<String, Symbol>,
    namesakes: Vec<String>,
}

impl Lexicon {
    /// True for a noun that makes a date before it part of a name; `word` in lower case.
    pub(crate) fn names_follow(&self, word: &str) -> bool {
        self.namesakes.iter().any(|w| w == word)
    }

    /// Compiles the table of a pack.
    ///
    /// # Errors
    /// When a rule names an operation, class or slot that does not exist.
    pub fn new(table: &TimeTable) -> Result<Self, PackError> {
        let mut lexicon = Self {
            heads: FxHashMap::default(),
            nodes: Vec::new(),
            starts: Vec::new(),
            rules: Vec::new(),
            holidays: table.holidays.clone(),
            symbols: FxHashMap::default(),
            namesakes: table.namesakes.clone(),
        };
        for name in SHAPES {
            lexicon.symbol(&format!("<{name}>"));
        }
        for form in &table.forms {
            if pack(&form.value) == i64::MIN {
                return Err(PackError::Entry {
                    file: "words.toml".into(),
                    entry: form.class.clone(),
                    reason: format!("no operation knows the value `{}`", form.value),
                });
            }
            let symbol = lexicon.symbol(&format!("<{}>", form.class));
            lexicon.add_form(symbol, pack(&form.value), &form.words);
        }
        for (i, holiday) in (0_i64..).zip(&table.holidays) {
            for name in &holiday.names {
                lexicon.add_form(Shape::Holiday as Symbol, i, name);
            }
        }
        let classes = lexicon.symbols.clone();
        for (i, rule) in table.rules.iter().enumerate() {
            let wrong =
                |reason: String| PackError::Entry { file: "times".into(), entry: rule.id.clone(), reason };
            let slot =
                |name: &str| Slot::parse(name).ok_or_else(|| wrong(format!("there is no slot `{name}`")));
            let op = Op::parse(&rule.gives)
                .ok_or_else(|| wrong(format!("there is no operation `{}`", rule.gives)))?;
            let mut set = Vec::new();
            for (name, value) in &rule.set {
                set.push((slot(name)?, pack(value)));
            }
            for pattern in &rule.patterns {
                let base = lexicon.nodes.len() as u32;
                for node in &pattern.nodes {
                    let mut edges = Vec::with_capacity(node.edges.len());
                    for edge in &node.edges {
                        let mut filled = None;
                        if let TimePiece::Class(class, name) = &edge.piece {
                            if !classes.contains_key(&format!("<{class}>")) {
                                return Err(wrong(format!("there is no class `{class}`")));
                            }
                            // `skip` and classes that no operation reads are there for their words only.
                            filled = if name == class || name == "skip" {
                                Slot::parse(name)
                            } else {
                                Some(slot(name)?)
                            };
                        }
                        let symbol = lexicon.piece(&edge.piece);
                        edges.push(Step { symbol, slot: filled, inside: edge.inside, to: base + edge.to });
                    }
                    lexicon.nodes.push(Node { edges, ends: node.ends.then_some(i as u16) });
                }
                for step in lexicon.nodes[base as usize].edges.clone() {
                    let symbol = step.symbol as usize;
                    if lexicon.starts.len() <= symbol {
                        lexicon.starts.resize_with(symbol + 1, Vec::new);
                    }
                    lexicon.starts[symbol].push(step);
                }
            }
            let not_before = rule.not_before.iter().map(|p| lexicon.piece(p)).collect();
            let not_after = rule.not_after.iter().map(|p| lexicon.piece(p)).collect();
            lexicon.rules.push(Rule { op, set, not_before, not_after });
        }
        for word in &table.capital {
            if let Some(head) = lexicon.heads.get_mut(word.as_str()) {
                head.capital = true;
            }
        }
        Ok(lexicon)
    }

    /// The symbol of a class of the pack, `None` where the pack has none of that name.
    pub(crate) fn class(&self, name: &str) -> Option<Symbol> {
        self.symbols.get(&format!("<{name}>")).copied()
    }

    fn symbol(&mut self, name: &str) -> Symbol {
        let next = self.symbols.len() as Symbol;
        *self.symbols.entry(name.to_string()).or_insert(next)
    }

    /// The symbol of a piece; a word of a pattern becomes a form of its own class.
    fn piece(&mut self, piece: &TimePiece) -> Symbol {
        match piece {
            TimePiece::Class(class, _) => self.symbol(&format!("<{class}>")),
            TimePiece::Word(word) => {
                let known = self.symbols.contains_key(word);
                let symbol = self.symbol(word);
                if !known {
                    self.add_form(symbol, 0, std::slice::from_ref(word));
                }
                symbol
            }
        }
    }

    fn add_form(&mut self, symbol: Symbol, value: i64, words: &[String]) {
        let Some((first, rest)) = words.split_first() else { return };
        let rest = rest.iter().map(|w| w.as_str().into()).collect();
        let head = self.heads.entry(first.as_str().into()).or_default();
        head.entries.push(Entry { symbol, value, rest });
    }
}
