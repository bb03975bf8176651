//! One story told twice: scores pairs of texts by how alike they are in what they tell, and whether one
//! copied the other.
//!
//! Gold: lines of JSON `{"pair", "text1", "text2", "overall": 1 same story … 4 unrelated}`. Written are
//! lines `{"pair", "score", "same"}`. The measures are those of SemEval-2022 task 8 (correlation with
//! `5 - overall`), and average precision with `overall <= 2` as the same story.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;
use rashomon::copies::{Words, copies};
use serde::{Deserialize, Serialize};

/// From this likeness on two texts are said to tell one story. Chosen on the open pairs: the figure where
/// precision and recall meet.
const SAME: f64 = 0.15;

/// Scores pairs of texts that tell one story or not.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Gold file, lines of JSON.
    gold: PathBuf,
    /// Where to write `{"pair", "score", "same"}` lines.
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
struct Gold {
    pair: String,
    text1: String,
    text2: String,
    #[serde(default)]
    overall: Option<f64>,
}

#[derive(Debug, Serialize)]
struct Scored<'g> {
    pair: &'g str,
    score: f64,
    same: bool,
}

/// Scores the pairs, prints the measures.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let text =
        std::fs::read_to_string(&args.gold).with_context(|| format!("reading {}", args.gold.display()))?;
    let gold: Vec<Gold> = text
        .lines()
        .map(|line| serde_json::from_str(line).context("a line of the gold file"))
        .collect::<anyhow::Result<_>>()?;
    let words = Words::parse(rashomon_data::WORDS);
    let score = |g: &Gold| words.told(&g.text1).like(&words.told(&g.text2));
    let scores: Vec<f64> = gold.iter().map(score).collect();
    if let Some(path) = &args.out {
        let mut out = std::io::BufWriter::new(std::fs::File::create(path)?);
        for (g, &score) in gold.iter().zip(&scores) {
            // A copy tells the same story, whatever else stands around it.
            let same = score >= SAME || !copies(&[&g.text1, &g.text2]).is_empty();
            serde_json::to_writer(&mut out, &Scored { pair: &g.pair, score, same })?;
            out.write_all(b"\n")?;
        }
        out.flush()?;
    }
    let told: Vec<(f64, f64)> = gold.iter().zip(scores).filter_map(|(g, s)| Some((s, g.overall?))).collect();
    let correlation = pearson(&told.iter().map(|t| (t.0, 5.0 - t.1)).collect::<Vec<_>>());
    let precision = average_precision(&told.iter().map(|t| (t.0, t.1 <= 2.0)).collect::<Vec<_>>());
    #[allow(clippy::print_stdout, reason = "the command's result")]
    {
        println!("pairs={} pearson={:.1} AP={:.1}", told.len(), correlation * 100.0, precision * 100.0);
    }
    Ok(())
}

fn pearson(pairs: &[(f64, f64)]) -> f64 {
    let n = pairs.len().max(1) as f64;
    let (mx, my) = (pairs.iter().map(|p| p.0).sum::<f64>() / n, pairs.iter().map(|p| p.1).sum::<f64>() / n);
    let sum = |f: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(f).sum::<f64>();
    let (xy, xx, yy) =
        (sum(&|p| (p.0 - mx) * (p.1 - my)), sum(&|p| (p.0 - mx).powi(2)), sum(&|p| (p.1 - my).powi(2)));
    if xx * yy > 0.0 { xy / (xx * yy).sqrt() } else { 0.0 }
}

/// Mean of the precision at each positive, from the highest score down.
fn average_precision(scored: &[(f64, bool)]) -> f64 {
    let mut order: Vec<&(f64, bool)> = scored.iter().collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut found, mut sum) = (0.0, 0.0);
    for (rank, (_, positive)) in (1..).zip(order) {
        if *positive {
            found += 1.0;
            sum += found / f64::from(rank);
        }
    }
    if found > 0.0 { sum / found } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_of_small_lists() {
        assert!((average_precision(&[(0.9, true), (0.5, false), (0.4, true)]) - 5.0 / 6.0).abs() < 1e-12);
        assert_eq!(average_precision(&[(0.1, false)]), 0.0);
        assert!((pearson(&[(1.0, 2.0), (2.0, 4.0), (3.0, 6.0)]) - 1.0).abs() < 1e-12);
        assert_eq!(pearson(&[]), 0.0);
    }
}
