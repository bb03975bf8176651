//! The bundled packs of rashomon as raw bytes.
#![deny(clippy::disallowed_methods)]
