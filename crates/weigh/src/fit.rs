//! The one who orders the steps: sums come in, what is believed of the sources goes out.

use std::collections::VecDeque;

use rayon::prelude::*;

use crate::calibration::Calibration;
use crate::copies::{self, Copies, Scores, Sign};
use crate::follow::Followers;
use crate::frame::Frame;
use crate::model::{Model, Settings};
use crate::parts::{Ask, Belief, Given, Order, Part, State, Weigh, Whole, of_pairs, split};
use crate::weigh::{Item, Weighing, reliability};

/// Rounds between looks for copies.
const LOOK: usize = 3;

/// What one step is for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    /// Sources that are one feed, before anything is known.
    Feeds,
    /// Sources that share rarities.
    Rarities,
    /// Who repeats the last word.
    Followers,
    /// Expectation and maximisation of a round, with weights made anew or not.
    Round { anew: bool, looked: bool },
    /// Which values are often true.
    Values,
    /// How mistakes crowd.
    Crowding,
    /// How far claims are independent.
    Power,
    /// The end: what comes of it under a calibration.
    Answers(Calibration),
}

/// A fit on its way: whoever drives it runs each order on all parts and hands in what they give, in their order.
#[derive(Debug)]
pub(crate) struct Fit {
    whole: Whole,
    class: Vec<u32>,
    settings: Settings,
    belief: Belief,
    steps: VecDeque<(usize, Step)>,
    feeds: Copies,
    copies: Copies,
    followers: Option<Followers>,
    /// What a model keeps between rounds besides belief.
    kept: Kept,
    /// For each calibration the answers to all items.
    items: Vec<Vec<Item>>,
    steps_done: usize,
}

/// What maximising carries from round to round.
#[derive(Clone, Debug, Default)]
struct Kept {
    counts: Vec<f64>,
    above: Vec<f64>,
    class_above: Vec<f64>,
}

impl Fit {
    /// Lays a frame out in parts; gives the fit and the parts. `class` is of each source.
    pub(crate) fn new(
        frame: &Frame,
        class: Vec<u32>,
        settings: Settings,
        calibrations: &[Calibration],
    ) -> (Self, Vec<(Part, State)>) {
        let (whole, parts) = split(frame, settings);
        let model = Model::new(&whole.frame, class.clone(), settings);
        let belief = Belief {
            common: model.common.clone(),
            log: model.log.clone(),
            values: vec![(0.0, 0.0); whole.shared],
            all: model.all.clone(),
        };
        let kept = Kept { counts: model.counts, above: model.above, class_above: model.class_above };
        let steps = script(settings.rounds, calibrations);
        let fit = Self {
            whole,
            class,
            settings,
            belief,
            steps,
            feeds: Copies::default(),
            copies: Copies::default(),
            followers: None,
            kept,
            items: Vec::new(),
            steps_done: 0,
        };
        (fit, parts)
    }

    /// Steps done, and how many there are.
    pub(crate) fn progress(&self) -> (usize, usize) {
        (self.steps_done, self.steps_done + self.steps.len())
    }

    /// What every part does next; `None` at the end.
    pub(crate) fn next(&self) -> Option<Order> {
        let (round, step) = *self.steps.front()?;
        let anew = self.weigh();
        let anchor = round < self.settings.rounds / 2;
        let order = |ask| Order {
            belief: self.belief.clone(),
            weigh: None,
            followers: None,
            anchor: None,
            rebase: false,
            ask,
        };
        Some(match step {
            Step::Feeds => order(Ask::Copies(Sign::SameFeed)),
            Step::Rarities => order(Ask::Copies(Sign::SharedRarities)),
            Step::Followers => Order { weigh: Some(anew), ..order(Ask::Chances) },
            Step::Round { anew: true, looked } => Order {
                weigh: (!looked).then_some(anew),
                followers: if looked { self.followers.clone() } else { None },
                anchor: Some(anchor),
                // What values and crowding taught since goes in as well: weights are made anew after each of them.
                rebase: true,
                ..order(Ask::Expect)
            },
            Step::Round { anew: false, .. } => order(Ask::Expect),
            Step::Values => order(Ask::Values),
            Step::Crowding => order(Ask::Crowding),
            Step::Power => order(Ask::Power),
            Step::Answers(calibration) => order(Ask::Answers(calibration)),
        })
    }

    fn weigh(&self) -> Weigh {
        Weigh { copies: self.copies.clone(), rank: self.whole.rank.clone() }
    }

    /// Takes in what all parts gave, in their order.
    pub(crate) fn take(&mut self, given: Vec<Given>) {
        let Some((round, step)) = self.steps.pop_front() else { return };
        self.steps_done += 1;
        match step {
            Step::Feeds => {
                self.feeds = Copies::judge(pairs(given), self.settings.copying);
                self.copies = self.feeds.clone();
            }
            Step::Rarities => {
                self.copies = Copies::judge(pairs(given), self.settings.copying);
                self.copies.join(&self.feeds);
            }
            Step::Followers => {
                let mut all = Vec::new();
                for given in given {
                    if let Given::Chances(chances) = given {
                        all.extend(chances);
                    }
                }
                self.followers = Some(Followers::learn(self.whole.rank.len(), &all));
            }
            Step::Round { .. } => self.maximise(round, given),
            Step::Values => self.values(given),
            Step::Crowding => {
                let scores = given.into_iter().filter_map(|g| match g {
                    Given::Crowding(scores) => Some(scores),
                    _ => None,
                });
                let total = scores.reduce(|mut total, next| {
                    total.iter_mut().zip(&next).for_each(|(t, n)| add(t, n));
                    total
                });
                self.with_model(|model| model.learn_crowding(&total.unwrap_or_default()));
            }
            Step::Power => {
                let scores = given.into_iter().filter_map(|g| match g {
                    Given::Power(scores) => Some(scores),
                    _ => None,
                });
                let total = scores.reduce(|mut total, next| {
                    add(&mut total, &next);
                    total
                });
                self.with_model(|model| model.learn_power(&total.unwrap_or_default()));
            }
            Step::Answers(_) => {
                let items = given.into_iter().flat_map(|given| match given {
                    Given::Answers(items) => items,
                    _ => Vec::new(),
                });
                self.items.push(items.collect());
            }
        }
    }

    fn maximise(&mut self, round: usize, given: Vec<Given>) {
        let sums = given.into_iter().filter_map(|g| match g {
            Given::Expect(sums) => Some(sums),
            _ => None,
        });
        let total = sums.reduce(|mut total, next| {
            total.add(next);
            total
        });
        let coarse = self.whole.frame.schemes.len() > 1 && round < self.settings.rounds / 2;
        self.with_model(|model| {
            model.coarse = coarse;
            model.maximise(total.unwrap_or_default());
        });
    }

    fn values(&mut self, given: Vec<Given>) {
        self.belief.values.fill((0.0, 0.0));
        self.belief.all.fill((0.0, 0.0));
        for given in given {
            let Given::Values(values, all) = given else { continue };
            for (n, right, wrong) in values {
                let sum = &mut self.belief.values[n as usize];
                sum.0 += right;
                sum.1 += wrong;
            }
            for (sum, (right, wrong)) in self.belief.all.iter_mut().zip(all) {
                sum.0 += right;
                sum.1 += wrong;
            }
        }
    }

    /// Runs what changes belief, on a model without items.
    fn with_model(&mut self, run: impl FnOnce(&mut Model<'_>)) {
        let mut model = Model::new(&self.whole.frame, self.class.clone(), self.settings);
        let Kept { counts, above, class_above } = std::mem::take(&mut self.kept);
        model.common = std::mem::take(&mut self.belief.common);
        model.log = std::mem::take(&mut self.belief.log);
        (model.counts, model.above, model.class_above) = (counts, above, class_above);
        run(&mut model);
        self.belief.common = model.common;
        self.belief.log = model.log;
        self.kept = Kept { counts: model.counts, above: model.above, class_above: model.class_above };
    }

    /// What came of it under each calibration.
    pub(crate) fn finish(&mut self) -> Vec<Weighing> {
        let mut rows = Vec::new();
        self.with_model(|model| rows = reliability(model));
        let weighing = |items| Weighing { items, reliability: rows.clone(), copying: self.copies.list() };
        std::mem::take(&mut self.items).into_iter().map(weighing).collect()
    }

    /// What was learned.
    pub(crate) fn learned(self) -> Learned {
        Learned {
            belief: self.belief,
            above: self.kept.above,
            class_above: self.kept.class_above,
            copies: self.copies,
            followers: self.followers.unwrap_or_default(),
            rank: self.whole.rank,
        }
    }
}

/// What a fit learns of sources and values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Learned {
    pub(crate) belief: Belief,
    pub(crate) above: Vec<f64>,
    pub(crate) class_above: Vec<f64>,
    pub(crate) copies: Copies,
    pub(crate) followers: Followers,
    /// How much each source tells: of two that copy, who tells more is taken for the original.
    pub(crate) rank: Vec<f64>,
}

/// Runs all steps here.
pub(crate) fn run(fit: &mut Fit, parts: &mut [(Part, State)]) {
    while let Some(order) = fit.next() {
        let given = parts.par_iter_mut().map(|(part, state)| part.run(state, &order)).collect();
        fit.take(given);
    }
}

/// All steps with their rounds. In the first half of the rounds all reporters of a source are taken to be equally
/// good, and what sources say of what bears their name is held on to; then each is judged alone.
fn script(rounds: usize, calibrations: &[Calibration]) -> VecDeque<(usize, Step)> {
    let mut steps = VecDeque::from([(0, Step::Feeds)]);
    let half = rounds / 2;
    for round in 0..rounds {
        let looked = round > 0 && round % LOOK == 0;
        if looked {
            steps.extend([(round, Step::Rarities), (round, Step::Followers)]);
        }
        let anew = looked || round == 0 || round == half;
        steps.push_back((round, Step::Round { anew, looked }));
        if round % LOOK == LOOK - 1 {
            if round + 1 >= half {
                steps.push_back((round, Step::Values));
            }
            steps.push_back((round, Step::Crowding));
        }
    }
    steps.push_back((rounds, Step::Power));
    steps.extend(calibrations.iter().map(|c| (rounds, Step::Answers(*c))));
    steps
}

fn pairs(given: Vec<Given>) -> Scores {
    let mut total = Scores::default();
    for given in given {
        if let Given::Copies(pairs) = given {
            copies::add(&mut total, of_pairs(pairs));
        }
    }
    total
}

fn add(total: &mut [[f64; 8]], next: &[[f64; 8]]) {
    for (t, n) in total.iter_mut().flatten().zip(next.iter().flatten()) {
        *t += n;
    }
}
