//! `score`: predictions in the form of annotated reports against the annotations.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::goldform::{self, GoldReport};
use crate::score::{Figures, score};

/// Scores predictions against annotated reports.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folder of annotated reports.
    gold: PathBuf,
    /// Folder of predictions, of the same file names; a missing one counts as a report without claims.
    predictions: PathBuf,
    #[command(flatten)]
    form: Form,
}

/// How figures are told.
#[derive(Debug, clap::Args)]
pub(crate) struct Form {
    /// Print the figures as JSON.
    #[arg(long)]
    json: bool,
    /// List every miss, extra and wrong slot on stderr.
    #[arg(long)]
    errors: bool,
}

/// Runs the command.
///
/// # Errors
/// When a file cannot be read.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let gold = goldform::read_folder(&args.gold)?;
    let said = predictions(&args.predictions, &gold)?;
    tell(&gold, &said, &args.form)
}

/// The predictions for annotated reports, in their order.
fn predictions(folder: &Path, gold: &[(String, GoldReport)]) -> anyhow::Result<Vec<Option<GoldReport>>> {
    let path = |name: &str| folder.join(name);
    gold.iter()
        .map(|(name, _)| path(name).exists().then(|| goldform::read(&path(name))).transpose())
        .collect()
}

/// Scores and prints.
///
/// # Errors
/// When standard output is closed.
pub(crate) fn tell(
    gold: &[(String, GoldReport)],
    said: &[Option<GoldReport>],
    form: &Form,
) -> anyhow::Result<()> {
    let pairs = gold.iter().zip(said);
    let pairs = pairs.map(|((name, gold), said)| (name.trim_end_matches(".json"), gold, said.as_ref()));
    let figures: Figures = score(pairs, &mut |line| {
        if form.errors {
            eprintln!("{line}");
        }
    });
    let mut out = std::io::stdout().lock();
    if form.json {
        serde_json::to_writer_pretty(&mut out, &figures)?;
        writeln!(out)?;
    } else {
        out.write_all(figures.table().as_bytes())?;
    }
    Ok(())
}
