//! Who is meant: phrases of the case files, one report with its trees, and what holds for any text.

use std::sync::LazyLock;

use proptest::prelude::*;
use rashomon_extract::actors::{Cast, Linker, Setting};
use rashomon_model::{
    Analysis, Block, BlockKind, Deprel, Name, NameKind, Report, Sentence, Span, Token, Upos, Xpos,
};

static LINKER: LazyLock<Linker> =
    LazyLock::new(|| Linker::from_bytes(rashomon_data::ACTORS).expect("the bundled pack reads"));

fn linker() -> &'static Linker {
    &LINKER
}

#[test]
fn phrases_name_the_actors_of_the_case_file() {
    let linker = linker();
    let mut setting = Setting::default();
    let mut wrong = Vec::new();
    for line in include_str!("cases/actors/names.md").lines() {
        if let Some(codes) = line.strip_prefix("countries:") {
            let codes: Vec<&str> = codes.split_whitespace().collect();
            setting = Setting::of_countries(linker, &codes);
        } else if let Some((phrase, id)) = line.strip_prefix("> ").and_then(|l| l.rsplit_once(" => ")) {
            let found = linker.link(phrase, &setting).map_or("-".into(), |l| l.link.actor);
            if found != id {
                wrong.push(format!("{phrase}: {found}, not {id}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A report and its analysis from rows of CoNLL-U; `Name=B-Person` in the last column marks names.
fn report(rows: &str) -> (Report, Analysis) {
    let mut report = Report::default();
    let mut analysis = Analysis::default();
    for sentence in rows.split("\n\n") {
        let rows: Vec<Vec<&str>> = sentence
            .lines()
            .filter(|l| !l.starts_with('#') && !l.is_empty())
            .map(|l| l.split('\t').collect())
            .collect();
        if rows.is_empty() {
            continue;
        }
        let first = analysis.tokens.len();
        let start = report.text.len();
        for (i, row) in rows.iter().enumerate() {
            let at = report.text.len();
            report.text.push_str(row[1]);
            let span = Span::new(at, report.text.len());
            report.text.push(' ');
            let head: usize = row[6].parse().expect("a head is a number");
            analysis.tokens.push(Token {
                span,
                lemma: row[2].into(),
                upos: Upos::parse(row[3]).expect("a tag"),
                xpos: Xpos::parse(row[4]).expect("a tag"),
                head: if head == 0 { first + i } else { first + head - 1 },
                deprel: Deprel::parse(row[7]).expect("a relation"),
            });
            let token = first + i;
            match row[9].strip_prefix("Name=") {
                Some("B-Person") => {
                    analysis.names.push(Name { tokens: token..token + 1, kind: NameKind::Person });
                }
                Some("B-Organisation") => {
                    analysis.names.push(Name { tokens: token..token + 1, kind: NameKind::Organisation });
                }
                Some(_) => analysis.names.last_mut().expect("a name begun").tokens.end = token + 1,
                None => {}
            }
        }
        let span = Span::new(start, report.text.len() - 1);
        let block = analysis.sentences.len();
        report.blocks.push(Block { span, kind: BlockKind::Paragraph });
        let tokens = first..analysis.tokens.len();
        analysis.sentences.push(Sentence { span, tokens, block, broken: false });
    }
    (report, analysis)
}

#[test]
fn pronouns_and_nouns_stand_for_those_named_before() {
    let (report, analysis) = report(include_str!("cases/actors/cast.conllu"));
    let linker = linker();
    let cast = Cast::new(&report, &analysis, linker, &[]).value;
    let check = |sentence: usize, words: std::ops::Range<usize>, text: &str, name: &str| {
        let first = analysis.sentences[sentence].tokens.start;
        let party = cast.resolve(first + words.start..first + words.end);
        assert_eq!((party.text.as_str(), party.name.as_deref().unwrap_or("-")), (text, name));
    };
    check(0, 0..3, "Brigadier Thabo Nkosi", "Thabo Nkosi");
    check(0, 4..8, "Boko Haram armed fighters", "Boko Haram");
    check(1, 0..1, "Boko Haram armed fighters", "Boko Haram");
    check(2, 0..2, "The group", "Boko Haram");
    check(2, 3..5, "its leaders", "Boko Haram");
    check(3, 0..1, "Nkosi", "Thabo Nkosi");
    check(3, 3..4, "Nkosi", "Thabo Nkosi");
    check(4, 3..5, "the brigadier", "Thabo Nkosi");
    check(4, 0..1, "the brigadier", "Thabo Nkosi");
    let ids: Vec<&str> = cast.entities().iter().map(|e| e.id.as_str()).collect();
    assert_eq!(ids, ["thabo-nkosi", "boko-haram"]);
    assert_eq!(cast.actor_of_text("Boko Haram").map(|a| a.0).as_deref(), Some("Boko Haram"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_phrase_can_be_asked_for(phrase in "\\PC{0,60}") {
        let linker = linker();
        let _ = linker.link(&phrase, &Setting::default());
    }

    /// Any tree, also a damaged one, over any words: no panic, spans are slices, the same twice.
    #[test]
    fn any_tree_has_a_cast(
        words in proptest::collection::vec(("[A-Za-z']{1,9}|the|they|its|who|Daesh|army|we|said", 0usize..12, 0usize..17, 0usize..50), 0..12),
    ) {
        let linker = linker();
        let mut report = Report::default();
        let mut analysis = Analysis::default();
        for (form, head, upos, deprel) in &words {
            let at = report.text.len();
            report.text.push_str(form);
            analysis.tokens.push(Token {
                span: Span::new(at, report.text.len()),
                lemma: form.to_lowercase().into(),
                upos: Upos::ALL[upos % Upos::ALL.len()],
                xpos: Xpos::Nn,
                head: (*head).min(words.len() - 1),
                deprel: Deprel::ALL[deprel % Deprel::ALL.len()],
            });
            report.text.push(' ');
        }
        if !words.is_empty() {
            let span = Span::new(0, report.text.len() - 1);
            report.blocks.push(Block { span, kind: BlockKind::Paragraph });
            analysis.sentences.push(Sentence { span, tokens: 0..words.len(), block: 0, broken: true });
        }
        let cast = Cast::new(&report, &analysis, linker, &[]);
        for token in 0..words.len() {
            let party = cast.value.resolve(token..words.len());
            let span = party.span.expect("a phrase stands somewhere");
            prop_assert_eq!(span.slice(&report.text), party.text.as_str());
        }
        let again = Cast::new(&report, &analysis, linker, &[]);
        prop_assert_eq!(cast.value.entities(), again.value.entities());
    }
}
