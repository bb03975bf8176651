//! Which of the places of one name is meant: by what the report is about, what stands beside the
//! name, and which places lie near each other.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rashomon_model::Point;
use rashomon_resources::gazetteer::{Gazetteer, Hit, Row, RowKind, class, skeleton};

use crate::Role;
use crate::scan::{Gap, Scan};
use crate::spot::Spot;

/// A name with the place it means.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) words: Range<usize>,
    pub(crate) role: Role,
    pub(crate) row: Row,
    pub(crate) confidence: f32,
    pub(crate) method: &'static str,
    /// True where it owns what comes behind: `Syria's`, `Syrian`.
    pub(crate) owner: bool,
}

/// What a report is about: shares of countries and regions among its clear names.
#[derive(Debug, Default)]
struct Focus {
    countries: BTreeMap<[u8; 2], f32>,
    regions: BTreeMap<Row, f32>,
    anchors: Vec<(Row, Point)>,
}

/// Gives each spot its place.
///
/// Second: names that stand where a place is expected, and that nothing in the gazetteer answers to.
pub(crate) fn resolve(scan: &Scan<'_>, spots: &[Spot], gazetteer: &Gazetteer) -> (Vec<Found>, Vec<Spot>) {
    let links = links(scan, spots, gazetteer);
    let mut districts = Districts::default();
    for hit in spots.iter().flat_map(|s| &s.hits) {
        if gazetteer.kind(hit.row) == RowKind::District {
            districts.told.insert(hit.row);
        } else if gazetteer.kind(hit.row).is_city() && !hit.alternate {
            districts.of_towns.extend(gazetteer.district(hit.row));
        }
    }
    let chooser = Chooser { districts, scan, spots, gazetteer, links };
    let first = chooser.clear();
    let chosen = chooser.choose(&first);
    let second = chooser.focus(&chosen);
    let chosen = chooser.choose(&second);
    let (mut found, mut strange) = (Vec::new(), Vec::new());
    for (s, spot) in spots.iter().enumerate() {
        match chosen[s] {
            Some((row, confidence)) => {
                found.push(Found {
                    words: spot.words.clone(),
                    role: spot.role,
                    row,
                    confidence,
                    method: "gazetteer",
                    owner: spot.owner,
                });
            }
            None if spot.hits.is_empty() => match chooser.by_sound(spot, &second) {
                Some(sound) => found.push(sound),
                None => strange.push(spot.clone()),
            },
            None => {}
        }
    }
    (found, strange)
}

/// Bonus of each hit of each spot for what is written beside it.
type Links = Vec<Vec<f32>>;

/// Districts that names of the report may mean, and districts in which its towns may lie.
#[derive(Debug, Default)]
struct Districts {
    told: BTreeSet<Row>,
    of_towns: BTreeSet<Row>,
}

struct Chooser<'a> {
    districts: Districts,
    scan: &'a Scan<'a>,
    spots: &'a [Spot],
    gazetteer: &'a Gazetteer,
    links: Links,
}

/// Pairs of names of which one is said to lie in the other.
fn links(scan: &Scan<'_>, spots: &[Spot], gazetteer: &Gazetteer) -> Links {
    let mut links: Links = spots.iter().map(|s| vec![0.0; s.hits.len()]).collect();
    for inner in 0..spots.len() {
        // `Rafah, Gaza`; `Rafah in southern Gaza`; `Rafah (Gaza)`
        if let Some(outer) = spots.get(inner + 1) {
            let strength = beside(scan, &spots[inner], outer, gazetteer);
            link(spots, inner, inner + 1, strength, gazetteer, &mut links);
            // `Springfield, Greene County, Missouri`
            if strength > 10.0
                && let Some(top) = spots.get(inner + 2)
                && beside(scan, outer, top, gazetteer) > 10.0
            {
                link(spots, inner, inner + 2, strength, gazetteer, &mut links);
            }
        }
        // `Syria's northern city of Aleppo`; `the Iraqi city of Mosul`
        if let Some(before) = inner.checked_sub(1) {
            let (outer, at) = (&spots[before], spots[inner].words.start);
            let owner = outer.owner;
            let near = at >= outer.words.end && at - outer.words.end <= 4;
            let clean = (outer.words.end..=at).all(|k| matches!(scan.words[k].gap, Gap::Space))
                && (outer.words.end..at).all(|k| !scan.named(k));
            if owner && near && clean {
                link(spots, inner, before, 7.0, gazetteer, &mut links);
            }
        }
    }
    links
}

/// How strongly `outer`, which comes next, is told as what `inner` lies in.
fn beside(scan: &Scan<'_>, inner: &Spot, outer: &Spot, gazetteer: &Gazetteer) -> f32 {
    let (from, to) = (inner.words.end, outer.words.start);
    if outer.role == Role::People || inner.role == Role::People || to < from {
        return 0.0;
    }
    if from == to {
        return match scan.words[to].gap {
            Gap::Comma => 16.0,
            Gap::Space | Gap::Mark if outer.hits.iter().any(|h| h.short) => 12.0,
            Gap::Space => 5.0,
            Gap::Mark => 6.0,
            _ => 0.0,
        };
    }
    let words = gazetteer.words();
    let clean = (from + 1..=to).all(|k| matches!(scan.words[k].gap, Gap::Space | Gap::Dash))
        && matches!(scan.words[from].gap, Gap::Space | Gap::Comma);
    let soft = (from + 1..to).all(|k| {
        scan.fold(k) == "the"
            || words.classes(scan.fold(k))
                & (class::DIRECTION | class::ADJECTIVE | class::CITY | class::REGION)
                != 0
            || matches!(scan.fold(k), "of" | "province" | "state")
    });
    if clean && soft && to - from <= 5 && matches!(scan.fold(from), "in" | "of") { 10.0 } else { 0.0 }
}

/// Adds the bonus of one pair.
fn link(spots: &[Spot], inner: usize, outer: usize, strength: f32, gazetteer: &Gazetteer, links: &mut Links) {
    if strength == 0.0 {
        return;
    }
    let mut inside = vec![false; spots[inner].hits.len()];
    let mut around = vec![0.0f32; spots[outer].hits.len()];
    // `China, Japan` is a list of countries, not a town of Japan.
    let country = |s: &Spot| s.hits.iter().any(|h| gazetteer.kind(h.row) == RowKind::Country && !h.alternate);
    if country(&spots[inner]) && country(&spots[outer]) && spots[inner].role == Role::Place {
        return;
    }
    for (i, a) in spots[inner].hits.iter().enumerate() {
        for (o, b) in spots[outer].hits.iter().enumerate() {
            if contains(gazetteer, b.row, a.row) {
                inside[i] = true;
                let weight = gazetteer.weight(a.row) - if a.alternate { 6.0 } else { 0.0 };
                around[o] = around[o].max(strength * (weight / 16.0).clamp(0.2, 1.0));
            }
        }
    }
    for (i, inside) in inside.into_iter().enumerate() {
        if inside {
            links[inner][i] = links[inner][i].max(strength);
        }
    }
    for (o, around) in around.into_iter().enumerate() {
        links[outer][o] = links[outer][o].max(around);
    }
}

/// True where the one place lies in the other.
pub(crate) fn contains(gazetteer: &Gazetteer, outer: Row, inner: Row) -> bool {
    if outer == inner {
        return false;
    }
    match gazetteer.kind(outer) {
        RowKind::Country => {
            gazetteer.kind(inner) != RowKind::Country
                && gazetteer.country(inner).is_some_and(|c| gazetteer.country_row(c) == Some(outer))
        }
        RowKind::Region => gazetteer.region(inner) == Some(outer),
        RowKind::District => gazetteer.district(inner) == Some(outer),
        RowKind::Area | RowKind::Natural => {
            matches!(
                gazetteer.kind(inner),
                RowKind::City | RowKind::Quarter | RowKind::Facility | RowKind::Capital
            ) && matches!((gazetteer.point(outer), gazetteer.point(inner)), (Some(a), Some(b)) if km(a, b) < 120.0)
        }
        _ => false,
    }
}

/// Kilometres between two points on a sphere.
pub(crate) fn km(a: Point, b: Point) -> f32 {
    let (y1, y2) = (a.lat.to_radians(), b.lat.to_radians());
    let (dy, dx) = (y2 - y1, (b.lon - a.lon).to_radians());
    let h = (dy / 2.0).sin().powi(2) + y1.cos() * y2.cos() * (dx / 2.0).sin().powi(2);
    2.0 * 6371.0 * h.sqrt().min(1.0).asin()
}

impl Chooser<'_> {
    /// The focus told by names that can hardly be misread.
    fn clear(&self) -> Focus {
        let mut focus = Focus::default();
        for (s, spot) in self.spots.iter().enumerate() {
            let best = (0..spot.hits.len()).max_by(|&a, &b| {
                let score = |i: usize| self.prior(spot, spot.hits[i]) + self.links[s][i];
                score(a).total_cmp(&score(b)).then(b.cmp(&a))
            });
            let Some(best) = best else { continue };
            let top = self.prior(spot, spot.hits[best]) + self.links[s][best];
            let second = (0..spot.hits.len())
                .filter(|&i| i != best)
                .map(|i| self.prior(spot, spot.hits[i]) + self.links[s][i])
                .fold(f32::MIN, f32::max);
            let row = spot.hits[best].row;
            let sure = match self.gazetteer.kind(row) {
                RowKind::Country if top - second < 8.0 => 0.5,
                RowKind::Country | RowKind::Region => 1.0,
                _ if self.links[s][best] > 5.0 => 1.0,
                _ if top - second > 5.0 && top > 12.0 => 0.7,
                _ if top - second > 2.5 && top > 16.0 => 0.4,
                _ => 0.0,
            };
            let sure = if spot.role == Role::People { 0.7 } else { sure };
            // Whichever it is, all of them lie in one country: counties, towns named twice in a land.
            let country = self.gazetteer.country(row);
            let usual = || spot.hits.iter().filter(|h| !h.alternate);
            if sure == 0.0
                && spot.words.len() > 1
                && usual().count() > 0
                && usual().all(|h| self.gazetteer.country(h.row) == country)
                && let Some(country) = country
            {
                *focus.countries.entry(country).or_default() += 0.8;
            }
            if sure > 0.0 {
                self.add(&mut focus, row, sure);
            }
        }
        focus
    }

    fn focus(&self, chosen: &[Option<(Row, f32)>]) -> Focus {
        let mut focus = Focus::default();
        for (spot, choice) in self.spots.iter().zip(chosen) {
            if let Some((row, confidence)) = *choice {
                let weight = if spot.role == Role::People { 0.7 } else { confidence };
                self.add(&mut focus, row, weight);
            }
        }
        focus
    }

    fn add(&self, focus: &mut Focus, row: Row, weight: f32) {
        let g = self.gazetteer;
        if let Some(country) = g.country(row) {
            *focus.countries.entry(country).or_default() += weight;
        }
        let region = if g.kind(row) == RowKind::Region { Some(row) } else { g.region(row) };
        if let Some(region) = region {
            *focus.regions.entry(region).or_default() += weight;
        }
        if !matches!(g.kind(row), RowKind::Country | RowKind::Continent | RowKind::Region)
            && weight >= 0.5
            && let Some(point) = g.point(row)
            && !focus.anchors.iter().any(|a| a.0 == row)
            && focus.anchors.len() < 64
        {
            focus.anchors.push((row, point));
        }
    }

    /// How likely a meaning is, before anything is known of the report.
    fn prior(&self, spot: &Spot, hit: Hit) -> f32 {
        let g = self.gazetteer;
        let weight = g.weight(hit.row);
        let next = spot.words.end;
        let typed = if self.scan.joined(next) { g.words().classes(self.scan.fold(next)) } else { 0 };
        let start = spot.words.start;
        let before = if start > 1 && self.scan.fold(start - 1) == "of" {
            g.words().classes(self.scan.fold(start - 2))
        } else if start > 0 && !self.scan.named(start - 1) {
            g.words().classes(self.scan.fold(start - 1)) & (class::CITY | class::REGION)
        } else {
            0
        };
        let typed = typed | before;
        let as_region = typed & class::REGION != 0;
        let as_city = typed & class::CITY != 0;
        // `Mexico` for Mexico City or the State of Mexico: the country of that name is meant.
        let namesake = !as_region
            && !as_city
            && g.kind(hit.row) != RowKind::Country
            && spot.hits.iter().any(|h| {
                g.kind(h.row) == RowKind::Country
                    && !h.alternate
                    && (hit.alternate || g.country(h.row) == g.country(hit.row))
            });
        match g.kind(hit.row) {
            _ if hit.short => 30.0,
            _ if namesake => 2.0,
            RowKind::Country | RowKind::Continent => 26.0 - if hit.alternate { 8.0 } else { 0.0 },
            RowKind::Region => {
                // A town of that name inside it is meant, unless the region is the better known by far.
                let state = g.country(hit.row).is_some_and(|c| [*b"US", *b"CA", *b"AU"].contains(&c));
                let twin = spot.hits.iter().any(|h| {
                    g.kind(h.row).is_city() && g.region(h.row) == Some(hit.row) && !state
                        || matches!(g.kind(h.row), RowKind::Natural | RowKind::Area) && !h.alternate
                });
                let usual = if hit.alternate { -3.0 } else { 0.0 };
                let told = if as_region {
                    8.0
                } else if twin {
                    -7.0
                } else {
                    0.0
                };
                8.5 + 0.55 * weight.min(24.0) + usual + told - if as_city { 6.0 } else { 0.0 }
            }
            RowKind::District => {
                14.0 - if hit.alternate { 5.0 } else { 0.0 } + if as_region { 4.0 } else { 0.0 }
            }
            RowKind::Capital => weight.max(14.0) + 2.0 - if hit.alternate { 5.0 } else { 0.0 },
            RowKind::City | RowKind::Overlay => {
                let noted = if g.noted(hit.row) { 2.0 } else { 0.0 };
                let usual = if hit.alternate { -4.0 } else { 0.0 };
                let told = if as_city {
                    1.0
                } else if as_region {
                    -2.0
                } else {
                    0.0
                };
                weight.max(5.0) + noted + usual + told
            }
            _ => weight,
        }
    }

    fn context(&self, row: Row, focus: &Focus) -> f32 {
        let g = self.gazetteer;
        let mut score = 0.0;
        let share = |part: f32, whole: f32| if whole > 0.0 { (part / (whole + 0.5)).sqrt() } else { 0.0 };
        let countries: f32 = focus.countries.values().sum();
        if let Some(country) = g.country(row)
            && !matches!(g.kind(row), RowKind::Country)
        {
            score += 8.0 * share(focus.countries.get(&country).copied().unwrap_or(0.0), countries);
        }
        if g.country(row).is_none() && matches!(g.kind(row), RowKind::Natural | RowKind::Area) {
            // Seas and parts of the world lie in no country that could speak for them.
            score += 8.0;
        }
        // `Huntsville` and `Walker County` in one report: the one that lies in the other.
        let together = match g.kind(row) {
            RowKind::District => self.districts.of_towns.contains(&row),
            kind if kind.is_city() => g.district(row).is_some_and(|d| self.districts.told.contains(&d)),
            _ => false,
        };
        score += if together { 6.0 } else { 0.0 };
        let regions: f32 = focus.regions.values().sum();
        let region = if g.kind(row) == RowKind::Region { Some(row) } else { g.region(row) };
        if let Some(region) = region {
            let own = focus.regions.get(&region).copied().unwrap_or(0.0);
            score += 7.0 * share(own, regions);
        }
        if let Some(point) = g.point(row)
            && !matches!(g.kind(row), RowKind::Country | RowKind::Continent)
        {
            let near = focus
                .anchors
                .iter()
                .filter(|a| a.0 != row)
                .map(|a| (-km(a.1, point) / 120.0).exp())
                .fold((0.0f32, 0.0f32), |(top, sum), v| (top.max(v), sum + v));
            score += 2.5 * near.0 + 1.5 * (near.1 / (1.0 + near.1));
        }
        score
    }

    /// The best meaning of each spot. One name means one place in a report, unless something
    /// beside a mention says otherwise.
    fn choose(&self, focus: &Focus) -> Vec<Option<(Row, f32)>> {
        let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (s, spot) in self.spots.iter().enumerate().filter(|(_, s)| !s.hits.is_empty()) {
            groups.entry(self.scan.fold_range(spot.words.clone())).or_default().push(s);
        }
        let mut chosen = vec![None; self.spots.len()];
        for members in groups.values() {
            let hits = &self.spots[members[0]].hits;
            let context: Vec<f32> = hits.iter().map(|h| self.context(h.row, focus)).collect();
            for &s in members {
                let spot = &self.spots[s];
                let shared = |row: Row| {
                    members
                        .iter()
                        .flat_map(|&m| self.spots[m].hits.iter().zip(&self.links[m]))
                        .filter(|(h, _)| h.row == row)
                        .map(|(_, l)| *l)
                        .fold(0.0, f32::max)
                };
                let mut top: Option<(f32, Row)> = None;
                let mut second = f32::MIN;
                for (i, hit) in spot.hits.iter().enumerate() {
                    let context = hits
                        .iter()
                        .position(|h| h.row == hit.row)
                        .map_or_else(|| self.context(hit.row, focus), |k| context[k]);
                    let score = self.prior(spot, *hit) + context + self.links[s][i] + 0.5 * shared(hit.row);
                    match top {
                        Some((best, _)) if score <= best => second = second.max(score),
                        Some((best, _)) => {
                            second = best;
                            top = Some((score, hit.row));
                        }
                        None => top = Some((score, hit.row)),
                    }
                }
                chosen[s] = top.map(|(score, row)| {
                    let margin = if second == f32::MIN { 8.0 } else { score - second };
                    let known = 1.0 / (1.0 + (-(margin - 0.5) / 2.0).exp());
                    let place = 1.0 / (1.0 + (-(spot.score - 0.3)).exp());
                    (row, (known * place).clamp(0.05, 0.99))
                });
            }
        }
        chosen
    }

    /// A name of the countries the report tells of whose consonants agree with an unknown name.
    fn by_sound(&self, spot: &Spot, focus: &Focus) -> Option<Found> {
        let g = self.gazetteer;
        let all: f32 = focus.countries.values().sum();
        for end in (spot.words.start + 1..=spot.words.end).rev() {
            let words = spot.words.start..end;
            let name = self.scan.fold_range(words.clone());
            let sound = skeleton(&name);
            if sound.len() < 3 || name.len() < 5 {
                continue;
            }
            let near = |row: &Row| {
                let country = g.country(*row)?;
                let told = focus.countries.get(&country).copied().unwrap_or(0.0);
                let like = alike(&name, &rashomon_resources::gazetteer::fold(g.name(*row)));
                (told > 0.25 * all && like > 0.72).then_some(told + 4.0 * like + g.weight(*row) / 10.0)
            };
            let best = g.sounds(&sound).into_iter().filter_map(|h| Some((near(&h.row)?, h.row))).fold(
                None,
                |best: Option<(f32, Row)>, next| match best {
                    Some(b) if b.0 >= next.0 => Some(b),
                    _ => Some(next),
                },
            );
            if let Some((_, row)) = best {
                return Some(Found {
                    words,
                    role: spot.role,
                    row,
                    confidence: 0.6,
                    method: "sound",
                    owner: spot.owner,
                });
            }
        }
        None
    }
}

/// Share of letters two names have in common, in order: 0 to 1. Articles do not count.
fn alike(a: &str, b: &str) -> f32 {
    let plain = |s: &str| -> Vec<u8> {
        s.split(' ')
            .filter(|w| !rashomon_resources::gazetteer::is_article(w))
            .flat_map(|w| w.bytes())
            .collect()
    };
    let (a, b) = (plain(a), plain(b));
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let mut row = vec![0u16; b.len() + 1];
    for &x in &a {
        let mut corner = 0;
        for (j, &y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if x == y { corner + 1 } else { above.max(row[j]) };
            corner = above;
        }
    }
    2.0 * f32::from(row[b.len()]) / (a.len() + b.len()) as f32
}
