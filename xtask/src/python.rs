//! `cargo xtask python`: builds the wheel in a fresh environment, and tries all of it there: tests, types, notebook.
//! Needs Python 3.10 or newer; the part over Spark needs Java 17, and is passed over with `--no-spark`.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};

/// What the tests need besides the wheel.
const NEEDED: [&str; 11] = [
    "pytest",
    "mypy",
    "pyarrow",
    "pandas",
    "polars",
    "matplotlib",
    "nbclient",
    "nbformat",
    "ipykernel",
    "pyspark>=4,<5",
    "psutil",
];

/// Builds and tests the Python package.
#[derive(clap::Args, Clone, Copy, Debug)]
pub(crate) struct Python {
    /// Leave out what needs Java.
    #[arg(long)]
    no_spark: bool,
}

/// Runs it.
///
/// # Errors
/// When Python is missing or a step fails.
pub(crate) fn run(root: &Path, args: Python) -> anyhow::Result<()> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), Into::into);
    let target = root.join(target);
    let folder = target.join("python");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    let (venv, wheels) = (folder.join("venv"), folder.join("wheels"));
    step(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    let bin = if cfg!(windows) { "Scripts" } else { "bin" };
    let python = venv.join(bin).join("python");
    let pip = || {
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        pip
    };
    step(pip().arg("maturin>=1.9,<2").args(NEEDED))?;

    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    step(Command::new(cargo).args(["build", "--release", "-p", "rashomon-cli"]).current_dir(root))?;
    let package = root.join("python");
    let mut build = Command::new(&python);
    build.args(["-m", "maturin", "build", "--release", "--locked", "--out"]).arg(&wheels);
    step(build.env("CARGO_TARGET_DIR", &target).current_dir(&package))?;
    let wheel = std::fs::read_dir(&wheels)?.flatten().map(|e| e.path()).next();
    step(pip().arg(wheel.context("no wheel was built")?))?;

    let mut tests = Command::new(&python);
    // From the root: beside the sources, those would be found before the wheel.
    tests.args(["-m", "pytest", "--color", "no", "-c", "python/pyproject.toml", "python/tests"]);
    if args.no_spark {
        tests.args(["--ignore", "python/tests/test_spark.py"]);
    }
    step(tests.env("RASHOMON", target.join("release/rashomon")).current_dir(root))
}

fn step(command: &mut Command) -> anyhow::Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot run `{}`: is it installed?", command.get_program().display()))?;
    if status.success() { Ok(()) } else { bail!("`{command:?}` failed") }
}
