//! The word lists of the pack `resources/reconcile/words.toml`, stemmed.

use std::sync::LazyLock;

use crate::words::{Words, stem};

/// The word lists, each told in the pack.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lists {
    pub(crate) confirming: Words,
    pub(crate) denying: Words,
    pub(crate) returning: Words,
    pub(crate) totals: Words,
    pub(crate) further: Words,
    pub(crate) part: Words,
    pub(crate) ahead: Words,
    pub(crate) sums: Words,
    pub(crate) anybody: Words,
    pub(crate) harms: Harms,
    pub(crate) tellers: Tellers,
}

/// Words for what was done to people.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Harms {
    pub(crate) wounded: Words,
    pub(crate) missing: Words,
    pub(crate) ill: Words,
    pub(crate) killed: Words,
}

/// Words by which the kind of a teller is known.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tellers {
    pub(crate) witness: Words,
    pub(crate) medical: Words,
    pub(crate) monitor: Words,
    pub(crate) state: Words,
    pub(crate) media: Words,
}

/// The bundled lists.
pub(crate) fn lists() -> &'static Lists {
    static LISTS: LazyLock<Lists> = LazyLock::new(|| {
        let mut lists: Lists = toml::from_str(include_str!("../../../resources/reconcile/words.toml"))
            .expect("a test reads the bundled lists");
        let (harms, tellers) = (&mut lists.harms, &mut lists.tellers);
        for list in [
            &mut lists.confirming,
            &mut lists.denying,
            &mut lists.returning,
            &mut lists.totals,
            &mut lists.further,
            &mut lists.part,
            &mut lists.ahead,
            &mut lists.sums,
            &mut lists.anybody,
            &mut harms.wounded,
            &mut harms.missing,
            &mut harms.ill,
            &mut harms.killed,
            &mut tellers.witness,
            &mut tellers.medical,
            &mut tellers.monitor,
            &mut tellers.state,
            &mut tellers.media,
        ] {
            *list = list.iter().map(|w| stem(w)).collect();
        }
        lists
    });
    &LISTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_lists_hold_stems() {
        assert!(lists().denying.contains(&stem("denied")));
        assert!(!lists().tellers.media.is_empty());
    }
}
