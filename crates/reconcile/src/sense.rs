//! What the words of a claim tell besides its slots: what was done to people, whether it is one more
//! beside others, a part of a whole, a sum over a long time, or still to come.

use rashomon_model::{Action, Claim, CountKind, MONTHS, Report, Status, WEEKDAYS};

use crate::lists::lists;
use crate::words::{Words, fold, stem};

/// What the words of a claim tell besides its slots.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sense {
    /// What was done to people, as far as it is told.
    pub(crate) harms: Vec<CountKind>,
    /// One more beside others: `another`, `the second`.
    pub(crate) further: bool,
    /// A part of a whole: `including`, `among them`.
    pub(crate) part: bool,
    /// A sum over more than a month, or with no end.
    pub(crate) sum: bool,
    /// Told as a return: `retook`, `again`.
    pub(crate) returning: bool,
    /// Still to come when it was told.
    pub(crate) ahead: bool,
    /// Names of days and months, and numbers, in the words of its time.
    pub(crate) dates: Words,
}

/// Days from which on a time is no single event.
const LONG: i32 = 31;

impl Sense {
    pub(crate) fn of(report: &Report, claim: &Claim) -> Self {
        let passage = plain_words(claim.passage.slice(&report.text));
        let mut told = passage.clone();
        if let Some(target) = &claim.target {
            told.extend(plain_words(&target.text));
        }
        let lists = lists();
        let has = |list: &Words, of: &Words| !list.is_disjoint(of);
        let mut harms = Vec::new();
        if claim.action == Action::Kill {
            match claim.count.map(|c| c.kind) {
                Some(kind @ (CountKind::Killed | CountKind::Wounded | CountKind::Missing)) => {
                    harms.push(kind);
                }
                _ => {
                    for (list, kind) in [
                        (&lists.harms.killed, CountKind::Killed),
                        (&lists.harms.wounded, CountKind::Wounded),
                        (&lists.harms.missing, CountKind::Missing),
                        (&lists.harms.ill, CountKind::People),
                    ] {
                        if has(list, &told) {
                            harms.push(kind);
                        }
                    }
                }
            }
        }
        let time = claim.time.as_ref();
        let written = time.map(|t| plain_words(&t.text)).unwrap_or_default();
        let long = time.and_then(|t| t.days).is_some_and(|d| match (d.start, d.end) {
            (Some(a), Some(b)) => a.until(b).is_ok_and(|span| span.get_days() > LONG),
            _ => true,
        });
        Sense {
            harms,
            further: has(&lists.further, &told),
            part: has(&lists.part, &told),
            sum: long || has(&lists.sums, &passage) || has(&lists.sums, &written),
            returning: has(&lists.returning, &passage),
            ahead: claim.status == Status::Planned || has(&lists.ahead, &passage),
            dates: written.into_iter().filter(|w| is_date(w)).collect(),
        }
    }

    /// True where both tell what was done to people, and nothing of it is the same.
    pub(crate) fn harms_differ(&self, other: &Sense) -> bool {
        let told = !self.harms.is_empty() && !other.harms.is_empty();
        told && !self.harms.iter().any(|h| other.harms.contains(h))
    }
}

/// All words, folded and stemmed, also those that carry little meaning.
pub(crate) fn plain_words(text: &str) -> Words {
    let folded = fold(text);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(stem).collect()
}

/// A name of a day or month (stemmed), or a number.
fn is_date(word: &str) -> bool {
    WEEKDAYS.contains(&word) || MONTHS.contains(&word) || word.chars().all(|c| c.is_ascii_digit())
}
