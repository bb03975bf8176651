//! Reading: from bytes to a report whose every character is traceable to its source.
//!
//! [`read`] takes any bytes: a web page, a plain text, or neither. It finds the charset, and in a page
//! the story; splits the text into blocks; and keeps for each byte of the text the bytes it came from.
//! What it could not read, or left out, stands in the notes of the [`Reading`].
#![deny(clippy::disallowed_methods)]

mod dates;
mod decode;
mod furniture;
mod kind;
mod language;
mod page;
mod plain;

use rashomon_model::{Block, BlockKind, Day, Note, Reading, Report, SourceMap};
use sha2::{Digest, Sha256};

pub use language::is_english;

use kind::Kind;

/// The longest text that is kept, in bytes: 1 MiB, some 170,000 words. What comes after is cut, with
/// the note `text/cut`.
pub const LONGEST_TEXT: usize = 1 << 20;

/// How much of a page is read, in bytes of its decoded source: 32 MiB. Pages of news stay below 5.
pub const LONGEST_PAGE: usize = 32 << 20;

/// What the caller knows of the bytes. What is told here wins over what the page says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hint {
    /// Name of the file, for its ending.
    pub file_name: Option<String>,
    /// Media type as declared by who delivered the bytes: `text/html; charset=utf-8`.
    pub media_type: Option<String>,
    /// Charset as declared, by any of its names.
    pub charset: Option<String>,
    /// Address the bytes were fetched from.
    pub url: Option<String>,
    /// Day of publication.
    pub published: Option<Day>,
    /// Title.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
}

/// Reads bytes as a report.
///
/// Plain text is kept as it is, byte order mark aside, and its furniture marked. Of a page the story is
/// kept, in blocks with a blank line between, white space folded.
///
/// # Notes
/// `text/empty`, `text/binary`, `text/no-text`, `text/no-story`, `text/left-out`, `text/cut`,
/// `text/broken-utf8`, `text/too-deep`, `text/language`: see `docs/notes.md`.
///
/// # Cost
/// Linear in the bytes. Memory: the decoded text, a few times over, below the limits above.
///
/// # Examples
/// ```
/// let page = b"<html><title>Dam holds</title><p>The dam held, the mayor said. No one was hurt.</p>";
/// let reading = rashomon_text::read(page, &rashomon_text::Hint::default());
/// let report = reading.value;
/// assert_eq!(report.text, "The dam held, the mayor said. No one was hurt.");
/// assert_eq!(report.title.as_deref(), Some("Dam holds"));
/// assert_eq!(report.source.to_source(0), 33);
/// ```
pub fn read(bytes: &[u8], hint: &Hint) -> Reading<Report> {
    // Positions in the source are 32 bits wide.
    let seen = &bytes[..bytes.len().min(u32::MAX as usize / 2)];
    let mut report = Report {
        digest: Sha256::digest(bytes).into(),
        title: hint.title.clone(),
        outlet: hint.outlet.clone(),
        published: hint.published,
        url: hint.url.clone(),
        ..Report::default()
    };
    let mut notes = Vec::new();
    match kind::kind(seen, hint) {
        _ if bytes.is_empty() => notes.push(Note::new("text/empty", None, "There are no bytes to read.")),
        Kind::Binary(what) => notes.push(
            Note::new("text/binary", None, format!("This is {what}, not text: nothing was read."))
                .hint("Convert it to plain text or HTML first."),
        ),
        Kind::Plain => read_plain(seen, hint, &mut report, &mut notes),
        Kind::Page => read_page(seen, hint, &mut report, &mut notes),
    }
    finish(&mut report, &mut notes);
    Reading { value: report, notes }
}

fn read_plain(bytes: &[u8], hint: &Hint, report: &mut Report, notes: &mut Vec<Note>) {
    let declared = hint.charset.as_deref().or(hint.media_type.as_deref().and_then(media_charset));
    let decoded = decode::decode(bytes, declared, LONGEST_TEXT);
    note_decoding(&decoded, notes);
    let plain = plain::read(&decoded.text, hint.title.as_deref());
    report.text = decoded.text;
    report.source = decoded.source;
    report.blocks = plain.blocks;
    report.published = report.published.or(plain.published);
    report.title = report.title.take().or(plain.title);
}

fn read_page(bytes: &[u8], hint: &Hint, report: &mut Report, notes: &mut Vec<Note>) {
    let declared = hint
        .charset
        .clone()
        .or_else(|| hint.media_type.as_deref().and_then(media_charset).map(Into::into))
        .or_else(|| page_charset(bytes));
    let decoded = decode::decode(bytes, declared.as_deref(), LONGEST_PAGE);
    note_decoding(&decoded, notes);
    let page = page::read(&decoded.text, &decoded.source, LONGEST_TEXT);
    if page.too_deep {
        notes.push(Note::new(
            "text/too-deep",
            None,
            "The page nests its elements absurdly deep; their order is kept, their nesting not.",
        ));
    }
    if page.rendered.cut {
        notes.push(cut_note());
    }
    if page.whole && !page.rendered.text.is_empty() {
        notes.push(
            Note::new("text/no-story", None, "No story stands out in this page: all its text was taken.")
                .hint("Check the blocks, or give the story's text alone."),
        );
    } else if page.left_out > 0 {
        let words = page.left_out;
        notes.push(Note::new(
            "text/left-out",
            None,
            format!("About {words} words of the page outside of the story were left out."),
        ));
    }
    report.text = page.rendered.text;
    report.blocks = page.rendered.blocks;
    report.source = page.rendered.source;
    let meta = page.meta;
    report.title = report.title.take().or(meta.title);
    report.outlet = report.outlet.take().or(meta.outlet);
    report.published = report.published.or(meta.published).or(hint.url.as_deref().and_then(dates::address));
    report.url = report.url.take().or(meta.url);
}

fn note_decoding(decoded: &decode::Decoded, notes: &mut Vec<Note>) {
    if decoded.broken > 0 {
        let (count, charset) = (decoded.broken, decoded.charset);
        notes.push(
            Note::new(
                "text/broken-utf8",
                None,
                format!("{count} places are no characters in {charset}; each stands as U+FFFD."),
            )
            .hint("Give the charset the text was written in."),
        );
    }
    if decoded.cut > 0 {
        notes.push(cut_note());
    }
}

fn cut_note() -> Note {
    Note::new("text/cut", None, "The text is longer than the limit; its end was not read.")
        .hint("Split it into reports.")
}

/// What can only be told of the text as a whole.
fn finish(report: &mut Report, notes: &mut Vec<Note>) {
    let told = |b: &&Block| b.kind != BlockKind::Furniture;
    report.language =
        language::identify(report.blocks.iter().filter(told).map(|b| b.span.slice(&report.text)));
    let none = report.blocks.iter().all(|b| b.kind == BlockKind::Furniture);
    if none && !notes.iter().any(|n| matches!(n.code, "text/empty" | "text/binary")) {
        notes.push(Note::new("text/no-text", None, "There is no text of a story in this."));
    }
    if !none && !is_english(report) {
        let code = report.language.code.as_deref().unwrap_or("und");
        notes.push(
            Note::new("text/language", None, format!("The text is not in English (it looks like `{code}`)."))
                .hint("Translate it first; claims are read from English only."),
        );
    }
    if report.source == SourceMap::default() {
        report.source = SourceMap::identity(0, 0);
    }
    notes.dedup();
}

fn media_charset(media: &str) -> Option<&str> {
    let (_, value) = media
        .split(';')
        .skip(1)
        .filter_map(|p| p.split_once('='))
        .find(|(n, _)| n.trim().eq_ignore_ascii_case("charset"))?;
    Some(value.trim().trim_matches(['"', '\'']))
}

/// The charset a page declares near its start, in `meta` or an XML declaration.
fn page_charset(bytes: &[u8]) -> Option<String> {
    let look = bytes[..bytes.len().min(4096)].to_ascii_lowercase();
    for name in [&b"charset="[..], b"encoding="] {
        for at in memchr::memmem::find_iter(&look, name).take(4) {
            let value = look[at + name.len()..].trim_ascii_start();
            let value = value.strip_prefix(b"\"").or(value.strip_prefix(b"'")).unwrap_or(value);
            let length =
                value.iter().take_while(|b| b.is_ascii_alphanumeric() || b"-_:.".contains(b)).count();
            if encoding_rs::Encoding::for_label(&value[..length]).is_some() {
                return Some(String::from_utf8_lossy(&value[..length]).into_owned());
            }
        }
    }
    None
}
