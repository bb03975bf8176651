//! Slots told once and meant again: where an attack was, and who made it, is often told with another
//! claim of the same event. A linear model over pairs of claims decides whose a claim takes.
//!
//! Weights are lines `inherit.…` of `resources/claims/arguments.tsv`, learned from annotated reports.

use rashomon_model::{Analysis, Claim, ClaimPlace, Party, Report, Status};
use rashomon_resources::{Choice, Weights};

use crate::arguments::same_words;

/// What a claim may take from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    Places,
    Actor,
}

impl Slot {
    const ALL: [Self; 2] = [Self::Places, Self::Actor];

    fn as_str(self) -> &'static str {
        match self {
            Self::Places => "inherit.places",
            Self::Actor => "inherit.actor",
        }
    }

    fn is_empty(self, claim: &Claim) -> bool {
        match self {
            Self::Places => claim.places.is_empty(),
            Self::Actor => claim.actor.is_none(),
        }
    }
}

/// Claims looked back, sentences looked back, and claims of the same sentence looked ahead.
const BACK: usize = 8;
const SENTENCES: usize = 6;
const AHEAD: usize = 3;

/// The claims from which `claims[i]` may take a slot, nearest first.
fn options(claims: &[Claim], analysis: &Analysis, slot: Slot, i: usize) -> Vec<usize> {
    let own = sentence(analysis, &claims[i]);
    let near = |j: &usize| !slot.is_empty(&claims[*j]);
    let before = (i.saturating_sub(BACK)..i)
        .rev()
        .filter(|&j| own.saturating_sub(sentence(analysis, &claims[j])) <= SENTENCES);
    let after = (i + 1..claims.len().min(i + 1 + AHEAD)).filter(|&j| sentence(analysis, &claims[j]) == own);
    before.chain(after).filter(near).collect()
}

fn sentence(analysis: &Analysis, claim: &Claim) -> usize {
    analysis.sentences.partition_point(|s| s.span.end() <= claim.passage.start())
}

/// Features of `claims[i]` taking a slot of `claims[j]`.
fn features(
    report: &Report,
    analysis: &Analysis,
    claims: &[Claim],
    (slot, i, j): (Slot, usize, usize),
    rank: usize,
    add: &mut dyn FnMut(&str),
) {
    let (claim, other) = (&claims[i], &claims[j]);
    let name = slot.as_str();
    let (here, there) = (sentence(analysis, claim), sentence(analysis, other));
    let (mine, theirs) = (claim.action.as_str(), other.action.as_str());
    let apart = match here.abs_diff(there) {
        0 if j < i => "0",
        0 => "ahead",
        1 => "1",
        2 => "2",
        3..=4 => "3",
        _ => "5",
    };
    add(&format!("{name}:bias"));
    add(&format!("{name}:apart={apart}"));
    add(&format!("{name}:apart={apart}/{mine}"));
    add(&format!("{name}:pair={mine}/{theirs}"));
    add(&format!("{name}:pair={mine}/{theirs}/{}", here == there));
    add(&format!("{name}:groups={:?}/{:?}/{apart}", claim.action.group(), other.action.group()));
    add(&format!("{name}:rank={}", rank.min(3)));
    add(&format!("{name}:rank={}/{apart}", rank.min(3)));
    let block = |s: usize| analysis.sentences.get(s).map(|s| s.block);
    add(&format!("{name}:paragraph={}", block(here) == block(there)));
    let teller = |c: &Claim| c.sources.links.first().map(|l| l.text.clone());
    add(&format!("{name}:teller={}", teller(claim) == teller(other)));
    let names = |p: &Option<Party>| p.as_ref().map(|p| p.name.clone().unwrap_or_else(|| p.text.clone()));
    let fit = |a: Option<String>, b: Option<String>| match (a, b) {
        (Some(a), Some(b)) if same_words(&a, &b) => "same",
        (Some(_), Some(_)) => "other",
        (None, None) => "none",
        _ => "one",
    };
    if slot == Slot::Places {
        add(&format!("{name}:actor={}", fit(names(&claim.actor), names(&other.actor))));
    }
    add(&format!("{name}:target={}", fit(names(&claim.target), names(&other.target))));
    let days = |c: &Claim| c.time.as_ref().map(|t| t.text.clone());
    add(&format!("{name}:time={}", fit(days(claim), days(other))));
    add(&format!("{name}:status={}/{}", claim.status.as_str(), other.status == Status::Asserted));
    add(&format!("{name}:count={}/{}/{mine}", claim.count.is_some(), other.count.is_some()));
    let words = claim.passage.slice(&report.text);
    let first = words.split_whitespace().next().unwrap_or("").to_lowercase();
    if ["the", "this", "that", "these", "those", "they", "it", "he", "she", "his", "their", "others"]
        .contains(&first.as_str())
    {
        add(&format!("{name}:first={first}"));
    }
    if words.split_whitespace().count() <= 4 {
        add(&format!("{name}:short/{mine}"));
    }
    // The event itself named again: `in the attack`.
    for word in
        ["attack", "strike", "blast", "explosion", "clash", "fighting", "raid", "shelling", "operation"]
    {
        if words.to_lowercase().contains(word) {
            add(&format!("{name}:named={word}/{theirs}"));
        }
    }
}

fn score(
    weights: &Weights,
    report: &Report,
    analysis: &Analysis,
    claims: &[Claim],
    which: (Slot, usize, usize),
    rank: usize,
) -> f32 {
    let mut total = 0.0;
    features(report, analysis, claims, which, rank, &mut |f| total += weights.get(f));
    total
}

/// Fills empty slots from other claims of the same event.
///
/// # Cost
/// O(claims).
pub(crate) fn inherit(weights: &Weights, report: &Report, analysis: &Analysis, claims: &mut [Claim]) {
    for i in 0..claims.len() {
        for slot in Slot::ALL {
            if !slot.is_empty(&claims[i]) {
                continue;
            }
            let mut best = (0.0, None);
            for (rank, j) in options(claims, analysis, slot, i).into_iter().enumerate() {
                let score = score(weights, report, analysis, claims, (slot, i, j), rank);
                if score > best.0 {
                    best = (score, Some(j));
                }
            }
            let Some(j) = best.1 else { continue };
            match slot {
                Slot::Places => {
                    let places = claims[j].places.clone();
                    claims[i].places = places;
                }
                Slot::Actor => {
                    let actor = claims[j].actor.clone();
                    claims[i].actor = actor;
                }
            }
            claims[i].evidence.rules.push(format!("inherit/{}", &slot.as_str()["inherit.".len()..]));
        }
    }
}

/// What annotated claims teach of inheriting: for each that tells a slot outside its own sentence or
/// not at all, the other claims near by, and whether it takes theirs.
pub(crate) fn examples(report: &Report, analysis: &Analysis, gold: &[Claim], found: &mut Vec<Choice>) {
    let mut claims = gold.to_vec();
    claims.sort_by_key(|c| (c.passage.start(), c.passage.end(), c.action));
    for i in 0..claims.len() {
        for slot in Slot::ALL {
            if told_here(report, analysis, &claims[i], slot) {
                continue;
            }
            let options = options(&claims, analysis, slot, i);
            let right = options.iter().position(|&j| same(slot, &claims[i], &claims[j]));
            // The claim as it stands before it inherits.
            let mut bare = claims.clone();
            match slot {
                Slot::Places => bare[i].places.clear(),
                Slot::Actor => bare[i].actor = None,
            }
            // Taking nothing has no features: its score is 0.
            let mut choice = Choice { options: vec![Vec::new()], right: 0 };
            for (rank, &j) in options.iter().enumerate() {
                if right == Some(rank) {
                    choice.right = choice.options.len();
                } else if right.is_some() && same(slot, &claims[i], &claims[j]) {
                    continue;
                }
                let mut names = Vec::new();
                features(report, analysis, &bare, (slot, i, j), rank, &mut |f| names.push(f.to_owned()));
                choice.options.push(names);
            }
            found.push(choice);
        }
    }
}

/// True where the words of the slot stand in the claim's own sentence.
fn told_here(report: &Report, analysis: &Analysis, claim: &Claim, slot: Slot) -> bool {
    let Some(own) = analysis.sentences.get(sentence(analysis, claim)) else { return true };
    let text = own.span.slice(&report.text);
    match slot {
        Slot::Places => claim.places.iter().any(|p| text.contains(&p.text)),
        // An actor of the same sentence may still be one that only another claim tells.
        Slot::Actor => {
            claim.actor.as_ref().is_some_and(|a| claim.passage.slice(&report.text).contains(&a.text))
        }
    }
}

fn same(slot: Slot, a: &Claim, b: &Claim) -> bool {
    match slot {
        Slot::Places => {
            let within =
                |a: &[ClaimPlace], b: &[ClaimPlace]| a.iter().all(|p| b.iter().any(|q| same_place(p, q)));
            !a.places.is_empty() && within(&a.places, &b.places) && within(&b.places, &a.places)
        }
        Slot::Actor => match (&a.actor, &b.actor) {
            (Some(a), Some(b)) => {
                let names = |p: &Party| [Some(p.text.clone()), p.name.clone()];
                names(a).iter().flatten().any(|x| names(b).iter().flatten().any(|y| same_words(x, y)))
            }
            _ => false,
        },
    }
}

fn same_place(a: &ClaimPlace, b: &ClaimPlace) -> bool {
    let head = |p: &ClaimPlace| p.name.split(',').next().unwrap_or("").trim().to_lowercase();
    same_words(&a.text, &b.text) || (!head(a).is_empty() && head(a) == head(b))
}
