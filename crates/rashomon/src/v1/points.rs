//! From bytes of UTF-8 to Unicode code points, for readers in languages that count those.

use rashomon_model::Span;

/// Bytes between two marks of the index.
const STEP: usize = 512;

/// Turns byte offsets of one text into code points, without counting from its start each time.
///
/// # Cost
/// O(length) to make, O(1) an offset.
#[derive(Clone, Debug)]
pub struct PointIndex<'t> {
    text: &'t str,
    /// Code points that start before byte `i * STEP`.
    marks: Vec<usize>,
}

impl<'t> PointIndex<'t> {
    /// The index of a text.
    pub fn new(text: &'t str) -> Self {
        let mut seen = 0;
        let chunks = text.as_bytes().chunks(STEP);
        let mark = |chunk: &[u8]| {
            let before = seen;
            seen += starts(chunk);
            before
        };
        let marks = chunks.map(mark).collect();
        Self { text, marks }
    }

    /// The text itself.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// Code points before byte `at`; all of them where `at` lies behind the end.
    pub fn points(&self, at: usize) -> usize {
        let at = at.min(self.text.len());
        let mark = at / STEP;
        match self.marks.get(mark) {
            Some(before) => before + starts(&self.text.as_bytes()[mark * STEP..at]),
            // The end of a text whose length is a multiple of the step.
            None => self.marks.last().map_or(0, |before| {
                before + starts(&self.text.as_bytes()[(self.marks.len() - 1) * STEP..at])
            }),
        }
    }

    /// A span in code points, end excluded.
    pub fn span(&self, span: Span) -> [usize; 2] {
        [self.points(span.start()), self.points(span.end())]
    }
}

/// Bytes that start a code point.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&b| b & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_counted_as_the_span_counts_them() {
        for times in [0, 1, 7, 64, 128, 400] {
            let text = "a\u{e9}\u{2019}\u{1f6a2}".repeat(times);
            let index = PointIndex::new(&text);
            for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let span = Span::of(&text, 0, at).expect("a boundary");
                assert_eq!(
                    index.points(at),
                    span.code_points(&text).end,
                    "byte {at} of {} bytes",
                    text.len()
                );
            }
        }
    }
}
