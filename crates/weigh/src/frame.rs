//! Claims laid out in flat arrays: items, the values told of each, the claims of each value.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::hierarchy::Hierarchy;
use crate::kind::{self, Kind};
use crate::table::Table;

/// Minutes by which two times may differ and still be close: within the grain of a timetable.
pub(crate) const CLOSE_MINUTES: f64 = 10.0;
/// Share by which two numbers may differ and still be close.
pub(crate) const CLOSE_SHARE: f64 = 0.01;
/// Items with more values than this compare them only for equality: the comparison is square in them.
const MOST_COMPARED: usize = 400;

/// The ways in which a claim of an attribute can stand to the truth, and how many values each way has room for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Scheme {
    pub(crate) attribute: u32,
    pub(crate) kind: Kind,
    /// Number of ways. Labels: one for each pair of labels, told first. Else: exact, then the others, wrong last.
    pub(crate) ways: usize,
    /// Numbers of the labels' values in the table; empty for other kinds.
    pub(crate) labels: Vec<u32>,
    /// How many values the attribute has in the table.
    pub(crate) values: usize,
}

impl Scheme {
    pub(crate) fn is_labels(&self) -> bool {
        self.kind == Kind::Labels
    }

    /// The way of a plain mistake.
    pub(crate) fn wrong(&self) -> usize {
        self.ways - 1
    }
}

/// One source on one attribute.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Reporter {
    pub(crate) source: u32,
    pub(crate) scheme: u32,
    /// Where its reliability starts in arrays of ways.
    pub(crate) slot: u32,
    /// Whether most of its claims are about objects that bear its name: an airline on its own flights.
    pub(crate) own: bool,
}

/// The claims of a table, one claim of each source on each item, sorted by item and value.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Frame {
    pub(crate) schemes: Vec<Scheme>,
    pub(crate) reporters: Vec<Reporter>,
    /// Sum of the ways of all reporters.
    pub(crate) slots: usize,
    /// A row per item.
    pub(crate) object: Vec<u32>,
    pub(crate) scheme: Vec<u32>,
    /// Items + 1, into values.
    pub(crate) value_start: Vec<u32>,
    /// Items + 1, into candidates: values, or for labels all labels of the attribute.
    pub(crate) candidate_start: Vec<u32>,
    /// A row per value: number in the table, or for labels the number of the label.
    pub(crate) value: Vec<u32>,
    /// A row per value: its number among all values of its attribute, counted over all attributes.
    pub(crate) common: Vec<u32>,
    /// How many such numbers there are.
    pub(crate) commons: usize,
    /// Values + 1, into claims.
    pub(crate) claim_start: Vec<u32>,
    /// A row per claim: slot of its reporter.
    pub(crate) slot: Vec<u32>,
    /// A row per claim: its reporter.
    pub(crate) reporter: Vec<u32>,
    /// A row per claim: its row in the table.
    pub(crate) row: Vec<u32>,
    /// A row per claim: its place in time, and in the table where times are not known or alike.
    pub(crate) turn: Vec<u32>,
    /// A row per item: where its square of ways starts; `u32::MAX` where equality is all.
    pub(crate) ways_start: Vec<u32>,
    /// How value `v` stands to candidate `x`, at `v * values + x`.
    pub(crate) ways: Vec<u8>,
    /// A row per candidate: how many values its middle way (near, above, part of) has room for.
    pub(crate) room: Vec<f32>,
}

/// What is needed of a value to compare it with others.
#[derive(Clone, Debug, Default)]
struct Read {
    number: f64,
    around: bool,
    places: Vec<u32>,
    set: Vec<String>,
}

impl Frame {
    pub(crate) fn items(&self) -> usize {
        self.object.len()
    }

    pub(crate) fn claims(&self) -> usize {
        self.slot.len()
    }

    pub(crate) fn values_of(&self, item: usize) -> std::ops::Range<usize> {
        self.value_start[item] as usize..self.value_start[item + 1] as usize
    }

    pub(crate) fn candidates_of(&self, item: usize) -> std::ops::Range<usize> {
        self.candidate_start[item] as usize..self.candidate_start[item + 1] as usize
    }

    pub(crate) fn claims_of(&self, value: usize) -> std::ops::Range<usize> {
        self.claim_start[value] as usize..self.claim_start[value + 1] as usize
    }

    pub(crate) fn claims_of_item(&self, item: usize) -> std::ops::Range<usize> {
        let values = self.values_of(item);
        self.claim_start[values.start] as usize..self.claim_start[values.end] as usize
    }

    pub(crate) fn scheme_of(&self, item: usize) -> &Scheme {
        &self.schemes[self.scheme[item] as usize]
    }

    /// How value `v` stands to candidate `x` (both counted within the item).
    pub(crate) fn way(&self, item: usize, v: usize, x: usize) -> usize {
        let scheme = self.scheme_of(item);
        if scheme.is_labels() {
            let told = self.value[self.value_start[item] as usize + v] as usize;
            return told * scheme.labels.len() + x;
        }
        match self.ways_start[item] {
            u32::MAX if v == x => 0,
            u32::MAX => scheme.wrong(),
            start => self.ways[start as usize + v * self.values_of(item).len() + x] as usize,
        }
    }

    /// The table's number of a candidate's value.
    pub(crate) fn candidate_value(&self, item: usize, x: usize) -> u32 {
        let scheme = self.scheme_of(item);
        if scheme.is_labels() { scheme.labels[x] } else { self.value[self.value_start[item] as usize + x] }
    }

    /// Lays out a table.
    pub(crate) fn new(table: &Table, places: &Hierarchy) -> Self {
        Self::lay(table, places, &kind::kinds(table, places), &mut Same::default(), None)
    }

    /// Lays out a table whose attributes are of these kinds, by the schemes that are known of them, if they are.
    pub(crate) fn lay(
        table: &Table,
        places: &Hierarchy,
        kinds: &[Kind],
        same: &mut Same,
        known: Option<&[Scheme]>,
    ) -> Self {
        let mut frame = Frame::default();
        let same: Vec<u32> = table
            .rows
            .iter()
            .map(|row| same.value(kinds[row.attribute as usize], row.value, table.values.name(row.value)))
            .collect();
        // Rows by attribute, object, value, and order in the table.
        let mut order: Vec<u32> = (0..table.rows.len() as u32).collect();
        let key = |n: u32| {
            let row = &table.rows[n as usize];
            (row.attribute, row.object, same[n as usize])
        };
        // A source's later word takes the place of its earlier one; without times the first counts.
        let when: Vec<Option<i64>> =
            (0..table.times.len() as u32).map(|t| kind::instant(table.times.name(t))).collect();
        let said = |n: u32| when[table.rows[n as usize].time as usize];
        let mut word: FxHashMap<(u32, u32, u32), u32> = FxHashMap::default();
        for n in &order {
            let row = &table.rows[*n as usize];
            word.entry((row.attribute, row.object, row.source))
                .and_modify(|last| {
                    if said(*n) > said(*last) && said(*last).is_some() {
                        *last = *n;
                    }
                })
                .or_insert(*n);
        }
        order.retain(|n| {
            let row = &table.rows[*n as usize];
            word.get(&(row.attribute, row.object, row.source)) == Some(n)
        });
        drop(word);
        let mut turn = vec![0; table.rows.len()];
        order.sort_by_key(|n| (said(*n), *n));
        for (place, n) in order.iter().enumerate() {
            turn[*n as usize] = place as u32;
        }
        order.sort_by_key(|n| (key(*n), *n));

        frame.schemes = known.map_or_else(|| schemes(table, kinds, &same, &order), <[Scheme]>::to_vec);
        let mut reporter_of: FxHashMap<(u32, u32), u32> = FxHashMap::default();
        let mut common: FxHashMap<(u32, u32), u32> = FxHashMap::default();
        let mut reads: FxHashMap<u32, Read> = FxHashMap::default();
        frame.value_start.push(0);
        frame.candidate_start.push(0);
        frame.claim_start.push(0);
        let mut at = 0;
        while at < order.len() {
            let (attribute, object, _) = key(order[at]);
            let scheme = attribute as usize;
            let first_value = frame.value.len();
            while at < order.len() && key(order[at]).0 == attribute && key(order[at]).1 == object {
                let value = key(order[at]).2;
                while at < order.len() && key(order[at]) == (attribute, object, value) {
                    let source = table.rows[order[at] as usize].source;
                    let n = *reporter_of.entry((source, attribute)).or_insert_with(|| {
                        frame.reporters.push(Reporter {
                            source,
                            scheme: attribute,
                            slot: frame.slots as u32,
                            own: false,
                        });
                        frame.slots += frame.schemes[scheme].ways;
                        frame.reporters.len() as u32 - 1
                    });
                    frame.reporter.push(n);
                    frame.slot.push(frame.reporters[n as usize].slot);
                    frame.row.push(order[at]);
                    frame.turn.push(turn[order[at] as usize]);
                    at += 1;
                }
                let next = common.len() as u32;
                frame.common.push(*common.entry((attribute, value)).or_insert(next));
                let label = frame.schemes[scheme].labels.binary_search(&value);
                frame.value.push(label.map_or(value, |l| l as u32));
                frame.claim_start.push(frame.slot.len() as u32);
            }
            frame.object.push(object);
            frame.scheme.push(attribute);
            frame.value_start.push(frame.value.len() as u32);
            let candidates = match frame.schemes[scheme].labels.len() {
                0 => frame.value.len() - first_value,
                labels => labels,
            };
            frame.candidate_start.push(frame.candidate_start.last().map_or(0, |s| s + candidates as u32));
            frame.compare(first_value, candidates, scheme, table, places, &mut reads);
        }
        frame.commons = common.len();
        frame.find_own(table);
        frame
    }

    /// Marks reporters that speak of what bears their name.
    fn find_own(&mut self, table: &Table) {
        let mut named: FxHashMap<String, u32> = FxHashMap::default();
        for source in 0..table.sources.len() as u32 {
            let name = table.sources.name(source).to_lowercase();
            if name.len() > 1 && name.chars().all(char::is_alphabetic) {
                named.insert(name, source);
            }
        }
        let mut own = vec![0u32; self.reporters.len()];
        let mut all = vec![0u32; self.reporters.len()];
        let mut owners = Vec::new();
        for item in 0..self.items() {
            let object = table.objects.name(self.object[item]).to_lowercase();
            owners.clear();
            owners.extend(object.split(|c: char| !c.is_alphanumeric()).filter_map(|part| named.get(part)));
            for c in self.claims_of_item(item) {
                let reporter = self.reporter[c] as usize;
                all[reporter] += 1;
                own[reporter] += u32::from(owners.contains(&&self.reporters[reporter].source));
            }
        }
        for (reporter, (own, all)) in self.reporters.iter_mut().zip(own.iter().zip(&all)) {
            reporter.own = 2 * own > *all;
        }
    }

    /// Fills the square of ways of the item added last.
    fn compare(
        &mut self,
        first: usize,
        candidates: usize,
        scheme: usize,
        table: &Table,
        places: &Hierarchy,
        reads: &mut FxHashMap<u32, Read>,
    ) {
        let kind = self.schemes[scheme].kind;
        let values = &self.value[first..];
        let square = matches!(kind, Kind::Numbers | Kind::Times | Kind::Sets | Kind::Places);
        if !square || values.len() > MOST_COMPARED {
            self.ways_start.push(u32::MAX);
            self.room.extend(std::iter::repeat_n(1.0, candidates));
            return;
        }
        for v in values {
            reads.entry(*v).or_insert_with(|| read(table.values.name(*v), kind, places));
        }
        self.ways_start.push(self.ways.len() as u32);
        for v in values {
            for x in values {
                let way = if v == x { 0 } else { stands(&reads[v], &reads[x], kind, places) };
                self.ways.push(way);
            }
        }
        self.room.extend(values.iter().map(|x| room(&reads[x], kind, places)));
    }
}

/// For each value the number of the one that stands for all equal ones: the first that was seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Same {
    first: FxHashMap<(Kind, String), u32>,
    known: FxHashMap<(Kind, u32), u32>,
}

impl Same {
    pub(crate) fn value(&mut self, kind: Kind, value: u32, text: &str) -> u32 {
        if let Some(n) = self.known.get(&(kind, value)) {
            return *n;
        }
        let plain = match kind {
            Kind::Numbers => kind::number(text).map(|n| n.to_string()),
            Kind::Times => kind::minutes(text).map(|(m, around)| format!("{m} {around}")),
            Kind::Sets => Some(set(text).join("|")),
            _ => None,
        };
        let plain =
            plain.unwrap_or_else(|| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase());
        let n = *self.first.entry((kind, plain)).or_insert(value);
        self.known.insert((kind, value), n);
        n
    }
}

fn schemes(table: &Table, kinds: &[Kind], same: &[u32], order: &[u32]) -> Vec<Scheme> {
    let mut values: Vec<Vec<u32>> = vec![Vec::new(); kinds.len()];
    for n in order {
        values[table.rows[*n as usize].attribute as usize].push(same[*n as usize]);
    }
    std::iter::zip(values, kinds)
        .enumerate()
        .map(|(attribute, (mut values, kind))| {
            values.sort_unstable();
            values.dedup();
            let (labels, ways) = match kind {
                Kind::Labels => (values.clone(), values.len() * values.len()),
                Kind::Names => (Vec::new(), 2),
                Kind::Numbers | Kind::Times | Kind::Places => (Vec::new(), 3),
                Kind::Sets => (Vec::new(), 4),
            };
            Scheme { attribute: attribute as u32, kind: *kind, ways, labels, values: values.len() }
        })
        .collect()
}

fn set(text: &str) -> Vec<String> {
    let mut parts: Vec<String> =
        text.split('|').map(|p| p.trim().to_lowercase()).filter(|p| !p.is_empty()).collect();
    parts.sort();
    parts.dedup();
    parts
}

fn read(text: &str, kind: Kind, places: &Hierarchy) -> Read {
    let mut read = Read { number: f64::NAN, ..Read::default() };
    match kind {
        Kind::Numbers => read.number = kind::number(text).unwrap_or(f64::NAN),
        Kind::Times => {
            if let Some((minutes, around)) = kind::minutes(text) {
                read.number = minutes as f64;
                read.around = around;
            }
        }
        Kind::Sets => read.set = set(text),
        Kind::Places => read.places = places.named(text).to_vec(),
        Kind::Labels | Kind::Names => {}
    }
    read
}

/// How a told value stands to the true one, the two not being equal.
fn stands(told: &Read, truth: &Read, kind: Kind, places: &Hierarchy) -> u8 {
    match kind {
        Kind::Labels | Kind::Names => 1,
        Kind::Numbers => {
            let close =
                (told.number - truth.number).abs() <= CLOSE_SHARE * told.number.abs().max(truth.number.abs());
            if close { 1 } else { 2 }
        }
        Kind::Times => {
            let mut apart = (told.number - truth.number).abs();
            if told.around && truth.around {
                apart = apart.min(1440.0 - apart);
            }
            if apart <= CLOSE_MINUTES { 1 } else { 2 }
        }
        Kind::Places => {
            if places.within(&truth.places, &told.places) {
                1
            } else {
                2
            }
        }
        Kind::Sets => {
            let part = |a: &Read, b: &Read| a.set.iter().all(|x| b.set.contains(x));
            if part(told, truth) {
                1
            } else if part(truth, told) {
                2
            } else {
                3
            }
        }
    }
}

/// How many values the middle way has room for when `truth` is true.
fn room(truth: &Read, kind: Kind, places: &Hierarchy) -> f32 {
    match kind {
        Kind::Labels | Kind::Names => 1.0,
        Kind::Numbers => 10.0,
        Kind::Times => 2.0 * CLOSE_MINUTES as f32,
        Kind::Places => truth
            .places
            .iter()
            .map(|p| places.depth(*p))
            .min()
            .map_or(1.0, |d| d.saturating_sub(1).max(1) as f32),
        Kind::Sets => ((1_u32 << truth.set.len().min(10)) as f32 - 2.0).max(1.0),
    }
}
