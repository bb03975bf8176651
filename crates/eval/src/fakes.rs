//! `fakes`: where, by whom and how many civilians, in the fields of FA-KES; and which reports of one day
//! and place disagree.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rashomon::model::{Claim, CountKind, Status};
use rashomon::{Pipeline, ReadOptions, ReadReport};
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::f1::Counts;
use crate::lines;
use crate::typing::{Padded, Rules, Scene, Words};

/// Reads place, actor and civilians killed from reports of the war in Syria.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Reports: a JSON object a line, with `id`, `title`, `text`, `date`; `gold` is read for the figures only.
    gold: PathBuf,
    /// Groups of reports of one day and place, by their `rows`: which hold different counts or actors?
    #[arg(long)]
    clusters: Option<PathBuf>,
    /// Where the predictions go, a JSON object a line.
    #[arg(long)]
    out: Option<PathBuf>,
    /// List every wrong field on stderr.
    #[arg(long)]
    errors: bool,
}

const RULES: &str = include_str!("types/fakes.toml");

/// What no rule names.
const UNKNOWN: &str = "unknown";

/// The class of rule that tells fighters from civilians among the dead.
const FIGHTERS: &str = "fighters";

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
    let rules = Rules::parse(RULES)?;
    let Regions { places } = toml::from_str(RULES)?;
    let regions = places.into_iter().map(|(name, words)| Ok((Words::parse(&words, &BTreeMap::new())?, name)));
    let regions: Vec<Region> = regions.collect::<anyhow::Result<_>>()?;
    let said: Vec<Fields> =
        rows.par_iter().map(|row| fields(row, &rules, &regions)).collect::<anyhow::Result<_>>()?;
    let clusters = args.clusters.as_deref().map(lines::read).transpose()?.unwrap_or_default();
    let flags: Vec<(bool, bool)> = clusters.iter().map(|c| conflicts(c, &rows, &said)).collect();
    if let Some(path) = &args.out {
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
    tell(&rows, &said, args.errors);
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
    let actor = rules.weigh(&scene).into_iter().map(|k| k.0).find(|k| *k != FIGHTERS);
    Ok(Fields {
        location: location(&read, regions).unwrap_or_else(|| UNKNOWN.into()),
        actor: actor.unwrap_or(UNKNOWN).to_owned(),
        civilians: civilians(&read, &scene, rules),
    })
}

/// The region that most places lie in; those in the title and first sentences, and those of claims of
/// violence, count twice.
fn location(read: &ReadReport, regions: &[Region]) -> Option<String> {
    let first = read.analysis.sentences.get(2).map_or(usize::MAX, |s| s.span.end());
    let mut votes = vec![0; regions.len()];
    for mention in &read.places {
        let Some(place) = mention.place.as_ref() else { continue };
        let names = std::iter::once(&place.name).chain(place.parents.iter().map(|p| &p.1));
        let region =
            names.map(|n| Padded::new(n)).find_map(|name| regions.iter().position(|r| r.0.stand_in(&name)));
        let claimed = read.claims.iter().any(|c| {
            c.action.group() == rashomon::model::ActionGroup::Violence
                && c.places.iter().any(|p| p.span == Some(mention.span))
        });
        if let Some(region) = region {
            votes[region] += 1 + usize::from(mention.span.end() <= first) + usize::from(claimed);
        }
    }
    let best = votes.iter().copied().max().filter(|v| *v > 0)?;
    votes.iter().position(|v| *v == best).map(|r| regions[r].1.clone())
}

/// The first number of civilians killed that the report tells as so.
fn civilians(read: &ReadReport, scene: &Scene, rules: &Rules) -> f64 {
    let number = |claim: &Claim| {
        let count = claim.count.filter(|c| c.kind == CountKind::Killed)?;
        (claim.status != Status::Denied).then_some(count.low.or(count.high)).flatten()
    };
    let civil = read.claims.iter().enumerate().filter(|(i, _)| !rules.hold_at(FIGHTERS, scene, *i));
    civil.map(|(_, claim)| claim).find_map(number).unwrap_or(0.0)
}

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
