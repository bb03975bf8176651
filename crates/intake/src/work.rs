//! The work of one intake: limits, what was used of them, notes, and who gets the items.

use std::io::{BufRead, Read};
use std::ops::ControlFlow;

use rashomon_model::Note;

use crate::Item;

/// How much is taken. What goes beyond is told and left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one report.
    pub item: u64,
    /// Bytes of a document that has to be read whole: a mail, a feed, an export of messages, an archive
    /// inside an archive.
    pub document: u64,
    /// Bytes unpacked over all archives of one file.
    pub unpacked: u64,
    /// Times a packed stream may grow, once it is above `document`: beyond it is a bomb.
    pub growth: u64,
    /// Reports of one file.
    pub items: u64,
    /// Archives inside archives.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            item: 16 << 20,
            document: 128 << 20,
            unpacked: 64 << 30,
            growth: 200,
            items: 1_000_000,
            depth: 3,
        }
    }
}

/// How many notes are kept: a broken archive may have as many as entries.
const NOTES: usize = 200;

/// The state of one intake.
pub(crate) struct Work<'g> {
    pub(crate) limits: Limits,
    pub(crate) depth: usize,
    pub(crate) notes: Vec<Note>,
    unpacked: u64,
    items: u64,
    unsaid: usize,
    give: &'g mut dyn FnMut(Item) -> ControlFlow<()>,
}

impl<'g> Work<'g> {
    pub(crate) fn new(limits: Limits, give: &'g mut dyn FnMut(Item) -> ControlFlow<()>) -> Self {
        Self { limits, depth: 0, notes: Vec::new(), unpacked: 0, items: 0, unsaid: 0, give }
    }

    /// Hands over an item.
    pub(crate) fn give(&mut self, item: Item) -> ControlFlow<()> {
        if item.original.len() as u64 > self.limits.item {
            return self.too_large(&item.name);
        }
        if self.items >= self.limits.items {
            let limit = self.limits.items;
            let _ = self.say(
                Note::new("intake/too-many", None, format!("More than {limit} reports: the rest was left."))
                    .hint("Split the file."),
            );
            return ControlFlow::Break(());
        }
        self.items += 1;
        (self.give)(item)
    }

    /// Keeps a note, and goes on.
    pub(crate) fn say(&mut self, note: Note) -> ControlFlow<()> {
        if self.notes.len() < NOTES {
            self.notes.push(note);
        } else {
            self.unsaid += 1;
            let more = format!("{} more things were not taken.", self.unsaid);
            self.notes.truncate(NOTES);
            self.notes.push(Note::new("intake/more", None, more));
        }
        ControlFlow::Continue(())
    }

    pub(crate) fn unreadable(&mut self, name: &str, error: &std::io::Error) -> ControlFlow<()> {
        self.say(Note::new("intake/unreadable", None, format!("`{name}` cannot be read on: {error}.")))
    }

    pub(crate) fn damaged(&mut self, name: &str, what: &str) -> ControlFlow<()> {
        self.say(Note::new("intake/damaged", None, format!("`{name}` {what}.")))
    }

    pub(crate) fn too_large(&mut self, name: &str) -> ControlFlow<()> {
        let mega = self.limits.item >> 20;
        self.say(
            Note::new("intake/too-large", None, format!("`{name}` is larger than {mega} MB: it was left."))
                .hint("A report is one text of one outlet: split what holds several."),
        )
    }

    /// The rest of a stream as one report's bytes.
    pub(crate) fn item(&mut self, name: &str, reader: &mut dyn BufRead) -> Option<Vec<u8>> {
        self.within(name, reader, self.limits.item)
    }

    /// The rest of a stream as a document's bytes.
    pub(crate) fn document(&mut self, name: &str, reader: &mut dyn BufRead) -> Option<Vec<u8>> {
        self.within(name, reader, self.limits.document)
    }

    fn within(&mut self, name: &str, reader: &mut dyn BufRead, limit: u64) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        match reader.take(limit + 1).read_to_end(&mut bytes) {
            Ok(_) if bytes.len() as u64 > limit => {
                let mega = limit >> 20;
                let _ = self.say(
                    Note::new(
                        "intake/too-large",
                        None,
                        format!("`{name}` is larger than {mega} MB: it was left."),
                    )
                    .hint("A report is one text of one outlet: split what holds several."),
                );
                None
            }
            Ok(_) => Some(bytes),
            Err(error) => {
                let _ = self.unreadable(name, &error);
                None
            }
        }
    }

    /// Bytes that may still be unpacked.
    pub(crate) fn room(&self) -> u64 {
        self.limits.unpacked.saturating_sub(self.unpacked)
    }

    pub(crate) fn used(&mut self, bytes: u64) {
        self.unpacked = self.unpacked.saturating_add(bytes);
    }
}

/// A stream that ends with an error where it grows beyond its bounds.
pub(crate) struct Bounded<R> {
    inner: R,
    /// Bytes given so far.
    pub(crate) given: u64,
    most: u64,
}

impl<R> Bounded<R> {
    /// At most what is left to unpack; and, where the packed size is known, so many times it.
    pub(crate) fn new(inner: R, packed: Option<u64>, work: &Work<'_>) -> Self {
        let grown =
            packed.map_or(u64::MAX, |p| p.saturating_mul(work.limits.growth).max(work.limits.document));
        Self { inner, given: 0, most: work.room().min(grown) }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.given += n as u64;
        if self.given > self.most {
            return Err(std::io::Error::other("it unpacks to far more than it is; it was left"));
        }
        Ok(n)
    }
}
