//! From text to words, folded once, with what stands before each.

use rashomon_model::{BlockKind, Report, Span};
use rashomon_resources::gazetteer::{fold_into, is_article};

/// A word of the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    /// Where it stands, without a possessive ending.
    pub(crate) span: Span,
    fold: (u32, u32),
    /// What stands between it and the word before.
    pub(crate) gap: Gap,
    /// How its letters are written.
    pub(crate) caps: Caps,
    /// True with `'s` behind it.
    pub(crate) possessive: bool,
    /// True for the first word of a sentence or block.
    pub(crate) first: bool,
    /// True in a block written in capitals, where case tells nothing.
    pub(crate) shouted: bool,
}

/// What stands before a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// White space only.
    Space,
    /// A comma.
    Comma,
    /// A dash or slash that joins: `Iraq–Syria`.
    Dash,
    /// Bracket, quote, colon: still the same sentence.
    Mark,
    /// The end of a sentence or block.
    Stop,
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caps {
    /// `city`
    Lower,
    /// `Raqqa`, `al-Zor`
    Title,
    /// `RAQQA`, `U.S.`
    Upper,
    /// `23rd`
    Number,
}

/// The words of a report.
#[derive(Debug, Default)]
pub(crate) struct Scan<'t> {
    pub(crate) words: Vec<Word>,
    folded: String,
    text: &'t str,
}

impl<'t> Scan<'t> {
    /// Folded form of word `i`; empty past the end.
    pub(crate) fn fold(&self, i: usize) -> &str {
        self.words.get(i).map_or("", |w| &self.folded[w.fold.0 as usize..w.fold.1 as usize])
    }

    /// Word `i` as written; empty past the end.
    pub(crate) fn text(&self, i: usize) -> &'t str {
        self.words.get(i).map_or("", |w| w.span.slice(self.text))
    }

    /// The folded form of a run of words.
    pub(crate) fn fold_range(&self, words: std::ops::Range<usize>) -> String {
        let mut out = String::new();
        for i in words {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(self.fold(i));
        }
        out
    }

    /// The span over a run of words.
    pub(crate) fn span(&self, words: std::ops::Range<usize>) -> Span {
        match (self.words.get(words.start), words.end.checked_sub(1).and_then(|e| self.words.get(e))) {
            (Some(a), Some(b)) => a.span.cover(b.span),
            _ => Span::default(),
        }
    }

    /// True where word `i` follows the one before in the same phrase, with white space only.
    pub(crate) fn joined(&self, i: usize) -> bool {
        i > 0 && self.words.get(i).is_some_and(|w| w.gap == Gap::Space) && !self.words[i - 1].possessive
    }

    /// True where word `i` is written with a capital that means a name, not the start of a sentence.
    pub(crate) fn named(&self, i: usize) -> bool {
        self.words.get(i).is_some_and(|w| matches!(w.caps, Caps::Title | Caps::Upper))
    }

    /// Words of the blocks that are read.
    pub(crate) fn new(report: &'t Report) -> Self {
        let words = Vec::with_capacity(report.text.len() / 6);
        let mut scan = Self { words, folded: String::new(), text: &report.text };
        scan.folded.reserve(report.text.len());
        if report.blocks.is_empty() {
            scan.block(&report.text, Span::new(0, report.text.len()));
        }
        for block in report.blocks.iter().filter(|b| b.kind != BlockKind::Furniture) {
            scan.block(&report.text, block.span);
        }
        scan
    }

    fn block(&mut self, text: &str, block: Span) {
        let body = block.slice(text);
        let (mut upper, mut lower) = (0u32, 0u32);
        for b in body.bytes() {
            upper += u32::from(b.is_ascii_uppercase());
            lower += u32::from(b.is_ascii_lowercase());
        }
        let shouted = upper > 20 && upper > lower * 2;
        let from = self.words.len();
        let mut gap = Gap::Stop;
        let mut chars = body.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if !c.is_alphanumeric() {
                let next = chars.peek().map(|n| n.1);
                gap = self.mark(c, next, gap, from, text);
                continue;
            }
            let mut end = at + c.len_utf8();
            while let Some(&(i, c)) = chars.peek() {
                let inner = match c {
                    _ if c.is_alphanumeric() => true,
                    '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' => true,
                    '-' | '\'' | '’' | 'ʼ' | '‘' | '`' | '\u{2010}' | '\u{2011}' => {
                        body[i + c.len_utf8()..].chars().next().is_some_and(char::is_alphanumeric)
                    }
                    '.' => {
                        initial(&body[at..i]) && body[i + 1..].chars().next().is_some_and(char::is_alphabetic)
                    }
                    _ => false,
                };
                if !inner {
                    break;
                }
                end = i + c.len_utf8();
                chars.next();
            }
            self.word(text, Span::new(block.start() + at, block.start() + end), gap, shouted);
            gap = Gap::Space;
        }
    }

    /// What a character between words makes of the gap.
    fn mark(&self, c: char, next: Option<char>, gap: Gap, from: usize, text: &str) -> Gap {
        let stop = match c {
            '!' | '?' | '…' | '\u{61f}' => true,
            '.' => {
                let last = self.words[from..].last();
                !last.is_some_and(|w| initial(w.span.slice(text)) || abbreviation(w.span.slice(text)))
                    && next.is_none_or(|n| n.is_whitespace() || !n.is_alphanumeric())
            }
            '\n' => next == Some('\n') || next == Some('\r'),
            _ => false,
        };
        match (gap, c) {
            _ if stop => Gap::Stop,
            (Gap::Stop, _) | (_, ' ' | '\n' | '\r' | '\t' | '\u{a0}' | '.') => gap,
            (Gap::Space, ',') => Gap::Comma,
            (Gap::Space, '-' | '–' | '—' | '/' | '‐') => Gap::Dash,
            (Gap::Space, '\'' | '’') => gap,
            _ => Gap::Mark,
        }
    }

    fn word(&mut self, text: &str, span: Span, gap: Gap, shouted: bool) {
        let whole = span.slice(text);
        let mut core = whole;
        let mut possessive = false;
        for ending in ["'s", "’s", "ʼs", "‘s", "`s", "'S", "’S"] {
            if let Some(stem) = whole.strip_suffix(ending)
                && !stem.is_empty()
            {
                core = stem;
                possessive = true;
            }
        }
        let span = Span::new(span.start(), span.start() + core.len());
        let start = self.folded.len();
        fold_into(core, &mut self.folded);
        // `ez-Zor`, `ash-Sheikh`: every article counts as `al`.
        if let Some((article, _)) = core.split_once('-')
            && article.len() <= 3
            && is_article(&article.to_ascii_lowercase())
            && self.folded.is_char_boundary(start + article.len())
        {
            self.folded.replace_range(start..start + article.len(), "al");
        }
        let letters = || core.chars().filter(|c| c.is_alphabetic());
        let caps = if core.starts_with(|c: char| c.is_numeric()) {
            Caps::Number
        } else if letters().all(char::is_uppercase) && letters().count() > 1 {
            Caps::Upper
        } else if letters().any(char::is_uppercase)
            || letters().any(|c| !c.is_lowercase() && !c.is_uppercase())
        {
            Caps::Title
        } else {
            Caps::Lower
        };
        self.words.push(Word {
            span,
            fold: (start as u32, self.folded.len() as u32),
            gap,
            caps,
            possessive,
            first: gap == Gap::Stop,
            shouted,
        });
    }
}

/// `U`, `U.S`, `N.C`: letters with stops between.
fn initial(word: &str) -> bool {
    !word.is_empty()
        && word.split('.').all(|part| part.len() == 1 && part.as_bytes()[0].is_ascii_alphabetic())
}

/// Short forms whose stop ends no sentence.
fn abbreviation(word: &str) -> bool {
    const SHORT: &[&str] = &[
        "St", "Ft", "Mt", "Mr", "Mrs", "Ms", "Dr", "Gov", "Gen", "Sen", "Rep", "Lt", "Col", "Sgt", "Capt",
        "Maj", "Jr", "Sr", "No", "Ave", "Blvd", "Rd", "Prof", "Rev", "Ala", "Ariz", "Ark", "Calif", "Colo",
        "Conn", "Del", "Fla", "Ga", "Ill", "Ind", "Kan", "Ky", "La", "Md", "Mass", "Mich", "Minn", "Miss",
        "Mo", "Mont", "Neb", "Nev", "Okla", "Ore", "Pa", "Tenn", "Tex", "Vt", "Va", "Wash", "Wis", "Wyo",
        "W.Va", "Ont", "Que", "Alta", "Sask", "Jan", "Feb", "Mar", "Apr", "Aug", "Sept", "Oct", "Nov", "Dec",
        "Co", "Inc", "Ltd", "Corp", "vs", "etc",
    ];
    SHORT.contains(&word)
}
