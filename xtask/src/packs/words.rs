//! How many documents a word stands in, from the texts of treebanks.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;
use rashomon_copies::{counts as is_word, stem};

/// `cargo xtask pack words`
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    /// Files in CoNLL-U.
    #[arg(required = true)]
    treebanks: Vec<PathBuf>,
    /// The table to write.
    #[arg(long)]
    out: PathBuf,
}

/// Sentences of a document: longer ones are counted as several, so that all are of a size.
const SENTENCES: usize = 20;
/// Documents a word has to stand in to be listed.
const LEAST: usize = 3;

/// Counts words and writes the table.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut documents = 0;
    for file in &args.treebanks {
        let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
        let mut words = BTreeSet::new();
        let mut sentences = 0;
        for line in text.lines() {
            let new = line.starts_with("# newdoc");
            sentences += usize::from(line.starts_with("# sent_id"));
            if new || sentences > SENTENCES {
                documents += count(&mut words, &mut counts);
                sentences = usize::from(!new);
            }
            let mut columns = line.split('\t');
            if let (Some(number), Some(form)) = (columns.next(), columns.next())
                && number.bytes().all(|b| b.is_ascii_digit())
            {
                let parts = form.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
                words.extend(parts.filter(|w| is_word(w)).map(|w| stem(&w).to_owned()));
            }
        }
        documents += count(&mut words, &mut counts);
    }
    let mut table = format!("#documents\t{documents}\n");
    for (stem, count) in counts.iter().filter(|(_, n)| **n >= LEAST) {
        let _ = writeln!(table, "{stem}\t{count}");
    }
    std::fs::write(&args.out, table).with_context(|| args.out.display().to_string())
}

/// Counts the words of one document; gives 1, or 0 where there are none.
fn count(words: &mut BTreeSet<String>, counts: &mut BTreeMap<String, usize>) -> usize {
    let document = usize::from(!words.is_empty());
    for word in std::mem::take(words) {
        *counts.entry(word).or_default() += 1;
    }
    document
}
