//! Lessons: sentences with what is known of them, and the ways they are varied.

use std::collections::BTreeMap;

use rashomon_model::{NameKind, Upos, Xpos};

use crate::conllu::Tree;
use crate::names::KINDS;
use crate::tags::Tags;
use crate::train::corpus::{exchange, tidy};
use crate::train::{Data, NamedSentence, Random};

/// How often our own trees are read a pass.
const OWN: usize = 3;

/// A sentence with what is known of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lesson {
    pub(crate) forms: Vec<String>,
    pub(crate) tree: Option<TreeGold>,
    pub(crate) names: Option<Vec<u8>>,
    /// Names that teach only the part of the network that is for names alone.
    pub(crate) apart: bool,
}

/// What a treebank says of a sentence, one entry a word.
#[derive(Clone, Debug, Default)]
pub(crate) struct TreeGold {
    pub(crate) tags: Vec<u16>,
    /// Numbers of heads from 1; 0 for the root.
    pub(crate) heads: Vec<usize>,
    pub(crate) relations: Vec<u16>,
}

/// The pairs of tags worth a class.
pub(crate) fn pairs(trees: &[Tree]) -> Vec<(Upos, Xpos)> {
    let mut counts: BTreeMap<(Upos, Xpos), usize> = BTreeMap::new();
    for word in trees.iter().flat_map(|t| &t.words) {
        *counts.entry((word.upos, word.xpos)).or_default() += 1;
    }
    let mut pairs: Vec<_> = counts.into_iter().filter(|(_, n)| *n >= 5).collect();
    pairs.sort_by_key(|(tag, n)| (std::cmp::Reverse(*n), *tag));
    pairs.truncate(160);
    pairs.into_iter().map(|(tag, _)| tag).collect()
}

/// The class of a pair, or of the nearest: same universal tag, then same Penn tag.
fn class(tags: &Tags, tag: (Upos, Xpos)) -> u16 {
    let find = |f: &dyn Fn(&(Upos, Xpos)) -> bool| tags.pairs.iter().position(f);
    let exact = find(&|p| *p == tag);
    exact.or_else(|| find(&|p| p.0 == tag.0)).or_else(|| find(&|p| p.1 == tag.1)).unwrap_or(0) as u16
}

/// The lessons of the cases, each as it stands and once with other names: others each pass, so
/// that the names are not learnt by heart.
pub(crate) fn cases(data: &Data, random: &mut Random) -> Vec<Lesson> {
    let nationalities = data.lists.get("nationalities").map_or(&[][..], Vec::as_slice);
    let titles = data.lists.get("titles").map_or(&[][..], Vec::as_slice);
    let mut cases = data.cases.clone();
    cases.iter_mut().for_each(|sentence| tidy(sentence, titles));
    let of_names = |sentence: &NamedSentence| Lesson {
        forms: sentence.forms.clone(),
        names: Some(classes(sentence, nationalities)),
        ..Lesson::default()
    };
    exchange(&cases, &data.lists, 1, random).iter().map(of_names).collect()
}

/// The lessons that are the same each pass.
pub(crate) fn lessons(data: &Data, tags: &Tags) -> Vec<Lesson> {
    let nationalities = data.lists.get("nationalities").map_or(&[][..], Vec::as_slice);
    let titles = data.lists.get("titles").map_or(&[][..], Vec::as_slice);
    let tidied = |sentences: &[NamedSentence]| {
        let mut sentences = sentences.to_vec();
        sentences.iter_mut().for_each(|sentence| tidy(sentence, titles));
        sentences
    };
    let (named, named_apart) = (tidied(&data.named), tidied(&data.named_apart));
    let mut names: BTreeMap<Vec<&str>, &NamedSentence> = BTreeMap::new();
    for sentence in &named {
        names.insert(sentence.forms.iter().map(String::as_str).collect(), sentence);
    }
    let mut lessons = Vec::new();
    for tree in &data.trees {
        let mut lesson = of_tree(tree, tags);
        let forms: Vec<&str> = tree.words.iter().map(|w| w.form.as_str()).collect();
        lesson.names = names.remove(&forms).map(|s| classes(s, nationalities));
        lessons.push(lesson);
    }
    for tree in &data.own {
        let mut lesson = of_tree(tree, tags);
        let mut named =
            NamedSentence { forms: lesson.forms.clone(), marks: tree.words.iter().map(|w| w.name).collect() };
        tidy(&mut named, titles);
        lesson.names = Some(classes(&named, nationalities));
        lessons.extend(std::iter::repeat_n(lesson, OWN));
    }
    let of_names = |sentence: &NamedSentence, apart| Lesson {
        forms: sentence.forms.clone(),
        tree: None,
        names: Some(classes(sentence, nationalities)),
        apart,
    };
    lessons.extend(names.into_values().map(|s| of_names(s, false)));
    lessons.extend(named_apart.iter().map(|s| of_names(s, true)));
    lessons.retain(|l| !l.forms.is_empty() && l.forms.len() < 250);
    lessons
}

fn of_tree(tree: &Tree, tags: &Tags) -> Lesson {
    Lesson {
        forms: tree.words.iter().map(|w| w.form.clone()).collect(),
        tree: Some(TreeGold {
            tags: tree.words.iter().map(|w| class(tags, (w.upos, w.xpos))).collect(),
            heads: tree.words.iter().map(|w| w.head).collect(),
            relations: tree.words.iter().map(|w| w.deprel as u16).collect(),
        }),
        names: None,
        apart: false,
    }
}

impl Lesson {
    /// The lesson as it might also have been written: without the last stop, without commas, in
    /// small letters.
    pub(crate) fn varied(&self, random: &mut Random) -> Lesson {
        let mut lesson = self.clone();
        match random.below(40) {
            0 | 1 => lesson.drop(|i, form| i + 1 == self.forms.len() && form == "."),
            2 => lesson.drop(|_, form| form == ","),
            3 => lesson.forms.iter_mut().for_each(|form| *form = form.to_lowercase()),
            _ => {}
        }
        lesson
    }

    /// Takes words out where nothing hangs from them.
    fn drop(&mut self, which: impl Fn(usize, &str) -> bool) {
        let held =
            |i: usize| self.tree.as_ref().is_some_and(|t| t.heads[i] == 0 || t.heads.contains(&(i + 1)));
        let keep: Vec<usize> =
            (0..self.forms.len()).filter(|&i| !which(i, &self.forms[i]) || held(i)).collect();
        if keep.is_empty() {
            return;
        }
        let pick = |i: &usize| *i;
        self.forms = keep.iter().map(pick).map(|i| self.forms[i].clone()).collect();
        if let Some(names) = &mut self.names {
            *names = keep.iter().map(|&i| names[i]).collect();
        }
        if let Some(tree) = &mut self.tree {
            tree.tags = keep.iter().map(|&i| tree.tags[i]).collect();
            tree.relations = keep.iter().map(|&i| tree.relations[i]).collect();
            let number =
                |head: usize| head.checked_sub(1).map_or(0, |h| 1 + keep.partition_point(|&k| k < h));
            tree.heads = keep.iter().map(|&i| number(tree.heads[i])).collect();
        }
    }
}

/// The classes of a sentence. Nationalities get their kind where a corpus has none for them.
fn classes(sentence: &NamedSentence, nationalities: &[String]) -> Vec<u8> {
    let mut classes = Vec::with_capacity(sentence.forms.len());
    let number = |kind: NameKind| KINDS.iter().position(|&k| k == kind).map_or(0, |p| 1 + 2 * p as u8);
    for (i, (form, mark)) in sentence.forms.iter().zip(&sentence.marks).enumerate() {
        let people = nationalities.binary_search(form).is_ok();
        let alone = sentence.marks.get(i + 1).copied().flatten().is_none_or(|m| m.1);
        let mut class = match mark {
            Some((NameKind::Other, true)) if people && alone => number(NameKind::Nationality),
            None if people => number(NameKind::Nationality),
            Some((kind, begins)) => number(*kind) + u8::from(!begins),
            None => 0,
        };
        // An inside without its begin.
        if class != 0 && class % 2 == 0 {
            let before: u8 = classes.last().copied().unwrap_or(0);
            if before != class && before + 1 != class {
                class -= 1;
            }
        }
        classes.push(class);
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_taken_out_leave_a_tree() {
        let mut lesson = Lesson {
            forms: ["Rebels", ",", "he", "said", ",", "left", "."].map(str::to_owned).to_vec(),
            tree: Some(TreeGold {
                tags: vec![0; 7],
                heads: vec![6, 4, 4, 6, 4, 0, 6],
                relations: vec![0, 1, 2, 3, 4, 5, 6],
            }),
            names: Some(vec![0, 0, 1, 0, 0, 0, 0]),
            apart: false,
        };
        lesson.drop(|_, form| form == ",");
        assert_eq!(lesson.forms, ["Rebels", "he", "said", "left", "."]);
        let tree = lesson.tree.unwrap();
        assert_eq!(tree.heads, [4, 3, 4, 0, 4]);
        assert_eq!(tree.relations, [0, 2, 3, 5, 6]);
        assert_eq!(lesson.names.unwrap(), [0, 1, 0, 0, 0]);
    }
}
