//! Chores of the workspace.
#![allow(clippy::print_stdout, reason = "a command prints")]

mod api;
mod check;
mod load;
mod packs;
mod page;
mod python;
mod served;
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
    /// Tries the described interface with made requests (schemathesis) over the real program.
    Api(api::Api),
    /// Lets many readers and one writer at the real program, and tells how long they wait.
    Load(load::Load),
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
        Command::Api(api) => api::run(&root(), &api),
        Command::Load(load) => load::run(&root(), &load),
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

/// Builds the `rashomon` command, and says where it lies.
fn program(root: &std::path::Path) -> anyhow::Result<std::path::PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let build = ["build", "--release", "-p", "rashomon-cli"];
    step(std::process::Command::new(cargo).args(build).current_dir(root), "cargo")?;
    Ok(target(root).join("release/rashomon"))
}

/// Where cargo puts what it builds.
fn target(root: &std::path::Path) -> std::path::PathBuf {
    root.join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// Runs a command that has to end well.
fn step(command: &mut std::process::Command, name: &str) -> anyhow::Result<()> {
    use anyhow::Context as _;
    let status = command.status().with_context(|| format!("cannot run `{name}`: is it installed?"))?;
    if status.success() { Ok(()) } else { anyhow::bail!("`{command:?}` failed") }
}
