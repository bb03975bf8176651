//! From bytes to characters: finds the charset and decodes piece by piece, so that each character
//! knows the bytes it came from.

use encoding_rs::{CoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use rashomon_model::{SourceMap, SourceRun, Span};

/// Decoded text with its way back.
#[derive(Debug, Default)]
pub(crate) struct Decoded {
    pub(crate) text: String,
    pub(crate) source: SourceMap,
    /// Stretches that were no characters of the charset; each stands as U+FFFD in the text.
    pub(crate) broken: usize,
    /// Bytes that were left out after the limit.
    pub(crate) cut: usize,
    /// Name of the charset, as in the WHATWG standard.
    pub(crate) charset: &'static str,
}

/// How many bytes are looked at to guess a legacy charset; more does not change the guess.
const GUESS_BYTES: usize = 1 << 20;

/// Decodes `bytes`, at most `limit` bytes of text.
///
/// Order of trust: byte order mark; valid UTF-8, since no other charset looks like it by chance;
/// `declared`; the guess of the detector.
pub(crate) fn decode(bytes: &[u8], declared: Option<&str>, limit: usize) -> Decoded {
    let (encoding, skip) = match Encoding::for_bom(bytes) {
        Some(found) => found,
        None => (charset(bytes, declared, limit), 0),
    };
    let mut out = Writer { limit, ..Writer::default() };
    let rest = &bytes[skip..];
    let read = if encoding == UTF_8 {
        out.utf8(rest, skip)
    } else if encoding.is_single_byte() {
        out.single_byte(rest, skip, encoding)
    } else {
        out.stepwise(rest, skip, encoding)
    };
    Decoded {
        text: out.text,
        source: SourceMap::from_runs(out.runs.0),
        broken: out.broken,
        cut: rest.len() - read,
        charset: encoding.name(),
    }
}

fn charset(bytes: &[u8], declared: Option<&str>, limit: usize) -> &'static Encoding {
    if let Some(utf16) = utf16_without_mark(bytes) {
        return utf16;
    }
    let declared = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    if let Some(escaped) = declared.filter(|e| !e.is_ascii_compatible() && *e != UTF_16LE && *e != UTF_16BE) {
        return escaped;
    }
    let seen = &bytes[..bytes.len().min(limit)];
    if std::str::from_utf8(seen).is_ok() {
        return UTF_8;
    }
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in seen.utf8_chunks() {
        good += chunk.valid().bytes().filter(|b| *b >= 0xC0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    // The last character may be cut by the limit.
    if bad == 0 || (bad == 1 && seen.len() < bytes.len()) || good > 2 * bad {
        return UTF_8;
    }
    match declared {
        Some(encoding) if encoding.is_ascii_compatible() && encoding != UTF_8 => encoding,
        _ => {
            let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
            detector.feed(&bytes[..bytes.len().min(GUESS_BYTES)], bytes.len() <= GUESS_BYTES);
            detector.guess(None, chardetng::Utf8Detection::Deny)
        }
    }
}

/// UTF-16 of a Latin script has a zero in every second byte.
pub(crate) fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let seen = &bytes[..bytes.len().min(4096) & !1];
    let pairs = seen.len() / 2;
    let zeros = |odd: usize| seen.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if pairs >= 4 && odd * 10 > pairs * 4 && even * 20 < pairs {
        Some(UTF_16LE)
    } else if pairs >= 4 && even * 10 > pairs * 4 && odd * 20 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Runs under construction; neighbours that go on byte by byte become one.
#[derive(Debug, Default)]
pub(crate) struct Runs(pub(crate) Vec<SourceRun>);

impl Runs {
    pub(crate) fn push(&mut self, text: usize, source: usize, text_len: usize, source_len: usize) {
        let run = SourceRun {
            text: text as u32,
            source: source as u32,
            text_len: text_len as u32,
            source_len: source_len as u32,
        };
        match self.0.last_mut() {
            Some(last)
                if last.is_plain()
                    && run.is_plain()
                    && last.text + last.text_len == run.text
                    && last.source + last.source_len == run.source =>
            {
                last.text_len += run.text_len;
                last.source_len += run.source_len;
            }
            _ => self.0.push(run),
        }
    }

    /// Adds a piece copied from `from..from + len` of a decoded text whose way back is `below`.
    pub(crate) fn push_through(&mut self, below: &SourceMap, text: usize, from: usize, len: usize) {
        let runs = below.runs();
        let (start, end) = (from as u32, (from + len) as u32);
        let mut i = runs.partition_point(|run| run.text + run.text_len <= start);
        while let Some(run) = runs.get(i).filter(|run| run.text < end) {
            let (a, b) = (run.text.max(start), (run.text + run.text_len).min(end));
            let at = text + (a - start) as usize;
            if run.is_plain() {
                self.push(at, (run.source + (a - run.text)) as usize, (b - a) as usize, (b - a) as usize);
            } else {
                self.push(at, run.source as usize, (b - a) as usize, run.source_len as usize);
            }
            i += 1;
        }
    }

    /// Adds a unit: `text_len` bytes that stand for `from..to` of a decoded text.
    pub(crate) fn push_unit(
        &mut self,
        below: &SourceMap,
        text: usize,
        text_len: usize,
        from: usize,
        to: usize,
    ) {
        let source = below.span_in_source(Span::new(from, to));
        self.push(text, source.start, text_len, source.len());
    }
}

#[derive(Debug, Default)]
struct Writer {
    text: String,
    runs: Runs,
    broken: usize,
    limit: usize,
}

impl Writer {
    fn room(&self) -> usize {
        self.limit - self.text.len()
    }

    /// Each of these gives back how many bytes of `bytes` were read.
    fn utf8(&mut self, bytes: &[u8], offset: usize) -> usize {
        // The rule, and several times faster than chunk by chunk. One character may cross the limit.
        let most = bytes.len().min(self.limit + 4);
        if let Ok(text) = std::str::from_utf8(&bytes[..most]) {
            let fits = text.floor_char_boundary(self.limit);
            if fits > 0 {
                self.runs.push(0, offset, fits, fits);
            }
            self.text.push_str(&text[..fits]);
            return fits;
        }
        let mut at = 0;
        for chunk in bytes.utf8_chunks() {
            let valid = chunk.valid();
            let fits = valid.floor_char_boundary(self.room());
            if fits > 0 {
                self.runs.push(self.text.len(), offset + at, fits, fits);
                self.text.push_str(&valid[..fits]);
                at += fits;
            }
            let broken = chunk.invalid().len();
            if fits < valid.len() || (broken > 0 && self.room() < 3) {
                break;
            }
            if broken > 0 {
                self.replace(offset + at, broken);
                at += broken;
            }
        }
        at
    }

    fn replace(&mut self, source: usize, source_len: usize) {
        // A unit even where both sides have three bytes, which is harmless: ends agree.
        self.runs.push(self.text.len(), source, '\u{FFFD}'.len_utf8(), source_len);
        self.text.push('\u{FFFD}');
        self.broken += 1;
    }

    fn single_byte(&mut self, bytes: &[u8], offset: usize, encoding: &'static Encoding) -> usize {
        let table: Vec<char> = (0x80..=0xFFu8)
            .map(|b| encoding.decode_without_bom_handling(&[b]).0.chars().next().unwrap_or('\u{FFFD}'))
            .collect();
        let mut at = 0;
        while at < bytes.len() {
            let ascii = bytes[at..].iter().take(self.room()).take_while(|b| b.is_ascii()).count();
            if ascii > 0 {
                self.runs.push(self.text.len(), offset + at, ascii, ascii);
                self.text.extend(bytes[at..at + ascii].iter().map(|b| char::from(*b)));
                at += ascii;
                continue;
            }
            if self.room() < 3 {
                break;
            }
            let c = table[usize::from(bytes[at] & 0x7F)];
            if c == '\u{FFFD}' {
                self.replace(offset + at, 1);
            } else {
                self.runs.push(self.text.len(), offset + at, c.len_utf8(), 1);
                self.text.push(c);
            }
            at += 1;
        }
        at
    }

    /// Byte by byte through a decoder with state: what comes out belongs to the bytes fed since.
    fn stepwise(&mut self, bytes: &[u8], offset: usize, encoding: &'static Encoding) -> usize {
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let mut since = 0;
        let mut buffer = [0u8; 32];
        for at in 0..=bytes.len() {
            if self.room() < buffer.len() {
                return since;
            }
            let last = at == bytes.len();
            let (result, _, written, broken) =
                decoder.decode_to_utf8(&bytes[at..(at + 1).min(bytes.len())], &mut buffer, last);
            debug_assert_eq!(result, CoderResult::InputEmpty, "32 bytes hold what one byte can give");
            if written == 0 {
                continue;
            }
            let to = (at + 1).min(bytes.len());
            let out = std::str::from_utf8(&buffer[..written]).unwrap_or("\u{FFFD}");
            self.runs.push(self.text.len(), offset + since, out.len(), to - since);
            self.text.push_str(out);
            self.broken += usize::from(broken);
            since = to;
        }
        bytes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each word of the text, and the bytes it came from.
    #[track_caller]
    fn check(bytes: &[u8], declared: Option<&str>, text: &str, word: &str, source: &[u8]) {
        let decoded = decode(bytes, declared, 1 << 20);
        assert_eq!(decoded.text, text, "{}", decoded.charset);
        let start = text.find(word).unwrap();
        let range = decoded.source.span_in_source(Span::new(start, start + word.len()));
        assert_eq!(&bytes[range], source, "{}", decoded.charset);
    }

    #[test]
    fn charsets_and_their_way_back() {
        check(b"\xEF\xBB\xBFThe port", None, "The port", "port", b"port");
        check("Café at Gaziantep".as_bytes(), Some("latin1"), "Café at Gaziantep", "Café", "Café".as_bytes());
        check(b"Caf\xE9 at Derna", Some("windows-1252"), "Café at Derna", "Café", b"Caf\xE9");
        check(b"one \xFFtwo", Some("utf-8"), "one ÿtwo", "two", b"two");
        check("é é é é \u{1}".as_bytes(), None, "é é é é \u{1}", "\u{1}", b"\x01");
        check(b"\xC3\xA9\xC3\xA9\xC3\xA9 \xFFtwo", None, "ééé \u{FFFD}two", "two", b"two");
        check(b"\xFF\xFEo\0n\0e\0 \0t\0w\0o\0", None, "one two", "two", b"t\0w\0o\0");
        check(b"\0o\0n\0e\0 \0t\0w\0o", None, "one two", "two", b"\0t\0w\0o");
        check(b"\x8A\xBF\x8E\x9A ok", Some("shift_jis"), "漢字 ok", "字", b"\x8E\x9A");
        check(b"\x8A\xBF\x8E\x9A ok", Some("shift_jis"), "漢字 ok", "ok", b"ok");
    }

    #[test]
    fn the_limit_cuts_between_characters() {
        for limit in 40..60 {
            let bytes = "aé漢".repeat(20);
            let decoded = decode(bytes.as_bytes(), None, limit);
            assert!(decoded.text.len() <= limit && bytes.starts_with(&decoded.text));
            assert_eq!(decoded.text.len() + decoded.cut, bytes.len());
        }
    }
}
