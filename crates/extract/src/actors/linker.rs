//! The table of actors made ready for look-up: names, words of states, nouns of roles, consonants.

use std::collections::HashMap;

use rashomon_resources::{ActorKind, Actors, PackError, actors::slug};

use super::fold::{Caps, Word, join, key, words};
use super::skeleton::{likeness, skeleton};

/// Finds known actors by name. Built once, used for every report.
#[derive(Debug)]
pub struct Linker {
    pub(crate) table: Actors,
    names: HashMap<String, Vec<NameOf>>,
    longest: usize,
    states: HashMap<String, Vec<StateWord>>,
    roles: HashMap<String, (usize, bool)>,
    skeletons: HashMap<String, Vec<(String, usize)>>,
    /// Ids of states, by index of the country.
    pub(crate) state_ids: Vec<String>,
}

/// One meaning of a name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct NameOf {
    pub who: Who,
    /// How the pack writes it: an acronym must be written large.
    pub caps: Caps,
}

/// Whom a name or a pattern means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Who {
    /// An actor of the table.
    Actor(usize),
    /// A state.
    State(usize),
    /// A role of a state.
    Role(usize, usize),
}

/// A word made from a state's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StateWord {
    pub country: usize,
    pub form: StateForm,
    pub caps: Caps,
}

/// Which word of a state it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StateForm {
    /// `Syria`.
    Name,
    /// `Syrian`.
    Adjective,
    /// `Syrians`.
    People,
    /// `Damascus`, `Kremlin`: stands for the state when it acts.
    Seat,
}

/// Words that a text in capitals may not read as an acronym.
const NOT_SHOUTED: [&str; 22] = [
    "is", "us", "who", "as", "it", "aim", "care", "mit", "up", "pa", "tip", "fact", "site", "mend", "ice",
    "mas", "fox", "down", "da", "fc", "time", "mod",
];

impl Linker {
    /// A linker over a table of actors.
    ///
    /// # Cost
    /// O(size of the table); some milliseconds for the bundled one.
    pub fn new(table: Actors) -> Self {
        let mut linker = Self {
            state_ids: table.countries.iter().map(|c| slug(&c.name)).collect(),
            names: HashMap::new(),
            longest: 1,
            states: HashMap::new(),
            roles: HashMap::new(),
            skeletons: HashMap::new(),
            table,
        };
        linker.index_states();
        linker.index_actors();
        for (i, role) in linker.table.roles.iter().enumerate() {
            for noun in &role.nouns {
                linker.roles.entry(key(noun)).or_insert((i, false));
            }
        }
        for (i, role) in linker.table.roles.iter().enumerate() {
            for noun in &role.bare {
                // A noun alone belongs to the role that says so, even where another takes it with a state.
                let entry = linker.roles.entry(key(noun)).or_insert((i, true));
                entry.1 = true;
            }
        }
        linker
    }

    /// A linker from the bytes of the bundled pack.
    ///
    /// # Errors
    /// When the bytes are damaged or of another version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PackError> {
        rashomon_resources::from_bytes(bytes).map(Self::new)
    }

    fn index_states(&mut self) {
        for country in 0..self.table.countries.len() {
            let c = self.table.countries[country].clone();
            let forms = std::iter::once(&c.name)
                .chain(&c.aliases)
                .map(|w| (w, StateForm::Name))
                .chain(c.adjective.iter().map(|w| (w, StateForm::Adjective)))
                .chain(c.people.iter().map(|w| (w, StateForm::People)))
                .chain(c.capital.iter().chain(&c.seat).map(|w| (w, StateForm::Seat)));
            for (written, form) in forms {
                let word = StateWord { country, form, caps: Caps::of(written) };
                self.longest = self.longest.max(words(written).len());
                self.states.entry(key(written)).or_default().push(word);
                // Pages lose apostrophes: `Syrias army`.
                if form == StateForm::Name && word.caps == Caps::Title && !written.ends_with('s') {
                    self.states.entry(format!("{}s", key(written))).or_default().push(word);
                }
            }
        }
    }

    fn index_actors(&mut self) {
        for i in 0..self.table.actors.len() {
            let actor = self.table.actors[i].clone();
            for written in std::iter::once(&actor.name).chain(&actor.aliases).chain(&actor.arabic) {
                let name = NameOf { who: Who::Actor(i), caps: Caps::of(written) };
                self.add_name(key(written), name);
                if written.contains("'s ") || written.contains("s' ") {
                    self.add_name(key(&written.replace("'s ", "s ")), name);
                }
            }
            for form in &actor.skeleton {
                let consonants: Vec<String> =
                    words(form).iter().map(|w| skeleton(&w.fold).consonants).collect();
                self.skeletons.entry(consonants.join(" ")).or_default().push((key(form), i));
            }
        }
    }

    fn add_name(&mut self, key: String, name: NameOf) {
        self.longest = self.longest.max(key.split(' ').count());
        let meanings = self.names.entry(key).or_default();
        if !meanings.iter().any(|n| n.who == name.who) {
            meanings.push(name);
        }
    }

    /// Longest name in words.
    pub(crate) fn longest(&self) -> usize {
        self.longest
    }

    /// The meanings of these words as a name of the table, as far as their writing allows.
    pub(crate) fn names_of(&self, words: &[Word], shouting: bool) -> Vec<NameOf> {
        let Some(meanings) = self.names.get(&join(words)) else { return Vec::new() };
        meanings.iter().copied().filter(|n| fits(n.caps, words, shouting)).collect()
    }

    /// The states these words are made from.
    pub(crate) fn states_of(&self, words: &[Word], shouting: bool) -> Vec<StateWord> {
        let Some(meanings) = self.states.get(&join(words)) else { return Vec::new() };
        meanings
            .iter()
            .copied()
            .filter(|s| fits(s.caps, words, shouting) && !words.iter().all(|w| w.caps == Caps::Lower))
            .collect()
    }

    /// The role these folded words name, and whether they may stand without a state.
    pub(crate) fn role_of(&self, words: &[Word]) -> Option<(usize, bool)> {
        self.roles.get(&join(words)).copied()
    }

    /// Known actors whose consonants these words have, best first, with a likeness.
    pub(crate) fn alike(&self, words: &[Word]) -> Vec<(usize, f32)> {
        let consonants: Vec<String> = words.iter().map(|w| skeleton(&w.fold).consonants).collect();
        let Some(known) = self.skeletons.get(&consonants.join(" ")) else { return Vec::new() };
        let mut found: Vec<(usize, f32)> = Vec::new();
        for (form, actor) in known {
            let forms: Vec<&str> = form.split(' ').collect();
            if forms.len() != words.len() {
                continue;
            }
            let score = forms.iter().zip(words).map(|(f, w)| likeness(f, &w.fold)).fold(1.0, f32::min);
            match found.iter_mut().find(|f| f.0 == *actor) {
                Some(old) => old.1 = old.1.max(score),
                None => found.push((*actor, score)),
            }
        }
        found.retain(|f| f.1 > 0.0);
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found
    }

    /// Stable id of whom a name means.
    pub(crate) fn id(&self, who: Who) -> String {
        match who {
            Who::Actor(i) => self.table.actors[i].id.clone(),
            Who::State(c) => self.state_ids[c].clone(),
            Who::Role(c, r) => format!("{}/{}", self.state_ids[c], self.table.roles[r].id),
        }
    }

    /// Common English name of whom a name means.
    pub(crate) fn name(&self, who: Who) -> String {
        match who {
            Who::Actor(i) => self.table.actors[i].name.clone(),
            Who::State(c) => self.table.countries[c].name.clone(),
            Who::Role(c, r) => {
                let country = &self.table.countries[c];
                let adjective = country.adjective.first().unwrap_or(&country.name);
                let people = country.people.first().unwrap_or(&country.name);
                self.table.roles[r].name.replace("{adjective}", adjective).replace("{people}", people)
            }
        }
    }

    /// What it is.
    pub(crate) fn kind(&self, who: Who) -> ActorKind {
        match who {
            Who::Actor(i) => self.table.actors[i].kind,
            Who::State(_) => ActorKind::State,
            Who::Role(_, r) => self.table.roles[r].kind,
        }
    }

    /// The countries it belongs to, as indices.
    pub(crate) fn countries(&self, who: Who) -> Vec<usize> {
        match who {
            Who::State(c) | Who::Role(c, _) => vec![c],
            Who::Actor(i) => self.table.actors[i]
                .countries
                .iter()
                .filter_map(|code| self.table.countries.iter().position(|c| c.code == *code))
                .collect(),
        }
    }

    /// A role of a state: the actor of the table with that id, else the role itself.
    pub(crate) fn role(&self, country: usize, role: usize) -> Who {
        let id = self.id(Who::Role(country, role));
        match self.table.actors.binary_search_by(|a| a.id.cmp(&id)) {
            Ok(i) => Who::Actor(i),
            Err(_) => Who::Role(country, role),
        }
    }

    /// The actor of the table with an id.
    pub(crate) fn actor(&self, id: &str) -> Option<Who> {
        self.table.actors.binary_search_by(|a| a.id.as_str().cmp(id)).ok().map(Who::Actor)
    }
}

/// True when words are written as a name of that kind may be.
fn fits(caps: Caps, words: &[Word], shouting: bool) -> bool {
    match caps {
        Caps::Lower => true,
        Caps::Title => words.len() > 1 || words.iter().any(|w| w.caps != Caps::Lower),
        Caps::Upper => {
            let letters: usize = words.iter().map(|w| w.fold.chars().count()).sum();
            let large = words.iter().all(|w| w.caps == Caps::Upper || w.fold.chars().all(char::is_numeric));
            let plain = words.len() == 1 && !words[0].dotted;
            if shouting && plain && NOT_SHOUTED.contains(&words[0].fold.as_str()) {
                return false;
            }
            large || (letters >= 4 && words.iter().any(|w| w.caps != Caps::Lower))
        }
    }
}
