//! `rashomon weigh`: what most likely held, from a plain table of claims.

use std::fs::File;
use std::io::{BufReader, Write as _};
use std::path::Path;

use rashomon::v1;
use rashomon::weigh::{Form, Gold, Hierarchy, Item, Score, Settings, Table, Weighing, in_words, weigh};

use crate::args::{Look, WeighArgs};
use crate::columns;
use crate::failure::{Failure, Outcome};
use crate::term::{Style, Term};

/// Most disputed items shown; all are in the JSON.
const SHOWN: usize = 20;
/// An item is in dispute where the first answer is less sure than this.
const SURE: f64 = 0.95;
/// A pair of sources is told of from this share on.
const COPIED: f64 = 0.5;

/// Runs the command.
pub(crate) fn run(args: &WeighArgs, look: &Look) -> anyhow::Result<Outcome> {
    let (table, bad) = if is_parquet(&args.claims) {
        columns::claims(&args.claims)?
    } else {
        let (file, form) = open(&args.claims)?;
        Table::read(file, form).map_err(|e| {
            Failure::new(e.to_string())
                .hint("a table of claims has a heading: object, attribute, source, value, time")
        })?
    };
    let places = match &args.places {
        Some(path) => {
            let (file, form) = open(path)?;
            Hierarchy::read(file, form).map_err(|e| {
                Failure::new(e.to_string()).hint("a table of places has a heading: id, name, parent")
            })?
        }
        None => Hierarchy::default(),
    };
    if table.rows.is_empty() {
        return Err(Failure::new(format!("no claims in `{}`", args.claims.display())).into());
    }
    if bad > 0 {
        eprintln!("{bad} rows without an object, a source or a value were left out");
    }
    let gold = args.gold.as_deref().map(read_gold).transpose()?;
    let weighing = weigh(&table, &places, &Settings::default());
    let score = match &gold {
        None => None,
        Some(gold) => Some(gold.score(&table, &weighing).ok_or_else(|| {
            Failure::new("no item of the claims has a known truth")
                .hint("object and attribute of both tables have to be written alike")
        })?),
    };
    let mut out = std::io::stdout().lock();
    if args.json {
        let wire = v1::Weighing::new(&table, &weighing, score.as_ref());
        serde_json::to_writer_pretty(&mut out, &wire)?;
        writeln!(out)?;
    } else {
        out.write_all(as_text(look.term(), &table, &weighing).as_bytes())?;
        if let Some(score) = &score {
            out.write_all(scored(look.term(), score).as_bytes())?;
        }
    }
    out.flush()?;
    Ok(if bad > 0 { Outcome::Partly } else { Outcome::Fine })
}

fn form(path: &Path) -> Result<Form, Failure> {
    match path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).as_deref() {
        Some("tsv" | "tab") => Ok(Form::Tsv),
        Some("csv") => Ok(Form::Csv),
        _ => Err(Failure::new(format!("`{}` is no table that can be read", path.display()))
            .hint("tables end in .csv (commas), .tsv (tabs) or .parquet")),
    }
}

fn is_parquet(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("parquet"))
}

fn read_gold(path: &Path) -> anyhow::Result<Gold> {
    let (gold, bad) = if is_parquet(path) {
        columns::gold(path)?
    } else {
        let (file, form) = open(path)?;
        Gold::read(file, form).map_err(|e| {
            Failure::new(e.to_string()).hint("a table of truths has a heading: object, attribute, value")
        })?
    };
    if bad > 0 {
        eprintln!("{bad} truths without an object or a value were left out");
    }
    Ok(gold)
}

/// How good the answers are, for people.
fn scored(term: Term, score: &Score) -> String {
    let general = score.general.map_or(String::new(), |g| format!(" · no wronger than too general {g:.3}"));
    let head =
        format!("{} known · accuracy {:.3}{general}", count(score.items, "truth", "truths"), score.accuracy);
    let loss = format!("log loss {:.3} · Brier {:.3} · ECE {:.3}", score.log_loss, score.brier, score.ece);
    let [_, fifth, _, _, half, ..] = score.surest;
    let surest = format!("accuracy of the surest fifth {fifth:.3}, of the surest half {half:.3}");
    format!(
        "\n{}{}{}",
        term.block(0, Style::Bold, &head),
        term.block(2, Style::Plain, &loss),
        term.block(2, Style::Plain, &surest)
    )
}

/// A table whose name tells its form.
fn open(path: &Path) -> Result<(BufReader<File>, Form), Failure> {
    let form = form(path)?;
    let file = File::open(path).map_err(|e| {
        Failure::new(format!("cannot read `{}`: {e}", path.display()))
            .hint("check the path and who may read the file")
    })?;
    Ok((BufReader::new(file), form))
}

fn name(table: &Table, item: &Item) -> String {
    let (object, attribute) = (table.objects.name(item.object), table.attributes.name(item.attribute));
    if attribute.is_empty() { object.to_owned() } else { format!("{object}, {attribute}") }
}

fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

fn voices(claims: usize, voices: f64) -> String {
    format!("{}, {voices:.1} voices", count(claims, "claim", "claims"))
}

fn as_text(term: Term, table: &Table, weighing: &Weighing) -> String {
    let mut open: Vec<&Item> = weighing
        .items
        .iter()
        .filter(|i| i.answers.len() > 1 && i.answers.first().is_some_and(|a| a.probability < SURE))
        .collect();
    let first = |i: &Item| i.answers.first().map_or(0.0, |a| a.probability);
    open.sort_by(|a, b| first(a).total_cmp(&first(b)));
    let head = format!(
        "{} · {} · {} · {} in dispute",
        count(table.rows.len(), "claim", "claims"),
        count(table.sources.len(), "source", "sources"),
        count(weighing.items.len(), "item", "items"),
        open.len()
    );
    let mut out = term.block(0, Style::Bold, &head);
    for item in open.iter().take(SHOWN) {
        out.push('\n');
        out.push_str(&term.block(0, Style::Bold, &name(table, item)));
        for answer in item.answers.iter().take(4) {
            let line = format!(
                "{:.2}  {}  ({}; {})",
                answer.probability,
                table.values.name(answer.value),
                in_words(answer.probability),
                voices(answer.claims, answer.voices)
            );
            out.push_str(&term.block(2, Style::Plain, &line));
        }
        if let Some(reason) = item.reasons.first() {
            let row = table.rows[reason.row as usize];
            let line = format!(
                "heaviest: {} says {} ({:+.1}){}",
                table.sources.name(row.source),
                table.values.name(row.value),
                reason.weight,
                item.turning.map_or(String::new(), |n| format!(
                    "; without {} the second would be the likelier",
                    count(n, "claim", "claims")
                ))
            );
            out.push_str(&term.block(2, Style::Dim, &line));
        }
    }
    if open.len() > SHOWN {
        out.push('\n');
        out.push_str(&term.block(
            0,
            Style::Dim,
            &format!("and {} more; `--json` has all", open.len() - SHOWN),
        ));
    }
    let copies = weighing.copying.iter().filter(|c| c.share >= COPIED).count();
    if copies > 0 {
        out.push('\n');
        let pairs = count(copies, "pair of sources says", "pairs of sources say");
        out.push_str(&term.block(
            0,
            Style::Dim,
            &format!("{pairs} mostly the same, and count as one voice as far as they do"),
        ));
    }
    out
}
