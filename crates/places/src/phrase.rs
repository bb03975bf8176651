//! The phrase around a name: `the eastern neighborhoods of Raqqa`, `50 km east of the town`,
//! `Sukhna in Homs province`.

use rashomon_model::{PlaceId, Relative};
use rashomon_resources::gazetteer::{Gazetteer, class};

use crate::Draft;
use crate::resolve::contains;
use crate::scan::{Caps, Gap, Scan};

/// Widens each mention to its phrase, and joins a place with what it is said to lie in or near to.
pub(crate) fn widen(scan: &Scan<'_>, draft: &mut Vec<Draft>, gazetteer: &Gazetteer) {
    let reader = Reader { scan, gazetteer };
    let mut floor = 0;
    let starts: Vec<usize> = draft.iter().map(|d| d.words.start).chain([scan.words.len()]).collect();
    for (n, d) in draft.iter_mut().enumerate() {
        reader.left(d, floor);
        reader.right(d, starts[n + 1]);
        floor = d.words.end;
    }
    reader.nest(draft);
}

struct Reader<'a> {
    scan: &'a Scan<'a>,
    gazetteer: &'a Gazetteer,
}

impl Reader<'_> {
    fn class(&self, i: usize) -> u32 {
        self.gazetteer.words().classes(self.scan.fold(i))
    }

    /// True where word `i` may stand between a determiner and a noun of place.
    fn modifier(&self, i: usize) -> bool {
        let fold = self.scan.fold(i);
        let class = self.class(i);
        class & (class::ADJECTIVE | class::DIRECTION) != 0
            || self.gazetteer.words().people(fold).is_some()
            || (fold.contains(' ') && self.scan.words[i].caps == Caps::Lower)
    }

    /// Skips modifiers to the left of `at`, not below `floor`.
    fn over_modifiers(&self, mut at: usize, floor: usize) -> usize {
        while at > floor && self.scan.joined(at) && self.modifier(at - 1) {
            at -= 1;
        }
        at
    }

    fn over_determiner(&self, at: usize, floor: usize) -> usize {
        let told = at > floor
            && self.scan.joined(at)
            && matches!(
                self.scan.fold(at - 1),
                "the"
                    | "a"
                    | "an"
                    | "this"
                    | "these"
                    | "those"
                    | "most"
                    | "several"
                    | "two"
                    | "three"
                    | "many"
                    | "various"
            );
        if told { at - 1 } else { at }
    }

    fn left(&self, d: &mut Draft, floor: usize) {
        let scan = self.scan;
        let mut start = d.words.start;
        // `northern Aleppo` is a part of it.
        let side = start > floor
            && scan.joined(start)
            && scan.words[start - 1].caps == Caps::Lower
            && degrees(scan.fold(start - 1)).is_some_and(|_| scan.fold(start - 1).ends_with("ern"));
        let typed = self.class(d.core.end - 1) & class::REGION != 0
            || scan.joined(d.core.end) && self.class(d.core.end) & (class::REGION | class::CITY) != 0;
        if side && !typed && d.relative == Relative::At && d.row.is_some() && d.core.start == d.words.start {
            d.relative = Relative::PartOf;
        }
        for _ in 0..4 {
            let bare = self.over_modifiers(start, floor);
            let inner = self.over_determiner(bare, floor);
            let here = inner;
            if here <= floor || !scan.joined(here) {
                break;
            }
            let before = scan.fold(here - 1);
            let class = self.class(here - 1);
            // `the town Raqqa`, `the capital Juba`
            if inner == bare
                && class & (class::CITY | class::REGION) != 0
                && !scan.named(here - 1)
                && d.method != "coreference"
            {
                start = here - 1;
                continue;
            }
            if here < floor + 2 || !scan.joined(here - 1) {
                near(d, before);
                break;
            }
            let noun = self.class(here - 2);
            let typed =
                class::CITY | class::REGION | class::QUARTER | class::PART | class::NEAR | class::LOCAL;
            if matches!(before, "of" | "in" | "at" | "near" | "outside" | "on" | "around" | "inside")
                && noun & typed != 0
            {
                let side = noun & class::DIRECTION != 0
                    && scan.words[here - 2].caps == Caps::Lower
                    && before == "of";
                if side && self.bearing(d, here - 2, floor) {
                    break;
                }
                let kind_of =
                    before == "of" && noun & (class::CITY | class::REGION) != 0 && noun & class::PART == 0
                        || before == "of"
                            && matches!(
                                scan.fold(here - 2),
                                "city" | "town" | "village" | "province" | "area" | "district" | "region"
                            );
                if matches!(before, "near" | "outside" | "around") || noun & class::NEAR != 0 {
                    d.relative = Relative::Near { km: None, bearing: None };
                } else if !kind_of && d.relative == Relative::At {
                    d.relative = Relative::PartOf;
                }
                start = here - 2;
                continue;
            }
            near(d, before);
            if before == "of" && noun & class::DIRECTION != 0 {
                self.bearing(d, here - 2, floor);
            }
            break;
        }
        if start < d.words.start || self.over_determiner(self.over_modifiers(start, floor), floor) < start {
            start = self.over_determiner(self.over_modifiers(start, floor), floor);
        }
        d.words.start = d.words.start.min(start);
    }

    /// `50 km east of`: with the direction word at `at`. True where it was one.
    fn bearing(&self, d: &mut Draft, at: usize, floor: usize) -> bool {
        let Some(degrees) = degrees(self.scan.fold(at)) else { return false };
        let mut km = None;
        let mut start = at;
        let mut p = at;
        if p > floor && self.scan.joined(p) && matches!(self.scan.fold(p - 1), "the" | "to") {
            p -= 1;
            if p > floor && self.scan.joined(p) && self.scan.fold(p - 1) == "to" {
                p -= 1;
            }
            if p == at - 1 && self.scan.fold(p) == "the" {
                // `the east of the city` is a part of it.
                d.relative = Relative::PartOf;
                d.words.start = p;
                return true;
            }
            start = p;
        }
        if p > floor + 1 && (self.scan.joined(p) || self.scan.words[p].gap == Gap::Mark) {
            let unit = match self.scan.fold(p - 1) {
                "km" | "kms" | "kilometers" | "kilometres" | "kilometer" | "kilometre" => 1.0,
                "miles" | "mile" | "mi" => 1.609,
                "meters" | "metres" | "m" => 0.001,
                _ => 0.0,
            };
            let number = self.scan.text(p - 2).replace(',', "").parse::<f32>().ok();
            if unit > 0.0
                && let Some(number) = number
            {
                km = Some(number * unit);
                start = p - 2;
            }
        }
        d.relative = Relative::Near { km, bearing: Some(degrees) };
        d.words.start = start;
        true
    }

    fn right(&self, d: &mut Draft, stop: usize) {
        let scan = self.scan;
        let mut end = d.words.end;
        if end >= stop {
            return;
        }
        let possessive = scan.words[end - 1].possessive;
        let mut k = end;
        while k < stop
            && k < end + 3
            && (scan.joined(k) || (k == end && possessive && scan.words[k].gap == Gap::Space))
            && self.modifier(k)
        {
            k += 1;
        }
        let class =
            if k < stop && (scan.joined(k) || (k == end && possessive && scan.words[k].gap == Gap::Space)) {
                self.class(k)
            } else {
                0
            };
        let small = k < stop && scan.words[k].caps == Caps::Lower;
        if class & class::NEAR != 0 {
            d.relative = Relative::Near { km: None, bearing: None };
            end = k + 1;
        } else if class & class::PART != 0
            && small
            && (k > end
                || possessive
                || class & (class::REGION | class::CITY | class::QUARTER) != 0
                || matches!(
                    scan.fold(k),
                    "countryside" | "interior" | "airspace" | "outskirts" | "territory"
                ))
        {
            if d.relative == Relative::At && !matches!(scan.fold(k), "area" | "region") {
                d.relative = Relative::PartOf;
            }
            end = k + 1;
        } else if k == d.words.end && !possessive && class & (class::CITY | class::REGION) != 0 {
            end = k + 1;
        }
        d.words.end = end.max(d.words.end);
    }

    /// `Sukhna in Homs province` is one place; `Nasib, 10 km south of Daraa` is Nasib.
    fn nest(&self, draft: &mut Vec<Draft>) {
        let scan = self.scan;
        let mut out: Vec<Draft> = Vec::with_capacity(draft.len());
        for d in draft.drain(..) {
            let Some(last) = out.last_mut() else {
                out.push(d);
                continue;
            };
            let (from, to) = (last.words.end, d.words.start);
            if to < from {
                continue;
            }
            let comma = from == to && scan.words[to].gap == Gap::Comma;
            let inside = to == from + 1
                && matches!(scan.fold(from), "in" | "of")
                && scan.words[from].gap == Gap::Space
                && scan.words[to].gap == Gap::Space;
            let owner = from == to && scan.joined(to)
                || from == to && scan.words[from - 1].possessive && scan.words[to].gap == Gap::Space;
            let reference = matches!(d.relative, Relative::Near { bearing: Some(_), .. })
                && (from == to || inside)
                && matches!(scan.words[to].gap, Gap::Space | Gap::Comma);
            let nested = |outer: &Draft, inner: &Draft| match (outer.row, inner.row, inner.place.as_ref()) {
                (Some(o), Some(i), _) => contains(self.gazetteer, o, i),
                (Some(o), None, Some(p)) => {
                    let id = PlaceId::Geonames(self.gazetteer.id(o));
                    p.parents.iter().any(|x| x.0 == id)
                }
                _ => false,
            };
            if reference || ((comma || inside) && nested(&d, last)) {
                last.words.end = d.words.end;
            } else if owner && nested(last, &d) && d.method != "coreference" {
                let start = last.words.start;
                *last = Draft { words: start..d.words.end, ..d };
            } else {
                out.push(d);
            }
        }
        *draft = out;
    }
}

/// `near X`, `outside X`: beside it, though the phrase starts at the name.
fn near(d: &mut Draft, before: &str) {
    if d.relative == Relative::At && matches!(before, "near" | "outside" | "around" | "beyond" | "nearby") {
        d.relative = Relative::Near { km: None, bearing: None };
    }
}

/// Degrees clockwise from north.
fn degrees(word: &str) -> Option<f32> {
    Some(match word.replace(' ', "").trim_end_matches("ern") {
        "north" => 0.0,
        "northeast" => 45.0,
        "east" => 90.0,
        "southeast" => 135.0,
        "south" => 180.0,
        "southwest" => 225.0,
        "west" => 270.0,
        "northwest" => 315.0,
        _ => return None,
    })
}
