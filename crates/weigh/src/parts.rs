//! A table in parts: what one machine holds of it, what it is told each step, what it adds up.
//!
//! The map runs over the items of a part; the reduce adds what the parts give, always in their order, so that the
//! same parts give the same sums wherever they lie. Orders, states and sums are plain values that travel.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::calibration::Calibration;
use crate::copies::{Copies, Scores, Sign, scores};
use crate::follow::{Followers, chances};
use crate::frame::Frame;
use crate::model::{Among, Common, Model, Settings, Sums, Tried};
use crate::weigh::{Item, items};

/// Most parts a table is laid out in.
const PARTS: usize = 32;
/// Fewest claims worth a part of their own.
const LEAST: usize = 2_000;
/// Most numbers held for the sources in all parts together (8 bytes each).
const MOST: usize = 1 << 26;
/// Weight of a source's own facts while the first rounds find out who agrees with them.
const ANCHOR: f32 = 10.0;

/// What does not change of a part: its claims.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Part {
    frame: Frame,
    among: Among,
    settings: Settings,
    /// Values that several items have come first, and have these numbers among all such values.
    shared: usize,
}

/// What changes of a part from step to step.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct State {
    weight: Vec<f32>,
    follow: Vec<f32>,
    chance: Vec<f32>,
    base: Vec<f32>,
    base_none: Vec<f32>,
    probability: Vec<f32>,
    none: Vec<f32>,
    /// In how many items the values of this part alone are true, and told but wrong.
    alone: Vec<(f64, f64)>,
}

/// What all parts are told of the sources and values.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Belief {
    pub(crate) common: Vec<Common>,
    pub(crate) log: Vec<f64>,
    /// Values that several items have: in how many they are true, and told but wrong.
    pub(crate) values: Vec<(f64, f64)>,
    pub(crate) all: Vec<(f64, f64)>,
}

/// Weighs claims anew, copies less.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Weigh {
    pub(crate) copies: Copies,
    /// Orders sources, originals first.
    pub(crate) rank: Vec<f64>,
}

/// What a part does in a step.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) belief: Belief,
    pub(crate) weigh: Option<Weigh>,
    pub(crate) followers: Option<Followers>,
    /// Finishes the weights: what follows counts less, and where it is `Some(true)` what sources say of what bears
    /// their name is held on to.
    pub(crate) anchor: Option<bool>,
    pub(crate) rebase: bool,
    pub(crate) ask: Ask,
}

/// What is asked of a part.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Ask {
    Copies(Sign),
    Chances,
    Expect,
    Values,
    Crowding,
    Power,
    /// Under a calibration.
    Answers(Calibration),
}

/// What a part gives.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Given {
    Copies(Vec<((u32, u32), [f32; 6])>),
    Chances(Vec<(u32, f32)>),
    Expect(Sums),
    /// Per value that several items have, by its number; and the sums per attribute.
    Values(Vec<(u32, f64, f64)>, Vec<(f64, f64)>),
    Crowding(Vec<Tried>),
    Power(Tried),
    Answers(Vec<Item>),
}

impl Part {
    /// Does what is ordered, and gives what was asked.
    pub(crate) fn run(&self, state: &mut State, order: &Order) -> Given {
        let mut model = self.model(state, &order.belief);
        if let Some(weigh) = &order.weigh {
            weigh.copies.weights(&self.frame, &weigh.rank, &mut model.weight);
        }
        if let Some(followers) = &order.followers {
            followers.apply(&self.frame, &state.chance, &mut state.follow);
        }
        if let Some(anchor) = order.anchor {
            for (c, (w, f)) in model.weight.iter_mut().zip(&state.follow).enumerate() {
                *w *= 1.0 - f;
                if anchor && self.frame.reporters[self.frame.reporter[c] as usize].own {
                    *w = ANCHOR;
                }
            }
        }
        if order.rebase {
            model.rebase();
        }
        let given = self.give(&mut model, state, order.ask);
        state.weight = model.weight;
        state.base = model.base;
        state.base_none = model.base_none;
        state.probability = model.probability;
        state.none = model.none;
        given
    }

    fn give(&self, model: &mut Model<'_>, state: &mut State, ask: Ask) -> Given {
        match ask {
            Ask::Copies(sign) => {
                let mut pairs: Vec<_> = scores(model, sign, self.among).into_iter().collect();
                pairs.sort_unstable_by_key(|(pair, _)| *pair);
                Given::Copies(pairs)
            }
            Ask::Chances => {
                state.chance = chances(model);
                let told = state.chance.iter().enumerate().filter(|(_, p)| !p.is_nan());
                Given::Chances(told.map(|(c, p)| (self.source(c), *p)).collect())
            }
            Ask::Expect => Given::Expect(model.expect_whole()),
            Ask::Values => {
                let (mut values, all) = model.values();
                state.alone = values.split_off(self.shared.min(values.len()));
                let told = values.iter().enumerate().filter(|(_, (right, wrong))| right + wrong > 0.0);
                Given::Values(told.map(|(n, (right, wrong))| (n as u32, *right, *wrong)).collect(), all)
            }
            Ask::Crowding => Given::Crowding(model.crowdings(self.among)),
            Ask::Power => Given::Power(model.powers(self.among)),
            Ask::Answers(calibration) => {
                let mut tempered = model.clone();
                tempered.temper(&calibration);
                Given::Answers(items(&tempered))
            }
        }
    }

    /// Attribute and number of each told value that is no label, with in how many items it is true, and told but wrong.
    pub(crate) fn learned<'p>(
        &'p self,
        state: &'p State,
        belief: &'p Belief,
    ) -> impl Iterator<Item = ((u32, u32), (f64, f64))> + 'p {
        each_value(&self.frame).map(|(key, k, _)| {
            let sums = match k.checked_sub(self.shared) {
                Some(alone) => state.alone.get(alone),
                None => belief.values.get(k),
            };
            (key, sums.copied().unwrap_or_default())
        })
    }

    fn source(&self, claim: usize) -> u32 {
        self.frame.reporters[self.frame.reporter[claim] as usize].source
    }

    /// The model of this part, as far as what is asked of it needs.
    fn model<'f>(&'f self, state: &mut State, belief: &Belief) -> Model<'f> {
        let take = std::mem::take::<Vec<f32>>;
        let values = belief.values.iter().chain(&state.alone);
        let (right, wrong) = values.copied().unzip();
        Model::of_part(
            &self.frame,
            self.settings,
            belief,
            [
                &mut state.weight,
                &mut state.base,
                &mut state.base_none,
                &mut state.probability,
                &mut state.none,
            ]
            .map(take),
            (right, wrong),
        )
    }

    /// The state before the first step.
    fn state(&self) -> State {
        let (claims, items) = (self.frame.claims(), self.frame.items());
        let candidates = self.frame.candidate_start.last().map_or(0, |n| *n as usize);
        State {
            weight: vec![1.0; claims],
            follow: vec![0.0; claims],
            chance: vec![f32::NAN; claims],
            base: vec![0.0; candidates],
            base_none: vec![0.0; items],
            probability: vec![0.0; candidates],
            none: vec![0.0; items],
            alone: vec![(0.0, 0.0); self.frame.commons - self.shared],
        }
    }
}

/// What the parts of a table have in common: sources and attributes, no items.
#[derive(Clone, Debug, Default)]
pub(crate) struct Whole {
    pub(crate) frame: Frame,
    pub(crate) shared: usize,
    /// Claims of each source.
    pub(crate) rank: Vec<f64>,
}

/// Lays a frame out in parts of about as many claims each. How many hangs on the frame alone.
pub(crate) fn split(frame: &Frame, settings: Settings) -> (Whole, Vec<(Part, State)>) {
    let most = (MOST / (4 * frame.slots.max(1))).clamp(1, PARTS);
    let parts = (frame.claims() / LEAST).clamp(1, most);
    let mut bounds = vec![0];
    for n in 1..parts {
        let goal = (frame.claims() * n / parts) as u32;
        let value = frame.claim_start.partition_point(|c| *c < goal) as u32;
        let item = frame.value_start.partition_point(|v| *v < value);
        bounds.push(item.clamp(*bounds.last().unwrap_or(&0), frame.items()));
    }
    bounds.push(frame.items());
    let (numbers, shared) = shared_values(frame);
    let part = |span: &[usize]| {
        let part = Part {
            frame: frame.part(span[0]..span[1], &numbers, shared),
            among: Among { first: span[0], all: frame.items() },
            settings,
            shared,
        };
        let state = part.state();
        (part, state)
    };
    let parts = bounds.windows(2).map(part).collect();
    let sources = frame.reporters.iter().map(|r| r.source as usize + 1).max().unwrap_or(0);
    let mut rank = vec![0.0; sources];
    for r in &frame.reporter {
        rank[frame.reporters[*r as usize].source as usize] += 1.0;
    }
    let whole = Whole { frame: frame.part(0..0, &numbers, shared), shared, rank };
    (whole, parts)
}

/// A number for each value that several items have, and how many those are. The others are known to one item, which
/// is no witness to itself.
fn shared_values(frame: &Frame) -> (Vec<Option<u32>>, usize) {
    let mut items = vec![0u32; frame.commons];
    for common in &frame.common {
        items[*common as usize] += 1;
    }
    let mut shared = 0;
    let number = |n: u32| {
        (n > 1).then(|| {
            shared += 1;
            shared - 1
        })
    };
    let numbers = items.into_iter().map(number).collect();
    (numbers, shared as usize)
}

impl Frame {
    /// A part of the items, with all sources and attributes.
    fn part(&self, items: Range<usize>, numbers: &[Option<u32>], shared: usize) -> Frame {
        let range = |start: &[u32], of: &Range<usize>| start[of.start] as usize..start[of.end] as usize;
        let starts = |start: &[u32], of: &Range<usize>| -> Vec<u32> {
            start[of.start..=of.end].iter().map(|n| n - start[of.start]).collect()
        };
        let values = range(&self.value_start, &items);
        let claims = range(&self.claim_start, &values);
        let candidates = range(&self.candidate_start, &items);
        let squares = &self.ways_start[items.clone()];
        let first = squares.iter().find(|s| **s != u32::MAX).copied().unwrap_or(0);
        let after = self.ways_start[items.end..].iter().find(|s| **s != u32::MAX);
        let last = if squares.iter().all(|s| *s == u32::MAX) {
            first
        } else {
            after.copied().unwrap_or(self.ways.len() as u32)
        };
        let mut commons = shared as u32;
        let common = self.common[values.clone()].iter().map(|common| {
            numbers[*common as usize].unwrap_or_else(|| {
                commons += 1;
                commons - 1
            })
        });
        let common: Vec<u32> = common.collect();
        Frame {
            schemes: self.schemes.clone(),
            reporters: self.reporters.clone(),
            slots: self.slots,
            object: self.object[items.clone()].to_vec(),
            scheme: self.scheme[items.clone()].to_vec(),
            value_start: starts(&self.value_start, &items),
            candidate_start: starts(&self.candidate_start, &items),
            value: self.value[values.clone()].to_vec(),
            common,
            commons: commons as usize,
            claim_start: starts(&self.claim_start, &values),
            slot: self.slot[claims.clone()].to_vec(),
            reporter: self.reporter[claims.clone()].to_vec(),
            row: self.row[claims.clone()].to_vec(),
            turn: self.turn[claims].to_vec(),
            ways_start: squares.iter().map(|s| if *s == u32::MAX { *s } else { s - first }).collect(),
            ways: self.ways[first as usize..last as usize].to_vec(),
            room: self.room[candidates].to_vec(),
        }
    }
}

/// Scores that travelled, as a map again.
pub(crate) fn of_pairs(pairs: Vec<((u32, u32), [f32; 6])>) -> Scores {
    pairs.into_iter().collect()
}

/// Attribute and number, common number, and candidate of each told value that is no label.
pub(crate) fn each_value(frame: &Frame) -> impl Iterator<Item = ((u32, u32), usize, usize)> + '_ {
    let open = (0..frame.items()).filter(|item| !frame.scheme_of(*item).is_labels());
    open.flat_map(move |item| {
        let told = frame.values_of(item).zip(frame.candidates_of(item));
        told.map(move |(v, x)| ((frame.scheme[item], frame.value[v]), frame.common[v] as usize, x))
    })
}
