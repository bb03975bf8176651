//! From a phrase to the actor it names: the name that is its head, or that its head belongs to.

use rashomon_model::{ActorLink, LinkMethod};
use rashomon_resources::ActorKind;

use super::fold::{Caps, Word, join, words};
use super::linker::{Linker, NameOf, StateForm, StateWord, Who};
use super::setting::Setting;

/// The actor a phrase names.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Id, method and confidence.
    pub link: ActorLink,
    /// Common English name.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    pub(crate) who: Who,
}

/// A piece of a phrase.
#[derive(Clone, Debug)]
enum Item {
    /// A name of the table, with its likeness when only its consonants fit.
    Name(Who, f32, LinkMethod),
    /// Words made from a state.
    State(Vec<StateWord>, bool),
    /// A role named with a preposition inside: `ministry of defence`.
    Role(usize, bool),
    /// Any other word, by index.
    Word(usize),
    /// A name inside a modifier that takes it out: `al-Qaida-linked`.
    Skipped,
}

/// Words at which the core of a phrase ends.
const CUTS: [&str; 42] = [
    "of",
    "from",
    "in",
    "by",
    "at",
    "on",
    "who",
    "which",
    "that",
    "with",
    "for",
    "to",
    "near",
    "against",
    "under",
    "between",
    "during",
    "after",
    "before",
    "including",
    "belonging",
    "loyal",
    "linked",
    "affiliated",
    "backed",
    "led",
    "allied",
    "known",
    "called",
    "calling",
    "fighting",
    "inside",
    "within",
    "among",
    "as",
    "when",
    "whose",
    "associated",
    "commanded",
    "around",
    "along",
    "supported",
];

/// Words before a phrase that only count: `at least 346`, `up to`.
const LEADS: [&str; 32] = [
    "at",
    "least",
    "most",
    "up",
    "to",
    "around",
    "about",
    "more",
    "than",
    "over",
    "nearly",
    "almost",
    "some",
    "as",
    "many",
    "no",
    "fewer",
    "less",
    "a",
    "an",
    "these",
    "those",
    "this",
    "that",
    "another",
    "all",
    "both",
    "approximately",
    "roughly",
    "hundreds",
    "under",
    "between",
];

const NUMBERS: [&str; 38] = [
    "local",
    "suspected",
    "armed",
    "masked",
    "additional",
    "heavily",
    "other",
    "riot",
    "elite",
    "senior",
    "several",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "hundred",
    "thousand",
    "dozen",
    "nineteen",
    "some",
];

impl Linker {
    /// The actor a phrase names, in a setting.
    ///
    /// The head decides: `Boko Haram fighters` and `elements of Daash` are the group, `victims of
    /// Boko Haram` and `the attack on the army` are not.
    ///
    /// # Cost
    /// O(words of the phrase x longest name).
    pub fn link(&self, phrase: &str, setting: &Setting) -> Option<Link> {
        self.link_near(phrase, setting, &[])
    }

    /// As [`Linker::link`], with countries named near by and their weights.
    pub(crate) fn link_near(&self, phrase: &str, setting: &Setting, near: &[(usize, f32)]) -> Option<Link> {
        let phrase = Phrase { linker: self, setting, near, words: outside_brackets(phrase) };
        let (who, confidence, method) = phrase.whole()?;
        Some(self.made(who, confidence, method))
    }

    pub(crate) fn made(&self, who: Who, confidence: f32, method: LinkMethod) -> Link {
        Link {
            link: ActorLink { actor: self.id(who), method, confidence },
            name: self.name(who),
            kind: self.kind(who),
            who,
        }
    }
}

type Found = (Who, f32, LinkMethod);

struct Phrase<'a> {
    linker: &'a Linker,
    setting: &'a Setting,
    near: &'a [(usize, f32)],
    words: Vec<Word>,
}

impl Phrase<'_> {
    fn whole(&self) -> Option<Found> {
        let items = self.items();
        // `at least 346 fighters`: what only counts is no core of its own.
        let counts =
            |i: &Item| self.word(i).is_some_and(|w| LEADS.contains(&w) || w.chars().all(char::is_numeric));
        let lead = items.iter().take_while(|i| counts(i)).count();
        let lead = if lead < items.len() { lead } else { 0 };
        // `27 Norwegians` are people, not their state.
        if lead > 0 && matches!(items[lead..], [Item::State(..)]) {
            return None;
        }
        self.link_items(&items[lead..], 0)
    }

    /// The phrase as names, words of states and other words, longest first from the left.
    fn items(&self) -> Vec<Item> {
        let (mut items, mut at) = (Vec::new(), 0);
        while at < self.words.len() {
            let most = self.linker.longest().min(self.words.len() - at);
            let found = (1..=most).rev().find_map(|n| self.item(at, n).map(|item| (n, item)));
            let (n, mut item) = found.unwrap_or((1, Item::Word(at)));
            let last = &self.words[at + n - 1];
            let modifies = self.words.get(at + n).is_some_and(|next| {
                self.linker.table.nouns.modifiers.contains(&next.fold)
                    && (last.glued || next.fold == "backed" || next.fold == "held" || next.fold == "led")
            });
            if modifies && !matches!(item, Item::Word(_)) {
                item = Item::Skipped;
                items.push(item);
                at += n + 1;
                continue;
            }
            items.push(item);
            at += n;
        }
        items
    }

    fn item(&self, at: usize, n: usize) -> Option<Item> {
        let part = &self.words[at..at + n];
        let names = self.linker.names_of(part, self.setting.shouting);
        let states = self.linker.states_of(part, self.setting.shouting);
        // `US` is the state, unless the name is more than a word of a state.
        if !states.is_empty() && names.is_empty() {
            return Some(Item::State(states, part[n - 1].possessive));
        }
        if let Some(found) = self.choose(&names, part) {
            return Some(Item::Name(found.0, found.1, LinkMethod::Alias));
        }
        if !states.is_empty() {
            return Some(Item::State(states, part[n - 1].possessive));
        }
        if n > 1
            && part[1..].iter().any(|w| CUTS.contains(&w.fold.as_str()))
            && let Some((role, bare)) = self.linker.role_of(part)
        {
            return Some(Item::Role(role, bare));
        }
        self.by_consonants(part)
    }

    /// The meaning of a name that fits the setting best.
    fn choose(&self, names: &[NameOf], part: &[Word]) -> Option<(Who, f32)> {
        let letters: usize = part.iter().map(|w| w.fold.chars().count()).sum();
        let mut best: Option<(Who, f32, f32)> = None;
        for name in names {
            let countries = self.linker.countries(name.who);
            // `Foreign Office` is also a role that any state has: a state's own only at home.
            let role = self.linker.role_of(part).is_some();
            if role && !self.setting.home(self.near).is_some_and(|home| countries.contains(&home)) {
                continue;
            }
            let at_home = self.setting.has_any(&countries);
            let named = match name.who {
                Who::Actor(i) => self.setting.times_named(i),
                _ => 0,
            };
            // Common nouns and short acronyms name an actor only where it acts.
            let loose = name.caps == Caps::Lower || (name.caps == Caps::Upper && letters <= 3);
            if loose && !at_home && !self.setting.is_blank() && named < 2 {
                continue;
            }
            let confidence = match (loose, at_home && !self.setting.is_blank()) {
                (true, false) => 0.6,
                (true, true) => 0.85,
                (false, _) => 0.95,
            };
            let weight = countries.iter().map(|&c| self.setting.weight(c)).fold(0.0, f32::max)
                + named as f32
                + if countries.is_empty() { 0.5 } else { 0.0 };
            if best.is_none_or(|b| weight > b.2) {
                best = Some((name.who, confidence, weight));
            }
        }
        best.map(|(who, confidence, _)| (who, confidence))
    }

    fn by_consonants(&self, part: &[Word]) -> Option<Item> {
        let nouns = &self.linker.table.nouns;
        let written = part.iter().all(|w| w.caps != Caps::Lower && w.fold.chars().count() >= 4);
        if !written || part.iter().any(|w| nouns.never.contains(&w.fold)) {
            return None;
        }
        let (actor, likeness) = *self.linker.alike(part).first()?;
        let who = Who::Actor(actor);
        let countries = self.linker.countries(who);
        let at_home = self.setting.times_named(actor) > 0
            || (!countries.is_empty() && self.setting.has_any(&countries))
            || self.beside_parts(part);
        let needed = if self.setting.shouting || !at_home { 0.8 } else { 0.6 };
        (likeness >= needed).then_some(Item::Name(who, likeness, LinkMethod::Skeleton))
    }

    /// True where the phrase speaks of fighters, elements, an organization.
    fn beside_parts(&self, part: &[Word]) -> bool {
        self.words.iter().any(|w| !part.contains(w) && self.linker.table.nouns.parts.contains(&w.fold))
    }

    fn link_items(&self, items: &[Item], depth: usize) -> Option<Found> {
        if items.is_empty() || depth > 3 {
            return None;
        }
        let cut = items.iter().position(|item| self.word(item).is_some_and(|w| CUTS.contains(&w)));
        let cut = cut.unwrap_or(items.len());
        let (core, rest) = items.split_at(cut);
        let joins: Vec<usize> = (0..core.len())
            .filter(|&i| self.word(&core[i]).is_some_and(|w| matches!(w, "and" | "or" | "nor")))
            .collect();
        if let Some(&join) = joins.first() {
            let (first, second) = (&core[..join], &core[join + 1..]);
            return self
                .joined(first, second)
                .or_else(|| self.rest(second, rest, depth))
                .or_else(|| self.bare_role(first))
                .or_else(|| self.bare_role(second));
        }
        // `Congress of Trade Unions` is another body than `Congress`.
        let other = matches!(core.last(), Some(Item::Name(who, ..)) if self.linker.kind(*who) != ActorKind::Person)
            && rest.first().and_then(|i| self.word(i)) == Some("of")
            && !matches!(rest.get(1), Some(Item::State(..)));
        if other {
            return None;
        }
        self.of_state(core, rest)
            .or_else(|| self.core(core))
            .or_else(|| self.rest(core, rest, depth))
            .or_else(|| self.bare_role_alone(core, rest))
    }

    /// Two parties side by side: the first that is known; an adjective borrows the second's noun.
    fn joined(&self, first: &[Item], second: &[Item]) -> Option<Found> {
        let bare_adjective = matches!(first, [.., Item::State(..)])
            && !second.is_empty()
            && matches!(second.last(), Some(Item::Word(_)));
        if bare_adjective {
            for tail in 0..second.len() {
                let mut whole = first.to_vec();
                whole.extend_from_slice(&second[tail..]);
                if second[tail..].iter().all(|i| matches!(i, Item::Word(_)))
                    && let Some(found) = self.core(&whole)
                {
                    return Some(found);
                }
            }
        }
        if bare_adjective {
            return self.link_items(second, 1);
        }
        self.core(first).or_else(|| self.link_items(second, 1))
    }

    /// The core of a phrase by its head.
    fn core(&self, core: &[Item]) -> Option<Found> {
        self.role_with_state(core).or_else(|| self.name_at_head(core))
    }

    /// A name that ends the core, or is followed by words for its parts only.
    fn name_at_head(&self, core: &[Item]) -> Option<Found> {
        let mut share = 1.0;
        let ends_in_part = match core.last() {
            Some(Item::Word(w)) => self.looks_through(&self.words[*w]),
            _ => true,
        };
        for (i, item) in core.iter().enumerate().rev() {
            match item {
                Item::Name(who, confidence, method) => {
                    // A person's belongings and followers are not the person.
                    let person = self.linker.kind(*who) == ActorKind::Person;
                    if person && share < 1.0 {
                        return None;
                    }
                    return Some((*who, confidence * share, *method));
                }
                Item::State(states, possessive) => {
                    // `Russia Turkey and Iran`: a list that lost its commas begins with the first.
                    let first = core[..i].iter().rev().take_while(|i| Self::is_state_name(i)).last();
                    if let Some(Item::State(first, possessive)) = first {
                        return self.state_alone(first, *possessive, 0, i == 0, share);
                    }
                    return self.state_alone(states, *possessive, core.len() - 1 - i, i == 0, share);
                }
                Item::Skipped | Item::Role(..) => return None,
                Item::Word(w) => {
                    let word = &self.words[*w];
                    let between = ends_in_part && word.caps == Caps::Lower;
                    if !(self.looks_through(word) || between)
                        || self.linker.table.nouns.others.contains(&word.fold)
                    {
                        return None;
                    }
                    share = 0.92;
                }
            }
        }
        None
    }

    /// A word after a name that leaves the name the one who is meant.
    fn looks_through(&self, word: &Word) -> bool {
        let nouns = &self.linker.table.nouns;
        nouns.parts.contains(&word.fold)
            || word.fold.chars().all(char::is_numeric)
            || nouns.general.values().any(|g| g.contains(&word.fold))
            || matches!(
                word.fold.as_str(),
                "themselves" | "itself" | "islamist" | "armed" | "terrorist" | "militant" | "suspected"
            )
    }

    fn is_state_name(item: &Item) -> bool {
        matches!(item, Item::State(states, false) if states.iter().any(|s| s.form == StateForm::Name))
    }

    /// A word of a state with nothing but part nouns behind it.
    fn state_alone(
        &self,
        states: &[StateWord],
        possessive: bool,
        behind: usize,
        first: bool,
        share: f32,
    ) -> Option<Found> {
        let state = self.best_state(states)?;
        let alone = behind == 0 && !possessive;
        let who = match state.form {
            // `Syrian` with a word that is no role (`Syrian fighters`) names nobody in particular; nor
            // do `a German` and `two Americans`, while `the Russians` are the state's side.
            StateForm::Adjective | StateForm::People if behind > 0 || !first => return None,
            _ if !alone && behind > 0 => return None,
            _ => Who::State(state.country),
        };
        let sure = match state.form {
            StateForm::Seat | StateForm::People => 0.75,
            StateForm::Name | StateForm::Adjective => 0.9,
        };
        Some((who, sure * share, LinkMethod::Alias))
    }

    fn best_state(&self, states: &[StateWord]) -> Option<StateWord> {
        // Of equal weight the last stands: `Congolese` without setting is the larger Congo.
        states
            .iter()
            .copied()
            .max_by(|a, b| self.setting.weight(a.country).total_cmp(&self.setting.weight(b.country)))
    }

    /// The role named by the last words, and how many items it takes.
    fn role_at_end(&self, core: &[Item]) -> Option<(usize, bool, usize)> {
        if let Some(Item::Role(role, bare)) = core.last() {
            return Some((*role, *bare, 1));
        }
        let tail = core.iter().rev().take_while(|i| matches!(i, Item::Word(_))).count();
        for n in (1..=tail).rev() {
            let words: Vec<Word> = core[core.len() - n..]
                .iter()
                .filter_map(|i| if let Item::Word(w) = i { Some(self.words[*w].clone()) } else { None })
                .collect();
            if let Some((role, bare)) = self.linker.role_of(&words) {
                return Some((role, bare, n));
            }
        }
        None
    }

    /// `Syrian government warplanes`, `Nigeria's military`.
    fn role_with_state(&self, core: &[Item]) -> Option<Found> {
        let mut core = core;
        loop {
            if let Some((role, _, n)) = self.role_at_end(core) {
                let before = &core[..core.len() - n];
                // `Syrian government` and `forces`: the government's state has the forces.
                if let Some(Item::Name(who, ..)) = before.last()
                    && self.linker.kind(*who) == ActorKind::Government
                    && self.linker.id(*who).ends_with("/government")
                    && let [country] = self.linker.countries(*who)[..]
                {
                    return Some((self.linker.role(country, role), 0.9, LinkMethod::Alias));
                }
                if before.iter().any(|i| matches!(i, Item::Name(..))) {
                    return None;
                }
                let state = before.iter().rev().find_map(|i| match i {
                    Item::State(states, _) => self.best_state(states),
                    _ => None,
                })?;
                let seat = state.form == StateForm::Seat;
                // Only a state's own name or adjective makes a role of it; the capital has police of its own.
                if seat && self.linker.table.roles[role].id != "government" {
                    return None;
                }
                return Some((self.linker.role(state.country, role), 0.9, LinkMethod::Alias));
            }
            // `Syrian government spokesman`, `Iraqi police sources`.
            match core.split_last() {
                Some((Item::Word(w), shorter)) if Self::speaks_for(&self.words[*w]) => core = shorter,
                _ => return None,
            }
        }
    }

    /// A word for one who speaks for the body named before it.
    fn speaks_for(word: &Word) -> bool {
        matches!(
            word.fold.as_str(),
            "spokesman"
                | "spokeswoman"
                | "spokesperson"
                | "spokesmen"
                | "source"
                | "sources"
                | "official"
                | "officials"
                | "statement"
                | "representative"
                | "representatives"
                | "units"
                | "unit"
                | "personnel"
                | "members"
                | "positions"
                | "vehicles"
                | "convoy"
                | "convoys"
                | "base"
        )
    }

    /// `army of Iraq`: the state stands behind the role.
    fn of_state(&self, core: &[Item], rest: &[Item]) -> Option<Found> {
        if core.iter().any(|i| !matches!(i, Item::Word(_) | Item::Role(..))) {
            return None;
        }
        let (role, _, _) = self.role_at_end(core)?;
        if !matches!(rest.first().and_then(|i| self.word(i)), Some("of" | "from" | "in")) {
            return None;
        }
        match rest.get(1) {
            Some(Item::State(states, false)) => {
                let state = self.best_state(states)?;
                Some((self.linker.role(state.country, role), 0.9, LinkMethod::Alias))
            }
            _ => None,
        }
    }

    /// A bare role that does not belong to somebody else: not `opponents of the president`, nor
    /// `soldiers loyal to` a person the table does not know.
    fn bare_role_alone(&self, core: &[Item], rest: &[Item]) -> Option<Found> {
        let next = rest.first().and_then(|i| self.word(i));
        let head = core.last().and_then(|i| self.word(i)).unwrap_or("");
        let theirs = matches!(next, Some("loyal" | "commanded" | "led" | "backed" | "belonging"))
            || (next == Some("of") && self.linker.table.nouns.others.contains(head));
        if theirs { None } else { self.bare_role(core) }
    }

    /// `the army` in a report about one country.
    fn bare_role(&self, core: &[Item]) -> Option<Found> {
        let mut core = core;
        while let Some((Item::Word(w), shorter)) = core.split_last() {
            let word = &self.words[*w];
            let belonging =
                matches!(word.fold.as_str(), "positions" | "vehicles" | "base" | "convoy" | "convoys");
            if self.role_at_end(core).is_some_and(|r| r.1) || belonging || !Self::speaks_for(word) {
                break;
            }
            core = shorter;
        }
        let (role, bare, n) = self.role_at_end(core)?;
        let before = &core[..core.len() - n];
        let plain = before.iter().all(|i| match i {
            Item::Word(w) => self.plain(&self.words[*w]),
            Item::Skipped => true,
            _ => false,
        });
        if !bare || !plain {
            return None;
        }
        // `another rebel group` is none that is known.
        let new = self.words.first().is_some_and(|w| matches!(w.fold.as_str(), "a" | "an" | "another"));
        if new && self.linker.table.roles[role].kind == ActorKind::Rebel {
            return None;
        }
        let country = self.setting.home(self.near)?;
        Some((self.linker.role(country, role), 0.6, LinkMethod::Coreference))
    }

    /// A word before a role that does not make it another's.
    fn plain(&self, word: &Word) -> bool {
        let nouns = &self.linker.table.nouns;
        word.caps == Caps::Lower
            || self.setting.shouting
            || nouns.parts.contains(&word.fold)
            || nouns.titles.contains(&word.fold)
            || self.linker.role_of(std::slice::from_ref(word)).is_some()
            || word.fold.chars().all(char::is_numeric)
            || NUMBERS.contains(&word.fold.as_str())
    }

    /// What stands behind the core: `fighters of Boko Haram`, `dozens of soldiers`.
    fn rest(&self, core: &[Item], rest: &[Item], depth: usize) -> Option<Found> {
        let nouns = &self.linker.table.nouns;
        let head = match core.last()? {
            Item::Word(w) => self.words[*w].fold.clone(),
            _ => return None,
        };
        let joint: Vec<&str> = rest.iter().map_while(|i| self.word(i)).take(4).collect();
        let taken = (1..=joint.len()).rev().find(|&n| nouns.belonging.contains(&joint[..n].join(" ")))?;
        let quantity = nouns.quantities.contains(&head) || head.chars().all(char::is_numeric);
        let part = nouns.parts.contains(&head)
            || nouns.general.values().any(|g| g.contains(&head))
            || self.linker.role_of(std::slice::from_ref(self.words_of(core)?)).is_some();
        let others = nouns.others.contains(&head) && joint.first() != Some(&"from");
        if others && !quantity || !(part || quantity || nouns.others.contains(&head)) {
            return None;
        }
        if !quantity && matches!(joint[..taken], ["with" | "for" | "in" | "within"]) {
            return None;
        }
        let sworn = matches!(joint[..taken], ["loyal" | "commanded" | "led", ..]);
        let (who, confidence, method) = self.link_items(&rest[taken..], depth + 1)?;
        // Soldiers from a state are of its army; fighters from a state are nobody's.
        if let Who::State(country) = who {
            let (role, _, _) = self.role_at_end(core)?;
            return Some((self.linker.role(country, role), confidence * 0.9, method));
        }
        let person = self.linker.kind(who) == ActorKind::Person;
        (!person || sworn).then_some((who, confidence * 0.9, method))
    }

    fn words_of(&self, core: &[Item]) -> Option<&Word> {
        match core.last()? {
            Item::Word(w) => Some(&self.words[*w]),
            _ => None,
        }
    }

    fn word(&self, item: &Item) -> Option<&str> {
        match item {
            Item::Word(w) => Some(self.words[*w].fold.as_str()),
            _ => None,
        }
    }
}

/// The words of a phrase up to its first comma, without what stands in brackets.
fn outside_brackets(phrase: &str) -> Vec<Word> {
    let all = words(phrase);
    let mut depth = 0usize;
    let mut ends = phrase.len();
    let mut inside = Vec::new();
    let mut opened = 0;
    for (at, c) in phrase.char_indices() {
        match c {
            '(' | '[' => {
                if depth == 0 {
                    opened = at;
                }
                depth += 1;
            }
            ')' | ']' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    inside.push(opened..at);
                }
            }
            // A number has commas of its own.
            ',' if depth == 0
                && ends == phrase.len()
                && !phrase[at + 1..].starts_with(|c: char| c.is_ascii_digit()) =>
            {
                ends = at;
            }
            _ => {}
        }
    }
    let kept: Vec<Word> = all
        .iter()
        .filter(|w| w.end <= ends && !inside.iter().any(|r| r.contains(&w.start)))
        .cloned()
        .collect();
    if kept.is_empty() { all } else { kept }
}

/// Folded words of a phrase without leading determiners: the form under which a report's own names
/// are kept.
pub(crate) fn own_key(phrase: &str) -> String {
    let words = words(phrase);
    let skip = words.iter().take_while(|w| matches!(w.fold.as_str(), "a" | "an" | "this" | "that")).count();
    join(&words[skip.min(words.len())..])
}
