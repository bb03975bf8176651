//! A report as it comes in.

use rashomon::ReadOptions;
use rashomon::model::Day;
use serde::{Deserialize, Serialize};

use crate::chain::{Hash, sha256};

/// A report as it comes in: its bytes, and what is known besides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrival {
    /// Where it comes from: a path, with the place inside an archive after `!`.
    pub name: String,
    /// The original bytes, kept as they are.
    pub original: Vec<u8>,
    /// What is read, where it is not the original itself: the text of a PDF, the body of a mail.
    pub drawn: Option<Vec<u8>>,
    /// What is known besides the bytes.
    pub known: Known,
    /// Starts of pages in `drawn`, in bytes.
    pub pages: Vec<usize>,
}

/// What is known of a report besides its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Day of publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// Title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Outlet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// Address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Name of the file, for its ending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    /// Media type as declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Minutes east of UTC where the story takes place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<i16>,
    /// Read as English whatever it looks like.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub force: bool,
}

/// What became of an arrival. Numbers are those of reports, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is new and was kept.
    New(i64),
    /// It was known, and was read anew: by other packs, or with something else known of it.
    Reread(i64),
    /// It was known; nothing changed.
    Known(i64),
    /// There is nothing to read in it, for the reason told; it was not kept.
    Refused(String),
}

impl Arrival {
    /// Bytes that are read as they are.
    pub fn new(name: impl Into<String>, original: Vec<u8>) -> Self {
        Self { name: name.into(), original, ..Self::default() }
    }

    /// The bytes that are read.
    pub fn read(&self) -> &[u8] {
        self.drawn.as_deref().unwrap_or(&self.original)
    }

    /// What makes it the same report again: its bytes, outlet and address. The same words under another
    /// masthead are another report.
    pub(crate) fn identity(&self) -> Hash {
        let mut all = sha256(&self.original).to_vec();
        for part in [&self.known.outlet, &self.known.url] {
            all.extend(sha256(part.as_deref().unwrap_or_default().as_bytes()));
        }
        sha256(&all)
    }
}

impl Known {
    /// As the pipeline takes it.
    pub(crate) fn options(&self) -> ReadOptions {
        ReadOptions {
            published: self.published.as_deref().and_then(|d| d.parse::<Day>().ok()),
            title: self.title.clone(),
            outlet: self.outlet.clone(),
            url: self.url.clone(),
            file_name: self.file_name.clone(),
            media_type: self.media_type.clone(),
            zone: self.zone,
            force: self.force,
        }
    }

    /// What is told now over what was told before. A name of a file is no knowledge: the first stays.
    pub(crate) fn over(&self, before: &Known) -> Known {
        let or = |new: &Option<String>, old: &Option<String>| new.clone().or_else(|| old.clone());
        Known {
            published: or(&self.published, &before.published),
            title: or(&self.title, &before.title),
            outlet: or(&self.outlet, &before.outlet),
            url: or(&self.url, &before.url),
            file_name: or(&before.file_name, &self.file_name),
            media_type: or(&before.media_type, &self.media_type),
            zone: self.zone.or(before.zone),
            force: self.force || before.force,
        }
    }
}
