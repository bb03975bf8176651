//! Writes the story as text: blocks, folded white space, decoded references, and the way back.

use rashomon_model::{Block, BlockKind, SourceMap, Span};

use super::entity::{Piece, pieces};
use super::story::Story;
use super::tree::{Name, Tag, Tree};
use super::{Meta, fold};
use crate::decode::Runs;
use crate::furniture::{self, Line, Opens};

/// The story as text.
#[derive(Debug, Default)]
pub(crate) struct Rendered {
    pub(crate) text: String,
    pub(crate) blocks: Vec<Block>,
    pub(crate) source: SourceMap,
    /// True where the text was longer than the limit.
    pub(crate) cut: bool,
}

/// A block before it is kept or left out.
#[derive(Debug)]
struct Draft {
    /// The element it stands in.
    owner: usize,
    kind: BlockKind,
    /// Pieces of the page: node, and range of the page.
    nodes: Vec<usize>,
    text: u32,
    link: u32,
    /// Its words, for the rules.
    words: String,
    kept: bool,
}

/// Writes the story.
pub(crate) fn render(
    tree: &Tree,
    page: &str,
    source: &SourceMap,
    story: &Story,
    meta: &Meta,
    limit: usize,
) -> Rendered {
    let mut drafts = drafts(tree, page, story);
    if !story.whole {
        sift(tree, &mut drafts, meta);
    }
    let mut out = Writer { page, source, text: String::new(), runs: Runs::default(), limit, cut: false };
    let mut blocks = Vec::new();
    let mut before: Option<&Draft> = None;
    for draft in drafts.iter().filter(|d| d.kept) {
        if let Some(before) = before {
            let tight = [before, draft].iter().all(|d| tree.nodes[d.owner].tag == Tag::Li);
            out.text.push_str(if tight { "\n" } else { "\n\n" });
        }
        let start = out.text.len();
        let keeps_lines = tree.nodes[draft.owner].tag == Tag::Pre;
        for &n in &draft.nodes {
            if tree.nodes[n].tag == Tag::Br {
                out.line_break(start);
            } else {
                out.copy(tree.nodes[n].span.clone(), start, keeps_lines);
            }
        }
        let end = start + out.text[start..].trim_end().len();
        out.truncate(end);
        if end > start {
            blocks.push(Block { span: Span::new(start, end), kind: draft.kind });
            before = Some(draft);
        } else {
            let kept = blocks.last().map_or(0, |b: &Block| b.span.end());
            out.truncate(kept);
        }
        if out.cut {
            break;
        }
    }
    Rendered { text: out.text, blocks, source: SourceMap::from_runs(out.runs.0), cut: out.cut }
}

/// The blocks of the story, before any is left out.
fn drafts(tree: &Tree, page: &str, story: &Story) -> Vec<Draft> {
    let end = tree.nodes[story.root].end;
    let mut drafts: Vec<Draft> = Vec::new();
    let mut current: Option<Draft> = None;
    let count = end - story.root;
    let (mut block, mut link) = (vec![story.root; count], vec![false; count]);
    let mut breaks = 0;
    let mut at = story.root + 1;
    while at < end {
        let node = &tree.nodes[at];
        let i = at - story.root;
        if story.dropped[at] || node.tag == Tag::Head {
            at = node.end;
            continue;
        }
        let parent = node.parent.max(story.root) - story.root;
        block[i] = if node.tag.is_block() { at } else { block[parent] };
        link[i] = link[parent] || node.tag == Tag::A;
        let owner = block[i];
        match node.tag {
            Tag::Text => {
                let raw = &page[node.span.clone()];
                let length = raw.split_ascii_whitespace().map(|w| w.len() + 1).sum::<usize>() as u32;
                if length > 0 && (breaks > 1 || current.as_ref().is_some_and(|d| d.owner != owner)) {
                    drafts.extend(current.take());
                }
                if length > 0 {
                    breaks = 0;
                }
                if length > 0 || current.as_ref().is_some_and(|d| d.owner == owner) {
                    let draft = current.get_or_insert_with(|| Draft::new(owner));
                    draft.nodes.push(at);
                    draft.text += length;
                    draft.link += if link[i] { length } else { 0 };
                }
            }
            Tag::Br => {
                breaks += 1;
                if let Some(draft) = current.as_mut().filter(|d| d.owner == owner) {
                    draft.nodes.push(at);
                }
            }
            tag if tag.is_block() => {
                drafts.extend(current.take());
                breaks = 0;
            }
            _ => {}
        }
        at += 1;
    }
    drafts.extend(current.take());
    for draft in &mut drafts {
        let mut words = String::new();
        for &n in &draft.nodes {
            if tree.nodes[n].tag == Tag::Br {
                words.push(' ');
            } else {
                super::entity::decode_into(&page[tree.nodes[n].span.clone()], &mut words);
            }
        }
        draft.words = fold(&words);
        draft.kind = kind(tree, story, draft);
    }
    drafts.retain(|d| !d.words.is_empty());
    drafts
}

impl Draft {
    fn new(owner: usize) -> Self {
        Self {
            owner,
            kind: BlockKind::Paragraph,
            nodes: Vec::new(),
            text: 0,
            link: 0,
            words: String::new(),
            kept: true,
        }
    }

    fn is_mostly_links(&self) -> bool {
        self.link * 2 > self.text
    }
}

/// The kind of a block, by its element and those around it inside the story.
fn kind(tree: &Tree, story: &Story, draft: &Draft) -> BlockKind {
    let mut at = draft.owner;
    for _ in 0..4 {
        let tag = tree.nodes[at].tag;
        if tag.is_heading() {
            return BlockKind::Heading;
        }
        if matches!(tag, Tag::Figcaption | Tag::Caption) || tag == Tag::Figure || story.signs[at].caption {
            return BlockKind::Caption;
        }
        let author = tree.attribute(at, Name::Rel) == Some("author")
            || tree.attribute(at, Name::Itemprop).is_some_and(|p| p == "author" || p == "datePublished");
        if (author || story.signs[at].byline) && draft.words.len() < 200 {
            return BlockKind::Byline;
        }
        if at == story.root || at == 0 {
            break;
        }
        at = tree.nodes[at].parent;
    }
    BlockKind::Paragraph
}

/// Leaves out what is furniture inside the story: lists of links, phrases of the rules, and the
/// headings over them.
fn sift(tree: &Tree, drafts: &mut [Draft], meta: &Meta) {
    let mut rest = false;
    for draft in drafts.iter_mut() {
        if rest {
            draft.kept = false;
            continue;
        }
        match furniture::line(&draft.words) {
            Line::Furniture { opens } => {
                draft.kept = false;
                rest = opens == Opens::Rest;
            }
            Line::Caption if draft.kind == BlockKind::Paragraph => draft.kind = BlockKind::Caption,
            Line::Byline if draft.kind == BlockKind::Paragraph => draft.kind = BlockKind::Byline,
            _ => {}
        }
        let alone = |d: &Draft| d.words.len() < 300 && d.is_mostly_links();
        if alone(draft) && draft.kind != BlockKind::Heading && !ends_a_sentence(&draft.words) {
            draft.kept = false;
        }
        // A date alone, with its time and marks.
        if crate::dates::leading(&draft.words).is_some_and(|(_, l)| draft.words.len() - l < 20)
            && draft.kind == BlockKind::Paragraph
            && draft.words.len() < 60
            && !ends_a_sentence(&draft.words)
        {
            draft.kind = BlockKind::Byline;
        }
        if meta.authors.iter().any(|a| a.eq_ignore_ascii_case(&draft.words)) {
            draft.kind = BlockKind::Byline;
        }
    }
    let prose = |d: &Draft| d.kept && d.kind == BlockKind::Paragraph && d.text >= 30;
    // Headings over nothing.
    let last = drafts.iter().rposition(prose).map_or(0, |i| i + 1);
    for draft in &mut drafts[last..] {
        if draft.kind == BlockKind::Heading {
            draft.kept = false;
        }
    }
    let mut below = false;
    for i in (0..drafts.len()).rev() {
        let heading = drafts[i].kind == BlockKind::Heading;
        if heading && drafts[i].kept && drafts.get(i + 1).is_some_and(|d| !d.kept) && !below {
            drafts[i].kept = false;
        }
        below = match drafts[i].kind {
            BlockKind::Heading => false,
            _ if i + 1 < drafts.len() && tree.nodes[drafts[i].owner].tag.is_heading() => false,
            _ => drafts[i].kept,
        };
    }
}

fn ends_a_sentence(words: &str) -> bool {
    words.trim_end_matches(['"', '\'', '”', '’', ')']).ends_with(['.', '!', '?']) && words.contains(' ')
}

struct Writer<'p> {
    page: &'p str,
    source: &'p SourceMap,
    text: String,
    runs: Runs,
    limit: usize,
    cut: bool,
}

impl Writer<'_> {
    /// True where white space would be doubled or stand first in the block.
    fn is_after_space(&self, start: usize) -> bool {
        self.text.len() == start || self.text.ends_with([' ', '\n', '\u{A0}'])
    }

    fn copy(&mut self, range: std::ops::Range<usize>, start: usize, keeps_lines: bool) {
        let mut at = range.start;
        for piece in pieces(&self.page[range]) {
            let (written, meaning) = match &piece {
                Piece::Plain(text) => (*text, None),
                Piece::Reference(text, meaning) => (*text, Some(meaning.as_str())),
            };
            if self.text.len() + written.len().max(4) > self.limit {
                self.cut = true;
                return;
            }
            match meaning {
                Some(meaning) if meaning.trim().is_empty() => self.space(at..at + written.len(), start, " "),
                Some(meaning) => {
                    self.runs.push_unit(self.source, self.text.len(), meaning.len(), at, at + written.len());
                    self.text.push_str(meaning);
                }
                None => self.plain(written, at, start, keeps_lines),
            }
            at += written.len();
        }
    }

    fn plain(&mut self, written: &str, at: usize, start: usize, keeps_lines: bool) {
        let mut from = 0;
        while from < written.len() {
            let rest = &written[from..];
            let space = rest.len() - rest.trim_start().len();
            if space > 0 {
                let lines = keeps_lines && rest[..space].contains('\n');
                self.space(at + from..at + from + space, start, if lines { "\n" } else { " " });
                from += space;
                continue;
            }
            // Up to the next white space that is not a single blank.
            let mut end = 0;
            let bytes = rest.as_bytes();
            for (i, c) in rest.char_indices() {
                let single = c == ' ' && bytes.get(i + 1).is_some_and(u8::is_ascii_graphic);
                if c.is_whitespace() && !single {
                    break;
                }
                end = i + c.len_utf8();
            }
            self.runs.push_through(self.source, self.text.len(), at + from, end);
            self.text.push_str(&rest[..end]);
            from += end;
        }
    }

    fn space(&mut self, range: std::ops::Range<usize>, start: usize, white: &str) {
        if !self.is_after_space(start) {
            self.runs.push_unit(self.source, self.text.len(), white.len(), range.start, range.end);
            self.text.push_str(white);
        }
    }

    fn line_break(&mut self, start: usize) {
        if self.text.len() == start {
            return;
        }
        let kept = self.text.trim_end_matches(' ').len().max(start);
        self.truncate(kept);
        if self.text.len() > start && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    fn truncate(&mut self, length: usize) {
        self.text.truncate(length);
        while let Some(run) = self.runs.0.last_mut().filter(|r| (r.text + r.text_len) as usize > length) {
            let kept = (length as u32).saturating_sub(run.text);
            if kept == 0 || !run.is_plain() {
                self.runs.0.pop();
            } else {
                run.text_len = kept;
                run.source_len = kept;
            }
        }
    }
}
