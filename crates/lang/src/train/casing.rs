//! Training of the casing: how each word is written inside sentences of the treebanks, and in the
//! lists of names.

use std::collections::BTreeMap;

use super::Data;
use crate::casing::{Case, Casing, Style, style};
use crate::hash;

pub(crate) fn train(data: &Data) -> Casing {
    let mut counts: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    for tree in &data.trees {
        if style(tree.words.iter().map(|w| w.form.as_str())) != Style::Plain {
            continue;
        }
        // The first word of a sentence, or of a quote in it, tells nothing.
        for pair in
            tree.words.windows(2).filter(|p| p[0].form.chars().any(char::is_alphanumeric) || p[0].form == ",")
        {
            if let Some(case) = case(&pair[1].form) {
                counts.entry(pair[1].form.to_lowercase()).or_default()[case as usize] += 1;
            }
        }
    }
    let mut casing = Casing::default();
    for list in ["given-names", "family-names", "places", "organisations", "nationalities"] {
        for entry in data.lists.get(list).into_iter().flatten() {
            for piece in crate::tokens(entry) {
                let form = &entry[piece.range];
                if let Some(case) = case(form).filter(|c| *c != Case::Lower) {
                    casing.words.insert(hash::text(form.to_lowercase().as_bytes()), case);
                }
            }
        }
    }
    for (word, counts) in counts {
        let best = (0..3).max_by_key(|&c| (counts[c], std::cmp::Reverse(c))).unwrap_or(0);
        let case = [Case::Lower, Case::Capital, Case::Upper][best];
        casing.words.insert(hash::text(word.as_bytes()), case);
    }
    casing
}

fn case(form: &str) -> Option<Case> {
    let mut letters = form.chars().filter(|c| c.is_alphabetic());
    let first = letters.next()?;
    let rest: Vec<char> = letters.collect();
    Some(match first.is_uppercase() {
        false => Case::Lower,
        true if !rest.is_empty() && rest.iter().all(|c| c.is_uppercase()) => Case::Upper,
        true => Case::Capital,
    })
}
