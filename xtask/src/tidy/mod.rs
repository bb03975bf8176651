//! `cargo xtask tidy`: what documents and manifests say is so.
//!
//! Each rule is a function that adds what it finds wrong to a list; all of them run, all findings are told.

mod documents;
mod map;
mod packs;
mod sources;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

/// The files a rule looks at.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) root: PathBuf,
    /// Paths under version control, with `/` between their parts, sorted.
    pub(crate) files: Vec<String>,
}

impl Tree {
    /// The tree below `root`.
    fn of(root: &Path) -> anyhow::Result<Self> {
        let listed = Command::new("git")
            .args(["ls-files", "--cached", "--others", "--exclude-standard"])
            .current_dir(root)
            .output()
            .context("cannot list the files under version control")?;
        let names = String::from_utf8_lossy(&listed.stdout);
        let mut files: Vec<String> = names.lines().map(str::to_owned).collect();
        files.retain(|f| root.join(f).is_file());
        files.sort();
        files.dedup();
        if files.is_empty() {
            bail!("no files under version control in `{}`", root.display());
        }
        Ok(Self { root: root.to_path_buf(), files })
    }

    /// A file as text; `None` for what is no UTF-8.
    pub(crate) fn text(&self, file: &str) -> Option<String> {
        std::fs::read_to_string(self.root.join(file)).ok()
    }

    /// Files whose names end so.
    pub(crate) fn ending(&self, ending: &str) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str).filter(move |f| f.ends_with(ending))
    }
}

/// Runs every rule; `commands` asks the built command for its options too.
///
/// # Errors
/// With all findings, a line each.
pub(crate) fn run(root: &Path, commands: bool) -> anyhow::Result<()> {
    let tree = Tree::of(root)?;
    let mut found = Vec::new();
    map::crates(&tree, &mut found)?;
    documents::paths(&tree, &mut found);
    documents::notes(&tree, &mut found);
    if commands {
        documents::options(&tree, &mut found)?;
    }
    packs::manifests(&tree, &mut found);
    sources::headers(&tree, &mut found);
    sources::strangers(&tree, &mut found);
    if found.is_empty() {
        return Ok(());
    }
    bail!("{}", found.join("\n"))
}
