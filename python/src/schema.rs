//! The columns of tables: the fields of `rashomon::v1`, under their own names. `docs/python.md` lists them.

use std::sync::Arc;

use arrow_schema::DataType::{Float32, Float64, Int64, Utf8};
use arrow_schema::{DataType, Field, Fields, Schema};

/// A field that may be null.
fn field(name: &str, kind: DataType) -> Field {
    Field::new(name, kind, true)
}

/// Fields of text.
fn texts(names: &[&str]) -> Vec<Field> {
    names.iter().map(|name| field(name, Utf8)).collect()
}

fn list(of: DataType) -> DataType {
    DataType::List(Arc::new(field("item", of)))
}

fn group(fields: impl IntoIterator<Item = Field>) -> DataType {
    DataType::Struct(Fields::from_iter(fields))
}

fn passage() -> DataType {
    let spans = ["bytes", "code_points", "source_bytes"].map(|name| field(name, list(Int64)));
    group([field("text", Utf8)].into_iter().chain(spans))
}

fn language() -> DataType {
    group([field("code", Utf8), field("confidence", Float32)])
}

fn actor_link() -> DataType {
    let mut fields = texts(&["actor", "method"]);
    fields.extend([field("confidence", Float32), field("passage", passage())]);
    group(fields)
}

fn place_of_claim() -> DataType {
    let mut fields = texts(&["text", "name", "id", "kind", "precision"]);
    fields.extend([field("lat", Float32), field("lon", Float32), field("country", Utf8)]);
    fields.extend([field("parents", list(Utf8)), field("parent_ids", list(Utf8))]);
    fields.push(field("passage", passage()));
    group(fields)
}

fn time_of_claim() -> DataType {
    let mut fields = texts(&["text", "start", "end", "value", "kind", "edtf", "anchor"]);
    fields.push(field("passage", passage()));
    group(fields)
}

fn link() -> DataType {
    let mut fields = texts(&["text", "name", "kind"]);
    fields.extend([field("passage", passage()), field("cue", passage())]);
    group(fields)
}

fn claim() -> Vec<Field> {
    let mut fields = texts(&["id", "quote"]);
    fields.push(field("sources", list(Utf8)));
    fields.extend(texts(&["action", "actor", "actor_name", "target", "target_name"]));
    fields.extend([field("places", list(place_of_claim())), field("time", time_of_claim())]);
    let count = [field("kind", Utf8), field("low", Float64), field("high", Float64)];
    fields.extend([field("status", Utf8), field("count", group(count)), field("summary", Utf8)]);
    fields.extend(["passage", "sentence", "trigger"].map(|name| field(name, passage())));
    fields.push(field("chain", list(link())));
    fields.extend(["actor_link", "target_link"].map(|name| field(name, actor_link())));
    fields.extend(["actor_passage", "target_passage"].map(|name| field(name, passage())));
    fields.extend([field("rules", list(Utf8)), field("confidence", Float32), field("review", Utf8)]);
    fields
}

fn time() -> DataType {
    let mut fields = vec![field("passage", passage())];
    fields.extend(texts(&["kind", "value", "edtf", "start", "end", "anchor"]));
    group(fields)
}

fn place() -> DataType {
    let mut fields = vec![field("passage", passage()), field("core", passage())];
    fields.extend(texts(&["name", "id", "kind", "precision"]));
    fields.extend([field("lat", Float32), field("lon", Float32), field("country", Utf8)]);
    fields.push(field("parents", list(Utf8)));
    fields.extend(texts(&["relative", "method"]));
    fields.push(field("confidence", Float32));
    group(fields)
}

fn note() -> DataType {
    let mut fields = texts(&["code", "message", "hint"]);
    fields.push(field("passage", passage()));
    group(fields)
}

/// A report a row.
pub(crate) fn reports() -> Schema {
    let unread = [field("sentence", passage()), field("word", passage()), field("reason", Utf8)];
    let mut fields = texts(&["name", "url", "title", "outlet", "published"]);
    fields.push(field("language", language()));
    fields.extend(texts(&["sha256", "text"]));
    fields.extend([
        field("claims", list(group(claim()))),
        field("times", list(time())),
        field("places", list(place())),
        field("unread", list(group(unread))),
        field("notes", list(note())),
    ]);
    Schema::new(fields)
}

/// A claim a row, with what is known of its report.
pub(crate) fn claims() -> Schema {
    let mut fields = texts(&["report", "report_name", "outlet", "published", "url", "title"]);
    fields.extend(claim());
    Schema::new(fields)
}

fn standing() -> DataType {
    group(texts(&["kind", "rule"]))
}

/// A question a row.
pub(crate) fn questions() -> Schema {
    let voice = [field("origin", Utf8), field("claims", list(Utf8))];
    let mut answer = vec![field("label", Utf8), field("low", Float64), field("high", Float64)];
    answer.extend(texts(&["start", "end"]));
    answer.extend([field("told_by", list(Utf8)), field("denied_by", list(Utf8))]);
    answer.extend([field("voices", list(group(voice))), field("probability", Float64)]);
    answer.extend(texts(&["likelihood", "credibility"]));
    answer.push(field("standing", standing()));
    let change = [field("from", list(Utf8)), field("to", list(Utf8)), field("text", Utf8)];
    let dispute = [field("kind", Utf8), field("sides", list(list(Utf8))), field("text", Utf8)];
    let ground = [field("claim", Utf8), field("weight", Float64), field("detail", Utf8)];
    let moment = [field("day", Utf8), field("probability", list(Float64))];
    let weighed = [
        field("none", Float64),
        field("voices", Int64),
        field("turning", Int64),
        field("grounds", list(group(ground))),
        field("course", list(group(moment))),
    ];
    let mut fields = texts(&["kind", "text", "place"]);
    fields.extend([
        field("answers", list(group(answer))),
        field("changes", list(group(change))),
        field("disputes", list(group(dispute))),
        field("standing", standing()),
        field("weighed", group(weighed)),
    ]);
    Schema::new(fields)
}

/// What comes of weighing: an attribute of an object a row.
pub(crate) fn items() -> Schema {
    let mut answer = vec![field("value", Utf8), field("probability", Float64), field("in_words", Utf8)];
    answer.extend([field("digit", Int64), field("claims", Int64), field("voices", Float64)]);
    let mut reason = vec![field("row", Int64), field("source", Utf8), field("value", Utf8)];
    reason.extend([field("weight", Float64), field("own", Float64)]);
    let mut fields = texts(&["object", "attribute", "kind"]);
    fields.extend([
        field("answers", list(group(answer))),
        field("none", Float64),
        field("reasons", list(group(reason))),
        field("turning", Int64),
    ]);
    Schema::new(fields)
}

/// How far sources can be believed: a source on an attribute a row.
pub(crate) fn sources() -> Schema {
    let mut fields = texts(&["source", "attribute"]);
    fields.extend([field("exact", Float64), field("low", Float64), field("claims", Float64)]);
    fields.push(field("letter", Utf8));
    Schema::new(fields)
}

/// Pairs of sources that say the same.
pub(crate) fn copying() -> Schema {
    Schema::new(vec![field("sources", list(Utf8)), field("share", Float64)])
}
