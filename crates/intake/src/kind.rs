//! What a file is, by its first bytes and, where these leave it open, by the ending of its name.

/// How much of a file is looked at.
pub(crate) const LOOK: usize = 64 << 10;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text or page: one report.
    Report,
    Zip,
    Gzip,
    Warc,
    Pdf,
    Mail,
    Feed,
    /// One JSON document: messages, a feed, reports.
    Json,
    JsonLines,
    /// A table, with its separator.
    Csv(u8),
    /// Something that holds no reports we can read.
    Unknown(&'static str),
}

/// Headers that a mail or a saved page begins with.
const HEADERS: [&str; 14] = [
    "from",
    "received",
    "return-path",
    "mime-version",
    "message-id",
    "date",
    "subject",
    "to",
    "delivered-to",
    "content-type",
    "snapshot-content-location",
    "x-mozilla-status",
    "dkim-signature",
    "reply-to",
];

/// The kind of a file.
pub(crate) fn kind(name: &str, look: &[u8]) -> Kind {
    let magic: [(&[u8], Kind); 8] = [
        (b"PK\x03\x04", Kind::Zip),
        (b"PK\x05\x06", Kind::Zip),
        (b"\x1f\x8b", Kind::Gzip),
        (b"WARC/", Kind::Warc),
        (b"%PDF-", Kind::Pdf),
        (b"\xd0\xcf\x11\xe0", Kind::Unknown("an old Office file")),
        (b"Rar!", Kind::Unknown("a RAR archive")),
        (b"7z\xbc\xaf", Kind::Unknown("a 7z archive")),
    ];
    if let Some((_, kind)) = magic.iter().find(|(bytes, _)| look.starts_with(bytes)) {
        return *kind;
    }
    let ending = ending(name);
    let text = look.strip_prefix(b"\xef\xbb\xbf").unwrap_or(look).trim_ascii_start();
    match ending.as_str() {
        "csv" => return Kind::Csv(b','),
        "tsv" | "tab" => return Kind::Csv(b'\t'),
        "jsonl" | "ndjson" => return Kind::JsonLines,
        "eml" | "mht" | "mhtml" if is_mail(text, 1) => return Kind::Mail,
        "json" | "jsonfeed" if text.starts_with(b"{") || text.starts_with(b"[") => return Kind::Json,
        _ => {}
    }
    if text.starts_with(b"<") && is_feed(text) {
        return Kind::Feed;
    }
    if is_mail(text, 3) {
        return Kind::Mail;
    }
    Kind::Report
}

/// The ending of a file's name, lower case.
pub(crate) fn ending(name: &str) -> String {
    let file = name.rsplit(['/', '\\', '!']).next().unwrap_or(name);
    file.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default()
}

/// True where the root element is one of a feed.
fn is_feed(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&text[..text.len().min(4096)]);
    let mut rest: &str = &text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if rest.starts_with(['?', '!']) {
            continue;
        }
        let root = rest.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next().unwrap_or_default();
        return matches!(root, "rss" | "feed" | "rdf:RDF" | "RDF");
    }
    false
}

/// True where the text begins with so many headers of a mail, one below the other.
fn is_mail(text: &[u8], least: usize) -> bool {
    let mut found = 0;
    for line in text.split(|&b| b == b'\n').take(60) {
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let Some(colon) = line.iter().position(|&b| b == b':') else { break };
        let name = String::from_utf8_lossy(&line[..colon]).to_ascii_lowercase();
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
            break;
        }
        found += usize::from(HEADERS.contains(&name.as_str()));
    }
    // A dateline and a byline look like headers; mails say what version of MIME, or who they are.
    let lower = text[..text.len().min(8192)].to_ascii_lowercase();
    let sure = [&b"mime-version:"[..], b"message-id:", b"received:", b"content-type:"]
        .iter()
        .any(|h| memchr::memmem::find(&lower, h).is_some());
    found >= least && (sure || least == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, bytes: &[u8], expected: Kind) {
        assert_eq!(kind(name, bytes), expected, "{name}");
    }

    #[test]
    fn files_are_told_by_their_bytes() {
        check("a.txt", b"PK\x03\x04....", Kind::Zip);
        check("a", b"WARC/1.0\r\nWARC-Type: warcinfo\r\n", Kind::Warc);
        check("news.xml", b"<?xml version='1.0'?>\n<!-- made by x -->\n<rss version='2.0'>", Kind::Feed);
        check("page.xml", b"<?xml version='1.0'?><html><body>rss</body></html>", Kind::Report);
        check("m.txt", b"From: a@b\nTo: c@d\nSubject: x\nMIME-Version: 1.0\n\nHello", Kind::Mail);
        check("m.txt", b"Date: 3 May\nFrom: our reporter\nSubject: the dam\n\nThe dam broke.", Kind::Report);
        check("m.eml", b"Subject: x\n\nHello", Kind::Mail);
        check("r.csv", b"text\nThe dam broke", Kind::Csv(b','));
        check("r.json", b"\xef\xbb\xbf [ {} ]", Kind::Json);
        check("r.txt", b"{ not json }", Kind::Report);
        check("r.txt", b"", Kind::Report);
    }
}
