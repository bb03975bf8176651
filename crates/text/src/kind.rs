//! What the bytes are: a page, plain text, or nothing to read.

use crate::Hint;

/// What the bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Page,
    Plain,
    Binary(&'static str),
}

/// First bytes of formats that are no text, and their names.
const MAGIC: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP or office file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xFF\xD8\xFF", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1F\x8B", "gzip data"),
    (b"\x28\xB5\x2F\xFD", "Zstandard data"),
    (b"\x7FELF", "a program"),
    (b"\xD0\xCF\x11\xE0", "an old office file"),
    (b"RIFF", "a sound, film or picture"),
    (b"ID3", "a sound"),
];

/// How many bytes are looked at.
const LOOK: usize = 8192;

/// Tells the kind. A declared media type wins, then an unmistakable page, then the file's name, then
/// the number of tags near the start.
pub(crate) fn kind(bytes: &[u8], hint: &Hint) -> Kind {
    let look = &bytes[..bytes.len().min(LOOK)];
    if let Some((_, name)) = MAGIC.iter().find(|(magic, _)| look.starts_with(magic)) {
        return Kind::Binary(name);
    }
    let marked = encoding_rs::Encoding::for_bom(bytes).is_some();
    let wide = marked && !bytes.starts_with(b"\xEF") || crate::decode::utf16_without_mark(bytes).is_some();
    if !wide {
        let controls = look.iter().filter(|b| matches!(b, 0..=8 | 0x0B | 0x0E..=0x1A | 0x1C..=0x1F)).count();
        // Random bytes have a control character in ten; text has next to none.
        if controls * 20 > look.len() {
            return Kind::Binary("binary data");
        }
    }
    // Wide charsets: tags are ASCII, so zeros can be skipped to see them.
    let ascii: Vec<u8> = look.iter().copied().filter(|b| *b != 0).map(|b| b.to_ascii_lowercase()).collect();
    let media =
        hint.media_type.as_deref().map(|m| m.split(';').next().unwrap_or(m).trim().to_ascii_lowercase());
    match media.as_deref() {
        Some("text/html" | "application/xhtml+xml") => return Kind::Page,
        Some("text/plain" | "text/markdown") => return Kind::Plain,
        _ => {}
    }
    // Past the byte order mark.
    let mark = ascii.iter().take(3).take_while(|b| !b.is_ascii()).count();
    let start = ascii[mark..].trim_ascii_start();
    if [&b"<!doctype html"[..], b"<html", b"<head", b"<body", b"<?xml"]
        .iter()
        .any(|tag| start.starts_with(tag))
    {
        return Kind::Page;
    }
    let ending =
        hint.file_name.as_deref().and_then(|name| name.rsplit_once('.')).map(|(_, e)| e.to_ascii_lowercase());
    match ending.as_deref() {
        Some("html" | "htm" | "xhtml" | "shtml") => return Kind::Page,
        Some("txt" | "text" | "md") => return Kind::Plain,
        _ => {}
    }
    let tags = [
        &b"<p>"[..],
        b"<p ",
        b"</p>",
        b"<div",
        b"</div>",
        b"<br",
        b"<a href",
        b"<span",
        b"<h1",
        b"<meta",
        b"<article",
        b"<html",
    ];
    let found: usize = tags.iter().map(|tag| memchr::memmem::find_iter(&ascii, tag).take(3).count()).sum();
    if found >= 3 && start.starts_with(b"<") || found >= 6 { Kind::Page } else { Kind::Plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], media: Option<&str>, name: Option<&str>, expected: Kind) {
        let hint =
            Hint { media_type: media.map(Into::into), file_name: name.map(Into::into), ..Hint::default() };
        assert_eq!(kind(bytes, &hint), expected);
    }

    #[test]
    fn kinds() {
        check(b"", None, None, Kind::Plain);
        check(b"The bridge was reopened.", None, None, Kind::Plain);
        check(b" <!DOCTYPE html><p>x", None, Some("a.txt"), Kind::Page);
        check(b"<!DOCTYPE html><p>x", Some("text/plain; charset=utf-8"), None, Kind::Plain);
        check(b"<p>One</p><p>Two</p>", None, None, Kind::Page);
        check(b"a < b and c > d", None, None, Kind::Plain);
        check(b"\xFF\xFE<\0h\0t\0m\0l\0>\0", None, None, Kind::Page);
        check(b"%PDF-1.4 ...", Some("text/html"), None, Kind::Binary("a PDF file"));
        check(&[0, 1, 2, 3, 0x90, 200, 17, 5], None, None, Kind::Binary("binary data"));
    }
}
