//! One JSON document: an export of Telegram, a JSON Feed, an answer of ReliefWeb, a list of reports.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::table::{day, folded, object};
use crate::work::Work;
use crate::{Item, feed};

/// The outer form of every document known here; fields that another form has are absent.
#[derive(Deserialize)]
struct Document<'d> {
    #[serde(default)]
    version: Option<Value>,
    #[serde(default)]
    name: Option<String>,
    #[serde(borrow, default)]
    messages: Option<Vec<&'d RawValue>>,
    #[serde(borrow, default)]
    chats: Option<Chats<'d>>,
    #[serde(borrow, default)]
    data: Option<Vec<&'d RawValue>>,
    #[serde(borrow, default)]
    articles: Option<Vec<&'d RawValue>>,
}

#[derive(Deserialize)]
struct Chats<'d> {
    #[serde(borrow, default)]
    list: Vec<Chat<'d>>,
}

#[derive(Deserialize)]
struct Chat<'d> {
    #[serde(default)]
    name: Option<String>,
    #[serde(borrow, default)]
    messages: Vec<&'d RawValue>,
}

/// A message of Telegram.
#[derive(Deserialize)]
struct Message {
    #[serde(default)]
    id: i64,
    #[serde(default)]
    r#type: String,
    #[serde(default)]
    date: String,
    #[serde(default)]
    text: Value,
}

/// Takes what a JSON document holds.
pub(crate) fn take(name: &str, bytes: Vec<u8>, work: &mut Work<'_>) -> ControlFlow<()> {
    let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes));
    if let Ok(list) = serde_json::from_str::<Vec<&RawValue>>(&text) {
        return reports(name, &list, work);
    }
    let document = match serde_json::from_str::<Document<'_>>(&text) {
        Ok(document) => document,
        Err(error) => return work.damaged(name, &format!("is no JSON of a form known here: {error}")),
    };
    let feed = document.version.as_ref().and_then(Value::as_str).is_some_and(|v| v.contains("jsonfeed.org"));
    if feed {
        return feed::take(name, text.as_bytes().to_vec(), work);
    }
    if let Some(messages) = &document.messages {
        return chat(name, document.name.as_deref(), messages, work);
    }
    if let Some(chats) = &document.chats {
        for (at, one) in chats.list.iter().enumerate() {
            chat(&format!("{name}!{}", at + 1), one.name.as_deref(), &one.messages, work)?;
        }
        return ControlFlow::Continue(());
    }
    if let Some(list) = document.data.or(document.articles) {
        return reports(name, &list, work);
    }
    match serde_json::from_str::<Map<String, Value>>(&text) {
        Ok(fields) => object(name, &folded(fields), text.as_bytes().to_vec(), work),
        Err(error) => work.damaged(name, &format!("is no JSON of a form known here: {error}")),
    }
}

/// Objects that are reports, or hold one in `fields` as ReliefWeb's do.
fn reports(name: &str, list: &[&RawValue], work: &mut Work<'_>) -> ControlFlow<()> {
    for (at, raw) in list.iter().enumerate() {
        let full = format!("{name}!{}", at + 1);
        let fields = serde_json::from_str::<Map<String, Value>>(raw.get()).map(|mut fields| {
            match fields.remove("fields") {
                Some(Value::Object(inner)) => inner,
                Some(other) => {
                    fields.insert("fields".into(), other);
                    fields
                }
                None => fields,
            }
        });
        match fields {
            Ok(fields) => object(&full, &folded(fields), raw.get().as_bytes().to_vec(), work)?,
            Err(error) => work.damaged(&full, &format!("is no JSON object: {error}"))?,
        }
    }
    ControlFlow::Continue(())
}

/// The messages of one chat or channel of Telegram that have words.
fn chat(name: &str, outlet: Option<&str>, messages: &[&RawValue], work: &mut Work<'_>) -> ControlFlow<()> {
    let mut broken: BTreeMap<String, usize> = BTreeMap::new();
    for raw in messages {
        let message = match serde_json::from_str::<Message>(raw.get()) {
            Ok(message) => message,
            Err(error) => {
                *broken.entry(error.to_string()).or_default() += 1;
                continue;
            }
        };
        let text = written(&message.text);
        if message.r#type != "message" || text.trim().is_empty() {
            continue;
        }
        work.give(Item {
            name: format!("{name}!{}", message.id),
            original: raw.get().as_bytes().to_vec(),
            drawn: Some(text.into_bytes()),
            published: day(&message.date),
            outlet: outlet.map(str::to_owned),
            media_type: Some("text/plain; charset=utf-8".into()),
            ..Item::default()
        })?;
    }
    for (error, times) in broken {
        work.damaged(name, &format!("has {times} messages that cannot be read: {error}"))?;
    }
    ControlFlow::Continue(())
}

/// The words of a message: a text, or a list of texts and marked pieces of text.
fn written(text: &Value) -> String {
    match text {
        Value::String(text) => text.clone(),
        Value::Array(pieces) => pieces.iter().map(written).collect(),
        Value::Object(piece) => piece.get("text").map(written).unwrap_or_default(),
        _ => String::new(),
    }
}
