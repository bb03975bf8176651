//! From sources to readings: several at once, in the order they were named.

use indicatif::{ProgressBar, ProgressStyle};
use rashomon::model::{Note, Reading};
use rashomon::{Pipeline, ReadOptions, ReadReport, refusal};
use rayon::prelude::*;

use crate::args::{Atlas, Known};
use crate::failure::Failure;
use crate::input::Source;

/// Reports that were read, with their names, in the order they were named.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    pub(crate) names: Vec<String>,
    pub(crate) reports: Vec<Reading<ReadReport>>,
}

/// From this many reports on, standard error tells how far it is.
const MANY: usize = 24;

/// Code of the note that says the text is in another language.
const FOREIGN: &str = "text/language";

/// The stages, with the user's own places where there are any.
pub(crate) fn pipeline(atlas: &Atlas) -> Result<Pipeline, Failure> {
    let Some(path) = &atlas.gazetteer else { return Ok(Pipeline::bundled()) };
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|e| Failure::new(format!("cannot read `{name}`: {e}")).hint("a gazetteer is UTF-8 text"))?;
    Pipeline::bundled()
        .with_places(&name, &text)
        .map_err(|e| Failure::new(e.to_string()).hint("docs/command.md tells the columns of a gazetteer"))
}

/// Reads all sources; what cannot be read goes to `failures`, in order.
///
/// `keep_analysis` keeps words and trees, which take some hundred bytes a word.
pub(crate) fn all(
    pipeline: &Pipeline,
    sources: &[Source],
    known: &Known,
    keep_analysis: bool,
    failures: &mut Vec<Failure>,
) -> Loaded {
    let progress = progress(sources.len());
    let read = |source: &Source| {
        let result = one(pipeline, source, known).map(|mut reading| {
            if !keep_analysis {
                reading.value.analysis = rashomon::model::Analysis::default();
            }
            reading
        });
        progress.inc(1);
        result
    };
    // Collecting keeps the order of the sources, whatever thread is done first.
    let results: Vec<_> = match sources {
        [only] => vec![read(only)],
        many => many.par_iter().map(read).collect(),
    };
    progress.finish_and_clear();
    let mut loaded = Loaded::default();
    for (source, result) in sources.iter().zip(results) {
        match result {
            Ok(reading) => {
                loaded.names.push(source.name());
                loaded.reports.push(reading);
            }
            Err(failure) => failures.push(failure),
        }
    }
    loaded
}

/// Reads one source.
pub(crate) fn one(
    pipeline: &Pipeline,
    source: &Source,
    known: &Known,
) -> Result<Reading<ReadReport>, Failure> {
    let bytes = source.bytes()?;
    let options = ReadOptions {
        published: known.published,
        zone: known.zone,
        force: known.force,
        file_name: source.file_name(),
        ..ReadOptions::default()
    };
    let reading = pipeline.read(&bytes, &options);
    match refusal(&reading.notes, known.force) {
        Some(note) => Err(hopeless(source, note)),
        None => Ok(reading),
    }
}

fn hopeless(source: &Source, note: &Note) -> Failure {
    let failure =
        Failure::new(format!("cannot read `{}`: {}", source.name(), note.message.trim_end_matches('.')));
    match &note.hint {
        _ if note.code == FOREIGN => failure.hint("`--force` reads it as if it were English"),
        Some(hint) => failure.hint(hint.clone()),
        None => failure,
    }
}

/// Hidden by itself where standard error is no terminal.
fn progress(sources: usize) -> ProgressBar {
    if sources < MANY {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos} of {len} reports").ok();
    let bar = ProgressBar::new(sources as u64);
    match style {
        Some(style) => bar.with_style(style),
        None => bar,
    }
}
