//! What a stage could not make out: broken prose is the daily input, so stages do not fail.

use crate::Span;

/// What a pure stage gives back: its value, and what it could not make out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading<T> {
    /// The result, as far as it could be made.
    pub value: T,
    /// What was left out or doubtful, in text order.
    pub notes: Vec<Note>,
}

impl<T> Reading<T> {
    /// A reading without notes.
    pub fn plain(value: T) -> Self {
        Self { value, notes: Vec::new() }
    }
}

/// One thing a reader should know about a reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Stable, listed in `docs/notes.md`: `time/no-anchor`, `place/ambiguous`.
    pub code: &'static str,
    /// Where in the report's text; `None` for the report as a whole.
    pub span: Option<Span>,
    /// One sentence for a reader, without the code.
    pub message: String,
    /// What the reader can do about it.
    pub hint: Option<String>,
}

impl Note {
    /// A note without a hint.
    pub fn new(code: &'static str, span: Option<Span>, message: impl Into<String>) -> Self {
        Self { code, span, message: message.into(), hint: None }
    }

    /// The same note with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
