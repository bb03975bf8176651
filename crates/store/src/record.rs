//! Records of the chain: their kinds, and the JSON of their bodies. Original bytes stand as they came.

use rashomon::v1;
use serde::{Deserialize, Serialize};

use crate::arrival::Known;

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The first record: the case itself.
    Case,
    /// Bytes of a report, as they came or as they were drawn from what came.
    Bytes,
    /// A report came in.
    Report,
    /// A report was read.
    Reading,
    /// A person decided something of what was read.
    Judgement,
}

impl Kind {
    /// The word in the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Case => "case",
            Kind::Bytes => "bytes",
            Kind::Report => "report",
            Kind::Reading => "reading",
            Kind::Judgement => "judgement",
        }
    }
}

/// One record, without its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its number, from 1.
    pub seq: i64,
    /// What it is: [`Kind::as_str`].
    pub kind: String,
    /// When it was learned: UTC, `2026-03-01T12:00:00Z`.
    pub at: String,
    /// Number of the report it is about.
    pub report: Option<i64>,
    /// SHA-256 that chains it to the record before, in hexadecimal.
    pub hash: String,
}

/// Body of the first record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CaseBody {
    /// `rashomon-case/1`.
    pub(crate) format: String,
    pub(crate) title: String,
    pub(crate) generator: String,
}

/// Body of a record of a report that came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ReportBody {
    /// Where it came from, as the caller names it: a path, with the place inside an archive.
    pub(crate) name: String,
    /// SHA-256 of the original bytes.
    pub(crate) original: String,
    /// SHA-256 of the bytes that are read, where they were drawn from the original.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) drawn: Option<String>,
    /// What came with it.
    pub(crate) known: Known,
    /// Starts of pages in the drawn text, in bytes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) pages: Vec<usize>,
}

/// The head of a reading: what it was read with.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct ReadingHead {
    pub(crate) version: String,
    pub(crate) known: Known,
}

impl ReadingHead {
    /// What to read anew with, or `None` where reading again would give the same.
    pub(crate) fn outdated(&self, told: &Known, version: &str) -> Option<Known> {
        let known = told.over(&self.known);
        (self.version != version || known != self.known).then_some(known)
    }
}

/// Body of a record of a reading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ReadingBody {
    /// Program and packs that read it.
    pub(crate) version: String,
    /// What was known of the report when it was read.
    pub(crate) known: Known,
    /// What was read.
    pub(crate) report: v1::Report,
}
