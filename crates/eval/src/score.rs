//! Predicted claims and relations held against annotated ones.
//!
//! A predicted claim matches an annotated one when their quotes share at least half of the words of the
//! shorter one, at the same place in the text, and the actions agree. Each annotated claim is matched once,
//! best overlap first. `strict` in the totals is the count behind `claim`, `exact` the one behind
//! `claim-strict`: the names of the published scorer are kept.

use std::collections::{BTreeMap, BTreeSet};

use rashomon::model::Action;
use regex::Regex;
use serde::Serialize;

use crate::fold::{count_words, same_name};
use crate::goldform::{GoldClaim, GoldPlace, GoldReport};

/// Parts of a claim that are scored on matched claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Slot {
    Actor,
    Target,
    Places,
    Time,
    Source,
    Status,
    Count,
}

impl Slot {
    pub(crate) const ALL: [Slot; 7] =
        [Slot::Actor, Slot::Target, Slot::Places, Slot::Time, Slot::Source, Slot::Status, Slot::Count];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Slot::Actor => "actor",
            Slot::Target => "target",
            Slot::Places => "places",
            Slot::Time => "time",
            Slot::Source => "source",
            Slot::Status => "status",
            Slot::Count => "count",
        }
    }
}

/// Precision, recall and their harmonic mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Rates {
    pub(crate) precision: f64,
    pub(crate) recall: f64,
    pub(crate) f1: f64,
}

impl Rates {
    pub(crate) fn of(right: usize, said: usize, gold: usize) -> Self {
        let share = |of: usize| if of == 0 { 0.0 } else { right as f64 / of as f64 };
        let (precision, recall) = (share(said), share(gold));
        let both = precision + recall;
        Self { precision, recall, f1: if both == 0.0 { 0.0 } else { 2.0 * precision * recall / both } }
    }
}

/// Counts behind the rates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Totals {
    pub(crate) gold: usize,
    pub(crate) said: usize,
    pub(crate) exact: usize,
    pub(crate) strict: usize,
    pub(crate) lenient: usize,
    pub(crate) full: usize,
    pub(crate) relations_gold: usize,
    pub(crate) relations_said: usize,
    pub(crate) relations_right: usize,
}

/// All figures of one run.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Figures {
    pub(crate) claim: Rates,
    pub(crate) claim_strict: Rates,
    pub(crate) claim_lenient: Rates,
    pub(crate) claim_not_kill: Rates,
    pub(crate) claim_all_slots: Rates,
    pub(crate) slot_accuracy: BTreeMap<&'static str, f64>,
    pub(crate) slot_mean: f64,
    pub(crate) relation: Rates,
    pub(crate) relation_per_report: Rates,
    pub(crate) totals: Totals,
}

impl Figures {
    /// The rates by their printed names.
    pub(crate) fn rates(&self) -> [(&'static str, Rates); 7] {
        [
            ("claim", self.claim),
            ("claim-strict", self.claim_strict),
            ("claim-lenient", self.claim_lenient),
            ("claim-not-kill", self.claim_not_kill),
            ("claim-all-slots", self.claim_all_slots),
            ("relation", self.relation),
            ("relation-per-report", self.relation_per_report),
        ]
    }

    /// The table for people.
    pub(crate) fn table(&self) -> String {
        let mut lines: Vec<String> = self
            .rates()
            .iter()
            .map(|(name, r)| format!("{name:19} P {:.3}  R {:.3}  F1 {:.3}", r.precision, r.recall, r.f1))
            .collect();
        let slots = Slot::ALL
            .map(|s| format!("{} {:.3}", s.as_str(), self.slot_accuracy.get(s.as_str()).unwrap_or(&0.0)));
        lines.push(format!("slots               {}", slots.join("  ")));
        let t = &self.totals;
        let totals = [
            ("gold", t.gold),
            ("said", t.said),
            ("exact", t.exact),
            ("strict", t.strict),
            ("lenient", t.lenient),
            ("full", t.full),
            ("relations-gold", t.relations_gold),
            ("relations-said", t.relations_said),
            ("relations-right", t.relations_right),
        ]
        .map(|(name, n)| format!("{name} {n}"));
        lines.push(format!("totals              {}", totals.join("  ")));
        lines.join("\n") + "\n"
    }
}

/// Scores pairs of an annotated report and what was predicted for it.
///
/// `errors` gets one line for each miss, extra and wrong slot.
pub(crate) fn score<'r>(
    pairs: impl IntoIterator<Item = (&'r str, &'r GoldReport, Option<&'r GoldReport>)>,
    errors: &mut dyn FnMut(String),
) -> Figures {
    let mut totals = Totals::default();
    let (mut others_gold, mut others_said, mut others_right) = (0, 0, 0);
    let mut slots = [(0usize, 0usize); Slot::ALL.len()];
    let mut per_report = Vec::new();
    let nothing = GoldReport::default();
    for (name, gold, said) in pairs {
        let said = said.unwrap_or(&nothing);
        let field = Field::of(gold, said);
        let strict = field.pair_up(Bar::Half);
        let lenient = field.pair_up(Bar::Group);
        totals.gold += gold.claims.len();
        totals.said += said.claims.len();
        totals.strict += strict.len();
        totals.exact += field.pair_up(Bar::Tight).len();
        totals.lenient += lenient.len();
        others_gold += gold.claims.iter().filter(|c| c.action != "kill").count();
        others_said += said.claims.iter().filter(|c| c.action != "kill").count();
        others_right += strict.iter().filter(|p| gold.claims[p.0].action != "kill").count();
        for &(i, j) in &strict {
            let (g, s) = (&gold.claims[i], &said.claims[j]);
            let verdicts = Slot::ALL.map(|slot| slot_right(g, s, slot));
            for ((slot, ok), sums) in Slot::ALL.into_iter().zip(verdicts).zip(&mut slots) {
                sums.0 += usize::from(ok);
                sums.1 += 1;
                if !ok {
                    let (g_said, s_said) = (shown(g, slot), shown(s, slot));
                    errors(format!("{name} {} {}: gold {g_said} said {s_said}", g.id, slot.as_str()));
                }
            }
            totals.full += usize::from(verdicts.iter().all(|&ok| ok));
        }
        for (_, g) in gold.claims.iter().enumerate().filter(|(i, _)| strict.iter().all(|p| p.0 != *i)) {
            errors(format!("{name} {} missed: {} | {}", g.id, g.action, g.quote));
        }
        for (_, s) in said.claims.iter().enumerate().filter(|(j, _)| strict.iter().all(|p| p.1 != *j)) {
            errors(format!("{name} {} extra: {} | {}", s.id, s.action, s.quote));
        }
        let (wanted, hit) = relations(gold, said, &lenient);
        totals.relations_gold += wanted;
        totals.relations_said += said.relations.len();
        totals.relations_right += hit;
        if wanted > 0 || !said.relations.is_empty() {
            per_report.push(Rates::of(hit, said.relations.len(), wanted));
        }
    }
    let mean =
        |part: fn(&Rates) -> f64| per_report.iter().map(part).sum::<f64>() / per_report.len().max(1) as f64;
    let share = |(right, of): (usize, usize)| if of == 0 { 0.0 } else { right as f64 / of as f64 };
    Figures {
        claim: Rates::of(totals.strict, totals.said, totals.gold),
        claim_strict: Rates::of(totals.exact, totals.said, totals.gold),
        claim_lenient: Rates::of(totals.lenient, totals.said, totals.gold),
        claim_not_kill: Rates::of(others_right, others_said, others_gold),
        claim_all_slots: Rates::of(totals.full, totals.said, totals.gold),
        slot_accuracy: Slot::ALL.iter().map(|s| s.as_str()).zip(slots.map(share)).collect(),
        slot_mean: slots.iter().map(|s| s.0).sum::<usize>() as f64
            / (totals.strict.max(1) * Slot::ALL.len()) as f64,
        relation: Rates::of(totals.relations_right, totals.relations_said, totals.relations_gold),
        relation_per_report: Rates {
            precision: mean(|r| r.precision),
            recall: mean(|r| r.recall),
            f1: mean(|r| r.f1),
        },
        totals,
    }
}

/// How much two claims must agree to be a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bar {
    /// Equal actions, half of the words of the shorter quote.
    Half,
    /// Equal actions, half of the words of both quotes together.
    Tight,
    /// Actions of one group, half of the words of the shorter quote.
    Group,
}

/// Word positions, end excluded.
type Words = (usize, usize);

/// The claims of one report, gold and said, with the places where their quotes stand.
struct Field<'r> {
    gold: &'r [GoldClaim],
    said: &'r [GoldClaim],
    gold_at: Vec<Vec<Words>>,
    said_at: Vec<Vec<Words>>,
}

impl<'r> Field<'r> {
    fn of(gold: &'r GoldReport, said: &'r GoldReport) -> Self {
        let locate = |claims: &[GoldClaim]| claims.iter().map(|c| places(&gold.text, &c.quote)).collect();
        Self {
            gold: &gold.claims,
            said: &said.claims,
            gold_at: locate(&gold.claims),
            said_at: locate(&said.claims),
        }
    }

    /// Pairs of indices, best first.
    fn pair_up(&self, bar: Bar) -> Vec<(usize, usize)> {
        let mut options = Vec::new();
        for (i, g) in self.gold.iter().enumerate() {
            for (j, s) in self.said.iter().enumerate() {
                let equal = g.action == s.action;
                if !(equal || (bar == Bar::Group && same_group(&g.action, &s.action))) {
                    continue;
                }
                let (share, union) = overlap(&self.gold_at[i], &self.said_at[j]);
                if share >= 0.5 && (union >= 0.5 || bar != Bar::Tight) {
                    let right = Slot::ALL.iter().filter(|&&slot| slot_right(g, s, slot)).count();
                    let bonus = right as f64 / 100.0;
                    options.push((union + bonus + f64::from(u8::from(equal)), i, j));
                }
            }
        }
        options.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for (_, i, j) in options {
            if pairs.iter().all(|p| p.0 != i && p.1 != j) {
                pairs.push((i, j));
            }
        }
        pairs
    }
}

fn same_group(a: &str, b: &str) -> bool {
    matches!((Action::parse(a), Action::parse(b)), (Some(a), Some(b)) if a.group() == b.group())
}

/// White space as Python sees it: besides Unicode's, the four separators of ASCII.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

/// Word positions of every place where a quote stands in its text, white space being free when the quote
/// does not stand there letter for letter.
fn places(text: &str, quote: &str) -> Vec<Words> {
    if quote.chars().all(is_space) {
        return Vec::new();
    }
    let mut found: Vec<(usize, &str)> = text.match_indices(quote).collect();
    if found.is_empty() {
        let words: Vec<String> = quote.split(is_space).filter(|w| !w.is_empty()).map(regex::escape).collect();
        if let Ok(loose) = Regex::new(&words.join(r"[\s\x1c-\x1f]+")) {
            found = loose.find_iter(text).map(|m| (m.start(), m.as_str())).collect();
        }
    }
    found
        .iter()
        .map(|(start, form)| {
            let first = count_words(&text[..*start]);
            (first, first + count_words(form))
        })
        .collect()
}

/// (share of the shorter, share of both together) at the places where the two quotes meet best.
fn overlap(many: &[Words], others: &[Words]) -> (f64, f64) {
    let mut best = (0.0, 0.0);
    for a in many {
        for b in others {
            let shared = a.1.min(b.1).saturating_sub(a.0.max(b.0));
            let (length_a, length_b) = (a.1 - a.0, b.1 - b.0);
            let union = length_a + length_b - shared;
            let at =
                (shared as f64 / length_a.min(length_b).max(1) as f64, shared as f64 / union.max(1) as f64);
            if at > best {
                best = at;
            }
        }
    }
    best
}

/// True when the two claims agree in a slot.
fn slot_right<'a>(g: &'a GoldClaim, s: &'a GoldClaim, slot: Slot) -> bool {
    let forms = |a: &'a Option<String>, b: &'a Option<String>| [a.as_deref(), b.as_deref()];
    match slot {
        Slot::Actor => same_name(&forms(&g.actor, &g.actor_name), &forms(&s.actor, &s.actor_name)),
        Slot::Target => same_name(&forms(&g.target, &g.target_name), &forms(&s.target, &s.target_name)),
        Slot::Places => {
            let covered = |these: &[GoldPlace], those: &[GoldPlace], gold_first: bool| {
                these.iter().all(|p| {
                    those.iter().any(|q| if gold_first { same_place(p, q) } else { same_place(q, p) })
                })
            };
            if g.places.is_empty() {
                return s.places.is_empty();
            }
            covered(&g.places, &s.places, true) && covered(&s.places, &g.places, false)
        }
        Slot::Time => match (&g.time, &s.time) {
            (None, None) => true,
            (Some(g), Some(s)) => (&g.start, &g.end) == (&s.start, &s.end),
            _ => false,
        },
        Slot::Source => match (g.sources.first(), s.sources.first()) {
            (None, None) => true,
            (Some(a), Some(b)) => same_name(&[Some(a)], &[Some(b)]) && g.sources.len() == s.sources.len(),
            _ => false,
        },
        Slot::Status => {
            let status = |c: &GoldClaim| c.status.clone().unwrap_or_else(|| "asserted".into());
            status(g) == status(s)
        }
        Slot::Count => g.count == s.count,
    }
}

fn same_place(g: &GoldPlace, s: &GoldPlace) -> bool {
    fn forms(place: &GoldPlace) -> [Option<&str>; 2] {
        [Some(&place.text), place.name.as_deref().and_then(|name| name.split(',').next())]
    }
    same_name(&forms(g), &forms(s))
}

/// (wanted, right) relations of one report.
fn relations(gold: &GoldReport, said: &GoldReport, lenient: &[(usize, usize)]) -> (usize, usize) {
    let key = |a: &str, b: &str, kind: &str| -> (String, String, String) {
        let either = matches!(kind, "contradicts" | "supports");
        let (a, b) = if either && b < a { (b, a) } else { (a, b) };
        (a.to_owned(), b.to_owned(), kind.to_owned())
    };
    let back: BTreeMap<&str, &str> =
        lenient.iter().map(|&(i, j)| (said.claims[j].id.as_str(), gold.claims[i].id.as_str())).collect();
    let wanted: BTreeSet<_> = gold.relations.iter().map(|r| key(&r.a, &r.b, &r.kind)).collect();
    let told: BTreeSet<_> = said
        .relations
        .iter()
        .filter_map(|r| Some(key(back.get(r.a.as_str())?, back.get(r.b.as_str())?, &r.kind)))
        .collect();
    (wanted.len(), wanted.intersection(&told).count())
}

/// A slot as the list of errors prints it.
fn shown(claim: &GoldClaim, slot: Slot) -> String {
    let json = |value: Result<String, serde_json::Error>| value.unwrap_or_default();
    match slot {
        Slot::Actor => json(serde_json::to_string(&(&claim.actor, &claim.actor_name))),
        Slot::Target => json(serde_json::to_string(&(&claim.target, &claim.target_name))),
        Slot::Places => {
            let names: Vec<_> = claim.places.iter().map(|p| (&p.text, &p.name)).collect();
            json(serde_json::to_string(&names))
        }
        Slot::Time => json(serde_json::to_string(&claim.time)),
        Slot::Source => json(serde_json::to_string(&claim.sources)),
        Slot::Status => json(serde_json::to_string(&claim.status)),
        Slot::Count => json(serde_json::to_string(&claim.count)),
    }
}
