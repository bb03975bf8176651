//! `cargo xtask python`: builds the wheel in a fresh environment, and tries all of it there: tests, types, notebook.
//! Needs Python 3.10 or newer; the part over Spark needs Java 17, and is passed over with `--no-spark`.

use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

use crate::step;

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
    let target = crate::target(root);
    let folder = target.join("python");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    let (venv, wheels) = (folder.join("venv"), folder.join("wheels"));
    step(Command::new("python3").args(["-m", "venv"]).arg(&venv), "python3")?;
    let bin = if cfg!(windows) { "Scripts" } else { "bin" };
    let python = venv.join(bin).join("python");
    let pip = || {
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        pip
    };
    step(pip().arg("maturin>=1.9,<2").args(NEEDED), "pip")?;

    let program = crate::program(root)?;
    let package = root.join("python");
    let mut build = Command::new(&python);
    build.args(["-m", "maturin", "build", "--release", "--locked", "--out"]).arg(&wheels);
    step(build.env("CARGO_TARGET_DIR", &target).current_dir(&package), "maturin")?;
    let wheel = std::fs::read_dir(&wheels)?.flatten().map(|e| e.path()).next();
    step(pip().arg(wheel.context("no wheel was built")?), "pip")?;

    let mut tests = Command::new(&python);
    // From the root: beside the sources, those would be found before the wheel.
    tests.args(["-m", "pytest", "--color", "no", "-c", "python/pyproject.toml", "python/tests"]);
    if args.no_spark {
        tests.args(["--ignore", "python/tests/test_spark.py"]);
    }
    step(tests.env("RASHOMON", program).current_dir(root), "pytest")
}
