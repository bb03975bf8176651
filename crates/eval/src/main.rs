//! `rashomon-eval`: scores readings against annotated reports and public benchmarks.
//!
//! Each subcommand is a module of its own with `Args` and `run`; nothing else is decided here.

mod attribution;
mod copies;
mod crossval;
mod fold;
mod gold;
mod goldform;
mod learn;
mod names;
mod pages;
mod parse;
mod places;
mod relate;
mod score;
mod scoring;
mod times;

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
    Attribution(attribution::Args),
    Copies(copies::Args),
    Crossval(crossval::Args),
    Gold(gold::Args),
    Learn(learn::Args),
    Names(names::Args),
    Pages(pages::Args),
    Parse(parse::Args),
    Places(places::Args),
    Relate(relate::Args),
    Score(scoring::Args),
    Times(times::Args),
}

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    match cli.command {
        Command::Attribution(args) => attribution::run(&args),
        Command::Copies(args) => copies::run(&args),
        Command::Crossval(args) => crossval::run(&args),
        Command::Gold(args) => gold::run(&args),
        Command::Learn(args) => learn::run(&args),
        Command::Names(args) => names::run(&args),
        Command::Pages(args) => pages::run(&args),
        Command::Parse(args) => parse::run(&args),
        Command::Places(args) => places::run(&args),
        Command::Relate(args) => relate::run(&args),
        Command::Score(args) => scoring::run(&args),
        Command::Times(args) => times::run(&args),
    }
}
