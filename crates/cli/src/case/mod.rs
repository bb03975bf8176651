//! Commands over a case.

pub(crate) mod ask;
pub(crate) mod bundle;
pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod keep;
pub(crate) mod look;
pub(crate) mod review;
pub(crate) mod serve;
pub(crate) mod watch;

use crate::failure::Failure;

/// What is wrong with a case, as the command tells it.
fn failure(error: rashomon_store::Error) -> Failure {
    let failure = Failure::new(error.to_string());
    match error.hint() {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}
