//! Training of the lemmatiser: the commonest script of each ending, and words that differ.

use std::collections::BTreeMap;

use rashomon_model::{Upos, Xpos};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::conllu::Tree;
use crate::lemma::{ENDING, Lemmatiser, Script, base, key};

type Counts = BTreeMap<Script, usize>;

pub(crate) fn train(trees: &[Tree]) -> Lemmatiser {
    let mut words: BTreeMap<(Upos, Xpos, String), Counts> = BTreeMap::new();
    let mut buffer = String::new();
    for word in trees.iter().flat_map(|t| &t.words).filter(|w| w.lemma != "_") {
        base(&word.form, word.upos, &mut buffer);
        let script = script(&buffer, &word.lemma);
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
        let mut out = String::new();
        let want = apply(&form, &script);
        if made.lemma(&form, upos, xpos, &mut out) != want {
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
            insert(made, &mut numbers, key(upos, xpos, true, form), script(form, lemma));
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

fn script(form: &str, lemma: &str) -> Script {
    let common: usize =
        form.chars().zip(lemma.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    Script { cut: (form.len() - common).min(255) as u8, add: SmolStr::new(&lemma[common..]) }
}

fn apply(form: &str, script: &Script) -> String {
    let keep = form.len().saturating_sub(usize::from(script.cut));
    format!("{}{}", form.get(..keep).unwrap_or(form), script.add)
}
