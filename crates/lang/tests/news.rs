//! The news sentences the weights are trained on: well-formed trees, words cut as the tokeniser
//! cuts them, names marked in the last column (`Name=B-Place`, `Name=I-Place`).

use std::collections::HashSet;

use rashomon_lang::{conllu, tokens};

const NEWS: &str = include_str!("cases/news-train.conllu");
const KINDS: [&str; 6] = ["Person", "Organisation", "Place", "Nationality", "Facility", "Other"];

#[test]
fn trees_have_one_root_and_no_cycle() {
    let trees = conllu::read(NEWS).unwrap();
    assert!(trees.len() >= 400, "{} sentences", trees.len());
    for tree in trees {
        let id = tree.comment("sent_id").expect("every sentence has an id");
        let heads: Vec<usize> = tree.words.iter().map(|w| w.head).collect();
        assert_eq!(heads.iter().filter(|&&h| h == 0).count(), 1, "{id}: one root");
        for (i, word) in tree.words.iter().enumerate() {
            let root = rashomon_model::Deprel::parse("root");
            assert_eq!(word.head == 0, Some(word.deprel) == root, "{id}: word {}", i + 1);
            let (mut at, mut steps) = (i + 1, 0);
            while at != 0 && steps <= heads.len() {
                (at, steps) = (*heads.get(at - 1).expect("heads are words of the sentence"), steps + 1);
            }
            assert_eq!(at, 0, "{id}: word {} hangs in a cycle", i + 1);
        }
    }
}

#[test]
fn tags_and_relations_are_known() {
    for line in NEWS.lines().filter(|l| l.contains('\t')) {
        let columns: Vec<&str> = line.split('\t').collect();
        assert!(rashomon_model::Upos::parse(columns[3]).is_some(), "{line}");
        assert!(rashomon_model::Xpos::parse(columns[4]).is_some(), "{line}");
        assert!(rashomon_model::Deprel::parse(columns[7]).is_some(), "{line}");
    }
}

#[test]
fn words_are_those_of_the_tokeniser() {
    let mut seen = HashSet::new();
    for tree in conllu::read(NEWS).unwrap() {
        let text = tree.comment("text").expect("every sentence has its text");
        assert!(seen.insert(text.to_owned()), "twice: {text}");
        assert_eq!(tree.text().0.trim_end(), text);
        let found: Vec<&str> = tokens(text).into_iter().map(|p| &text[p.range]).collect();
        let wanted: Vec<&str> = tree.words.iter().map(|w| w.form.as_str()).collect();
        assert_eq!(found, wanted);
    }
}

#[test]
fn names_begin_before_they_go_on() {
    let mut before = None;
    for line in NEWS.lines() {
        let misc = line.rsplit('\t').next().unwrap_or_default();
        let name = misc.split('|').find_map(|m| m.strip_prefix("Name="));
        if let Some((part, kind)) = name.and_then(|n| n.split_once('-')) {
            assert!(KINDS.contains(&kind), "{line}");
            assert!(part == "B" || (part == "I" && before == Some(kind)), "{line}");
            before = Some(kind);
        } else {
            assert_eq!(name, None, "{line}");
            before = None;
        }
    }
}
