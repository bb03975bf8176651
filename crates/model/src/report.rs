//! A report: one text of one outlet, as it was read from bytes.

use crate::{Day, Span};

/// One text of one outlet.
///
/// `text` is what later stages read; nothing is cut from it. What is no part of the story (comment
/// forms, menus) is marked by its block, so that it can be shown and said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// The text that is read.
    pub text: String,
    /// The parts of `text`, in order, not overlapping; text outside every block is white space.
    pub blocks: Vec<Block>,
    /// From each byte of `text` to the byte of the original it came from.
    pub source: SourceMap,
    /// SHA-256 of the original bytes.
    pub digest: [u8; 32],
    /// Title, where the page or the caller tells it.
    pub title: Option<String>,
    /// Who published it, where the page or the caller tells it.
    pub outlet: Option<String>,
    /// Day of publication, where the page or the caller tells it; never guessed from the text's story.
    pub published: Option<Day>,
    /// Address of the page, where known.
    pub url: Option<String>,
    /// The language the text is written in.
    pub language: Language,
}

/// A block of the text: sentences never cross its edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

/// What a block of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// Prose: read for claims.
    Paragraph,
    /// Title or sub-heading: analysed, no claims.
    Heading,
    /// Caption of a picture: analysed, no claims.
    Caption,
    /// Byline, dateline standing alone, agency credit.
    Byline,
    /// Menu, comment form, share buttons, related stories, legal notice: not analysed.
    Furniture,
}

impl BlockKind {
    /// True where claims are looked for.
    pub fn tells(self) -> bool {
        self == Self::Paragraph
    }
}

/// The language of a report, as found by its reader.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Language {
    /// ISO 639-3 code (`eng`, `arb`), or `None` where the text is too short or mixed to tell.
    pub code: Option<String>,
    /// Confidence of the detector, 0 to 1.
    pub confidence: f32,
}

/// Maps bytes of the text to bytes of the original.
///
/// Runs are `(start in text, start in source, length)`, in order of the text: inside a run both
/// sides go on byte by byte. Text between runs (a decoded entity, a re-coded character, an inserted
/// line break) stands for the source from the end of one run to the start of the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceMap {
    runs: Vec<(u32, u32, u32)>,
}

impl SourceMap {
    /// A map for a text that is its original, byte for byte, from byte `offset` on.
    pub fn identity(offset: usize, length: usize) -> Self {
        Self { runs: vec![(0, offset as u32, length as u32)] }
    }

    /// A map made of runs `(start in text, start in source, length)`, ordered by start in text.
    pub fn from_runs(runs: Vec<(u32, u32, u32)>) -> Self {
        debug_assert!(runs.windows(2).all(|w| w[0].0 + w[0].2 <= w[1].0), "runs out of order");
        Self { runs }
    }

    /// The runs, in order of the text.
    pub fn runs(&self) -> &[(u32, u32, u32)] {
        &self.runs
    }

    /// The source byte that text byte `at` came from, or the nearest before it.
    pub fn to_source(&self, at: usize) -> usize {
        let at = at as u32;
        let after = self.runs.partition_point(|run| run.0 <= at);
        match after.checked_sub(1).map(|i| self.runs[i]) {
            Some((text, source, length)) => (source + (at - text).min(length)) as usize,
            None => self.runs.first().map_or(0, |run| run.1 as usize),
        }
    }

    /// The bytes of the original that a span of the text came from.
    pub fn span_in_source(&self, span: Span) -> std::ops::Range<usize> {
        let start = self.to_source(span.start());
        if span.is_empty() {
            return start..start;
        }
        let end = self.to_source(span.end() - 1) + 1;
        start..end.max(start)
    }
}
