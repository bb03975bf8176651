//! Trains the model of `rashomon-lang`, and measures it on what it was not trained on.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context as _;
use rashomon_lang::conllu::{self, Tree};
use rashomon_lang::train::{self, Data, NamedSentence, Settings};
use rashomon_lang::{Analyser, Model, score};

/// Trains the English language layer.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    /// Folders with `train.conllu` and, to measure on, `dev.conllu`.
    #[arg(long, num_args = 1.., required = true)]
    treebank: Vec<PathBuf>,
    /// Two-column files with names (word, BIO tag).
    #[arg(long, num_args = 1..)]
    names: Vec<PathBuf>,
    /// The same, but only the sentences that stand in a treebank.
    #[arg(long, num_args = 1..)]
    names_of_treebank: Vec<PathBuf>,
    /// Sentences with names in brackets, whose names are exchanged for others.
    #[arg(long, default_value = "crates/lang/tests/cases/names-train.txt")]
    cases: PathBuf,
    /// Word lists of the pack.
    #[arg(long, default_value = "resources/lang/lists")]
    lists: PathBuf,
    /// Table of forms whose lemma no rule gives.
    #[arg(long, default_value = "resources/lang/lemmas/forms.tsv")]
    lemmas: PathBuf,
    /// Names of towns, one a line.
    #[arg(long)]
    towns: Option<PathBuf>,
    /// Two-column files to measure names on, never trained on.
    #[arg(long, num_args = 1..)]
    measure_names: Vec<PathBuf>,
    /// Where the weights go.
    #[arg(long)]
    out: PathBuf,
    /// Seed of the training.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Passes over the data.
    #[arg(long, default_value_t = 10)]
    epochs: usize,
    /// Drop weights below these shares, in 32,000ths of the largest: of tags, trees and names.
    #[arg(long, num_args = 3, default_values_t = [40, 90, 20])]
    prune: Vec<i16>,
    /// Where the weights stand before small ones are dropped; without it they are not kept.
    #[arg(long)]
    whole: Option<PathBuf>,
    /// Drop small weights of `--whole` anew instead of training.
    #[arg(long)]
    again: bool,
    /// With `--again`, train the names anew before.
    #[arg(long, requires = "again")]
    names_again: bool,
    /// Only measure the weights that stand at `--out`.
    #[arg(long)]
    measure: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    if !args.measure {
        let begun = Instant::now();
        let mut model = match &args.whole {
            Some(whole) if args.again => Model::from_bytes(&fs::read(whole)?)?,
            _ => {
                let settings = Settings { seed: args.seed, epochs: args.epochs };
                train::train(&data(args)?, settings, &|line| eprintln!("{line}"))
            }
        };
        if args.names_again {
            let settings = Settings { seed: args.seed, epochs: args.epochs };
            train::train_names(&mut model, &data(args)?, settings, &|line| eprintln!("{line}"));
        }
        if let Some(whole) = args.whole.as_ref().filter(|_| !args.again || args.names_again) {
            fs::write(whole, model.to_bytes()).with_context(|| whole.display().to_string())?;
        }
        train::add_lemmas(&mut model, &read(&args.lemmas)?);
        if let [tags, trees, names] = args.prune[..] {
            train::prune(&mut model, [tags, trees, names]);
        }
        let bytes = model.to_bytes();
        fs::write(&args.out, &bytes).with_context(|| args.out.display().to_string())?;
        println!("{} bytes in {:.0} s", bytes.len(), begun.elapsed().as_secs_f64());
    }
    let bytes = fs::read(&args.out).with_context(|| args.out.display().to_string())?;
    let begun = Instant::now();
    let model = Model::from_bytes(&bytes)?;
    println!("read in {:.1} ms", begun.elapsed().as_secs_f64() * 1000.0);
    for folder in &args.treebank {
        let file = folder.join("dev.conllu");
        if file.exists() {
            measure(&trees(&file)?, &file, &model);
        }
    }
    for file in &args.measure_names {
        let text = read(file)?;
        let brackets = file.extension().is_some_and(|e| e == "txt");
        let gold = if brackets { train::read_brackets(&text) } else { train::read_bio(&text) };
        measure_names(&gold, file, &model);
    }
    Ok(())
}

fn read(file: &Path) -> anyhow::Result<String> {
    fs::read_to_string(file).with_context(|| file.display().to_string())
}

fn trees(file: &Path) -> anyhow::Result<Vec<Tree>> {
    conllu::read(&read(file)?).with_context(|| file.display().to_string())
}

fn data(args: &Args) -> anyhow::Result<Data> {
    let mut data = Data::default();
    for folder in &args.treebank {
        data.trees.extend(trees(&folder.join("train.conllu"))?);
    }
    for file in &args.names {
        data.named.extend(train::read_bio(&read(file)?));
    }
    let known: HashSet<String> =
        data.trees.iter().map(|t| t.words.iter().map(|w| w.form.as_str()).collect()).collect();
    for file in &args.names_of_treebank {
        let all = train::read_bio(&read(file)?);
        let count = all.len();
        let kept: Vec<NamedSentence> =
            all.into_iter().filter(|s| known.contains(&s.forms.concat())).collect();
        eprintln!("{}: {} of {count} sentences stand in a treebank", file.display(), kept.len());
        data.named.extend(kept);
    }
    data.cases = train::read_brackets(&read(&args.cases)?);
    for entry in fs::read_dir(&args.lists).with_context(|| args.lists.display().to_string())? {
        let file = entry?.path();
        if let Some(name) = file.file_stem().and_then(|name| name.to_str()) {
            data.lists.insert(name.to_owned(), list(&file)?);
        }
    }
    if let Some(towns) = &args.towns {
        data.lists.insert("towns".to_owned(), list(towns)?);
    }
    eprintln!("{} trees, {} sentences with names", data.trees.len(), data.named.len());
    Ok(data)
}

/// The entries of a list, sorted: one a line, `#` begins a comment.
fn list(file: &Path) -> anyhow::Result<Vec<String>> {
    let text = read(file)?;
    let mut entries: Vec<String> = text
        .lines()
        .map(|line| line.split('#').next().unwrap_or("").trim().to_owned())
        .filter(|entry| !entry.is_empty())
        .collect();
    entries.sort();
    entries.dedup();
    Ok(entries)
}

/// Gold words, then raw text.
fn measure(gold: &[Tree], file: &Path, model: &Model) {
    let mut analyser = Analyser::new(model);
    let begun = Instant::now();
    let found: Vec<Tree> = gold.iter().map(|tree| conllu::from_words(tree, &mut analyser)).collect();
    let count: usize = gold.iter().map(|t| t.words.len()).sum();
    let speed = count as f64 / begun.elapsed().as_secs_f64();
    println!("{} (gold words, {speed:.0} words/s)\n{}", file.display(), score::score(gold, &found));
    let raw = conllu::from_text(&conllu::raw_text(gold), model);
    println!("{} (raw text)\n{}", file.display(), score::score(gold, &raw));
}

/// Persons, organisations and places (facilities count as places), whole names.
fn measure_names(gold: &[NamedSentence], file: &Path, model: &Model) {
    println!("{}", file.display());
    for (name, counts) in train::score_names(gold, model) {
        let (precision, recall) = (
            100.0 * counts.right as f64 / counts.found.max(1) as f64,
            100.0 * counts.right as f64 / counts.gold.max(1) as f64,
        );
        println!("  {name:<14} P {precision:5.1}  R {recall:5.1}  F1 {:5.1}", counts.f1());
    }
}
