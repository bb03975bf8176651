//! From claims to events, relations, questions, answers and standings.
#![deny(clippy::disallowed_methods)]
