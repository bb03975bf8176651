//! Words that may tell an event: every place where a frame of the pack fits.

use std::collections::HashMap;

use rashomon_model::{Action, BlockKind, NameKind, Status, Upos, Xpos};
use rashomon_resources::Frames;
use rashomon_resources::frames::{Condition, Frame, Place, Roles as FrameRoles, Trigger, Word};

use crate::tree::{Roles, Tree};

/// Frames with an index from lemma to those it may trigger; made once, used for every report.
#[derive(Clone, Debug)]
pub struct FrameIndex {
    /// The pack.
    pub frames: Frames,
    verbs: HashMap<String, Vec<(usize, usize)>>,
    nouns: HashMap<String, Vec<(usize, usize)>>,
}

impl FrameIndex {
    /// Indexes a pack.
    pub fn new(frames: Frames) -> Self {
        let mut verbs: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
        let mut nouns: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
        for (f, frame) in frames.frames.iter().enumerate() {
            for (t, trigger) in frame.verbs.iter().enumerate() {
                verbs.entry(trigger.lemma.clone()).or_default().push((f, t));
            }
            for (t, trigger) in frame.nouns.iter().enumerate() {
                let key = first_part(&trigger.lemma);
                nouns.entry(key.to_owned()).or_default().push((f, t));
            }
        }
        Self { frames, verbs, nouns }
    }
}

impl FrameIndex {
    /// Entries of a verb: by its lemma or, where a rare verb was given a wrong one, by its form less
    /// its ending.
    fn verb(&self, lemma: &str, form: &str) -> Option<&Vec<(usize, usize)>> {
        self.verbs.get(lemma).or_else(|| {
            let lower = form.to_lowercase();
            let stem = ["ied", "ed", "ing", "es", "s", "d"].iter().find_map(|end| lower.strip_suffix(end))?;
            let doubled =
                stem.len() > 2 && stem.as_bytes()[stem.len() - 1] == stem.as_bytes()[stem.len() - 2];
            let single = doubled.then(|| stem.get(..stem.len() - 1)).flatten();
            let forms = [
                Some(stem.to_owned()),
                Some(format!("{stem}e")),
                Some(format!("{stem}y")),
                single.map(str::to_owned),
            ];
            forms.into_iter().flatten().chain([lower.clone()]).find_map(|f| self.verbs.get(&f))
        })
    }
}

/// `cease-fire` is looked up by its first part: treebank tokens are split at hyphens.
fn first_part(lemma: &str) -> &str {
    lemma.split('-').next().unwrap_or(lemma)
}

/// A word at which a frame fits.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The token the claim would hang on.
    pub token: usize,
    /// Index of the frame.
    pub frame: usize,
    /// The action it would tell.
    pub action: Action,
    /// Status settled by the trigger itself.
    pub status: Option<Status>,
    /// True where a noun or adjective names the event.
    pub nominal: bool,
    /// Words and conditions that fitted: the more, the more exact the frame.
    pub exactness: usize,
    /// Grammatical roles around the trigger.
    pub roles: Roles,
}

/// Every place where a frame fits, in text order; of the frames of one action at one word only the
/// most exact.
///
/// # Cost
/// O(tokens x frames of a lemma x length of the sentence).
pub fn candidates(tree: &Tree<'_>, index: &FrameIndex) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for sentence in &tree.analysis.sentences {
        if tree.report.blocks.get(sentence.block).is_some_and(|b| b.kind != BlockKind::Paragraph) {
            continue;
        }
        for token in sentence.tokens.clone() {
            let start = found.len();
            at(tree, index, token, &mut found);
            let mut here = found.split_off(start);
            here.sort_by_key(|c| std::cmp::Reverse(c.exactness));
            for candidate in here {
                if !found[start..].iter().any(|c| c.action == candidate.action && c.token == candidate.token)
                {
                    found.push(candidate);
                }
            }
        }
    }
    found
}

fn at(tree: &Tree<'_>, index: &FrameIndex, token: usize, found: &mut Vec<Candidate>) {
    let lemma = tree.lemma(token);
    let verbal =
        tree.is_verb(token) || (tree.upos(token) == Upos::Aux && matches!(lemma, "be" | "have" | "must"));
    let participle = matches!(tree.xpos(token), Xpos::Vbn | Xpos::Vbg | Xpos::Vbd);
    let nominal =
        matches!(tree.upos(token), Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num | Upos::X | Upos::Adv)
            || tree.xpos(token) == Xpos::Vbg;
    if verbal || participle {
        let verb = index.verb(lemma, tree.form(token));
        for &(frame, trigger) in verb.into_iter().flatten() {
            let form = &index.frames.frames[frame];
            if let Some(rest) = rest_follows(tree, token, &form.verbs[trigger].rest) {
                push(tree, index, token, frame, false, rest, found);
            }
        }
    }
    if nominal || verbal {
        let lower = tree.form(token).to_lowercase();
        let keys = [Some(lemma), (lower != lemma).then_some(lower.as_str())];
        for key in keys.into_iter().flatten() {
            for &(frame, trigger) in index.nouns.get(key).into_iter().flatten() {
                let form = &index.frames.frames[frame];
                if let Some((head, exact)) = noun_fits(tree, token, &form.nouns[trigger])
                    && (nominal || exact > 0 || (participle && tree.lemma(head) != key))
                {
                    push(tree, index, head, frame, true, exact, found);
                }
            }
        }
    }
}

/// The number of further words found, or `None` where one is missing.
fn rest_follows(tree: &Tree<'_>, token: usize, rest: &[String]) -> Option<usize> {
    let end = tree.sentence(token).end;
    let mut at = token;
    for word in rest {
        let reach = (at + 5).min(end);
        let next =
            (at + 1..reach).find(|&t| tree.lemma(t) == word || tree.form(t).eq_ignore_ascii_case(word))?;
        at = next;
    }
    Some(rest.len())
}

/// The head of a noun trigger that starts at `token`, with the number of words beyond the first.
fn noun_fits(tree: &Tree<'_>, token: usize, trigger: &Trigger) -> Option<(usize, usize)> {
    let end = tree.sentence(token).end;
    let mut head = token;
    let mut words = 0;
    let parts = trigger.lemma.split('-').skip(1).chain(trigger.rest.iter().map(String::as_str));
    let mut at = token + 1;
    for part in parts {
        while at < end && matches!(tree.form(at), "-" | "‑" | "–") {
            at += 1;
        }
        if at >= end || !(tree.lemma(at) == part || tree.form(at).eq_ignore_ascii_case(part)) {
            return None;
        }
        head = at;
        words += 1;
        at += 1;
    }
    Some((head, words))
}

fn push(
    tree: &Tree<'_>,
    index: &FrameIndex,
    token: usize,
    frame: usize,
    nominal: bool,
    words: usize,
    found: &mut Vec<Candidate>,
) {
    let form = &index.frames.frames[frame];
    let roles = if nominal { noun_roles(tree, token, form) } else { tree.roles(token) };
    let context = Context { tree, frames: &index.frames, token, roles: &roles };
    if form.when.iter().all(|c| context.unknown(c) || context.holds(c))
        && !form.unless.iter().any(|c| context.holds(c))
    {
        found.push(Candidate {
            token,
            frame,
            action: form.action(),
            status: form.status(),
            nominal,
            exactness: 2 * words + form.when.iter().filter(|c| !context.unknown(c)).count(),
            roles,
        });
    }
}

/// Roles around a noun: who does it stands before or after `by`, whom it befalls after `of`, `on`.
fn noun_roles(tree: &Tree<'_>, token: usize, frame: &Frame) -> Roles {
    use rashomon_model::Deprel;
    let mut roles = Roles::default();
    let possessor = tree.child(token, &[Deprel::NmodPoss]);
    let before = tree.all(token, &[Deprel::Compound, Deprel::Amod]).find(|&c| {
        tree.analysis.name_at(c).is_some_and(|n| n.kind != NameKind::Other) || tree.upos(c) == Upos::Propn
    });
    let of = tree.oblique(token, &["of"]);
    let by = tree.oblique(token, &["by", "from"]);
    match frame.roles {
        FrameRoles::Actor | FrameRoles::Moved => roles.subject = possessor.or(by).or(of).or(before),
        FrameRoles::Victim => roles.object = of.or(possessor),
        FrameRoles::Mutual => {
            if let Some(between) = tree.oblique(token, &["between", "among"]) {
                roles.subject = Some(between);
                roles.object = tree.child(between, &[Deprel::Conj]);
            } else {
                roles.subject = possessor.or(by).or(before).or(of);
                roles.object = tree.oblique(token, &["with", "against", "on"]);
            }
        }
        FrameRoles::None => roles.object = tree.oblique(token, &["on", "against", "in", "at"]),
        FrameRoles::Transitive | FrameRoles::Speech => {
            roles.subject = by.or(possessor).or(before);
            roles.object = of.or_else(|| tree.oblique(token, &["on", "against", "to"]));
            if roles.object.is_none() && by.is_some() {
                roles.object = possessor.or(before);
            }
        }
    }
    roles
}

/// What conditions are asked about.
struct Context<'c> {
    tree: &'c Tree<'c>,
    frames: &'c Frames,
    token: usize,
    roles: &'c Roles,
}

impl Context<'_> {
    fn holds(&self, condition: &Condition) -> bool {
        let tree = self.tree;
        match &condition.place {
            Place::Subject => self.filled(self.roles.subject, &condition.words),
            Place::Object => self.filled(self.roles.object, &condition.words),
            Place::Preposition(preposition) => tree.obliques(self.token).any(|(p, head)| {
                (preposition == "*" || p == preposition) && self.filled(Some(head), &condition.words)
            }),
            Place::Modifier => self.modifiers().any(|t| self.word_fits(t, &condition.words)),
            Place::Clause => {
                let mut tokens = tree.clause_tokens(self.token);
                tokens.any(|t| t != self.token && self.word_fits(t, &condition.words))
            }
            Place::Sentence => {
                let mut tokens = tree.sentence(self.token);
                tokens.any(|t| t != self.token && self.word_fits(t, &condition.words))
            }
        }
    }

    /// Words right before the trigger in its noun phrase.
    fn modifiers(&self) -> impl Iterator<Item = usize> + '_ {
        let start = self.tree.sentence(self.token).start;
        let noun_like = |t: &usize| {
            matches!(
                self.tree.upos(*t),
                Upos::Noun | Upos::Propn | Upos::Adj | Upos::Verb | Upos::Num | Upos::Cconj
            ) || matches!(self.tree.form(*t), "-" | "–")
        };
        (start..self.token).rev().take_while(noun_like).take(6)
    }

    /// A role the tree does not show speaks neither for nor against.
    fn unknown(&self, condition: &Condition) -> bool {
        match condition.place {
            Place::Subject => self.roles.subject.is_none(),
            Place::Object => self.roles.object.is_none(),
            _ => false,
        }
    }

    fn filled(&self, head: Option<usize>, words: &[Word]) -> bool {
        let Some(head) = head else { return false };
        if words.contains(&Word::Any) || self.word_fits(head, words) {
            return true;
        }
        // "thousands of residents", "a group of gunmen", "members of the army": the noun behind counts as well.
        let of = self.tree.oblique(head, &["of"]);
        of.is_some_and(|t| self.word_fits(t, words))
            || self.tree.all(head, &[rashomon_model::Deprel::Conj]).any(|t| self.word_fits(t, words))
    }

    fn word_fits(&self, token: usize, words: &[Word]) -> bool {
        let lemma = self.tree.lemma(token);
        words.iter().any(|word| match word {
            Word::Any => true,
            Word::Lemma(wanted) => match wanted.split_once(' ') {
                None => wanted == lemma,
                Some((first, last)) => last == lemma && token > 0 && self.tree.lemma(token - 1) == first,
            },
            Word::Class(class) => {
                self.frames.in_class(class, lemma)
                    || self.name_fits(token, class)
                    || (token > 0
                        && self.frames.in_class(class, &format!("{} {lemma}", self.tree.lemma(token - 1))))
            }
        })
    }

    fn name_fits(&self, token: usize, class: &str) -> bool {
        let Some(name) = self.tree.analysis.name_at(token) else { return false };
        match class {
            "place" => matches!(name.kind, NameKind::Place | NameKind::Facility),
            "force" => matches!(name.kind, NameKind::Organisation | NameKind::Nationality),
            "person" | "people" => name.kind == NameKind::Person,
            "access" => name.kind == NameKind::Facility,
            _ => false,
        }
    }
}
