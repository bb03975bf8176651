//! `calibrate`: fits how much less voices are worth together than alone, on data sets with known truths.
//!
//! Reads `claims.tsv`, `gold.tsv` and, where there is one, `hierarchy.tsv` of each folder. Labels are fitted apart from
//! open values; each fit takes the pair of numbers under which the mean of the log losses of the sets is least. What is
//! printed of a set comes from the fit on the other sets.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use rashomon::weigh::{Calibration, Form, Gold, Hierarchy, Kind, Score, Settings, Table, weigh_under};

use crate::truth::open;

/// Fits the calibration of `weigh`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folders of data sets.
    #[arg(required = true)]
    folders: Vec<PathBuf>,
    /// Where the fit on all sets goes: lines `kind,shared,power`.
    #[arg(long)]
    out: Option<PathBuf>,
}

const SHARED: [f64; 7] = [0.0, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5];
const POWER: [f64; 5] = [0.6, 0.7, 0.8, 1.0, 1.25];

/// One set: what it scores under each pair of numbers, and uncalibrated.
struct Set {
    name: String,
    labels: bool,
    plain: Score,
    under: Vec<Score>,
}

/// Runs the command.
///
/// # Errors
/// When a file cannot be read or written, or a set has no item with a known truth.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let pairs: Vec<(f64, f64)> = SHARED.iter().flat_map(|s| POWER.map(|p| (*s, p))).collect();
    let sets: Vec<Set> = args.folders.iter().map(|f| set(f, &pairs)).collect::<Result<_, _>>()?;
    anstream::println!(
        "set\titems\taccuracy\tlog loss / Brier / ECE before\tafter, fitted on the other sets"
    );
    for set in &sets {
        let others = |s: &&Set| s.labels == set.labels && s.name != set.name;
        let Some(pair) = best(sets.iter().filter(others), pairs.len()) else {
            anstream::println!(
                "{}\t{}\t{:.3}\t{}\tno other set",
                set.name,
                set.plain.items,
                set.plain.accuracy,
                told(&set.plain)
            );
            continue;
        };
        let after = &set.under[pair];
        anstream::println!(
            "{}\t{}\t{:.3}\t{}\t{} (shared {}, power {})",
            set.name,
            after.items,
            after.accuracy,
            told(&set.plain),
            told(after),
            pairs[pair].0,
            pairs[pair].1
        );
    }
    let mut fitted = Calibration::NONE;
    for labels in [true, false] {
        if let Some(pair) = best(sets.iter().filter(|s| s.labels == labels), pairs.len()) {
            for kind in Kind::ALL.into_iter().filter(|k| (*k == Kind::Labels) == labels) {
                fitted = fitted.with(kind, pairs[pair].0, pairs[pair].1);
            }
        }
    }
    if let Some(out) = &args.out {
        std::fs::write(out, fitted.lines()).with_context(|| out.display().to_string())?;
    } else {
        anstream::print!("{}", fitted.lines());
    }
    Ok(())
}

fn told(score: &Score) -> String {
    format!("{:.3} / {:.3} / {:.3}", score.log_loss, score.brier, score.ece)
}

/// The pair with the least mean log loss.
fn best<'s>(sets: impl Iterator<Item = &'s Set> + Clone, pairs: usize) -> Option<usize> {
    sets.clone().next()?;
    let loss = |pair: usize| sets.clone().map(|s| s.under[pair].log_loss).sum::<f64>();
    (0..pairs).min_by(|a, b| loss(*a).total_cmp(&loss(*b)))
}

fn set(folder: &Path, pairs: &[(f64, f64)]) -> anyhow::Result<Set> {
    let (table, _) = Table::read(open(&folder.join("claims.tsv"))?, Form::Tsv)?;
    let places = folder.join("hierarchy.tsv");
    let places =
        if places.exists() { Hierarchy::read(open(&places)?, Form::Tsv)? } else { Hierarchy::default() };
    let (gold, _) = Gold::read(open(&folder.join("gold.tsv"))?, Form::Tsv)?;
    let all = |(shared, power): &(f64, f64)| {
        Kind::ALL.into_iter().fold(Calibration::NONE, |c, kind| c.with(kind, *shared, *power))
    };
    let name = folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy().into_owned();
    let calibrations: Vec<Calibration> =
        std::iter::once(Calibration::NONE).chain(pairs.iter().map(all)).collect();
    let mut scores = Vec::new();
    let mut labels = false;
    // A few at a time: each weighing holds all reasons.
    for some in calibrations.chunks(6) {
        for weighing in weigh_under(&table, &places, &Settings::default(), some) {
            labels = weighing.items.first().is_some_and(|i| i.kind == Kind::Labels);
            scores.push(
                gold.score(&table, &weighing)
                    .with_context(|| format!("{name}: no item with a known truth"))?,
            );
        }
    }
    let mut scores = scores.into_iter();
    let plain = scores.next().with_context(|| format!("{name}: nothing scored"))?;
    Ok(Set { name, labels, plain, under: scores.collect() })
}
