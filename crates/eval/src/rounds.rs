//! `rounds`: what a round of the model of claims costs, on tables made up for it.
//!
//! Ten sources out of a thousand tell of each object; four in five times they say what is so. Time is that of
//! the processor, so that other programs on the machine count for little.

use std::fmt::Write as _;

use anyhow::Context as _;
use rashomon::weigh::{Hierarchy, Settings, Table, rounds};

/// Measures what a round costs.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How many claims the tables have.
    #[arg(long, value_delimiter = ',', default_value = "10000,100000,1000000,10000000")]
    claims: Vec<usize>,
    /// Rounds measured.
    #[arg(long, default_value_t = 10)]
    rounds: usize,
}

/// Runs the command.
///
/// # Errors
/// Where the system does not tell the time of the processor (`/proc`).
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let settings = Settings { rounds: args.rounds, ..Settings::default() };
    let mut last: Option<(f64, f64)> = None;
    for n in &args.claims {
        let table = table(*n);
        // Small tables are measured again and again: the clock of the processor ticks in hundredths.
        let again = (1_000_000 / n.max(&1)).clamp(1, 100);
        let mut spent = 0.0;
        for _ in 0..again {
            let mut times = Vec::new();
            let mut failed = None;
            rounds(&table, &Hierarchy::default(), &settings, || match processor() {
                Ok(t) => times.push(t),
                Err(e) => failed = Some(e),
            });
            if let Some(error) = failed {
                return Err(error);
            }
            spent += times.last().zip(times.first()).map_or(0.0, |(b, a)| b - a);
        }
        let round = spent / (again * args.rounds.max(1)) as f64;
        let mut line = format!("{n} claims: {:.1} M claims a second and round", *n as f64 / round / 1e6);
        if let Some((claims, time)) = last {
            write!(line, ", slope {:.2}", (round / time).ln() / (*n as f64 / claims).ln())?;
        }
        write!(line, ", peak {:.2} GB", peak().unwrap_or(f64::NAN))?;
        anstream::println!("{line}");
        last = Some((*n as f64, round));
    }
    Ok(())
}

fn table(claims: usize) -> Table {
    let mut dice = 88_172_645_463_325_252_u64;
    let mut roll = move |n: u64| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        dice % n
    };
    let mut table = Table::default();
    let names: Vec<String> = (0..1000).map(|n| format!("source {n}")).collect();
    let values: Vec<String> = (0..100).map(|n| format!("value {n}")).collect();
    for object in 0..claims / 10 {
        let object = object.to_string();
        let first = roll(1000);
        for n in 0..10 {
            let value = if roll(5) > 0 { 0 } else { 1 + roll(99) };
            let source = ((first + n * 97) % 1000) as usize;
            table.push(&object, "attribute", &names[source], &values[value as usize], "");
        }
    }
    table
}

/// Seconds of the processor spent so far.
fn processor() -> anyhow::Result<f64> {
    let text =
        std::fs::read_to_string("/proc/self/stat").context("the time of the processor is not told here")?;
    let fields = text.rsplit_once(')').context("the time of the processor is not told here")?.1;
    let ticks: f64 = fields.split_whitespace().skip(11).take(2).filter_map(|t| t.parse::<f64>().ok()).sum();
    Ok(ticks / 100.0)
}

/// Most memory held so far, in GB.
fn peak() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find(|l| l.starts_with("VmHWM"))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1e6)
}
