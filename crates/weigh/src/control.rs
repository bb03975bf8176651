//! From statements about who holds places to the probability of each holder on each day.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::chain::{Habits, MUTE, Reports, surroundings};
use crate::kind;

/// One source saying the same of one place on each day from `first` to `last`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The place.
    pub place: String,
    /// The source.
    pub source: String,
    /// The holder, or `CONTESTED`.
    pub value: String,
    /// First day, `2022-02-24`.
    pub first: String,
    /// Last day.
    pub last: String,
}

/// A place on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Its id in the statements.
    pub place: String,
    /// Latitude and longitude in degrees, if known.
    pub point: Option<(f64, f64)>,
}

/// Probabilities of the holders of one place over the days.
#[derive(Clone, Debug, PartialEq)]
pub struct Control {
    /// The place.
    pub place: String,
    /// The first day.
    pub first: String,
    /// A row per day, a column per holder.
    pub days: Vec<Vec<f64>>,
}

impl Control {
    /// The date of a day counted from the first.
    pub fn date(&self, day: usize) -> String {
        kind::day(&self.first)
            .map_or_else(String::new, |first| kind::date(first + i64::try_from(day).unwrap_or(0)))
    }
}

/// Whether an answer for a day may use what was said later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// What was known that day.
    Then,
    /// What is held now.
    Now,
}

/// The word for a place that several hold in part.
const CONTESTED: &str = "CONTESTED";
/// Nearest places looked at, and rounds of learning.
const NEAREST: usize = 6;
const ROUNDS: usize = 10;

/// What was learned of sources and places: gives who held each place on each day.
#[derive(Clone, Debug)]
pub struct Chains {
    laid: Laid,
    around: Vec<Vec<u8>>,
    habits: Habits,
    power: f64,
}

impl Chains {
    /// Learns from statements; those without a day that can be read are passed over. `None` if none is left.
    pub fn learn(statements: &[Statement], sites: &[Site]) -> Option<Self> {
        let laid = lay_out(statements, sites)?;
        let around = surroundings(&laid.reports);
        let mut habits = Habits::first(&laid.reports);
        for _ in 0..ROUNDS {
            habits.round(&laid.reports, &around);
        }
        let power = habits.power(&laid.reports, &around);
        Some(Self { laid, around, habits, power })
    }

    /// The power to which probabilities are taken: below 1 where sources are less independent than they look.
    pub fn power(&self) -> f64 {
        self.power
    }

    /// The holders, in the order of the columns of [`Control::days`].
    pub fn holders(&self) -> &[String] {
        &self.laid.holders
    }

    /// Who held each place on each day.
    pub fn hold(&self, view: View) -> Vec<Control> {
        let reports = &self.laid.reports;
        let logs = self.habits.logs(reports);
        let first = kind::date(self.laid.first);
        self.around
            .par_iter()
            .enumerate()
            .map(|(place, around)| {
                let mut emit = Vec::new();
                let (known, _) = self.habits.filter(reports, place, around, &logs, &mut emit);
                let held = match view {
                    View::Then => known,
                    View::Now => self.habits.smooth(reports, around, &emit, &known, |_, _, _, _| {}),
                };
                let holders = |states: &[f64]| -> Vec<f64> {
                    let mut p: Vec<f64> =
                        states.chunks(2).map(|p| p.iter().sum::<f64>().powf(self.power)).collect();
                    let sum: f64 = p.iter().sum();
                    p.iter_mut().for_each(|p| *p /= sum);
                    p
                };
                let days = held.chunks(2 * reports.holders).map(holders).collect();
                Control { place: self.laid.places[place].clone(), first: first.clone(), days }
            })
            .collect()
    }
}

#[derive(Clone, Debug)]
struct Laid {
    reports: Reports,
    places: Vec<String>,
    holders: Vec<String>,
    first: i64,
}

fn lay_out(statements: &[Statement], sites: &[Site]) -> Option<Laid> {
    let dated: Vec<(&Statement, i64, i64)> = statements
        .iter()
        .filter_map(|s| Some((s, kind::day(&s.first)?, kind::day(&s.last)?)))
        .filter(|(_, first, last)| first <= last)
        .collect();
    let first = dated.iter().map(|d| d.1).min()?;
    let last = dated.iter().map(|d| d.2).max()?;
    let days = (last - first + 1) as usize;
    let sorted = |names: Vec<&str>| {
        let mut names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        names.sort();
        names.dedup();
        names
    };
    let sources = sorted(dated.iter().map(|d| d.0.source.as_str()).collect());
    let holders = sorted(dated.iter().map(|d| d.0.value.as_str()).filter(|v| *v != CONTESTED).collect());
    let mut places: Vec<String> = sites.iter().map(|s| s.place.clone()).collect();
    let mut at: FxHashMap<&str, usize> = FxHashMap::default();
    for (n, site) in sites.iter().enumerate() {
        at.insert(&site.place, n);
    }
    for (s, ..) in &dated {
        at.entry(&s.place).or_insert_with(|| {
            places.push(s.place.clone());
            places.len() - 1
        });
    }
    let mut said = vec![vec![MUTE; sources.len() * days]; places.len()];
    let mut speaks = vec![false; sources.len() * days];
    let mut values = vec![std::collections::BTreeSet::new(); sources.len()];
    for (s, from, to) in &dated {
        let Ok(source) = sources.binary_search(&s.source) else { continue };
        let value = holders.binary_search(&s.value).unwrap_or(holders.len()) as u8;
        let place = at[s.place.as_str()];
        values[source].insert(value);
        for day in *from..=*to {
            said[place][source * days + (day - first) as usize] = value;
            speaks[source * days + (day - first) as usize] = true;
        }
    }
    // Where a source only ever says one thing, its silence on a day on which it speaks says something, too.
    for said in &mut said {
        for (source, values) in values.iter().enumerate() {
            if values.len() == 1 {
                for day in 0..days {
                    let at = source * days + day;
                    if said[at] == MUTE && speaks[at] {
                        said[at] = holders.len() as u8 + 1;
                    }
                }
            }
        }
    }
    let before = said
        .iter()
        .map(|said| {
            let mut before = vec![MUTE; said.len()];
            for (said, before) in said.chunks(days).zip(before.chunks_mut(days)) {
                for day in 1..days {
                    before[day] = if said[day - 1] == MUTE { before[day - 1] } else { said[day - 1] };
                }
            }
            before
        })
        .collect();
    let near = nearest(sites, places.len());
    let reports = Reports { days, sources: sources.len(), holders: holders.len(), said, before, near };
    Some(Laid { reports, places, holders, first })
}

/// The nearest other places of each, on a flat map.
fn nearest(sites: &[Site], places: usize) -> Vec<Vec<u32>> {
    (0..places)
        .into_par_iter()
        .map(|n| {
            let Some((lat, lon)) = sites.get(n).and_then(|s| s.point) else { return Vec::new() };
            let squeeze = lat.to_radians().cos();
            let mut others: Vec<(f64, u32)> = sites
                .iter()
                .enumerate()
                .filter(|(m, _)| *m != n)
                .filter_map(|(m, s)| {
                    let (y, x) = s.point?;
                    Some(((y - lat).powi(2) + ((x - lon) * squeeze).powi(2), m as u32))
                })
                .collect();
            others.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            others.truncate(NEAREST);
            others.into_iter().map(|(_, m)| m).collect()
        })
        .collect()
}
