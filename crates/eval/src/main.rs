//! Placeholder main until the crate is written.
fn main() {}
