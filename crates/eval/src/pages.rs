//! Story out of a page: reads the pages of a gold file and scores the text, or writes it for another
//! scorer.
//!
//! Gold: lines of JSON `{"doc", "html": path beside the gold file, "url", "body"}`. The score is the
//! rule of the article-extraction benchmark: shingles of four words, precision and recall a page, F1 of
//! their means.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use rashomon::model::BlockKind;
use rashomon::text::{Hint, read};
use serde::{Deserialize, Serialize};

/// Scores the story read from web pages.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Gold file, lines of JSON.
    gold: PathBuf,
    /// Where to write `{"doc", "text"}` lines.
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
struct Gold {
    doc: String,
    html: String,
    url: Option<String>,
    #[serde(default)]
    body: String,
}

#[derive(Debug, Serialize)]
struct Read<'t> {
    doc: &'t str,
    text: String,
}

/// Reads the pages, prints the scores and the speed.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let text =
        std::fs::read_to_string(&args.gold).with_context(|| format!("reading {}", args.gold.display()))?;
    let folder = args.gold.parent().unwrap_or(Path::new("."));
    let mut out = args.out.as_ref().map(std::fs::File::create).transpose()?.map(std::io::BufWriter::new);
    let (mut precision, mut recall) = (Vec::new(), Vec::new());
    let (mut pages, mut seconds) = (0u32, 0.0);
    for line in text.lines() {
        let gold: Gold = serde_json::from_str(line).context("a line of the gold file")?;
        let page = page(&folder.join(&gold.html))?;
        let before = Instant::now();
        let story = story(&page, gold.url.as_deref());
        seconds += before.elapsed().as_secs_f64();
        pages += 1;
        let (wanted, found) = (shingles(&gold.body), shingles(&story));
        let both: u32 = wanted.iter().map(|(s, n)| (*n).min(found.get(s).copied().unwrap_or(0))).sum();
        let total = |bag: &BTreeMap<_, u32>| bag.values().sum::<u32>();
        if !found.is_empty() {
            precision.push(f64::from(both) / f64::from(total(&found)));
        }
        if !wanted.is_empty() {
            recall.push(f64::from(both) / f64::from(total(&wanted)));
        }
        if let Some(out) = &mut out {
            serde_json::to_writer(&mut *out, &Read { doc: &gold.doc, text: story })?;
            out.write_all(b"\n")?;
        }
    }
    let mean = |all: &[f64]| all.iter().sum::<f64>() / all.len().max(1) as f64;
    let (p, r) = (mean(&precision), mean(&recall));
    let f = if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 };
    #[allow(clippy::print_stdout, reason = "the command's result")]
    {
        println!(
            "pages={pages} shingle_P={:.1} shingle_R={:.1} shingle_F1={:.1}",
            p * 100.0,
            r * 100.0,
            f * 100.0
        );
        println!("pages_per_second={:.0}", f64::from(pages) / seconds);
    }
    Ok(())
}

/// The bytes of a page; `.gz` is unpacked.
fn page(path: &Path) -> anyhow::Result<Vec<u8>> {
    let packed = path.extension().is_some_and(|e| e == "gz");
    let bytes = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    if !packed {
        return Ok(bytes);
    }
    let mut page = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(&bytes[..]), &mut page)
        .with_context(|| format!("unpacking {}", path.display()))?;
    Ok(page)
}

/// Paragraphs and headings, without the title.
fn story(page: &[u8], url: Option<&str>) -> String {
    let hint = Hint { media_type: Some("text/html".into()), url: url.map(Into::into), ..Hint::default() };
    let report = read(page, &hint).value;
    let told = report.blocks.iter().filter(|b| matches!(b.kind, BlockKind::Paragraph | BlockKind::Heading));
    let words = told.map(|b| b.span.slice(&report.text)).filter(|w| report.title.as_deref() != Some(w));
    words.collect::<Vec<_>>().join("\n\n")
}

/// Runs of four words with how often they stand; one shorter run for a shorter text.
fn shingles(text: &str) -> BTreeMap<Vec<&str>, u32> {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let words: Vec<&str> = text.split(|c: char| !word(c)).filter(|w| !w.is_empty()).collect();
    let mut bag = BTreeMap::new();
    if words.is_empty() {
        return bag;
    }
    for start in 0..=words.len().saturating_sub(4) {
        *bag.entry(words[start..words.len().min(start + 4)].to_vec()).or_insert(0) += 1;
    }
    bag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shingles_of_short_and_long_texts() {
        assert_eq!(shingles("").len(), 0);
        assert_eq!(shingles("the old pier").len(), 1);
        assert_eq!(shingles("the old pier fell, the old pier fell").values().sum::<u32>(), 5);
    }
}
