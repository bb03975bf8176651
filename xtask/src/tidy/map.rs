//! The map of crates in ARCHITECTURE.md against the manifests.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use anyhow::Context as _;
use serde_json::Value;

use super::Tree;

const MAP: &str = "ARCHITECTURE.md";

/// Every crate stands once in the table of the map, with the crates of ours it stands on.
///
/// A row: ``| `rashomon-text` | `rashomon-model` | what it is for |``.
pub(super) fn crates(tree: &Tree, found: &mut Vec<String>) -> anyhow::Result<()> {
    let built = from_manifests(tree)?;
    let Some(text) = tree.text(MAP) else {
        found.push(format!("{MAP}: missing"));
        return Ok(());
    };
    let mut drawn: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in text.lines().filter(|l| l.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').collect();
        let [name, needs, ..] = cells.as_slice() else { continue };
        let Some(name) = spans(name).into_iter().next().filter(|n| built.contains_key(n)) else { continue };
        if drawn.insert(name.clone(), spans(needs).into_iter().collect()).is_some() {
            found.push(format!("{MAP}: `{name}` stands twice in the map"));
        }
    }
    for (name, needs) in &built {
        match drawn.get(name) {
            None => found.push(format!("{MAP}: `{name}` is missing in the map")),
            Some(said) if said != needs => {
                found.push(format!("{MAP}: `{name}` stands on {needs:?}, the map says {said:?}"));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// Crates of the workspace and what each needs of the others, tests and builds left out.
fn from_manifests(tree: &Tree) -> anyhow::Result<BTreeMap<String, BTreeSet<String>>> {
    let output = Command::new("cargo")
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(&tree.root)
        .output()
        .context("cannot run `cargo metadata`")?;
    let metadata: Value = serde_json::from_slice(&output.stdout).context("`cargo metadata` gave no JSON")?;
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let names: BTreeSet<String> = packages.iter().map(|p| text(&p["name"])).collect();
    let needs = |package: &Value| -> BTreeSet<String> {
        let all = package["dependencies"].as_array().map(Vec::as_slice).unwrap_or_default();
        let normal = all.iter().filter(|d| d["kind"].is_null());
        normal.map(|d| text(&d["name"])).filter(|n| names.contains(n)).collect()
    };
    Ok(packages.iter().map(|p| (text(&p["name"]), needs(p))).collect())
}

/// The code spans of a line.
pub(super) fn spans(line: &str) -> Vec<String> {
    line.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}
