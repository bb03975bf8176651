//! `cargo xtask train`: weights from public data.

mod lang;

use clap::Subcommand;

/// Trains weights.
#[derive(Subcommand, Debug)]
pub(crate) enum Train {
    /// The English language layer, from treebanks and name-tagged text.
    Lang(lang::Args),
}

pub(crate) fn run(train: &Train) -> anyhow::Result<()> {
    match train {
        Train::Lang(args) => lang::run(args),
    }
}
