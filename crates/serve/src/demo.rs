//! A case of the example reports, to try the page on.

use std::io::Cursor;
use std::ops::ControlFlow;
use std::path::Path;

use rashomon_intake::{Limits, take};
use rashomon_store::{Case, Error};
use rust_embed::RustEmbed;

use crate::writer::{Told, arrival};

#[derive(RustEmbed)]
#[folder = "../../examples"]
struct Examples;

/// Makes a case of the examples.
///
/// # Errors
/// When the file exists or the disk refuses.
pub fn demo(path: &Path) -> Result<(), Error> {
    Case::create(path, "Examples")?;
    let mut arrivals = Vec::new();
    let mut names: Vec<_> = Examples::iter().filter(|name| !name.ends_with(".md")).collect();
    names.sort();
    for name in names {
        let Some(file) = Examples::get(&name) else { continue };
        // What intake says of its files is known: they are read in the tests.
        take(&name, &mut Cursor::new(file.data.into_owned()), Limits::default(), &mut |item| {
            arrivals.push(arrival(item, &Told::default()));
            ControlFlow::Continue(())
        });
    }
    Case::open(path)?.add(&arrivals)?;
    Ok(())
}
