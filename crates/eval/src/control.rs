//! `control`: who held places over time, from sources that disagree; predictions in the form the scorer reads.
//!
//! Reads `spans.tsv` (source, place, value, first, last: what each source says from day to day) and `places.tsv`
//! (place, name, lat, lon) of the folder, and no gold.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context as _;
use rashomon::weigh::{Chains, Site, Statement, View};

/// Weighs statements about who holds places.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder of the data set.
    folder: PathBuf,
    /// Where the predictions go: place, from, to and the probability of the holder asked for, a line.
    #[arg(long)]
    out: PathBuf,
    /// Answer for each day with all that was said later, too; else only with what was known that day.
    #[arg(long)]
    smooth: bool,
    /// The holder whose probability is written.
    #[arg(long, default_value = "RU")]
    holder: String,
}

/// Runs the command.
///
/// # Errors
/// When a file cannot be read or written, or no statement names the holder.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let statements: Vec<Statement> = rows(&args.folder.join("spans.tsv"))?
        .into_iter()
        .map(|[source, place, value, first, last]| Statement { place, source, value, first, last })
        .collect();
    let sites: Vec<Site> = rows(&args.folder.join("places.tsv"))?
        .into_iter()
        .map(|[place, _, lat, lon]| Site { place, point: lat.parse().ok().zip(lon.parse().ok()) })
        .collect();
    let start = Instant::now();
    let chains = Chains::learn(&statements, &sites).context("no statements with days in spans.tsv")?;
    let holder = chains
        .holders()
        .iter()
        .position(|h| *h == args.holder)
        .with_context(|| format!("no statement names the holder {}", args.holder))?;
    let held = chains.hold(if args.smooth { View::Now } else { View::Then });
    let spent = start.elapsed();
    let mut out =
        std::io::BufWriter::new(File::create(&args.out).with_context(|| args.out.display().to_string())?);
    writeln!(out, "place\tfrom\tto\tp_{}", args.holder.to_lowercase())?;
    for place in &held {
        let mut from = 0;
        for day in 0..place.days.len() {
            let written = |day: usize| format!("{:.5}", place.days[day][holder]);
            if day + 1 == place.days.len() || written(day) != written(day + 1) {
                writeln!(
                    out,
                    "{}\t{}\t{}\t{}",
                    place.place,
                    place.date(from),
                    place.date(day),
                    written(day)
                )?;
                from = day + 1;
            }
        }
    }
    out.flush()?;
    anstream::println!(
        "{} statements, {} places, power {}, {:.2} s",
        statements.len(),
        held.len(),
        chains.power(),
        spent.as_secs_f64()
    );
    Ok(())
}

/// The first columns of a tab-separated file with a heading; short lines are passed over.
fn rows<const N: usize>(path: &Path) -> anyhow::Result<Vec<[String; N]>> {
    let text = std::fs::read(path).with_context(|| path.display().to_string())?;
    let text = String::from_utf8_lossy(&text);
    let row = |line: &str| -> Option<[String; N]> {
        line.split('\t').take(N).map(str::to_owned).collect::<Vec<_>>().try_into().ok()
    };
    Ok(text.lines().skip(1).filter_map(row).collect())
}
