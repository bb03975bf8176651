//! The real program, serving: for chores that ask it as browsers do.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use serde_json::Value;

/// A server that ends with its owner.
pub(crate) struct Served {
    child: Child,
    pub(crate) origin: String,
    pub(crate) cookie: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Somebody who asks.
pub(crate) fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
    config.timeout_global(Some(Duration::from_mins(1))).build().into()
}

impl Served {
    /// Starts the program with a command that serves, and waits until it answers.
    pub(crate) fn start(program: &Path, command: &[&OsStr]) -> anyhow::Result<Self> {
        let mut child = Command::new(program)
            .args(command)
            .args(["--port", "0", "--no-browser"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut address = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut address)?;
        }
        let address = address.trim();
        let (origin, _) = address.split_once("/?token=").context("the program gave no address")?;
        let mut server = Self { child, origin: origin.to_owned(), cookie: String::new() };
        let entered = agent().get(address).call()?;
        let set = entered.headers().get("set-cookie").and_then(|c| c.to_str().ok());
        set.and_then(|c| c.split(';').next()).context("no session")?.clone_into(&mut server.cookie);
        server.until(Duration::from_mins(10), |server| Ok(server.json("/case.json").is_ok()))?;
        Ok(server)
    }

    /// The data at an address.
    pub(crate) fn json(&self, path: &str) -> anyhow::Result<Value> {
        let mut answer =
            agent().get(format!("{}{path}", self.origin)).header("cookie", &self.cookie).call()?;
        if answer.status() != 200 {
            bail!("{path}: {}", answer.status());
        }
        Ok(serde_json::from_slice(&answer.body_mut().read_to_vec()?)?)
    }

    /// Waits until something is so, and tells how long it took.
    pub(crate) fn until(
        &self,
        most: Duration,
        so: impl Fn(&Self) -> anyhow::Result<bool>,
    ) -> anyhow::Result<Duration> {
        let began = Instant::now();
        while !so(self)? {
            if began.elapsed() > most {
                bail!("not so after {} s", most.as_secs());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(began.elapsed())
    }
}
