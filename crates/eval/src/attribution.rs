//! `attribution`: who says what, in the forms that are scored.
//!
//! A file of JSON lines with `doc` and `text` gives one line a text with its attributions, each with
//! `source`, `cue` and `content` as spans counted in Unicode code points; only the teller nearest to
//! the event is named. A folder of annotated reports gives the same reports with the `sources` of
//! every claim read at its quote, all else left as annotated, so that `score` tells how often the
//! chain is right.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Parser;
use rashomon::extract::attribution::{Attribution, AttributionTable, attributions, covering};
use rashomon::lang::{Analyser, Model};
use rashomon::model::{Action, ActionGroup, Analysis, Block, BlockKind, Report, SourceMap, Span, Upos};
use serde::{Deserialize, Serialize};

use crate::goldform::{GoldReport, read_folder, write};

/// Writes who says what in a file of texts, or for the claims of a folder of annotated reports.
#[derive(Debug, Parser)]
pub(crate) struct Args {
    /// JSON lines with `doc` and `text`, or a folder of annotated reports.
    texts: PathBuf,
    /// Where the answer goes: a file for a file, a folder for a folder.
    #[arg(long)]
    out: PathBuf,
}

#[derive(Deserialize)]
struct Text {
    doc: String,
    text: String,
}

#[derive(Serialize)]
struct Read {
    doc: String,
    attributions: Vec<Parts>,
}

/// The parts of an attribution, as code points.
#[derive(Serialize)]
struct Parts {
    source: Vec<[usize; 2]>,
    cue: Vec<[usize; 2]>,
    content: Vec<[usize; 2]>,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let model = Model::from_bytes(rashomon_data::LANG_EN).context("the bundled language model")?;
    let table: AttributionTable = rashomon::resources::from_bytes(rashomon_data::ATTRIBUTION)?;
    let mut analyser = Analyser::new(&model);
    if args.texts.is_dir() {
        return folder(&args.texts, &args.out, &mut analyser, &table);
    }
    let lines = std::fs::read_to_string(&args.texts)
        .with_context(|| format!("cannot read `{}`", args.texts.display()))?;
    let mut out = String::new();
    for line in lines.lines().filter(|l| !l.trim().is_empty()) {
        let text: Text = serde_json::from_str(line).context("a line is no text")?;
        let report = report(text.text);
        let analysis = analyser.report(&report).value;
        let found = attributions(&report, &analysis, &table);
        let points = Points::new(&report.text);
        let read = Read {
            doc: text.doc,
            attributions: found.iter().map(|a| parts(a, &analysis, &points)).collect(),
        };
        out += &serde_json::to_string(&read)?;
        out.push('\n');
    }
    std::fs::write(&args.out, out).with_context(|| format!("cannot write `{}`", args.out.display()))
}

fn report(text: String) -> Report {
    let span = Span::new(0, text.len());
    Report {
        blocks: vec![Block { span, kind: BlockKind::Paragraph }],
        source: SourceMap::identity(0, text.len()),
        text,
        ..Report::default()
    }
}

fn parts(attribution: &Attribution, analysis: &Analysis, points: &Points) -> Parts {
    let source = attribution.sources.first().and_then(|l| l.span);
    Parts {
        source: source.into_iter().map(|s| points.of(s)).collect(),
        cue: vec![points.of(attribution.cue)],
        content: attribution.content_spans(analysis).map(|s| points.of(s)).collect(),
    }
}

/// The number of code points before every byte of a text.
struct Points(Vec<usize>);

impl Points {
    fn new(text: &str) -> Self {
        let mut before = vec![0; text.len() + 1];
        for (number, (at, c)) in text.char_indices().enumerate() {
            before[at..at + c.len_utf8()].fill(number);
        }
        before[text.len()] = text.chars().count();
        Self(before)
    }

    fn of(&self, span: Span) -> [usize; 2] {
        [self.0[span.start()], self.0[span.end()]]
    }
}

fn folder(
    from: &Path,
    to: &Path,
    analyser: &mut Analyser<'_>,
    table: &AttributionTable,
) -> anyhow::Result<()> {
    for (file, mut gold) in read_folder(from)? {
        let report = gold.report();
        let analysis = analyser.report(&report).value;
        let found = attributions(&report, &analysis, table);
        sources(&mut gold, &report, &analysis, &found);
        write(to, &file, &gold)?;
    }
    Ok(())
}

/// Puts the chain read at each claim's quote in the place of the annotated one: the chain that most of
/// the quote's words are covered by. The speaker of a word action is its actor, and no source.
fn sources(gold: &mut GoldReport, report: &Report, analysis: &Analysis, found: &[Attribution]) {
    let mut from = 0;
    for claim in &mut gold.claims {
        let at = report.text[from..].find(&claim.quote).map(|i| i + from);
        let Some(start) = at.or_else(|| report.text.find(&claim.quote)) else {
            claim.sources.clear();
            continue;
        };
        from = start;
        let quote = Span::new(start, start + claim.quote.len());
        let mut votes: Vec<(Vec<String>, usize)> = Vec::new();
        for (token, word) in analysis.tokens.iter().enumerate() {
            let counts = matches!(word.upos, Upos::Verb | Upos::Noun | Upos::Propn | Upos::Num);
            if !quote.contains(word.span) || !counts {
                continue;
            }
            let chain: Vec<String> = covering(found, token).chain.links.into_iter().map(|l| l.text).collect();
            match votes.iter_mut().find(|v| v.0 == chain) {
                Some(vote) => vote.1 += 1,
                None => votes.push((chain, 1)),
            }
        }
        let mut chain = votes.into_iter().max_by_key(|v| v.1).map(|v| v.0).unwrap_or_default();
        let word = Action::parse(&claim.action).is_some_and(|a| {
            a.group() == ActionGroup::Words && !matches!(a, Action::Agree | Action::Meet | Action::Protest)
        });
        if word && !chain.is_empty() {
            chain.remove(0);
        }
        claim.sources = chain;
    }
}
