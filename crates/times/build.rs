//! Compiles `resources/times/en` into the table that the crate carries.

use std::path::Path;

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../resources/times/en");
    println!("cargo::rerun-if-changed=build.rs");
    let mut files = Vec::new();
    for folder in [folder.clone(), folder.join("rules")] {
        println!("cargo::rerun-if-changed={}", folder.display());
        for entry in std::fs::read_dir(&folder).expect("the pack folder is part of the tree") {
            let path = entry.expect("an entry of the pack folder").path();
            if path.extension().is_some_and(|e| e == "toml") {
                println!("cargo::rerun-if-changed={}", path.display());
                let text = std::fs::read_to_string(&path).expect("a pack file is UTF-8");
                files.push((path.display().to_string(), text));
            }
        }
    }
    files.sort();
    let table = match rashomon_resources::times::parse(&files) {
        Ok(table) => table,
        Err(error) => panic!("{error}"),
    };
    let bytes = rashomon_resources::to_bytes(&table).expect("tables of this crate can be written");
    let out = std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    std::fs::write(Path::new(&out).join("times-en.bin"), bytes).expect("OUT_DIR can be written");
}
