//! Scales that stay set: a new claim weighs its own items again, and nothing else.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::copies::Copies;
use crate::fit::{self, Fit, run};
use crate::follow::{Followers, chances};
use crate::frame::{Frame, Same, Scheme};
use crate::hierarchy::Hierarchy;
use crate::kind::{self, Kind};
use crate::model::{Common, Model, Settings};
use crate::parts::each_value;
use crate::special::digamma;
use crate::table::{Row, Table};
use crate::weigh::{Item, Weighing, classes, items};

/// Passes over the items that new claims touch: what is true, and who follows whom in them, settle in three.
const PASSES: usize = 3;

/// A table of claims with what was learned from it, so that new claims cost only their own items.
///
/// Reliabilities, copies and habits stay as the last fit left them; a source that is new is taken to be like the others.
/// After many new claims [`Scales::refit`] learns all again.
///
/// # Examples
/// ```
/// use rashomon_weigh::{Hierarchy, Scales, Settings, Table};
///
/// let mut table = Table::default();
/// for (source, value) in [("mayor", "40"), ("hospital", "12"), ("wire", "12")] {
///     table.push("market fire", "wounded", source, value, "");
/// }
/// let mut scales = Scales::new(table, Hierarchy::default(), Settings::default());
/// let before = scales.weighing().items[0].answers[0].probability;
/// assert_eq!(scales.add([("market fire", "wounded", "clinic", "12", "")]), [0]);
/// assert!(scales.weighing().items[0].answers[0].probability > before);
/// ```
#[derive(Debug)]
pub struct Scales {
    table: Table,
    places: Hierarchy,
    settings: Settings,
    weighing: Weighing,
    /// Number of each item, by attribute and object, and the rows that tell of it.
    at: FxHashMap<(u32, u32), (usize, Vec<u32>)>,
    learned: Learned,
}

/// What of a fit serves items that were not in it.
#[derive(Debug)]
struct Learned {
    kinds: Vec<Kind>,
    same: Same,
    schemes: Vec<Scheme>,
    common: Vec<Common>,
    /// Expected log share of each way, by source and attribute.
    log: FxHashMap<(u32, u32), Box<[f64]>>,
    above: Vec<f64>,
    class: Vec<u32>,
    class_above: Vec<f64>,
    /// In how many items a value of an attribute is true, and told but wrong; the sums per attribute.
    values: FxHashMap<(u32, u32), (f64, f64)>,
    all: Vec<(f64, f64)>,
    copies: Copies,
    followers: Followers,
    rank: Vec<f64>,
}

impl Scales {
    /// Weighs a table, and keeps what that teaches.
    pub fn new(table: Table, places: Hierarchy, settings: Settings) -> Self {
        let (weighing, learned) = learn(&table, &places, &settings);
        let mut scales = Self { table, places, settings, weighing, at: FxHashMap::default(), learned };
        scales.index();
        scales
    }

    /// The claims.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// What comes of them. Reliability and copies are those of the last fit; items that new claims opened stand last.
    pub fn weighing(&self) -> &Weighing {
        &self.weighing
    }

    /// Learns all again from all claims, and weighs all items.
    pub fn refit(&mut self) {
        (self.weighing, self.learned) = learn(&self.table, &self.places, &self.settings);
        self.index();
    }

    /// Takes claims in (object, attribute, source, value, time) and weighs the items they touch again. Gives the numbers
    /// of these items in [`Weighing::items`], rising; claims without object, source or value are passed over. An
    /// attribute or a label that no claim had before needs a fit: then all items are given.
    ///
    /// # Cost
    /// That of the claims of the items touched, and of the names of all sources, attributes and times.
    pub fn add<'a>(
        &mut self,
        claims: impl IntoIterator<Item = (&'a str, &'a str, &'a str, &'a str, &'a str)>,
    ) -> Vec<usize> {
        let first = self.table.rows.len();
        for (object, attribute, source, value, time) in claims {
            self.table.push(object, attribute, source, value, time);
        }
        let new: Vec<Row> = self.table.rows[first..].to_vec();
        if new.iter().any(|row| !self.learned.knows(row, &self.table)) {
            self.refit();
            return (0..self.weighing.items.len()).collect();
        }
        let mut touched = FxHashSet::default();
        for (n, row) in new.iter().enumerate() {
            let key = (row.attribute, row.object);
            let next = self.at.len();
            self.at.entry(key).or_insert_with(|| (next, Vec::new())).1.push((first + n) as u32);
            touched.insert(key);
        }
        // The rows of the items touched, in the order of the table.
        let mut rows: Vec<u32> = touched.iter().flat_map(|key| self.at[key].1.iter().copied()).collect();
        rows.sort_unstable();
        let some = rows.iter().map(|n| self.table.rows[*n as usize]).collect();
        let all = std::mem::replace(&mut self.table.rows, some);
        let opened = self.weighing.items.len();
        let is_new = |key: (u32, u32)| self.at[&key].0 >= opened;
        let again = self.learned.weigh(&self.table, &self.places, &self.settings, is_new);
        self.table.rows = all;
        let mut numbers = Vec::with_capacity(again.len());
        let mut last: Vec<(usize, Item)> = Vec::new();
        for mut item in again {
            for reason in &mut item.reasons {
                reason.row = rows[reason.row as usize];
            }
            let n = self.at[&(item.attribute, item.object)].0;
            numbers.push(n);
            match self.weighing.items.get_mut(n) {
                Some(old) => *old = item,
                None => last.push((n, item)),
            }
        }
        last.sort_by_key(|(n, _)| *n);
        self.weighing.items.extend(last.into_iter().map(|(_, item)| item));
        numbers.sort_unstable();
        numbers
    }

    fn index(&mut self) {
        self.at.clear();
        for (n, item) in self.weighing.items.iter().enumerate() {
            self.at.insert((item.attribute, item.object), (n, Vec::new()));
        }
        for (n, row) in self.table.rows.iter().enumerate() {
            if let Some((_, rows)) = self.at.get_mut(&(row.attribute, row.object)) {
                rows.push(n as u32);
            }
        }
    }
}

fn learn(table: &Table, places: &Hierarchy, settings: &Settings) -> (Weighing, Learned) {
    let kinds = kind::kinds(table, places);
    let mut same = Same::default();
    let frame = Frame::lay(table, places, &kinds, &mut same, None);
    let class = classes(table);
    let (mut fit, mut parts) = Fit::new(&frame, class.clone(), *settings, &[settings.calibration]);
    run(&mut fit, &mut parts);
    let weighing = fit.finish().pop().unwrap_or_default();
    let fit::Learned { belief, above, class_above, copies, followers, rank } = fit.learned();
    let log = frame
        .reporters
        .iter()
        .map(|r| {
            let ways = frame.schemes[r.scheme as usize].ways;
            ((r.source, r.scheme), belief.log[r.slot as usize..][..ways].into())
        })
        .collect();
    let values = parts.iter().flat_map(|(part, state)| part.learned(state, &belief)).collect();
    let learned = Learned {
        kinds,
        same,
        schemes: frame.schemes,
        log,
        above,
        class,
        class_above,
        values,
        all: belief.all,
        common: belief.common,
        copies,
        followers,
        rank,
    };
    (weighing, learned)
}

impl Learned {
    /// Whether the attribute of a claim is known, and, of labels, its value.
    fn knows(&mut self, row: &Row, table: &Table) -> bool {
        let Some(scheme) = self.schemes.get(row.attribute as usize) else { return false };
        let value = self.same.value(scheme.kind, row.value, table.values.name(row.value));
        !scheme.is_labels() || scheme.labels.contains(&value)
    }

    /// The items of a table of some of the claims; `is_new` tells those that were not in the fit.
    fn weigh(
        &mut self,
        table: &Table,
        places: &Hierarchy,
        settings: &Settings,
        is_new: impl Fn((u32, u32)) -> bool,
    ) -> Vec<Item> {
        let frame = Frame::lay(table, places, &self.kinds, &mut self.same, Some(&self.schemes));
        let mut class = self.class.clone();
        class.resize(table.sources.len(), 0);
        let mut model = Model::new(&frame, class, *settings);
        model.coarse = false;
        model.common.clone_from(&self.common);
        model.class_above.clone_from(&self.class_above);
        model.above.iter_mut().zip(&self.above).for_each(|(a, known)| *a = *known);
        for (n, reporter) in frame.reporters.iter().enumerate() {
            let slot = reporter.slot as usize;
            if let Some(log) = self.log.get(&(reporter.source, reporter.scheme)) {
                model.log[slot..][..log.len()].copy_from_slice(log);
            } else {
                let alike = self.common[reporter.scheme as usize].alike;
                for (k, m) in model.mean_of(n).into_iter().enumerate() {
                    model.log[slot + k] = digamma(alike * m) - digamma(alike);
                }
            }
        }
        model.all.clone_from(&self.all);
        for (key, k, _) in each_value(&frame) {
            (model.right[k], model.wrong[k]) = self.values.get(&key).copied().unwrap_or_default();
        }
        self.rank.resize(table.sources.len(), 0.0);
        let mut follow = vec![0.0; frame.claims()];
        for pass in 0..PASSES {
            self.copies.weights(&frame, &self.rank, &mut model.weight);
            model.weight.iter_mut().zip(&follow).for_each(|(w, f)| *w *= 1.0 - f);
            model.rebase();
            model.weigh();
            self.followers.apply(&frame, &chances(&model), &mut follow);
            if pass == 0 {
                // What is learned of values counts each item once; old items are counted already.
                self.count(&frame, &mut model, &is_new);
            }
        }
        model.temper(&settings.calibration);
        items(&model)
    }

    /// Adds the values of new items to what is known of values.
    fn count(&mut self, frame: &Frame, model: &mut Model<'_>, is_new: impl Fn((u32, u32)) -> bool) {
        for item in (0..frame.items()).filter(|i| !frame.scheme_of(*i).is_labels()) {
            if !is_new((frame.scheme[item], frame.object[item])) {
                continue;
            }
            for (v, x) in frame.values_of(item).zip(frame.candidates_of(item)) {
                let q = f64::from(model.probability[x]);
                let k = frame.common[v] as usize;
                model.right[k] += q;
                model.wrong[k] += 1.0 - q;
                let all = &mut model.all[frame.scheme[item] as usize];
                *all = (all.0 + q, all.1 + 1.0 - q);
                self.values.insert((frame.scheme[item], frame.value[v]), (model.right[k], model.wrong[k]));
            }
        }
        self.all.clone_from(&model.all);
    }
}
