//! Words that stand for a place told before: `the city`, `the province`, `those neighborhoods`.

use std::ops::Range;

use rashomon_model::{PlaceId, PlaceKind, Relative};
use rashomon_resources::gazetteer::{Gazetteer, class, fold};

use crate::Draft;
use crate::scan::Scan;

/// Adds the words that stand for a place told before.
pub(crate) fn refer(scan: &Scan<'_>, draft: &mut Vec<Draft>, gazetteer: &Gazetteer) {
    let words = gazetteer.words();
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
        if let Some(phrase) = pointer(scan, k, gazetteer)
            && next.peek().is_none_or(|d| d.words.start >= phrase.end)
        {
            let noun = phrase.end - 1;
            let kinds = words.classes(scan.fold(noun));
            if let Some(back) = told.iter().rev().take(40).find(|d| agrees(d, kinds, scan.fold(noun))) {
                let plural = scan.fold(noun).ends_with('s');
                added.push(Draft {
                    words: phrase.clone(),
                    core: phrase.clone(),
                    relative: if plural && back.relative == Relative::At && kinds & class::PART != 0 {
                        Relative::PartOf
                    } else {
                        back.relative
                    },
                    method: "coreference",
                    confidence: back.confidence * 0.7,
                    ..back.clone()
                });
            }
            k = phrase.end;
            continue;
        }
        k += 1;
    }
    draft.extend(added);
    draft.sort_by_key(|d| d.words.start);
}

/// `the city`, `this northern province`, `those neighborhoods` at word `k`.
fn pointer(scan: &Scan<'_>, k: usize, gazetteer: &Gazetteer) -> Option<Range<usize>> {
    const KINDS: u32 =
        class::CITY | class::REGION | class::COUNTRY | class::QUARTER | class::STREET | class::FACILITY;
    let words = gazetteer.words();
    if !matches!(scan.fold(k), "the" | "this" | "that" | "these" | "those" | "its" | "their") {
        return None;
    }
    let mut end = k + 1;
    while end < k + 4
        && scan.joined(end)
        && words.classes(scan.fold(end)) & (class::ADJECTIVE | class::DIRECTION) != 0
        && words.classes(scan.fold(end)) & class::CITY == 0
    {
        end += 1;
    }
    let class = words.classes(scan.fold(end));
    let noun = scan.joined(end) && class & KINDS != 0 && (!scan.named(end) || scan.words[end].shouted);
    if !noun
        || matches!(
            scan.fold(end),
            "state" | "states" | "court" | "field" | "club" | "stop" | "plant" | "party" | "pass"
        )
    {
        return None;
    }
    let behind = scan.fold(end + 1);
    // `the city of X`, `the city council`: another place, or no place.
    if scan.joined(end + 1)
        && (behind == "of"
            || words.classes(behind) & (class::ORGANISATION | class::TITLE | class::LOCAL | class::SPEECH)
                != 0
                && words.classes(behind) & class::PART == 0)
    {
        return None;
    }
    Some(k..end + 1)
}

/// True where a place told before can be what a noun of these kinds points to.
fn agrees(told: &Draft, kinds: u32, noun: &str) -> bool {
    let Some(place) = &told.place else { return false };
    if told.confidence < 0.3 {
        return false;
    }
    let local = matches!(place.id, PlaceId::Local(_));
    let same = || {
        let name = fold(&place.name);
        let noun = noun.strip_suffix('s').unwrap_or(noun);
        name.split(' ').any(|w| w == noun) || (noun == "airport" && name.ends_with("base"))
    };
    match place.kind {
        PlaceKind::City => kinds & class::CITY != 0 || matches!(noun, "area" | "areas"),
        PlaceKind::Region => kinds & class::REGION != 0 || noun == "area",
        PlaceKind::Country => kinds & class::COUNTRY != 0,
        PlaceKind::Quarter => kinds & class::QUARTER != 0,
        PlaceKind::Street => kinds & class::STREET != 0 && same() || matches!(noun, "area" | "neighborhoods"),
        PlaceKind::Facility | PlaceKind::Natural => same() || (local && noun == "area"),
        PlaceKind::Border => matches!(noun, "border" | "frontier"),
        PlaceKind::Continent | PlaceKind::Other => false,
    }
}
