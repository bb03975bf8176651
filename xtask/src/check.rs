//! `cargo xtask check`: everything a change has to pass, in the order that fails fastest. Continuous
//! integration runs the same.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, bail};

/// Runs format, lints, tests, documentation tests and tidy.
#[derive(clap::Args, Clone, Copy, Debug)]
pub(crate) struct Check {
    /// Only what is about files and documents: no compiling of the workspace's tests.
    #[arg(long)]
    quick: bool,
}

/// Runs the check.
///
/// # Errors
/// With the names of the steps that failed; the steps after them are run all the same.
pub(crate) fn run(check: Check) -> anyhow::Result<()> {
    let root = crate::root();
    let mut failed = Vec::new();
    let mut summary = None;
    let mut step = |name: &'static str, result: anyhow::Result<()>, started: Instant| {
        let verdict = if result.is_ok() { "ok" } else { "FAILED" };
        println!("== {name}: {verdict} ({:.0} s)", started.elapsed().as_secs_f64());
        if let Err(error) = result {
            println!("{error:#}");
            failed.push(name);
        }
    };

    let at = Instant::now();
    step("format", cargo(&root, &["fmt", "--all", "--check"], &mut summary), at);
    if !check.quick {
        let at = Instant::now();
        let lints = ["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"];
        step("lints", cargo(&root, &lints, &mut summary), at);
        let at = Instant::now();
        let tests = ["nextest", "run", "--workspace", "--no-fail-fast", "--color", "never"];
        step("tests", cargo(&root, &tests, &mut summary), at);
        let at = Instant::now();
        step(
            "examples in documents",
            cargo(&root, &["test", "--workspace", "--doc", "--quiet"], &mut summary),
            at,
        );
    }
    let at = Instant::now();
    step("tidy", crate::tidy::run(&root, !check.quick), at);

    if let Some(line) = summary {
        println!("{}", line.trim());
    }
    if failed.is_empty() {
        println!("all checks passed");
        return Ok(());
    }
    bail!("failed: {}", failed.join(", "))
}

/// Runs cargo, its words passed on as they come. Keeps the line in which the test runner sums up.
fn cargo(root: &Path, args: &[&str], summary: &mut Option<String>) -> anyhow::Result<()> {
    let mut child = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(args)
        .current_dir(root)
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot run `cargo {}`", args.join(" ")))?;
    if let Some(stderr) = child.stderr.take() {
        for line in BufReader::new(stderr).lines() {
            let line = line?;
            eprintln!("{line}");
            if line.trim_start().starts_with("Summary [") {
                *summary = Some(line);
            }
        }
    }
    if child.wait()?.success() { Ok(()) } else { bail!("`cargo {}` failed", args.join(" ")) }
}
