//! Places the text introduces itself: streets, quarters, villages, camps, bases, borders. They get
//! a name, a parent where the text tells one, and no point.

use std::collections::BTreeMap;
use std::ops::Range;

use rashomon_model::{Place, PlaceId, PlaceKind, Precision, Relative};
use rashomon_resources::gazetteer::{Gazetteer, RowKind, class, fold};

use crate::resolve::{Found, km};
use crate::scan::{Caps, Gap, Scan};
use crate::spot::Spot;
use crate::{Draft, Role};

/// The names of the gazetteer and the local places, in text order, not overlapping.
pub(crate) fn draft(scan: &Scan<'_>, found: &[Found], strange: &[Spot], gazetteer: &Gazetteer) -> Vec<Draft> {
    let reader = Reader { scan, found, gazetteer };
    let mut locals = reader.borders();
    for k in 0..scan.words.len() {
        if let Some(local) = reader.local(k)
            && locals.iter().all(|l| l.words.end <= local.words.start || local.words.end <= l.words.start)
        {
            locals.push(local);
        }
    }
    for spot in strange {
        if let Some(local) = reader.stranger(spot)
            && locals.iter().all(|l| l.words.end <= local.words.start || local.words.end <= l.words.start)
        {
            locals.push(local);
        }
    }
    let mut all = locals;
    for f in found.iter().filter(|f| f.role == Role::Place) {
        if all.iter().all(|d| d.words.end <= f.words.start || f.words.end <= d.words.start) {
            all.push(Draft {
                words: f.words.clone(),
                core: f.words.clone(),
                place: Some(gazetteer.place(f.row)),
                row: Some(f.row),
                relative: Relative::At,
                method: f.method,
                confidence: f.confidence,
            });
        }
    }
    all.sort_by_key(|d| d.words.start);
    echo(scan, &mut all, gazetteer);
    all
}

/// A town or quarter the text has introduced is known from there on by its bare name.
fn echo(scan: &Scan<'_>, all: &mut Vec<Draft>, gazetteer: &Gazetteer) {
    let words = gazetteer.words();
    let mut known: BTreeMap<String, Draft> = BTreeMap::new();
    for d in all.iter().filter(|d| d.method == "local") {
        let Some(place) = &d.place else { continue };
        if matches!(place.kind, PlaceKind::City | PlaceKind::Quarter | PlaceKind::Region) {
            let name = fold(&place.name);
            if name.len() > 3 && words.classes(&name) == 0 {
                known.entry(name).or_insert_with(|| d.clone());
            }
        }
    }
    if known.is_empty() {
        return;
    }
    let mut more = Vec::new();
    let mut at = 0;
    for i in 0..scan.words.len() {
        while all.get(at).is_some_and(|d| d.words.end <= i) {
            at += 1;
        }
        let taken = all.get(at).is_some_and(|d| d.words.contains(&i));
        if taken || !scan.named(i) {
            continue;
        }
        for length in (1..=3).rev() {
            let run = i..i + length;
            let free = run.end <= scan.words.len() && all.get(at).is_none_or(|d| d.words.start >= run.end);
            if free
                && let Some(d) = known.get(&scan.fold_range(run.clone()))
                && (i + 1..run.end).all(|k| scan.joined(k))
            {
                more.push(Draft { words: run.clone(), core: run, relative: Relative::At, ..d.clone() });
                break;
            }
        }
    }
    all.extend(more);
    all.sort_by_key(|d| d.words.start);
}

struct Reader<'a> {
    scan: &'a Scan<'a>,
    found: &'a [Found],
    gazetteer: &'a Gazetteer,
}

impl Reader<'_> {
    fn class(&self, i: usize) -> u32 {
        self.gazetteer.words().classes(self.scan.fold(i))
    }

    fn found_at(&self, i: usize) -> Option<&Found> {
        let at = self.found.partition_point(|f| f.words.end <= i);
        self.found.get(at).filter(|f| f.words.contains(&i))
    }

    /// The local place whose type noun is word `k`.
    fn local(&self, k: usize) -> Option<Draft> {
        const TYPED: u32 =
            class::STREET | class::FACILITY | class::QUARTER | class::NATURAL | class::CITY | class::REGION;
        let class = self.class(k);
        if class & TYPED == 0 || self.scan.words[k].caps == Caps::Number {
            return None;
        }
        if self.found_at(k).is_some_and(|f| f.role == Role::Place) {
            return None;
        }
        self.named_behind(k, class).or_else(|| self.named_before(k, class))
    }

    /// A name behind `in` or `near` that the gazetteer has not: some place, in the country told of.
    fn stranger(&self, spot: &Spot) -> Option<Draft> {
        let scan = self.scan;
        let words = spot.words.clone();
        let tagged = spot.score > 1.5;
        let before = words.start.checked_sub(1).map_or("", |p| scan.fold(p));
        let placed = matches!(before, "in" | "near" | "outside" | "around" | "from" | "at")
            && scan.joined(words.start);
        let follows = scan.joined(words.end) && scan.named(words.end);
        let letters = scan.fold_range(words.clone());
        let known = words
            .clone()
            .any(|i| self.class(i) & !class::CONNECTOR != 0 || scan.words[i].caps == Caps::Upper);
        if !(tagged || placed && before != "at")
            || follows
            || known
            || letters.len() < 4
            || letters.chars().any(char::is_numeric)
        {
            return None;
        }
        let mut local = self.make(words.clone(), words, class::CITY, None);
        local.confidence = if tagged { 0.6 } else { 0.45 };
        Some(local)
    }

    /// `Mansour Street`, `Sheikh Maqsood neighborhood`, `23rd of February Street`.
    fn named_before(&self, k: usize, class: u32) -> Option<Draft> {
        let scan = self.scan;
        if scan.words[k].shouted {
            return None;
        }
        let mut start = k;
        while start > 0 && k - start < 5 && scan.joined(start) {
            let p = start - 1;
            let inner = start < k
                && self.class(p) & class::CONNECTOR != 0
                && p > 0
                && !matches!(scan.fold(p), "the" | "and" | "in" | "by" | "on");
            let number = scan.words[p].caps == Caps::Number && start < k;
            // `the Syrian Idlib province`, `Syrias Idlib`: the name starts behind its owner.
            if self.found_at(p).is_some_and(|f| f.owner) {
                break;
            }
            let opener = scan.words[p].first
                && self.class(p) & (class::COMMON | class::PREPOSITION | class::WEAK | class::CONNECTOR) != 0;
            if scan.named(p) && !opener && scan.fold(p) != "the" {
                start = p;
            } else if inner
                && p > 0
                && scan.joined(p)
                && (scan.named(p - 1) || scan.words[p - 1].caps == Caps::Number)
            {
                start = p - 1;
            } else if number {
                start = p;
                break;
            } else {
                break;
            }
        }
        if start == k {
            return None;
        }
        // `Syrian camp`, `Sunday market`, `Aleppo airport`: what the words before are.
        let lead = self.found_at(start).filter(|f| f.words.end >= k && f.words.start <= start);
        if let Some(f) = lead {
            let kind = self.gazetteer.kind(f.row);
            if f.role == Role::People || matches!(kind, RowKind::Country | RowKind::Continent) {
                return None;
            }
            if f.words.start != start {
                return None;
            }
            if class & (class::QUARTER | class::CITY | class::REGION) != 0
                && class & (class::STREET | class::FACILITY) == 0
            {
                // `the Kobane area`: the place itself, or around it.
                let loose = class & class::PART != 0;
                return Some(Draft {
                    words: f.words.start..k + 1,
                    core: f.words.clone(),
                    place: Some(self.gazetteer.place(f.row)),
                    row: Some(f.row),
                    relative: if loose { Relative::PartOf } else { Relative::At },
                    method: f.method,
                    confidence: f.confidence.max(0.6),
                });
            }
            // `Aleppo airport` lies there; streets and bridges are named after towns elsewhere.
            let there =
                class & class::STREET == 0 && (f.confidence > 0.6 || self.gazetteer.weight(f.row) > 15.0);
            return Some(self.make(start..k + 1, start..k + 1, class, there.then_some(f.row)));
        }
        let only = (start..k).all(|i| {
            self.class(i)
                & (class::CALENDAR
                    | class::TITLE
                    | class::DIRECTION
                    | class::COMMON
                    | class::ADJECTIVE
                    | class::ORGANISATION)
                != 0
                || self.gazetteer.words().people(scan.fold(i)).is_some()
        });
        // `346 Islamic State fighters`: only streets and the like are named with a number.
        if scan.words[start].caps == Caps::Number
            && class & (class::STREET | class::FACILITY | class::QUARTER) == 0
        {
            return None;
        }
        let proper = scan.named(k) && class & (class::STREET | class::FACILITY | class::NATURAL) != 0;
        if only && !proper {
            return None;
        }
        // Common nouns written small need a name before them that is no organisation's: `the Hilton hotel` is fine.
        if self.class(start) & (class::TITLE | class::CALENDAR) != 0 && !proper {
            return None;
        }
        let mut local = self.make(start..k + 1, start..k + 1, class, None);
        if only {
            local.confidence -= 0.2;
        }
        Some(local)
    }

    /// `the village of Waga`, `the neighbourhood of Molenbeek`, where the gazetteer has no such name.
    fn named_behind(&self, k: usize, class: u32) -> Option<Draft> {
        let scan = self.scan;
        if class & (class::CITY | class::QUARTER | class::REGION) == 0
            || scan.fold(k + 1) != "of"
            || !scan.joined(k + 1)
        {
            return None;
        }
        let mut end = k + 2;
        while end < k + 6 && scan.joined(end) && scan.named(end) && self.found_at(end).is_none() {
            end += 1;
        }
        if end == k + 2
            || scan.words[k + 2].shouted
            || self.class(k + 2) & (class::CALENDAR | class::GIVEN) != 0
        {
            return None;
        }
        Some(self.make(k..end, k + 2..end, class & !(class::STREET | class::FACILITY | class::NATURAL), None))
    }

    fn make(
        &self,
        words: Range<usize>,
        core: Range<usize>,
        class: u32,
        parent: Option<rashomon_resources::gazetteer::Row>,
    ) -> Draft {
        let row = parent.or_else(|| self.parent(&words));
        let kind = if class & class::STREET != 0 {
            PlaceKind::Street
        } else if class & class::FACILITY != 0 {
            PlaceKind::Facility
        } else if class & class::NATURAL != 0 {
            PlaceKind::Natural
        } else if class & class::QUARTER != 0 {
            PlaceKind::Quarter
        } else if class & class::REGION != 0 {
            PlaceKind::Region
        } else {
            PlaceKind::City
        };
        let keep = matches!(kind, PlaceKind::Street | PlaceKind::Facility | PlaceKind::Natural);
        let name = self.name(&core, keep);
        let place = place_in(self.gazetteer, name, kind, row);
        let confidence = if row.is_some() { 0.7 } else { 0.5 };
        Draft {
            words,
            core,
            place: Some(place),
            row: None,
            relative: Relative::At,
            method: "local",
            confidence,
        }
    }

    /// The name as written, its type noun with a capital or left out: `23 February Street`, `Molenbeek`.
    fn name(&self, core: &Range<usize>, keep: bool) -> String {
        let mut out: Vec<String> = Vec::new();
        for i in core.clone() {
            let word = self.scan.fold(i);
            let written = self.scan.text(i);
            let last = i + 1 == core.end;
            if last && !keep && core.len() > 1 && self.class(i) & (class::QUARTER | class::CITY) != 0 {
                continue;
            }
            if self.scan.words[i].caps == Caps::Number {
                out.push(written.trim_end_matches(|c: char| c.is_ascii_alphabetic()).to_owned());
            } else if word == "of" && out.last().is_some_and(|w| w.chars().all(|c| c.is_ascii_digit())) {
            } else if last && self.scan.words[i].caps == Caps::Lower {
                let mut chars = written.chars();
                let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
                out.push(first + chars.as_str());
            } else {
                out.push(written.to_owned());
            }
        }
        out.join(" ")
    }

    /// What a local place lies in: told behind it (`in Raqqa`), before it (`Raqqa's`), or the town told last.
    fn parent(&self, words: &Range<usize>) -> Option<rashomon_resources::gazetteer::Row> {
        let scan = self.scan;
        // The town a street is named after is not where it lies.
        let namesake = |f: &Found| {
            scan.joined(f.words.end)
                && scan.named(f.words.end)
                && self.class(f.words.end) & class::STREET != 0
        };
        let usable = |f: &&Found| {
            f.role != Role::People
                && !namesake(f)
                && !matches!(
                    self.gazetteer.kind(f.row),
                    RowKind::Continent | RowKind::Border | RowKind::Natural
                )
        };
        let at = self.found.partition_point(|f| f.words.start < words.end);
        if let Some(next) = self.found.get(at).filter(usable) {
            let gap = words.end..next.words.start;
            let near = gap.len() <= 5
                && gap
                    .clone()
                    .chain([next.words.start])
                    .skip(1)
                    .all(|i| matches!(scan.words[i].gap, Gap::Space | Gap::Comma));
            let first = scan.fold(words.end);
            let told = matches!(first, "in" | "of" | "at" | "near" | "outside")
                || (gap.is_empty() && scan.words[next.words.start].gap == Gap::Comma);
            let clean = gap
                .clone()
                .skip(1)
                .all(|i| !scan.named(i) || self.gazetteer.words().people(scan.fold(i)).is_some());
            if near && told && clean {
                return Some(next.row);
            }
        }
        let before = &self.found[..self.found.partition_point(|f| f.words.end <= words.start)];
        if let Some(owner) = before.last().filter(usable)
            && owner.owner
            && owner.role == Role::Place
            && words.start - owner.words.end <= 3
        {
            return Some(owner.row);
        }
        let city = |f: &&Found| usable(f) && f.role == Role::Place && self.gazetteer.kind(f.row).is_city();
        let recent = before.iter().rev().take(12).find(city);
        recent
            .or_else(|| before.iter().rev().take(12).find(|f| usable(f) && f.role == Role::Place))
            .or_else(|| self.found.iter().find(city))
            .map(|f| f.row)
    }

    /// `the Syrian-Iraqi border`, `the border with Iraq`, `the border between Syria and Iraq`.
    fn borders(&self) -> Vec<Draft> {
        let scan = self.scan;
        let mut tally: BTreeMap<[u8; 2], usize> = BTreeMap::new();
        for f in self.found {
            if let Some(code) = self.gazetteer.country(f.row) {
                *tally.entry(code).or_default() += 1;
            }
        }
        let mut out = Vec::new();
        for k in 0..scan.words.len() {
            let adjective = scan.joined(k + 1)
                && self.class(k + 1) & (class::CITY | class::LOCAL | class::ORGANISATION | class::REGION)
                    != 0;
            if !matches!(scan.fold(k), "border" | "borders" | "frontier")
                || self.found_at(k).is_some()
                || adjective
            {
                continue;
            }
            let mut words = k..k + 1;
            let mut sides: Vec<[u8; 2]> = Vec::new();
            let mut p = k;
            while p > 0 && scan.joined(p) || p > 0 && p < k && scan.words[p].gap == Gap::Dash {
                let codes = self.codes(p - 1);
                if codes.is_empty() {
                    break;
                }
                p -= 1;
                words.start = p;
                sides.extend(codes);
            }
            let behind = scan.fold(k + 1);
            if matches!(behind, "with" | "between" | "of") && sides.len() < 2 {
                for i in k + 2..(k + 7).min(scan.words.len()) {
                    if scan.words[i].gap == Gap::Stop {
                        break;
                    }
                    let codes = self.codes(i);
                    if !codes.is_empty() {
                        sides.extend(codes);
                        words.end = i + 1;
                        if behind != "between" {
                            break;
                        }
                    }
                }
            }
            sides.sort_unstable();
            sides.dedup();
            if sides.len() == 1 {
                sides.extend(self.neighbour(sides[0], &tally));
            }
            if let [a, b, ..] = sides[..] {
                out.push(self.border(words, a, b));
            }
        }
        out
    }

    /// The country told most that can lie beside another: countries far off do not border it.
    fn neighbour(&self, side: [u8; 2], tally: &BTreeMap<[u8; 2], usize>) -> Option<[u8; 2]> {
        let point = |code: [u8; 2]| self.gazetteer.point(self.gazetteer.country_row(code)?);
        let here = point(side)?;
        let score = |code: [u8; 2], told: usize| {
            let far = km(here, point(code)?);
            (far < 4000.0).then_some(told as f32 * (-far / 900.0).exp())
        };
        tally
            .iter()
            .filter(|(code, _)| **code != side)
            .filter_map(|(code, told)| Some((score(*code, *told)?, *code)))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
            .map(|best| best.1)
    }

    /// Countries a word names or whose people it names; both sides of `Syrian-Iraqi`.
    fn codes(&self, i: usize) -> Vec<[u8; 2]> {
        let word = self.scan.fold(i);
        let of = |part: &str| {
            self.gazetteer.words().people(part).or_else(|| {
                let hit = *self
                    .gazetteer
                    .find(part)
                    .iter()
                    .find(|h| self.gazetteer.kind(h.row) == RowKind::Country)?;
                self.gazetteer.country(hit.row)
            })
        };
        if !self.scan.named(i) {
            return Vec::new();
        }
        if let Some(code) = of(word) {
            return vec![code];
        }
        let parts: Vec<[u8; 2]> = word.split(' ').filter_map(of).collect();
        if parts.len() == word.split(' ').count() { parts } else { Vec::new() }
    }

    fn border(&self, words: Range<usize>, a: [u8; 2], b: [u8; 2]) -> Draft {
        let side = |code: [u8; 2]| {
            let row = self.gazetteer.country_row(code);
            row.map(|r| (self.gazetteer.name(r).to_owned(), PlaceId::Geonames(self.gazetteer.id(r))))
        };
        let mut sides: Vec<_> = [side(a), side(b)].into_iter().flatten().collect();
        sides.sort();
        let name = sides.iter().map(|s| s.0.as_str()).collect::<Vec<_>>().join("–") + " border";
        let place = Place {
            id: PlaceId::Local(format!("{}@border", fold(&name))),
            name,
            kind: PlaceKind::Border,
            point: None,
            precision: Precision::Region,
            country: None,
            parents: Vec::new(),
        };
        Draft {
            core: words.clone(),
            words,
            place: Some(place),
            row: None,
            relative: Relative::At,
            method: "local",
            confidence: 0.8,
        }
    }
}

/// A local place inside a place of the gazetteer.
fn place_in(
    gazetteer: &Gazetteer,
    name: String,
    kind: PlaceKind,
    parent: Option<rashomon_resources::gazetteer::Row>,
) -> Place {
    let (at, country, parents) = match parent {
        Some(row) => {
            let place = gazetteer.place(row);
            let mut parents = vec![(place.id, place.name)];
            parents.extend(place.parents);
            (gazetteer.id(row).to_string(), place.country, parents)
        }
        None => ("?".to_owned(), None, Vec::new()),
    };
    let precision = match kind {
        PlaceKind::Natural | PlaceKind::Region => Precision::Region,
        PlaceKind::City => Precision::City,
        _ => Precision::Quarter,
    };
    Place {
        id: PlaceId::Local(format!("{}@{at}", fold(&name))),
        name,
        kind,
        point: None,
        precision,
        country,
        parents,
    }
}
