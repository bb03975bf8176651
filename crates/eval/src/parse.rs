//! `parse`: a treebank file against what the language layer makes of it, by the rules of the
//! CoNLL 2018 shared task.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context as _;
use rashomon::lang::conllu::{self, Tree};
use rashomon::lang::{Analyser, Model, score};

/// Parses a treebank file and scores the result.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The file, CoNLL-U.
    file: PathBuf,
    /// Read the text anew instead of taking the words of the file.
    #[arg(long)]
    raw: bool,
    /// Where the predicted file goes.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Weights to use in place of the bundled ones.
    #[arg(long)]
    model: Option<PathBuf>,
}

/// The weights of `path`, else the bundled ones.
pub(crate) fn model(path: Option<&PathBuf>) -> anyhow::Result<Model> {
    Ok(match path {
        Some(path) => Model::from_bytes(&std::fs::read(path).with_context(|| path.display().to_string())?)?,
        None => Model::from_bytes(rashomon_data::LANG_EN)?,
    })
}

/// Runs the command.
///
/// # Errors
/// When a file cannot be read or written.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let model = model(args.model.as_ref())?;
    let text = std::fs::read_to_string(&args.file).with_context(|| args.file.display().to_string())?;
    let gold = conllu::read(&text).with_context(|| args.file.display().to_string())?;
    let raw = conllu::raw_text(&gold);
    let begun = Instant::now();
    let found: Vec<Tree> = if args.raw {
        conllu::from_text(&raw, &model)
    } else {
        let mut analyser = Analyser::new(&model);
        conllu::from_words(&gold, &mut analyser)
    };
    let seconds = begun.elapsed().as_secs_f64();
    if let Some(out) = &args.out {
        std::fs::write(out, conllu::write(&found)).with_context(|| out.display().to_string())?;
    }
    let words: usize = found.iter().map(|tree| tree.words.len()).sum();
    anstream::print!("{}", score::score(&gold, &found));
    anstream::println!("{:<18} {:>6.0}", "words per second", words as f64 / seconds);
    Ok(())
}
