//! `cargo xtask api`: asks the real program all that its description allows, and much that it does not, and holds the
//! answers against the description. Needs schemathesis (`pip install schemathesis`), so no part of `check`.

use std::path::Path;
use std::process::Command;

use crate::served::Served;

/// Tries the described interface with made requests.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct Api {
    /// Made requests a route, at most.
    #[arg(long, default_value_t = 100)]
    examples: u32,
    /// What they are made from: the same number makes the same requests.
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// The program of schemathesis.
    #[arg(long, default_value = "schemathesis")]
    program: String,
}

/// Runs it.
///
/// # Errors
/// When schemathesis is missing, or an answer is not as described.
pub(crate) fn run(root: &Path, api: &Api) -> anyhow::Result<()> {
    let served = Served::start(&crate::program(root)?, &["demo".as_ref()])?;
    let mut command = Command::new(&api.program);
    command
        .arg("run")
        .arg(format!("{}/openapi.json", served.origin))
        .args(["--header", &format!("Cookie: {}", served.cookie), "--header", "X-Rashomon: 1"])
        // Streams do not end, and who signs out is out: both have tests of their own.
        .args(["--exclude-path", "/events", "--exclude-path", "/session.json"])
        .args(["--max-examples", &api.examples.to_string(), "--seed", &api.seed.to_string()]);
    crate::step(&mut command, &api.program)
}
