//! Places of English news: found, placed, and never with a false pin.
#![deny(clippy::disallowed_methods)]
