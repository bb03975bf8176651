//! What a case holds at a moment: the last reading of each report, held against each other.

use rashomon::model::{ClaimRef, Day, Reading, Reconciliation, Rulings};
use rashomon::review::{self, Reviewed};
use rashomon::v1::{self, Decided};
use rashomon::{Pipeline, ReadReport};

use crate::case::Case;
use crate::error::Error;
use crate::record::ReadingBody;

/// As of when: what had been said, and what had been learned. The third time, when it was true, is asked of
/// the answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AsOf {
    /// Only reports published by this day; those without a day are left out.
    pub said: Option<Day>,
    /// Only what had come in by this moment: a day or a UTC time (`2026-03-01`, `2026-03-01T12:00:00Z`).
    pub learned: Option<String>,
}

impl AsOf {
    /// A moment by which something was learned: a day, or a UTC time.
    ///
    /// # Errors
    /// In words, where it is neither.
    pub fn by(text: &str) -> Result<String, String> {
        let day = text.parse::<Day>().is_ok();
        let time = text.ends_with('Z') && text.parse::<jiff::Timestamp>().is_ok();
        if day || time {
            Ok(text.to_owned())
        } else {
            Err(format!("`{text}` is no day and no time such as `2026-03-01T12:00:00Z`"))
        }
    }
}

/// The readings a case holds at a moment.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// Number of each report in the case.
    pub numbers: Vec<i64>,
    /// Where each came from.
    pub names: Vec<String>,
    /// The readings, by number of report, as corrected by what people decided.
    pub readings: Vec<Reading<ReadReport>>,
    /// What people decided, in the order they did.
    pub decided: Vec<Decided>,
    /// What follows from it for the readings.
    pub reviewed: Reviewed,
    /// Reports left out: published later, without a day, or not yet learned.
    pub left_out: usize,
    /// The record of each reading.
    pub(crate) seqs: Vec<i64>,
    /// Number and hash of the last record, where this is all that the case held then.
    pub(crate) at: Option<(i64, String)>,
}

impl Held {
    /// One report alone, by its number in the case; `None` where it is not held.
    pub fn only(mut self, number: i64) -> Option<Self> {
        let at = self.numbers.iter().position(|n| *n == number)?;
        let here = |c: ClaimRef| (c.report == at).then_some(ClaimRef { report: 0, ..c });
        let pairs = |pairs: &[(ClaimRef, ClaimRef)]| {
            pairs.iter().filter_map(|(a, b)| Some((here(*a)?, here(*b)?))).collect()
        };
        let Reviewed { rulings, on, lost, undone, actions } = &self.reviewed;
        self.reviewed = Reviewed {
            rulings: Rulings {
                set_aside: rulings.set_aside.iter().filter_map(|c| here(*c)).collect(),
                vouched: rulings.vouched.iter().filter_map(|(c, v)| Some((here(*c)?, v.clone()))).collect(),
                same: pairs(&rulings.same),
                different: pairs(&rulings.different),
            },
            on: on.iter().filter_map(|(c, all)| Some((here(*c)?, all.clone()))).collect(),
            lost: lost.clone(),
            undone: undone.clone(),
            actions: actions.iter().filter_map(|(c, action)| Some((here(*c)?, *action))).collect(),
        };
        self.at = None;
        self.seqs = vec![self.seqs.swap_remove(at)];
        self.numbers = vec![number];
        self.names = vec![self.names.swap_remove(at)];
        self.readings = vec![self.readings.swap_remove(at)];
        Some(self)
    }

    /// Holds the claims against each other, under what people decided. References are indices into
    /// `readings`.
    pub fn reconcile(&self) -> Reading<Reconciliation> {
        Pipeline::bundled().reconcile_under(&self.readings, &self.reviewed.rulings)
    }

    /// The document of all that was read; reports bear their numbers in the case.
    pub fn wire(&self, reconciled: &Reading<Reconciliation>) -> v1::Reading {
        let names: Vec<Option<String>> = self.names.iter().cloned().map(Some).collect();
        let mut reading = v1::Reading::new(&self.readings, &names, reconciled);
        reading.renumber(&self.numbers);
        reading.judge(&self.decided, &self.reviewed);
        reading
    }
}

impl Case {
    /// The last reading of each report, as of a moment, with what people had decided by then.
    ///
    /// # Errors
    /// When the file cannot be read or is damaged.
    ///
    /// # Cost
    /// Every reading is unpacked and kept in memory.
    pub fn held(&self, as_of: &AsOf) -> Result<Held, Error> {
        let err = |e| Error::of(&self.path, e);
        // All of it as of one record, whatever others add meanwhile.
        let _moment = self.db.unchecked_transaction().map_err(err)?;
        // `2026-03-01` takes in the whole day: every time of it sorts before the next character.
        let until = as_of.learned.as_ref().map_or("~".to_owned(), |day| format!("{day}~"));
        let mut statement = self
            .db
            .prepare(
                "SELECT report.number, report.name, (SELECT max(seq) FROM record
                    WHERE record.report = report.number AND record.kind = 'reading' AND record.at <= ?1)
                 FROM report ORDER BY report.number",
            )
            .map_err(err)?;
        let rows = statement
            .query_map([until], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .and_then(Iterator::collect::<Result<Vec<(i64, String, Option<i64>)>, _>>)
            .map_err(err)?;
        let mut held = Held::default();
        if *as_of == AsOf::default() {
            held.at = Some(self.last()?);
        }
        for (number, name, seq) in rows {
            let Some(seq) = seq else {
                held.left_out += 1;
                continue;
            };
            let reading = self.body::<ReadingBody>(seq)?.report.restore();
            if as_of.said.is_some_and(|day| reading.value.report.published.is_none_or(|p| p > day)) {
                held.left_out += 1;
                continue;
            }
            held.numbers.push(number);
            held.seqs.push(seq);
            held.names.push(name);
            held.readings.push(reading);
        }
        held.decided = self.judgements(as_of.learned.as_deref())?;
        held.reviewed = review::apply(&mut held.readings, &held.numbers, &held.decided);
        Ok(held)
    }
}
