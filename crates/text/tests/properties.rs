//! What holds for any bytes: no panic, blocks in order and on characters, nothing outside of them but
//! white space, and a way back to the source.

use proptest::prelude::*;
use rashomon_model::{Reading, Report};
use rashomon_text::{Hint, read};

fn hint(media: &str) -> Hint {
    Hint { media_type: Some(media.into()), ..Hint::default() }
}

/// Checks what holds for every report.
fn sound(bytes: &[u8], reading: &Reading<Report>) -> Result<(), TestCaseError> {
    let report = &reading.value;
    let mut at = 0;
    for block in &report.blocks {
        let span = block.span;
        prop_assert!(span.start() >= at && !span.is_empty(), "out of order");
        prop_assert!(report.text.get(span.range()).is_some(), "not on characters");
        prop_assert!(report.text[at..span.start()].trim().is_empty(), "words outside of blocks");
        prop_assert_eq!(span.trim(&report.text), span);
        at = span.end();
    }
    prop_assert!(report.text[at..].trim().is_empty(), "words after the last block");
    let mut last = 0;
    for run in report.source.runs() {
        prop_assert!(run.text as usize >= last, "runs out of order");
        last = (run.text + run.text_len) as usize;
        prop_assert!(last <= report.text.len() && (run.source + run.source_len) as usize <= bytes.len());
    }
    Ok(())
}

/// Each word of a page's text stands in the source where the map says, references aside.
fn words_stand_in(page: &str, report: &Report) -> Result<(), TestCaseError> {
    for block in &report.blocks {
        let text = block.span.slice(&report.text);
        for (i, word) in
            text.split_ascii_whitespace().map(|w| (w.as_ptr() as usize - text.as_ptr() as usize, w))
        {
            let start = block.span.start() + i;
            let span = rashomon_model::Span::new(start, start + word.len());
            let source = report.source.span_in_source(span);
            let written = page.get(source.clone()).unwrap_or("");
            let same = written == word || written.contains(['&', '<', '\0']) || word.contains('\u{FFFD}');
            prop_assert!(same, "`{}` at {:?} is `{}`", word, source, written);
        }
    }
    Ok(())
}

const PIECES: &[&str] = &[
    "<p>",
    "</p>",
    "<div class=\"story-body\">",
    "</div>",
    "<a href=\"/x\">",
    "</a>",
    "<br>",
    "<ul><li>",
    "</ul>",
    "<table><tr><td>",
    "</table>",
    "<script>",
    "</script>",
    "<!-- ",
    " -->",
    "<h2>",
    "</h2>",
    "<figcaption>",
    "&amp;",
    "&#8212;",
    "&",
    "<",
    ">",
    "\"",
    "\n",
    "\r\n",
    "  ",
    "\t",
    "é",
    "漢字",
    "<pre>",
    "</pre>",
    "<title>",
    "</title>",
    "The council met on Monday, and the mayor spoke for an hour about the broken pier.",
    "Related stories",
    "Share",
    "Two men were hurt. ",
    "By Ann Miller",
    "<li>",
    "<b>",
    "</b>",
    "<svg/>",
    "\u{FEFF}",
    "\u{A0}",
    "\0",
    "Leave a Reply",
    "<meta property=\"article:published_time\" content=\"2011-05-03\">",
    "13 June 2017",
    "<time>",
    "Published ",
    "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"datePublished\":\"2011-05-03\"}</script>",
];

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for media in ["", "text/plain", "text/html", "text/plain; charset=utf-16le", "text/html; charset=gbk"] {
            sound(&bytes, &read(&bytes, &hint(media)))?;
        }
    }

    #[test]
    fn any_plain_text_is_its_source(text in "(\\PC{0,30}[ \n\r]{0,3}){0,12}") {
        prop_assume!(!text.starts_with('\u{FEFF}') && !text.is_empty());
        let reading = read(text.as_bytes(), &hint("text/plain"));
        sound(text.as_bytes(), &reading)?;
        prop_assert_eq!(&reading.value.text, &text);
        for block in &reading.value.blocks {
            let source = reading.value.source.span_in_source(block.span);
            prop_assert_eq!(block.span.slice(&text).as_bytes(), &text.as_bytes()[source]);
        }
    }

    #[test]
    fn any_soup(page in soup()) {
        for media in ["text/html", "text/plain"] {
            sound(page.as_bytes(), &read(page.as_bytes(), &hint(media)))?;
        }
        words_stand_in(&page, &read(page.as_bytes(), &hint("text/html")).value)?;
    }

    #[test]
    fn a_recoded_page_reads_the_same(page in soup()) {
        let page = page.replace(['é', '漢', '字', '\u{FEFF}', '\u{A0}', '\0'], "ü");
        let latin: Vec<u8> = page.chars().map(|c| if c == 'ü' { 0xFC } else { c as u8 }).collect();
        prop_assume!(!page.is_empty());
        let one = read(page.as_bytes(), &hint("text/html; charset=utf-8"));
        let two = read(&latin, &hint("text/html; charset=iso-8859-1"));
        sound(&latin, &two)?;
        prop_assert_eq!(one.value.text, two.value.text);
        prop_assert_eq!(one.value.blocks, two.value.blocks);
    }
}

/// Long or evil inputs end soon; each of these took minutes in a quadratic reader.
#[test]
fn long_inputs() {
    let many = 300_000;
    let inputs = [
        "a".repeat(10 << 20),
        "word ".repeat(2 << 20),
        "\n".repeat(4 << 20),
        "a\n".repeat(1 << 20),
        "<div>".repeat(many),
        "<p><b><a>".repeat(many),
        "</x></p></div>".repeat(many),
        "<".repeat(1 << 20),
        "&".repeat(1 << 20),
        "&amp".repeat(1 << 18),
        "<!--".repeat(many),
        "<div class='a b c'>x ".repeat(many / 4),
        "<ul><li>a, b. c ".repeat(many / 4),
        "Leave a Reply. ".repeat(many / 4),
        "Read more: ".repeat(1 << 18),
        "2017-06-13 ".repeat(1 << 18),
        format!("<script type=\"application/ld+json\">{}</script>", "[".repeat(many)),
    ];
    for input in &inputs {
        for media in ["text/html", "text/plain"] {
            let reading = read(input.as_bytes(), &hint(media));
            sound(input.as_bytes(), &reading).unwrap();
        }
    }
}

#[test]
fn what_is_not_read_is_said() {
    let notes = |bytes: &[u8]| read(bytes, &Hint::default()).notes.iter().map(|n| n.code).collect::<Vec<_>>();
    assert_eq!(notes(b""), ["text/empty"]);
    assert_eq!(notes(b" \n\n"), ["text/no-text"]);
    assert_eq!(notes(b"%PDF-1.4 the story is inside"), ["text/binary"]);
    assert_eq!(notes(&[0; 64]), ["text/binary"]);
    assert_eq!(notes("é é é é \u{E9}".as_bytes()), [""; 0]);
    let mut broken =
        "The café was closed, the mayor said, and the pier too. Één, två, três.".as_bytes().to_vec();
    broken.push(0xFF);
    assert_eq!(notes(&broken), ["text/broken-utf8"]);
    assert_eq!(notes("The pier was closed.\n".repeat(500_000).as_bytes()), ["text/cut"]);
}
