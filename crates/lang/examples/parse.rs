//! Reads English text on standard input and writes CoNLL-U:
//! `cargo run --release -p rashomon-lang --example parse < report.txt`

use std::io::{Read as _, Write as _};

use rashomon_lang::{Model, conllu};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let model = Model::from_bytes(rashomon_data::LANG_EN)?;
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let trees = conllu::from_text(&text, &model);
    std::io::stdout().write_all(conllu::write(&trees).as_bytes())?;
    Ok(())
}
