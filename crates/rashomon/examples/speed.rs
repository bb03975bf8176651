//! Reads reports, a line of JSON each (`text`, `outlet`, `published`), on all cores, and prints how many a second:
//! `speed REPORTS.jsonl [RUNS]`. What other ways of calling the library are measured against.
#![allow(clippy::print_stdout, reason = "a command prints")]

use std::time::Instant;

use rashomon::{Pipeline, ReadOptions, v1};
use rayon::prelude::*;

#[derive(serde::Deserialize)]
struct Line {
    text: String,
    outlet: Option<String>,
    published: Option<String>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let path = args.next().ok_or("speed REPORTS.jsonl [RUNS]")?;
    let runs: usize = args.next().map_or(Ok(3), |n| n.parse())?;
    let text = std::fs::read_to_string(path)?;
    let lines: Vec<Line> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let pipeline = Pipeline::bundled();
    let read = |(at, line): (usize, &Line)| {
        let options = ReadOptions {
            outlet: line.outlet.clone(),
            published: line.published.as_deref().and_then(|day| day.parse().ok()),
            ..ReadOptions::default()
        };
        v1::Report::of(at, None, &pipeline.read(line.text.as_bytes(), &options)).claims.len()
    };
    // The packs are opened before the clock runs.
    lines.first().map(|line| read((0, line)));
    for _ in 0..runs {
        let start = Instant::now();
        let claims: usize = lines.par_iter().enumerate().map(read).sum();
        let took = start.elapsed().as_secs_f64();
        println!("{:.1} reports a second, {claims} claims", lines.len() as f64 / took);
    }
    Ok(())
}
