//! Mails (RFC 5322) and pages saved with all they need (MHTML): one report each.

use std::ops::ControlFlow;

use mail_parser::{Message, MessageParser, MimeHeaders as _, PartType};

use crate::Item;
use crate::kind::ending;
use crate::work::Work;

/// Takes the text of a mail, or the page of an MHTML file.
pub(crate) fn take(name: &str, bytes: Vec<u8>, work: &mut Work<'_>) -> ControlFlow<()> {
    let Some(message) = MessageParser::default().parse(&bytes) else {
        return work.damaged(name, "is no mail that can be read");
    };
    let saved = message.header("Snapshot-Content-Location").is_some()
        || matches!(ending(name).as_str(), "mht" | "mhtml")
        || message.content_type().is_some_and(|t| t.subtype() == Some("related") && message.from().is_none());
    let Some((drawn, media_type)) = body(&message, saved) else {
        return work.damaged(name, "has no text");
    };
    let mut item = Item { name: name.to_owned(), drawn: Some(drawn), ..Item::default() };
    item.media_type = Some(media_type.to_owned());
    if saved {
        // The date of a saved page is the day it was saved: the page itself tells when it was published.
        let header = |name: &str| message.header(name).and_then(|h| h.as_text()).map(str::to_owned);
        item.url = header("Snapshot-Content-Location").or_else(|| header("Content-Location"));
    } else {
        item.title = message.subject().map(str::to_owned);
        item.published = message.date().and_then(|d| {
            rashomon_model::Day::new(d.year.cast_signed(), d.month.cast_signed(), d.day.cast_signed()).ok()
        });
        item.outlet =
            message.from().and_then(|a| a.first()).and_then(|a| a.name().or(a.address())).map(str::to_owned);
    }
    drop(message);
    item.original = bytes;
    work.give(item)
}

/// The text to be read: of a saved page its HTML, of a mail its plain text, else its HTML.
fn body(message: &Message<'_>, saved: bool) -> Option<(Vec<u8>, &'static str)> {
    let html = || {
        message.parts.iter().find_map(|part| match &part.body {
            PartType::Html(html) => Some((html.as_bytes().to_vec(), "text/html; charset=utf-8")),
            _ => None,
        })
    };
    let plain = || {
        message.parts.iter().find_map(|part| match &part.body {
            PartType::Text(text) if part.attachment_name().is_none() && !text.trim().is_empty() => {
                Some((text.as_bytes().to_vec(), "text/plain; charset=utf-8"))
            }
            _ => None,
        })
    };
    if saved { html().or_else(plain) } else { plain().or_else(html) }
}
