//! Phrases that may name somebody: the nominal heads of a report with the words around them.

use std::ops::Range;

use rashomon_model::{Analysis, Deprel, Upos, Xpos};

/// A phrase with a nominal head.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mention {
    /// Its head, an index of a token.
    pub head: usize,
    /// Its words: from its first determiner or modifier to its head, name and `of` phrases after it.
    pub tokens: Range<usize>,
    /// Index of its sentence.
    pub sentence: usize,
    /// What it is.
    pub class: Class,
    /// One or many.
    pub number: Number,
    /// Weight of its place in the sentence: a subject weighs most.
    pub weight: f32,
    /// The entity it means, with method and confidence.
    pub entity: Option<Meant>,
    /// The earlier mention it stands for.
    pub antecedent: Option<usize>,
}

/// The entity of a mention.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Meant {
    pub entity: usize,
    pub method: rashomon_model::LinkMethod,
    pub confidence: f32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// `they`, `its`, `who`.
    Pronoun,
    /// Any noun or name.
    Noun,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Number {
    One,
    Many,
}

/// The mentions of a report, by their heads' order.
///
/// # Cost
/// O(words x length of a sentence).
pub(crate) fn mentions(analysis: &Analysis, text: &str, shouting: bool) -> Vec<Mention> {
    let mut found = Vec::new();
    for (sentence, s) in analysis.sentences.iter().enumerate() {
        for head in s.tokens.clone() {
            // `US` is taken for a pronoun at times.
            let form = analysis.form(text, head);
            let acronym = !shouting && form.len() > 1 && form.chars().all(|c| c.is_uppercase() || c == '.');
            let class = match class(analysis, head) {
                Some(Class::Pronoun) if acronym => Some(Class::Noun),
                class => class,
            };
            if let Some(class) = class {
                let tokens = match class {
                    Class::Pronoun => head..head + 1,
                    Class::Noun => phrase(analysis, head, &s.tokens),
                };
                let number = number(analysis, head);
                let weight = weight(analysis, head);
                found.push(Mention {
                    head,
                    tokens,
                    sentence,
                    class,
                    number,
                    weight,
                    entity: None,
                    antecedent: None,
                });
            }
        }
    }
    found
}

fn class(analysis: &Analysis, head: usize) -> Option<Class> {
    let token = &analysis.tokens[head];
    let relative = matches!(token.xpos, Xpos::Wp | Xpos::Wdt | Xpos::WpS);
    let inside = matches!(
        token.deprel,
        Deprel::Compound
            | Deprel::Flat
            | Deprel::Amod
            | Deprel::Det
            | Deprel::Fixed
            | Deprel::Case
            | Deprel::Goeswith
            | Deprel::Mark
            | Deprel::Cc
            | Deprel::Punct
            | Deprel::Expl
    );
    match token.upos {
        Upos::Pron if token.deprel == Deprel::Expl => None,
        Upos::Pron => Some(Class::Pronoun),
        Upos::Det if relative => Some(Class::Pronoun),
        Upos::Noun | Upos::Propn if !inside => Some(Class::Noun),
        Upos::Num | Upos::Adj | Upos::Det
            if matches!(token.deprel, Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj | Deprel::OblAgent) =>
        {
            Some(Class::Noun)
        }
        _ => None,
    }
}

/// The words of a noun phrase without relative clauses, appositions and second members of a list.
fn phrase(analysis: &Analysis, head: usize, sentence: &Range<usize>) -> Range<usize> {
    let (mut start, mut end) = (head, head + 1);
    for child in sentence.clone().filter(|&t| t != head && analysis.tokens[t].head == head) {
        let before = matches!(
            analysis.tokens[child].deprel,
            Deprel::Det
                | Deprel::DetPredet
                | Deprel::Amod
                | Deprel::Compound
                | Deprel::Nummod
                | Deprel::NmodPoss
                | Deprel::Nmod
                | Deprel::NmodDesc
                | Deprel::Flat
                | Deprel::Advmod
                | Deprel::NmodUnmarked
        );
        if child < head && before {
            start = start.min(analysis.reach(child).start);
        }
        if child > head {
            let joined = matches!(analysis.tokens[child].deprel, Deprel::Flat | Deprel::Compound)
                || (matches!(analysis.tokens[child].deprel, Deprel::Nmod | Deprel::NmodUnmarked)
                    && follows(analysis, child));
            if joined {
                end = end.max(analysis.reach(child).end);
            }
        }
    }
    start.max(sentence.start)..end.min(sentence.end)
}

/// True for `of` and `from` behind a head.
fn follows(analysis: &Analysis, child: usize) -> bool {
    analysis
        .child(child, &[Deprel::Case])
        .is_none_or(|case| matches!(analysis.tokens[case].lemma.as_str(), "of" | "from"))
}

fn number(analysis: &Analysis, head: usize) -> Number {
    let token = &analysis.tokens[head];
    let many = match token.upos {
        Upos::Pron | Upos::Det => {
            matches!(token.lemma.as_str(), "they" | "we" | "them" | "these" | "those" | "us")
        }
        Upos::Num => token.lemma != "one",
        _ => matches!(token.xpos, Xpos::Nns | Xpos::Nnps),
    };
    let joined = analysis.child(head, &[Deprel::Conj]).is_some();
    let counted = analysis
        .child(head, &[Deprel::Nummod])
        .is_some_and(|n| !matches!(analysis.tokens[n].lemma.as_str(), "one" | "1"));
    if many || joined || counted { Number::Many } else { Number::One }
}

fn weight(analysis: &Analysis, head: usize) -> f32 {
    // A member of a list stands where its first member stands.
    let mut at = head;
    for _ in 0..4 {
        if analysis.tokens[at].deprel == Deprel::Conj && !analysis.is_root(at) {
            at = analysis.tokens[at].head;
        }
    }
    match analysis.tokens[at].deprel {
        Deprel::Nsubj | Deprel::NsubjOuter => 1.0,
        Deprel::NsubjPass | Deprel::OblAgent => 0.9,
        Deprel::Obj | Deprel::Iobj | Deprel::Root | Deprel::Xcomp => 0.6,
        Deprel::Appos | Deprel::Parataxis => 0.4,
        Deprel::NmodPoss => 0.3,
        _ => 0.2,
    }
}
