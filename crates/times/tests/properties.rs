//! Whatever the text and the day: no panic, spans in order, days in order, the same answer twice.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use rashomon_model::{Block, BlockKind, Day, Report, Span};
use rashomon_times::{Anchoring, Mode, times, timex};

/// Words that make expressions, thrown together.
fn wordy() -> impl Strategy<Value = String> {
    let words = [
        "last",
        "next",
        "this",
        "Monday",
        "night",
        "May",
        "3",
        "22nd",
        "of",
        ",",
        "-",
        "–",
        "2017",
        "1999",
        "'98",
        "BC",
        "weeks",
        "ago",
        "two",
        "hundred",
        "thousand",
        "and",
        "a",
        "half",
        "year",
        "years",
        "later",
        "the",
        "early",
        "late",
        "mid-",
        "31",
        "February",
        "29",
        "30",
        "0000",
        "9999",
        "99999999999999999999",
        "7:30",
        "p.m.",
        "GMT",
        "quarter",
        "third",
        "century",
        "decade",
        "the 1990s",
        "Ramadan",
        "Easter",
        "overnight",
        "since",
        "until",
        "between",
        "to",
        "\n\n",
        ".",
        "’s",
        "é",
        "every",
        "past",
        "24",
        "hours",
        "13/13/13",
        "2017-06-13",
        "ten",
        "million",
        "millennia",
        "1/2",
        "weekend",
        "will",
        "fiscal",
        "following",
        "day",
        "same",
        "fall",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 0..40).prop_map(|w| w.join(" "))
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![wordy(), any::<String>(), "[ -~\n]{0,200}"]
}

fn any_day() -> impl Strategy<Value = Option<Day>> {
    let day = (-9999_i16..=9999, 1_i8..=12, 1_i8..=28).prop_map(|(y, m, d)| Day::new(y, m, d).unwrap());
    prop_oneof![Just(None), day.prop_map(Some), Just(Some(Day::MIN)), Just(Some(Day::MAX))]
}

fn any_mode() -> impl Strategy<Value = Mode> {
    prop_oneof![Just(Mode::News), Just(Mode::Narrative), Just(Mode::Auto)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn mentions_are_ordered_slices(
        text in any_text(),
        published in any_day(),
        mode in any_mode(),
        zone in prop::option::of(any::<i16>()),
    ) {
        let report = Report { text, ..Report::default() };
        let anchoring = Anchoring { published, mode, zone };
        let found = times(&report, &anchoring);
        let mut end = 0;
        for mention in &found.value {
            prop_assert!(mention.span.start() >= end);
            prop_assert!(!mention.span.slice(&report.text).is_empty());
            prop_assert!(!mention.value.is_empty());
            end = mention.span.end();
            if let Some(days) = mention.days
                && let (Some(a), Some(b)) = (days.start, days.end)
            {
                prop_assert!(a <= b);
            }
        }
        prop_assert!(found.notes.len() <= 1);
        prop_assert_eq!(&found, &times(&report, &anchoring));
        // Without ranges joined, no fewer are found.
        prop_assert!(timex(&report, &anchoring).value.len() >= found.value.len());
    }

    #[test]
    fn furniture_is_not_read(text in wordy()) {
        let span = Span::new(0, text.len());
        let report = Report {
            text,
            blocks: vec![Block { span, kind: BlockKind::Furniture }],
            ..Report::default()
        };
        prop_assert!(times(&report, &Anchoring::auto(None)).value.is_empty());
    }
}

#[test]
fn work_grows_with_the_text() {
    // Rows that could be read in many ways: the count of mentions must grow evenly, and the test end.
    for row in ["last ", "two hundred and ", "May 3, ", "1 1/2 ", "the early ", "- "] {
        let once = times(&Report { text: row.repeat(1_000), ..Report::default() }, &Anchoring::auto(None));
        let text = row.repeat(10_000);
        let more = times(&Report { text, ..Report::default() }, &Anchoring::auto(None));
        assert!(more.value.len() <= 10 * once.value.len() + 10, "{row}");
    }
}
