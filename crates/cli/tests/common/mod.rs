//! The real command, run.
#![allow(dead_code, reason = "each test file uses a part")]

use std::path::Path;
use std::process::{Command, Output};

pub(crate) fn rashomon(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rashomon"));
    command.args(args).env_remove("COLUMNS").env("NO_COLOR", "1");
    command
}

/// Runs the command; gives its code and its two outputs.
pub(crate) fn output(args: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = rashomon(args).output().expect("the command runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (status.code().expect("it ends by itself"), text(stdout), text(stderr))
}

/// Runs the command, which ends with this code; gives its two outputs.
#[track_caller]
pub(crate) fn run(code: i32, args: &[&str]) -> (String, String) {
    let (found, out, err) = output(args);
    assert_eq!(found, code, "stdout:\n{out}\nstderr:\n{err}");
    (out, err)
}

#[track_caller]
pub(crate) fn has(text: &str, part: &str) {
    assert!(text.contains(part), "`{part}` is missing in:\n{text}");
}

pub(crate) fn examples(folder: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(folder).display().to_string()
}

/// Reports of one sentence, as lines of JSON.
pub(crate) fn lines(count: usize) -> String {
    let line = |n: usize| {
        let text = format!("Guards left gate {n} of the old port on Monday, dockers told Radio Tarsh.");
        format!("{}\n", serde_json::json!({"text": text, "outlet": "Radio Tarsh", "published": "2031-05-06"}))
    };
    (0..count).map(line).collect()
}
