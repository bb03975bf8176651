//! What can be wrong with a pack.

/// A pack that cannot be used, with the place to mend.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum PackError {
    /// The file is no TOML, or has an unknown or missing field.
    #[error("{file}: {reason}")]
    Form {
        /// The file, as the caller named it.
        file: String,
        /// What is wrong, with line and column.
        reason: String,
    },
    /// The file reads, but an entry makes no sense.
    #[error("{file}: entry `{entry}`: {reason}")]
    Entry {
        /// The file, as the caller named it.
        file: String,
        /// The entry, by its id or first words.
        entry: String,
        /// What is wrong.
        reason: String,
    },
    /// Compiled bytes are damaged or of another version.
    #[error("compiled pack: {reason}")]
    Bytes {
        /// What is wrong.
        reason: String,
    },
}
