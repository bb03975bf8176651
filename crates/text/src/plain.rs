//! Blocks of a plain text: paragraphs, headings, bylines, captions, and the furniture of the page it
//! was copied from.

use rashomon_model::{Block, BlockKind, Day, Span};

use crate::dates;
use crate::furniture::{self, Line, Opens};

/// What a plain text tells beside its words.
#[derive(Debug, Default)]
pub(crate) struct Plain {
    pub(crate) blocks: Vec<Block>,
    /// A day of publication the text states as such.
    pub(crate) published: Option<Day>,
    /// A heading that opens the text.
    pub(crate) title: Option<String>,
}

/// A paragraph before its kind is known.
#[derive(Clone, Copy, Debug)]
struct Part {
    start: usize,
    end: usize,
    /// Lines it takes.
    lines: u32,
}

/// A line without its white space.
#[derive(Clone, Copy, Debug)]
struct Row {
    start: u32,
    end: u32,
    /// A blank line stands before it.
    gap: bool,
    indent: u8,
}

/// Lines longer than this are never hard-wrapped.
const WIDEST: usize = 110;

/// A list of other stories has no more entries than this.
const LIST: usize = 12;

/// Splits a text into blocks.
///
/// # Cost
/// Linear in the text.
pub(crate) fn read(text: &str, title: Option<&str>) -> Plain {
    let parts = parts(text);
    let mut out = Builder { text, title, plain: Plain::default(), prose: 0, shouts: is_upper(text) };
    let mut rest = false;
    let mut list = 0;
    for (i, part) in parts.iter().enumerate() {
        let words = &text[part.start..part.end];
        if rest {
            out.block(part.start, part.end, BlockKind::Furniture);
            continue;
        }
        let found = if part.lines <= 2 { furniture::line(words) } else { Line::Prose };
        match found {
            Line::Furniture { opens } => {
                out.block(part.start, part.end, BlockKind::Furniture);
                // Below a form there are comments; above it stood the story, if this is its end.
                rest = opens == Opens::Rest && out.prose > 60;
                list = if opens == Opens::List { LIST } else { list };
            }
            _ if list > 0 && is_list_entry(words) => {
                out.block(part.start, part.end, BlockKind::Furniture);
                list -= 1;
            }
            Line::Caption => out.block(part.start, part.end, BlockKind::Caption),
            Line::Byline => out.byline(part.start, part.end, i < 6),
            Line::Prose => {
                list = 0;
                // Past a byline, a caption or buttons.
                let after = parts[i + 1..].iter().take(4).map(|p| &text[p.start..p.end]);
                let next = after.into_iter().find(|w| furniture::line(w) == Line::Prose);
                out.prose(*part, next);
            }
        }
    }
    out.plain
}

/// True where capital letters are the text's normal ones.
fn is_upper(text: &str) -> bool {
    let look = &text[..text.floor_char_boundary(20_000)];
    let (upper, lower) = look
        .chars()
        .fold((0, 0), |(u, l), c| (u + usize::from(c.is_uppercase()), l + usize::from(c.is_lowercase())));
    upper > lower
}

fn rows(text: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut gap = false;
    let mut start = 0;
    let bytes = text.as_bytes();
    let ends = memchr::memchr2_iter(b'\n', b'\r', bytes).chain([text.len()]);
    for end in ends {
        let line = &text[start..end];
        let words = line.trim();
        if words.is_empty() {
            // `\r\n` is one end of line, not a blank line.
            gap |= !(end > 0 && bytes.get(end) == Some(&b'\n') && bytes[end - 1] == b'\r' && line.is_empty());
        } else {
            let indent = line.len() - line.trim_start().len();
            let at = start + indent;
            rows.push(Row {
                start: at as u32,
                end: (at + words.len()) as u32,
                gap,
                indent: indent.min(255) as u8,
            });
            gap = false;
        }
        start = end + 1;
    }
    rows
}

/// The paragraphs, in order: groups of hard-wrapped lines, or single lines.
fn parts(text: &str) -> Vec<Part> {
    let rows = rows(text);
    let mut parts = Vec::new();
    let mut from = 0;
    while from < rows.len() {
        let mut to = from + 1;
        while to < rows.len() && !rows[to].gap {
            to += 1;
        }
        let group = &rows[from..to];
        match wrap_width(text, group) {
            Some(width) => wrapped(text, group, width, &mut parts),
            None => lines(text, group, &mut parts),
        }
        from = to;
    }
    parts
}

/// The width at which the lines of a group are wrapped, or `None` where each line is a paragraph.
fn wrap_width(text: &str, group: &[Row]) -> Option<usize> {
    let length = |r: &Row| (r.end - r.start) as usize;
    let (_, inner) = group.split_last().filter(|(_, inner)| !inner.is_empty())?;
    let widest = group.iter().map(length).max()?;
    if !(40..=WIDEST).contains(&widest) {
        return None;
    }
    let words = |r: &Row| &text[r.start as usize..r.end as usize];
    let long = inner.iter().filter(|r| length(r) * 3 >= widest * 2).count();
    let open = inner.iter().filter(|r| !ends_sentence(words(r))).count();
    let goes_on = group[1..].iter().filter(|r| words(r).starts_with(char::is_lowercase)).count();
    let capitals = group.iter().all(|r| !words(r).contains(char::is_lowercase));
    let count = inner.len();
    let sure = if capitals { open * 2 >= count } else { goes_on * 3 >= count };
    (long * 10 >= count * 6 && sure).then_some(widest)
}

/// A line is a paragraph, but for one broken in the middle of its sentence (by a link, as pages are
/// copied): the next begins with a small letter.
fn lines(text: &str, group: &[Row], parts: &mut Vec<Part>) {
    let first = parts.len();
    for row in group {
        let (start, end) = (row.start as usize, row.end as usize);
        let small = text[start..end].starts_with(char::is_lowercase);
        if small
            && parts.len() > first
            && let Some(open) = parts.last_mut()
            && !text[open.start..open.end].ends_with(['.', '!', '?', '…', ':', ';', '"', '”'])
        {
            open.end = end;
            open.lines += 1;
        } else {
            parts.push(Part { start, end, lines: 1 });
        }
    }
}

fn wrapped(text: &str, group: &[Row], width: usize, parts: &mut Vec<Part>) {
    let margin = group.iter().map(|r| r.indent).min().unwrap_or(0);
    let mut part: Option<Part> = None;
    for row in group {
        let (start, end) = (row.start as usize, row.end as usize);
        let indented = row.indent >= margin + 2;
        let ended = part.is_some_and(|p| {
            let line = text[p.start..p.end].rsplit('\n').next().unwrap_or("");
            line.len() * 10 < width * 6 && ends_sentence(line)
        });
        match part.as_mut().filter(|_| !indented && !ended) {
            Some(part) => {
                part.end = end;
                part.lines += 1;
            }
            None => parts.extend(part.replace(Part { start, end, lines: 1 })),
        }
    }
    parts.extend(part);
}

fn ends_sentence(words: &str) -> bool {
    words.trim_end_matches(['"', '\'', '”', '’', ')', ']', '»']).ends_with(['.', '!', '?', '…', ':'])
}

fn count(words: &str) -> usize {
    words.split_whitespace().count()
}

fn is_list_entry(words: &str) -> bool {
    words.len() < 250 && !ends_sentence(words) && count(words) <= 20
}

struct Builder<'t> {
    text: &'t str,
    title: Option<&'t str>,
    plain: Plain,
    /// Words of prose so far.
    prose: usize,
    /// Capital letters say nothing in this text.
    shouts: bool,
}

impl Builder<'_> {
    fn block(&mut self, start: usize, end: usize, kind: BlockKind) {
        let span = Span::new(start, end).trim(self.text);
        if !span.is_empty() {
            self.plain.blocks.push(Block { span, kind });
        }
    }

    fn byline(&mut self, start: usize, end: usize, near_start: bool) {
        self.block(start, end, BlockKind::Byline);
        let words = &self.text[start..end];
        let says = ["published", "posted", "date"].iter().any(|w| starts_with_word(words, w));
        if self.plain.published.is_none() && (says || near_start && dates::leading(words).is_some()) {
            self.plain.published = dates::field(words);
        }
    }

    fn prose(&mut self, part: Part, next: Option<&str>) {
        let (mut start, end) = (part.start, part.end);
        if self.plain.blocks.is_empty() || self.prose == 0 {
            start = self.opening(start, end);
            if start == end {
                return;
            }
        }
        let words = &self.text[start..end];
        // A line that is a date and nothing else.
        if let Some((day, length)) = dates::leading(words).filter(|(_, l)| words[*l..].trim().len() <= 1) {
            let _ = length;
            self.block(start, end, BlockKind::Byline);
            if self.prose == 0 {
                self.plain.published.get_or_insert(day);
            }
            return;
        }
        if part.lines == 1 && self.is_heading(words, next) {
            if self.prose == 0 && self.plain.title.is_none() {
                self.plain.title = Some(words.to_string());
            }
            self.block(start, end, BlockKind::Heading);
            return;
        }
        self.prose += count(words);
        if part.lines == 1 && words.len() > 200 {
            let mut at = start;
            for cut in furniture::inside(words) {
                self.block(at, start + cut.start, BlockKind::Paragraph);
                self.block(start + cut.start, start + cut.end, BlockKind::Furniture);
                at = start + cut.end;
            }
            start = at;
        }
        self.block(start, end, BlockKind::Paragraph);
    }

    /// Cuts what is glued to the first sentence: `Published 3 May 2011`, the title, an agency, a date.
    /// Gives back where the story goes on.
    fn opening(&mut self, start: usize, end: usize) -> usize {
        let mut at = start;
        let dated = self.leading_date(at, end);
        at = dated.unwrap_or(at);
        let Some(length) = self.title.and_then(|title| title_prefix(title, &self.text[at..end])) else {
            return at;
        };
        self.block(at, at + length, BlockKind::Heading);
        at += length;
        self.leading_date(at, end).unwrap_or(at)
    }

    /// A date before the story, with up to two words of capitals (an agency) or `Published` before it.
    fn leading_date(&mut self, from: usize, end: usize) -> Option<usize> {
        let text = &self.text[from..end];
        let lead = text.len() - text.trim_start().len();
        let mut at = lead;
        let says = ["published on", "published", "posted on", "posted", "date of publication", "updated"]
            .into_iter()
            .find(|w| starts_with_word(&text[at..], w));
        if let Some(says) = says {
            at += says.len();
            at += text[at..].len() - text[at..].trim_start_matches([':', ' ', ',']).len();
        } else {
            for _ in 0..2 {
                let word = text[at..].split(' ').next().unwrap_or("");
                if (2..=8).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase()) {
                    at += word.len() + usize::from(text[at + word.len()..].starts_with(' '));
                }
            }
        }
        let (day, length) = dates::leading(&text[at..])?;
        let to = at + length;
        let to = to + text[to..].len()
            - text[to..].trim_start_matches(['.', ',', ':', '|', ' ', '-', '–', '—']).len();
        let goes_on = text[to..].trim_start_matches(['"', '\'', '“', '‘']).chars().next();
        if goes_on.is_some_and(|c| !c.is_uppercase() && !c.is_ascii_digit()) {
            return None;
        }
        self.block(from, from + to, BlockKind::Byline);
        if says.is_some_and(|w| w != "updated") || goes_on.is_none() {
            self.plain.published.get_or_insert(day);
        }
        Some(from + to)
    }

    fn is_heading(&self, words: &str, next: Option<&str>) -> bool {
        let number = count(words);
        let first = self.prose == 0;
        // The line a page opens with may run long: a title with its second half glued on.
        let (most, longest) = if first { (40, 300) } else { (24, 200) };
        if number > most || words.len() > longest || !words.contains(char::is_alphabetic) {
            return false;
        }
        let bare = words.trim_end_matches(['"', '\'', '”', '’', ')']);
        let question = bare.ends_with('?') && number <= 12;
        if bare.ends_with(['.', '!', ':', ';', ',', '…', '-', '–', '—']) || bare.ends_with('?') && !question
        {
            return false;
        }
        let start = words.trim_start_matches(['"', '\'', '“', '‘', '(']).chars().next();
        if !start
            .is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() || !c.is_alphabetic() && !is_bullet(c))
            && !start.is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
        {
            return false;
        }
        let capitals = !self.shouts
            && !words.contains(char::is_lowercase)
            && words.chars().filter(|c| c.is_uppercase()).count() > 3;
        let before_prose = next
            .is_some_and(|n| count(n) >= 8 && n.len() > words.len() && (ends_sentence(n) || n.len() > 120));
        capitals || before_prose && (first || number <= 9 || is_title_case(words) && number <= 16)
    }
}

fn is_bullet(c: char) -> bool {
    matches!(c, '-' | '•' | '*' | '–' | '—' | '·' | '>' | '▪' | '●')
}

/// Most words of four letters and more begin with a capital.
fn is_title_case(words: &str) -> bool {
    let long = words.split_whitespace().filter(|w| w.len() >= 4);
    let (all, upper) =
        long.fold((0, 0), |(a, u), w| (a + 1, u + usize::from(w.starts_with(char::is_uppercase))));
    all >= 2 && upper * 4 >= all * 3
}

fn starts_with_word(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|t| t.eq_ignore_ascii_case(word))
        && !text[word.len()..].starts_with(char::is_alphanumeric)
}

/// The length of `title` at the start of `text`, with the mark after it, where another sentence
/// begins there. Case, marks and white space may differ.
fn title_prefix(title: &str, text: &str) -> Option<usize> {
    let wanted: Vec<&str> = title.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    if wanted.len() < 3 {
        return None;
    }
    let mut at = 0;
    for word in wanted {
        at += text[at..].find(char::is_alphanumeric)?;
        let rest = &text[at..];
        let length = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        if rest[..length].to_lowercase() != word.to_lowercase() {
            return None;
        }
        at += length;
    }
    let closing = text[at..].trim_start_matches(['"', '\'', '”', '’', ')', '?', '!']);
    at = text.len() - closing.len();
    let after = closing
        .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | ':' | '|' | '.'));
    let goes_on = after.trim_start_matches(['"', '\'', '“', '‘', '(']).starts_with(char::is_lowercase);
    // `Fire kills three in Derna, police say` begins with the title and is no title.
    let comma = closing.starts_with(',');
    if after.is_empty() {
        Some(text.len())
    } else if goes_on || comma {
        None
    } else {
        Some(at + closing.len() - after.len())
    }
}
