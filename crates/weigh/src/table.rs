//! A plain table of claims: object, attribute, source, value, time.

use rustc_hash::FxHashMap;

/// Names, each once, in order of first mention.
#[derive(Clone, Debug, Default)]
pub struct Names {
    list: Vec<Box<str>>,
    at: FxHashMap<Box<str>, u32>,
}

impl Names {
    /// The number of `name`, given now where it is new.
    pub fn number(&mut self, name: &str) -> u32 {
        if let Some(&n) = self.at.get(name) {
            return n;
        }
        let n = self.list.len() as u32;
        self.list.push(name.into());
        self.at.insert(name.into(), n);
        n
    }

    /// The number of `name`, if it has one.
    pub fn find(&self, name: &str) -> Option<u32> {
        self.at.get(name).copied()
    }

    /// The name with number `n`; empty where there is none.
    pub fn name(&self, n: u32) -> &str {
        self.list.get(n as usize).map_or("", |name| name)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// One claim as numbers into the names of its [`Table`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is about: a book, a flight, a town, an event.
    pub object: u32,
    /// What of it is told: its authors, its time of arrival, who holds it.
    pub attribute: u32,
    /// Who tells it.
    pub source: u32,
    /// What is told, as written.
    pub value: u32,
    /// When it was told, as written; the number of the empty name where that is not known.
    pub time: u32,
}

/// A table of claims.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Objects.
    pub objects: Names,
    /// Attributes.
    pub attributes: Names,
    /// Sources.
    pub sources: Names,
    /// Values, as written.
    pub values: Names,
    /// Times, as written.
    pub times: Names,
    /// Claims, in order of the table.
    pub rows: Vec<Row>,
}

impl Table {
    /// Adds a claim. White space around source, value and time is dropped; object and attribute stay as they are
    /// written, since answers are looked up by them. A claim without object, source or value is not taken.
    ///
    /// # Examples
    /// ```
    /// let mut table = rashomon_weigh::Table::default();
    /// assert!(table.push("bridge", "open", "gendarmerie", "no", "2031-05-04"));
    /// assert!(!table.push("bridge", "open", "gendarmerie", " ", "2031-05-04"));
    /// assert_eq!(table.rows.len(), 1);
    /// ```
    pub fn push(&mut self, object: &str, attribute: &str, source: &str, value: &str, time: &str) -> bool {
        let [source, value, time] = [source, value, time].map(str::trim);
        if object.trim().is_empty() || source.is_empty() || value.is_empty() {
            return false;
        }
        self.rows.push(Row {
            object: self.objects.number(object),
            attribute: self.attributes.number(attribute),
            source: self.sources.number(source),
            value: self.values.number(value),
            time: self.times.number(time),
        });
        true
    }
}
