//! Words that stand for a place told before: `the city`, `the province`, `those neighborhoods`,
//! `the Ukrainian capital`.

use std::collections::BTreeMap;
use std::ops::Range;

use rashomon_model::{PlaceId, PlaceKind, Relative};
use rashomon_resources::gazetteer::{Gazetteer, class, fold};

use crate::resolve::Found;
use crate::scan::{Gap, Scan};
use crate::{Draft, Role};

/// Mentions looked back over at most.
const BACK: usize = 40;

/// Adds the words that stand for a place told before.
pub(crate) fn refer(scan: &Scan<'_>, draft: &mut Vec<Draft>, found: &[Found], gazetteer: &Gazetteer) {
    let mut told: Vec<Draft> = Vec::new();
    let mut added: Vec<Draft> = Vec::new();
    let mut next = draft.iter().peekable();
    let mut k = 0;
    while k < scan.words.len() {
        if let Some(d) = next.peek()
            && d.words.start <= k
        {
            k = k.max(d.words.end);
            told.push((*d).clone());
            next.next();
            continue;
        }
        let phrase =
            pointer(scan, k, gazetteer).filter(|p| next.peek().is_none_or(|d| d.words.start >= p.end));
        let Some(phrase) = phrase else {
            k += 1;
            continue;
        };
        let mut noun = phrase.end - 1;
        if scan.fold(noun) == "city" && scan.fold(noun - 1) == "capital" {
            noun -= 1;
        }
        let kinds = gazetteer.words().classes(scan.fold(noun));
        // `the eastern quarters`: a part of the town, no quarter told before.
        let side = |i: usize| gazetteer.words().classes(scan.fold(i)) & class::DIRECTION != 0;
        let sided = kinds & class::QUARTER != 0 && (phrase.start..noun).any(side);
        let (kinds, meant) = if sided { (class::CITY, "city") } else { (kinds, scan.fold(noun)) };
        if meant == "capital" {
            added.extend(capital(&phrase, found, gazetteer));
        } else if let Some(back) = best(scan, &told, kinds, meant, gazetteer) {
            let whole = back
                .place
                .as_ref()
                .is_some_and(|p| matches!(p.kind, PlaceKind::City | PlaceKind::Region | PlaceKind::Country));
            let part = sided || whole && scan.fold(noun).ends_with('s') && kinds & class::PART != 0;
            let mention = Draft {
                words: phrase.clone(),
                core: phrase.clone(),
                relative: if part { Relative::PartOf } else { Relative::At },
                method: "coreference",
                confidence: back.confidence * 0.7,
                ..back.clone()
            };
            told.push(mention.clone());
            added.push(mention);
        }
        k = phrase.end;
    }
    draft.extend(added);
    draft.sort_by_key(|d| d.words.start);
}

/// The place told before that a noun points to: told lately, told often, and as a place where
/// something is rather than as a government (`Moscow said`).
fn best<'t>(
    scan: &Scan<'_>,
    told: &'t [Draft],
    kinds: u32,
    noun: &str,
    gazetteer: &Gazetteer,
) -> Option<&'t Draft> {
    let mut scores: BTreeMap<&PlaceId, (f32, &Draft)> = BTreeMap::new();
    let mut age = 0;
    for d in told.iter().rev().take(BACK).filter(|d| agrees(d, kinds, noun)) {
        let Some(place) = &d.place else { continue };
        let before = d.words.start.checked_sub(1).map_or(0, |p| gazetteer.words().classes(scan.fold(p)));
        let spot = before & (class::PREPOSITION | class::CITY) != 0
            || d.method != "gazetteer"
            || d.words.start > 1 && scan.fold(d.words.start - 1) == "of"
            || scan.words[d.words.start].first;
        let weight = if spot { 1.0 } else { 0.5 };
        let score = weight * (0.8f32.powi(age) + 0.15);
        let entry = scores.entry(&place.id).or_insert((0.0, d));
        entry.0 += score;
        age += 1;
    }
    scores.into_values().max_by(|a, b| a.0.total_cmp(&b.0)).map(|s| s.1)
}

/// `the capital`, `the Belgian capital`: the capital of the country told last.
fn capital(phrase: &Range<usize>, found: &[Found], gazetteer: &Gazetteer) -> Option<Draft> {
    let inside = found.iter().find(|f| f.words.start >= phrase.start && f.words.end <= phrase.end);
    let at = found.partition_point(|f| f.words.start < phrase.start);
    let owner = found[..at].last().filter(|f| f.owner && f.words.end == phrase.start);
    let code = match inside.or(owner) {
        Some(f) => gazetteer.country(f.row),
        None => {
            found[..at].iter().rev().filter(|f| f.role != Role::Part).find_map(|f| gazetteer.country(f.row))
        }
    }?;
    let row = gazetteer.capital(code)?;
    Some(Draft {
        words: phrase.clone(),
        core: phrase.clone(),
        place: Some(gazetteer.place(row)),
        row: Some(row),
        relative: Relative::At,
        method: "coreference",
        confidence: 0.6,
    })
}

/// Nouns that more often mean something else than a place told before.
const OTHER: [&str; 14] = [
    "state", "states", "court", "field", "fields", "club", "stop", "plant", "party", "pass", "drive",
    "centre", "center", "republic",
];

/// `the city`, `this northern province`, `those neighborhoods` at word `k`.
fn pointer(scan: &Scan<'_>, k: usize, gazetteer: &Gazetteer) -> Option<Range<usize>> {
    const KINDS: u32 = class::CITY
        | class::REGION
        | class::COUNTRY
        | class::QUARTER
        | class::STREET
        | class::FACILITY
        | class::NATURAL;
    let words = gazetteer.words();
    let owned = matches!(scan.fold(k), "the" | "this" | "that" | "these" | "those" | "its" | "their");
    // `Syria's capital`: the noun alone, behind its owner.
    let bare =
        scan.fold(k) == "capital" && k > 0 && scan.words[k].gap == Gap::Space && scan.words[k - 1].possessive;
    if bare {
        return Some(k..k + 1);
    }
    if !owned {
        return None;
    }
    let mut end = k + 1;
    while end < k + 5 && scan.joined(end) && modifies(scan, end, gazetteer) {
        end += 1;
    }
    let line = matches!(scan.fold(end), "border" | "frontier");
    let kinds = words.classes(scan.fold(end)) | if line { class::REGION } else { 0 };
    let small = !scan.named(end) || scan.words[end].shouted;
    if !scan.joined(end) || kinds & KINDS == 0 || !small {
        return None;
    }
    if OTHER.contains(&scan.fold(end)) {
        return None;
    }
    // `the capital city`
    let end = if scan.fold(end) == "capital" && scan.joined(end + 1) && scan.fold(end + 1) == "city" {
        end + 1
    } else {
        end
    };
    let behind = words.classes(scan.fold(end + 1));
    let other = class::ORGANISATION | class::TITLE | class::LOCAL;
    // `the city of X`, `the city council`: another place, or no place.
    if scan.joined(end + 1)
        && (scan.fold(end + 1) == "of" || behind & other != 0 && behind & class::PART == 0)
    {
        return None;
    }
    Some(k..end + 1)
}

/// True where word `i` may stand between the article and its noun: `border` only in `border town`.
fn modifies(scan: &Scan<'_>, i: usize, gazetteer: &Gazetteer) -> bool {
    let words = gazetteer.words();
    let class = words.classes(scan.fold(i));
    if matches!(scan.fold(i), "border" | "frontier") {
        return noun_behind(scan, i, gazetteer);
    }
    words.people(scan.fold(i)).is_some()
        || class & (class::ADJECTIVE | class::DIRECTION) != 0 && class & class::CITY == 0
        || scan.fold(i) == "capital" && scan.fold(i + 1) == "city"
}

/// True where a noun of place comes behind word `i`: `border town`.
fn noun_behind(scan: &Scan<'_>, i: usize, gazetteer: &Gazetteer) -> bool {
    let class = gazetteer.words().classes(scan.fold(i + 1));
    scan.joined(i + 1) && class & (class::CITY | class::REGION | class::LOCAL) != 0
}

/// True where a place told before can be what a noun of these kinds points to.
fn agrees(told: &Draft, kinds: u32, noun: &str) -> bool {
    let Some(place) = &told.place else { return false };
    if told.confidence < 0.3 {
        return false;
    }
    let area = matches!(noun, "area" | "areas");
    let named = || {
        let name = fold(&place.name);
        let noun = noun.strip_suffix('s').unwrap_or(noun);
        name.split(' ').any(|w| w == noun)
            || (noun == "airport" && name.ends_with("base"))
            || (noun == "base" && (name.ends_with("airbase") || name.ends_with("airport")))
    };
    if matches!(noun, "border" | "frontier") {
        return place.kind == PlaceKind::Border;
    }
    match place.kind {
        PlaceKind::City => kinds & class::CITY != 0 || area,
        PlaceKind::Region => kinds & class::REGION != 0 || area,
        PlaceKind::Country => kinds & class::COUNTRY != 0,
        PlaceKind::Quarter => kinds & class::QUARTER != 0,
        PlaceKind::Street => kinds & class::STREET != 0 || area || kinds & class::QUARTER != 0,
        PlaceKind::Facility | PlaceKind::Natural => named(),
        PlaceKind::Border | PlaceKind::Continent | PlaceKind::Other => false,
    }
}
