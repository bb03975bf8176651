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
/// Made of runs, in order of the text. Text between runs (a line break put in between two blocks)
/// stands for no source of its own: it maps to the end of the run before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceMap {
    runs: Vec<SourceRun>,
}

/// A stretch of text and the stretch of the original it came from.
///
/// Equal lengths: both sides go on byte by byte. Different lengths: one unit (a re-coded character, a
/// decoded entity, folded white space) that maps as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceRun {
    /// First byte in the text.
    pub text: u32,
    /// First byte in the original.
    pub source: u32,
    /// Bytes in the text.
    pub text_len: u32,
    /// Bytes in the original.
    pub source_len: u32,
}

impl SourceRun {
    /// True where both sides go on byte by byte.
    pub fn is_plain(self) -> bool {
        self.text_len == self.source_len
    }
}

impl SourceMap {
    /// A map for a text that is its original, byte for byte, from byte `offset` on.
    pub fn identity(offset: usize, length: usize) -> Self {
        let length = length as u32;
        Self {
            runs: vec![SourceRun { text: 0, source: offset as u32, text_len: length, source_len: length }],
        }
    }

    /// A map made of runs, ordered by their start in the text.
    pub fn from_runs(runs: Vec<SourceRun>) -> Self {
        debug_assert!(runs.windows(2).all(|w| w[0].text + w[0].text_len <= w[1].text), "runs out of order");
        Self { runs }
    }

    /// The runs, in order of the text.
    pub fn runs(&self) -> &[SourceRun] {
        &self.runs
    }

    /// The last run that starts at or before text byte `at`.
    fn run_at(&self, at: u32) -> Option<SourceRun> {
        let after = self.runs.partition_point(|run| run.text <= at);
        after.checked_sub(1).map(|i| self.runs[i])
    }

    /// The source byte that text byte `at` came from: inside a unit its first byte, between runs the
    /// end of the run before.
    pub fn to_source(&self, at: usize) -> usize {
        let at = at as u32;
        match self.run_at(at) {
            Some(run) if at - run.text >= run.text_len => (run.source + run.source_len) as usize,
            Some(run) if run.is_plain() => (run.source + (at - run.text)) as usize,
            Some(run) => run.source as usize,
            None => self.runs.first().map_or(0, |run| run.source as usize),
        }
    }

    /// The bytes of the original that a span of the text came from; units are taken whole.
    pub fn span_in_source(&self, span: Span) -> std::ops::Range<usize> {
        let start = self.to_source(span.start());
        let Some(last) = span.end().checked_sub(1).filter(|_| !span.is_empty()) else {
            return start..start;
        };
        let end = match self.run_at(last as u32) {
            Some(run) if run.is_plain() && last as u32 - run.text < run.text_len => self.to_source(last) + 1,
            Some(run) => (run.source + run.source_len) as usize,
            None => start,
        };
        start..end.max(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: u32, source: u32, text_len: u32, source_len: u32) -> SourceRun {
        SourceRun { text, source, text_len, source_len }
    }

    #[test]
    fn units_map_whole_and_gaps_to_the_end_before() {
        // Source `<p>A &amp; B<p>C`, text `A & B\n\nC`.
        let map =
            SourceMap::from_runs(vec![run(0, 3, 2, 2), run(2, 5, 1, 5), run(3, 10, 2, 2), run(7, 15, 1, 1)]);
        let cases = [((0, 1), 3..4), ((2, 3), 5..10), ((0, 5), 3..12), ((5, 7), 12..12), ((7, 8), 15..16)];
        for ((start, end), expected) in cases {
            assert_eq!(map.span_in_source(Span::new(start, end)), expected, "{start}..{end}");
        }
        assert_eq!(SourceMap::default().span_in_source(Span::new(0, 3)), 0..0);
    }
}
