//! Any text at all: no panic, spans are ordered slices, every sentence is one tree, and the same
//! text gives the same analysis whatever was read before.

use std::sync::LazyLock;

use proptest::prelude::*;
use rashomon_lang::{Analyser, Model, analyse};
use rashomon_model::{Analysis, Block, BlockKind, Report, Span};

static MODEL: LazyLock<Model> =
    LazyLock::new(|| Model::from_bytes(rashomon_data::LANG_EN).expect("the bundled weights"));

/// A report whose blocks are the paragraphs of a text.
fn report(text: &str) -> Report {
    let mut report = Report { text: text.to_owned(), ..Report::default() };
    let mut start = 0;
    for part in text.split_inclusive("\n\n") {
        let span = Span::new(start, start + part.len()).trim(text);
        start += part.len();
        if !span.is_empty() {
            report.blocks.push(Block { span, kind: BlockKind::Paragraph });
        }
    }
    report
}

#[track_caller]
fn check(text: &str, analysis: &Analysis) {
    let mut last = 0;
    for token in &analysis.tokens {
        assert!(text.get(token.span.range()).is_some(), "a slice of the text");
        assert!(token.span.start() >= last && !token.span.is_empty(), "in order, not empty");
        last = token.span.end();
    }
    let mut next = 0;
    for sentence in &analysis.sentences {
        assert_eq!(sentence.tokens.start, next, "sentences follow one another");
        assert!(!sentence.tokens.is_empty());
        next = sentence.tokens.end;
        let (first, last) = (&analysis.tokens[sentence.tokens.start], &analysis.tokens[next - 1]);
        assert_eq!(sentence.span, first.span.cover(last.span));
        assert_eq!(sentence.tokens.clone().filter(|&t| analysis.is_root(t)).count(), 1, "one root");
        for token in sentence.tokens.clone() {
            let mut at = token;
            for _ in sentence.tokens.clone() {
                assert!(sentence.tokens.contains(&analysis.tokens[at].head), "heads stay inside");
                at = analysis.tokens[at].head;
            }
            assert!(analysis.is_root(at), "every way up ends at the root");
        }
    }
    assert_eq!(next, analysis.tokens.len());
    let mut free = 0;
    for name in &analysis.names {
        assert!(name.tokens.start >= free && !name.tokens.is_empty());
        free = name.tokens.end;
        assert_eq!(analysis.sentence_of(name.tokens.start), analysis.sentence_of(free - 1));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_a_sound_analysis(text in "(\\PC|[ \n\t.'’“”()a-zA-Z0-9-]){0,200}") {
        let report = report(&text);
        let analysis = analyse(&report, &MODEL).value;
        check(&text, &analysis);
        let mut used = Analyser::new(&MODEL);
        used.sentence(&["Something", "else", "was", "read", "before", "."]);
        prop_assert_eq!(used.report(&report).value, analysis);
    }

    #[test]
    fn broken_news_gives_a_sound_analysis(
        words in proptest::collection::vec("(the|Raqqa|army|said|on|Monday|,|\\.|\"|”|don't|al-Bab|U\\.S\\.|\n|\n\n|\\(|—|[0-9]{1,4}%?|SHELLING)", 0..80)
    ) {
        let text = words.join(" ");
        check(&text, &analyse(&report(&text), &MODEL).value);
    }
}

#[test]
fn furniture_is_not_read() {
    let mut report = report("Share this page.\n\nThe army left the town.");
    report.blocks[0].kind = BlockKind::Furniture;
    let analysis = analyse(&report, &MODEL).value;
    assert!(analysis.tokens.iter().all(|t| t.span.start() > 16));
    assert_eq!(analysis.sentences[0].block, 1);
}
