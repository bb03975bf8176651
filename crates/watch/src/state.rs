//! What is watched, and what is known of each feed: a small file of its own, written whole or not at all.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Longest time between two polls of a feed, however often it failed.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// Feeds that are watched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    /// In the order they were added.
    pub feeds: Vec<Feed>,
}

/// A feed, and what is known of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    /// Its address.
    pub url: String,
    /// What it is called, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// `ETag` of the last answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// `Last-Modified` of the last answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
    /// Not to be asked before; `None` for at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    /// How often it failed since it last answered.
    #[serde(default)]
    pub failures: u32,
    /// True where the server says that it is gone for good: it is not asked again.
    #[serde(default)]
    pub gone: bool,
}

impl Watch {
    /// Reads the file; none watched where there is no file.
    ///
    /// # Errors
    /// When the file cannot be read, or is no list of feeds.
    pub fn load(path: &Path) -> std::io::Result<Self> {
        match std::fs::read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(std::io::Error::other),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(e) => Err(e),
        }
    }

    /// Writes the file: who is killed half-way leaves the old one.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn save(&self, path: &Path) -> std::io::Result<()> {
        let beside = path.with_extension(format!("{}.new", std::process::id()));
        let written = serde_json::to_vec_pretty(self)
            .map_err(std::io::Error::other)
            .and_then(|bytes| std::fs::write(&beside, bytes))
            .and_then(|()| std::fs::rename(&beside, path));
        if written.is_err() {
            let _ = std::fs::remove_file(&beside);
        }
        written
    }

    /// Adds a feed; false where it is watched already.
    pub fn add(&mut self, url: &str, title: Option<String>) -> bool {
        let new = !self.feeds.iter().any(|f| f.url == url);
        if new {
            self.feeds.push(Feed { url: url.to_owned(), title, ..Feed::default() });
        }
        new
    }
}

impl Feed {
    /// Forgets what the server last answered: the feed is sent again though it did not change.
    pub fn forget_answer(&mut self) {
        (self.etag, self.modified) = (None, None);
    }

    /// Sets when to ask again: after `every`, twice as long with each failure in a row, a tenth more or less
    /// so that many feeds do not fall on one moment; not before the server allows.
    pub(crate) fn again(&mut self, now: Timestamp, every: SignedDuration, retry: Option<SignedDuration>) {
        let doubled = every.saturating_mul(1 << self.failures.min(12));
        let spread = self.url.bytes().fold(self.failures, |h, b| h.wrapping_mul(31).wrapping_add(b.into()));
        let tenth = doubled.as_secs() / 10;
        let jitter = if tenth > 0 { i64::from(spread) % (2 * tenth + 1) - tenth } else { 0 };
        let wait = doubled.saturating_add(SignedDuration::from_secs(jitter));
        let wait = wait.max(retry.unwrap_or(SignedDuration::ZERO)).min(LONGEST);
        self.due = now.checked_add(wait).ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_in_a_row_make_the_wait_longer_up_to_a_day() {
        let now = Timestamp::from_second(1_700_000_000).expect("a time");
        let every = SignedDuration::from_mins(10);
        let wait = |failures, retry| {
            let mut feed = Feed { url: "https://dam.test/rss".into(), failures, ..Feed::default() };
            feed.again(now, every, retry);
            feed.due.expect("a time").duration_since(now).as_secs()
        };
        assert!((540..=660).contains(&wait(0, None)), "{}", wait(0, None));
        assert!((4320..=5280).contains(&wait(3, None)), "{}", wait(3, None));
        assert_eq!(wait(40, None), 86_400);
        assert_eq!(wait(0, Some(SignedDuration::from_secs(7200))), 7200);
        assert_eq!(wait(0, Some(SignedDuration::from_hours(1000))), 86_400);
    }

    #[test]
    fn the_list_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("dam.case.watch.json");
        let mut watch = Watch::load(&path).expect("nothing yet");
        assert!(watch.add("https://dam.test/rss", None) && !watch.add("https://dam.test/rss", None));
        watch.save(&path).expect("written");
        assert_eq!(Watch::load(&path).expect("a list"), watch);
        std::fs::write(&path, "{").expect("written");
        assert!(Watch::load(&path).is_err());
    }
}
