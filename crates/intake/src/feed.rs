//! Feeds: RSS, Atom, JSON Feed; a report for each entry.

use std::ops::ControlFlow;

use feed_rs::parser::parse;

use crate::Item;
use crate::work::Work;

/// Takes the entries of a feed.
///
/// The original of an entry is its content: the feed around it changes from hour to hour.
pub(crate) fn take(name: &str, bytes: Vec<u8>, work: &mut Work<'_>) -> ControlFlow<()> {
    let feed = match parse(&bytes[..]) {
        Ok(feed) => feed,
        Err(error) => return work.damaged(name, &format!("is no feed that can be read: {error}")),
    };
    let outlet = feed.title.map(|t| t.content.trim().to_owned()).filter(|t| !t.is_empty());
    for (at, entry) in feed.entries.into_iter().enumerate() {
        let content = entry.content.and_then(|c| c.body).or(entry.summary.map(|s| s.content));
        let Some(content) = content.filter(|c| !c.trim().is_empty()) else {
            if work.damaged(name, &format!("has an entry without text, {}", at + 1)).is_break() {
                return ControlFlow::Break(());
            }
            continue;
        };
        let marked = content.contains(['<', '&']);
        work.give(Item {
            name: format!("{name}!{}", at + 1),
            original: content.into_bytes(),
            published: entry.published.or(entry.updated).and_then(|t| crate::table::day(&t.to_rfc3339())),
            title: entry.title.map(|t| t.content).filter(|t| !t.is_empty()),
            outlet: outlet.clone(),
            url: entry.links.into_iter().next().map(|l| l.href),
            media_type: Some(if marked { "text/html" } else { "text/plain" }.to_owned() + "; charset=utf-8"),
            ..Item::default()
        })?;
    }
    ControlFlow::Continue(())
}
