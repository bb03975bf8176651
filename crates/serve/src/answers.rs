//! Answers that were worked out, kept as long as the state of the case they tell of.

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::body::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::problem::Problem;

/// The most answers of one state that are kept.
const MOST: usize = 1024;
/// The most bytes of them.
const BYTES: usize = 64 << 20;
/// Answers from this size on are packed too.
const LONG: usize = 4096;

/// An answer as it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) plain: Bytes,
    /// With gzip, where that pays.
    pub(crate) packed: Option<Bytes>,
}

impl Answer {
    pub(crate) fn of(value: &Value) -> Self {
        let plain = value.to_string();
        let packed = (plain.len() > LONG).then(|| {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            // Writing to memory does not fail.
            let _ = encoder.write_all(plain.as_bytes());
            encoder.finish().unwrap_or_default().into()
        });
        Self { plain: plain.into(), packed }
    }
}

type Entry = Arc<OnceLock<Result<Answer, Problem>>>;

/// The answers of one state of the case. Who asks what is being worked out already waits for that.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    kept: Mutex<HashMap<String, Entry>>,
    bytes: AtomicUsize,
}

impl Answers {
    /// The place of an answer, empty where it is not worked out yet.
    pub(crate) fn entry(&self, key: &str) -> Entry {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = kept.get(key) {
            return Arc::clone(entry);
        }
        if kept.len() >= MOST || self.bytes.load(Ordering::Relaxed) > BYTES {
            kept.clear();
            self.bytes.store(0, Ordering::Relaxed);
        }
        Arc::clone(kept.entry(key.to_owned()).or_default())
    }

    /// Counts what is kept.
    pub(crate) fn keep(&self, answer: Result<Answer, Problem>) -> Result<Answer, Problem> {
        if let Ok(answer) = &answer {
            let size = answer.plain.len() + answer.packed.as_ref().map_or(0, Bytes::len);
            self.bytes.fetch_add(size, Ordering::Relaxed);
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_worked_out_once_and_many_do_not_pile_up() {
        let answers = Answers::default();
        let long = Value::from("long ".repeat(10_000));
        let first = answers.entry("/a");
        first.get_or_init(|| answers.keep(Ok(Answer::of(&long))));
        let again = answers.entry("/a");
        let kept = again.get().unwrap().as_ref().unwrap();
        assert_eq!(kept.plain.len(), 50_002);
        assert!(kept.packed.as_ref().unwrap().len() < 1000);
        for n in 0..3 * MOST {
            answers.entry(&format!("/{n}"));
        }
        assert!(answers.kept.lock().unwrap().len() <= MOST);
        answers.bytes.store(BYTES + 1, Ordering::Relaxed);
        answers.entry("/b");
        assert_eq!(answers.kept.lock().unwrap().len(), 1);
    }
}
