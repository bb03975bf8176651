//! Where in the page the story stands.
//!
//! Elements that are furniture by their name or class are dropped. What is left is weighed by its
//! prose: blocks with sentences and few links. The story is the deepest element that still holds
//! most of that weight.

use super::Meta;
use super::classes::{self, Signs};
use super::tree::{Name, Tag, Tree};

/// The story's place.
#[derive(Debug, Default)]
pub(crate) struct Story {
    /// The element the story stands in.
    pub(crate) root: usize,
    /// For each node: true where it and all in it is left out.
    pub(crate) dropped: Vec<bool>,
    /// For each node: what its class says.
    pub(crate) signs: Vec<Signs>,
    /// True where no story stood out.
    pub(crate) whole: bool,
    /// Words of the page outside of scripts.
    pub(crate) words: usize,
}

/// A child with this share of its parent's prose is where the story goes on.
/// Chosen by shingle F1 over pages of two open collections.
const MOST: f64 = 0.8;

/// Less prose than this, in bytes, is no story.
const LEAST: f64 = 140.0;

/// Finds the story.
///
/// # Cost
/// Linear in the page.
pub(crate) fn find(tree: &Tree, page: &str, meta: &Meta) -> Story {
    let signs = signs(tree);
    let machine = meta.body.as_deref().map(letters).filter(|b| b.len() > 300);
    let mut dropped = vec![false; tree.nodes.len()];
    let every = weigh(tree, page, &dropped, machine.as_deref());
    drop_furniture(tree, &signs, &every, &mut dropped);
    let mut weights = weigh(tree, page, &dropped, machine.as_deref());
    let mut whole = false;
    if weights.prose[0] < LEAST && weights.prose[0] * 3.0 < every.prose[0] {
        // The classes of this page mislead: only names of elements count.
        dropped.fill(false);
        drop_by_name(tree, &mut dropped);
        weights = weigh(tree, page, &dropped, machine.as_deref());
    }
    let mut root = descend(tree, &weights, &signs);
    if weights.prose[0] < LEAST {
        whole = true;
        root = 0;
    }
    Story { root, dropped, signs, whole, words: every.words }
}

fn signs(tree: &Tree) -> Vec<Signs> {
    let (mut scratch, mut joined) = (String::new(), String::new());
    let sign = |n: usize| {
        let (class, id) = (tree.attribute(n, Name::Class), tree.attribute(n, Name::Id));
        if class.is_none() && id.is_none() {
            return Signs::default();
        }
        joined.clear();
        joined.push_str(class.unwrap_or(""));
        joined.push(' ');
        joined.push_str(id.unwrap_or(""));
        classes::signs(&joined, &mut scratch)
    };
    (0..tree.nodes.len()).map(sign).collect()
}

/// Letters and digits alone, lower case: compares texts that differ in white space and marks.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Text of a node and of all in it.
struct Weights {
    /// Prose, in bytes of its text.
    prose: Vec<f64>,
    /// All text.
    text: Vec<u32>,
    words: usize,
}

fn weigh(tree: &Tree, page: &str, dropped: &[bool], machine: Option<&str>) -> Weights {
    let count = tree.nodes.len();
    let mut own = vec![Own::default(); count];
    let mut text = vec![0u32; count];
    let mut words = 0;
    // The block and the link each node lies in.
    let mut block = vec![0usize; count];
    let mut link = vec![false; count];
    let mut at = 1;
    while at < count {
        let node = &tree.nodes[at];
        if dropped[at] || is_never_text(node.tag) {
            at = node.end;
            continue;
        }
        block[at] = if node.tag.is_block() { at } else { block[node.parent] };
        link[at] = link[node.parent] || node.tag == Tag::A;
        if node.tag == Tag::Text {
            let raw = &page[node.span.clone()];
            let length = raw.split_ascii_whitespace().map(|w| w.len() + 1).sum::<usize>() as u32;
            words += raw.split_ascii_whitespace().count();
            text[at] = length;
            let own = &mut own[block[at]];
            own.text += length;
            own.link += if link[at] { length } else { 0 };
            own.stops += memchr::memchr3_iter(b'.', b',', b'?', raw.as_bytes()).count() as u32;
            if own.first == 0 {
                own.first = at;
            }
        }
        at += 1;
    }
    let mut prose: Vec<f64> = (0..count)
        .map(|n| {
            let own = own[n];
            if own.text < 45 || own.link * 2 > own.text || own.stops == 0 || tree.nodes[n].tag.is_heading() {
                return 0.0;
            }
            let known = machine.is_some_and(|body| {
                let start = letters(&page[tree.nodes[own.first].span.clone()]);
                let start = &start[..start.floor_char_boundary(48)];
                start.len() >= 24 && body.contains(start)
            });
            f64::from(own.text - own.link) * if known { 4.0 } else { 1.0 }
        })
        .collect();
    for n in (1..count).rev() {
        let parent = tree.nodes[n].parent;
        prose[parent] += prose[n];
        text[parent] += text[n];
    }
    Weights { prose, text, words }
}

#[derive(Clone, Copy, Default)]
struct Own {
    text: u32,
    link: u32,
    stops: u32,
    first: usize,
}

fn is_never_text(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Script
            | Tag::Style
            | Tag::Template
            | Tag::Head
            | Tag::Title
            | Tag::Svg
            | Tag::Math
            | Tag::Canvas
            | Tag::Iframe
            | Tag::Object
            | Tag::Noscript
            | Tag::Textarea
            | Tag::Select
            | Tag::Audio
            | Tag::Video
            | Tag::Option
    )
}

fn is_furniture_name(tag: Tag) -> bool {
    matches!(tag, Tag::Nav | Tag::Footer | Tag::Aside | Tag::Button | Tag::Menu | Tag::Label | Tag::Input)
}

fn drop_by_name(tree: &Tree, dropped: &mut [bool]) {
    for (n, node) in tree.nodes.iter().enumerate() {
        dropped[n] = is_never_text(node.tag) || is_furniture_name(node.tag);
    }
}

fn drop_furniture(tree: &Tree, signs: &[Signs], every: &Weights, dropped: &mut [bool]) {
    let holds = holds_story(tree, signs, every);
    let mut at = 1;
    while at < tree.nodes.len() {
        let node = &tree.nodes[at];
        let by_name = is_never_text(node.tag) || is_furniture_name(node.tag);
        // Most of the page's prose is never furniture, whatever its class says.
        let most = every.prose[at] > every.prose[0] * 0.5 && every.text[at] > 400;
        let by_class = (signs[at].drop && !holds[at] || is_hidden(tree, at) || is_role(tree, at)) && !most;
        let is_frame = matches!(node.tag, Tag::Html | Tag::Body | Tag::Main | Tag::Article);
        if by_name && !(most && node.tag == Tag::Aside) || by_class && !is_frame {
            dropped[at] = true;
            at = node.end;
        } else {
            at += 1;
        }
    }
}

/// True for elements around one whose class names it the story: a grid called `content-sidebar`.
fn holds_story(tree: &Tree, signs: &[Signs], every: &Weights) -> Vec<bool> {
    let mut holds = vec![false; tree.nodes.len()];
    for n in (1..tree.nodes.len()).rev() {
        let parent = tree.nodes[n].parent;
        holds[parent] |=
            holds[n] || signs[n].story && !signs[n].drop && every.prose[n] > every.prose[0] * 0.25;
    }
    holds
}

fn is_hidden(tree: &Tree, n: usize) -> bool {
    tree.attribute(n, Name::Hidden).is_some()
        || tree.attribute(n, Name::AriaHidden) == Some("true")
        || tree.attribute(n, Name::Style).is_some_and(|s| {
            let s: String = s.chars().filter(|c| !c.is_whitespace()).collect();
            s.contains("display:none") || s.contains("visibility:hidden")
        })
}

fn is_role(tree: &Tree, n: usize) -> bool {
    matches!(
        tree.attribute(n, Name::Role),
        Some(
            "navigation"
                | "banner"
                | "complementary"
                | "contentinfo"
                | "search"
                | "dialog"
                | "menu"
                | "alert"
        )
    )
}

/// Goes from the root to the deepest element that holds most of the prose.
fn descend(tree: &Tree, weights: &Weights, signs: &[Signs]) -> usize {
    let named = |n: usize| {
        signs[n].story || tree.attribute(n, Name::Itemprop).is_some_and(|p| p.contains("articleBody"))
    };
    let mut root = 0;
    loop {
        let children = || Children { tree, at: root + 1, end: tree.nodes[root].end };
        // One element named the story counts more; several are parts of it.
        let parts: f64 = children().filter(|&n| named(n)).map(|n| weights.prose[n]).sum();
        let weight = |n: usize| {
            let alone = weights.prose[n] >= parts * 0.9;
            weights.prose[n]
                * match tree.nodes[n].tag {
                    _ if named(n) && alone => 2.0,
                    Tag::Article | Tag::Main => 1.5,
                    _ => 1.0,
                }
        };
        let best = children()
            .filter(|&n| tree.nodes[n].tag != Tag::Text)
            .map(|n| (n, weight(n)))
            .reduce(|best, next| if next.1 > best.1 { next } else { best });
        match best {
            Some((n, weight))
                if weight > 0.0
                    && weight >= weights.prose[root] * MOST
                    && !matches!(tree.nodes[n].tag, Tag::P | Tag::Li | Tag::Pre) =>
            {
                root = n;
            }
            _ => return root,
        }
    }
}

/// The nodes right below one.
struct Children<'t> {
    tree: &'t Tree,
    at: usize,
    end: usize,
}

impl Iterator for Children<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let at = self.at;
        (at < self.end).then(|| {
            self.at = self.tree.nodes[at].end;
            at
        })
    }
}
