//! Where something stands in a report's text.

use std::ops::Range;

/// A stretch of a report's text: bytes of UTF-8, end excluded.
///
/// Every span handed out by rashomon lies on character boundaries of the text it was made for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The span `start..end`, in bytes.
    ///
    /// # Panics
    /// When `start > end` or `end` does not fit 32 bits (reports are cut far below that): a bug in
    /// the caller.
    pub fn new(start: usize, end: usize) -> Self {
        assert!(start <= end, "span ends before it starts");
        let fits = "reports are cut below 4 GiB on reading";
        Self { start: u32::try_from(start).expect(fits), end: u32::try_from(end).expect(fits) }
    }

    /// The span `start..end` of `text`, or `None` where that is no slice of it.
    pub fn of(text: &str, start: usize, end: usize) -> Option<Self> {
        text.get(start..end)?;
        Some(Self { start: u32::try_from(start).ok()?, end: u32::try_from(end).ok()? })
    }

    /// First byte.
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// One past the last byte.
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// True for a span without bytes.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// As a range of bytes.
    pub fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// The words themselves; empty where the span is no slice of `text`.
    pub fn slice(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }

    /// True when all of `other` lies inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// True when the two share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The shortest span over both.
    #[must_use]
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same words as counted in Unicode code points of `text`, for readers in other languages.
    ///
    /// # Cost
    /// O(end): counts from the start of the text.
    pub fn code_points(self, text: &str) -> Range<usize> {
        let start = text.get(..self.start()).map_or(0, |t| t.chars().count());
        start..start + self.slice(text).chars().count()
    }

    /// The span without white space at its ends.
    #[must_use]
    pub fn trim(self, text: &str) -> Span {
        let words = self.slice(text);
        let start = self.start() + (words.len() - words.trim_start().len());
        Span::new(start, start + words.trim().len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_span_of_a_text_is_a_slice_of_it(text in "\\PC{0,40}", a in 0usize..60, b in 0usize..60) {
            match Span::of(&text, a, b) {
                Some(span) => {
                    prop_assert_eq!(span.slice(&text), &text[a..b]);
                    let points = span.code_points(&text);
                    let again: String = text.chars().skip(points.start).take(points.len()).collect();
                    prop_assert_eq!(again, &text[a..b]);
                    prop_assert!(span.contains(span.trim(&text)));
                }
                None => prop_assert!(text.get(a..b).is_none()),
            }
        }
    }
}
