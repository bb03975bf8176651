//! `gold`: reads annotated reports with the whole pipeline and scores what it claims.
//!
//! Of each file only the text, day, title, outlet and address are read before the claims are made.

use std::path::PathBuf;

use rashomon::model::{ClaimRef, Relation};
use rashomon::{Pipeline, ReadOptions};
use rayon::prelude::*;

use crate::goldform::{self, GoldClaim, GoldReport};
use crate::scoring::{Form, tell};

/// Reads annotated reports, writes predictions in the same form, and scores them.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folder of annotated reports.
    reports: PathBuf,
    /// Folder for the predictions; without it they are only scored.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    #[command(flatten)]
    form: Form,
}

/// Runs the command.
///
/// # Errors
/// When a file cannot be read or written.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let gold = goldform::read_folder(&args.reports)?;
    let pipeline = Pipeline::bundled();
    let said: Vec<Option<GoldReport>> =
        gold.par_iter().map(|(_, gold)| Some(predict(&pipeline, &unread(gold)))).collect();
    if let Some(folder) = &args.out {
        for ((name, _), said) in gold.iter().zip(&said) {
            if let Some(said) = said {
                goldform::write(folder, name, said)?;
            }
        }
    }
    tell(&gold, &said, &args.form)
}

/// A report without its annotations.
fn unread(gold: &GoldReport) -> GoldReport {
    GoldReport { claims: Vec::new(), relations: Vec::new(), ..gold.clone() }
}

/// What the pipeline makes of a report.
fn predict(pipeline: &Pipeline, bare: &GoldReport) -> GoldReport {
    let options = ReadOptions { media_type: Some("text/plain; charset=utf-8".into()), ..bare.options() };
    let reading = [pipeline.read(bare.text.as_bytes(), &options)];
    let relations = pipeline.reconcile(&reading).value.relations;
    let read = &reading[0].value;
    let claims = read.claims.iter().enumerate();
    let claims = claims.map(|(i, c)| GoldClaim::from_model(&read.report.text, c, id(i))).collect();
    let inside = |r: &&Relation| [r.a, r.b].iter().all(|end: &ClaimRef| end.report == 0);
    let relations: Vec<Relation> = relations.iter().filter(inside).cloned().collect();
    GoldReport { claims, ..bare.clone() }.with_relations(&relations)
}

fn id(claim: usize) -> String {
    rashomon::v1::claim_id(claim)
}
