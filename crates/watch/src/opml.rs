//! OPML: lists of feeds as feed readers write them (OPML 2.0, <http://opml.org/spec2.opml>).

use quick_xml::Reader;
use quick_xml::events::Event;

/// Addresses and titles of the feeds of an OPML list, in order, each once; what is no OPML has none.
///
/// # Cost
/// Linear in the text.
pub fn feeds(text: &str) -> Vec<(String, Option<String>)> {
    let mut reader = Reader::from_str(text);
    // Lists are written by hand as well: an end tag that does not fit loses no feed.
    reader.config_mut().check_end_names = false;
    let mut found: Vec<(String, Option<String>)> = Vec::new();
    loop {
        let element = match reader.read_event() {
            Ok(Event::Eof) | Err(_) => return found,
            Ok(Event::Start(element) | Event::Empty(element)) => element,
            Ok(_) => continue,
        };
        if !element.name().as_ref().eq_ignore_ascii_case("outline") {
            continue;
        }
        let value = |name: &str| {
            let mut all = element.attributes();
            let one = all.with_checks(false).flatten().find(|a| a.key.as_ref().eq_ignore_ascii_case(name))?;
            let raw = one.value.clone().into_owned();
            let text = quick_xml::escape::unescape(&raw).map(std::borrow::Cow::into_owned).unwrap_or(raw);
            Some(text.trim().to_owned()).filter(|t| !t.is_empty())
        };
        if let Some(url) = value("xmlUrl")
            && !found.iter().any(|(known, _)| *known == url)
        {
            found.push((url, value("title").or_else(|| value("text"))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_lists_and_broken_ones_are_read() {
        let text = r#"<?xml version="1.0"?><opml version="2.0"><head><title>News</title></head><body>
            <outline text="Rivers"><outline type="rss" text="Ferry &amp; Lake" xmlUrl="https://ferry.test/rss"/>
            <outline TITLE="Dam" text="x" XMLURL=" https://dam.test/feed "/></outline>
            <outline xmlUrl="https://ferry.test/rss"/><outline text="none"/></wrong></opml>"#;
        let found = feeds(text);
        assert_eq!(
            found,
            [
                ("https://ferry.test/rss".to_owned(), Some("Ferry & Lake".to_owned())),
                ("https://dam.test/feed".to_owned(), Some("Dam".to_owned())),
            ]
        );
        for broken in ["", "no list", "<opml", "<opml><outline xmlUrl=>", "\u{0}<outline xmlUrl='a"] {
            assert!(feeds(broken).len() <= 1, "{broken:?}");
        }
    }
}
