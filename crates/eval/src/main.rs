//! `rashomon-eval`: scores readings against annotated reports and public benchmarks.
//!
//! Each subcommand is a module of its own with `Args` and `run`; nothing else is decided here.

mod attribution;
mod calibrate;
mod control;
mod copies;
mod crossval;
mod f1;
mod fakes;
mod fold;
mod gold;
mod goldform;
mod learn;
mod lines;
mod muc4;
mod names;
mod pages;
mod parse;
mod phrases;
mod places;
mod re3d;
mod relate;
mod rounds;
mod score;
mod scoring;
mod times;
mod truth;
mod typed;
mod typing;

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
    Calibrate(calibrate::Args),
    /// Names the event that each snippet of CASE-2021 task 2 tells, and scores that.
    Case(typed::Args),
    Control(control::Args),
    Copies(copies::Args),
    Crossval(crossval::Args),
    Fakes(fakes::Args),
    Gold(gold::Args),
    Learn(learn::Args),
    Muc4(muc4::Args),
    Names(names::Args),
    Pages(pages::Args),
    Parse(parse::Args),
    Places(places::Args),
    /// Names the category that each record of PLOVER tells, and scores that.
    Plover(typed::Args),
    Re3d(re3d::Args),
    Relate(relate::Args),
    Rounds(rounds::Args),
    Score(scoring::Args),
    Times(times::Args),
    Truth(truth::Args),
}

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    match cli.command {
        Command::Attribution(args) => attribution::run(&args),
        Command::Calibrate(args) => calibrate::run(&args),
        Command::Case(args) => typed::case(&args),
        Command::Control(args) => control::run(&args),
        Command::Copies(args) => copies::run(&args),
        Command::Crossval(args) => crossval::run(&args),
        Command::Fakes(args) => fakes::run(&args),
        Command::Gold(args) => gold::run(&args),
        Command::Learn(args) => learn::run(&args),
        Command::Muc4(args) => muc4::run(&args),
        Command::Names(args) => names::run(&args),
        Command::Pages(args) => pages::run(&args),
        Command::Parse(args) => parse::run(&args),
        Command::Places(args) => places::run(&args),
        Command::Plover(args) => typed::plover(&args),
        Command::Re3d(args) => re3d::run(&args),
        Command::Relate(args) => relate::run(&args),
        Command::Rounds(args) => rounds::run(&args),
        Command::Score(args) => scoring::run(&args),
        Command::Times(args) => times::run(&args),
        Command::Truth(args) => truth::run(&args),
    }
}
