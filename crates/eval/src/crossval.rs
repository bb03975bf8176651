//! `crossval`: reads each annotated report with weights learned from the others.
//!
//! Reports are dealt to folds by their place in the order of names. What is learned or listed from a
//! report is never used on it; the figure is honest where the packs themselves were not written to it.

use std::path::PathBuf;

use rashomon::extract::learn::Learned;
use rashomon::extract::{Input, Tables, claims, learn};
use rashomon::model::{Analysis, Claim, PlaceMention, Report, TimeMention};

use crate::goldform::{self, GoldReport};

/// Learns on some annotated reports, reads the others, and scores.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folders of annotated reports.
    #[arg(required = true)]
    reports: Vec<PathBuf>,
    /// Folder for the predictions; the annotated reports are copied to its `gold` folder.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Folders of annotated reports that are learned from in every fold, and not scored.
    #[arg(long, num_args = 1..)]
    also: Vec<PathBuf>,
    /// Number of folds.
    #[arg(long, default_value_t = 5)]
    folds: usize,
    #[command(flatten)]
    form: crate::scoring::Form,
}

/// A report with all that extraction reads.
pub(crate) struct Prepared {
    pub(crate) file: String,
    pub(crate) gold: GoldReport,
    pub(crate) claims: Vec<Claim>,
    pub(crate) report: Report,
    pub(crate) analysis: Analysis,
    pub(crate) times: Vec<TimeMention>,
    pub(crate) places: Vec<PlaceMention>,
}

impl Prepared {
    pub(crate) fn input(&self) -> Input<'_> {
        Input { report: &self.report, analysis: &self.analysis, times: &self.times, places: &self.places }
    }
}

/// Runs the command.
///
/// # Errors
/// When a file cannot be read or written.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let pipeline = rashomon::Pipeline::bundled();
    let mut reports = Vec::new();
    for folder in &args.reports {
        reports.extend(prepare(&pipeline, goldform::read_folder(folder)?));
    }
    reports.sort_by(|a, b| a.file.cmp(&b.file));
    let lessons: Vec<_> =
        reports.iter().map(|r| learn::lessons(r.input(), pipeline.tables(), &r.claims)).collect();
    let mut also = Vec::new();
    for folder in &args.also {
        let more = prepare(&pipeline, goldform::read_folder(folder)?);
        also.extend(more.iter().map(|r| learn::lessons(r.input(), pipeline.tables(), &r.claims)));
    }
    let mut said = Vec::new();
    let mut gold = Vec::new();
    for fold in 0..args.folds {
        let others = lessons.iter().enumerate().filter(|(i, _)| i % args.folds != fold);
        let Learned { selection, arguments, bounds } = learn::train(others.map(|(_, l)| l).chain(&also));
        let tables = Tables { selection, arguments, bounds, ..pipeline.tables().clone() };
        for report in reports.iter().skip(fold).step_by(args.folds) {
            let found = claims(report.input(), &tables).value.claims;
            let relations = rashomon::reconcile::relate(&report.report, &found);
            let predicted = report.gold.with(&found, &relations);
            goldform::write(&args.out, &report.file, &predicted)?;
            said.push(Some(predicted));
            gold.push((report.file.clone(), report.gold.clone()));
        }
    }
    crate::scoring::tell(&gold, &said, &args.form)
}

/// Analyses annotated reports: text, day and outlet are read, claims and relations are kept apart.
pub(crate) fn prepare(pipeline: &rashomon::Pipeline, reports: Vec<(String, GoldReport)>) -> Vec<Prepared> {
    reports
        .into_iter()
        .map(|(file, gold)| {
            let read = pipeline.read(gold.text.as_bytes(), &gold.options()).value;
            let claims = gold.model_claims();
            Prepared {
                file,
                claims,
                report: read.report,
                analysis: read.analysis,
                times: read.times,
                places: read.places,
                gold,
            }
        })
        .collect()
}
