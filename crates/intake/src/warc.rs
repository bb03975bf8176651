//! Web archives (WARC 1.0 and 1.1, ISO 28500): a report for each page of text that a server answered with.
//!
//! Digests that a record tells (SHA-1 or SHA-256, of its block or of the payload) are checked; a record that
//! does not match is told and left out.

use std::io::{BufRead, Read as _};
use std::ops::ControlFlow;

use data_encoding::{BASE32, HEXLOWER_PERMISSIVE};
use rashomon_model::Note;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use crate::Item;
use crate::work::Work;

/// Longest line of a header, and most lines.
const LINE: u64 = 64 << 10;
const LINES: usize = 400;

/// Headers of a record, or of an answer, names in lower case.
type Headers = Vec<(String, String)>;

/// Takes the pages of a web archive.
pub(crate) fn take(name: &str, reader: &mut dyn BufRead, work: &mut Work<'_>) -> ControlFlow<()> {
    let mut at = 0;
    loop {
        at += 1;
        let full = format!("{name}!{at}");
        let headers = match headers(reader) {
            Ok(Some(headers)) => headers,
            Ok(None) => return ControlFlow::Continue(()),
            Err(error) => return work.unreadable(&full, &error),
        };
        let Some(length) = get(&headers, "content-length").and_then(|l| l.parse::<u64>().ok()) else {
            return work.damaged(&full, "does not tell its length: the rest was left");
        };
        let wanted = matches!(get(&headers, "warc-type"), Some("response" | "resource"));
        if !wanted || length > work.limits.item {
            if wanted {
                let _ = work.too_large(&full);
            }
            match std::io::copy(&mut (&mut *reader).take(length), &mut std::io::sink()) {
                Ok(copied) if copied == length => continue,
                Ok(_) => return work.damaged(&full, "ends too early"),
                Err(error) => return work.unreadable(&full, &error),
            }
        }
        let mut block = Vec::new();
        match (&mut *reader).take(length).read_to_end(&mut block) {
            Ok(read) if read as u64 == length => record(&full, &headers, block, work)?,
            Ok(_) => return work.damaged(&full, "ends too early"),
            Err(error) => return work.unreadable(&full, &error),
        }
    }
}

fn record(name: &str, headers: &Headers, block: Vec<u8>, work: &mut Work<'_>) -> ControlFlow<()> {
    let http = get(headers, "content-type").is_some_and(|t| t.starts_with("application/http"));
    let (answer, payload) = if http { split(&block) } else { (Headers::new(), &block[..]) };
    let digests = [("warc-block-digest", &block[..]), ("warc-payload-digest", payload)];
    for (header, bytes) in digests {
        if get(headers, header).is_some_and(|told| matches(told, bytes) == Some(false)) {
            let note = format!("`{name}` is not what its archive says it is (`{header}`): it was left.");
            return work.say(Note::new("intake/digest", None, note).hint("Get the archive again."));
        }
    }
    let status = http.then(|| status(&block)).flatten();
    let media = if http { get(&answer, "content-type") } else { get(headers, "content-type") };
    let media = media.unwrap_or("text/html").to_owned();
    let kind = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let text =
        matches!(kind.as_str(), "text/html" | "application/xhtml+xml" | "text/plain" | "application/pdf");
    if status.is_some_and(|s| s != 200) || !text {
        return ControlFlow::Continue(());
    }
    let Some(original) = decoded(payload, &answer, work.limits.item) else {
        return work.damaged(name, "has a page that does not unpack");
    };
    let url = get(headers, "warc-target-uri").map(|u| u.trim_matches(['<', '>']).to_owned());
    if kind == "application/pdf" {
        return crate::pdf::take(name, original, work);
    }
    work.give(Item { name: name.to_owned(), original, url, media_type: Some(media), ..Item::default() })
}

/// The headers of the next record; `None` at the end.
fn headers(reader: &mut dyn BufRead) -> std::io::Result<Option<Headers>> {
    let wrong = |what: &str| std::io::Error::new(std::io::ErrorKind::InvalidData, what);
    // Records end with two empty lines; some writers leave more.
    let mut first = String::new();
    for _ in 0..LINES {
        match line(reader)? {
            None => return Ok(None),
            Some(text) if text.is_empty() => {}
            Some(text) => {
                first = text;
                break;
            }
        }
    }
    if !first.starts_with("WARC/") {
        return Err(wrong("a record does not begin as one"));
    }
    let mut headers = Headers::new();
    for _ in 0..LINES {
        match line(reader)? {
            None => return Err(wrong("it ends inside a record")),
            Some(text) if text.is_empty() => return Ok(Some(headers)),
            Some(text) => headers.extend(header(&text)),
        }
    }
    Err(wrong("a record has too many headers"))
}

fn line(reader: &mut dyn BufRead) -> std::io::Result<Option<String>> {
    let mut bytes = Vec::new();
    if reader.take(LINE).read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    Ok(Some(String::from_utf8_lossy(bytes.trim_ascii()).into_owned()))
}

fn header(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
}

fn get<'h>(headers: &'h Headers, name: &str) -> Option<&'h str> {
    headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
}

/// The headers of an answer and what it brought.
fn split(block: &[u8]) -> (Headers, &[u8]) {
    let ends = [&b"\r\n\r\n"[..], b"\n\n"];
    let end = ends.iter().find_map(|e| memchr::memmem::find(block, e).map(|at| (at, at + e.len())));
    let Some((end, start)) = end else { return (Headers::new(), block) };
    let head = String::from_utf8_lossy(&block[..end]);
    (head.lines().skip(1).take(LINES).filter_map(header).collect(), &block[start..])
}

fn status(block: &[u8]) -> Option<u16> {
    let line = block.split(|&b| b == b'\n').next()?;
    String::from_utf8_lossy(&line[..line.len().min(64)]).split_whitespace().nth(1)?.parse().ok()
}

/// Whether bytes have the digest told; `None` where its kind is not known.
fn matches(told: &str, bytes: &[u8]) -> Option<bool> {
    let (kind, value) = told.split_once(':')?;
    let digest: Vec<u8> = match kind.to_ascii_lowercase().replace('-', "").as_str() {
        "sha1" => Sha1::digest(bytes).to_vec(),
        "sha256" => Sha256::digest(bytes).to_vec(),
        _ => return None,
    };
    let value = value.trim();
    let hex = value.len() == digest.len() * 2 && HEXLOWER_PERMISSIVE.decode(value.as_bytes()).is_ok();
    Some(if hex {
        value.eq_ignore_ascii_case(&data_encoding::HEXLOWER.encode(&digest))
    } else {
        value.trim_end_matches('=').eq_ignore_ascii_case(BASE32.encode(&digest).trim_end_matches('='))
    })
}

/// What a server sent, without its chunks and packing; `None` where it is damaged or too large.
fn decoded(payload: &[u8], answer: &Headers, limit: u64) -> Option<Vec<u8>> {
    let chunked = get(answer, "transfer-encoding").is_some_and(|e| e.eq_ignore_ascii_case("chunked"));
    // Archives that unchunk what they keep leave the header as it was.
    let bytes =
        if chunked { unchunked(payload).unwrap_or_else(|| payload.to_vec()) } else { payload.to_vec() };
    let packed = get(answer, "content-encoding").map(str::to_ascii_lowercase);
    let mut out = Vec::new();
    let read = match packed.as_deref() {
        Some("gzip" | "x-gzip") if bytes.starts_with(b"\x1f\x8b") => {
            flate2::read::MultiGzDecoder::new(&bytes[..]).take(limit + 1).read_to_end(&mut out)
        }
        Some("deflate") => flate2::read::ZlibDecoder::new(&bytes[..]).take(limit + 1).read_to_end(&mut out),
        _ => return Some(bytes),
    };
    (read.is_ok() && out.len() as u64 <= limit).then_some(out)
}

fn unchunked(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    loop {
        let end = memchr::memchr(b'\n', bytes)?;
        let size = std::str::from_utf8(bytes[..end].trim_ascii()).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        bytes = &bytes[end + 1..];
        if size == 0 {
            return Some(out);
        }
        out.extend_from_slice(bytes.get(..size)?);
        bytes = bytes.get(size..)?;
        bytes = bytes.strip_prefix(b"\r\n").or_else(|| bytes.strip_prefix(b"\n")).unwrap_or(bytes);
    }
}
