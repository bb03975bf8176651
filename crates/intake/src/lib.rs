//! Reports out of what they come in: mails, saved pages, feeds, web archives, message exports, tables, PDF,
//! archives of all of these.
//!
//! [`take`] looks at the bytes, not only at the name, and hands over one [`Item`] after the other: archives
//! larger than memory are read as a stream. Nothing is written to disk, so that no name in an archive can
//! lead anywhere. What is too large, too deep, damaged or not understood is told in notes and left out; the
//! rest is taken.

mod archive;
mod feed;
mod json;
mod kind;
mod mail;
mod pdf;
mod table;
mod warc;
mod work;
mod workbook;

use std::io::{BufRead, BufReader, Read, Seek};
use std::ops::ControlFlow;

use rashomon_model::{Day, Note};

pub use work::Limits;
use work::Work;

/// One report found in something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// Where it was found: the name given, and after each `!` the name inside of it.
    pub name: String,
    /// Its original bytes: the file, the entry of an archive, the answer of a server, the row of a table.
    pub original: Vec<u8>,
    /// What is to be read, where it is not the original itself.
    pub drawn: Option<Vec<u8>>,
    /// Starts of pages in `drawn`, in bytes; empty where there are no pages.
    pub pages: Vec<usize>,
    /// Day of publication, where the container tells it.
    pub published: Option<Day>,
    /// Title, where the container tells it.
    pub title: Option<String>,
    /// Outlet, where the container tells it.
    pub outlet: Option<String>,
    /// Address, where the container tells it.
    pub url: Option<String>,
    /// Media type of what is to be read, where the container tells it.
    pub media_type: Option<String>,
}

impl Item {
    /// The bytes to be read.
    pub fn read(&self) -> &[u8] {
        self.drawn.as_deref().unwrap_or(&self.original)
    }

    /// Name of the innermost file, for its ending.
    pub fn file_name(&self) -> &str {
        self.name.rsplit(['!', '/', '\\']).next().unwrap_or(&self.name)
    }
}

/// A file: what can be read and jumped in.
pub trait Source: Read + Seek {}
impl<T: Read + Seek> Source for T {}

/// Takes every report out of a file, within limits; `give` can end it early.
///
/// A file that is no container is one item: itself.
///
/// # Notes
/// `intake/…`: see `docs/notes.md`.
///
/// # Cost
/// Memory: one item, or one document where a format has to be read whole, below the limits.
pub fn take(
    name: &str,
    source: &mut dyn Source,
    limits: Limits,
    give: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> Vec<Note> {
    let mut work = Work::new(limits, give);
    let mut reader = BufReader::with_capacity(kind::LOOK, source);
    // What stopped it stands in the notes.
    let _ = match reader.fill_buf().map(|look| kind::kind(name, look)) {
        Ok(kind::Kind::Zip) => archive::zip(name, &mut reader, &mut work),
        Ok(_) => one(name, &mut reader, &mut work),
        Err(error) => work.unreadable(name, &error),
    };
    work.notes
}

/// Takes what a stream holds.
fn one(name: &str, reader: &mut dyn BufRead, work: &mut Work<'_>) -> ControlFlow<()> {
    use kind::Kind;
    let look = match reader.fill_buf() {
        Ok(look) => look,
        Err(error) => return work.unreadable(name, &error),
    };
    match kind::kind(name, look) {
        Kind::Gzip => archive::gzip(name, reader, work),
        Kind::Warc => warc::take(name, reader, work),
        Kind::Csv(separator) => table::csv(name, separator, reader, work),
        Kind::JsonLines => table::lines(name, reader, work),
        Kind::Zip => {
            let Some(bytes) = work.document(name, reader) else { return ControlFlow::Continue(()) };
            archive::zip(name, &mut std::io::Cursor::new(bytes), work)
        }
        Kind::Json => whole(name, reader, work, json::take),
        Kind::Mail => whole(name, reader, work, mail::take),
        Kind::Feed => whole(name, reader, work, feed::take),
        Kind::Pdf => whole(name, reader, work, pdf::take),
        Kind::Unknown(what) => work.say(
            Note::new("intake/unknown", None, format!("`{name}` is {what}: nothing was taken."))
                .hint("Convert it to one of the forms in docs/command.md first."),
        ),
        Kind::Report => {
            let Some(original) = work.item(name, reader) else { return ControlFlow::Continue(()) };
            work.give(Item { name: name.to_owned(), original, ..Item::default() })
        }
    }
}

/// Takes what a document holds that has to be read whole.
fn whole(
    name: &str,
    reader: &mut dyn BufRead,
    work: &mut Work<'_>,
    take: fn(&str, Vec<u8>, &mut Work<'_>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    match work.document(name, reader) {
        Some(bytes) => take(name, bytes, work),
        None => ControlFlow::Continue(()),
    }
}
