//! `times`: time expressions of texts with a day of publication, in the form TimeML scorers read.

use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use rashomon::model::{Day, Report, TimeKind, TimeMention};
use rashomon::times::{Anchoring, Mode, timex};
use serde::{Deserialize, Serialize};

/// Writes the time expressions of annotated texts.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Annotated texts, one JSON object a line: `{"doc", "dct", "text"}`; nothing else of it is read.
    gold: PathBuf,
    /// Where the expressions go, one JSON object a text: `{"doc", "timexes": [{start, end, type, value}]}`,
    /// counted in code points.
    #[arg(long)]
    out: PathBuf,
    /// What relative times hang on.
    #[arg(long, value_enum, default_value = "auto")]
    mode: ModeName,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum ModeName {
    /// As each text shows.
    Auto,
    /// The day of publication.
    News,
    /// The last date told.
    Narrative,
}

#[derive(Deserialize)]
struct Line {
    doc: String,
    dct: Option<String>,
    text: String,
}

#[derive(Serialize)]
struct Predicted {
    doc: String,
    timexes: Vec<Timex>,
}

#[derive(Serialize)]
struct Timex {
    start: usize,
    end: usize,
    r#type: &'static str,
    value: String,
}

/// Runs the command.
///
/// # Errors
/// When a file cannot be read or written, or a line is of another form.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let file = std::fs::File::open(&args.gold).with_context(|| args.gold.display().to_string())?;
    let out = std::fs::File::create(&args.out).with_context(|| args.out.display().to_string())?;
    let mut out = BufWriter::new(out);
    let mode = match args.mode {
        ModeName::Auto => Mode::Auto,
        ModeName::News => Mode::News,
        ModeName::Narrative => Mode::Narrative,
    };
    let (mut bytes, mut spent) = (0, Duration::ZERO);
    for (number, line) in BufReader::new(file).lines().enumerate() {
        let line: Line = serde_json::from_str(&line?).with_context(|| format!("line {}", number + 1))?;
        // Some days of publication carry a time of day.
        let published: Option<Day> =
            line.dct.as_deref().and_then(|d| d.get(..10)).and_then(|d| d.parse().ok());
        let report = Report { text: line.text, ..Report::default() };
        let begun = Instant::now();
        let found = timex(&report, &Anchoring { published, mode, zone: None }).value;
        spent += begun.elapsed();
        bytes += report.text.len();
        let timexes = code_points(&report.text, &found);
        serde_json::to_writer(&mut out, &Predicted { doc: line.doc, timexes })?;
        writeln!(out)?;
    }
    out.flush()?;
    let seconds = spent.as_secs_f64().max(1e-9);
    writeln!(
        std::io::stderr(),
        "{bytes} bytes in {seconds:.3} s, {:.2} MB/s (first use compiles the lexicon)",
        bytes as f64 / 1e6 / seconds
    )?;
    Ok(())
}

/// Mentions with their places counted in code points, in one pass over the text.
fn code_points(text: &str, mentions: &[TimeMention]) -> Vec<Timex> {
    let (mut at, mut count) = (0, 0);
    mentions
        .iter()
        .map(|mention| {
            count += text[at..mention.span.start()].chars().count();
            at = mention.span.start();
            let length = mention.span.slice(text).chars().count();
            Timex {
                start: count,
                end: count + length,
                r#type: match mention.kind {
                    TimeKind::Date => "DATE",
                    TimeKind::Time => "TIME",
                    TimeKind::Duration => "DURATION",
                    TimeKind::Set => "SET",
                },
                value: mention.value.clone(),
            }
        })
        .collect()
}
