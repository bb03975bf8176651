//! `rashomon-eval`: scores readings against annotated reports and public benchmarks.
//!
//! Each subcommand is a module of its own with `Args` and `run`; nothing else is decided here.

mod fold;
// `gold` writes read claims in this form; until it is written, half of it waits.
#[allow(dead_code, reason = "the way back from claims is for `gold`")]
mod goldform;
mod relate;
mod score;
mod scoring;

use clap::{Parser, Subcommand};

/// Scores readings against annotated reports and public benchmarks.
#[derive(Debug, Parser)]
#[command(name = "rashomon-eval", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

// A new benchmark: `mod parse;` above, a variant `Parse(parse::Args)` here, an arm in `main`.
#[derive(Debug, Subcommand)]
enum Command {
    Relate(relate::Args),
    Score(scoring::Args),
}

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    match cli.command {
        Command::Relate(args) => relate::run(&args),
        Command::Score(args) => scoring::run(&args),
    }
}
