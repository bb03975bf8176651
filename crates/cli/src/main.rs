//! The `rashomon` command: opens files, asks the library, sets the answer for people or writes it for
//! programs. Data go to standard output, words about the run to standard error.

mod args;
mod case;
mod columns;
mod dates;
mod explain;
mod failure;
mod input;
mod load;
mod maps;
mod read;
mod show;
mod spans;
mod term;
mod weigh;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let cli = args::Cli::parse();
    let run = match &cli.command {
        args::Command::Read(args) => read::run(args, &cli.look),
        args::Command::Explain(args) => explain::run(args, &cli.look),
        args::Command::Places(args) => maps::run(args, &cli.look),
        args::Command::Times(args) => spans::times(args, &cli.look),
        args::Command::Parse(args) => spans::parse(args, &cli.look),
        args::Command::Weigh(args) => weigh::run(args, &cli.look),
        args::Command::Init(args) => case::keep::init(args),
        args::Command::Add(args) => case::keep::add(args),
        args::Command::List(args) => case::look::list(args, &cli.look),
        args::Command::Show(args) => case::look::show(args, &cli.look),
        args::Command::Disputes(args) => case::look::disputes(args, &cli.look),
        args::Command::Changes(args) => case::look::changes(args, &cli.look),
        args::Command::Ask(args) => case::ask::run(args, &cli.look),
        args::Command::Review(args) => case::review::run(args, &cli.look),
        args::Command::Watch(args) => case::watch::run(args),
        args::Command::Serve(args) => case::serve::serve(args),
        args::Command::Mcp(args) => case::serve::mcp(args),
        args::Command::Demo(args) => case::serve::demo(args),
        args::Command::Users(args) => case::serve::users(args),
        args::Command::Import(args) => case::import::run(args),
        args::Command::Bundle(args) => case::bundle::run(args),
        args::Command::Export(args) => case::export::run(args),
        args::Command::Verify(args) => case::keep::verify(args),
        args::Command::Backup(args) => case::keep::backup(args),
        args::Command::Restore(args) => case::keep::restore(args),
    };
    match run {
        Ok(outcome) => outcome.code(),
        Err(error) => failure::tell(&error),
    }
}
