//! What a page tells of itself: title, outlet, day, address, authors.

use rashomon_model::Day;
use serde_json::Value;

use super::fold;
use super::tree::{Name, Tag, Tree};
use crate::dates;

/// What a page tells of itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meta {
    pub(crate) title: Option<String>,
    pub(crate) outlet: Option<String>,
    pub(crate) published: Option<Day>,
    pub(crate) url: Option<String>,
    pub(crate) authors: Vec<String>,
    /// The story as the page repeats it for machines; only used to find it in the page.
    pub(crate) body: Option<String>,
}

/// Names of `meta` elements that tell the day of publication, most trusted first.
const DAY_NAMES: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "article:published",
    "article.published",
    "publication_date",
    "publish-date",
    "publish_date",
    "publishdate",
    "pubdate",
    "originalpublicationdate",
    "article_date_original",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "article:date",
    "displaydate",
    "date",
    "datecreated",
    "og:pubdate",
    "rnews:datepublished",
    "shareaholic:article_published_time",
];

/// Structured data of a page larger than this is not read: real ones stay below 200 KB.
const LARGEST_DATA: usize = 1 << 20;

/// Reads what the page tells of itself.
pub(crate) fn read(tree: &Tree, page: &str) -> Meta {
    let tags = Metas::of(tree);
    let data = Data::of(tree, page);
    let outlet = first([tags.get("og:site_name"), data.publisher.clone(), tags.get("application-name")]);
    let title = title(tree, page, &tags, &data, outlet.as_deref());
    let published = data
        .published
        .or_else(|| tags.day())
        .or_else(|| marked_time(tree, page))
        .or_else(|| tags.get("og:url").as_deref().and_then(dates::address));
    let canonical = tree
        .all(Tag::Link)
        .find(|&n| tree.attribute(n, Name::Rel).is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")))
        .and_then(|n| tree.attribute(n, Name::Href))
        .map(str::to_string);
    let url = [canonical, tags.get("og:url")].into_iter().flatten().find(|u| is_address(u));
    let mut authors = data.authors;
    authors.extend(["author", "article:author", "byl", "dc.creator"].into_iter().filter_map(|n| tags.get(n)));
    authors.retain(|author| !is_address(author));
    Meta { title, outlet, published, url, authors, body: data.body }
}

fn is_address(text: &str) -> bool {
    let text = text.trim();
    (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(char::is_whitespace)
}

fn first<const N: usize>(candidates: [Option<String>; N]) -> Option<String> {
    candidates.into_iter().flatten().map(|t| fold(&t)).find(|t| !t.is_empty())
}

/// The `meta` elements: lower-case name and content.
struct Metas(Vec<(String, String)>);

impl Metas {
    fn of(tree: &Tree) -> Self {
        let entries = tree.all(Tag::Meta).filter_map(|n| {
            let name = [Name::Property, Name::Name, Name::Itemprop]
                .into_iter()
                .find_map(|a| tree.attribute(n, a))?;
            Some((name.trim().to_ascii_lowercase(), tree.attribute(n, Name::Content)?.to_string()))
        });
        Self(entries.collect())
    }

    fn get(&self, name: &str) -> Option<String> {
        self.0.iter().find(|(n, c)| n == name && !c.trim().is_empty()).map(|(_, c)| c.clone())
    }

    fn day(&self) -> Option<Day> {
        DAY_NAMES.iter().find_map(|name| {
            self.0.iter().filter(|(n, _)| n == name).find_map(|(_, content)| dates::field(content))
        })
    }
}

/// A `time` element, or one marked as day of publication. The first of them: later ones date
/// comments and other stories.
fn marked_time(tree: &Tree, page: &str) -> Option<Day> {
    let marked = tree.nodes.iter().enumerate().filter(|(n, node)| {
        node.tag == Tag::Time
            || tree.attribute(*n, Name::Itemprop).is_some_and(|p| p.eq_ignore_ascii_case("datePublished"))
    });
    marked.take(3).find_map(|(n, _)| {
        let written = tree.attribute(n, Name::Datetime).or_else(|| tree.attribute(n, Name::Content));
        written.and_then(dates::field).or_else(|| dates::field(&tree.text_of(n, page)))
    })
}

/// The title as the story's own heading writes it where that agrees with what the page declares.
fn title(tree: &Tree, page: &str, tags: &Metas, data: &Data, outlet: Option<&str>) -> Option<String> {
    let element = tree.all(Tag::Title).next().map(|n| tree.text_of(n, page)).filter(|t| !t.is_empty());
    let declared = first([data.headline.clone(), tags.get("og:title"), tags.get("twitter:title"), element]);
    let headings: Vec<String> =
        tree.all(Tag::H1).take(8).map(|n| tree.text_of(n, page)).filter(|t| !t.is_empty()).collect();
    let Some(declared) = declared else {
        return headings.into_iter().next();
    };
    let known = headings.iter().find(|h| h.len() > 12 && declared.contains(h.as_str()));
    if let Some(heading) = known {
        return Some(heading.clone());
    }
    // `Title | Outlet`, `Title - Outlet`.
    let cut = [" | ", " - ", " – ", " — ", " :: ", " « "]
        .iter()
        .filter_map(|mark| declared.rfind(mark))
        .find(|&i| {
            let tail = declared[i..].trim_matches(|c: char| !c.is_alphanumeric());
            outlet.is_some_and(|o| o.eq_ignore_ascii_case(tail))
                || (declared[i..].contains('|') && tail.split_whitespace().count() <= 4 && i > 20)
        });
    Some(declared[..cut.unwrap_or(declared.len())].trim().to_string())
}

/// What the page's structured data (JSON-LD) tells.
#[derive(Default)]
struct Data {
    headline: Option<String>,
    published: Option<Day>,
    publisher: Option<String>,
    authors: Vec<String>,
    body: Option<String>,
}

impl Data {
    fn of(tree: &Tree, page: &str) -> Self {
        let mut data = Self::default();
        for script in tree.all(Tag::Script) {
            let typed = tree.attribute(script, Name::Type).unwrap_or("");
            if !typed.to_ascii_lowercase().contains("ld+json") {
                continue;
            }
            let inside = &tree.nodes[script + 1..tree.nodes[script].end];
            let Some(text) = inside.first().map(|n| page[n.span.clone()].trim()) else { continue };
            if text.len() > LARGEST_DATA {
                continue;
            }
            let read = serde_json::from_str(text).or_else(|_| {
                // Many pages put bare line breaks into strings.
                let mended: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
                serde_json::from_str(mended.trim_end_matches(';'))
            });
            if let Ok(value) = read {
                data.walk(&value);
            }
        }
        data
    }

    /// `serde_json` refuses what is nested deeper than 128, which bounds this walk.
    fn walk(&mut self, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.walk(item)),
            Value::Object(fields) => {
                if fields.get("@type").is_some_and(is_story) {
                    self.story(value);
                }
                for (name, field) in fields {
                    if matches!(
                        name.as_str(),
                        "@graph" | "mainEntity" | "mainEntityOfPage" | "hasPart" | "itemListElement" | "item"
                    ) {
                        self.walk(field);
                    }
                }
            }
            _ => {}
        }
    }

    fn story(&mut self, value: &Value) {
        let text = |name: &str| value.get(name).and_then(Value::as_str).map(decoded);
        self.headline = self.headline.take().or_else(|| text("headline"));
        self.published = self.published.or_else(|| text("datePublished").as_deref().and_then(dates::field));
        self.body = self.body.take().or_else(|| text("articleBody"));
        self.publisher =
            self.publisher.take().or_else(|| value.get("publisher").and_then(|p| names(p).pop()));
        if self.authors.is_empty() {
            self.authors = value.get("author").map(names).unwrap_or_default();
        }
    }
}

fn is_story(types: &Value) -> bool {
    let story = |t: &str| {
        t.ends_with("Article") || t.ends_with("BlogPosting") || t == "Report" || t == "LiveBlogPosting"
    };
    match types {
        Value::String(t) => story(t),
        Value::Array(all) => all.iter().filter_map(Value::as_str).any(story),
        _ => false,
    }
}

/// The names in `"X"`, `{"name": "X"}` or a list of them.
fn names(value: &Value) -> Vec<String> {
    match value {
        Value::String(name) => vec![decoded(name)],
        Value::Object(fields) => fields.get("name").map(names).unwrap_or_default(),
        Value::Array(all) => all.iter().flat_map(names).collect(),
        _ => Vec::new(),
    }
}

fn decoded(text: &str) -> String {
    let mut out = String::new();
    super::entity::decode_into(text, &mut out);
    fold(&out)
}
