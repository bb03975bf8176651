//! Which names of the gazetteer stand in the text, and which of them are used for a place.

use std::ops::Range;

use rashomon_model::{Analysis, NameKind};
use rashomon_resources::gazetteer::{Gazetteer, Hit, Lexicon, RowKind, class};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::Role;
use crate::scan::{Caps, Gap, Scan};

/// A name that may be a place.
#[derive(Clone, Debug)]
pub(crate) struct Spot {
    pub(crate) words: Range<usize>,
    /// What it may mean; empty for a name the gazetteer has not.
    pub(crate) hits: Vec<Hit>,
    pub(crate) role: Role,
    /// How much speaks for a place; 1 is enough.
    pub(crate) score: f32,
    /// True where it owns what comes behind, also where the apostrophe was lost: `Syrias Idlib`.
    pub(crate) owner: bool,
}

/// Words of one name at most.
const LONGEST: usize = 7;
/// Enough to take a name for a place.
const ENOUGH: f32 = 1.0;

/// The names in the text that are used for a place, for a part of another name, or for a people.
pub(crate) fn spots(scan: &Scan<'_>, analysis: Option<&Analysis>, gazetteer: &Gazetteer) -> Vec<Spot> {
    let names = analysis.map(named).unwrap_or_default();
    let reader = Reader {
        scan,
        gazetteer,
        words: gazetteer.words(),
        persons: persons(scan, &names, gazetteer.words()),
        names,
    };
    let mut all = Vec::new();
    let mut i = 0;
    while i < scan.words.len() {
        i = reader.step(i, &mut all);
    }
    reader.settle(all)
}

struct Reader<'a> {
    scan: &'a Scan<'a>,
    gazetteer: &'a Gazetteer,
    words: &'a Lexicon,
    /// Family names of persons told with given name or title.
    persons: FxHashSet<String>,
    /// Names of the language layer: start, end, kind.
    names: Vec<(usize, usize, NameKind)>,
}

fn named(analysis: &Analysis) -> Vec<(usize, usize, NameKind)> {
    analysis
        .names
        .iter()
        .map(|n| {
            let span = analysis.span(n.tokens.clone());
            (span.start(), span.end(), n.kind)
        })
        .collect()
}

/// Family names behind a given name or title, and those of persons the language layer found with more than one name:
/// `Kevin Scott Gentry` makes `gentry` a person.
fn persons(scan: &Scan<'_>, names: &[(usize, usize, NameKind)], words: &Lexicon) -> FxHashSet<String> {
    let mut found = FxHashSet::default();
    for &(start, end, _) in names.iter().filter(|n| n.2 == NameKind::Person) {
        let last = scan.words.partition_point(|w| w.span.start() < end);
        let longer = last > 1 && scan.words[last - 2].span.start() >= start;
        if longer && person_word(scan, words, last - 1) {
            found.insert(scan.fold(last - 1).to_owned());
        }
    }
    let mut i = 0;
    while i < scan.words.len() {
        let class = words.classes(scan.fold(i));
        let opens = scan.named(i) && !scan.words[i].shouted && class & (class::GIVEN | class::TITLE) != 0;
        if opens {
            let mut end = i + 1;
            while end < i + 4 && scan.joined(end) && scan.named(end) && person_word(scan, words, end) {
                end += 1;
            }
            let given = class & class::GIVEN != 0;
            let titled = class & class::TITLE != 0 && scan.words[i].caps == Caps::Title;
            if end > i + 1 && (given || titled) {
                found.insert(scan.fold(end - 1).to_owned());
            }
            i = end;
        } else {
            i += 1;
        }
    }
    found
}

/// First words of many Arabic names of places: `Khan`, `Tal`, `al-`.
fn arabic(fold: &str) -> bool {
    const FIRST: [&str; 22] = [
        "khan", "tal", "tel", "tell", "tall", "deir", "dayr", "der", "ain", "ayn", "ras", "bab", "jabal",
        "jebel", "kafr", "kfar", "maarat", "maaret", "beit", "bayt", "wadi", "umm",
    ];
    FIRST.contains(&fold) || fold.starts_with("al ")
}

fn person_word(scan: &Scan<'_>, words: &Lexicon, i: usize) -> bool {
    let class = words.classes(scan.fold(i));
    class & (class::CITY | class::REGION | class::LOCAL | class::ORGANISATION | class::CALENDAR) == 0
}

impl Reader<'_> {
    fn class(&self, i: usize) -> u32 {
        self.words.classes(self.scan.fold(i))
    }

    /// Reads the name that starts at word `i`; gives the word to go on from.
    fn step(&self, i: usize, out: &mut Vec<Spot>) -> usize {
        let scan = self.scan;
        if let Some(next) = scan.words[i].first.then(|| self.byline(i)).flatten() {
            return next;
        }
        if !scan.named(i) {
            return i + 1;
        }
        let (people, folk) = self.people(i);
        let (end, hits) = self.longest(i);
        if people > i && people >= end {
            if let Some(row) = folk.and_then(|code| self.gazetteer.country_row(code)) {
                let hits = vec![Hit { row, alternate: false, short: false }];
                out.push(Spot { words: i..people, hits, role: Role::People, score: 1.0, owner: true });
            }
            return people;
        }
        // `Khan Shaikhun`: `Khan` alone is a town, too.
        let longer =
            end == i + 1 && arabic(self.scan.fold(i)) && self.scan.joined(end) && self.scan.named(end);
        if hits.is_empty() || longer {
            return self.unknown(i, out);
        }
        let words = i..end;
        match self.judge(&words, hits, out) {
            Some(spot) => {
                let next = spot.words.end;
                out.push(spot);
                next
            }
            None => i + 1,
        }
    }

    /// A word for people at `i`: where it ends, and its country.
    fn people(&self, i: usize) -> (usize, Option<[u8; 2]>) {
        if self.scan.joined(i + 1) {
            let pair = self.scan.fold_range(i..i + 2);
            if let Some(code) = self.words.people(&pair) {
                return (i + 2, Some(code));
            }
        }
        match self.words.people(self.scan.fold(i)) {
            Some(code) => (i + 1, Some(code)),
            None => (i, None),
        }
    }

    /// The longest name of the gazetteer from word `i` on, and what it may mean.
    fn longest(&self, i: usize) -> (usize, Vec<Hit>) {
        let scan = self.scan;
        let mut walk = self.gazetteer.walk();
        let mut best = (i, Vec::new());
        for end in i + 1..=(i + LONGEST).min(scan.words.len()) {
            let at = end - 1;
            if at > i {
                if !scan.joined(at) {
                    break;
                }
                if !walk.feed(" ") {
                    break;
                }
            }
            if !walk.feed(scan.fold(at)) {
                break;
            }
            if !walk.ends() || (at > i && !scan.named(at) && self.class(at) & class::CONNECTOR != 0) {
                continue;
            }
            let mut hits = walk.hits();
            if !scan.named(at) {
                hits.retain(|h| !self.gazetteer.kind(h.row).is_city());
            }
            if !hits.is_empty() {
                best = (end, hits);
            }
        }
        if best.1.is_empty()
            && scan.fold(i).len() > 5
            && scan.fold(i).ends_with('s')
            && !scan.words[i].possessive
        {
            // A possessive that lost its apostrophe: `Aleppos western front`.
            let stem = &scan.fold(i)[..scan.fold(i).len() - 1];
            let mut hits = self.gazetteer.find(stem);
            hits.retain(|h| !h.alternate && !h.short && self.gazetteer.weight(h.row) > 16.0);
            if !hits.is_empty() {
                best = (i + 1, hits);
            }
        }
        best
    }

    /// A name the gazetteer has not, where a place is expected: kept for its sound.
    fn unknown(&self, i: usize, out: &mut Vec<Spot>) -> usize {
        let scan = self.scan;
        let mut end = i + 1;
        while end < i + 4 && scan.joined(end) && scan.named(end) && self.class(end) & class::LOCAL == 0 {
            end += 1;
        }
        let before = if i > 0 && scan.words[i].gap == Gap::Space { self.class(i - 1) } else { 0 };
        let typed = i > 1
            && scan.fold(i - 1) == "of"
            && self.class(i - 2) & (class::CITY | class::REGION | class::QUARTER | class::NEAR) != 0;
        let after = if scan.joined(end) { self.class(end) } else { 0 };
        let told = typed
            || before & class::PREPOSITION != 0
            || after & (class::CITY | class::REGION) != 0
            || (i > 0 && before & class::CITY != 0 && !scan.named(i - 1));
        let tagged = self.told(&(i..end)).map(|t| t.0);
        let sounds = arabic(scan.fold(i));
        let told = (told
            && !matches!(tagged, Some(NameKind::Person | NameKind::Organisation | NameKind::Other)))
            || matches!(tagged, Some(NameKind::Place | NameKind::Facility))
            || (sounds && end > i + 1 && !matches!(tagged, Some(NameKind::Person)));
        let plain = self.class(i) & (class::COMMON | class::CALENDAR | class::TITLE | class::GIVEN) == 0;
        if told && plain && !scan.words[i].shouted {
            let score = if matches!(tagged, Some(NameKind::Place | NameKind::Facility)) { 2.0 } else { 1.0 };
            let owner = scan.words[end - 1].possessive;
            out.push(Spot { words: i..end, hits: Vec::new(), role: Role::Place, score, owner });
            return end;
        }
        i + 1
    }

    /// Weighs whether the name is a place here; `None` where it is not.
    fn judge(&self, words: &Range<usize>, mut hits: Vec<Hit>, before: &[Spot]) -> Option<Spot> {
        let scan = self.scan;
        let (i, end) = (words.start, words.end);
        let single = end == i + 1;
        let word = scan.words[i];
        let own = if single { self.class(i) } else { 0 };
        let follows = before.last().filter(|s| s.words.end == i && s.role != Role::People);
        let listed = word.gap == Gap::Comma && follows.is_some();
        if hits.iter().any(|h| h.short) {
            let behind = follows.is_some() && (listed || word.gap == Gap::Space);
            let comma = word.gap == Gap::Comma;
            if behind
                && (comma || !word.shouted)
                && (word.caps == Caps::Upper || scan.fold(i).len() > 2 || word.gap == Gap::Comma)
            {
                let short: Vec<Hit> = hits.iter().copied().filter(|h| h.short).collect();
                return Some(Spot {
                    words: words.clone(),
                    hits: short,
                    role: Role::Place,
                    score: 4.0,
                    owner: false,
                });
            }
            hits.retain(|h| !h.short);
        }
        // `US$460 million`
        let money = scan.fold(i) == "us"
            && scan.words.get(end).is_some_and(|w| w.gap == Gap::Mark && w.caps == Caps::Number);
        if own & class::CALENDAR != 0 || hits.is_empty() || money {
            return None;
        }
        let country = hits.iter().any(|h| {
            matches!(self.gazetteer.kind(h.row), RowKind::Country | RowKind::Continent) && !h.alternate
        });
        let large =
            country || hits.iter().any(|h| self.gazetteer.kind(h.row) == RowKind::Region && !h.alternate);
        let letters = scan.fold(i).len();
        if single && word.caps == Caps::Upper && letters <= 5 && !country && !word.shouted {
            return None;
        }
        // `us`, `it`: two or three letters are a country only in capitals.
        if single && letters <= 3 && word.caps != Caps::Upper && (country || letters < 3) {
            return None;
        }
        let mut score = hits.iter().map(|&h| self.base(h)).fold(f32::MIN, f32::max);
        if !single {
            score += 0.8;
        }
        let mut role = Role::Place;
        let next = scan.joined(end).then_some(end);
        let next_named = next.filter(|&n| scan.named(n) && !word.shouted);
        let next_class = next.map_or(0, |n| self.class(n));
        let located = self.located(end);

        // `Tyrise M. Bell`: a letter before.
        let initial = |p: usize| scan.named(p) && scan.fold(p).len() == 1 && scan.text(p).len() == 1;
        if single && scan.joined(i) && i > 1 && initial(i - 1) && scan.named(i - 2) && !located {
            return None;
        }

        // The word before.
        if scan.joined(i) {
            let p = i - 1;
            let class = self.class(p);
            let opener = scan.words[p].first || !scan.named(p);
            if scan.named(p) && !word.shouted && follows.is_none() {
                let plain = opener
                    && class & (class::COMMON | class::PREPOSITION | class::WEAK | class::CONNECTOR) != 0;
                let titled = class & class::TITLE != 0 && !large;
                let given = class & class::GIVEN != 0 && !located;
                if (titled || given) && !plain {
                    return None;
                }
                if class & class::DIRECTION != 0 || self.of_people(p) {
                    score += 0.3;
                } else if class & (class::CITY | class::REGION | class::CALENDAR) != 0 || plain {
                } else if located && !single {
                    score += 0.0;
                } else if scan.fold(p).len() > 1 {
                    role = Role::Part;
                }
            } else if !scan.named(p) {
                let typed = scan.fold(p) == "of"
                    && p > 0
                    && self.class(p - 1)
                        & (class::CITY
                            | class::REGION
                            | class::QUARTER
                            | class::PART
                            | class::NEAR
                            | class::COUNTRY)
                        != 0;
                let body = scan.fold(p) == "of"
                    && p > 0
                    && scan.named(p - 1)
                    && self.class(p - 1) & class::ORGANISATION != 0;
                if typed {
                    score += 2.5;
                } else if body && !scan.words[p - 1].first {
                    role = Role::Part;
                } else if class & (class::CITY | class::REGION | class::COUNTRY) != 0 {
                    score += 2.0;
                } else if class & class::PREPOSITION != 0 {
                    score += 1.5;
                } else if class & (class::ADJECTIVE | class::DIRECTION) != 0 {
                    score += 1.0;
                } else if class & class::WEAK != 0 {
                    score += 0.6;
                } else if matches!(scan.fold(p), "a" | "an" | "his" | "her" | "my") {
                    score -= 1.5;
                } else if scan.fold(p) == "the" && single && !large && !self.with_article(&hits) {
                    score -= 1.2;
                }
            }
        } else if word.first && single && !word.shouted {
            score -= if located { 0.0 } else { 0.6 };
        }
        if listed {
            score += 0.6;
        }
        if located {
            score += 2.5;
        }
        if word.first && (self.dateline(end) || word.caps == Caps::Upper && !word.shouted) {
            score += 1.5;
        }

        // The word behind.
        if let Some(n) = next_named {
            let opens_place = self.words.people(scan.fold(n)).is_some() || self.large_name(n);
            let office = scan.fold(n) == "department" && scan.fold(n + 1) == "of";
            if next_class & (class::CITY | class::REGION) != 0 && scan.fold(n) != "state" && !office {
                score += 2.0;
            } else if next_class & (class::ORGANISATION | class::LOCAL) != 0 {
                role = Role::Part;
            } else if next_class & (class::CALENDAR | class::TITLE) != 0 || opens_place {
            } else if own & class::GIVEN != 0 || (single && !large && self.class(n) & class::GIVEN == 0) {
                if own & class::GIVEN != 0 {
                    return None;
                }
                role = Role::Part;
            } else if !large {
                role = Role::Part;
            }
        } else if next_class & (class::CITY | class::REGION) != 0 {
            score += 2.0;
        } else if next_class & (class::PART | class::NEAR | class::LOCAL) != 0 {
            score += 1.2;
        } else if next_class & class::SPEECH != 0 && !large {
            score -= 0.7;
        }

        // The word itself.
        if single {
            if own & class::COMMON != 0 && !country {
                score -= if word.first { 3.0 } else { 2.2 };
            }
            if own & class::GIVEN != 0 {
                score -= if large { 0.5 } else { 1.2 };
                if next_class & class::SPEECH != 0 {
                    score -= 2.0;
                }
            }
            if own & (class::ORGANISATION | class::TITLE | class::FACILITY) != 0 {
                score -= 1.0;
            }
            if own
                & (class::DIRECTION
                    | class::CITY
                    | class::REGION
                    | class::QUARTER
                    | class::STREET
                    | class::NATURAL)
                != 0
            {
                score -= 3.0;
            }
            if self.persons.contains(scan.fold(i)) && !located {
                score -= if large { 1.0 } else { 3.0 };
            }
            if word.shouted && !large && (own != 0 || letters < 4) {
                score -= 2.5;
            }
        }
        match self.told(words) {
            // The language layer errs, too: where the words around speak for a place, it counts for less.
            Some((NameKind::Person, _)) => score -= if large || score > 2.0 { 1.2 } else { 2.5 },
            Some((NameKind::Organisation, whole)) if !whole => role = Role::Part,
            Some((NameKind::Organisation, _)) => score -= if large { 0.0 } else { 0.7 },
            Some((NameKind::Place | NameKind::Facility, _)) => score += 1.5,
            Some(_) | None => {}
        }
        let lost = single && self.gazetteer.find(scan.fold(i)).is_empty();
        Some(Spot { words: words.clone(), hits, role, score, owner: scan.words[end - 1].possessive || lost })
    }

    /// True for `Syrian` and `Russian-occupied`.
    fn of_people(&self, i: usize) -> bool {
        let fold = self.scan.fold(i);
        self.words.people(fold).is_some()
            || fold.split_once(' ').is_some_and(|(first, _)| self.words.people(first).is_some())
    }

    /// Kind of the name of the language layer over these words, and whether it is no longer.
    fn told(&self, words: &Range<usize>) -> Option<(NameKind, bool)> {
        let span = self.scan.span(words.clone());
        let at = self.names.partition_point(|n| n.1 <= span.start());
        let &(start, end, kind) = self.names.get(at)?;
        (start < span.end()).then_some((kind, start >= span.start() && end <= span.end() + 2))
    }

    /// How likely a name of this meaning is a place, before its context is seen.
    fn base(&self, hit: Hit) -> f32 {
        let weight = self.gazetteer.weight(hit.row);
        match self.gazetteer.kind(hit.row) {
            RowKind::Country => 4.0,
            RowKind::Continent => 3.5,
            RowKind::Region if hit.alternate => 1.0,
            RowKind::Region => 2.5,
            RowKind::District if hit.alternate => 0.0,
            RowKind::District => 1.5,
            RowKind::Capital if hit.alternate => 0.7,
            RowKind::Capital => 3.0,
            RowKind::City | RowKind::Overlay => {
                let known = ((weight - 14.0) * 0.35).clamp(-1.6, 2.2);
                if hit.alternate { known - if weight < 16.0 { 1.5 } else { 0.8 } } else { known }
            }
            RowKind::Facility | RowKind::Natural | RowKind::Area | RowKind::Quarter | RowKind::Border => 2.0,
        }
    }

    fn with_article(&self, hits: &[Hit]) -> bool {
        hits.iter().any(|h| {
            matches!(self.gazetteer.kind(h.row), RowKind::Natural | RowKind::Area | RowKind::Facility)
        })
    }

    /// True where word `n` starts the name of a country or region.
    fn large_name(&self, n: usize) -> bool {
        self.longest(n).1.iter().any(|h| {
            matches!(self.gazetteer.kind(h.row), RowKind::Country | RowKind::Region)
                && !h.alternate
                && !h.short
        })
    }

    /// True where a comma and the name of a country or region come behind: `Paris, Texas`.
    fn located(&self, end: usize) -> bool {
        let Some(word) = self.scan.words.get(end) else { return false };
        word.gap == Gap::Comma
            && self.scan.named(end)
            && self.longest(end).1.iter().any(|h| {
                matches!(self.gazetteer.kind(h.row), RowKind::Country | RowKind::Region)
                    && (!h.alternate || h.short)
            })
    }

    /// True where the start of a block goes on like a dateline: `ALEPPO, Syria (Agency) —`.
    fn dateline(&self, end: usize) -> bool {
        (end..(end + 8).min(self.scan.words.len()))
            .take_while(|&k| self.scan.words[k].gap != Gap::Stop)
            .enumerate()
            .any(|(k, i)| {
                self.scan.words[i].gap == Gap::Dash || (k == 0 && self.scan.words[i].gap == Gap::Mark)
            })
    }

    /// The word behind the name of an outlet that opens a block: `Sada al-Balad - capitals:`.
    fn byline(&self, start: usize) -> Option<usize> {
        let words = &self.scan.words;
        let byline = |&k: &usize| words[k].gap == Gap::Dash && self.class(k) & class::BYLINE != 0;
        (start + 1..words.len().min(start + 6)).take_while(|&k| words[k].gap != Gap::Stop).find(byline)
    }

    /// Keeps what is a place, also where only another mention of the same name shows it.
    fn settle(&self, all: Vec<Spot>) -> Vec<Spot> {
        let key = |s: &Spot| self.scan.fold_range(s.words.clone());
        let mut best: FxHashMap<String, f32> = FxHashMap::default();
        for spot in all.iter().filter(|s| s.role == Role::Place && !s.hits.is_empty()) {
            let top = best.entry(key(spot)).or_insert(f32::MIN);
            *top = top.max(spot.score);
        }
        let mut kept = all;
        kept.retain(|s| {
            let top = best.get(&key(s)).copied().unwrap_or(f32::MIN);
            s.score >= ENOUGH || (top >= ENOUGH + 0.6 && s.score > -1.5)
        });
        kept
    }
}
