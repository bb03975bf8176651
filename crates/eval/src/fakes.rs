//! `fakes`: where, by whom and how many civilians, in the fields of FA-KES; and which reports of one day
//! and place disagree.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rashomon::model::{CountKind, Status};
use rashomon::{Pipeline, ReadOptions, ReadReport};
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::f1::Counts;
use crate::lines;
use crate::typing::{self, Padded, Rules, Scene, Typed, Words};

/// Reads place, actor and civilians killed from reports of the war in Syria.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Reports: a JSON object a line, with `id`, `title`, `text`, `date`; `gold` is read for the figures only.
    gold: PathBuf,
    /// Groups of reports of one day and place, by their `rows`: which hold different counts or actors?
    #[arg(long)]
    clusters: Option<PathBuf>,
    #[command(flatten)]
    by: Typed,
}

const RULES: &str = include_str!("types/fakes.toml");

/// What no rule names.
const UNKNOWN: &str = "unknown";

/// Rules that tell who the dead of a claim are; all others name who did it.
const DEAD: [&str; 4] = ["fighters", "civilians", "subset", "background"];

/// Claims of dead that are looked at: later ones tell of other days. Chosen by eye.
const FIRST: usize = 5;

/// A greater number is of the war, not of a day of it. Chosen by eye.
const MOST: f64 = 1500.0;

#[derive(Deserialize)]
struct Regions {
    places: BTreeMap<String, String>,
}

/// The words of a region's name, and the name FA-KES has for it.
type Region = (Words, String);

/// The fields of a report.
#[derive(Clone, Debug, PartialEq)]
struct Fields {
    location: String,
    actor: String,
    civilians: f64,
}

/// Runs the command.
///
/// # Errors
/// When a file cannot be read or written, or a line is not of the form above.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let rows = lines::read(&args.gold)?;
    let types = typing::text(args.by.types.as_deref(), RULES)?;
    let rules = Rules::parse(&types)?;
    let Regions { places } = toml::from_str(&types)?;
    let regions = places.into_iter().map(|(name, words)| Ok((Words::parse(&words, &BTreeMap::new())?, name)));
    let regions: Vec<Region> = regions.collect::<anyhow::Result<_>>()?;
    let said: Vec<Fields> =
        rows.par_iter().map(|row| fields(row, &rules, &regions)).collect::<anyhow::Result<_>>()?;
    let clusters = args.clusters.as_deref().map(lines::read).transpose()?.unwrap_or_default();
    let flags: Vec<(bool, bool)> = clusters.iter().map(|c| conflicts(c, &rows, &said)).collect();
    if let Some(path) = &args.by.out {
        let fields = rows.iter().zip(&said).map(|(row, said)| {
            json!({"id": row["id"], "location": said.location, "actor": said.actor, "civilians": said.civilians})
        });
        let flags = clusters.iter().zip(&flags).map(|(cluster, (count, actor))| {
            json!({
                "date": cluster["date"], "location": cluster["location"],
                "count_conflict": count, "actor_conflict": actor,
            })
        });
        lines::write(path, &fields.chain(flags).collect::<Vec<_>>())?;
    }
    tell(&rows, &said, args.by.errors);
    for (name, flagged) in [
        ("count_conflict", flags.iter().map(|f| f.0).collect::<Vec<_>>()),
        ("actor_conflict", flags.iter().map(|f| f.1).collect()),
    ] {
        let gold: Vec<bool> = clusters.iter().map(|c| c[name].as_bool() == Some(true)).collect();
        let right = gold.iter().zip(&flagged).filter(|(g, s)| **g && **s).count();
        let count = |list: &[bool]| list.iter().filter(|b| **b).count();
        if !gold.is_empty() {
            anstream::println!("{name:22} {}", Counts { right, said: count(&flagged), gold: count(&gold) });
        }
    }
    Ok(())
}

fn fields(row: &Value, rules: &Rules, regions: &[Region]) -> anyhow::Result<Fields> {
    let (title, text) = (lines::field(row, "title")?, lines::field(row, "text")?);
    let options = ReadOptions {
        published: row["date"].as_str().and_then(|d| d.parse().ok()),
        media_type: Some("text/plain; charset=utf-8".into()),
        force: true,
        ..ReadOptions::default()
    };
    let told = format!("{}.\n\n{text}", title.trim_end_matches(['.', ' ']));
    let read = Pipeline::bundled().read(told.as_bytes(), &options).value;
    let scene = Scene::new(&read);
    let actor = rules.weigh(&scene).into_iter().map(|k| k.0).find(|k| !DEAD.contains(k));
    Ok(Fields {
        location: location(&read, regions).unwrap_or_else(|| UNKNOWN.into()),
        actor: actor.unwrap_or(UNKNOWN).to_owned(),
        civilians: civilians(&read, title, &scene, rules),
    })
}

/// The region that most places lie in. The title counts most, then the first sentences and the places of
/// claims of violence; of regions with as many votes, the one named first.
fn location(read: &ReadReport, regions: &[Region]) -> Option<String> {
    let ends = |sentence: usize| read.analysis.sentences.get(sentence).map_or(usize::MAX, |s| s.span.end());
    let (title, first) = (ends(0), ends(2));
    let mut votes: Vec<(usize, usize)> = Vec::new();
    for mention in &read.places {
        let Some(place) = mention.place.as_ref() else { continue };
        let names = std::iter::once(&place.name).chain(place.parents.iter().map(|p| &p.1));
        let region =
            names.map(|n| Padded::new(n)).find_map(|name| regions.iter().position(|r| r.0.stand_in(&name)));
        let claimed = read.claims.iter().any(|c| {
            c.action.group() == rashomon::model::ActionGroup::Violence
                && c.places.iter().any(|p| p.span == Some(mention.span))
        });
        let Some(region) = region else { continue };
        let end = mention.span.end();
        let weight = 1 + 2 * usize::from(end <= title) + usize::from(end <= first) + usize::from(claimed);
        match votes.iter_mut().find(|v| v.0 == region) {
            Some(vote) => vote.1 += weight,
            None => votes.push((region, weight)),
        }
    }
    let best = votes.iter().map(|v| v.1).max()?;
    votes.iter().find(|v| v.1 == best).map(|v| regions[v.0].1.clone())
}

/// The number of civilians killed, of those in the first claims of dead: what the title tells as well goes
/// first, then what is told of civilians, then of people; never of fighters or of the war at large; a part
/// of the dead or a rough number only where nothing else is told. Of equal ones the first.
fn civilians(read: &ReadReport, title: &str, scene: &Scene, rules: &Rules) -> f64 {
    let title = numbers(title);
    let mut best: Option<(u8, f64)> = None;
    let mut looked_at = 0;
    for (i, claim) in read.claims.iter().enumerate() {
        let count = claim.count.filter(|c| c.kind == CountKind::Killed && claim.status != Status::Denied);
        let Some(number) = count.and_then(|c| c.low.or(c.high)) else { continue };
        let [fighters, civilians, subset, background] = DEAD.map(|kind| rules.hold_at(kind, scene, i));
        if background || (fighters && !civilians) || number > MOST || looked_at == FIRST {
            continue;
        }
        looked_at += 1;
        let rough = count.is_some_and(|c| c.high.is_none()) && [24.0, 40.0, 200.0, 2000.0].contains(&number);
        let plain = if rough || subset { 0 } else { 1 + u8::from(civilians) };
        let rank = plain + 4 * u8::from(title.contains(&number));
        if best.is_none_or(|b| rank > b.0) {
            best = Some((rank, number));
        }
    }
    best.map_or(0.0, |b| b.1)
}

/// The numbers of a title, in digits or as a word.
fn numbers(title: &str) -> Vec<f64> {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let small = |word: &str| SMALL.iter().position(|n| n.eq_ignore_ascii_case(word)).map(|n| n as f64 + 1.0);
    words.filter_map(|w| w.parse().ok().or_else(|| small(w))).collect()
}

const SMALL: [&str; 20] = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

/// Whether the reports of a group disagree in count and in actor.
fn conflicts(cluster: &Value, rows: &[Value], said: &[Fields]) -> (bool, bool) {
    let members = cluster["rows"].as_array().map_or(&[][..], Vec::as_slice);
    let here: Vec<&Fields> =
        rows.iter().zip(said).filter(|(row, _)| members.contains(&row["row"])).map(|(_, s)| s).collect();
    let differ = |a: &Fields, b: &Fields| (a.civilians - b.civilians).abs() > f64::EPSILON;
    let known: Vec<&str> = here.iter().map(|f| f.actor.as_str()).filter(|a| *a != UNKNOWN).collect();
    (
        here.iter().any(|a| here.iter().any(|b| differ(a, b))),
        known.iter().any(|a| known.iter().any(|b| a != b)),
    )
}

fn tell(rows: &[Value], said: &[Fields], errors: bool) {
    let all = rows.len().max(1) as f64;
    let (mut right, mut known) = ([0_usize; 5], 0_usize);
    for (row, said) in rows.iter().zip(said) {
        let gold = &row["gold"];
        let same = |name: &str, said: &str| gold[name].as_str().is_some_and(|g| g.eq_ignore_ascii_case(said));
        let civilians = gold["nb_civilians"].as_f64().unwrap_or(0.0);
        let off = (said.civilians - civilians).abs();
        let named = gold["actor"] != UNKNOWN;
        let hits = [
            same("location", &said.location),
            same("actor", &said.actor),
            off < f64::EPSILON,
            off <= 0.2 * civilians,
            named && same("actor", &said.actor),
        ];
        known += usize::from(named);
        for (count, hit) in right.iter_mut().zip(hits) {
            *count += usize::from(hit);
        }
        if errors && !(hits[0] && hits[1] && hits[2]) {
            let short: String = row["text"].as_str().unwrap_or_default().chars().take(600).collect();
            anstream::eprintln!(
                "{} → {} | {} → {} | {civilians} → {} | {} | {short}\n",
                gold["location"],
                said.location,
                gold["actor"],
                said.actor,
                said.civilians,
                row["title"]
            );
        }
    }
    let names = ["location", "actor", "civilians exact", "civilians within 20 %", "actor where known"];
    for (i, name) in names.iter().enumerate() {
        let of = if i == 4 { known.max(1) as f64 } else { all };
        anstream::println!("{name:22} {:.1}", 100.0 * right[i] as f64 / of);
    }
}
