//! What people decided of claims, as reconciling needs to know it.

use std::collections::{BTreeMap, BTreeSet};

use crate::ClaimRef;

/// What people decided of claims that were read. Nothing decided: the default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rulings {
    /// Claims left out of every answer: at least one person rejected them and none accepted them.
    pub set_aside: BTreeSet<ClaimRef>,
    /// Claims that a person accepted and none rejected, with the names of who did.
    pub vouched: BTreeMap<ClaimRef, Vec<String>>,
    /// Pairs that tell one event.
    pub same: Vec<(ClaimRef, ClaimRef)>,
    /// Pairs that tell two.
    pub different: Vec<(ClaimRef, ClaimRef)>,
}
