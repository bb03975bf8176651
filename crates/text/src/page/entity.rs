//! Character references (`&amp;`, `&#8212;`): where they stand and what they mean.

use html5gum::{Token, Tokenizer};

/// A piece of raw text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece<'p> {
    /// As written.
    Plain(&'p str),
    /// A reference: as written, and its meaning.
    Reference(&'p str, String),
}

/// Longest reference, `&` and `;` included: the longest name in the standard has 31 letters.
const LONGEST: usize = 40;

/// Splits raw text of a page at its character references.
pub(crate) fn pieces(raw: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = raw;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let from = usize::from(rest.starts_with('&'));
        if from == 1
            && let Some((length, meaning)) = reference(rest)
        {
            let (written, after) = rest.split_at(length);
            rest = after;
            return Some(Piece::Reference(written, meaning));
        }
        let end = memchr::memchr(b'&', &rest.as_bytes()[from..]).map_or(rest.len(), |i| i + from);
        let (plain, after) = rest.split_at(end);
        rest = after;
        Some(Piece::Plain(plain))
    })
}

/// The reference at the start of `raw`, its length and meaning.
fn reference(raw: &str) -> Option<(usize, String)> {
    let name =
        raw.bytes().skip(1).take(LONGEST).take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
    let length = 1 + name + usize::from(raw.as_bytes().get(1 + name) == Some(&b';'));
    if name == 0 {
        return None;
    }
    // By far the most frequent, without the tokenizer.
    let known = match &raw[..length] {
        "&nbsp;" | "&#160;" => Some("\u{A0}"),
        "&amp;" => Some("&"),
        "&quot;" => Some("\""),
        "&rsquo;" | "&#8217;" => Some("\u{2019}"),
        "&#39;" | "&#039;" => Some("'"),
        _ => None,
    };
    if let Some(known) = known {
        return Some((length, known.to_string()));
    }
    let mut meaning = String::new();
    for token in Tokenizer::new(&raw[..length]).flatten() {
        if let Token::String(text) = token {
            meaning.push_str(&String::from_utf8_lossy(&text));
        }
    }
    (meaning != raw[..length] && !meaning.is_empty()).then_some((length, meaning))
}

/// Adds raw text with its references decoded.
pub(crate) fn decode_into(raw: &str, out: &mut String) {
    for piece in pieces(raw) {
        match piece {
            Piece::Plain(text) => out.push_str(text),
            Piece::Reference(_, meaning) => out.push_str(&meaning),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, expected: &str) {
        let mut out = String::new();
        decode_into(raw, &mut out);
        assert_eq!(out, expected);
    }

    #[test]
    fn references() {
        check("Tom &amp; Ann", "Tom & Ann");
        check("&lt;b&gt; &#x2014; &#8212;", "<b> — —");
        check("a & b && c&", "a & b && c&");
        check("AT&T &unknown; &ampere &copy 2020", "AT&T &unknown; &ere © 2020");
        check("&#1234567890; &#0;", "\u{FFFD} \u{FFFD}");
        check("caf&eacute;s", "cafés");
    }
}
