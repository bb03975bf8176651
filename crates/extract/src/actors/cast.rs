//! The cast of one report: everybody it names, under all the forms it uses for them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rashomon_model::{
    ActorLink, Analysis, Deprel, LinkMethod, NameKind, Note, Party, PlaceMention, Reading, Report, Span, Upos,
};
use rashomon_resources::{ActorKind, actors::slug};

use super::fold::{Caps, words};
use super::linker::{Linker, StateForm, Who};
use super::mention::{Class, Meant, Mention, mentions};
use super::person::{Gender, bare_name, gender_of, name_words, names_person};
use super::phrase::own_key;
use super::setting::Setting;

/// Everybody a report names. Made once a report; answers who a phrase means.
#[derive(Debug)]
pub struct Cast<'r> {
    pub(crate) report: &'r Report,
    pub(crate) analysis: &'r Analysis,
    pub(crate) linker: &'r Linker,
    pub(crate) setting: Setting,
    pub(crate) mentions: Vec<Mention>,
    pub(crate) entities: Vec<Entity>,
    /// Mention whose head is a token.
    pub(crate) at_head: Vec<Option<usize>>,
    /// Names the report itself introduces, folded.
    own: BTreeMap<String, usize>,
    /// Countries named in each sentence.
    near: Vec<Vec<(usize, f32)>>,
}

/// One actor or person of a report.
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    /// Id in the actor pack, or made from the name.
    pub id: String,
    /// Common English name; a person's without titles.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// Every form that means it, in text order.
    pub forms: Vec<Form>,
    pub(crate) who: Option<Who>,
    /// A person's names, folded word by word, the fullest first.
    pub(crate) names: Vec<Vec<String>>,
    /// Words of office told of a person.
    pub(crate) offices: BTreeSet<String>,
    pub(crate) gender: Gender,
    /// Last mention so far.
    pub(crate) last: Option<usize>,
}

/// One form that means an entity.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// Where it stands.
    pub span: Span,
    /// As written.
    pub text: String,
    /// How it was linked.
    pub method: LinkMethod,
    /// 0 to 1.
    pub confidence: f32,
}

impl<'r> Cast<'r> {
    /// Reads the cast of a report. `places` may be empty; they tell whose army "the army" is.
    ///
    /// # Cost
    /// O(words x (length of a sentence + longest name)), and for each pronoun the mentions of a few
    /// sentences before it.
    pub fn new(
        report: &'r Report,
        analysis: &'r Analysis,
        linker: &'r Linker,
        places: &[PlaceMention],
    ) -> Reading<Self> {
        let setting = Setting::read(report, analysis, linker, places);
        let mut cast = Self {
            report,
            analysis,
            linker,
            setting,
            mentions: Vec::new(),
            entities: Vec::new(),
            at_head: vec![None; analysis.tokens.len()],
            own: BTreeMap::new(),
            near: Vec::new(),
        };
        cast.mentions = mentions(analysis, &report.text, cast.setting.shouting);
        for (i, mention) in cast.mentions.iter().enumerate() {
            cast.at_head[mention.head] = Some(i);
        }
        cast.near = analysis.sentences.iter().map(|s| cast.countries_in(s.span)).collect();
        cast.introduce();
        for i in 0..cast.mentions.len() {
            match cast.mentions[i].class {
                Class::Noun => cast.settle_noun(i),
                Class::Pronoun => cast.settle_pronoun(i),
            }
        }
        cast.settle_speakers();
        for entity in &mut cast.entities {
            entity.forms.sort_by_key(|f| f.span);
        }
        cast.entities_in_order();
        let notes = cast.notes();
        Reading { value: cast, notes }
    }

    /// Who a phrase means: the text that names them, and the link where they are known.
    ///
    /// A pronoun gives the nearest naming phrase as text; any other phrase stands as written.
    pub fn resolve(&self, tokens: Range<usize>) -> Party {
        let tokens = tokens.start.min(self.analysis.tokens.len())..tokens.end.min(self.analysis.tokens.len());
        if tokens.is_empty() {
            return Party::default();
        }
        let span = self.analysis.span(tokens.clone());
        let mention = self.mention_in(&tokens);
        let Some(m) = mention.map(|i| &self.mentions[i]) else {
            return self.party(span, self.link_text(span.slice(&self.report.text), span));
        };
        let meant = m.entity.map(|meant| self.link_of(meant));
        // Trees of broken prose are often wrong about the head: a name that the words themselves give
        // goes first, and a phrase that reaches beyond what was asked for gives nothing.
        if m.class == Class::Noun && m.tokens != tokens {
            let told = self.link_text(span.slice(&self.report.text), span);
            let before = meant.as_ref().map_or(0.0, |m| m.1.confidence);
            let sure = told.as_ref().is_some_and(|t| {
                t.1.method != LinkMethod::Coreference || (before < 0.5 && t.1.confidence > before)
            });
            if sure || (told.is_some() && m.tokens.end > tokens.end) {
                return self.party(span, told);
            }
        }
        if m.class == Class::Pronoun {
            let Some(root) = self.root(mention) else { return self.party(span, meant) };
            return self.party(self.analysis.span(self.mentions[root].tokens.clone()), meant);
        }
        self.party(span, meant.or_else(|| self.link_text(span.slice(&self.report.text), span)))
    }

    /// Who a text means in this report, without a place in it.
    pub fn actor_of_text(&self, text: &str) -> Option<(String, ActorLink)> {
        self.link_text(text, Span::default())
    }

    /// Everybody named, in the order of their first form.
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// The setting the names were read in.
    pub fn setting(&self) -> &Setting {
        &self.setting
    }

    fn party(&self, span: Span, link: Option<(String, ActorLink)>) -> Party {
        let text = span.slice(&self.report.text).to_string();
        let (name, link) = link.map_or((None, None), |(name, link)| (Some(name), Some(link)));
        Party { text, span: Some(span), name, link }
    }

    /// The mention that is the head of a range of tokens.
    fn mention_in(&self, tokens: &Range<usize>) -> Option<usize> {
        let outside = |t: usize| {
            let head = self.analysis.tokens[t].head;
            head == t || !tokens.contains(&head)
        };
        // The head of an English phrase is its last nominal before a preposition, comma or clause.
        let ends = tokens.clone().skip(1).find(|&t| {
            let token = &self.analysis.tokens[t];
            matches!(token.upos, Upos::Adp | Upos::Sconj | Upos::Verb | Upos::Cconj)
                || matches!(token.span.slice(&self.report.text), "," | "(" | "--" | "who" | "which" | "that")
        });
        let core = tokens.start..ends.unwrap_or(tokens.end);
        let last = core.clone().rev().find_map(|t| self.at_head[t]);
        tokens
            .clone()
            .filter(|&t| outside(t))
            .find_map(|t| self.at_head[t])
            .filter(|&m| last.is_none_or(|l| self.mentions[l].head <= self.mentions[m].head))
            .or(last)
            .or_else(|| tokens.clone().rev().find_map(|t| self.at_head[t]))
    }

    /// The mention at the start of a chain of pronouns.
    pub(crate) fn root(&self, mention: Option<usize>) -> Option<usize> {
        let mut at = mention?;
        for _ in 0..=self.mentions.len() {
            match self.mentions[at].antecedent {
                Some(before) if before != at => at = before,
                _ => break,
            }
        }
        (self.mentions[at].class == Class::Noun).then_some(at)
    }

    fn link_of(&self, meant: Meant) -> (String, ActorLink) {
        let entity = &self.entities[meant.entity];
        let link = ActorLink { actor: entity.id.clone(), method: meant.method, confidence: meant.confidence };
        (entity.name.clone(), link)
    }

    fn link_text(&self, text: &str, span: Span) -> Option<(String, ActorLink)> {
        if let Some(&entity) = self.own.get(&own_key(text)) {
            return Some(self.link_of(Meant { entity, method: LinkMethod::Introduced, confidence: 0.8 }));
        }
        if let Some(person) = self.person_called(text) {
            return Some(self.link_of(Meant {
                entity: person,
                method: LinkMethod::Introduced,
                confidence: 0.8,
            }));
        }
        let sentence = self.analysis.sentences.iter().position(|s| s.span.overlaps(span));
        let near = sentence.map_or(&[][..], |s| &self.near[s]);
        self.linker.link_near(text, &self.setting, near).map(|l| (l.name, l.link))
    }

    /// Countries named in a stretch of text, each with a small weight.
    fn countries_in(&self, span: Span) -> Vec<(usize, f32)> {
        let words = words(span.slice(&self.report.text));
        let mut found: Vec<(usize, f32)> = Vec::new();
        for i in 0..words.len() {
            for n in 1..=3.min(words.len() - i) {
                for state in self.linker.states_of(&words[i..i + n], self.setting.shouting) {
                    if state.form != StateForm::Seat && !words[i + n - 1].glued {
                        found.push((state.country, 0.5));
                    }
                }
            }
        }
        found
    }

    // Names the report introduces.

    fn introduce(&mut self) {
        let analysis = self.analysis;
        for name in &analysis.names {
            if !self.trusted(name) {
                continue;
            }
            let text = self.analysis.span(name.tokens.clone()).slice(&self.report.text);
            match name.kind {
                NameKind::Person if name.tokens.len() > 1 => {
                    if let Some(bare) = bare_name(text, &self.linker.table.nouns)
                        && bare.contains(char::is_whitespace)
                    {
                        self.person(&bare);
                    }
                }
                NameKind::Organisation => self.introduce_organisation(text, name.tokens.clone()),
                _ => {}
            }
        }
    }

    /// Whether a name found by the recogniser is written like one: capitals, no common nouns in a
    /// person's, and in a text of capitals only short names of proper nouns.
    fn trusted(&self, name: &rashomon_model::Name) -> bool {
        let person = name.kind == NameKind::Person;
        let text = self.analysis.span(name.tokens.clone()).slice(&self.report.text);
        let proper = name.tokens.clone().all(|t| self.analysis.tokens[t].upos == Upos::Propn);
        if self.setting.shouting {
            let first = text.split_whitespace().next().map(str::to_lowercase).unwrap_or_default();
            let article = matches!(first.as_str(), "the" | "a" | "an" | "that" | "two" | "this");
            return person && proper && !article && (2..=3).contains(&name.tokens.len());
        }
        let found = words(text);
        let nouns = &self.linker.table.nouns;
        let common = |w: &str| {
            nouns.parts.contains(w)
                || nouns.general.values().any(|g| g.contains(w))
                || nouns.persons.either.contains(w)
        };
        let last = found.last().is_some_and(|w| w.caps != Caps::Lower);
        let plain = person && found.last().is_some_and(|w| common(&w.fold) && w.caps == Caps::Lower);
        let small = |f: &str| PARTICLES.contains(&f);
        let capital = text.chars().next().is_some_and(char::is_uppercase)
            && found.iter().all(|w| w.caps != Caps::Lower || small(&w.fold));
        last && !plain
            && (capital || !person)
            && name.tokens.len() <= if person { 7 } else { 10 }
            && !(person && self.linker.states_of(&found, false).iter().any(|s| s.form != StateForm::Name))
    }

    fn introduce_organisation(&mut self, text: &str, tokens: Range<usize>) {
        let known = self.linker.link(text, &self.setting);
        let acronym = self.acronym_after(tokens.end);
        let entity = match known {
            Some(link) if link.link.method == LinkMethod::Coreference => return,
            Some(link) if acronym.is_some() => self.known(link.who),
            Some(_) => return,
            None => {
                let key = own_key(text);
                if key.len() < 3 {
                    return;
                }
                if let Some(&e) = self.own.get(&key) {
                    e
                } else {
                    let name =
                        text.strip_prefix("the ").or_else(|| text.strip_prefix("The ")).unwrap_or(text);
                    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
                    let e = self.add(slug(&name), name, kind_by_words(&key), None);
                    self.own.insert(key, e);
                    e
                }
            }
        };
        if let Some(acronym) = acronym {
            self.own.entry(acronym).or_insert(entity);
        }
    }

    /// `(GMA)` behind a name: its acronym, folded.
    fn acronym_after(&self, end: usize) -> Option<String> {
        let form = |t: usize| self.analysis.tokens.get(t).map(|t| t.span.slice(&self.report.text));
        if !matches!(form(end)?, "(" | "[") || !matches!(form(end + 2)?, ")" | "]") {
            return None;
        }
        let acronym = form(end + 1)?;
        let large = acronym.chars().filter(|c| c.is_uppercase()).count();
        (large >= 2 && acronym.chars().count() <= 12).then(|| own_key(acronym))
    }

    pub(crate) fn add(&mut self, id: String, name: String, kind: ActorKind, who: Option<Who>) -> usize {
        self.entities.push(Entity {
            id,
            name,
            kind,
            forms: Vec::new(),
            who,
            names: Vec::new(),
            offices: BTreeSet::new(),
            gender: Gender::Unknown,
            last: None,
        });
        self.entities.len() - 1
    }

    /// The entity of a known actor.
    pub(crate) fn known(&mut self, who: Who) -> usize {
        if let Some(at) = self.entities.iter().position(|e| e.who == Some(who)) {
            return at;
        }
        let kind = self.linker.kind(who);
        let name = self.linker.name(who);
        let folded = name_words(&name);
        let at = self.add(self.linker.id(who), name, kind, Some(who));
        if kind == ActorKind::Person {
            self.entities[at].names.push(folded);
        }
        at
    }

    /// The person with a name, found among those of the report, then in the table, else new.
    fn person(&mut self, name: &str) -> usize {
        if let Some(at) = self.person_called(name) {
            return at;
        }
        let exact = self.linker.names_of(&words(name), self.setting.shouting);
        let known = exact.iter().map(|n| n.who).find(|&w| self.linker.kind(w) == ActorKind::Person);
        if let Some(who) = known {
            let at = self.known(who);
            self.entities[at].names.push(name_words(name));
            return at;
        }
        let folded = name_words(name);
        // The full name of one who was told by surname before.
        let shorter = self.entities.iter().position(|e| {
            e.kind == ActorKind::Person && e.who.is_none() && e.names.iter().any(|n| names_person(n, &folded))
        });
        let at = match shorter {
            Some(at) => {
                self.entities[at].name = name.to_string();
                self.entities[at].id = slug(name);
                at
            }
            None => self.add(slug(name), name.to_string(), ActorKind::Person, None),
        };
        self.entities[at].names.insert(0, folded);
        at
    }

    /// The person of the report whose name this is or shortens; the last told of several.
    fn person_called(&self, name: &str) -> Option<usize> {
        let bare = bare_name(name, &self.linker.table.nouns)?;
        let folded = name_words(&bare);
        let fits =
            |e: &Entity| e.kind == ActorKind::Person && e.names.iter().any(|n| names_person(&folded, n));
        let surname = |e: &Entity| e.names.iter().any(|n| n.last() == folded.last());
        let found = self.entities.iter().enumerate().filter(|(_, e)| fits(e));
        found.max_by_key(|(i, e)| (surname(e), e.forms.len(), e.last, std::cmp::Reverse(*i))).map(|(i, _)| i)
    }

    // Phrases.

    fn settle_noun(&mut self, i: usize) {
        let tokens = self.mentions[i].tokens.clone();
        let text = self.analysis.span(tokens.clone()).slice(&self.report.text).to_string();
        let meant = self
            .person_at(i, &text)
            .or_else(|| self.person_beside(i))
            .or_else(|| self.named_at(i, &text))
            .or_else(|| self.beside(i))
            .or_else(|| self.of_pronoun(i))
            .or_else(|| self.damaged(i, &text))
            .or_else(|| self.stands_for(i, &text));
        if let Some(meant) = meant {
            self.mean(i, meant);
        }
    }

    /// Links a mention to an entity and keeps its form.
    pub(crate) fn mean(&mut self, i: usize, meant: Meant) {
        let span = self.analysis.span(self.mentions[i].tokens.clone());
        let text = span.slice(&self.report.text).to_string();
        self.mentions[i].entity = Some(meant);
        let pronoun = self.mentions[i].class == Class::Pronoun;
        let entity = &mut self.entities[meant.entity];
        entity.last = Some(i);
        if entity.kind == ActorKind::Person && !pronoun {
            let beside: BTreeSet<String> = name_words(&text).into_iter().collect();
            let gender = gender_of(&beside, &self.linker.table.nouns);
            if entity.gender == Gender::Unknown {
                entity.gender = gender;
            }
            entity.offices.extend(beside);
        }
        entity.forms.push(Form { span, text, method: meant.method, confidence: meant.confidence });
    }

    /// A person's name at the head: `Limpopo police commissioner Fannie Masemola`.
    fn person_at(&mut self, i: usize, text: &str) -> Option<Meant> {
        let mention = &self.mentions[i];
        let (head, tokens) = (mention.head, mention.tokens.clone());
        let name = self
            .analysis
            .names
            .iter()
            .filter(|n| {
                n.kind == NameKind::Person && tokens.start <= n.tokens.start && n.tokens.end <= tokens.end
            })
            .filter(|n| self.trusted(n))
            .find(|n| n.tokens.contains(&head) || n.tokens.start == head + 1);
        let introduced =
            |entity, confidence| Some(Meant { entity, method: LinkMethod::Introduced, confidence });
        if let Some(name) = name {
            // `Trump campaign`: the head lies behind the name.
            let written = self.analysis.span(name.tokens.clone()).slice(&self.report.text);
            let bare = bare_name(written, &self.linker.table.nouns)?;
            // The recogniser takes some groups and states for persons.
            let known = self.linker.link(written, &self.setting).filter(|l| l.kind != ActorKind::Person);
            if let Some(known) =
                known.filter(|l| l.link.method == LinkMethod::Alias && l.link.confidence >= 0.75)
            {
                let entity = self.known(known.who);
                return Some(Meant { entity, method: known.link.method, confidence: known.link.confidence });
            }
            let entity = self.person(&bare);
            return introduced(entity, 0.9);
        }
        // A title and a name that the recogniser missed, or a surname told before.
        let token = &self.analysis.tokens[head];
        if token.upos != Upos::Propn || self.setting.shouting {
            return None;
        }
        let before_of = self.analysis.span(tokens.start..head + 1).slice(&self.report.text);
        let bare = bare_name(before_of, &self.linker.table.nouns)?;
        let titled = !before_of.trim_start().starts_with(bare.as_str()) && !bare.contains('.');
        let large = words(&bare).iter().all(|w| w.caps != Caps::Lower) && words(&bare).len() <= 4;
        if titled
            && large
            && self.linker.link(&bare, &self.setting).is_none_or(|l| l.kind == ActorKind::Person)
        {
            let entity = self.person(&bare);
            return introduced(entity, 0.75);
        }
        if tokens.len() <= 2 && self.linker.link(text, &self.setting).is_none() {
            let entity = self.person_called(before_of)?;
            return introduced(entity, 0.8);
        }
        None
    }

    /// A known or introduced name.
    fn named_at(&mut self, i: usize, text: &str) -> Option<Meant> {
        let sentence = self.mentions[i].sentence;
        let head = self.mentions[i].head;
        let introduced = |entity| Some(Meant { entity, method: LinkMethod::Introduced, confidence: 0.85 });
        if let Some(&entity) = self.own.get(&own_key(text)) {
            return introduced(entity);
        }
        let link = self.linker.link_near(text, &self.setting, &self.near[sentence]);
        if let Some(link) = link
            && link.link.method != LinkMethod::Coreference
        {
            let entity = self.known(link.who);
            return Some(Meant { entity, method: link.link.method, confidence: link.link.confidence });
        }
        if let Some(name) = self.analysis.name_at(head) {
            let written = self.analysis.span(name.tokens.clone()).slice(&self.report.text);
            if let Some(&entity) = self.own.get(&own_key(written)) {
                return introduced(entity);
            }
        }
        // `GMA officials`: a name of the report before a word for its parts.
        let lemma = self.analysis.tokens[head].lemma.to_lowercase();
        let form = self.analysis.form(&self.report.text, head).to_lowercase();
        let nouns = &self.linker.table.nouns;
        if nouns.parts.contains(&lemma) || nouns.parts.contains(&form) {
            let before = self.mentions[i].tokens.start..head;
            let name = self
                .analysis
                .names
                .iter()
                .find(|n| n.tokens.end == head && before.contains(&n.tokens.start))?;
            let written = self.analysis.span(name.tokens.clone()).slice(&self.report.text);
            let entity = *self.own.get(&own_key(written))?;
            return introduced(entity);
        }
        None
    }

    /// A person in apposition: `the minister for roads, Amal Haddad`.
    fn person_beside(&mut self, i: usize) -> Option<Meant> {
        let head = self.mentions[i].head;
        let lemma = self.analysis.tokens[head].lemma.to_lowercase();
        let nouns = &self.linker.table.nouns;
        let office = nouns.titles.contains(&lemma)
            || nouns.persons.either.contains(&lemma)
            || nouns.persons.he.contains(&lemma)
            || nouns.persons.she.contains(&lemma)
            || self.analysis.tokens[head].upos == Upos::Propn;
        let child = self.analysis.child(head, &[Deprel::Appos, Deprel::Flat]).filter(|_| office)?;
        let other = self.at_head[child]?;
        let text =
            self.analysis.span(self.mentions[other].tokens.clone()).slice(&self.report.text).to_string();
        let meant = self.person_at(other, &text)?;
        Some(Meant {
            entity: meant.entity,
            method: LinkMethod::Introduced,
            confidence: 0.9 * meant.confidence,
        })
    }

    /// An apposition: `the police commissioner, Fannie Masemola`, and the other way round.
    fn beside(&mut self, i: usize) -> Option<Meant> {
        let head = self.mentions[i].head;
        let token = &self.analysis.tokens[head];
        let coref = |entity, confidence| Some(Meant { entity, method: LinkMethod::Coreference, confidence });
        if token.deprel == Deprel::Appos && !self.analysis.is_root(head) {
            let first = self.at_head[token.head]?;
            let meant = self.mentions[first].entity?;
            // An apposition follows at once; one from afar is a mistake of the tree.
            if self.mentions[i].tokens.start > self.mentions[first].tokens.end + 1 {
                return None;
            }
            return coref(meant.entity, 0.8 * meant.confidence);
        }
        let child = self.analysis.child(head, &[Deprel::Appos])?;
        let other = self.at_head[child]?;
        let text =
            self.analysis.span(self.mentions[other].tokens.clone()).slice(&self.report.text).to_string();
        let meant = self.person_at(other, &text).or_else(|| self.named_at(other, &text))?;
        coref(meant.entity, 0.8 * meant.confidence)
    }

    /// Names broken by machine translation, in a report about the actor they stand for.
    fn damaged(&mut self, i: usize, text: &str) -> Option<Meant> {
        let nouns = &self.linker.table.nouns;
        let end = self.mentions[i].tokens.end;
        let next = self.analysis.tokens.get(end).map_or("", |t| t.span.slice(&self.report.text));
        let extended = own_key(&format!("{text} {next}"));
        let hit = nouns.damaged.iter().any(|p| {
            let p = own_key(p);
            extended == p || extended.starts_with(&format!("{p} ")) || extended.ends_with(&format!(" {p}"))
        });
        if !hit {
            return None;
        }
        let who = self.linker.actor(&nouns.damaged_actor)?;
        let at_home = self.setting.has_any(&self.linker.countries(who));
        let named = matches!(who, Who::Actor(a) if self.setting.times_named(a) > 0);
        if !at_home && !named {
            return None;
        }
        let entity = self.known(who);
        Some(Meant { entity, method: LinkMethod::Coreference, confidence: 0.55 })
    }

    pub(crate) fn near(&self, sentence: usize) -> &[(usize, f32)] {
        &self.near[sentence]
    }

    /// Drops entities nobody named and puts the rest in the order of their first form.
    fn entities_in_order(&mut self) {
        let mut order: Vec<usize> =
            (0..self.entities.len()).filter(|&e| !self.entities[e].forms.is_empty()).collect();
        order.sort_by_key(|&e| (self.entities[e].forms[0].span, e));
        let mut place = vec![None; self.entities.len()];
        for (new, &old) in order.iter().enumerate() {
            place[old] = Some(new);
        }
        let mut old: Vec<Option<Entity>> = std::mem::take(&mut self.entities).into_iter().map(Some).collect();
        self.entities = order.iter().filter_map(|&e| old[e].take()).collect();
        for mention in &mut self.mentions {
            if let Some(meant) = &mut mention.entity
                && let Some(new) = place[meant.entity]
            {
                meant.entity = new;
            }
        }
        self.own = std::mem::take(&mut self.own)
            .into_iter()
            .filter_map(|(key, e)| place[e].map(|new| (key, new)))
            .collect();
    }

    fn notes(&self) -> Vec<Note> {
        let mut told = BTreeSet::new();
        let mut notes = Vec::new();
        for entity in &self.entities {
            for form in entity.forms.iter().filter(|f| f.method == LinkMethod::Skeleton) {
                if told.insert(own_key(&form.text)) {
                    let message = format!("“{}” is read as {} by its consonants.", form.text, entity.name);
                    notes.push(Note::new("actor/by-consonants", Some(form.span), message));
                }
            }
        }
        notes.sort_by_key(|n| n.span);
        notes
    }
}

/// Small words inside the names of persons.
const PARTICLES: [&str; 20] = [
    "de", "al", "bin", "el", "van", "von", "la", "da", "dos", "ibn", "abu", "der", "den", "y", "e", "di",
    "du", "le", "bint", "ben",
];

/// The kind of an organisation by the words of its folded name.
fn kind_by_words(key: &str) -> ActorKind {
    let has = |list: &[&str]| key.split(' ').any(|w| list.contains(&w));
    if has(&["police", "sheriff", "sheriffs", "gendarmerie", "constabulary"]) {
        ActorKind::Police
    } else if has(&["ministry", "department", "directorate", "bureau"]) {
        ActorKind::Ministry
    } else if has(&[
        "brigade",
        "brigades",
        "battalion",
        "front",
        "army",
        "liberation",
        "militia",
        "jaish",
        "liwa",
        "katiba",
    ]) {
        ActorKind::Rebel
    } else if has(&["party", "movement", "alliance"]) {
        ActorKind::Party
    } else if has(&[
        "news",
        "agency",
        "times",
        "post",
        "daily",
        "radio",
        "tv",
        "television",
        "channel",
        "newspaper",
    ]) {
        ActorKind::Media
    } else if has(&["union", "federation", "confederation", "association"]) {
        ActorKind::Union
    } else if has(&["company", "corporation", "ltd", "inc", "plc", "group", "energy", "airlines"]) {
        ActorKind::Company
    } else {
        ActorKind::Ngo
    }
}
