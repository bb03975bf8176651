//! Packs made by a machine from public data.

pub(crate) mod places;
pub(crate) mod words;

/// `cargo xtask pack …`
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Pack {
    /// The large layer of the gazetteer, from unpacked registry packages.
    Places(places::Args),
    /// How many documents a word stands in, from treebanks.
    Words(words::Args),
}

/// Makes a pack.
///
/// # Errors
/// As the pack's own command.
pub(crate) fn run(pack: &Pack) -> anyhow::Result<()> {
    match pack {
        Pack::Places(args) => places::run(args),
        Pack::Words(args) => words::run(args),
    }
}
