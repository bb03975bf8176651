//! `names`: a two-column file (word, BIO tag) against the names the language layer finds, each
//! sentence read alone.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;
use std::path::PathBuf;

use anyhow::Context as _;
use rashomon::lang::Analyser;
use rashomon::lang::score::Counts;
use rashomon::model::NameKind;

/// Finds names in a two-column file and scores them.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The file: a word and its BIO tag a line, an empty line between sentences.
    file: PathBuf,
    /// Where the predicted file goes, in the same form.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Weights to use in place of the bundled ones.
    #[arg(long)]
    model: Option<PathBuf>,
}

/// What types a kind can be written as, best first.
fn types(kind: NameKind) -> &'static [&'static str] {
    match kind {
        NameKind::Person => &["per", "person"],
        NameKind::Organisation => &["org", "organization", "organisation"],
        NameKind::Place => &["loc", "location", "place", "gpe"],
        NameKind::Nationality => &["norp", "nationality", "misc"],
        NameKind::Facility => &["fac", "facility", "loc", "location", "place"],
        NameKind::Other => &["misc", "other", "event"],
    }
}

/// Runs the command.
///
/// # Errors
/// When a file cannot be read or written.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let model = crate::parse::model(args.model.as_ref())?;
    let text = std::fs::read_to_string(&args.file).with_context(|| args.file.display().to_string())?;
    let sentences = read(&text);
    let known: BTreeSet<&str> =
        sentences.iter().flatten().filter_map(|(_, tag)| tag.split_once('-')).map(|(_, kind)| kind).collect();
    let written = |kind: NameKind| {
        types(kind).iter().find_map(|name| known.iter().copied().find(|k| k.eq_ignore_ascii_case(name)))
    };
    let mut analyser = Analyser::new(&model);
    let mut counts: BTreeMap<&str, Counts> = known.iter().map(|&kind| (kind, Counts::default())).collect();
    let mut out = String::new();
    let cut: Vec<Cut<'_>> = sentences.iter().map(|s| Cut::new(s)).collect();
    let parts: Vec<Vec<&str>> = cut.iter().map(|c| c.parts.iter().map(AsRef::as_ref).collect()).collect();
    for ((sentence, cut), parsed) in sentences.iter().zip(&cut).zip(analyser.sentences(&parts)) {
        let tags = cut.tags(&parsed.names, written);
        let gold = spans(sentence.iter().map(|w| w.1));
        let found = spans(tags.iter().map(String::as_str));
        for name in &gold {
            counts.entry(name.1).or_default().gold += 1;
        }
        for name in &found {
            let kind = known.get(name.1).copied().unwrap_or_default();
            let counts = counts.entry(kind).or_default();
            counts.found += 1;
            counts.right += usize::from(gold.contains(name));
        }
        for ((form, _), tag) in sentence.iter().zip(&tags) {
            let _ = writeln!(out, "{form}\t{tag}");
        }
        out.push('\n');
    }
    if let Some(path) = &args.out {
        std::fs::write(path, out).with_context(|| path.display().to_string())?;
    }
    let mut all = Counts::default();
    for (kind, counts) in &counts {
        tell(kind, *counts);
        all.right += counts.right;
        all.found += counts.found;
        all.gold += counts.gold;
    }
    tell("all", all);
    Ok(())
}

fn tell(kind: &str, counts: Counts) {
    let share = |of: usize| 100.0 * counts.right as f64 / of.max(1) as f64;
    let (precision, recall) = (share(counts.found), share(counts.gold));
    anstream::println!(
        "{kind:<16} P {precision:5.1}  R {recall:5.1}  F1 {:5.1}  of {}",
        counts.f1(),
        counts.gold
    );
}

/// Sentences of words with their tags.
fn read(text: &str) -> Vec<Vec<(&str, &str)>> {
    let mut sentences = vec![Vec::new()];
    for line in text.lines() {
        let mut columns = line.split('\t');
        match (columns.next().map(str::trim), columns.next()) {
            (Some(form), tag) if !form.is_empty() => {
                if let Some(last) = sentences.last_mut() {
                    last.push((form, tag.unwrap_or("O")));
                }
            }
            _ => sentences.push(Vec::new()),
        }
    }
    sentences.retain(|s| !s.is_empty());
    sentences
}

/// A sentence with its words as the analyser cuts them.
struct Cut<'t> {
    parts: Vec<Cow<'t, str>>,
    /// The first part of each word.
    first: Vec<usize>,
}

impl<'t> Cut<'t> {
    /// Files cut some words finer than any text has them (`’ s`, `U . S .`): these are put together
    /// again first.
    fn new(sentence: &[(&'t str, &str)]) -> Self {
        let (mut parts, mut first) = (Vec::new(), Vec::new());
        let mut at = 0;
        while at < sentence.len() {
            let glued = glued(&sentence[at..]);
            first.extend(std::iter::repeat_n(parts.len(), glued));
            if glued > 1 {
                parts.push(sentence[at..at + glued].iter().map(|w| w.0).collect());
            } else {
                let form = sentence[at].0;
                parts.extend(rashomon::lang::tokens(form).into_iter().map(|p| Cow::Borrowed(&form[p.range])));
                if first.last() == Some(&parts.len()) {
                    parts.push(Cow::Borrowed(form));
                }
            }
            at += glued;
        }
        Self { parts, first }
    }

    /// One tag a word of the file: the first part of each decides.
    fn tags<'k>(
        &self,
        names: &[(Range<usize>, NameKind)],
        written: impl Fn(NameKind) -> Option<&'k str>,
    ) -> Vec<String> {
        let mut tags = vec!["O".to_owned(); self.first.len()];
        for (range, kind) in names {
            let Some(kind) = written(*kind) else { continue };
            let mut place = "B";
            for (tag, at) in tags.iter_mut().zip(&self.first) {
                if range.contains(at) {
                    *tag = format!("{place}-{kind}");
                    place = "I";
                }
            }
        }
        tags
    }
}

/// How many of the first words were one in the text.
fn glued(words: &[(&str, &str)]) -> usize {
    let apostrophe = |form: &str| form == "’" || form == "'";
    if let [(a, _), (b, _), ..] = words
        && apostrophe(a)
        && ["s", "S", "t", "re", "ve", "ll", "d", "m"].contains(b)
    {
        return 2;
    }
    let letter = |form: &str| form.len() == 1 && form.starts_with(|c: char| c.is_ascii_uppercase());
    let pairs = words.chunks_exact(2).take_while(|pair| letter(pair[0].0) && pair[1].0 == ".").count();
    if pairs > 1 { 2 * pairs } else { 1 }
}

/// The names that BIO tags mark.
fn spans<'t>(tags: impl Iterator<Item = &'t str>) -> Vec<(Range<usize>, &'t str)> {
    let mut spans: Vec<(Range<usize>, &str)> = Vec::new();
    for (i, tag) in tags.enumerate() {
        let Some((place, kind)) = tag.split_once('-') else { continue };
        match spans.last_mut() {
            Some((range, last)) if place == "I" && range.end == i && *last == kind => range.end = i + 1,
            _ => spans.push((i..i + 1, kind)),
        }
    }
    spans
}
