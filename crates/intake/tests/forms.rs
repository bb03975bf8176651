//! Every form of intake: what is found in it, and what bad ones do.

use std::io::{Cursor, Write as _};
use std::ops::ControlFlow;

use data_encoding::BASE32;
use rashomon_intake::{Item, Limits, take};
use rashomon_model::Note;
use sha1::{Digest as _, Sha1};

const STORY: &str = "The dam broke on Friday, villagers said. No one was hurt.";

fn taken_within(name: &str, bytes: &[u8], limits: Limits) -> (Vec<Item>, Vec<Note>) {
    let mut items = Vec::new();
    let mut give = |item| {
        items.push(item);
        ControlFlow::Continue(())
    };
    let notes = take(name, &mut Cursor::new(bytes), limits, &mut give);
    (items, notes)
}

fn taken(name: &str, bytes: &[u8]) -> (Vec<Item>, Vec<Note>) {
    taken_within(name, bytes, Limits::default())
}

#[track_caller]
fn one(name: &str, bytes: &[u8]) -> Item {
    let (mut items, notes) = taken(name, bytes);
    assert_eq!((items.len(), notes.len()), (1, 0), "{items:?} {notes:?}");
    items.remove(0)
}

#[track_caller]
fn codes(notes: &[Note], expected: &[&str]) {
    assert_eq!(notes.iter().map(|n| n.code).collect::<Vec<_>>(), expected, "{notes:?}");
}

fn text(item: &Item) -> &str {
    std::str::from_utf8(item.read()).expect("UTF-8")
}

fn day(item: &Item) -> Option<String> {
    item.published.map(|d| d.to_string())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).expect("a vector");
    encoder.finish().expect("a vector")
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("an entry");
        writer.write_all(bytes).expect("a vector");
    }
    writer.finish().expect("a vector").into_inner()
}

#[test]
fn a_text_and_a_page_are_themselves() {
    for (name, bytes) in [("a.txt", STORY), ("a.html", "<html><p>The dam broke.</p></html>")] {
        let item = one(name, bytes.as_bytes());
        assert_eq!((item.original.as_slice(), item.drawn), (bytes.as_bytes(), None));
    }
}

#[test]
fn a_mail_gives_its_text_and_headers() {
    let mail = format!(
        "From: Radio Tarsh <desk@example.org>\r\nSubject: =?utf-8?Q?The_d=C3=A1m?=\r\nDate: Sat, 6 May 2031 08:00:00 +0000\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: quoted-printable\r\n\r\n{}\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>other</p>\r\n--x--\r\n",
        STORY.replace("said", "sa=\r\nid")
    );
    let item = one("m.eml", mail.as_bytes());
    assert_eq!(text(&item).trim(), STORY);
    assert_eq!((item.title.as_deref(), item.outlet.as_deref()), (Some("The dám"), Some("Radio Tarsh")));
    assert_eq!(day(&item).as_deref(), Some("2031-05-06"));
    assert_eq!(item.original, mail.as_bytes());
}

#[test]
fn a_saved_page_gives_its_page_and_address() {
    let page = format!(
        "From: <Saved by a browser>\r\nSnapshot-Content-Location: https://example.org/dam\r\nSubject: x\r\nDate: Mon, 8 May 2031 08:00:00 +0000\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"x\"\r\n\r\n--x\r\n\
         Content-Type: text/html\r\nContent-Location: https://example.org/dam\r\n\r\n<html><p>{STORY}</p></html>\r\n--x\r\n\
         Content-Type: text/css\r\n\r\np {{ color: red }}\r\n--x--\r\n"
    );
    let item = one("p.mhtml", page.as_bytes());
    assert!(text(&item).contains(STORY) && !text(&item).contains("color"));
    assert_eq!(item.url.as_deref(), Some("https://example.org/dam"));
    // The day it was saved is not the day it was published.
    assert_eq!(day(&item), None);
}

#[test]
fn feeds_give_an_item_an_entry() {
    let rss = format!(
        "<?xml version='1.0'?><rss version='2.0'><channel><title>Radio Tarsh</title><link>https://example.org</link><description>d</description>\
         <item><title>The dam</title><link>https://example.org/1</link><pubDate>Tue, 06 May 2031 08:00:00 GMT</pubDate>\
         <description><![CDATA[<p>{STORY}</p>]]></description></item>\
         <item><title>No text</title><link>https://example.org/2</link></item></channel></rss>"
    );
    let (items, notes) = taken("f.xml", rss.as_bytes());
    codes(&notes, &["intake/damaged"]);
    let atom = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>Radio Tarsh</title><id>x</id><updated>2031-05-06T08:00:00Z</updated>\
         <entry><id>y</id><title>The dam</title><link href='https://example.org/1'/><published>2031-05-06T08:00:00Z</published>\
         <content type='html'>&lt;p&gt;{STORY}&lt;/p&gt;</content></entry></feed>"
    );
    let json = serde_json::json!({
        "version": "https://jsonfeed.org/version/1.1", "title": "Radio Tarsh",
        "items": [{"id": "1", "url": "https://example.org/1", "title": "The dam", "date_published": "2031-05-06T08:00:00Z", "content_html": format!("<p>{STORY}</p>")}],
    });
    for item in [items[0].clone(), one("a.atom", atom.as_bytes()), one("j.json", json.to_string().as_bytes())]
    {
        assert!(text(&item).contains(STORY), "{item:?}");
        assert_eq!((item.title.as_deref(), item.outlet.as_deref()), (Some("The dam"), Some("Radio Tarsh")));
        assert_eq!(
            (item.url.as_deref(), day(&item).as_deref()),
            (Some("https://example.org/1"), Some("2031-05-06"))
        );
    }
}

fn warc(payload: &[u8], digest: &str) -> Vec<u8> {
    let http = [b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n", payload].concat();
    let head = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: <https://example.org/dam>\r\nWARC-Date: 2031-05-06T08:00:00Z\r\n\
         WARC-Payload-Digest: {digest}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
        http.len()
    );
    let info = "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 4\r\n\r\nx: y\r\n\r\n";
    [info.as_bytes(), head.as_bytes(), &http, b"\r\n\r\n"].concat()
}

#[test]
fn a_web_archive_gives_its_pages_and_checks_them() {
    let page = format!("<html><p>{STORY}</p></html>");
    let digest = format!("sha1:{}", BASE32.encode(&Sha1::digest(page.as_bytes())));
    let good = warc(page.as_bytes(), &digest);
    for (name, bytes) in [
        ("a.warc", good.clone()),
        ("a.warc.gz", gzip(&good)),
        ("a.wacz", zip(&[("archive/a.warc.gz", &gzip(&good))])),
    ] {
        let item = one(name, &bytes);
        assert_eq!(text(&item), page, "{name}");
        assert_eq!(item.url.as_deref(), Some("https://example.org/dam"));
    }
    let (items, notes) = taken("a.warc", &warc(page.replace("dam", "dyke").as_bytes(), &digest));
    assert_eq!(items, []);
    codes(&notes, &["intake/digest"]);
    let (items, notes) = taken("a.warc", &good[..good.len() - 30]);
    assert_eq!(items, []);
    codes(&notes, &["intake/damaged"]);
}

#[test]
fn messages_of_telegram_give_those_with_words() {
    let export = serde_json::json!({
        "name": "Radio Tarsh", "type": "public_channel", "id": 7,
        "messages": [
            {"id": 1, "type": "service", "date": "2031-05-05T08:00:00", "action": "create_channel", "text": ""},
            {"id": 2, "type": "message", "date": "2031-05-06T08:00:00", "text": ["The dam ", {"type": "bold", "text": "broke"}, " on Friday."]},
            {"id": 3, "type": "message", "date": "2031-05-06T09:00:00", "photo": "x.jpg", "text": ""},
        ],
    });
    let item = one("result.json", export.to_string().as_bytes());
    assert_eq!((text(&item), item.name.as_str()), ("The dam broke on Friday.", "result.json!2"));
    assert_eq!((item.outlet.as_deref(), day(&item).as_deref()), (Some("Radio Tarsh"), Some("2031-05-06")));
    let all = serde_json::json!({"chats": {"list": [export.clone(), export]}});
    assert_eq!(taken("result.json", all.to_string().as_bytes()).0.len(), 2);
}

#[test]
fn tables_give_a_report_a_row() {
    let csv = format!(
        "Headline,Text,Source,Event_Date,Url\nThe dam,\"{STORY}\",Radio Tarsh,2031-05-06,https://example.org/1\n,,,,\n"
    );
    let (items, notes) = taken("r.csv", csv.as_bytes());
    codes(&notes, &["intake/damaged"]);
    let tsv = csv
        .lines()
        .take(2)
        .collect::<Vec<_>>()
        .join("\n")
        .replace(&format!("\"{STORY}\""), &STORY.replace(',', ";"))
        .replace(',', "\t")
        .replace(';', ",");
    let line = serde_json::json!({"title": "The dam", "body": STORY, "source": {"name": "Radio Tarsh"}, "publishedAt": "2031-05-06T08:00:00Z", "url": "https://example.org/1"});
    let relief = serde_json::json!({"data": [{"id": "1", "fields": {"title": "The dam", "body": STORY, "source": [{"name": "Radio Tarsh"}], "date": {"original": "2031-05-06T00:00:00+00:00"}, "url": "https://example.org/1"}}]});
    let all = [
        items[0].clone(),
        one("r.tsv", tsv.as_bytes()),
        one("r.jsonl", format!("\n{line}\n").as_bytes()),
        one("r.json", line.to_string().as_bytes()),
        one("list.json", format!("[{line}]").as_bytes()),
        one("relief.json", relief.to_string().as_bytes()),
    ];
    for item in all {
        assert_eq!(text(&item), STORY, "{item:?}");
        assert_eq!(
            (item.title.as_deref(), item.outlet.as_deref()),
            (Some("The dam"), Some("Radio Tarsh")),
            "{item:?}"
        );
        assert_eq!(
            (item.url.as_deref(), day(&item).as_deref()),
            (Some("https://example.org/1"), Some("2031-05-06"))
        );
    }
    codes(&taken("r.csv", b"a,b\n1,2\n").1, &["intake/no-text"]);
    codes(&taken("r.jsonl", b"{\"text\": \n[1]\n").1, &["intake/damaged", "intake/damaged"]);
}

/// A PDF of one line a page.
fn pdf(pages: &[&str]) -> Vec<u8> {
    let mut objects = vec!["<< /Type /Catalog /Pages 2 0 R >>".to_owned()];
    let kids: Vec<String> = (0..pages.len()).map(|n| format!("{} 0 R", 4 + 2 * n)).collect();
    objects.push(format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()));
    objects.push("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".into());
    for (n, line) in pages.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {} 0 R /Resources << /Font << /F1 3 0 R >> >> >>",
            5 + 2 * n
        ));
        let stream = format!("BT /F1 12 Tf 72 700 Td ({line}) Tj ET");
        objects.push(format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()));
    }
    let mut out = "%PDF-1.4\n".to_owned();
    let mut starts = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        starts.push(out.len());
        out += &format!("{} 0 obj\n{object}\nendobj\n", n + 1);
    }
    let xref = out.len();
    out += &format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    starts.iter().for_each(|s| out += &format!("{s:010} 00000 n \n"));
    out += &format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF\n", objects.len() + 1);
    out.into_bytes()
}

#[test]
fn a_pdf_gives_its_text_and_where_its_pages_begin() {
    let item = one("r.pdf", &pdf(&["The dam broke on Friday.", "No one was hurt."]));
    let text = text(&item);
    assert_eq!(item.pages.len(), 2, "{text:?}");
    assert!(text[..item.pages[1]].contains("The dam broke on Friday."), "{text:?}");
    assert!(text[item.pages[1]..].starts_with("No one was hurt."), "{text:?}");
    codes(&taken("r.pdf", &pdf(&[""])).1, &["intake/pictures"]);
    codes(&taken("r.pdf", b"%PDF-1.4\nnothing").1, &["intake/damaged"]);
}

#[test]
fn an_archive_gives_all_it_holds() {
    let inner = zip(&[("c.txt", b"The lock held.")]);
    let bytes = zip(&[
        ("a.txt", STORY.as_bytes()),
        ("b/r.jsonl", b"{\"text\": \"The pier fell.\"}\n"),
        ("in.zip", &inner),
        (".hidden", b"x"),
    ]);
    let (items, notes) = taken("all.zip", &bytes);
    codes(&notes, &[]);
    let names: Vec<&str> = items.iter().map(|i| i.name.as_str()).collect();
    assert_eq!(names, ["all.zip!a.txt", "all.zip!b/r.jsonl!1", "all.zip!in.zip!c.txt"]);
    assert_eq!(items[0].file_name(), "a.txt");
}

#[test]
fn names_that_lead_out_of_an_archive_lead_nowhere() {
    let (items, notes) = taken(
        "evil.zip",
        &zip(&[("../../etc/passwd.txt", STORY.as_bytes()), ("/abs.txt", STORY.as_bytes())]),
    );
    assert_eq!(items[0].name, "evil.zip!etc/passwd.txt");
    assert!(notes.iter().all(|n| n.code == "intake/path") && !notes.is_empty(), "{notes:?}");
}

#[test]
fn bombs_are_bounded_and_said() {
    let limits =
        Limits { item: 1 << 20, document: 4 << 20, unpacked: 8 << 20, growth: 50, items: 100, depth: 3 };
    let zeros = vec![b' '; 64 << 20];
    for (name, bytes) in [
        ("b.zip", zip(&[("big.txt", &zeros)])),
        ("b.txt.gz", gzip(&zeros)),
        ("b.zip", zip(&[("big.json", &[b"[".as_slice(), &zeros].concat())])),
    ] {
        let (items, notes) = taken_within(name, &bytes, limits);
        assert_eq!(items, [], "{name}");
        assert!(!notes.is_empty(), "{name}");
    }
    // Lines without end, rows without end.
    let (items, notes) = taken_within("l.jsonl", &zeros[..6 << 20], limits);
    assert_eq!(items, []);
    assert!(!notes.is_empty());
    let many: String = (0..500).map(|n| format!("{{\"text\": \"The dam {n} broke.\"}}\n")).collect();
    let (items, notes) = taken_within("m.jsonl", many.as_bytes(), limits);
    assert_eq!(items.len(), 100);
    codes(&notes, &["intake/too-many"]);
    // An archive in an archive in an archive …
    let mut nested = zip(&[("a.txt", STORY.as_bytes())]);
    for _ in 0..4 {
        nested = zip(&[("in.zip", &nested)]);
    }
    let (items, notes) = taken_within("n.zip", &nested, limits);
    assert_eq!(items, []);
    codes(&notes, &["intake/too-deep"]);
}

#[test]
fn files_of_other_programs_are_told() {
    codes(&taken("a.rar", b"Rar!\x1a\x07\x00").1, &["intake/unknown"]);
    let office = zip(&[("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")]);
    codes(&taken("a.docx", &office).1, &["intake/unknown"]);
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]
        #[test]
        fn no_bytes_do_harm(
            start in prop::sample::select(vec!["", "PK\x03\x04", "\x1f\u{8b}", "WARC/1.0\r\n", "{\"messages\": [", "<rss>", "From: a\r\nMIME-Version: 1.0\r\n\r\n"]),
            name in prop::sample::select(vec!["a", "a.csv", "a.jsonl", "a.json", "a.eml", "a.mht", "a.warc.gz", "a.zip"]),
            rest in proptest::collection::vec(any::<u8>(), 0..400),
        ) {
            let bytes = [start.as_bytes(), &rest].concat();
            let limits = Limits { item: 1 << 20, document: 1 << 20, unpacked: 1 << 22, growth: 50, items: 1000, depth: 3 };
            let (items, _) = taken_within(name, &bytes, limits);
            for item in items {
                prop_assert!(item.name.starts_with('a'));
            }
        }

        #[test]
        fn a_changed_archive_does_no_harm(at in 0usize..10_000, bit in 0u8..8) {
            let mut bytes = zip(&[("a.txt", STORY.as_bytes()), ("r.jsonl", b"{\"text\": \"x\"}\n")]);
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
            taken("a.zip", &bytes);
        }
    }
}

#[test]
fn a_workbook_gives_a_report_a_row() {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("May").expect("a name");
    for (at, name) in (0u16..).zip(["Title", "Text", "Date"]) {
        sheet.write_string(0, at, name).expect("a cell");
    }
    sheet.write_string(1, 0, "The dam").expect("a cell");
    sheet.write_string(1, 1, STORY).expect("a cell");
    let moment = ExcelDateTime::from_ymd(2020, 5, 6).expect("a day");
    sheet
        .write_datetime_with_format(1, 2, &moment, &Format::new().set_num_format("yyyy-mm-dd"))
        .expect("a cell");
    book.add_worksheet().set_name("empty").expect("a name");
    // Two cells in far corners: 17 billion cells as a grid.
    let far = book.add_worksheet().set_name("far").expect("a name");
    far.write_string(0, 0, "Text").expect("a cell");
    far.write_string(1_048_575, 16_383, STORY).expect("a cell");
    let bytes = book.save_to_buffer().expect("a workbook");
    let (items, notes) = taken("news.xlsx", &bytes);
    // The far cell stands in a column that nothing names.
    codes(&notes, &["intake/damaged"]);
    assert_eq!(items.len(), 1);
    assert_eq!((items[0].name.as_str(), text(&items[0])), ("news.xlsx!May!2", STORY));
    assert_eq!((items[0].title.as_deref(), day(&items[0]).as_deref()), (Some("The dam"), Some("2020-05-06")));
    // Bounded and told, not unpacked; damaged ones are told.
    let small = Limits { document: 2000, ..Limits::default() };
    codes(&taken_within("news.xlsx", &bytes, small).1, &["intake/too-large"]);
    let broken = zip(&[("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<workbook")]);
    codes(&taken("b.xlsx", &broken).1, &["intake/damaged"]);
}
