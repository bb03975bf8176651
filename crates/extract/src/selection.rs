//! Which candidates are claims: a linear model over named features of trigger and surroundings.
//!
//! The frames propose and name; this decides. Weights are lines of `resources/claims/selection.tsv`,
//! learned from annotated reports by [`crate::learn`]; each can be read, and shown by `explain`.

use std::ops::Range;

use rashomon_model::{Action, ActionGroup, Deprel, NameKind, Upos};
use rashomon_resources::{Frames, Weights};

use crate::attribution::Attribution;
use crate::tree::Tree;
use crate::triggers::Candidate;

/// What the features look at beside the candidate itself.
#[derive(Debug)]
pub(crate) struct Surroundings<'s> {
    /// Trees of the report.
    pub(crate) tree: &'s Tree<'s>,
    /// Frames, for word classes.
    pub(crate) frames: &'s Frames,
    /// All candidates of the report, in text order.
    pub(crate) all: &'s [Candidate],
    /// Who says what.
    pub(crate) attributions: &'s [Attribution],
    /// How often the report names each of the [`MEANS`].
    pub(crate) means: Vec<(&'static str, usize)>,
}

/// Classes of words that tell by what means an attack was made, and of what kind the news is.
const MEANS: &[&str] = &["aircraft", "projectile", "explosive", "crowd", "deal", "force"];

impl<'s> Surroundings<'s> {
    /// The surroundings of the candidates among `tokens` of a report.
    pub(crate) fn new(
        tree: &'s Tree<'s>,
        frames: &'s Frames,
        all: &'s [Candidate],
        attributions: &'s [Attribution],
        tokens: Range<usize>,
    ) -> Self {
        let lemmas = &tree.lemmas[tokens];
        let count = |class: &str| lemmas.iter().filter(|l| frames.in_class(class, l)).count();
        let means = MEANS.iter().map(|&class| (class, count(class))).collect();
        Self { tree, frames, all, attributions, means }
    }
}

/// Score of a candidate: above zero it is a claim.
pub(crate) fn score(weights: &Weights, surroundings: &Surroundings<'_>, which: usize) -> f32 {
    let mut total = 0.0;
    features(surroundings, which, &mut |feature| total += weights.get(feature));
    total
}

/// Calls `add` with each feature of candidate `which`.
///
/// # Cost
/// O(candidates of the sentence + children of trigger and governor).
pub(crate) fn features(s: &Surroundings<'_>, which: usize, add: &mut dyn FnMut(&str)) {
    let candidate = &s.all[which];
    let tree = s.tree;
    let token = candidate.token;
    let action = candidate.action.as_str();
    let lemma = tree.lemma(token);
    let relation = tree.relation(token).as_str();
    let head = tree.head(token);
    let governor = if head == token { "ROOT" } else { tree.lemma(head) };
    let shape = if candidate.nominal { "n" } else { "v" };
    let frame = s.frames.frames[candidate.frame].id.as_str();

    add("bias");
    add(&format!("action={action}"));
    add(&format!("frame={frame}"));
    add(&format!("lemma={lemma}/{shape}"));
    add(&format!("lemma={lemma}/{action}"));
    add(&format!("tag={}/{shape}", tree.xpos(token)));
    add(&format!("rel={relation}/{shape}"));
    add(&format!("rel={relation}/{action}/{shape}"));
    add(&format!("gov={governor}"));
    add(&format!("gov={governor}/{relation}"));
    add(&format!("lemma+rel={lemma}/{relation}"));
    if head != token {
        add(&format!("govtag={}/{relation}", tree.upos(head)));
        add(&format!("side={}/{shape}/{relation}", if head < token { "after" } else { "before" }));
    }
    word_features(s, candidate, add);
    if candidate.exactness > 0 {
        add("exact");
        add(&format!("exact/{action}"));
    }

    role_features(s, candidate, "subj", candidate.roles.subject, add);
    role_features(s, candidate, "obj", candidate.roles.object, add);
    if candidate.roles.passive {
        add(&format!("passive/{action}"));
    }

    for &child in tree.children(token) {
        match tree.relation(child) {
            Deprel::Det => {
                add(&format!("det={}/{shape}", tree.lemma(child)));
                add(&format!("det={}/{action}", tree.lemma(child)));
            }
            Deprel::Aux | Deprel::AuxPass | Deprel::Cop => add(&format!("aux={}", tree.lemma(child))),
            Deprel::Mark => {
                add(&format!("mark={}", tree.lemma(child)));
                add(&format!("mark={}/{action}", tree.lemma(child)));
            }
            Deprel::Case => {
                add(&format!("case={}/{shape}", tree.lemma(child)));
                add(&format!("case={}/{action}", tree.lemma(child)));
            }
            Deprel::Advmod | Deprel::Amod | Deprel::Compound => {
                add(&format!("mod={}/{shape}", tree.lemma(child)));
            }
            Deprel::CompoundPrt => add(&format!("prt={}", tree.lemma(child))),
            Deprel::NmodPoss => add(&format!("poss/{action}")),
            Deprel::Obl | Deprel::Nmod | Deprel::OblAgent => {
                if let Some(p) = tree.preposition(child) {
                    add(&format!("prep={p}/{action}"));
                    add(&format!("prep={p}/{lemma}"));
                    if is_place(tree, child) {
                        add(&format!("placed/{shape}"));
                    }
                }
            }
            Deprel::Ccomp | Deprel::Xcomp | Deprel::Advcl => {
                add(&format!("has={}/{action}", tree.relation(child)));
            }
            Deprel::Nummod => add(&format!("number/{action}")),
            _ => {}
        }
    }

    // The words beside it, which speak also where the tree is wrong.
    let sentence = tree.sentence(token);
    let at = |t: Option<usize>| t.filter(|t| sentence.contains(t)).map_or("#", |t| tree.lemma(t));
    let before = at(token.checked_sub(1));
    let after = at(Some(token + 1));
    add(&format!("prev={before}/{shape}"));
    add(&format!("next={after}/{shape}"));
    add(&format!("prev={before}/{action}"));
    add(&format!("next={after}/{action}"));
    if sentence
        .clone()
        .take(token - sentence.start)
        .any(|t| matches!(tree.lemma(t), "if" | "whether" | "unless"))
    {
        add("conditional");
    }
    if tree.form(sentence.end - 1) == "?" {
        add("question");
    }
    add(match token - sentence.start {
        0..=2 => "where=start",
        3..=9 => "where=early",
        10..=24 => "where=middle",
        _ => "where=late",
    });
    if sentence.len() < 7 {
        add("short-sentence");
    }
    let clause = tree.clause(token);
    let clause_relation = tree.relation(clause);
    add(&format!("clause={clause_relation}/{shape}"));
    if clause != token {
        add(&format!("clauseverb={}/{action}", tree.lemma(clause)));
    }
    if matches!(
        clause_relation,
        Deprel::Xcomp | Deprel::Ccomp | Deprel::Advcl | Deprel::Acl | Deprel::AclRelcl
    ) {
        let outer = tree.head(clause);
        add(&format!("under={}/{clause_relation}", tree.lemma(outer)));
        if let Some(mark) = tree.child(clause, &[Deprel::Mark]) {
            add(&format!("clausemark={}/{shape}", tree.lemma(mark)));
        }
    }
    let (status, _) = crate::status::status(tree, candidate);
    add(&format!("status={}/{action}", status.as_str()));
    add(&format!("status={}/{relation}", status.as_str()));

    means_features(s, candidate, &sentence, add);
    neighbours(s, which, &sentence, add);
    let covered = s.attributions.iter().any(|a| a.covers(token));
    add(if covered { "told=yes" } else { "told=no" });
    add(&format!("told={covered}/{action}"));
    if s.attributions.iter().any(|a| a.cue_tokens.contains(&token)) {
        add("is-cue");
        add(&format!("is-cue/{action}"));
    }
}

/// What the word itself and its frame take around them, and what else the sentence speaks of.
fn word_features(s: &Surroundings<'_>, candidate: &Candidate, add: &mut dyn FnMut(&str)) {
    let tree = s.tree;
    let token = candidate.token;
    let lemma = tree.lemma(token);
    let frame = s.frames.frames[candidate.frame].id.as_str();
    add(&format!("frame+rel={frame}/{}", tree.relation(token)));
    for (name, role) in [("subj", candidate.roles.subject), ("obj", candidate.roles.object)] {
        let Some(role) = role else {
            add(&format!("lemma+{name}.kind={lemma}/none"));
            add(&format!("frame+{name}.kind={frame}/none"));
            continue;
        };
        add(&format!("lemma+{name}={lemma}/{}", tree.lemma(role)));
        for kind in kinds(s.frames, tree, role) {
            add(&format!("lemma+{name}.kind={lemma}/{kind}"));
            add(&format!("frame+{name}.kind={frame}/{kind}"));
        }
    }
    for t in tree.sentence(token).filter(|&t| t != token) {
        if matches!(tree.upos(t), Upos::Noun | Upos::Verb | Upos::Adj) {
            add(&format!("in={}", tree.lemma(t)));
        }
    }
}

/// By what means an attack was made is often told elsewhere in the sentence or the report.
fn means_features(
    s: &Surroundings<'_>,
    candidate: &Candidate,
    sentence: &Range<usize>,
    add: &mut dyn FnMut(&str),
) {
    let action = candidate.action.as_str();
    let classes: &[&str] = match candidate.action {
        Action::Protest => &["crowd"],
        Action::Agree | Action::Meet => &["deal"],
        Action::Deploy => &["force"],
        _ if candidate.action.group() == ActionGroup::Violence => &["aircraft", "projectile", "explosive"],
        _ => return,
    };
    for class in classes {
        if sentence.clone().any(|t| s.frames.in_class(class, s.tree.lemma(t))) {
            add(&format!("sentence={class}/{action}"));
        }
        match s.means.iter().find(|(name, _)| name == class) {
            Some((_, 0)) | None => add(&format!("report.no={class}/{action}")),
            Some((_, 1..=2)) => add(&format!("report.some={class}/{action}")),
            Some(_) => add(&format!("report.many={class}/{action}")),
        }
    }
    let weapons = s.means.iter().filter(|(class, _)| classes.contains(class));
    if let Some((class, n)) = weapons.max_by_key(|(_, n)| *n) {
        add(&format!("report.most={}/{action}", if *n == 0 { "none" } else { class }));
    }
}

fn role_features(
    s: &Surroundings<'_>,
    candidate: &Candidate,
    name: &str,
    role: Option<usize>,
    add: &mut dyn FnMut(&str),
) {
    let action = candidate.action.as_str();
    let Some(token) = role else {
        add(&format!("{name}=none/{action}"));
        add(&format!("{name}=none/{}", s.tree.relation(candidate.token)));
        return;
    };
    let tree = s.tree;
    add(&format!("{name}.lemma={}", tree.lemma(token)));
    add(&format!("{name}.lemma={}/{action}", tree.lemma(token)));
    for class in kinds(s.frames, s.tree, token) {
        add(&format!("{name}.kind={class}/{action}"));
        add(&format!("{name}.kind={class}"));
    }
    if tree.child(token, &[Deprel::Nummod]).is_some() || tree.upos(token) == Upos::Num {
        add(&format!("{name}.number/{action}"));
    }
}

/// Word classes and name kinds of a noun.
pub(crate) fn kinds<'f>(frames: &'f Frames, tree: &Tree<'_>, token: usize) -> Vec<&'f str> {
    let lemma = tree.lemma(token);
    let mut found: Vec<&str> = frames.classes_of(lemma).iter().map(String::as_str).collect();
    if let Some(name) = tree.analysis.name_at(token) {
        found.push(match name.kind {
            NameKind::Person => "PERSON",
            NameKind::Organisation => "ORG",
            NameKind::Place => "PLACE",
            NameKind::Nationality => "NORP",
            NameKind::Facility => "FAC",
            NameKind::Other => "NAME",
        });
    }
    if tree.upos(token) == Upos::Pron {
        found.push("pronoun");
    }
    if found.is_empty() {
        found.push("other");
    }
    found
}

fn is_place(tree: &Tree<'_>, token: usize) -> bool {
    tree.analysis.name_at(token).is_some_and(|n| matches!(n.kind, NameKind::Place | NameKind::Facility))
}

/// Other candidates near by: what the governor tells, what hangs below, what was told before.
fn neighbours(s: &Surroundings<'_>, which: usize, sentence: &Range<usize>, add: &mut dyn FnMut(&str)) {
    let candidate = &s.all[which];
    let tree = s.tree;
    let token = candidate.token;
    let action = candidate.action.as_str();
    let first = s.all.partition_point(|c| c.token < sentence.start);
    let near = s.all[first..].iter().take_while(|c| c.token < sentence.end);
    let head = tree.head(token);
    let clause = tree.clause(token);
    let mut rivals = 0;
    for other in near {
        let told = other.action.as_str();
        if other.token == token {
            if other.action != candidate.action {
                add(&format!("rival={told}/{action}"));
                rivals += 1;
            }
            continue;
        }
        if other.token == head && head != token {
            add(&format!("govtells={told}/{action}"));
            add(&format!("govtells={told}/{}", tree.relation(token)));
        } else if tree.head(other.token) == token {
            add(&format!("below={told}/{action}"));
            add(&format!("below={told}/{action}/{}", tree.relation(other.token)));
        } else if tree.clause(other.token) == clause {
            add(&format!("beside={told}/{action}"));
        }
        if other.action == candidate.action {
            add(if other.token < token { "same-action-before" } else { "same-action-after" });
        }
    }
    if rivals == 0 {
        add("no-rival");
    }
    if tree.is_verb(head) && head != token && tree.upos(head) == Upos::Verb {
        add(&format!("govtense={}/{}", tree.xpos(head), tree.relation(token)));
    }
    let earlier = s.all[..first]
        .iter()
        .any(|c| c.action == candidate.action && tree.lemma(c.token) == tree.lemma(token));
    if earlier && candidate.nominal {
        add("told-before");
        if tree
            .child(token, &[Deprel::Det])
            .is_some_and(|d| matches!(tree.lemma(d), "the" | "this" | "that" | "these"))
        {
            add("told-before/definite");
        }
    }
}
