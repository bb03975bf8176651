//! Training of the lemmatiser: the commonest script of each ending, and words that differ.

use std::collections::BTreeMap;

use rashomon_model::{Upos, Xpos};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::casing;
use crate::conllu::Tree;
use crate::lemma::{CAPITAL, ENDING, Lemmatiser, Script, base, key};

type Counts = BTreeMap<Script, usize>;

pub(crate) fn train(trees: &[Tree]) -> Lemmatiser {
    let mut words: BTreeMap<(Upos, Xpos, String), Counts> = BTreeMap::new();
    let mut buffer = String::new();
    for word in trees.iter().flat_map(|t| &t.words).filter(|w| w.lemma != "_") {
        base(&word.form, word.upos, &mut buffer);
        let script = script(&buffer, word.upos, &word.lemma);
        *words.entry((word.upos, word.xpos, buffer.clone())).or_default().entry(script).or_default() += 1;
    }
    // Each word votes once for the endings it has.
    let mut endings: BTreeMap<(Upos, Xpos, String), Counts> = BTreeMap::new();
    for ((upos, xpos, form), counts) in &words {
        let script = commonest(counts);
        for (i, _) in form.char_indices().rev().take(ENDING) {
            let entry = endings.entry((*upos, *xpos, form[i..].to_owned())).or_default();
            *entry.entry(script.clone()).or_default() += 1;
        }
    }
    let mut numbers: FxHashMap<Script, u16> = FxHashMap::default();
    let mut made = Lemmatiser::default();
    // Shorter endings first: a longer one is kept where it says something else.
    let mut rules: Vec<_> = endings.into_iter().collect();
    rules.sort_by_key(|((_, _, ending), _)| ending.chars().count());
    for ((upos, xpos, ending), counts) in rules {
        let script = commonest(&counts);
        let votes: usize = counts.values().sum();
        if votes < 2 {
            continue;
        }
        let shorter = ending.char_indices().skip(1).find_map(|(i, _)| {
            made.rules
                .get(&key(upos, xpos, false, &ending[i..]))
                .map(|&s| made.scripts[usize::from(s)].clone())
        });
        if shorter.unwrap_or_default() != script {
            insert(&mut made, &mut numbers, key(upos, xpos, false, &ending), script);
        }
    }
    for ((upos, xpos, form), counts) in words {
        let script = commonest(&counts);
        if made.script(&form, upos, xpos).cloned().unwrap_or_default() != script {
            insert(&mut made, &mut numbers, key(upos, xpos, true, &form), script);
        }
    }
    made
}

/// Adds lemmas of single forms: lines of form, universal tag, Penn tag and lemma; `#` begins a
/// comment line. Lines of another form are passed over.
pub(crate) fn add(made: &mut Lemmatiser, table: &str) {
    let mut numbers: FxHashMap<Script, u16> =
        made.scripts.iter().enumerate().map(|(i, s)| (s.clone(), i as u16)).collect();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let [form, upos, xpos, lemma] = line.split('\t').collect::<Vec<_>>()[..] else { continue };
        if let (Some(upos), Some(xpos)) = (Upos::parse(upos), Xpos::parse(xpos)) {
            insert(made, &mut numbers, key(upos, xpos, true, form), script(form, upos, lemma));
        }
    }
}

fn insert(made: &mut Lemmatiser, numbers: &mut FxHashMap<Script, u16>, key: u32, script: Script) {
    let next = numbers.len() as u16;
    let number = *numbers.entry(script.clone()).or_insert(next);
    if number == next {
        made.scripts.push(script);
    }
    made.rules.insert(key, number);
}

fn commonest(counts: &Counts) -> Script {
    let mut best: Option<(&Script, usize)> = None;
    for (script, &count) in counts {
        if best.is_none_or(|b| count > b.1) {
            best = Some((script, count));
        }
    }
    best.map(|b| b.0.clone()).unwrap_or_default()
}

/// `form` as [`base`] gives it. Peoples and faiths keep their capital; `i` has one without any.
fn script(form: &str, upos: Upos, lemma: &str) -> Script {
    let small = lemma.to_lowercase();
    let capital = matches!(upos, Upos::Adj | Upos::Noun)
        && form.starts_with(char::is_lowercase)
        && casing::capital(&small) == lemma;
    let lemma = if capital { small.as_str() } else { lemma };
    let common: usize =
        form.chars().zip(lemma.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let add = format!("{}{}", if capital { CAPITAL.to_string() } else { String::new() }, &lemma[common..]);
    Script { cut: (form.len() - common).min(255) as u8, add: SmolStr::new(add) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_of_capitals_teach_other_capitals() {
        let row = |form: &str, lemma: &str| format!("1\t{form}\t{lemma}\tADJ\tJJ\t_\t0\troot\t_\t_\n\n");
        let known = [("Asian", "Asian"), ("Italian", "Italian"), ("Russian", "Russian"), ("olden", "old")];
        let file: String = known.iter().map(|(f, l)| row(f, l)).collect();
        let made = train(&crate::conllu::read(&file).unwrap());
        let lemma = |form: &str| made.lemma(form, Upos::Adj, Xpos::Jj, &mut String::new());
        assert_eq!(lemma("Tunisian"), "Tunisian");
        assert_eq!(lemma("olden"), "old");
    }
}
