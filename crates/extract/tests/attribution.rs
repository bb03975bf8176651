//! Who says what: the examples of the pack, the case files, and what holds for any text.

use std::sync::LazyLock;

use proptest::prelude::*;
use rashomon_extract::attribution::{Attribution, AttributionTable, Stance, attributions, covering};
use rashomon_lang::{Model, analyse};
use rashomon_model::{Analysis, Block, BlockKind, Report, SourceMap, Span};

static MODEL: LazyLock<Model> =
    LazyLock::new(|| Model::from_bytes(rashomon_data::LANG_EN).expect("the bundled model reads"));
static TABLE: LazyLock<AttributionTable> = LazyLock::new(|| {
    rashomon_resources::from_bytes(rashomon_data::ATTRIBUTION).expect("the bundled pack reads")
});

fn read(text: &str) -> (Report, Analysis, Vec<Attribution>) {
    let span = Span::new(0, text.len());
    let report = Report {
        text: text.to_owned(),
        blocks: vec![Block { span, kind: BlockKind::Paragraph }],
        source: SourceMap::identity(0, text.len()),
        ..Report::default()
    };
    let analysis = analyse(&report, &MODEL).value;
    let found = attributions(&report, &analysis, &TABLE);
    (report, analysis, found)
}

/// The chain over the middle word of `words` in a text, as `first → second`; `-` for none.
fn chain(text: &str, words: &str) -> Result<(String, Vec<Stance>), String> {
    let (_, analysis, found) = read(text);
    let start = text.find(words).ok_or_else(|| format!("`{words}` does not stand in `{text}`"))?;
    let inside: Vec<usize> = (0..analysis.tokens.len())
        .filter(|&t| {
            let span = analysis.tokens[t].span;
            span.start() >= start && span.end() <= start + words.len()
        })
        .collect();
    let token = inside.get(inside.len() / 2).ok_or("no word inside")?;
    let covering = covering(&found, *token);
    let links: Vec<String> = covering.chain.links.into_iter().map(|l| l.text).collect();
    let told = if links.is_empty() { "-".to_owned() } else { links.join(" → ") };
    Ok((told, covering.stances.into_iter().map(|s| s.0).collect()))
}

/// Cases are two lines: `> text with [the words asked for]` and `  chain` or `  chain | stance`.
/// A line `  today: chain` behind tells what is read instead of what should be.
fn check(file: &str) {
    let mut wrong = Vec::new();
    let mut lines = file.lines().peekable();
    let mut cases = 0;
    while let Some(line) = lines.next() {
        let Some(marked) = line.strip_prefix("> ") else { continue };
        let want = lines.next().unwrap_or("").trim();
        let today = lines.next_if(|l| l.trim_start().starts_with("today:"));
        let today = today.map(|l| l.trim_start().trim_start_matches("today:").trim());
        let (open, close) = (marked.find('[').unwrap_or(0), marked.rfind(']').unwrap_or(0));
        let words = &marked[open + 1..close];
        let text = marked.replace(['[', ']'], "").replace("¶ ", "\n\n");
        let words = words.replace("¶ ", "\n\n");
        cases += 1;
        let (want, stance) = want.split_once(" | ").map_or((want, None), |(w, s)| (w, Some(s)));
        match chain(&text, &words) {
            Err(reason) => wrong.push(reason),
            Ok((told, stances)) => {
                let expected = today.unwrap_or(want);
                if told != expected {
                    wrong.push(format!("{marked}\n    read {told}, not {expected}"));
                } else if today == Some(want) {
                    wrong.push(format!("{marked}\n    is right now: take its `today:` away"));
                }
                let seen =
                    stances.iter().any(|s| stance.is_some_and(|w| format!("{s:?}").eq_ignore_ascii_case(w)));
                if stance.is_some() && !seen {
                    wrong.push(format!("{marked}\n    stances {stances:?}, not {stance:?}"));
                }
            }
        }
    }
    assert!(cases > 0, "no case in the file");
    assert!(wrong.is_empty(), "{} of {cases} cases:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn clauses() {
    check(include_str!("cases/attribution/clauses.md"));
}

#[test]
fn chains() {
    check(include_str!("cases/attribution/chains.md"));
}

#[test]
fn quotations() {
    check(include_str!("cases/attribution/quotations.md"));
}

/// Examples of the pack that are read otherwise today, by their first words.
const TODAY: &[&str] = &[];

#[test]
fn examples_of_the_pack() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../resources/attribution");
    let mut files = Vec::new();
    for name in ["adverbs", "nouns", "phrases", "sources", "verbs"] {
        let file = format!("{name}.toml");
        let text = std::fs::read_to_string(folder.join(&file)).expect("a file of the pack");
        files.push((file, text));
    }
    let table = AttributionTable::parse(&files).expect("the pack reads");
    let mut wrong = Vec::new();
    for example in &table.examples {
        let (report, analysis, found) = read(&example.text);
        let of_class: Vec<&Attribution> =
            found.iter().filter(|a| a.rule == example.class || example.class.ends_with("citing")).collect();
        let fits = match &example.want {
            None => of_class.is_empty(),
            Some(want) => of_class.iter().any(|a| {
                let content =
                    a.content_spans(&analysis).any(|s| s.slice(&report.text).contains(&want.content));
                let nearest = a.sources.first().is_some_and(|l| l.text == want.source);
                let relay =
                    want.relay.as_ref().is_none_or(|r| a.sources.iter().skip(1).any(|l| &l.text == r));
                content && nearest && relay && want.stance.is_none_or(|s| s == a.stance)
            }),
        };
        if fits == TODAY.iter().any(|t| example.text.starts_with(t)) {
            let read: Vec<_> = found
                .iter()
                .map(|a| {
                    let links: Vec<_> = a.sources.iter().map(|l| l.text.as_str()).collect();
                    let content: Vec<_> = a.content_spans(&analysis).map(|s| s.slice(&report.text)).collect();
                    format!("{} {links:?} {content:?}", a.rule)
                })
                .collect();
            wrong.push(format!("{}: {}\n    {}", example.class, example.text, read.join("\n    ")));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), table.examples.len(), wrong.join("\n"));
}

#[test]
fn a_lost_mark_does_not_swallow_the_report() {
    let text = "\"The pier is gone, the mayor said. Boats lay on the road. Nobody had counted them. \
                Rain fell on the market for two days.";
    let (told, _) = chain(text, "Rain fell on the market").unwrap();
    assert_eq!(told, "-");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_gives_slices(parts in prop::collection::vec(
        prop_oneof![
            Just("said".to_owned()), Just("told".to_owned()), Just("\"".to_owned()), Just("“".to_owned()),
            Just("according to".to_owned()), Just(",".to_owned()), Just(".".to_owned()), Just("he".to_owned()),
            Just("\n\n".to_owned()), Just("quoted as saying".to_owned()), "[A-Za-z]{1,8}", "\\PC{1,4}",
        ], 0..40)) {
        let text = parts.join(" ");
        let (report, analysis, found) = read(&text);
        for attribution in &found {
            prop_assert!(!attribution.content.is_empty());
            prop_assert!(attribution.content.windows(2).all(|w| w[0].end <= w[1].start));
            for range in &attribution.content {
                prop_assert!(range.start < range.end && range.end <= analysis.tokens.len());
            }
            for link in &attribution.sources {
                let span = link.span.expect("a link read from text has a place");
                prop_assert!(Span::of(&report.text, span.start(), span.end()).is_some());
                prop_assert!(!link.text.is_empty());
            }
        }
        let again = attributions(&report, &analysis, &TABLE);
        prop_assert_eq!(found, again);
    }
}
