//! `import`: a case made of the lines that `export --to case.jsonl` wrote.

use std::io::BufReader;

use rashomon_store::Case;

use super::failure;
use crate::args::ImportArgs;
use crate::failure::{Failure, Outcome};
use crate::show::counted;

/// Runs the command.
pub(crate) fn run(args: &ImportArgs) -> anyhow::Result<Outcome> {
    let file = std::fs::File::open(&args.file).map_err(|e| crate::input::unreadable(&args.file, &e))?;
    let case = Case::from_lines(&args.case, &mut BufReader::new(file)).map_err(|error| match error {
        rashomon_store::Error::Line { .. } => Failure::new(format!("`{}`: {error}", args.file.display()))
            .hint("give a file that `rashomon export CASE --to case.jsonl` wrote, whole and unchanged"),
        other => failure(other),
    })?;
    let reports = case.entries().map_err(failure)?.len();
    let title = case.title().map_err(failure)?;
    eprintln!(
        "made `{}`: {}, {}",
        args.case.display(),
        crate::term::one_line(&title),
        counted(reports, "report")
    );
    Ok(Outcome::Fine)
}
