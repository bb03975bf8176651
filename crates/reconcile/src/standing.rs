//! How an answer stands, and the rule that says so.

use rashomon_model::{Standing, StandingKind};

/// What is known of an answer when its standing is judged.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Facts {
    /// Independent voices that say so, among them only those that say it is so, not that it may be.
    pub(crate) voices: usize,
    /// Voices that only think it possible, or plan it.
    pub(crate) unsure: usize,
    /// Voices that say it is not so.
    pub(crate) against: usize,
    /// Another answer excludes it.
    pub(crate) disputed: bool,
    /// A later state took its place.
    pub(crate) superseded: bool,
    /// The voice that told it took it back.
    pub(crate) retracted: bool,
}

pub(crate) fn standing(facts: Facts) -> Standing {
    let (kind, rule) = if facts.retracted {
        (StandingKind::Retracted, "the only voice that told it took it back".into())
    } else if facts.disputed || (facts.against > 0 && facts.voices + facts.unsure > 0) {
        let rule = match facts.against {
            0 => "another answer excludes it".into(),
            n => format!("{} for it, {} against it", voices(facts.voices + facts.unsure), count(n)),
        };
        (StandingKind::Contested, rule)
    } else if facts.superseded {
        (StandingKind::Superseded, "a later state took its place".into())
    } else if facts.voices >= 2 {
        let rule = format!("{} that share no origin, and none against", voices(facts.voices));
        (StandingKind::Corroborated, rule)
    } else if facts.voices == 1 {
        (StandingKind::SingleOrigin, "one voice tells it, and none against".into())
    } else if facts.unsure > 0 {
        (StandingKind::Unresolved, "told only as possible or planned".into())
    } else if facts.against > 0 {
        (StandingKind::Unresolved, "told only by those who deny it".into())
    } else {
        (StandingKind::Unresolved, "no voice tells it".into())
    };
    Standing { kind, rule }
}

fn voices(n: usize) -> String {
    if n == 1 { "one voice".into() } else { format!("{} voices", count(n)) }
}

fn count(n: usize) -> String {
    const WORDS: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    WORDS.get(n).map_or_else(|| n.to_string(), |w| (*w).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(facts: Facts, kind: StandingKind) {
        assert_eq!(standing(facts).kind, kind, "{facts:?}");
    }

    #[test]
    fn the_first_rule_that_fits_decides() {
        check(Facts::default(), StandingKind::Unresolved);
        check(Facts { voices: 1, ..Facts::default() }, StandingKind::SingleOrigin);
        check(Facts { voices: 3, ..Facts::default() }, StandingKind::Corroborated);
        check(Facts { voices: 3, against: 1, ..Facts::default() }, StandingKind::Contested);
        check(Facts { voices: 3, superseded: true, ..Facts::default() }, StandingKind::Superseded);
        check(Facts { voices: 1, retracted: true, ..Facts::default() }, StandingKind::Retracted);
        check(Facts { unsure: 2, ..Facts::default() }, StandingKind::Unresolved);
    }
}
