//! Cases written for the project: sentence ends, names, trees. Each prints what differs.

#![allow(clippy::print_stdout, reason = "each case that differs is printed")]

use std::sync::LazyLock;

use rashomon_lang::{Model, analyse, conllu, score};
use rashomon_model::{Analysis, Block, BlockKind, NameKind, Report, Span};

static MODEL: LazyLock<Model> =
    LazyLock::new(|| Model::from_bytes(rashomon_data::LANG_EN).expect("the bundled weights"));

fn read(text: &str) -> Analysis {
    let mut report = Report { text: text.to_owned(), ..Report::default() };
    report.blocks.push(Block { span: Span::new(0, text.len()), kind: BlockKind::Paragraph });
    analyse(&report, &MODEL).value
}

/// Lines of a case file, without comments.
fn lines(file: &str) -> impl Iterator<Item = &str> {
    file.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Fails below the floor, and prints each case that differs.
#[track_caller]
fn floor(what: &str, right: usize, all: usize, least: f64) {
    let share = 100.0 * right as f64 / all.max(1) as f64;
    println!("{what}: {right} of {all} ({share:.1} %)");
    assert!(share >= least, "{what}: {share:.1} % right, at least {least} % expected; see the lines above");
}

#[test]
fn sentences_end_where_they_should() {
    let (mut right, mut all) = (0, 0);
    for line in lines(include_str!("cases/sentences.txt")) {
        let wanted: Vec<&str> = line.split('‖').map(str::trim).collect();
        let text = wanted.join(" ").replace("Al-Hol. Others", "Al-Hol.Others");
        let found = read(&text);
        let found: Vec<&str> = found.sentences.iter().map(|s| s.span.slice(&text)).collect();
        all += 1;
        right += usize::from(found == wanted);
        if found != wanted {
            println!("wanted {wanted:?}\nfound  {found:?}\n");
        }
    }
    floor("paragraphs", right, all, 80.0);
}

#[test]
fn bullets_and_blank_lines_end_sentences() {
    let text = "The ministry said it was ready\n- Two men were held\n- Nobody was hurt\n\nThe road is\nopen.";
    let found = read(text);
    let found: Vec<&str> = found.sentences.iter().map(|s| s.span.slice(text)).collect();
    let wanted =
        ["The ministry said it was ready", "- Two men were held", "- Nobody was hurt", "The road is\nopen."];
    assert_eq!(found, wanted);
}

#[test]
fn capitals_do_not_hide_verbs_and_names() {
    let text = "REBEL FIGHTERS LEFT THE TOWN OF DOUMA ON MONDAY, THE ARMY SAID.";
    let found = read(text);
    let verbs: Vec<&str> = (found.tokens.iter())
        .filter(|t| t.upos == rashomon_model::Upos::Verb)
        .map(|t| t.lemma.as_str())
        .collect();
    assert_eq!(verbs, ["leave", "say"]);
    let names: Vec<&str> = found.names.iter().map(|n| found.span(n.tokens.clone()).slice(text)).collect();
    assert_eq!(names, ["DOUMA"]);
}

/// The names of a line in brackets, as words and kinds, and the line without brackets.
fn bracketed(line: &str) -> (String, Vec<(String, NameKind)>) {
    let (mut text, mut names, mut rest) = (String::new(), Vec::new(), line);
    while let Some((before, after)) = rest.split_once('[') {
        let (name, after) = after.split_once(']').expect("brackets close");
        let (kind, words) = name.split_once(' ').expect("a kind and words");
        let kind = match kind {
            "P" => NameKind::Person,
            "O" => NameKind::Organisation,
            "L" => NameKind::Place,
            "N" => NameKind::Nationality,
            "F" => NameKind::Facility,
            _ => NameKind::Other,
        };
        text.push_str(before);
        text.push_str(words);
        names.push((words.to_owned(), kind));
        rest = after;
    }
    text.push_str(rest);
    (text, names)
}

#[test]
fn names_are_found() {
    let (mut right, mut found_all, mut wanted_all) = (0, 0, 0);
    for line in lines(include_str!("cases/names-test.txt")) {
        let (text, wanted) = bracketed(line);
        let analysis = read(&text);
        let found: Vec<(String, NameKind)> = (analysis.names.iter())
            .map(|n| (analysis.span(n.tokens.clone()).slice(&text).to_owned(), n.kind))
            .collect();
        right += found.iter().filter(|name| wanted.contains(name)).count();
        found_all += found.len();
        wanted_all += wanted.len();
        if found != wanted {
            println!("wanted {wanted:?}\nfound  {found:?}\n");
        }
    }
    floor("names (twice the right ones of found and wanted)", 2 * right, found_all + wanted_all, 84.0);
}

#[test]
fn trees_are_near_those_drawn_by_hand() {
    let gold = conllu::read(include_str!("cases/trees.conllu")).unwrap();
    let found = conllu::from_text(&conllu::raw_text(&gold), &MODEL);
    let scores = score::score(&gold, &found);
    println!("{scores}");
    floor("words", scores.words.right, scores.words.gold, 99.0);
    floor("tags", scores.upos.right, scores.upos.gold, 93.0);
    floor("heads and relations", scores.las.right, scores.las.gold, 82.0);
}

#[test]
fn news_as_it_comes_is_read() {
    let gold = conllu::read(include_str!("cases/news-test.conllu")).unwrap();
    let found = conllu::from_text(&conllu::raw_text(&gold), &MODEL);
    let scores = score::score(&gold, &found);
    println!("{scores}");
    floor("sentences", scores.sentences.right, scores.sentences.gold, 93.0);
    floor("tags", scores.upos.right, scores.upos.gold, 96.0);
    floor("heads and relations", scores.las.right, scores.las.gold, 84.0);
}
