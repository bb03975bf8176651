//! `places`: a geoparsing benchmark through the places stage; predictions in the form its scorer reads.
//!
//! Gold: lines `{"doc", "text", "toponyms": [{"start", "end", "lat", "lon", …}]}`; predictions: the
//! same with one entry a name found. Offsets count code points of the text.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use rashomon::model::{Block, BlockKind, Point, Report, Span};
use rashomon::places::{Role, toponyms};
use rashomon::resources::from_bytes;
use rashomon::resources::gazetteer::Gazetteer;

/// Finds and places the names of a geoparsing benchmark.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The benchmark: a JSON object a line, with `doc`, `text` and `toponyms`.
    gold: PathBuf,
    /// Where the predictions go, a JSON object a line.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Count words for people (`Syrian`) and names inside other names (`Kabul University`), as the
    /// benchmarks LGL and TR-News do and GeoVirus does not.
    #[arg(long)]
    wide: bool,
    /// Use the language layer's names, too.
    #[arg(long)]
    analysed: bool,
}

/// What came of one name: start and end in code points, and its point.
type Found = (usize, usize, Option<Point>);

/// Runs the command.
///
/// # Errors
/// When a file cannot be read or written, or a line is not of the form above.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let layers = [Cow::Borrowed(rashomon_data::PLACES), Cow::Borrowed(rashomon_data::PLACES_OWN)];
    let gazetteer = Gazetteer::open(layers, &from_bytes(rashomon_data::PLACE_WORDS)?)?;
    let model = if args.analysed { Some(crate::parse::model(None)?) } else { None };
    let gold = std::fs::read_to_string(&args.gold).with_context(|| args.gold.display().to_string())?;
    let mut out = String::new();
    let mut tally = Tally::default();
    let (mut bytes, mut spent) = (0, Duration::ZERO);
    for line in gold.lines().filter(|l| !l.trim().is_empty()) {
        let document: serde_json::Value = serde_json::from_str(line)?;
        let text = document["text"].as_str().context("a document without text")?;
        let report = Report { text: text.to_owned(), blocks: lines(text), ..Report::default() };
        let analysis = model.as_ref().map(|model| rashomon::lang::analyse(&report, model).value);
        bytes += text.len();
        let start = Instant::now();
        let names = toponyms(&report, analysis.as_ref(), &gazetteer);
        spent += start.elapsed();
        let found: Vec<Found> = names
            .iter()
            .filter(|n| args.wide || n.role == Role::Place)
            .map(|n| {
                let points = n.span.code_points(text);
                (points.start, points.end, n.place.point)
            })
            .collect();
        tally.add(&document["toponyms"], &found);
        let list: Vec<serde_json::Value> = found
            .iter()
            .map(|(start, end, point)| {
                serde_json::json!({
                    "start": start, "end": end, "lat": point.map(|p| p.lat), "lon": point.map(|p| p.lon),
                })
            })
            .collect();
        writeln!(out, "{}", serde_json::json!({"doc": document["doc"], "toponyms": list}))?;
    }
    if let Some(path) = &args.out {
        std::fs::write(path, out).with_context(|| path.display().to_string())?;
    }
    tally.tell();
    anstream::println!("{:.2} MB/s", bytes as f64 / spent.as_secs_f64().max(1e-9) / 1e6);
    Ok(())
}

/// Each line with words as a paragraph.
fn lines(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(at, at + line.len()).trim(text);
        if !span.is_empty() {
            blocks.push(Block { span, kind: BlockKind::Paragraph });
        }
        at += line.len();
    }
    blocks
}

/// Counts over all documents. Gold names without a point are neither right nor wrong.
#[derive(Debug, Default)]
struct Tally {
    gold: usize,
    found: usize,
    met: usize,
    near: usize,
}

impl Tally {
    fn add(&mut self, gold: &serde_json::Value, found: &[Found]) {
        let number = |v: &serde_json::Value| v.as_u64().unwrap_or(0) as usize;
        let gold: Vec<Found> = gold
            .as_array()
            .into_iter()
            .flatten()
            .map(|t| {
                let point = t["lat"].as_f64().zip(t["lon"].as_f64());
                let point = point.map(|(lat, lon)| Point { lat: lat as f32, lon: lon as f32 });
                (number(&t["start"]), number(&t["end"]), point)
            })
            .collect();
        let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
        for (g, a) in gold.iter().enumerate() {
            for (f, b) in found.iter().enumerate() {
                let shared = a.1.min(b.1).saturating_sub(a.0.max(b.0));
                if shared > 0 {
                    pairs.push((shared, g, f));
                }
            }
        }
        pairs.sort_by_key(|&(shared, g, f)| (std::cmp::Reverse(shared), g, f));
        let (mut used_gold, mut used_found) = (vec![false; gold.len()], vec![false; found.len()]);
        self.gold += gold.iter().filter(|g| g.2.is_some()).count();
        self.found += found.len();
        for (_, g, f) in pairs {
            if used_gold[g] || used_found[f] {
                continue;
            }
            (used_gold[g], used_found[f]) = (true, true);
            match (gold[g].2, found[f].2) {
                (None, _) => self.found -= 1,
                (Some(a), Some(b)) => {
                    self.met += 1;
                    self.near += usize::from(km(a, b) <= 161.0);
                }
                (Some(_), None) => self.met += 1,
            }
        }
    }

    fn tell(&self) {
        let f1 = |right: usize| 200.0 * right as f64 / (self.gold + self.found).max(1) as f64;
        anstream::println!("names in the benchmark {}, found {}", self.gold, self.found);
        anstream::println!("found, spans overlap      F1 {:.1}", f1(self.met));
        anstream::println!(
            "placed within 161 km      {:.1} %",
            100.0 * self.near as f64 / self.met.max(1) as f64
        );
        anstream::println!("found and placed          F1 {:.1}", f1(self.near));
    }
}

/// Kilometres between two points on a sphere.
fn km(a: Point, b: Point) -> f32 {
    let (y1, y2) = (a.lat.to_radians(), b.lat.to_radians());
    let (dy, dx) = (y2 - y1, (b.lon - a.lon).to_radians());
    let h = (dy / 2.0).sin().powi(2) + y1.cos() * y2.cos() * (dx / 2.0).sin().powi(2);
    2.0 * 6371.0 * h.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_far_off_is_found_but_not_placed() {
        let gold = serde_json::json!([
            {"start": 0, "end": 5, "lat": 48.85, "lon": 2.35},
            {"start": 10, "end": 15, "lat": null, "lon": null},
        ]);
        let texas = Some(Point { lat: 33.66, lon: -95.55 });
        let mut tally = Tally::default();
        tally.add(&gold, &[(0, 5, texas), (10, 15, texas)]);
        assert_eq!((tally.gold, tally.found, tally.met, tally.near), (1, 1, 1, 0));
    }
}
