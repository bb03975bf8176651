//! Words that stand for somebody named elsewhere: pronouns, general nouns, offices.

use rashomon_model::{Deprel, LinkMethod, Upos, Xpos};
use rashomon_resources::ActorKind;

use super::cast::{Cast, Entity};
use super::linker::Who;
use super::mention::{Class, Meant, Mention, Number};
use super::person::Gender;

/// What a pronoun asks of the one it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asks {
    He,
    She,
    It,
    They,
    /// `we`, `I`: the one who speaks.
    Speaker,
    /// `who`, `which`, `that`.
    Relative,
}

/// Sentences back to look for a pronoun's antecedent; a general noun looks further.
const BACK: usize = 3;
const BACK_FOR_NOUNS: usize = 12;

impl Cast<'_> {
    fn asks(&self, mention: &Mention) -> Option<Asks> {
        let token = &self.analysis.tokens[mention.head];
        let form = self.analysis.form(&self.report.text, mention.head).to_lowercase();
        Some(match form.as_str() {
            "he" | "him" | "his" | "himself" => Asks::He,
            "she" | "her" | "hers" | "herself" => Asks::She,
            "it" | "its" | "itself" => Asks::It,
            "they" | "them" | "their" | "theirs" | "themselves" => Asks::They,
            "we" | "us" | "our" | "ours" | "ourselves" | "i" | "me" | "my" | "myself" => Asks::Speaker,
            "who" | "whom" | "whose" | "which" => Asks::Relative,
            "that" if matches!(token.xpos, Xpos::Wdt | Xpos::Wp) => Asks::Relative,
            _ => return None,
        })
    }

    pub(crate) fn settle_pronoun(&mut self, i: usize) {
        let Some(asks) = self.asks(&self.mentions[i]) else { return };
        let found = match asks {
            Asks::Speaker => return,
            Asks::Relative => self.relative(i),
            _ => self.antecedent(i, asks),
        };
        self.take_up(i, found, asks);
    }

    fn take_up(&mut self, i: usize, found: Option<usize>, asks: Asks) {
        let Some(found) = found.filter(|&f| f != i) else { return };
        let Some(root) = self.root(Some(found)) else { return };
        self.mentions[i].antecedent = Some(root);
        if let Some(meant) = self.mentions[root].entity {
            let gender = match asks {
                Asks::He => Gender::He,
                Asks::She => Gender::She,
                _ => Gender::Unknown,
            };
            let entity = &mut self.entities[meant.entity];
            if entity.gender == Gender::Unknown {
                entity.gender = gender;
            }
            let confidence = 0.75 * meant.confidence;
            self.mean(i, Meant { entity: meant.entity, method: LinkMethod::Coreference, confidence });
        }
    }

    /// The noun a relative clause hangs on.
    fn relative(&self, i: usize) -> Option<usize> {
        let head = self.mentions[i].head;
        let mut at = head;
        for _ in 0..8 {
            let token = &self.analysis.tokens[at];
            if matches!(token.deprel, Deprel::AclRelcl | Deprel::Acl | Deprel::AdvclRelcl) {
                return self.at_head[token.head].filter(|&m| m != i);
            }
            if self.analysis.is_root(at) {
                break;
            }
            at = token.head;
        }
        // A tree without the clause: the phrase that ends just before.
        (0..i).rev().find(|&m| {
            let end = self.mentions[m].tokens.end;
            self.mentions[m].class == Class::Noun && end <= head && head - end <= 1
        })
    }

    fn antecedent(&self, i: usize, asks: Asks) -> Option<usize> {
        let pronoun = &self.mentions[i];
        let own_verb = self.analysis.tokens[pronoun.head].head;
        let possessive = self.analysis.tokens[pronoun.head].deprel == Deprel::NmodPoss;
        let back = if matches!(asks, Asks::He | Asks::She) { BACK + 2 } else { BACK };
        let mut best: Option<(f32, usize)> = None;
        for j in (0..i).rev() {
            let candidate = &self.mentions[j];
            let distance = pronoun.sentence - candidate.sentence;
            if distance > back {
                break;
            }
            let same_clause = distance == 0
                && !possessive
                && (self.analysis.tokens[candidate.head].head == own_verb || candidate.head == own_verb);
            if same_clause || candidate.tokens.contains(&pronoun.head) {
                continue;
            }
            let Some(root) = self.root(Some(j)) else { continue };
            let Some(fit) = self.agrees(root, asks) else { continue };
            let parallel = if pronoun.weight >= 0.9 && candidate.weight >= 0.9 { 0.15 } else { 0.0 };
            // Weights chosen by eye on sentences of our own: a subject one sentence back beats an
            // object of the same sentence only narrowly.
            let score = candidate.weight - 0.55 * distance as f32 + fit + parallel;
            if best.is_none_or(|b| score > b.0 + 1e-6) {
                best = Some((score, j));
            }
        }
        best.filter(|b| b.0 > -1.0).map(|b| b.1)
    }

    /// How well a naming phrase fits what a pronoun asks; `None` where it cannot.
    fn agrees(&self, root: usize, asks: Asks) -> Option<f32> {
        let mention = &self.mentions[root];
        let entity = mention.entity.map(|m| &self.entities[m.entity]);
        let lemma = self.analysis.tokens[mention.head].lemma.to_lowercase();
        let nouns = &self.linker.table.nouns;
        let persons = &nouns.persons;
        let person = entity.is_some_and(|e| e.kind == ActorKind::Person);
        let (he, she) = (persons.he.contains(&lemma), persons.she.contains(&lemma));
        let human = he || she || persons.either.contains(&lemma);
        let group = self.is_group(mention);
        match asks {
            Asks::He | Asks::She => {
                let gender = if asks == Asks::He { Gender::He } else { Gender::She };
                if let Some(entity) = entity.filter(|_| person) {
                    let known = if entity.gender == gender { 0.3 } else { 0.0 };
                    return entity.gender.agrees(gender).then_some(0.3 + known);
                }
                let other = if asks == Asks::He { she } else { he };
                let fits = human && !other && mention.number == Number::One && entity.is_none();
                fits.then_some(0.1)
            }
            Asks::It => {
                if person || human && entity.is_none() || mention.number == Number::Many && entity.is_none() {
                    return None;
                }
                Some(match entity {
                    Some(e) if is_body(e) => 0.4,
                    Some(_) => 0.1,
                    None if group => 0.2,
                    None => -0.3,
                })
            }
            Asks::They => {
                if (person || human) && mention.number == Number::One {
                    return None;
                }
                match (entity, mention.number) {
                    (_, Number::Many) if entity.is_some() || group || human => Some(0.4),
                    (Some(_), _) => Some(0.2),
                    (None, Number::One) if group => Some(0.1),
                    (None, Number::Many) => Some(-0.3),
                    (None, Number::One) => None,
                }
            }
            Asks::Speaker | Asks::Relative => Some(0.0),
        }
    }

    /// True for a noun that names people together: `militants`, `the group`, `residents`.
    fn is_group(&self, mention: &Mention) -> bool {
        let token = &self.analysis.tokens[mention.head];
        let form = self.analysis.form(&self.report.text, mention.head).to_lowercase();
        let nouns = &self.linker.table.nouns;
        let any = |w: &str| {
            nouns.general.values().any(|g| g.contains(w))
                || nouns.parts.contains(w)
                || nouns.persons.either.contains(w)
                || nouns.persons.he.contains(w)
                || nouns.persons.she.contains(w)
        };
        token.upos == Upos::Num
            || any(&form)
            || any(&token.lemma)
            || matches!(
                form.as_str(),
                "people"
                    | "civilians"
                    | "residents"
                    | "families"
                    | "children"
                    | "women"
                    | "men"
                    | "others"
                    | "protesters"
                    | "refugees"
                    | "villagers"
                    | "workers"
                    | "victims"
                    | "authorities"
                    | "suspects"
            )
    }

    /// `a commander of the brigade … his men`: the body that somebody who is meant belongs to.
    fn side_of(&self, owner: usize) -> Option<Meant> {
        let head = self.mentions[self.root(Some(owner))?].head;
        let belongs = |m: &&Mention| {
            let token = &self.analysis.tokens[m.head];
            token.head == head && m.head != head && token.deprel == Deprel::Nmod
        };
        let bodies = self.mentions.iter().filter(belongs).filter_map(|m| m.entity);
        bodies.into_iter().find(|m| self.entities[m.entity].kind != ActorKind::Person)
    }

    /// `its leaders`, `their planes`: the one the pronoun stands for, or a role of that state.
    pub(crate) fn of_pronoun(&mut self, i: usize) -> Option<Meant> {
        let (head, tokens) = (self.mentions[i].head, self.mentions[i].tokens.clone());
        let owner = self.analysis.child(head, &[Deprel::NmodPoss])?;
        let owned = self.at_head[owner]?;
        let form = self.analysis.form(&self.report.text, head).to_lowercase();
        let part = self.linker.table.nouns.parts.contains(&form);
        let own = self.mentions[owned].entity;
        let body = own.filter(|m| self.entities[m.entity].kind != ActorKind::Person);
        let person = matches!(self.asks(&self.mentions[owned]), Some(Asks::He | Asks::She));
        let side = || if part && person { self.side_of(owned) } else { None };
        let meant = body.or_else(side).or(own)?;
        // A noun that owns (`the party's base`) has its sign before the rest.
        let sign = usize::from(self.analysis.tokens.get(owner + 1).is_some_and(|t| t.xpos == Xpos::Pos));
        let rest =
            self.analysis.span((owner + 1 + sign).min(tokens.end)..tokens.end).slice(&self.report.text);
        let phrase = format!("{} {rest}", self.entities[meant.entity].name);
        let entity = match self.linker.link(&phrase, &self.setting) {
            Some(link) if link.link.method != LinkMethod::Coreference && link.kind != ActorKind::Person => {
                self.known(link.who)
            }
            _ => {
                let group = self.entities[meant.entity].kind != ActorKind::Person;
                if !(part && group) {
                    return None;
                }
                meant.entity
            }
        };
        Some(Meant { entity, method: LinkMethod::Coreference, confidence: 0.85 * meant.confidence })
    }

    /// A group the report names only later, or in its title: `militants` in a first sentence.
    fn group_named_later(&mut self, i: usize) -> Option<(usize, f32)> {
        let mention = &self.mentions[i];
        let token = &self.analysis.tokens[mention.head];
        if token.upos == Upos::Propn && !self.setting.shouting
            || self.articles(mention).1
            || !self.states_within(mention).is_empty()
        {
            return None;
        }
        let form = self.analysis.form(&self.report.text, mention.head).to_lowercase();
        let armed = |k: ActorKind| {
            matches!(k, ActorKind::Jihadist | ActorKind::Rebel | ActorKind::Militia | ActorKind::Gang)
        };
        let nouns = &self.linker.table.nouns;
        let (mut best, mut all) = ((0, 0), 0);
        for &(actor, count) in self.setting.named() {
            let kind = self.linker.table.actors[actor].kind;
            if armed(kind) && nouns.general.get(&kind).is_some_and(|g| g.contains(&form)) {
                all += count;
                if count > best.1 {
                    best = (actor, count);
                }
            }
        }
        if best.1 == 0 || best.1 * 10 < all * 6 {
            return None;
        }
        Some((self.known(Who::Actor(best.0)), 0.4))
    }

    /// A general noun: `the group`, `militants`, `the minister`, `the army`.
    pub(crate) fn stands_for(&mut self, i: usize, text: &str) -> Option<Meant> {
        let sentence = self.mentions[i].sentence;
        let coref = |entity, confidence| Some(Meant { entity, method: LinkMethod::Coreference, confidence });
        let role = self
            .linker
            .link_near(text, &self.setting, self.near(sentence))
            .filter(|l| l.link.method == LinkMethod::Coreference);
        let noun = self.group_named(i).or_else(|| self.group_named_later(i));
        if let Some(role) = role {
            let vague = matches!(role.who, Who::Role(..))
                && matches!(role.kind, ActorKind::Rebel | ActorKind::Party | ActorKind::Militia);
            if vague && let Some((entity, confidence)) = noun {
                return coref(entity, confidence);
            }
            let entity = self.role_told_before(i, &role.link.actor).unwrap_or_else(|| self.known(role.who));
            return coref(entity, role.link.confidence);
        }
        let (entity, confidence) = noun.or_else(|| self.person_by_office(i))?;
        coref(entity, confidence)
    }

    /// The same role of a state told shortly before: `the army` after `the Lebanese army`.
    fn role_told_before(&self, i: usize, id: &str) -> Option<usize> {
        let (_, role) = id.split_once('/')?;
        let told = |e: &Entity| {
            let last = e.last?;
            let distance = self.mentions[i].sentence - self.mentions[last].sentence;
            (e.id.split_once('/')?.1 == role && distance <= 4).then_some(last)
        };
        let found = self.entities.iter().enumerate().filter_map(|(at, e)| told(e).map(|last| (last, at)));
        found.max().map(|(_, at)| at)
    }

    /// The group that a general noun stands for, with a confidence.
    fn group_named(&self, i: usize) -> Option<(usize, f32)> {
        let mention = &self.mentions[i];
        let head = mention.head;
        let token = &self.analysis.tokens[head];
        if token.upos == Upos::Propn && !self.setting.shouting {
            return None;
        }
        let form = self.analysis.form(&self.report.text, head).to_lowercase();
        let lemma = token.lemma.to_lowercase();
        let two = head
            .checked_sub(1)
            .map(|b| format!("{} {form}", self.analysis.form(&self.report.text, b).to_lowercase()));
        let (definite, indefinite) = self.articles(mention);
        // `a militant group` is a new one, so is `another group`; `criminal gangs` are any.
        let any = !definite
            && matches!(
                lemma.as_str(),
                "group"
                    | "organization"
                    | "organisation"
                    | "gang"
                    | "cartel"
                    | "network"
                    | "faction"
                    | "force"
                    | "movement"
                    | "militia"
                    | "mafia"
                    | "criminal"
                    | "trafficker"
                    | "coalition"
                    | "alliance"
            );
        if indefinite || any {
            return None;
        }
        let nouns = &self.linker.table.nouns;
        let may = |e: &Entity| {
            let general = nouns.general.get(&e.kind);
            let own = match e.who {
                Some(Who::Actor(a)) => Some(&self.linker.table.actors[a].general),
                _ => None,
            };
            let has = |w: &str| {
                general.is_some_and(|g| g.contains(w)) || own.is_some_and(|o| o.iter().any(|g| g == w))
            };
            has(&form) || has(&lemma) || two.as_deref().is_some_and(has)
        };
        let armed = |e: &Entity| {
            matches!(e.kind, ActorKind::Jihadist | ActorKind::Rebel | ActorKind::Militia | ActorKind::Gang)
        };
        let states = self.states_within(mention);
        let mut best: Option<(f32, usize)> = None;
        let (mut all, mut top) = (0usize, 0usize);
        for (at, e) in self.entities.iter().enumerate() {
            if !may(e) || (!definite && !armed(e)) {
                continue;
            }
            let countries = e.who.map(|w| self.linker.countries(w)).unwrap_or_default();
            if !states.is_empty() && !countries.is_empty() && !states.iter().any(|s| countries.contains(s)) {
                continue;
            }
            let Some(last) = e.last else { continue };
            let distance = mention.sentence - self.mentions[last].sentence;
            let count = e.forms.len();
            all += count;
            top = top.max(count);
            if distance > BACK_FOR_NOUNS && count < 3 {
                continue;
            }
            let score = -0.4 * distance.min(8) as f32
                + (1.0 + count as f32).ln() * 0.5
                + 0.3 * self.mentions[last].weight;
            if best.is_none_or(|b| score > b.0) {
                best = Some((score, at));
            }
        }
        let (_, entity) = best?;
        // Without article it stands for one group only where the report has one that matters.
        let dominant = self.entities[entity].forms.len() * 10 >= all * 6;
        match (definite, dominant) {
            (true, true) => Some((entity, 0.7)),
            (true, false) => Some((entity, 0.55)),
            (false, true) => Some((entity, 0.45)),
            (false, false) => None,
        }
    }

    /// Whether a phrase begins with `the`, `this`, `its`; and whether with `a`, `another`.
    fn articles(&self, mention: &Mention) -> (bool, bool) {
        let first = mention.tokens.start;
        if first >= mention.head {
            return (false, false);
        }
        let word = self.analysis.form(&self.report.text, first).to_lowercase();
        let definite =
            matches!(word.as_str(), "the" | "this" | "that" | "these" | "those" | "its" | "their" | "both");
        (
            definite,
            matches!(
                word.as_str(),
                "a" | "an" | "another" | "other" | "some" | "any" | "no" | "several" | "many"
            ),
        )
    }

    /// Countries whose words stand inside a phrase.
    fn states_within(&self, mention: &Mention) -> Vec<usize> {
        let text = self.analysis.span(mention.tokens.clone()).slice(&self.report.text);
        let words = super::fold::words(text);
        let mut found = Vec::new();
        for i in 0..words.len() {
            for n in 1..=3.min(words.len() - i) {
                found.extend(
                    self.linker.states_of(&words[i..i + n], self.setting.shouting).iter().map(|s| s.country),
                );
            }
        }
        found
    }

    /// `the minister`, `the spokesman`, `the man`: the person told last with that office.
    fn person_by_office(&self, i: usize) -> Option<(usize, f32)> {
        let mention = &self.mentions[i];
        let (definite, _) = self.articles(mention);
        if !definite || mention.number == Number::Many {
            return None;
        }
        let lemma = self.analysis.tokens[mention.head].lemma.to_lowercase();
        let nouns = &self.linker.table.nouns;
        let (he, she) = (nouns.persons.he.contains(&lemma), nouns.persons.she.contains(&lemma));
        if !he && !she && !nouns.persons.either.contains(&lemma) && !nouns.titles.contains(&lemma) {
            return None;
        }
        let near = |e: &Entity, back: usize| {
            let last = e.last?;
            (mention.sentence - self.mentions[last].sentence <= back).then_some(last)
        };
        let persons = || self.entities.iter().enumerate().filter(|(_, e)| e.kind == ActorKind::Person);
        let office = persons()
            .filter(|(_, e)| e.offices.contains(&lemma))
            .filter_map(|(at, e)| near(e, 20).map(|last| (last, at)))
            .max();
        if let Some((_, at)) = office {
            return Some((at, 0.65));
        }
        // `the man` takes up whoever was told last, `the minister` only one called so.
        let plain =
            matches!(lemma.as_str(), "man" | "woman" | "boy" | "girl" | "suspect" | "teenager" | "defendant");
        let other = self.analysis.children(mention.head).any(|c| self.analysis.tokens[c].lemma == "other");
        if !plain || other {
            return None;
        }
        let gender = if he {
            Gender::He
        } else if she {
            Gender::She
        } else {
            Gender::Unknown
        };
        persons()
            .filter(|(_, e)| e.gender == gender || !he && !she)
            .filter_map(|(at, e)| near(e, BACK).map(|last| (last, at)))
            .max()
            .map(|(_, at)| (at, 0.5))
    }

    /// `we` and `I`: the subject of the nearest verb of telling.
    pub(crate) fn settle_speakers(&mut self) {
        let speakers: Vec<Option<usize>> =
            (0..self.analysis.sentences.len()).map(|s| self.speaker_of(s)).collect();
        for i in 0..self.mentions.len() {
            let pronoun = self.mentions[i].class == Class::Pronoun;
            if !pronoun || self.asks(&self.mentions[i]) != Some(Asks::Speaker) {
                continue;
            }
            let s = self.mentions[i].sentence;
            let before = (0..s).rev().take(BACK).find_map(|s| speakers[s]);
            let after = speakers.get(s + 1).copied().flatten();
            let found = speakers[s].filter(|&m| m != i).or(before).or(after);
            self.take_up(i, found, Asks::Speaker);
        }
    }

    /// The mention that speaks in a sentence.
    fn speaker_of(&self, sentence: usize) -> Option<usize> {
        let tokens = self.analysis.sentences[sentence].tokens.clone();
        let told = tokens.filter(|&t| {
            let token = &self.analysis.tokens[t];
            token.upos == Upos::Verb && self.linker.table.nouns.speech.contains(token.lemma.as_str())
        });
        told.filter_map(|t| {
            let subject = self.analysis.child(t, &[Deprel::Nsubj])?;
            let mention = self.at_head[subject]?;
            (self.asks(&self.mentions[mention]) != Some(Asks::Speaker)).then_some(mention)
        })
        .next_back()
    }
}

/// True for an entity that acts as one body.
fn is_body(entity: &Entity) -> bool {
    !matches!(entity.kind, ActorKind::People | ActorKind::Person)
}
