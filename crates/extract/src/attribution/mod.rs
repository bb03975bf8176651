//! Who says what: sources, cues and the words they cover.
