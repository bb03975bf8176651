//! Copies of known making: stories put together from parts, copied whole, cut, edited, merged; found again.

use std::collections::BTreeSet;

use proptest::prelude::*;
use rashomon_copies::{copies, groups};

// No part is as long as a shingle: what stories share by chance is shorter than what a copy does.
const WHO: [&str; 8] = [
    "villagers",
    "a border guard",
    "the harbour office",
    "two drivers",
    "the mayor of Tarsh",
    "nurses",
    "an aid group",
    "the ministry",
];
const DID: [&str; 8] = [
    "closed the road",
    "counted boats",
    "left the camp",
    "asked for sand",
    "repaired the bridge",
    "opened a school",
    "sent cattle away",
    "reported shots",
];
const WHEN: [&str; 8] = [
    "on Monday night",
    "after the flood",
    "before the market",
    "during the talks",
    "late in spring",
    "early in May",
    "when power failed",
    "after the storm",
];
const WHY: [&str; 8] = [
    "with water rising",
    "though nobody asked",
    "as soldiers watched",
    "to let lorries pass",
    "as the council asked",
    "for the third time",
    "against all advice",
    "with outside help",
];

/// A sequence of numbers without a pattern.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn sentence(&mut self, story: usize) -> String {
        let mut of = |list: &[&str; 8]| list[self.roll(8)].to_owned();
        let (who, did, when, why) = (of(&WHO), of(&DID), of(&WHEN), of(&WHY));
        format!(
            "In district {story}, {who} {did} at mile {story} {when}; in {story} {why}, radio {} said.",
            self.roll(40)
        )
    }

    fn story(&mut self, story: usize) -> Vec<String> {
        (0..6 + self.roll(6)).map(|_| self.sentence(story)).collect()
    }

    /// What a desk does to a wire story.
    fn edited(&mut self, wire: &[String]) -> Vec<String> {
        let mut paper = wire.to_vec();
        match self.roll(4) {
            // Cut from the end, by up to half.
            0 => paper.truncate(paper.len() - self.roll(paper.len() / 2 + 1)),
            // A headline, and a closing line of its own.
            1 => {
                paper.insert(0, format!("Trouble in the hills, part {}.", self.roll(9)));
                paper.push("Our paper will tell more tomorrow, with pictures from the place.".into());
            }
            // A word changed in every other sentence.
            2 => {
                for sentence in paper.iter_mut().step_by(2) {
                    *sentence = sentence.replace("said.", "told our reporter.").replace("closed", "shut");
                }
            }
            // Another order.
            _ => paper.rotate_left(2),
        }
        paper
    }
}

/// Texts, and the pairs of them that share a wire story.
fn made(seed: u64, stories: usize) -> (Vec<String>, BTreeSet<(usize, usize)>) {
    let mut dice = Dice(seed);
    let wires: Vec<Vec<String>> = (0..stories).map(|s| dice.story(s)).collect();
    let (mut texts, mut of) = (Vec::new(), Vec::new());
    for (story, wire) in wires.iter().enumerate() {
        texts.push(wire.join(" "));
        of.push(BTreeSet::from([story]));
        for _ in 0..dice.roll(4) {
            texts.push(dice.edited(wire).join(" "));
            of.push(BTreeSet::from([story]));
        }
        if dice.roll(4) == 0 && story > 0 {
            let other = dice.roll(story);
            texts.push([wire.clone(), wires[other].clone()].concat().join(" "));
            of.push(BTreeSet::from([story, other]));
        }
    }
    let pairs = (0..texts.len()).flat_map(|a| (a + 1..texts.len()).map(move |b| (a, b)));
    let copied = pairs.filter(|&(a, b)| !of[a].is_disjoint(&of[b])).collect();
    (texts, copied)
}

#[test]
fn copies_edits_and_merges_are_found_again() {
    for seed in 1..=5 {
        let (texts, known) = made(seed, 120);
        let found: BTreeSet<(usize, usize)> = copies(&texts).iter().map(|c| (c.a, c.b)).collect();
        let both = found.intersection(&known).count() as f64;
        let (precision, recall) = (both / found.len() as f64, both / known.len() as f64);
        let f1 = 2.0 * precision * recall / (precision + recall);
        eprintln!("seed {seed}: {} pairs, P {precision:.3}, R {recall:.3}, F1 {f1:.3}", known.len());
        assert!(
            f1 >= 0.95,
            "seed {seed}: P {precision:.3} R {recall:.3} F1 {f1:.3} of {} pairs",
            known.len()
        );
    }
}

#[test]
fn many_copies_of_one_text_are_one_group_at_little_cost() {
    let mut dice = Dice(7);
    let wire = dice.story(1);
    let texts: Vec<String> = (0..3000).map(|_| dice.edited(&wire).join(" ")).collect();
    let found = copies(&texts);
    assert!(found.len() < 3000 * 40, "{} pairs compared well", found.len());
    assert!(groups(texts.len(), &found).iter().all(|first| *first == 0));
}

proptest! {
    #[test]
    fn any_texts_do_no_harm(texts in proptest::collection::vec("\\PC{0,80}", 0..6)) {
        for pair in copies(&texts) {
            prop_assert!(pair.a < pair.b && pair.b < texts.len() && (0.0..=1.0).contains(&pair.share));
        }
    }

    #[test]
    fn a_text_is_a_copy_of_itself(seed in 1u64..1000) {
        let text = Dice(seed).story(3).join(" ");
        let found = copies(&[text.clone(), text]);
        prop_assert_eq!(found.len(), 1);
        prop_assert!((found[0].share - 1.0).abs() < 1e-9);
    }
}
