//! Documents: the paths, options and note codes they tell of exist, and none is left untold.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

use super::Tree;
use super::map::spans;

/// Where the options of the command are told.
const OPTIONS: &str = "docs/command.md";
/// Where the codes of notes are told.
const NOTES: &str = "docs/notes.md";

/// Every path that a document names exists.
pub(super) fn paths(tree: &Tree, found: &mut Vec<String>) {
    let tops: BTreeSet<&str> =
        tree.files.iter().filter_map(|f| f.split_once('/')).map(|(top, _)| top).collect();
    for file in tree.ending(".md") {
        let Some(text) = tree.text(file) else { continue };
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (number, line) in text.lines().enumerate() {
            let named = spans(line).into_iter().filter(|s| is_path(s, &tops));
            let linked = links(line).into_iter().map(|l| beside(folder, &l));
            for path in named.chain(linked) {
                let path = path.trim_end_matches('/');
                if !tree.root.join(path).exists() {
                    found.push(format!("{file}:{}: `{path}` does not exist", number + 1));
                }
            }
        }
    }
}

/// True for a code span that reads as a path from the root of the tree: no pattern, no command.
fn is_path(span: &str, tops: &BTreeSet<&str>) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    span.chars().all(plain)
        && span.split_once('/').is_some_and(|(top, rest)| tops.contains(top) && !rest.is_empty())
}

/// Targets of links inside the tree.
fn links(line: &str) -> Vec<String> {
    let targets = line.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
    let local =
        targets.map(|t| t.split('#').next().unwrap_or(t)).filter(|t| !t.is_empty() && !t.contains(':'));
    local.map(str::to_owned).collect()
}

/// A path told beside a document, as told from the root.
fn beside(folder: &str, link: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}

/// Every note code in the sources is told in the list of notes, and the other way round.
pub(super) fn notes(tree: &Tree, found: &mut Vec<String>) {
    let listed = tree.text(NOTES).unwrap_or_default();
    let told: BTreeSet<String> =
        listed.lines().filter(|l| l.starts_with("| `")).filter_map(|l| spans(l).into_iter().next()).collect();
    let mut used = BTreeSet::new();
    for file in tree.ending(".rs").filter(|f| f.starts_with("crates/") && f.contains("/src/")) {
        let text = tree.text(file).unwrap_or_default();
        let body = text.split("#[cfg(test)]").next().unwrap_or_default();
        if file.ends_with("/tests.rs") {
            continue;
        }
        for rest in body.split("Note::new(").skip(1) {
            let code = rest.trim_start().strip_prefix('"').and_then(|r| r.split('"').next());
            if let Some(code) = code {
                used.insert(code.to_owned());
            }
        }
    }
    for code in used.difference(&told) {
        found.push(format!("{NOTES}: `{code}` is given by the sources but not told"));
    }
    for code in told.difference(&used) {
        let literal = format!("\"{code}\"");
        let anywhere = tree.ending(".rs").any(|f| tree.text(f).is_some_and(|t| t.contains(&literal)));
        if !anywhere {
            found.push(format!("{NOTES}: `{code}` is told but given nowhere"));
        }
    }
}

/// Every subcommand and option of the command is told.
pub(super) fn options(tree: &Tree, found: &mut Vec<String>) -> anyhow::Result<()> {
    let text = tree.text(OPTIONS).unwrap_or_default();
    let commands = [
        "", "read", "explain", "places", "times", "parse", "weigh", "init", "add", "list", "show",
        "disputes", "changes", "ask", "export", "verify", "backup", "restore", "review", "watch", "import",
        "serve", "mcp", "demo", "users", "bundle",
    ];
    let rashomon = command(tree)?;
    for command in commands {
        let help = help(tree, &rashomon, command)?;
        for option in help.split(|c: char| c.is_whitespace() || "[]<>=,`".contains(c)) {
            let is_option = option.len() > 2 && option.starts_with("--");
            if is_option && !text.contains(option) {
                found.push(format!("{OPTIONS}: `{option}` of `rashomon {command}` is not told"));
            }
        }
        if !text.contains(&format!("rashomon {command}")) {
            found.push(format!("{OPTIONS}: `rashomon {command}` is not told"));
        }
    }
    Ok(())
}

/// Builds the command as the tests do, with the features that the whole workspace gives it: nothing that
/// they compiled is compiled again.
fn command(tree: &Tree) -> anyhow::Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let build = ["test", "--workspace", "--no-run", "--quiet"];
    let built = Command::new(cargo).args(build).current_dir(&tree.root).status();
    if !built.context("cannot run cargo")?.success() {
        bail!("`cargo {}` failed", build.join(" "));
    }
    let name = format!("rashomon{}", std::env::consts::EXE_SUFFIX);
    Ok(crate::target(&tree.root).join("debug").join(name))
}

fn help(tree: &Tree, rashomon: &Path, command: &str) -> anyhow::Result<String> {
    let mut run = Command::new(rashomon);
    if !command.is_empty() {
        run.arg(command);
    }
    let output = run.arg("--help").current_dir(&tree.root).output().context("cannot run the command")?;
    if !output.status.success() {
        bail!("`rashomon {command} --help` failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
