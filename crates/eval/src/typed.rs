//! `case` and `plover`: the type of event a snippet tells, in the scheme of a benchmark.
//!
//! What each type means is written as rules over our claims in `types/case.toml` and `types/plover.toml`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rashomon::{Pipeline, ReadOptions};
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::f1::Counts;
use crate::lines;
use crate::typing::{self, Rules, Scene, Typed};

/// Names the event that each snippet tells, in the types of a benchmark.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Snippets: a JSON object a line, with `id` and `text`; its type is read for the figures only.
    gold: PathBuf,
    #[command(flatten)]
    by: Typed,
}

/// Changes of who holds a place, which CASE-2021 counts on their own besides.
const TERRITORY: [&str; 3] =
    ["GOV_REGAINS_TERIT", "NON_STATE_ACTOR_OVERTAKES_TER", "NON_VIOL_TERRIT_TRANSFER"];

/// Runs `case`: one of the types of CASE-2021 task 2 (ACLED and five more) a snippet.
///
/// # Errors
/// When a file cannot be read or written, or a line is not of the form above.
pub(crate) fn case(args: &Args) -> anyhow::Result<()> {
    let rows = lines::read(&args.gold)?;
    let said = kinds(&rows, &typing::text(args.by.types.as_deref(), include_str!("types/case.toml"))?)?;
    let pairs: Vec<(&str, &str)> = rows
        .iter()
        .zip(&said)
        .map(|(row, said)| (row["label"].as_str().unwrap_or_default(), said.as_deref().unwrap_or("OTHER")))
        .collect();
    if let Some(path) = &args.by.out {
        let rows: Vec<Value> =
            rows.iter().zip(&pairs).map(|(row, said)| json!({"id": row["id"], "label": said.1})).collect();
        lines::write(path, &rows)?;
    }
    tell_errors(args, &rows, &pairs);
    let mut per: BTreeMap<&str, Counts> = BTreeMap::new();
    for &(gold, said) in &pairs {
        per.entry(gold).or_default().add(usize::from(gold == said), 0, 1);
        per.entry(said).or_default().add(0, 1, 0);
    }
    let known: Vec<&Counts> = per.values().filter(|c| c.gold > 0).collect();
    let weighted: f64 = known.iter().map(|c| c.f1() * c.gold as f64).sum();
    let right: usize = known.iter().map(|c| c.right).sum();
    let mut land = Counts::default();
    for counts in TERRITORY.iter().filter_map(|t| per.get(t)) {
        land.add(counts.right, counts.said, counts.gold);
    }
    let all = rows.len().max(1) as f64;
    anstream::println!("weighted F1 {:.1}", 100.0 * weighted / all);
    let macro_f1 = known.iter().map(|c| c.f1()).sum::<f64>() / known.len().max(1) as f64;
    anstream::println!("macro F1 {:.1}", 100.0 * macro_f1);
    anstream::println!("accuracy {:.1}", 100.0 * right as f64 / all);
    anstream::println!("territory {land}");
    Ok(())
}

/// Runs `plover`: the categories of PLOVER that a sentence tells.
///
/// # Errors
/// When a file cannot be read or written, or a line is not of the form above.
pub(crate) fn plover(args: &Args) -> anyhow::Result<()> {
    let rows = lines::read(&args.gold)?;
    let said = kinds(&rows, &typing::text(args.by.types.as_deref(), include_str!("types/plover.toml"))?)?;
    if let Some(path) = &args.by.out {
        let rows: Vec<Value> = rows
            .iter()
            .zip(&said)
            .map(|(row, said)| json!({"id": row["id"], "events": Vec::from_iter(said)}))
            .collect();
        lines::write(path, &rows)?;
    }
    let pairs: Vec<(&str, &str)> = rows
        .iter()
        .zip(&said)
        .map(|(row, said)| (row["event"].as_str().unwrap_or_default(), said.as_deref().unwrap_or_default()))
        .collect();
    tell_errors(args, &rows, &pairs);
    let right = pairs.iter().filter(|p| p.0 == p.1).count();
    let counts = Counts { right, said: said.iter().flatten().count(), gold: rows.len() };
    anstream::println!("category {counts}");
    Ok(())
}

/// The heaviest type of each text.
fn kinds(rows: &[Value], rules: &str) -> anyhow::Result<Vec<Option<String>>> {
    let rules = Rules::parse(rules)?;
    let options = ReadOptions {
        media_type: Some("text/plain; charset=utf-8".into()),
        force: true,
        ..ReadOptions::default()
    };
    let kind = |row: &Value| {
        let read = Pipeline::bundled().read(lines::field(row, "text")?.as_bytes(), &options).value;
        Ok(rules.weigh(&Scene::new(&read)).first().map(|k| k.0.to_owned()))
    };
    rows.par_iter().map(kind).collect()
}

fn tell_errors(args: &Args, rows: &[Value], pairs: &[(&str, &str)]) {
    for (row, (gold, said)) in rows.iter().zip(pairs).filter(|(_, p)| args.by.errors && p.0 != p.1) {
        anstream::eprintln!("{gold} → {said}: {}", row["text"].as_str().unwrap_or_default());
    }
}
