//! Packs: each folder of `resources/` says what it is, whose it is, and that it may ship.

use std::collections::BTreeSet;

use super::Tree;

/// Licences of data that may ship in the binary and beside it.
const MAY_SHIP: [&str; 9] = [
    "MIT OR Apache-2.0",
    "MIT",
    "Apache-2.0",
    "CC0-1.0",
    "CC-BY-3.0",
    "CC-BY-4.0",
    "CC-BY-SA-3.0",
    "CC-BY-SA-4.0",
    "Unicode-3.0",
];

/// Bytes a pack may have: all of them go into one binary.
const LARGEST: u64 = 40 * 1024 * 1024;

/// Every pack has a manifest with name, version, licence, origin and maker, and keeps its size.
pub(super) fn manifests(tree: &Tree, found: &mut Vec<String>) {
    let in_packs = tree.files.iter().filter_map(|f| f.strip_prefix("resources/"));
    let packs: BTreeSet<&str> = in_packs.filter_map(|f| f.split_once('/')).map(|(pack, _)| pack).collect();
    for pack in packs {
        let manifest = format!("resources/{pack}/PACK.toml");
        let folder = format!("resources/{pack}/");
        let sizes = tree.files.iter().filter(|f| f.starts_with(&folder));
        let size: u64 = sizes.filter_map(|f| tree.root.join(f).metadata().ok()).map(|m| m.len()).sum();
        if size > LARGEST {
            found.push(format!("{folder}: {size} bytes, more than {LARGEST}"));
        }
        let Some(text) = tree.text(&manifest) else {
            found.push(format!("{manifest}: missing"));
            continue;
        };
        match text.parse::<toml::Table>() {
            Ok(table) => fields(&manifest, pack, &table, found),
            Err(error) => found.push(format!("{manifest}: {}", error.message())),
        }
    }
}

fn fields(manifest: &str, pack: &str, table: &toml::Table, found: &mut Vec<String>) {
    let text = |path: &[&str]| {
        let (last, tables) = path.split_last()?;
        let mut at = table;
        for name in tables {
            at = at.get(*name)?.as_table()?;
        }
        at.get(*last)?.as_str().map(str::to_owned).filter(|t| !t.is_empty())
    };
    if text(&["name"]).as_deref() != Some(pack) {
        found.push(format!("{manifest}: `name` is not `{pack}`"));
    }
    for path in [&["version"][..], &["licence", "attribution"], &["made", "by"]] {
        if text(path).is_none() {
            found.push(format!("{manifest}: `{}` is missing", path.join(".")));
        }
    }
    if !table.contains_key("origin") {
        found.push(format!("{manifest}: `origin` is missing"));
    }
    match text(&["licence", "spdx"]) {
        Some(spdx) if MAY_SHIP.contains(&spdx.as_str()) => {}
        Some(spdx) => found.push(format!("{manifest}: licence `{spdx}` may not ship")),
        None => found.push(format!("{manifest}: `licence.spdx` is missing")),
    }
}
