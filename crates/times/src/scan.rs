//! Cuts text into words, numbers and marks: all that finding times needs to know of it.

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters.
    Word,
    /// ASCII digits.
    Digits,
    /// One other character.
    Mark,
}

/// A token: bytes `start..end` of the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) kind: Kind,
    /// No white space before it.
    pub(crate) glued: bool,
    /// A blank line, or the edge of a block, before it: no expression goes across.
    pub(crate) breaks: bool,
}

impl Token {
    pub(crate) fn text<'a>(&self, text: &'a str) -> &'a str {
        &text[self.start as usize..self.end as usize]
    }

    pub(crate) fn len(&self) -> usize {
        (self.end - self.start) as usize
    }
}

/// Appends the tokens of `text[from..to]` to `out`.
///
/// # Cost
/// O(bytes); one pass.
pub(crate) fn scan(text: &str, from: usize, to: usize, out: &mut Vec<Token>) {
    let bytes = text.as_bytes();
    let mut at = from;
    let mut glued = false;
    let mut lines = 2;
    while at < to {
        let byte = bytes[at];
        let start = at;
        let kind = if byte.is_ascii_alphabetic() {
            Kind::Word
        } else if byte.is_ascii_digit() {
            Kind::Digits
        } else if byte.is_ascii() {
            at += 1;
            if byte.is_ascii_whitespace() {
                lines += u32::from(byte == b'\n');
                glued = false;
                continue;
            }
            Kind::Mark
        } else {
            let c = text[at..].chars().next().unwrap_or(' ');
            at += c.len_utf8();
            if c.is_whitespace() {
                glued = false;
                continue;
            }
            if c.is_alphabetic() { Kind::Word } else { Kind::Mark }
        };
        match kind {
            Kind::Digits => {
                while at < to && bytes[at].is_ascii_digit() {
                    at += 1;
                }
            }
            Kind::Word => {
                while at < to {
                    if bytes[at].is_ascii_alphabetic() {
                        at += 1;
                    } else if bytes[at].is_ascii() {
                        break;
                    } else {
                        match text[at..].chars().next() {
                            Some(c) if c.is_alphabetic() => at += c.len_utf8(),
                            _ => break,
                        }
                    }
                }
            }
            Kind::Mark => {}
        }
        out.push(Token { start: start as u32, end: at as u32, kind, glued, breaks: lines >= 2 });
        glued = true;
        lines = 0;
    }
}

/// The form a token is looked up by, in `buffer`: lower case, plain dashes and apostrophes.
///
/// `None` for words that stand in no list: longer than any, or beyond ASCII.
pub(crate) fn folded<'a>(word: &str, buffer: &'a mut [u8; 24]) -> Option<&'a str> {
    if word.len() > buffer.len() {
        return None;
    }
    let word = match word {
        "’" | "‘" | "`" | "´" => "'",
        "–" | "—" | "‐" | "‑" | "−" => "-",
        word => word,
    };
    for (to, from) in buffer.iter_mut().zip(word.bytes()) {
        if !from.is_ascii() {
            return None;
        }
        *to = from.to_ascii_lowercase();
    }
    std::str::from_utf8(&buffer[..word.len()]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let mut tokens = Vec::new();
        scan(text, 0, text.len(), &mut tokens);
        let found: Vec<&str> = tokens.iter().map(|t| t.text(text)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn words_numbers_marks() {
        check("On 3rd May, 7am – café’s", &["On", "3", "rd", "May", ",", "7", "am", "–", "café", "’", "s"]);
        check("", &[]);
        check("\u{a0}a\u{2003}b", &["a", "b"]);
    }

    #[test]
    fn a_blank_line_breaks() {
        let text = "a\nb\n\nc";
        let mut tokens = Vec::new();
        scan(text, 0, text.len(), &mut tokens);
        assert_eq!(tokens.iter().map(|t| t.breaks).collect::<Vec<_>>(), [true, false, true]);
    }
}
