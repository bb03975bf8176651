//! What people decided, kept in the chain.

use rashomon::v1::{Decided, Judgement, Verdict};
use rusqlite::{Transaction, TransactionBehavior};

use crate::add::{append, json, now};
use crate::case::Case;
use crate::error::Error;
use crate::record::Kind;

impl Case {
    /// Keeps decisions, in one step: all of them or, on an error, none. Gives the numbers of their records.
    ///
    /// # Errors
    /// When a decision names a report or a record the case does not hold, a reviewer has no name, or the
    /// disk or another writer refuses.
    pub fn judge(&mut self, judgements: &[Judgement]) -> Result<Vec<i64>, Error> {
        for judgement in judgements {
            self.check(judgement)?;
        }
        let err = |e| Error::of(&self.path, e);
        let tx = Transaction::new_unchecked(&self.db, TransactionBehavior::Immediate).map_err(err)?;
        let at = now();
        let mut records = Vec::with_capacity(judgements.len());
        for judgement in judgements {
            let report = judgement.on.as_ref().map(|on| on.report);
            records.push(append(&tx, Kind::Judgement, &at, report, &json(judgement)).map_err(err)?);
        }
        tx.commit().map_err(err)?;
        Ok(records)
    }

    fn check(&self, judgement: &Judgement) -> Result<(), Error> {
        let wrong = |what: String| Err(Error::Judgement(what));
        if judgement.reviewer.trim().is_empty() {
            return wrong("a judgement needs the name of who made it".into());
        }
        let there = |number: i64| -> Result<bool, Error> {
            self.db
                .prepare_cached("SELECT 1 FROM report WHERE number = ?1")
                .and_then(|mut s| s.exists([number]))
                .map_err(|e| Error::of(&self.path, e))
        };
        let other = match &judgement.verdict {
            Verdict::Same { other } | Verdict::Different { other } => Some(other),
            Verdict::Undo { undoes } => {
                let known = self
                    .db
                    .prepare_cached("SELECT 1 FROM record WHERE seq = ?1 AND kind = 'judgement'")
                    .and_then(|mut s| s.exists([undoes]))
                    .map_err(|e| Error::of(&self.path, e))?;
                if !known {
                    return wrong(format!("record {undoes} is no judgement"));
                }
                None
            }
            Verdict::Correct { slot, value } => {
                if let Err(what) = rashomon::review::valid(*slot, value) {
                    return wrong(what);
                }
                None
            }
            _ => None,
        };
        let free = matches!(
            judgement.verdict,
            Verdict::Merge { .. } | Verdict::Undo { .. } | Verdict::Note { .. } | Verdict::Remark { .. }
        );
        if judgement.on.is_none() && !free {
            return wrong("the judgement names no claim".into());
        }
        for anchor in judgement.on.iter().chain(other) {
            if !there(anchor.report)? {
                return wrong(format!("the case has no report {}", anchor.report));
            }
        }
        Ok(())
    }

    /// What people decided by a moment (a day or a UTC time), in the order they did; all of it without one.
    ///
    /// # Errors
    /// When the file cannot be read or is damaged.
    pub fn judgements(&self, learned: Option<&str>) -> Result<Vec<Decided>, Error> {
        let err = |e| Error::of(&self.path, e);
        let until = learned.map_or("~".to_owned(), |day| format!("{day}~"));
        let mut statement = self
            .db
            .prepare("SELECT seq, at FROM record WHERE kind = 'judgement' AND at <= ?1 ORDER BY seq")
            .map_err(err)?;
        let rows = statement
            .query_map([until], |row| Ok((row.get(0)?, row.get(1)?)))
            .and_then(Iterator::collect::<Result<Vec<(i64, String)>, _>>)
            .map_err(err)?;
        rows.into_iter()
            .map(|(record, at)| Ok(Decided { record, at, judgement: self.body(record)? }))
            .collect()
    }
}
