//! What holds for any text.

use std::borrow::Cow;
use std::sync::LazyLock;

use proptest::prelude::*;
use rashomon_model::{PlaceId, Report};
use rashomon_resources::from_bytes;
use rashomon_resources::gazetteer::Gazetteer;

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| {
    let layers = [Cow::Borrowed(rashomon_data::PLACES), Cow::Borrowed(rashomon_data::PLACES_OWN)];
    let words = from_bytes(rashomon_data::PLACE_WORDS).expect("the bundled words are whole");
    Gazetteer::open(layers, &words).expect("the bundled gazetteer is whole")
});

/// Words that make the rules fire, in any order.
fn newsy() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "Raqqa",
        "Paris",
        "Texas",
        "Syria's",
        "Syrian",
        "Syrian-Iraqi",
        "the",
        "The",
        "city",
        "of",
        "in",
        "near",
        "50",
        "km",
        "east",
        "west of",
        "border",
        "with",
        "between",
        "and",
        "Mansour",
        "Street",
        "village",
        "Waga",
        "eastern",
        "neighborhoods",
        "capital",
        "camp",
        "said",
        "Jordan",
        "Georgia",
        ",",
        ".",
        "—",
        "\n\n",
        "23rd",
        "February",
        "ALEPPO",
        "N.C.",
        "al-Zor",
        "Deir",
        "outskirts",
        "those",
        "area",
        "’s",
        "é",
        "دمشق",
        "Киев",
        "province",
    ]);
    prop::collection::vec(word, 0..40).prop_map(|words| words.join(" "))
}

fn holds(text: &str) -> Result<(), TestCaseError> {
    let report = Report { text: text.to_owned(), ..Report::default() };
    let read = rashomon_places::places(&report, None, &GAZETTEER);
    let mut end = 0;
    for mention in &read.value {
        prop_assert!(text.get(mention.span.range()).is_some_and(|s| !s.is_empty()));
        prop_assert!(mention.span.contains(mention.core), "the name lies in its phrase");
        prop_assert!(mention.span.start() >= end, "mentions stand in order");
        prop_assert!((0.0..=1.0).contains(&mention.confidence));
        end = mention.span.end();
        if let Some(place) = &mention.place
            && matches!(place.id, PlaceId::Local(_))
        {
            prop_assert_eq!(place.point, None, "a place the text introduces has no point");
        }
    }
    let again = rashomon_places::places(&report, None, &GAZETTEER);
    prop_assert_eq!(read, again, "the same text reads the same");
    for name in rashomon_places::toponyms(&report, None, &GAZETTEER) {
        prop_assert!(text.get(name.span.range()).is_some_and(|s| !s.is_empty()));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in "\\PC{0,200}") {
        holds(&text)?;
    }

    #[test]
    fn text_like_news(text in newsy()) {
        holds(&text)?;
    }
}

#[test]
fn a_text_told_twice_has_each_mention_twice() {
    let text = "Fighters left Raqqa for Deir ez-Zor. ".repeat(20);
    let count = |text: &str| {
        let report = Report { text: text.to_owned(), ..Report::default() };
        rashomon_places::places(&report, None, &GAZETTEER).value.len()
    };
    assert_eq!(count(&text.repeat(2)), 2 * count(&text));
}
