//! Chores of the workspace.
#![allow(clippy::print_stdout, reason = "a command prints")]

mod check;
mod packs;
mod page;
mod python;
mod tidy;
mod train;

use clap::Parser as _;

/// Chores of the workspace.
#[derive(clap::Parser, Debug)]
#[allow(clippy::large_enum_variant, reason = "made once a run")]
enum Command {
    /// Runs format, lints, tests, documentation tests and tidy: what continuous integration runs.
    Check(check::Check),
    /// Compares documents, manifests and sources with what is so.
    Tidy,
    /// Builds the page from source, compares it with what is embedded, and tries it in a real browser.
    Page,
    /// Builds the Python package in a fresh environment, and runs its tests there.
    Python(python::Python),
    /// Makes a pack from public data.
    #[command(subcommand)]
    Pack(packs::Pack),
    /// Trains weights from public data.
    #[command(subcommand)]
    Train(train::Train),
}

fn main() -> anyhow::Result<()> {
    match Command::parse() {
        Command::Check(check) => check::run(check),
        Command::Tidy => tidy::run(&root(), true),
        Command::Page => page::run(&root()),
        Command::Python(args) => python::run(&root(), args),
        Command::Pack(pack) => packs::run(&pack),
        Command::Train(train) => train::run(&train),
    }
}

/// The root of the workspace.
fn root() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies in the workspace")
        .to_path_buf()
}
