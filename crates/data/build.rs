//! Compiles the packs people write under `resources/` into the tables the binary carries.

use std::path::{Path, PathBuf};

/// The text files of a pack folder, by path below it, sorted.
fn files(folder: &Path, ending: &str) -> Vec<(String, String)> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(at) = folders.pop() {
        for entry in std::fs::read_dir(&at).expect("the pack folder is part of the tree") {
            let path: PathBuf = entry.expect("an entry of the pack folder").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == ending) && !path.ends_with("PACK.toml") {
                let text = std::fs::read_to_string(&path).expect("a pack file is UTF-8");
                found
                    .push((path.strip_prefix(folder).expect("below the folder").display().to_string(), text));
            }
        }
    }
    found.sort();
    found
}

/// Writes a checked table to `out/name`, or stops the build with what is wrong in the pack.
fn write<T: serde::Serialize>(out: &Path, name: &str, table: Result<T, rashomon_resources::PackError>) {
    let bytes = table.and_then(|table| rashomon_resources::to_bytes(&table));
    match bytes {
        Ok(bytes) => std::fs::write(out.join(name), bytes).expect("OUT_DIR can be written"),
        Err(error) => panic!("resources/{name}: {error}"),
    }
}

/// The hand-written layer of the gazetteer over the large one, and the words around names.
fn places(resources: &Path, out: &Path) {
    use rashomon_resources::gazetteer::{Gazetteer, PlaceWords, own_layer};
    let base = resources.join("places/gazetteer.bin");
    println!("cargo::rerun-if-changed={}", base.display());
    let base = std::fs::read(base).expect("the large layer is part of the tree");
    let base = Gazetteer::open([base.into()], &PlaceWords::default()).expect("the large layer is whole");
    match own_layer(&files(&resources.join("places/en"), "toml"), &base) {
        Ok((layer, words)) => {
            std::fs::write(out.join("places-own"), layer).expect("OUT_DIR can be written");
            write(out, "place-words", Ok(words));
        }
        Err(error) => panic!("resources/places: {error}"),
    }
}

fn main() {
    let resources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../resources");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    println!("cargo::rerun-if-changed=build.rs");
    // One line a pack: parse its text files, write its table to `out`.
    write(&out, "actors", rashomon_resources::Actors::parse(&files(&resources.join("actors"), "toml")));
    let attribution =
        rashomon_resources::AttributionTable::parse(&files(&resources.join("attribution"), "toml"));
    write(&out, "attribution", attribution);
    write(&out, "frames", rashomon_resources::Frames::parse(&files(&resources.join("frames"), "toml")));
    places(&resources, &out);
}
