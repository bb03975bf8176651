//! `cargo xtask page`: builds the page from source, compares it with the built files that are embedded, and tries it
//! in a real browser over the program. Needs Node and Chromium.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::{program, step};

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
    let program = program(root)?;
    // Where the system can, with no way out of this machine: what passes there needs none.
    let mut offline = Command::new("sh");
    offline.arg(root.join("xtask/offline.sh")).args(["npm", "test"]).env("UNCOUNTED", "1");
    let status = offline.env("RASHOMON", &program).current_dir(&page).status().context("cannot run `sh`")?;
    match status.code() {
        Some(0) => Ok(()),
        Some(98) => {
            println!("this machine makes no network of its own: the page is tried with the net in reach");
            step(Command::new("npm").arg("test").env("RASHOMON", program).current_dir(&page), "npm")
        }
        _ => bail!("the tests of the page failed"),
    }
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
