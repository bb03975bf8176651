//! Any bytes: no panic, spans are slices, the same bytes in give the same reading.

use proptest::prelude::*;
use rashomon::model::Span;
use rashomon::{Pipeline, ReadOptions, ReadReport};

/// Spans of a reading, with what they are.
fn spans(read: &ReadReport) -> Vec<(&'static str, Span)> {
    let mut all = Vec::new();
    all.extend(read.report.blocks.iter().map(|b| ("block", b.span)));
    all.extend(read.analysis.sentences.iter().map(|s| ("sentence", s.span)));
    all.extend(read.analysis.tokens.iter().map(|t| ("token", t.span)));
    all.extend(read.times.iter().map(|t| ("time", t.span)));
    all.extend(read.places.iter().map(|p| ("place", p.span)));
    for claim in &read.claims {
        all.push(("passage", claim.passage));
        all.push(("trigger", claim.evidence.trigger));
        all.extend(claim.actor.iter().filter_map(|a| a.span).map(|s| ("actor", s)));
        all.extend(claim.target.iter().filter_map(|t| t.span).map(|s| ("target", s)));
        all.extend(claim.places.iter().filter_map(|p| p.span).map(|s| ("place of a claim", s)));
        all.extend(claim.sources.links.iter().filter_map(|l| l.span).map(|s| ("source", s)));
    }
    all
}

fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    let options = ReadOptions { force: true, ..ReadOptions::default() };
    let reading = Pipeline::bundled().read(bytes, &options);
    let text = &reading.value.report.text;
    for (what, span) in spans(&reading.value) {
        prop_assert!(text.get(span.range()).is_some(), "{what} {span:?} is no slice of {text:?}");
    }
    for note in &reading.notes {
        prop_assert!(note.span.is_none_or(|s| text.get(s.range()).is_some()), "{note:?}");
    }
    for claim in &reading.value.claims {
        prop_assert!(!claim.passage.is_empty(), "a claim without a passage: {claim:?}");
    }
    let again = Pipeline::bundled().read(bytes, &options);
    prop_assert_eq!(&again.value.claims, &reading.value.claims);
    let (one, two) = (Pipeline::bundled().reconcile(&[reading]), Pipeline::bundled().reconcile(&[again]));
    prop_assert_eq!(one.value, two.value);
    Ok(())
}

/// Words that stages look for, in any order.
fn news() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "The",
        "army",
        "rebels",
        "said",
        "denied",
        "that",
        "captured",
        "withdrew",
        "from",
        "Aleppo",
        "on",
        "Monday",
        "night",
        "killing",
        "12",
        "at least",
        "people",
        ",",
        ".",
        "\n\n",
        "“",
        "”",
        "according to",
        "residents",
        "Street",
        "in",
        "the",
        "city",
        "dozens",
        "of",
        "it",
        "was",
        "shelled",
        "his",
        "who",
        "-",
        "(",
        ")",
        "é",
    ]);
    prop::collection::vec(words, 0..60).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        check(&bytes)?;
    }

    #[test]
    fn any_text(text in "\\PC{0,300}") {
        check(text.as_bytes())?;
    }

    #[test]
    fn any_order_of_news(text in news()) {
        check(text.as_bytes())?;
    }
}
