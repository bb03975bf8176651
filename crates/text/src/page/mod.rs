//! A web page: finds the story in it and writes it as text, every character with its way back.

mod classes;
pub(crate) mod entity;
mod meta;
mod render;
mod story;
mod tree;

pub(crate) use meta::Meta;
pub(crate) use render::Rendered;

use rashomon_model::SourceMap;

/// What was read from a page.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) rendered: Rendered,
    pub(crate) meta: Meta,
    /// True where no story stood out, and all text of the page was taken.
    pub(crate) whole: bool,
    /// Words of the page that were left out as furniture.
    pub(crate) left_out: usize,
    pub(crate) too_deep: bool,
}

/// Reads a decoded page whose way back to the bytes is `source`.
pub(crate) fn read(page: &str, source: &SourceMap, limit: usize) -> Page {
    let tree = tree::Tree::parse(page);
    let meta = meta::read(&tree, page);
    let found = story::find(&tree, page, &meta);
    let rendered = render::render(&tree, page, source, &found, &meta, limit);
    let words = |t: &str| t.split_whitespace().count();
    let left_out = found.words.saturating_sub(words(&rendered.text));
    Page { left_out, rendered, meta, whole: found.whole, too_deep: tree.too_deep }
}

/// White space folded to single spaces, none at the ends.
pub(crate) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
