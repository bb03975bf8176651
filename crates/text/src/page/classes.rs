//! What the words in `class` and `id` of an element say of it.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use serde::Deserialize;

/// The word lists, as in `resources/text/page.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    drop: Vec<String>,
    keep: Vec<String>,
    story: Vec<String>,
    caption: Vec<String>,
    byline: Vec<String>,
}

/// What the words of an element say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "an element can show any of them at once")]
pub(crate) struct Signs {
    pub(crate) drop: bool,
    pub(crate) story: bool,
    pub(crate) caption: bool,
    pub(crate) byline: bool,
}

struct Matcher {
    find: AhoCorasick,
    /// For each pattern its list.
    lists: Vec<u8>,
}

const DROP: u8 = 1;
const KEEP: u8 = 2;
const STORY: u8 = 4;
const CAPTION: u8 = 8;
const BYLINE: u8 = 16;

static MATCHER: LazyLock<Matcher> = LazyLock::new(|| {
    let lists: Lists = toml::from_str(include_str!("../../../../resources/text/page.toml"))
        .expect("a test reads the bundled lists");
    let all = [
        (DROP, lists.drop),
        (KEEP, lists.keep),
        (STORY, lists.story),
        (CAPTION, lists.caption),
        (BYLINE, lists.byline),
    ];
    let entries: Vec<(u8, String)> = all
        .into_iter()
        .flat_map(|(list, words)| words.into_iter().map(move |word| (list, pattern(&word))))
        .collect();
    let find = AhoCorasick::new(entries.iter().map(|(_, p)| p)).expect("a few hundred short patterns");
    Matcher { find, lists: entries.into_iter().map(|(list, _)| list).collect() }
});

/// `ad` is `-ad-`, `comment*` is `-comment`, `*cookie*` is `cookie`.
fn pattern(word: &str) -> String {
    let start = if word.starts_with('*') { "" } else { "-" };
    let end = if word.ends_with('*') { "" } else { "-" };
    format!("{start}{}{end}", word.trim_matches('*'))
}

/// `relatedLinks big_Box` as `-related-links-big-box-`.
fn normal(classes: &str, out: &mut String) {
    out.clear();
    out.push('-');
    let mut lower = false;
    for c in classes.chars() {
        if c.is_ascii_alphanumeric() {
            if c.is_ascii_uppercase() && lower {
                out.push('-');
            }
            lower = c.is_ascii_lowercase() || c.is_ascii_digit();
            out.push(c.to_ascii_lowercase());
        } else {
            lower = false;
            if !out.ends_with('-') {
                out.push('-');
            }
        }
    }
    if !out.ends_with('-') {
        out.push('-');
    }
}

/// Reads the signs of one element.
pub(crate) fn signs(classes: &str, scratch: &mut String) -> Signs {
    normal(classes, scratch);
    let found = MATCHER
        .find
        .find_overlapping_iter(scratch.as_str())
        .fold(0, |seen, m| seen | MATCHER.lists[m.pattern().as_usize()]);
    Signs {
        drop: found & DROP != 0 && found & KEEP == 0,
        story: found & STORY != 0,
        caption: found & CAPTION != 0,
        byline: found & BYLINE != 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_classes() {
        let mut scratch = String::new();
        let mut drop = |classes: &str| signs(classes, &mut scratch).drop;
        assert!(
            drop("relatedLinks")
                && drop("big ad left")
                && drop("myCookieBar")
                && drop("post_comments comments")
        );
        assert!(!drop("shadow") && !drop("header") && !drop("article-body ad-free") && !drop(""));
        assert!(signs("StoryBody x", &mut scratch).story);
    }
}
