//! Independent voices: claims that go back to one origin count once.

use std::collections::BTreeMap;

use rashomon_model::{Action, ClaimRef, Days, Voice};

use crate::group::Groups;
use crate::view::{Lie, View};
use crate::words::{Words, fold, overlap};

/// Share of words from which on two passages of two reports are one text.
const COPY: f64 = 0.8;
/// The same in reports of which one copies the other.
const RETOLD: f64 = 0.5;
/// Words a passage must have before it can be a copy: short ones are alike by chance.
const COPY_WORDS: usize = 6;
/// How many passages of one bucket a passage is compared with.
const WIDTH: usize = 16;

/// The voice behind every claim.
#[derive(Clone, Debug)]
pub(crate) struct Voices {
    /// Voice of each view, as the number of the first view that speaks with it.
    of: Vec<usize>,
}

impl Voices {
    /// Voices of views that stand in the order of reports and text.
    ///
    /// One voice are: the same teller in one report; the same named teller in several; the own voice
    /// of one outlet; and passages that are copies of each other. `texts` tells for each report the first
    /// that it copies, or itself: in reports that are one text, passages need less to be one.
    ///
    /// # Cost
    /// O(claims x tellers of a report).
    pub(crate) fn of(
        views: &[View<'_>],
        outlets: &[Option<String>],
        published: &[Option<Days>],
        texts: &[usize],
    ) -> Self {
        let mut groups = Groups::new(views.len());
        let mut first_of: BTreeMap<String, usize> = BTreeMap::new();
        let mut start = 0;
        while start < views.len() {
            let report = views[start].at.report;
            let end = start + views[start..].iter().take_while(|v| v.at.report == report).count();
            let mut known: Vec<usize> = Vec::new();
            for i in start..end {
                match known.iter().find(|&&k| views[k].teller.same(&views[i].teller)) {
                    Some(&k) => groups.join(k, i),
                    None => known.push(i),
                }
            }
            for i in known {
                for key in keys(&views[i], outlets) {
                    let first = *first_of.entry(key).or_insert(i);
                    groups.join(first, i);
                }
            }
            start = end;
        }
        let mut of: Vec<usize> = (0..views.len()).map(|i| groups.find(i)).collect();
        let mut original: Vec<Option<usize>> = vec![None; views.len()];
        for (i, j) in copies(views).into_iter().chain(retold(views, published, texts)) {
            original[j] = Some(original[j].map_or(i, |known| known.min(i)));
        }
        for (j, i) in original.into_iter().enumerate() {
            if let Some(i) = i {
                of[j] = of[i];
            }
        }
        Self { of }
    }

    /// True where two views speak with one voice.
    pub(crate) fn one(&self, a: usize, b: usize) -> bool {
        self.of[a] == self.of[b]
    }

    /// The number of the voice of a view.
    pub(crate) fn number(&self, a: usize) -> usize {
        self.of[a]
    }

    /// The voices behind some views, in order of their first claim.
    pub(crate) fn behind(&self, of: &[usize], views: &[View<'_>]) -> Vec<Voice> {
        let mut claims: BTreeMap<usize, Vec<ClaimRef>> = BTreeMap::new();
        for &i in of {
            claims.entry(self.of[i]).or_default().push(views[i].at);
        }
        let voice = |(first, claims): (usize, Vec<ClaimRef>)| Voice {
            origin: views[first].teller.text.clone(),
            claims,
        };
        claims.into_iter().map(voice).collect()
    }
}

/// Keys under which a teller is the same in several reports; none for one who is not named.
fn keys(view: &View<'_>, outlets: &[Option<String>]) -> Vec<String> {
    let teller = &view.teller;
    if teller.own {
        return match &outlets[view.at.report] {
            Some(outlet) => vec![format!("outlet {}", fold(outlet))],
            None => Vec::new(),
        };
    }
    match teller.name() {
        Some(name) if !teller.is_vague() => name.whole().map(|k| format!("teller {k}")).collect(),
        _ => Vec::new(),
    }
}

/// Pairs of passages of different reports that are one text, the first told first.
fn copies(views: &[View<'_>]) -> Vec<(usize, usize)> {
    let mut buckets: BTreeMap<(u64, &str), Vec<usize>> = BTreeMap::new();
    let mut found = Vec::new();
    for (j, view) in views.iter().enumerate() {
        if view.passage.len() < COPY_WORDS {
            continue;
        }
        let mut original: Option<usize> = None;
        for seed in 0..4 {
            let Some(least) = least(&view.passage, seed) else { continue };
            let bucket = buckets.entry((seed, least)).or_default();
            let alike = bucket.iter().rev().take(WIDTH).copied().filter(|&i| {
                views[i].at.report != view.at.report && overlap(&views[i].passage, &view.passage) >= COPY
            });
            original = alike.chain(original).min();
            bucket.push(j);
        }
        if let Some(i) = original {
            found.push((i, j));
        }
    }
    found
}

/// Pairs of passages that reports of one text have in common, the first told first: mostly the same words,
/// of the same action, with the same numbers, and of no other place or time.
fn retold(views: &[View<'_>], published: &[Option<Days>], texts: &[usize]) -> Vec<(usize, usize)> {
    let numbers = |view: &View<'_>| -> Vec<String> {
        view.passage.iter().filter(|w| w.bytes().any(|b| b.is_ascii_digit())).cloned().collect()
    };
    // Passages of a text that may be one, by what has to be equal.
    let mut alike: BTreeMap<(usize, Action, Vec<String>), Vec<usize>> = BTreeMap::new();
    let mut found = Vec::new();
    let report = |v: &View<'_>| v.at.report;
    let days = |v: &View<'_>| v.days.or(published[v.at.report]);
    let mut size: BTreeMap<usize, usize> = BTreeMap::new();
    texts.iter().for_each(|text| *size.entry(*text).or_default() += 1);
    for (j, view) in views.iter().enumerate() {
        let Some(&text) = texts.get(report(view)).filter(|text| size[text] > 1) else { continue };
        let same = alike.entry((text, view.action(), numbers(view))).or_default();
        let first = same.iter().copied().find(|&i| {
            let other = &views[i];
            report(other) != report(view)
                && overlap(&other.passage, &view.passage) >= RETOLD
                && other.lie(view) != Some(Lie::Apart)
                && !matches!((days(other), days(view)), (Some(a), Some(b)) if !a.overlaps(b))
        });
        found.extend(first.map(|i| (i, j)));
        // Copies of what is there already add nothing that could be copied.
        if first.is_none() && same.len() < WIDTH {
            same.push(j);
        }
    }
    found
}

/// The word with the least hash under a seed: like passages mostly agree on it.
fn least(words: &Words, seed: u64) -> Option<&str> {
    let hash = |word: &str| {
        // FNV-1a, with the seed mixed in first.
        let start = 0xcbf2_9ce4_8422_2325 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        word.bytes().fold(start, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
    };
    words.iter().map(String::as_str).min_by_key(|w| hash(w))
}
