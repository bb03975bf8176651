//! The dependency trees of a report, with what extraction asks of them again and again.

use std::ops::Range;

use rashomon_model::{Analysis, Deprel, Report, Upos, Xpos};

/// Trees of one report: children, clauses, and deep roles.
#[derive(Debug)]
pub struct Tree<'a> {
    /// The report read.
    pub report: &'a Report,
    /// Its analysis.
    pub analysis: &'a Analysis,
    /// Lower-cased lemma of each token.
    pub lemmas: Vec<String>,
    children: Vec<Vec<usize>>,
    clause: Vec<usize>,
}

/// Relations that open a clause of their own.
const CLAUSES: &[Deprel] = &[
    Deprel::Root,
    Deprel::Ccomp,
    Deprel::Advcl,
    Deprel::AdvclRelcl,
    Deprel::Acl,
    Deprel::AclRelcl,
    Deprel::Parataxis,
    Deprel::Xcomp,
    Deprel::Csubj,
    Deprel::CsubjPass,
    Deprel::CsubjOuter,
];

/// Who does what to whom in the clause of a verb, as far as grammar tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    /// Head of the one who does it.
    pub subject: Option<usize>,
    /// Head of what it is done to; of a passive, its subject.
    pub object: Option<usize>,
    /// Indirect object.
    pub recipient: Option<usize>,
    /// True for a passive.
    pub passive: bool,
}

impl<'a> Tree<'a> {
    /// Builds the tables.
    ///
    /// # Cost
    /// O(tokens x depth).
    pub fn new(report: &'a Report, analysis: &'a Analysis) -> Self {
        let tokens = &analysis.tokens;
        let lemmas = tokens.iter().map(|t| t.lemma.to_lowercase()).collect();
        let mut children = vec![Vec::new(); tokens.len()];
        for (i, token) in tokens.iter().enumerate() {
            if token.head != i && token.head < tokens.len() {
                children[token.head].push(i);
            }
        }
        let mut tree = Self { report, analysis, lemmas, children, clause: Vec::new() };
        tree.clause = (0..tokens.len()).map(|i| tree.find_clause(i)).collect();
        tree
    }

    fn find_clause(&self, token: usize) -> usize {
        let mut at = token;
        for _ in 0..64 {
            if self.opens_clause(at) || self.analysis.is_root(at) {
                return at;
            }
            at = self.head(at);
        }
        at
    }

    fn opens_clause(&self, token: usize) -> bool {
        let relation = self.relation(token);
        CLAUSES.contains(&relation) || (relation == Deprel::Conj && self.is_predicate(token))
    }

    /// True for a verb, or a word with a copula or subject of its own.
    pub fn is_predicate(&self, token: usize) -> bool {
        self.upos(token) == Upos::Verb
            || self.children(token).iter().any(|&c| matches!(self.relation(c), Deprel::Cop | Deprel::Nsubj))
    }

    /// Tokens hanging on `token`, in text order.
    pub fn children(&self, token: usize) -> &[usize] {
        &self.children[token]
    }

    /// The first child with one of the relations.
    pub fn child(&self, token: usize, relations: &[Deprel]) -> Option<usize> {
        self.children(token).iter().copied().find(|&c| relations.contains(&self.relation(c)))
    }

    /// The children with one of the relations.
    pub fn all<'s>(&'s self, token: usize, relations: &'s [Deprel]) -> impl Iterator<Item = usize> + 's {
        self.children(token).iter().copied().filter(move |&c| relations.contains(&self.relation(c)))
    }

    /// Head of a token; a root's is itself.
    pub fn head(&self, token: usize) -> usize {
        self.analysis.tokens[token].head
    }

    /// Relation to the head.
    pub fn relation(&self, token: usize) -> Deprel {
        self.analysis.tokens[token].deprel
    }

    /// Part of speech.
    pub fn upos(&self, token: usize) -> Upos {
        self.analysis.tokens[token].upos
    }

    /// Penn tag.
    pub fn xpos(&self, token: usize) -> Xpos {
        self.analysis.tokens[token].xpos
    }

    /// Lower-cased lemma.
    pub fn lemma(&self, token: usize) -> &str {
        &self.lemmas[token]
    }

    /// As written.
    pub fn form(&self, token: usize) -> &'a str {
        self.analysis.tokens[token].span.slice(&self.report.text)
    }

    /// True for a verb form, whatever its universal tag.
    pub fn is_verb(&self, token: usize) -> bool {
        self.upos(token) == Upos::Verb
            || matches!(
                self.xpos(token),
                Xpos::Vb | Xpos::Vbd | Xpos::Vbg | Xpos::Vbn | Xpos::Vbp | Xpos::Vbz
            ) && self.upos(token) != Upos::Aux
    }

    /// True for a noun, name, pronoun or number: what can fill a role.
    pub fn is_nominal(&self, token: usize) -> bool {
        matches!(
            self.upos(token),
            Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::Adj | Upos::X | Upos::Sym
        ) || self.upos(token) == Upos::Det
    }

    /// The word that heads the clause of `token`.
    pub fn clause(&self, token: usize) -> usize {
        self.clause[token]
    }

    /// Tokens of the sentence of `token`.
    pub fn sentence(&self, token: usize) -> Range<usize> {
        self.analysis.sentences[self.analysis.sentence_of(token)].tokens.clone()
    }

    /// Tokens in the clause of `token`: those whose nearest clause is the same, and open complements
    /// on both sides of it.
    pub fn clause_tokens(&self, token: usize) -> impl Iterator<Item = usize> + '_ {
        let clause = self.clause(token);
        let outer = match self.relation(clause) {
            Deprel::Xcomp | Deprel::Acl if !self.analysis.is_root(clause) => self.clause(self.head(clause)),
            _ => clause,
        };
        self.sentence(token).filter(move |&t| {
            let own = self.clause(t);
            own == clause
                || own == outer
                || (matches!(self.relation(own), Deprel::Xcomp | Deprel::Acl)
                    && self.clause(self.head(own)) == clause)
        })
    }

    /// The preposition (or prepositions) that mark a nominal, lower case: `on`, `because of`.
    pub fn preposition(&self, token: usize) -> Option<&str> {
        self.child(token, &[Deprel::Case]).map(|c| self.lemma(c))
    }

    /// Nominals attached to `token` by a preposition, with it: obliques of a verb, modifiers of a noun.
    pub fn obliques(&self, token: usize) -> impl Iterator<Item = (&str, usize)> + '_ {
        self.all(token, &[Deprel::Obl, Deprel::OblAgent, Deprel::Nmod])
            .filter_map(|c| self.preposition(c).map(|p| (p, c)))
    }

    /// First nominal attached by one of the prepositions.
    pub fn oblique(&self, token: usize, prepositions: &[&str]) -> Option<usize> {
        self.obliques(token).find(|(p, _)| prepositions.contains(p)).map(|(_, t)| t)
    }

    /// Deep subject and object of a verb, over passives, control, coordination and relative clauses.
    pub fn roles(&self, verb: usize) -> Roles {
        self.roles_within(verb, 6)
    }

    fn roles_within(&self, verb: usize, depth: usize) -> Roles {
        let mut roles = Roles::default();
        if depth == 0 {
            return roles;
        }
        let relation = self.relation(verb);
        let head = self.head(verb);
        roles.recipient = self.child(verb, &[Deprel::Iobj]);
        roles.object = self.child(verb, &[Deprel::Obj]);
        let surface = self.child(verb, &[Deprel::Nsubj, Deprel::NsubjOuter]);
        let passive = self.child(verb, &[Deprel::NsubjPass]);
        let bare_participle = self.xpos(verb) == Xpos::Vbn
            && self.child(verb, &[Deprel::Aux, Deprel::AuxPass, Deprel::Cop]).is_none()
            && surface.is_none();
        roles.passive = passive.is_some()
            || self.child(verb, &[Deprel::AuxPass]).is_some()
            || (bare_participle && matches!(relation, Deprel::Acl | Deprel::Advcl | Deprel::Amod))
            || (bare_participle && roles.object.is_none() && relation == Deprel::Root);
        if relation == Deprel::Conj && !roles.passive && surface.is_none() && bare_participle {
            roles.passive = self.roles_within(head, depth - 1).passive;
        }
        let inherited = |tree: &Self| tree.outer_subject(verb, depth);
        if roles.passive {
            roles.subject = self.child(verb, &[Deprel::OblAgent]).or_else(|| self.oblique(verb, &["by"]));
            let patient = passive.or(surface).map(|t| self.antecedent(t, verb));
            let patient = patient.or_else(|| match relation {
                Deprel::Acl | Deprel::Amod => Some(head),
                Deprel::Conj => {
                    let outer = self.roles_within(head, depth - 1);
                    if outer.passive { outer.object } else { outer.subject }
                }
                _ => inherited(self),
            });
            roles.object = patient.or(roles.object);
        } else {
            roles.subject = surface.map(|t| self.antecedent(t, verb)).or_else(|| inherited(self));
            if let Some(object) = roles.object {
                roles.object = Some(self.antecedent(object, verb));
            } else if relation == Deprel::AclRelcl && roles.subject.is_some_and(|s| s != head) {
                // "the town they captured": the noun outside is the object.
                roles.object = Some(head);
            } else if relation == Deprel::Conj && self.is_verb(head) && self.shares_object(verb, head) {
                roles.object = self.roles_within(head, depth - 1).object;
            }
        }
        roles
    }

    /// "captured and burned the town": an object after the last verb belongs to both.
    fn shares_object(&self, verb: usize, head: usize) -> bool {
        let object = self.child(head, &[Deprel::Obj]);
        object.is_some_and(|o| o > verb)
    }

    /// Subject of a clause without one of its own.
    fn outer_subject(&self, verb: usize, depth: usize) -> Option<usize> {
        let head = self.head(verb);
        if head == verb {
            return None;
        }
        match self.relation(verb) {
            Deprel::Conj if self.is_predicate(head) || self.is_verb(head) => {
                let outer = self.roles_within(head, depth - 1);
                if outer.passive { outer.object } else { outer.subject }
            }
            Deprel::Xcomp | Deprel::Ccomp => {
                let outer = self.roles_within(head, depth - 1);
                // "forced them to leave", "urged residents to leave": the object acts.
                if outer.passive { outer.object } else { outer.object.or(outer.recipient).or(outer.subject) }
            }
            Deprel::Advcl => {
                let outer = self.roles_within(head, depth - 1);
                if outer.passive { outer.object } else { outer.subject }
            }
            Deprel::Acl if self.xpos(verb) == Xpos::Vbg => Some(head),
            Deprel::Acl if self.is_nominal(head) => {
                // "their plan to attack": whoever has the plan.
                self.child(head, &[Deprel::NmodPoss]).or_else(|| {
                    let clause = self.clause(head);
                    (clause != verb && self.is_verb(clause))
                        .then(|| self.roles_within(clause, depth - 1).subject)
                        .flatten()
                })
            }
            Deprel::AclRelcl => Some(head),
            Deprel::Parataxis | Deprel::Dep => None,
            _ => None,
        }
    }

    /// A relative pronoun's noun, or the token itself.
    pub fn antecedent(&self, token: usize, verb: usize) -> usize {
        let relative = matches!(self.lemma(token), "who" | "which" | "that" | "whom" | "what")
            && matches!(self.upos(token), Upos::Pron | Upos::Det | Upos::Sconj);
        if !relative {
            return token;
        }
        let mut at = verb;
        for _ in 0..8 {
            if matches!(self.relation(at), Deprel::AclRelcl | Deprel::Acl) {
                return self.head(at);
            }
            if self.analysis.is_root(at) {
                break;
            }
            at = self.head(at);
        }
        token
    }

    /// Tokens of a noun phrase as a reader would cut it: with determiners, numbers, adjectives,
    /// prepositional and participle modifiers; without relative clauses, appositions set off by
    /// commas, and the preposition before it.
    pub fn phrase(&self, head: usize) -> Range<usize> {
        let mut first = head;
        let mut last = head;
        self.widen(head, head, &mut first, &mut last, 0);
        self.trim(first..last + 1)
    }

    /// The part of a noun phrase that stands before `end`.
    pub fn phrase_before(&self, head: usize, end: usize) -> Range<usize> {
        let phrase = self.phrase(head);
        phrase.start..phrase.end.min(end).max(phrase.start)
    }

    fn widen(&self, top: usize, at: usize, first: &mut usize, last: &mut usize, depth: usize) {
        if depth > 12 {
            return;
        }
        for &child in self.children(at) {
            let keep = match self.relation(child) {
                Deprel::Case | Deprel::Mark | Deprel::Cc | Deprel::CcPreconj => at != top,
                Deprel::AclRelcl
                | Deprel::Parataxis
                | Deprel::Punct
                | Deprel::Discourse
                | Deprel::Cop
                | Deprel::Aux
                | Deprel::AuxPass
                | Deprel::Nsubj
                | Deprel::NsubjPass
                | Deprel::NsubjOuter
                | Deprel::Ccomp
                | Deprel::Advcl
                | Deprel::Dep
                | Deprel::Orphan
                | Deprel::Vocative => false,
                Deprel::Appos => !self.comma_before(child),
                Deprel::Acl => !self.comma_before(child),
                Deprel::Conj => !self.is_predicate(child),
                Deprel::Advmod
                | Deprel::Obl
                | Deprel::Obj
                | Deprel::Xcomp
                | Deprel::OblUnmarked
                | Deprel::OblAgent
                    if at == top && self.is_predicate(top) =>
                {
                    child < top && self.relation(child) == Deprel::Advmod
                }
                _ => true,
            };
            if keep {
                *first = (*first).min(child);
                *last = (*last).max(child);
                self.widen(top, child, first, last, depth + 1);
            }
        }
    }

    fn comma_before(&self, token: usize) -> bool {
        let first = self.children(token).iter().copied().fold(token, usize::min);
        (first > 0 && matches!(self.form(first - 1), "," | "-" | "–" | "—" | "("))
            || matches!(self.form(first), "," | "(" | "–" | "—")
    }

    /// Cuts punctuation, conjunctions and complementisers off both ends.
    pub fn trim(&self, tokens: Range<usize>) -> Range<usize> {
        let mut range = tokens;
        let loose = |t: usize| self.upos(t) == Upos::Punct;
        while range.start < range.end && loose(range.start) && !self.opens_bracket_inside(&range) {
            range.start += 1;
        }
        while range.start < range.end && loose(range.end - 1) {
            range.end -= 1;
        }
        range
    }

    fn opens_bracket_inside(&self, range: &Range<usize>) -> bool {
        let close = match self.form(range.start) {
            "(" => ")",
            "[" => "]",
            _ => return false,
        };
        range.clone().any(|t| self.form(t) == close)
    }

    /// Words of a range, as they stand in the text.
    pub fn words(&self, tokens: Range<usize>) -> &'a str {
        self.analysis.span(tokens).slice(&self.report.text)
    }
}
