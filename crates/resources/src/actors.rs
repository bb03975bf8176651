//! The table of actors: who is known by which names, states and the words made of theirs, roles that
//! make actors by pattern, and the nouns that stand for an actor named elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::PackError;

/// Known actors and the words that name or stand for them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actors {
    /// Actors, sorted by id.
    pub actors: Vec<Actor>,
    /// States, in the order of the file.
    pub countries: Vec<Country>,
    /// Roles that make an actor with a state: `army`, `police`.
    pub roles: Vec<Role>,
    /// Nouns that stand for an actor or tell of its parts.
    pub nouns: ActorNouns,
}

/// One known actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Stable id: `islamic-state`; `syria/armed-forces` where a role of a state has a name of its own.
    pub id: String,
    /// Common English name.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// ISO 3166-1 alpha-2 codes of the countries it acts in or belongs to; empty: anywhere.
    pub countries: Vec<String>,
    /// Other forms in Latin letters. One in capitals is an acronym; one in small letters is a common
    /// noun that names it only in its own countries.
    pub aliases: Vec<String>,
    /// Forms in Arabic letters.
    pub arabic: Vec<String>,
    /// Nouns that may stand for it besides those of its kind, without article.
    pub general: Vec<String>,
    /// Forms whose consonants alone are enough, for transliterated names.
    pub skeleton: Vec<String>,
}

/// What an actor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each variant is the English word")]
pub enum ActorKind {
    State,
    Government,
    Ministry,
    Army,
    Police,
    Militia,
    Rebel,
    Jihadist,
    Gang,
    Party,
    Igo,
    Alliance,
    Ngo,
    Monitor,
    Media,
    Union,
    Company,
    People,
    Office,
    Person,
}

/// A state and the words made from its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Country {
    /// ISO 3166-1 alpha-2 code (`YU` and `SU` for states that are gone).
    pub code: String,
    /// Common English name.
    pub name: String,
    /// Adjectives; the first makes names by pattern.
    pub adjective: Vec<String>,
    /// Its people, plural.
    pub people: Vec<String>,
    /// Capital, which stands for the state when it acts.
    #[serde(default)]
    pub capital: Option<String>,
    /// Other seats of power that stand for it: `Kremlin`.
    #[serde(default)]
    pub seat: Vec<String>,
    /// Other names of the state.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// A role that makes an actor with a state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// Second half of the id: `armed-forces`.
    pub id: String,
    /// Name of the actor, with `{adjective}` or `{people}`.
    pub name: String,
    /// What the actor is.
    pub kind: ActorKind,
    /// Words of the role, in small letters.
    pub nouns: Vec<String>,
    /// Those that stand alone for the country the report is about.
    pub bare: Vec<String>,
}

/// Nouns around actors, in small letters, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorNouns {
    /// Kinds of actors with the nouns that may stand for one.
    pub general: BTreeMap<ActorKind, BTreeSet<String>>,
    /// Parts of an actor: `fighters`, `elements`.
    pub parts: BTreeSet<String>,
    /// Heads that look through to what follows `of`.
    pub quantities: BTreeSet<String>,
    /// Heads that make another of what follows: `victims of`.
    pub others: BTreeSet<String>,
    /// Offices and ranks of persons.
    pub titles: BTreeSet<String>,
    /// Endings of a modifier that takes its actor out: `-backed`.
    pub modifiers: BTreeSet<String>,
    /// Joins between a part and its actor: `of`, `loyal to`.
    pub belonging: BTreeSet<String>,
    /// Phrases of machine translation that stand for one actor.
    pub damaged: BTreeSet<String>,
    /// Id of that actor.
    pub damaged_actor: String,
    /// Words never read as a name by their consonants.
    pub never: BTreeSet<String>,
    /// Nouns for persons.
    pub persons: PersonNouns,
    /// Verbs of telling, by lemma.
    pub speech: BTreeSet<String>,
}

/// Nouns for persons, by the pronoun that takes them up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonNouns {
    /// Men.
    pub he: BTreeSet<String>,
    /// Women.
    pub she: BTreeSet<String>,
    /// Either.
    pub either: BTreeSet<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    countries: Vec<Country>,
    #[serde(default)]
    role: Vec<Role>,
    #[serde(default)]
    group: Vec<Group>,
    general: Option<BTreeMap<ActorKind, BTreeSet<String>>>,
    parts: Option<Words>,
    quantities: Option<Words>,
    others: Option<Words>,
    titles: Option<Words>,
    modifiers: Option<Words>,
    belonging: Option<Words>,
    damaged: Option<Damaged>,
    never: Option<Words>,
    persons: Option<PersonNouns>,
    speech: Option<Words>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    words: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Damaged {
    phrases: BTreeSet<String>,
    actor: String,
}

/// Actors of one region or kind; what is said of the group holds where an actor says nothing else.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    #[allow(dead_code, reason = "told to the reader of the file")]
    about: String,
    kind: Option<ActorKind>,
    #[serde(default)]
    countries: Vec<String>,
    actors: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: Option<String>,
    name: String,
    kind: Option<ActorKind>,
    countries: Option<Vec<String>>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    arabic: Vec<String>,
    #[serde(default)]
    general: Vec<String>,
    #[serde(default)]
    skeleton: Vec<String>,
}

/// The id made of a name: small ASCII letters and digits, joined by `-`; accents are dropped.
///
/// ```
/// assert_eq!(rashomon_resources::actors::slug("Médecins Sans Frontières"), "medecins-sans-frontieres");
/// assert_eq!(rashomon_resources::actors::slug("People's Daily"), "peoples-daily");
/// ```
pub fn slug(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut slug = String::new();
    for c in name.nfkd().filter(|c| !matches!(c, '\'' | '’')) {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !unicode_normalization::char::is_combining_mark(c)
            && !slug.is_empty()
            && !slug.ends_with('-')
        {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_string()
}

impl Actors {
    /// Reads the files of the pack, each as its name and its text.
    ///
    /// # Errors
    /// When a file is no TOML or has an unknown field, an actor has no kind, an id stands twice, a
    /// country is unknown, or an actor of a state's role names no such state.
    pub fn parse(files: &[(String, String)]) -> Result<Self, PackError> {
        let mut read = Vec::new();
        for (name, text) in files {
            let file: File = toml::from_str(text)
                .map_err(|e| PackError::Form { file: name.clone(), reason: e.to_string() })?;
            read.push((name, file));
        }
        let mut table = Self::default();
        for (_, file) in &mut read {
            table.countries.append(&mut file.countries);
            table.roles.append(&mut file.role);
            table.nouns.take(file);
        }
        let mut ids = BTreeSet::new();
        for (name, file) in read {
            for group in file.group {
                for entry in group.actors {
                    let wrong = |reason: String| PackError::Entry {
                        file: name.clone(),
                        entry: entry.name.clone(),
                        reason,
                    };
                    let id = entry.id.clone().unwrap_or_else(|| slug(&entry.name));
                    if !ids.insert(id.clone()) {
                        return Err(wrong(format!("the id `{id}` stands twice")));
                    }
                    let kind = entry.kind.or(group.kind).ok_or_else(|| wrong("has no kind".into()))?;
                    let mut countries = entry.countries.clone().unwrap_or_else(|| group.countries.clone());
                    if let Some((state, _)) = id.split_once('/') {
                        let country = table
                            .countries
                            .iter()
                            .find(|c| slug(&c.name) == state)
                            .ok_or_else(|| wrong(format!("no state `{state}`")))?;
                        if countries.is_empty() {
                            countries.push(country.code.clone());
                        }
                    }
                    if let Some(code) =
                        countries.iter().find(|code| !table.countries.iter().any(|c| c.code == **code))
                    {
                        return Err(wrong(format!("no country `{code}`")));
                    }
                    table.actors.push(Actor {
                        id,
                        name: entry.name,
                        kind,
                        countries,
                        aliases: entry.aliases,
                        arabic: entry.arabic,
                        general: entry.general,
                        skeleton: entry.skeleton,
                    });
                }
            }
        }
        table.actors.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(table)
    }

    /// The actor with an id.
    pub fn get(&self, id: &str) -> Option<&Actor> {
        self.actors.binary_search_by(|a| a.id.as_str().cmp(id)).ok().map(|i| &self.actors[i])
    }
}

impl ActorNouns {
    fn take(&mut self, file: &mut File) {
        if let Some(general) = file.general.take() {
            self.general.extend(general);
        }
        for (mine, theirs) in [
            (&mut self.parts, &mut file.parts),
            (&mut self.quantities, &mut file.quantities),
            (&mut self.others, &mut file.others),
            (&mut self.titles, &mut file.titles),
            (&mut self.modifiers, &mut file.modifiers),
            (&mut self.belonging, &mut file.belonging),
            (&mut self.never, &mut file.never),
            (&mut self.speech, &mut file.speech),
        ] {
            mine.extend(theirs.take().map(|w| w.words).unwrap_or_default());
        }
        if let Some(damaged) = file.damaged.take() {
            self.damaged.extend(damaged.phrases);
            self.damaged_actor = damaged.actor;
        }
        if let Some(persons) = file.persons.take() {
            self.persons = persons;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Actors, PackError> {
        let states =
            r#"countries = [{ code = "SY", name = "Syria", adjective = ["Syrian"], people = ["Syrians"] }]"#;
        Actors::parse(&[("a.toml".into(), states.into()), ("b.toml".into(), text.into())])
    }

    #[test]
    fn a_group_lends_kind_and_countries() {
        let table = parse(
            "[[group]]\nabout = \"x\"\nkind = \"rebel\"\ncountries = [\"SY\"]\n\
             actors = [{ name = \"Front of Dawn\" }, { name = \"Dawn Post\", kind = \"media\", countries = [] }]",
        )
        .unwrap();
        let front = table.get("front-of-dawn").unwrap();
        assert_eq!((front.kind, front.countries.as_slice()), (ActorKind::Rebel, &["SY".to_string()][..]));
        assert!(table.get("dawn-post").unwrap().countries.is_empty());
        let bytes = crate::to_bytes(&table).unwrap();
        assert_eq!(crate::from_bytes::<Actors>(&bytes).unwrap(), table);
    }

    #[test]
    fn nonsense_is_refused_with_its_entry() {
        for (text, part) in [
            ("actors = [{ name = \"A\" }]", "no kind"),
            ("kind = \"rebel\"\nactors = [{ name = \"A\" }, { name = \"a\" }]", "twice"),
            ("kind = \"rebel\"\ncountries = [\"XX\"]\nactors = [{ name = \"A\" }]", "no country"),
            ("kind = \"army\"\nactors = [{ id = \"mu/army\", name = \"A\" }]", "no state"),
            ("kind = \"army\"\nactors = [{ name = \"A\", alias = [] }]", "unknown field"),
        ] {
            let error = parse(&format!("[[group]]\nabout = \"x\"\n{text}")).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
    }
}
