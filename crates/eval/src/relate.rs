//! `relate`: relations between annotated claims, for the scorer.
//!
//! The annotated relations are not read: what is written are the same claims with our relations.

use std::path::PathBuf;

use crate::goldform;

/// Writes the claims of annotated reports with the relations found between them.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folder of annotated reports.
    reports: PathBuf,
    /// Folder for the predictions.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
}

/// Runs the command.
///
/// # Errors
/// When a file cannot be read or written.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    for (file, gold) in goldform::read_folder(&args.reports)? {
        let claims = gold.model_claims();
        let relations = rashomon::reconcile::relate(&gold.report(), &claims);
        goldform::write(&args.out, &file, &gold.with_relations(&relations))?;
    }
    Ok(())
}
