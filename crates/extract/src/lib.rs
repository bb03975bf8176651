//! From an analysed report to its claims: triggers, roles, places, times, counts, status, and who
//! tells each through whom.
#![deny(clippy::disallowed_methods)]

pub mod actors;
pub mod attribution;
