//! From a table of claims to answers.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::calibration::Calibration;
use crate::fit::{Fit, run};
use crate::frame::Frame;
use crate::hierarchy::Hierarchy;
use crate::kind::Kind;
use crate::model::{Model, Settings};
use crate::table::Table;

/// One value of an item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Number of the value in the table.
    pub value: u32,
    /// Probability that it is true, for numbers and times that the truth is close to it.
    pub probability: f64,
    /// How many claims tell it, those close to it included.
    pub claims: usize,
    /// How many independent voices that is: what copies and followers say adds little.
    pub voices: f64,
}

/// What one claim adds to the first answer of its item over the second.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// Row of the claim in the table.
    pub row: u32,
    /// In nats; negative speaks for the second answer.
    pub weight: f64,
    /// How much of the claim is its source's own; the rest is a copy.
    pub own: f64,
}

/// One attribute of one object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Number of the object in the table.
    pub object: u32,
    /// Number of the attribute in the table.
    pub attribute: u32,
    /// Kind of its values.
    pub kind: Kind,
    /// Likeliest first.
    pub answers: Vec<Answer>,
    /// Probability that no told value is true.
    pub none: f64,
    /// What each claim adds to the first answer over the second, heaviest first; empty where there is one.
    pub reasons: Vec<Reason>,
    /// The fewest claims without which the second answer would be the likelier, if there are such.
    pub turning: Option<usize>,
}

/// How far a source can be believed on an attribute.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reliability {
    /// Number of the source in the table.
    pub source: u32,
    /// Number of the attribute in the table.
    pub attribute: u32,
    /// Expected share of its claims that are exact.
    pub exact: f64,
    /// What that share is at worst but one in ten.
    pub low: f64,
    /// Claims this rests on: those on items of which others tell, too.
    pub claims: f64,
}

/// Two sources of which one says what the other says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Copying {
    /// Numbers of the sources in the table.
    pub sources: (u32, u32),
    /// Expected share of the claims of the one that are the other's.
    pub share: f64,
}

/// What comes of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weighing {
    /// By attribute and object, in the order of their first mention.
    pub items: Vec<Item>,
    /// By attribute and first mention.
    pub reliability: Vec<Reliability>,
    /// By the numbers of the sources.
    pub copying: Vec<Copying>,
}

/// Standard deviations from the mean to where one in ten lies beyond.
const ONE_IN_TEN: f64 = 1.2816;

/// Weighs the claims of a table.
///
/// # Cost
/// A round is linear in the claims (in an item also square in its values, where values can be near each other).
pub fn weigh(table: &Table, places: &Hierarchy, settings: &Settings) -> Weighing {
    weigh_under(table, places, settings, &[settings.calibration]).swap_remove(0)
}

/// Weighs the claims of a table once and gives what comes of it under each calibration, in their order; at the cost of
/// one.
pub fn weigh_under(
    table: &Table,
    places: &Hierarchy,
    settings: &Settings,
    calibrations: &[Calibration],
) -> Vec<Weighing> {
    let (mut fit, mut parts) = Fit::new(&Frame::new(table, places), classes(table), *settings, calibrations);
    run(&mut fit, &mut parts);
    fit.finish()
}

/// Plain rounds of expectation and maximisation over a table, `each` being called after every one: for measuring
/// what a round costs.
pub fn rounds(table: &Table, places: &Hierarchy, settings: &Settings, mut each: impl FnMut()) {
    let frame = Frame::new(table, places);
    let mut model = Model::new(&frame, classes(table), *settings);
    each();
    for _ in 0..settings.rounds {
        model.round();
        each();
    }
}

pub(crate) fn reliability(model: &Model<'_>) -> Vec<Reliability> {
    let mut all: Vec<Reliability> = model
        .frame
        .reporters
        .iter()
        .map(|reporter| {
            let scheme = &model.frame.schemes[reporter.scheme as usize];
            let alike = model.common[reporter.scheme as usize].alike;
            let counts = &model.counts[reporter.slot as usize..][..scheme.ways];
            let (claims, exact) = if scheme.is_labels() {
                let labels = scheme.labels.len();
                (counts.iter().sum::<f64>(), (0..labels).map(|x| counts[x * labels + x]).sum::<f64>())
            } else {
                (counts.iter().sum(), counts[0])
            };
            let prior = model.exactness(reporter);
            let mean = (exact + alike * prior) / (claims + alike);
            let spread = (mean * (1.0 - mean) / (claims + alike + 1.0)).sqrt();
            Reliability {
                source: reporter.source,
                attribute: scheme.attribute,
                exact: mean,
                low: (mean - ONE_IN_TEN * spread).max(0.0),
                claims,
            }
        })
        .collect();
    all.sort_by_key(|r| (r.attribute, r.source));
    all
}

/// Sources whose names have one shape (`10.0.0.7` and `10.1.22.3`) are taken for one class, if they are many.
pub(crate) fn classes(table: &Table) -> Vec<u32> {
    const FEWEST: u32 = 10;
    let shape = |source: u32| {
        let mut shape = String::new();
        for c in table.sources.name(source).chars() {
            let kind = if c.is_alphabetic() {
                'a'
            } else if c.is_numeric() {
                '9'
            } else {
                c
            };
            if !shape.ends_with(kind) {
                shape.push(kind);
            }
        }
        shape
    };
    let mut shapes = crate::table::Names::default();
    let of: Vec<u32> = (0..table.sources.len() as u32).map(|s| shapes.number(&shape(s))).collect();
    let mut members = vec![0u32; shapes.len()];
    for shape in &of {
        members[*shape as usize] += 1;
    }
    let mut next = 0;
    let class: Vec<u32> = members
        .iter()
        .map(|m| {
            next += u32::from(*m >= FEWEST);
            if *m >= FEWEST { next } else { 0 }
        })
        .collect();
    of.iter().map(|shape| class[*shape as usize]).collect()
}

/// The answers to all items.
pub(crate) fn items(model: &Model<'_>) -> Vec<Item> {
    (0..model.frame.items()).into_par_iter().map(|item| answers(model.frame, model, item)).collect()
}

fn answers(frame: &Frame, model: &Model<'_>, item: usize) -> Item {
    let kind = frame.scheme_of(item).kind;
    let p: Vec<f64> = model.probability[frame.candidates_of(item)].iter().map(|p| f64::from(*p)).collect();
    // The likeliest answer takes in those close to it; then the next of the rest.
    let close = matches!(kind, Kind::Numbers | Kind::Times);
    let takes = |x: usize, v: usize| v == x || (close && frame.way(item, v, x) == 1);
    let mut left: Vec<usize> = (0..p.len()).collect();
    let mut answers = Vec::new();
    while !left.is_empty() {
        let mass = |x: usize| left.iter().filter(|v| takes(x, **v)).map(|v| p[*v]).sum::<f64>();
        let mut best = (left[0], f64::NEG_INFINITY);
        for x in &left {
            let mass = mass(*x);
            if (mass, p[*x]) > (best.1, p[best.0]) {
                best = (*x, mass);
            }
        }
        answers.push((best.0, best.1.min(1.0)));
        left.retain(|v| !takes(best.0, *v));
    }
    if kind == Kind::Places {
        prefer_sure(frame, item, &p, &mut answers);
    }
    let (reasons, turning) = match answers.as_slice() {
        [first, second, ..] => reasons(model, item, first.0, second.0),
        _ => (Vec::new(), None),
    };
    let tell = |(x, probability): (usize, f64)| {
        let mut answer =
            Answer { value: frame.candidate_value(item, x), probability, claims: 0, voices: 0.0 };
        for (v, value) in frame.values_of(item).enumerate() {
            let told = if kind == Kind::Labels { frame.value[value] as usize } else { v };
            if told == x || (close && frame.way(item, v, x) == 1) {
                answer.claims += frame.claims_of(value).len();
                answer.voices += frame.claims_of(value).map(|c| f64::from(model.weight[c])).sum::<f64>();
            }
        }
        answer
    };
    Item {
        object: frame.object[item],
        attribute: frame.scheme_of(item).attribute,
        kind,
        answers: answers.into_iter().map(tell).collect(),
        none: f64::from(model.none[item]),
        reasons,
        turning,
    }
}

/// What each claim adds to candidate `a` over `b`, and how many it takes to turn the answer.
fn reasons(model: &Model<'_>, item: usize, a: usize, b: usize) -> (Vec<Reason>, Option<usize>) {
    let frame = model.frame;
    let power = model.common[frame.scheme[item] as usize].power;
    let mut reasons = Vec::new();
    for (v, value) in frame.values_of(item).enumerate() {
        let (way_a, way_b) = (frame.way(item, v, a), frame.way(item, v, b));
        for c in frame.claims_of(value) {
            let log = &model.log[frame.slot[c] as usize..];
            let own = f64::from(model.weight[c]);
            reasons.push(Reason { row: frame.row[c], weight: power * own * (log[way_a] - log[way_b]), own });
        }
    }
    reasons.sort_by(|x, y| y.weight.abs().total_cmp(&x.weight.abs()).then(x.row.cmp(&y.row)));
    let first = frame.candidate_start[item] as usize;
    let p = |x: usize| f64::from(model.probability[first + x]).max(1e-12);
    let mut ahead = (p(a) / p(b)).ln();
    let mut turning = None;
    for (n, reason) in reasons.iter().filter(|r| r.weight > 0.0).enumerate() {
        ahead -= reason.weight;
        if ahead < 0.0 {
            turning = Some(n + 1);
            break;
        }
    }
    (reasons, turning)
}

/// How right it is to name the country of a town; to name another town is wrong.
const GENERAL: f64 = 0.7;

/// Of places the best answer is as exact as it can be without being wrong. The place that is best so goes first, with the probability of the likeliest.
fn prefer_sure(frame: &Frame, item: usize, p: &[f64], answers: &mut [(usize, f64)]) {
    let within =
        |x: usize| -> f64 { (0..p.len()).filter(|y| frame.way(item, x, *y) == 1).map(|y| p[y]).sum() };
    let worth = |x: usize| p[x] + GENERAL * within(x);
    let Some(top) = answers.first().map(|a| a.1) else { return };
    let mut best = 0;
    for n in 1..answers.len() {
        if worth(answers[n].0) > worth(answers[best].0) + 1e-9 {
            best = n;
        }
    }
    answers[..=best].rotate_right(1);
    answers[0].1 = top;
}
