//! `cargo xtask page`: builds the page from source, compares it with the built files that are embedded, and tries it
//! in a real browser over the program. Needs Node and Chromium.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};

/// Builds and tests the page.
///
/// # Errors
/// When Node is missing, a step fails, or the embedded files are not those of the sources.
pub(crate) fn run(root: &Path) -> anyhow::Result<()> {
    let page = root.join("page");
    let npm = |args: &[&str]| step(Command::new("npm").args(args).current_dir(&page), "npm");
    npm(&["ci", "--no-fund", "--no-audit"])?;
    npm(&["run", "check"])?;
    let before = files(&page.join("dist"))?;
    npm(&["run", "build"])?;
    if before != files(&page.join("dist"))? {
        bail!("`page/dist` was not what the sources give; it is now: commit it");
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    step(Command::new(cargo).args(["build", "--release", "-p", "rashomon-cli"]).current_dir(root), "cargo")?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), Into::into);
    let program = root.join(target).join("release/rashomon");
    step(Command::new("npm").arg("test").env("RASHOMON", program).current_dir(&page), "npm")
}

fn step(command: &mut Command, name: &str) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("cannot run `{name}`: is it installed?"))?;
    if status.success() { Ok(()) } else { bail!("`{command:?}` failed") }
}

/// Every file of a folder with its bytes.
fn files(folder: &Path) -> anyhow::Result<BTreeMap<std::path::PathBuf, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).with_context(|| format!("cannot read {}", next.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(&path)?;
                found.insert(path, bytes);
            }
        }
    }
    Ok(found)
}
