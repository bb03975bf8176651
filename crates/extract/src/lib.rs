//! From an analysed report to its claims.
#![deny(clippy::disallowed_methods)]
