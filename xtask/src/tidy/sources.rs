//! Sources: every file says what it is for, and none knows the machine it was written on.

use super::Tree;

/// Every Rust file of a crate begins with what it is for.
pub(super) fn headers(tree: &Tree, found: &mut Vec<String>) {
    let ours = |f: &&str| f.starts_with("crates/") || f.starts_with("xtask/");
    for file in tree.ending(".rs").filter(ours).filter(|f| f.contains("/src/")) {
        if !tree.text(file).is_some_and(|t| t.starts_with("//!")) {
            found.push(format!("{file}: does not begin with `//!` and what it is for"));
        }
    }
}

/// No file names a place on somebody's machine, or the host of a package registry.
pub(super) fn strangers(tree: &Tree, found: &mut Vec<String>) {
    // Put together here, so that this file does not find itself.
    let hosts = ["index.crates", "static.crates", "registry.npmjs", "files.pythonhosted", "proxy.golang"];
    let ends = ["io", "io", "org", "org", "org"];
    let hosts: Vec<String> = hosts.iter().zip(ends).map(|(host, end)| format!("{host}.{end}")).collect();
    let folders: Vec<String> = ["work", "tmp", "root", "home", "Users"].map(|f| format!("/{f}/")).to_vec();
    for file in &tree.files {
        let Some(text) = tree.text(file).filter(|_| file != "Cargo.lock") else { continue };
        for (number, line) in text.lines().enumerate() {
            let line = line.get(..line.floor_char_boundary(4096)).unwrap_or(line);
            if let Some(host) = hosts.iter().find(|h| line.contains(h.as_str())) {
                found.push(format!("{file}:{}: names the registry host {host}", number + 1));
            }
            if let Some(folder) = folders.iter().find(|f| starts_path(line, f)) {
                found.push(format!("{file}:{}: names the folder {folder} of a machine", number + 1));
            }
        }
    }
}

/// True where `folder` stands in the line as the start of a path.
fn starts_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| c.is_whitespace() || "\"'`(=:,<".contains(c)) && !line[..at].ends_with("://")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_a_machine_is_told_from_a_path_of_a_page() {
        let folder = format!("/{}/", "home");
        assert!(starts_path(&format!("let p = \"{folder}ana/x\";"), &folder));
        assert!(starts_path(&format!("{folder}ana"), &folder));
        assert!(!starts_path(&format!("https://example.org{folder}x"), &folder));
        assert!(!starts_path(&format!("crates{folder}x"), &folder));
    }
}
