//! A page as a tree of elements, each with its place in the source.
//!
//! Nodes lie in one list in document order, so a subtree is a range and no walk needs a stack. The
//! tokens come from `html5gum`; nesting follows the rules of HTML for implied ends, without the
//! repairs that only matter for how a page looks.

use std::convert::Infallible;
use std::ops::Range;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

/// Makes the enum of element names.
macro_rules! tags {
    ($($variant:ident = $name:literal),+ $(,)?) => {
        /// Name of an element, or text.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum Tag { Root, Text, Other, $($variant),+ }

        impl Tag {
            const COUNT: usize = 3 + [$($name),+].len();

            fn parse(name: &[u8]) -> Self {
                const LONGEST: usize = 12;
                let mut lower = [0u8; LONGEST];
                let Some(lower) = lower.get_mut(..name.len()) else { return Tag::Other };
                lower.copy_from_slice(name);
                lower.make_ascii_lowercase();
                match std::str::from_utf8(lower) { $(Ok($name) => Tag::$variant,)+ _ => Tag::Other }
            }
        }
    };
}

tags! {
    A = "a", Abbr = "abbr", Address = "address", Article = "article", Aside = "aside", Audio = "audio",
    B = "b", Base = "base", Blockquote = "blockquote", Body = "body", Br = "br", Button = "button",
    Canvas = "canvas", Caption = "caption", Center = "center", Col = "col", Dd = "dd", Details = "details",
    Div = "div", Dl = "dl", Dt = "dt", Em = "em", Embed = "embed", Fieldset = "fieldset",
    Figcaption = "figcaption", Figure = "figure", Font = "font", Footer = "footer", Form = "form",
    H1 = "h1", H2 = "h2", H3 = "h3", H4 = "h4", H5 = "h5", H6 = "h6", Head = "head", Header = "header",
    Hr = "hr", Html = "html", I = "i", Iframe = "iframe", Img = "img", Input = "input", Label = "label",
    Li = "li", Link = "link", Main = "main", Math = "math", Menu = "menu", Meta = "meta", Nav = "nav",
    Noscript = "noscript", Object = "object", Ol = "ol", Optgroup = "optgroup", Option = "option",
    P = "p", Param = "param", Picture = "picture", Pre = "pre", Script = "script", Section = "section",
    Select = "select", Small = "small", Source = "source", Span = "span", Strong = "strong",
    Style = "style", Summary = "summary", Svg = "svg", Table = "table", Tbody = "tbody", Td = "td",
    Template = "template", Textarea = "textarea", Tfoot = "tfoot", Th = "th", Thead = "thead",
    Time = "time", Title = "title", Tr = "tr", Track = "track", U = "u", Ul = "ul", Video = "video",
    Wbr = "wbr",
}

impl Tag {
    fn is_void(self) -> bool {
        use Tag::{Base, Br, Col, Embed, Hr, Img, Input, Link, Meta, Param, Source, Track, Wbr};
        matches!(
            self,
            Base | Br | Col | Embed | Hr | Img | Input | Link | Meta | Param | Source | Track | Wbr
        )
    }

    pub(crate) fn is_heading(self) -> bool {
        matches!(self, Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6)
    }

    /// True where the element stands on lines of its own.
    pub(crate) fn is_block(self) -> bool {
        use Tag::{
            Address, Article, Aside, Blockquote, Body, Caption, Center, Dd, Details, Div, Dl, Dt, Fieldset,
            Figcaption, Figure, Footer, Form, Header, Hr, Html, Li, Main, Menu, Nav, Ol, P, Pre, Root,
            Section, Summary, Table, Tbody, Td, Tfoot, Th, Thead, Tr, Ul,
        };
        self.is_heading()
            || matches!(
                self,
                Address
                    | Article
                    | Aside
                    | Blockquote
                    | Body
                    | Caption
                    | Center
                    | Dd
                    | Details
                    | Div
                    | Dl
                    | Dt
                    | Fieldset
                    | Figcaption
                    | Figure
                    | Footer
                    | Form
                    | Header
                    | Hr
                    | Html
                    | Li
                    | Main
                    | Menu
                    | Nav
                    | Ol
                    | P
                    | Pre
                    | Root
                    | Section
                    | Summary
                    | Table
                    | Tbody
                    | Td
                    | Tfoot
                    | Th
                    | Thead
                    | Tr
                    | Ul
            )
    }

    /// True where an end tag inside does not reach elements outside.
    fn is_wall(self) -> bool {
        matches!(
            self,
            Tag::Table | Tag::Td | Tag::Th | Tag::Caption | Tag::Template | Tag::Object | Tag::Html
        )
    }
}

/// One element or piece of text.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) tag: Tag,
    /// Index of the element it lies in; the root's is its own.
    pub(crate) parent: usize,
    /// One past the last node inside.
    pub(crate) end: usize,
    /// For text: where it stands. For elements: the start tag.
    pub(crate) span: Range<usize>,
    attributes: Range<usize>,
}

/// A page as a tree.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree {
    /// In document order; the first is the root.
    pub(crate) nodes: Vec<Node>,
    attributes: Vec<(Name, String)>,
    /// True where elements lay too deep and were put beside each other instead.
    pub(crate) too_deep: bool,
}

/// Makes the enum of attribute names that are kept.
macro_rules! names {
    ($($variant:ident = $name:literal),+ $(,)?) => {
        /// Name of an attribute that is kept.
        #[allow(clippy::enum_variant_names, reason = "one attribute is called `name`")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Name { $($variant),+ }
        impl Name {
            fn parse(name: &[u8]) -> Option<Self> {
                $(if name.eq_ignore_ascii_case($name.as_bytes()) { return Some(Name::$variant) })+
                None
            }
        }
    };
}

names! {
    Class = "class", Id = "id", Href = "href", Rel = "rel", Name = "name", Property = "property",
    Content = "content", Itemprop = "itemprop", Datetime = "datetime", Type = "type", Role = "role",
    Style = "style", Hidden = "hidden", AriaHidden = "aria-hidden", HttpEquiv = "http-equiv",
    Charset = "charset", Lang = "lang",
}

/// Elements deeper than this are put beside each other: pages of news stay below 60.
const DEEPEST: usize = 256;

/// Longest value of an attribute that is kept; what is read from them is far shorter.
const LONGEST_VALUE: usize = 4096;

impl Tree {
    /// Builds the tree of a page.
    ///
    /// # Cost
    /// Linear in the page.
    pub(crate) fn parse(page: &str) -> Self {
        let mut builder = Builder::default();
        builder.open(Tag::Root, 0..0);
        {
            let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: Span<usize>| {
                builder.event(&event, span.start..span.end, page);
                None::<Infallible>
            });
            let mut emitter = emitter;
            emitter.naively_switch_states(true);
            // Reading from memory has no errors, and the callback gives no tokens.
            for _ in Tokenizer::new_with_emitter(page, emitter) {}
        }
        while !builder.stack.is_empty() {
            builder.pop();
        }
        builder.tree
    }

    pub(crate) fn attribute(&self, node: usize, name: Name) -> Option<&str> {
        let found = &self.attributes[self.nodes[node].attributes.clone()];
        found.iter().find(|(n, _)| *n == name).map(|(_, value)| value.as_str())
    }

    /// The elements with one of the tags, in document order.
    pub(crate) fn all(&self, tag: Tag) -> impl Iterator<Item = usize> + '_ {
        self.nodes.iter().enumerate().filter(move |(_, n)| n.tag == tag).map(|(i, _)| i)
    }

    /// The text inside a node, entities decoded, white space folded.
    pub(crate) fn text_of(&self, node: usize, page: &str) -> String {
        let mut raw = String::new();
        for inner in &self.nodes[node..self.nodes[node].end] {
            if inner.tag == Tag::Text {
                super::entity::decode_into(&page[inner.span.clone()], &mut raw);
            } else if inner.tag.is_block() || inner.tag == Tag::Br {
                raw.push(' ');
            }
        }
        super::fold(&raw)
    }
}

#[derive(Debug, Default)]
struct Builder {
    tree: Tree,
    stack: Vec<usize>,
    open: Vec<u32>,
    /// The start tag being read.
    reading: Option<(Tag, usize)>,
    attribute: Option<Name>,
    first_attribute: usize,
}

impl Builder {
    fn event(&mut self, event: &CallbackEvent<'_>, span: Range<usize>, page: &str) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.reading = Some((Tag::parse(name), span.start));
                self.first_attribute = self.tree.attributes.len();
                self.attribute = None;
            }
            CallbackEvent::AttributeName { name } => {
                self.attribute = self.reading.and_then(|_| Name::parse(name));
                if self.attribute == Some(Name::Hidden) {
                    self.tree.attributes.push((Name::Hidden, String::new()));
                }
            }
            CallbackEvent::AttributeValue { value } => {
                if let Some(name) = self.attribute.take() {
                    let value = &value[..value.len().min(LONGEST_VALUE)];
                    self.tree.attributes.push((name, String::from_utf8_lossy(value).into_owned()));
                }
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                if let Some((tag, start)) = self.reading.take() {
                    self.start(tag, start..span.end, *self_closing);
                }
            }
            CallbackEvent::EndTag { name } => {
                self.reading = None;
                self.end(Tag::parse(name));
            }
            CallbackEvent::String { .. } => self.text(span, page),
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
    }

    fn text(&mut self, span: Range<usize>, page: &str) {
        if page.get(span.clone()).is_none_or(str::is_empty) {
            return;
        }
        self.first_attribute = self.tree.attributes.len();
        self.push(Tag::Text, span);
    }

    fn push(&mut self, tag: Tag, span: Range<usize>) -> usize {
        let at = self.tree.nodes.len();
        let parent = self.stack.last().copied().unwrap_or(0);
        let attributes = self.first_attribute..self.tree.attributes.len();
        self.tree.nodes.push(Node { tag, parent, end: at + 1, span, attributes });
        at
    }

    fn open(&mut self, tag: Tag, span: Range<usize>) {
        let at = self.push(tag, span);
        self.stack.push(at);
        self.open.resize(Tag::COUNT, 0);
        self.open[tag as usize] += 1;
    }

    fn pop(&mut self) {
        if let Some(top) = self.stack.pop() {
            self.tree.nodes[top].end = self.tree.nodes.len();
            self.open[self.tree.nodes[top].tag as usize] -= 1;
        }
    }

    fn is_open(&self, tag: Tag) -> bool {
        self.open[tag as usize] > 0
    }

    /// Ends the nearest open element that `is` one, unless a `wall` stands between.
    fn close(&mut self, is: impl Fn(Tag) -> bool, wall: impl Fn(Tag) -> bool) {
        let nodes = &self.tree.nodes;
        let found = self.stack.iter().rposition(|&n| is(nodes[n].tag) || wall(nodes[n].tag));
        if let Some(depth) = found.filter(|&d| d > 0 && is(nodes[self.stack[d]].tag)) {
            while self.stack.len() > depth {
                self.pop();
            }
        }
    }

    fn start(&mut self, tag: Tag, span: Range<usize>, self_closing: bool) {
        let list = |t: Tag| matches!(t, Tag::Ul | Tag::Ol | Tag::Menu | Tag::Dl) || t.is_wall();
        match tag {
            Tag::Html if self.is_open(Tag::Html) => return,
            Tag::Body if self.is_open(Tag::Body) => return,
            Tag::Body => self.close(|t| t == Tag::Head, |_| false),
            Tag::Li if self.is_open(Tag::Li) => self.close(|t| t == Tag::Li, list),
            Tag::Dt | Tag::Dd => self.close(|t| matches!(t, Tag::Dt | Tag::Dd), list),
            Tag::Option | Tag::Optgroup => self.close(|t| t == Tag::Option, |t| t == Tag::Select),
            Tag::A if self.is_open(Tag::A) => self.close(|t| t == Tag::A, Tag::is_block),
            Tag::Td | Tag::Th => {
                self.close(|t| matches!(t, Tag::Td | Tag::Th), |t| matches!(t, Tag::Tr | Tag::Table));
            }
            Tag::Tr => self.close(|t| t == Tag::Tr, |t| t == Tag::Table),
            Tag::Tbody | Tag::Thead | Tag::Tfoot => {
                self.close(|t| matches!(t, Tag::Tbody | Tag::Thead | Tag::Tfoot), |t| t == Tag::Table);
            }
            _ => {}
        }
        if self.is_open(Tag::P) && tag.is_block() && !matches!(tag, Tag::Td | Tag::Th | Tag::Tr) {
            self.close(|t| t == Tag::P, |t| t.is_wall() || t == Tag::Button);
        }
        // An `svg` or `math` may close itself; for other elements the slash means nothing.
        let empty = tag.is_void() || (self_closing && matches!(tag, Tag::Svg | Tag::Math | Tag::Other));
        if empty {
            self.push(tag, span);
        } else if self.stack.len() >= DEEPEST {
            self.tree.too_deep = true;
            self.push(tag, span);
        } else {
            self.open(tag, span);
        }
    }

    fn end(&mut self, tag: Tag) {
        match tag {
            Tag::Html | Tag::Body | Tag::Other | Tag::Root | Tag::Text => {}
            _ if tag.is_heading() => self.close(Tag::is_heading, Tag::is_wall),
            _ if !self.is_open(tag) => {}
            Tag::Table | Tag::Template | Tag::Object => self.close(|t| t == tag, |_| false),
            Tag::Td | Tag::Th | Tag::Tr | Tag::Tbody | Tag::Thead | Tag::Tfoot | Tag::Caption => {
                self.close(|t| t == tag, |t| t == Tag::Table);
            }
            Tag::Li => self.close(|t| t == Tag::Li, |t| matches!(t, Tag::Ul | Tag::Ol) || t.is_wall()),
            _ if tag.is_block() => self.close(|t| t == tag, Tag::is_wall),
            _ => self.close(|t| t == tag, |t| t.is_block() || t.is_wall()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree in one line: `p(text)`, text as its words.
    #[track_caller]
    fn check(page: &str, expected: &str) {
        let tree = Tree::parse(page);
        let mut out = String::new();
        let mut ends = Vec::new();
        for (i, node) in tree.nodes.iter().enumerate().skip(1) {
            while ends.last().is_some_and(|&e| e <= i) {
                ends.pop();
                out.push(')');
            }
            if node.tag == Tag::Text {
                out.push_str(page[node.span.clone()].trim());
            } else {
                out.push_str(&format!("{:?}(", node.tag).to_lowercase());
                ends.push(node.end);
            }
        }
        out.extend(ends.iter().map(|_| ')'));
        assert_eq!(out, expected);
    }

    #[test]
    fn implied_ends() {
        check("<p>one<p>two", "p(one)p(two)");
        check("<div>a</div>b</div>", "div(a)b");
        check("<ul><li>a<li>b<ul><li>c</ul></ul>", "ul(li(a)li(bul(li(c))))");
        check("<table><tr><td>a<td>b<tr><td>c</table>d", "table(tr(td(a)td(b))tr(td(c)))d");
        check("<p>a<b>c<div>d</div>", "p(ab(c))div(d)");
        check("<a href=x>one<a href=y>two</a>", "a(one)a(two)");
        check("<h2>one</h3>two", "h2(one)two");
        check("<p>a<br>b</p>", "p(abr()b)");
        check("<script>if (a<b) '</p>'</script>c", "script(if (a<b) '</p>')c");
    }

    #[test]
    fn text_stands_where_the_source_has_it() {
        let page =
            "<!doctype html><p title='a>b' class=\"x\">Tom &amp; Ann\r\n<!-- no -->met &#8212; <b>twice</b>";
        let tree = Tree::parse(page);
        let words: Vec<&str> =
            tree.nodes.iter().filter(|n| n.tag == Tag::Text).map(|n| &page[n.span.clone()]).collect();
        assert_eq!(words.concat(), "Tom &amp; Ann\r\nmet &#8212; twice");
        assert_eq!(tree.attribute(1, Name::Class), Some("x"));
    }

    #[test]
    fn depth_is_bounded() {
        let page = "<div>".repeat(100_000) + "end";
        let tree = Tree::parse(&page);
        assert!(tree.too_deep && tree.nodes.len() == 100_002);
    }
}
