//! `truth`: a truth-discovery data set through the model of claims; predictions in the form its scorer reads.
//!
//! Reads `claims.tsv` (object, attribute, source, value, time) and, where there is one, `hierarchy.tsv` (id,
//! name, parent) of the folder, and nothing else: no gold. One setting serves all data sets.

use std::fs::File;
use std::io::{BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context as _;
use rashomon::weigh::{Calibration, Form, Hierarchy, Settings, Table, weigh};

/// Weighs the claims of a truth-discovery data set.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder of the data set.
    folder: PathBuf,
    /// Where the predictions go: object, attribute, value and probability a line.
    #[arg(long)]
    out: PathBuf,
    /// Do not take probabilities down where many voices speak.
    #[arg(long)]
    uncalibrated: bool,
}

/// Runs the command.
///
/// # Errors
/// When a file cannot be read or written.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let (table, bad) = Table::read(open(&args.folder.join("claims.tsv"))?, Form::Tsv)?;
    let places = args.folder.join("hierarchy.tsv");
    let places =
        if places.exists() { Hierarchy::read(open(&places)?, Form::Tsv)? } else { Hierarchy::default() };
    let start = Instant::now();
    let mut settings = Settings::default();
    if args.uncalibrated {
        settings.calibration = Calibration::NONE;
    }
    let weighing = weigh(&table, &places, &settings);
    let spent = start.elapsed();
    let out = File::create(&args.out).with_context(|| args.out.display().to_string())?;
    let mut out = std::io::BufWriter::new(out);
    writeln!(out, "object\tattribute\tvalue\tprob")?;
    for item in &weighing.items {
        let object = table.objects.name(item.object);
        let attribute = table.attributes.name(item.attribute);
        for answer in &item.answers {
            let value = table.values.name(answer.value);
            writeln!(out, "{object}\t{attribute}\t{value}\t{:.6}", answer.probability)?;
        }
    }
    out.flush()?;
    anstream::println!(
        "{} claims, {bad} left out, {} items, {:.2} s",
        table.rows.len(),
        weighing.items.len(),
        spent.as_secs_f64()
    );
    Ok(())
}

/// A file, with its name in the error.
pub(crate) fn open(path: &Path) -> anyhow::Result<BufReader<File>> {
    Ok(BufReader::new(File::open(path).with_context(|| path.display().to_string())?))
}
