//! Reads news reports that disagree: the library that joins all stages.
#![deny(clippy::disallowed_methods)]
