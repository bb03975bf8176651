//! The English language layer: tokens, tags, lemmas, dependency trees, names.
#![deny(clippy::disallowed_methods)]
