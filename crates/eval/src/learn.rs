//! `learn`: weights for claims from annotated reports.

use std::path::PathBuf;

use anyhow::Context as _;
use rashomon::extract::learn;

use crate::{crossval, goldform};

/// Learns which candidates are claims and which phrase fills which slot.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folders of annotated reports to learn from.
    #[arg(required = true)]
    reports: Vec<PathBuf>,
    /// Folder of the pack; `selection.tsv`, `arguments.tsv` and `bounds.tsv` are written there.
    #[arg(long, value_name = "FOLDER", required_unless_present = "missed")]
    out: Option<PathBuf>,
    /// List the annotated claims that no frame proposes, and learn nothing.
    #[arg(long)]
    missed: bool,
    /// Weights smaller than this are left out.
    #[arg(long, default_value_t = 0.02)]
    least: f32,
}

/// Runs the command.
///
/// # Errors
/// When a file cannot be read or written.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let pipeline = rashomon::Pipeline::bundled();
    let mut reports = Vec::new();
    for folder in &args.reports {
        reports.extend(crossval::prepare(&pipeline, goldform::read_folder(folder)?));
    }
    let lessons: Vec<_> =
        reports.iter().map(|r| learn::lessons(r.input(), pipeline.tables(), &r.claims)).collect();
    if args.missed {
        for (report, lessons) in reports.iter().zip(&lessons) {
            for claim in lessons.missed.iter().map(|&g| &report.claims[g]) {
                let words = claim.passage.slice(&report.report.text);
                anstream::println!("{}\t{}\t{words}", report.file, claim.action.as_str());
            }
        }
        return Ok(());
    }
    let Some(out) = &args.out else { return Ok(()) };
    let learned = learn::train(lessons.iter());
    for (name, about, weights) in [
        ("selection.tsv", "Which candidates are claims: feature, weight.", learned.selection),
        ("arguments.tsv", "Which phrase fills which slot: feature, weight.", learned.arguments),
        ("bounds.tsv", "Where the passage of a claim begins and ends: feature, weight.", learned.bounds),
    ] {
        let path = out.join(name);
        let text = format!("# {about}\n{}", weights.write(args.least));
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    eprintln!("learned from {} reports", reports.len());
    Ok(())
}
