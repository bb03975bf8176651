//! `re3d`: who and what a document names, in the types of re3d, common nouns and pronouns included.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Context as _;
use rashomon::model::{Analysis, Deprel, NameKind, Span, TimeKind, Upos, Xpos};
use rashomon::{Pipeline, ReadOptions, ReadReport};
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::f1::{Counts, matching};
use crate::lines;
use crate::phrases::{Phrase, phrases};

/// Finds the entities of re3d's documents.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Documents: a JSON object a line, with `id` and `text`; `entities` are read for the figures only.
    gold: PathBuf,
    /// Where the predictions go, a JSON object a line.
    #[arg(long)]
    out: Option<PathBuf>,
}

/// The types that are scored.
const KINDS: [&str; 5] = ["Location", "Organisation", "Person", "Temporal", "Nationality"];

/// Words that tell a type where no name does.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nouns {
    person_pronouns: String,
    group_pronouns: String,
    person: String,
    group: String,
    place: String,
}

/// An entity: start and end in code points, and its type.
type Entity = (usize, usize, &'static str);

/// Runs the command.
///
/// # Errors
/// When a file cannot be read or written, or a line is not of the form above.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let rows = lines::read(&args.gold)?;
    let nouns: Nouns = toml::from_str(include_str!("types/re3d.toml"))?;
    let options = ReadOptions {
        media_type: Some("text/plain; charset=utf-8".into()),
        force: true,
        ..ReadOptions::default()
    };
    let found = |row: &Value| {
        let text = lines::field(row, "text")?;
        Ok(entities(&Pipeline::bundled().read(text.as_bytes(), &options).value, &nouns))
    };
    let found: Vec<Vec<Entity>> = rows.par_iter().map(found).collect::<anyhow::Result<_>>()?;
    if let Some(path) = &args.out {
        let names = |list: &[Entity]| -> Vec<Value> {
            list.iter().map(|(begin, end, kind)| json!({"begin": begin, "end": end, "type": kind})).collect()
        };
        let out = rows.iter().zip(&found).map(|(row, list)| json!({"id": row["id"], "names": names(list)}));
        lines::write(path, &out.collect::<Vec<_>>())?;
    }
    tell(&rows, &found)
}

/// The entities of a document, in text order.
fn entities(read: &ReadReport, nouns: &Nouns) -> Vec<Entity> {
    let (text, analysis) = (&read.report.text, &read.analysis);
    let mut spans: BTreeMap<(usize, usize), &'static str> = BTreeMap::new();
    for time in read.times.iter().filter(|t| t.kind != TimeKind::Set) {
        spans.insert((time.span.start(), time.span.end()), "Temporal");
    }
    let timed = |span: Span| read.times.iter().any(|t| t.span.contains(span));
    for phrase in phrases(analysis) {
        let head = analysis.tokens[phrase.head].span;
        let Some(kind) = (!timed(head)).then(|| kind(analysis, text, &phrase, nouns)).flatten() else {
            continue;
        };
        let tokens = if analysis.name_at(phrase.head).is_some_and(|n| n.kind == NameKind::Person) {
            phrase.tokens.clone()
        } else {
            phrase.with_of.clone()
        };
        let span = analysis.span(tokens);
        spans.entry((span.start(), span.end())).or_insert(kind);
    }
    let points = |(start, end): (usize, usize)| {
        let points = Span::new(start, end).code_points(text);
        (points.start, points.end)
    };
    spans
        .into_iter()
        .map(|(span, kind)| {
            let (begin, end) = points(span);
            (begin, end, kind)
        })
        .collect()
}

fn kind(analysis: &Analysis, text: &str, phrase: &Phrase, nouns: &Nouns) -> Option<&'static str> {
    let token = &analysis.tokens[phrase.head];
    let listed = |list: &str| list.split_whitespace().any(|w| w == token.lemma.as_str());
    let lower = analysis.form(text, phrase.head).to_lowercase();
    let form_listed = |list: &str| list.split_whitespace().any(|w| w == lower);
    if token.upos == Upos::Pron {
        return if form_listed(&nouns.person_pronouns) {
            Some("Person")
        } else {
            form_listed(&nouns.group_pronouns).then_some("Organisation")
        };
    }
    let agent = matches!(token.deprel, Deprel::Nsubj | Deprel::NmodPoss | Deprel::OblAgent | Deprel::Obj);
    if let Some(name) = analysis.name_at(phrase.head)
        && token.upos == Upos::Propn
    {
        return match name.kind {
            NameKind::Person => Some("Person"),
            NameKind::Organisation => Some("Organisation"),
            NameKind::Place if agent && token.deprel != Deprel::Obj => Some("Organisation"),
            NameKind::Place | NameKind::Facility => Some("Location"),
            NameKind::Nationality => Some("Organisation"),
            NameKind::Other => None,
        };
    }
    let many = matches!(token.xpos, Xpos::Nns | Xpos::Nnps);
    if form_listed(&nouns.group) || listed(&nouns.group) {
        Some("Organisation")
    } else if listed(&nouns.person) {
        Some(if many { "Organisation" } else { "Person" })
    } else {
        (form_listed(&nouns.place) || listed(&nouns.place)).then_some("Location")
    }
}

fn tell(rows: &[Value], found: &[Vec<Entity>]) -> anyhow::Result<()> {
    let mut exact: BTreeMap<&str, Counts> = BTreeMap::new();
    let mut overlap: BTreeMap<&str, Counts> = BTreeMap::new();
    for (row, found) in rows.iter().zip(found) {
        let text: Vec<char> = lines::field(row, "text")?.chars().collect();
        let gold = row["entities"].as_array().context("a line without `entities`")?;
        for kind in KINDS {
            let wanted = gold.iter().filter(|e| e["type"] == kind && e["confidence"].as_f64() >= Some(0.5));
            let number = |e: &Value, name: &str| e[name].as_u64().unwrap_or(0) as usize;
            let mut wanted: Vec<(usize, usize)> = wanted
                .map(|e| (cut(&text, number(e, "begin"), number(e, "end")), number(e, "end")))
                .collect();
            let mut said: Vec<(usize, usize)> =
                found.iter().filter(|e| e.2 == kind).map(|e| (cut(&text, e.0, e.1), e.1)).collect();
            for list in [&mut wanted, &mut said] {
                list.sort_unstable();
                list.dedup();
            }
            let right = said.iter().filter(|s| wanted.contains(s)).count();
            let meets = |a: &(usize, usize), b: &(usize, usize)| a.0 < b.1 && b.0 < a.1;
            let edges = said.iter().map(|s| (0..wanted.len()).filter(|&w| meets(s, &wanted[w])).collect());
            let met = matching(&edges.collect::<Vec<Vec<usize>>>());
            for name in [kind, "micro"] {
                exact.entry(name).or_default().add(right, said.len(), wanted.len());
                overlap.entry(name).or_default().add(met, said.len(), wanted.len());
            }
        }
    }
    for kind in KINDS.iter().chain(&["micro"]) {
        let (exact, overlap) = (exact.get(kind).copied(), overlap.get(kind).copied());
        anstream::println!(
            "{kind:13} exact {}   overlap {}",
            exact.unwrap_or_default(),
            overlap.unwrap_or_default()
        );
    }
    Ok(())
}

/// The start of a span without its article.
fn cut(text: &[char], begin: usize, end: usize) -> usize {
    let words: String = text.get(begin..end).unwrap_or_default().iter().take(4).collect();
    let article = ["the ", "The ", "a ", "an "].into_iter().find(|a| words.starts_with(a));
    begin + article.map_or(0, str::len)
}
