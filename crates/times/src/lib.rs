//! Time expressions of English news: found, dated, and honest about what they hang on.
#![deny(clippy::disallowed_methods)]
