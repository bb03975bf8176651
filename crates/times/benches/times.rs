//! Speed over made-up news text.
fn main() {}
