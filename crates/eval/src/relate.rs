//! `relate`: relations between annotated claims, for the scorer; and their weights, learned.
//!
//! The claims are those annotated. The annotated relations are read only to learn from.

use std::path::PathBuf;

use anyhow::Context as _;
use rashomon::model::{Claim, Relation, Report};
use rashomon::reconcile::{Fit, Weights, examples, fit, relate_with};

use crate::goldform::{self, GoldReport};

/// Writes the claims of annotated reports with the relations found between them.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folders of annotated reports.
    #[arg(required = true)]
    reports: Vec<PathBuf>,
    /// Folder for the predictions.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Judge each part of the reports, of so many, by weights learned from the other parts.
    #[arg(long, value_name = "PARTS", requires = "prior")]
    folds: Option<usize>,
    /// Learn from all the reports and write the weights here.
    #[arg(long, value_name = "FILE", requires = "prior")]
    learn: Option<PathBuf>,
    /// The weights that learning starts from.
    #[arg(long, value_name = "FILE")]
    prior: Option<PathBuf>,
}

struct Case {
    file: String,
    gold: GoldReport,
    report: Report,
    claims: Vec<Claim>,
    relations: Vec<Relation>,
}

/// Runs the command.
///
/// # Errors
/// When a file cannot be read or written.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let mut cases = Vec::new();
    for folder in &args.reports {
        for (file, gold) in goldform::read_folder(folder)? {
            let (report, claims) = (gold.report(), gold.model_claims());
            let relations = gold.model_relations(0);
            cases.push(Case { file, gold, report, claims, relations });
        }
    }
    let prior = args.prior.as_ref().map(|path| {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
        Weights::parse(&text).map_err(|e| anyhow::anyhow!("`{}`, {e}", path.display()))
    });
    let prior = prior.transpose()?;
    if let (Some(path), Some(prior)) = (&args.learn, &prior) {
        let weights = learn(cases.iter(), prior);
        let text = format!(
            "# Learned by `rashomon-eval relate --learn`: verdict,setting,feature,weight.\n{}",
            weights.write()
        );
        std::fs::write(path, text).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    let Some(out) = &args.out else { return Ok(()) };
    let parts = args.folds.unwrap_or(1).max(1);
    for part in 0..parts {
        let learned = match (args.folds, &prior) {
            (Some(_), Some(prior)) => {
                let rest = cases.iter().enumerate().filter(|(i, _)| i % parts != part);
                Some(learn(rest.map(|(_, case)| case), prior))
            }
            _ => None,
        };
        let weights = learned.as_ref().unwrap_or(Weights::bundled());
        for case in cases.iter().skip(part).step_by(parts) {
            let relations = relate_with(&case.report, &case.claims, weights);
            goldform::write(out, &case.file, &case.gold.clone().with_relations(&relations))?;
        }
    }
    Ok(())
}

fn learn<'c>(cases: impl Iterator<Item = &'c Case>, prior: &Weights) -> Weights {
    let told: Vec<_> = cases.flat_map(|c| examples(&c.report, &c.claims, &c.relations)).collect();
    fit(&told, Fit::default(), prior)
}
