//! The hand-written part of the pack: countries, better names, places of conflict news, words.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Entry, Gazetteer, Name, RowKind, build};
use crate::PackError;

/// Words that tell whether a name is a place here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceWords {
    /// Words for people and their country: `Syrian`, `SY`. Parts of a country have words, too: `Chechen`, `RU`.
    pub people: Vec<(String, [u8; 2])>,
    /// Lists by name: `titles`, `given-names`, `type-nouns`.
    pub lists: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Country {
    name: String,
    at: (f64, f64),
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    people: Vec<String>,
}

/// A better name, point or further names for a row of the large layer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Over {
    #[serde(default)]
    name: String,
    at: Option<(f64, f64)>,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    short: Vec<String>,
}

/// A place the large layer lacks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Own {
    kind: RowKind,
    at: (f64, f64),
    #[serde(rename = "in")]
    country: Option<String>,
    #[serde(default)]
    also: Vec<String>,
    /// As many inhabitants as a city would have that is named as often; 100,000 where left out.
    rank: Option<u64>,
}

/// The small layer and the words, from files `(path below the pack, text)`.
///
/// `countries.toml` is keyed by ISO code, files under `over/` by GeoNames id, files under `own/` by
/// name; files under `words/` hold lists. `base` is the large layer, where codes and ids are found.
///
/// # Errors
/// When a file is no such table, or names a country or id that `base` has not.
pub fn own_layer(files: &[(String, String)], base: &Gazetteer) -> Result<(Vec<u8>, PlaceWords), PackError> {
    let mut entries: BTreeMap<u32, Entry> = BTreeMap::new();
    let mut words = PlaceWords::default();
    for (file, text) in files {
        let path = file.replace('\\', "/");
        if path.ends_with("countries.toml") {
            for (code, country) in table::<Country>(file, text)? {
                let code2 = code_of(&code).ok_or_else(|| wrong(file, &code, "no country code"))?;
                let row =
                    base.country_row(code2).ok_or_else(|| wrong(file, &code, "not in the large layer"))?;
                words.people.extend(country.people.iter().map(|p| (p.clone(), code2)));
                let mut names = named(&country.name, &country.also);
                names.iter_mut().for_each(|n| n.alternate = false);
                let entry = overlay(base.id(row), country.name, Some(country.at), names);
                merge(&mut entries, Entry { country: Some(code2), ..entry });
            }
        } else if path.contains("over/") {
            for (key, over) in table::<Over>(file, text)? {
                let id: u32 = key.parse().map_err(|_| wrong(file, &key, "no GeoNames id"))?;
                let row = base.row(id).ok_or_else(|| wrong(file, &key, "not in the large layer"))?;
                let mut names = named(&over.name, &over.also);
                names.extend(over.short.iter().map(|text| Name {
                    text: text.clone(),
                    alternate: true,
                    short: true,
                }));
                let entry = overlay(id, over.name, over.at, names);
                merge(&mut entries, Entry { country: base.country(row), ..entry });
            }
        } else if path.contains("own/") {
            for (name, own) in table::<Own>(file, text)? {
                let country = match own.country.as_deref() {
                    Some(code) => Some(code_of(code).ok_or_else(|| wrong(file, &name, "no country code"))?),
                    None => None,
                };
                let mut names = named(&name, &own.also);
                names.iter_mut().for_each(|n| n.alternate = false);
                let id = own_id(&name);
                let entry = Entry {
                    id,
                    kind: own.kind,
                    names,
                    at: Some(own.at),
                    population: own.rank.unwrap_or(100_000),
                    country,
                    region: None,
                    district: None,
                    name: name.clone(),
                };
                if entries.insert(id, entry).is_some() {
                    return Err(wrong(file, &name, "twice"));
                }
            }
        } else if path.contains("words/") {
            for (list, more) in table::<Vec<String>>(file, text)? {
                words.lists.entry(list).or_default().extend(more);
            }
        } else if path.ends_with("peoples.toml") {
            for (code, more) in table::<Vec<String>>(file, text)? {
                let code2 = code_of(&code).ok_or_else(|| wrong(file, &code, "no country code"))?;
                words.people.extend(more.into_iter().map(|p| (p, code2)));
            }
        }
    }
    words.people.sort();
    Ok((build(entries.into_values().collect())?, words))
}

fn table<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<BTreeMap<String, T>, PackError> {
    toml::from_str(text).map_err(|e| PackError::Form { file: file.to_owned(), reason: e.to_string() })
}

fn wrong(file: &str, entry: &str, reason: &str) -> PackError {
    PackError::Entry { file: file.to_owned(), entry: entry.to_owned(), reason: reason.to_owned() }
}

fn code_of(text: &str) -> Option<[u8; 2]> {
    text.as_bytes().try_into().ok()
}

fn named(name: &str, also: &[String]) -> Vec<Name> {
    let own = (!name.is_empty()).then(|| Name { text: name.to_owned(), alternate: false, short: false });
    let further = also.iter().map(|text| Name { text: text.clone(), alternate: false, short: false });
    own.into_iter().chain(further).collect()
}

fn overlay(id: u32, name: String, at: Option<(f64, f64)>, names: Vec<Name>) -> Entry {
    Entry {
        id,
        kind: RowKind::Overlay,
        name,
        at,
        population: 0,
        country: None,
        region: None,
        district: None,
        names,
    }
}

fn merge(entries: &mut BTreeMap<u32, Entry>, more: Entry) {
    match entries.get_mut(&more.id) {
        Some(entry) => {
            entry.names.extend(more.names);
            entry.at = entry.at.or(more.at);
            entry.country = entry.country.or(more.country);
            if entry.name.is_empty() {
                entry.name = more.name;
            }
        }
        None => {
            entries.insert(more.id, more);
        }
    }
}

/// A lasting number for a place of our own: from 4,000,000,000 on, by its name (FNV-1a).
pub(super) fn own_id(name: &str) -> u32 {
    let hash = name.bytes().fold(0x811c_9dc5_u32, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193));
    4_000_000_000 + hash % 290_000_000
}
