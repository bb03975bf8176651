//! Reading: from bytes to a report whose every character is traceable to its source.
#![deny(clippy::disallowed_methods)]
