//! Who passes on what a source says: `told the agency`, `quoted by state radio`, `citing residents`.

use std::ops::Range;

use rashomon_model::{Deprel, NameKind, SourceKind, SourceLink, Upos};

use super::cue::{Draft, Saying};
use super::source;
use super::view::View;

/// The medium a verb of saying is spoken to: `told the gazette`, `said in an interview with the gazette`.
pub(super) fn of_verb(
    view: &View<'_>,
    verb: usize,
    speaker: Option<&Range<usize>>,
    bounds: &Range<usize>,
) -> Option<Range<usize>> {
    let tells = view.is(verb, &["told", "tell", "tells", "telling", "informed", "assured"]);
    for child in view.children(verb) {
        let range = match view.rel(child) {
            Deprel::Obj | Deprel::Iobj if tells && child > verb => {
                source::phrase(view, child, verb + 1, bounds.end)
            }
            Deprel::Obl | Deprel::Nmod
                if child > verb && view.children(child).any(|c| view.is(c, &["to", "with"])) =>
            {
                source::phrase(view, child, verb + 1, bounds.end)
            }
            _ => continue,
        };
        if speaker.is_some_and(|s| s.start < range.end && range.start < s.end) {
            continue;
        }
        if hears(view, &range, tells) {
            return Some(range);
        }
    }
    // `told` without an object in the tree: the noun phrase right behind it.
    if tells {
        let range = source::right_of(view, verb)?;
        let range = shorten(view, range);
        if hears(view, &range, true) {
            return Some(range);
        }
    }
    None
}

/// The part of a phrase up to its first verb or comma; names stay whole (`Presse-Agentur`).
fn shorten(view: &View<'_>, range: Range<usize>) -> Range<usize> {
    let ends = |t: usize| view.is_punct(t) || view.upos(t) == Upos::Verb;
    let inside = |t: usize| view.analysis.name_at(t).is_some_and(|n| n.tokens.start < t);
    let end = range.clone().find(|&t| ends(t) && !inside(t)).unwrap_or(range.end);
    let name = end.checked_sub(1).and_then(|last| view.analysis.name_at(last)).map_or(end, |n| n.tokens.end);
    range.start..end.max(name).max(range.start + 1)
}

/// True where those spoken to pass it on: a medium, or behind `told` a body that is nothing else.
fn hears(view: &View<'_>, range: &Range<usize>, tells: bool) -> bool {
    if range.is_empty() {
        return false;
    }
    if source::passes_on(view, range.clone()) {
        return true;
    }
    let organisation = range.clone().any(|t| {
        view.analysis
            .name_at(t)
            .is_some_and(|n| n.kind == NameKind::Organisation || n.kind == NameKind::Other)
    });
    // A name that is nobody's and no place's: `told Harbour Voice`.
    let named = source::head(view, range.clone()).is_some_and(|h| {
        view.upos(h) == Upos::Propn
            && !view.table.hears(&view.lower[h])
            && view.analysis.name_at(h).is_none_or(|n| match n.kind {
                NameKind::Person | NameKind::Nationality => false,
                NameKind::Place => n.tokens.len() < range.len(),
                _ => true,
            })
    });
    tells
        && (organisation || named)
        && matches!(source::kind(view, range.clone()), SourceKind::Other | SourceKind::Media)
}

/// A medium named in what hangs on the cue: `in remarks carried by state radio`, `, quoted by the agency,`.
pub(super) fn in_group(view: &View<'_>, saying: &Saying) -> Option<Range<usize>> {
    let after = saying.opens.max(saying.verb + 1);
    let before = saying.speaker.as_ref().map_or(saying.verb, |s| s.end.min(saying.verb));
    quoted_by(view, before..saying.verb)
        .or_else(|| quoted_by(view, after..saying.group.end))
        .or_else(|| interview(view, after..saying.group.end))
        .or_else(|| {
            let start = saying.speaker.as_ref().map_or(saying.bounds.start, |s| s.start);
            interview(view, saying.bounds.start..start.max(saying.bounds.start).min(saying.bounds.start + 14))
        })
}

/// `quoted by X`, `carried by X`, `published in X`, where X is somebody who can pass on.
pub(super) fn quoted_by(view: &View<'_>, range: Range<usize>) -> Option<Range<usize>> {
    const PASSED: &[&str] = &[
        "quoted",
        "cited",
        "carried",
        "published",
        "reported",
        "broadcast",
        "aired",
        "relayed",
        "posted",
        "released",
        "obtained",
        "seen",
        "received",
        "distributed",
        "run",
        "printed",
    ];
    for t in range.clone() {
        if !view.is(t, PASSED) {
            continue;
        }
        let behind = t + 1..range.end.min(t + 5);
        let Some(by) = behind.clone().find(|&b| view.is(b, &["by", "on", "in"])) else { continue };
        let Some(named) = source::right_of(view, by) else { continue };
        let named = shorten(view, named);
        let quoted = view.is(t, &["quoted", "cited", "reported", "relayed"]) && view.is(by, &["by"]);
        if quoted || source::passes_on(view, named.clone()) {
            return Some(named);
        }
    }
    None
}

/// `in an interview with X`, `speaking to X`, `in a statement to X`.
fn interview(view: &View<'_>, range: Range<usize>) -> Option<Range<usize>> {
    for t in range.clone() {
        if !view.is(t, &["with", "to", "on", "by", "for"]) {
            continue;
        }
        let about = (range.start..t).any(|w| {
            view.is(
                w,
                &[
                    "interview",
                    "statement",
                    "remarks",
                    "comments",
                    "speaking",
                    "talking",
                    "message",
                    "letter",
                    "email",
                ],
            )
        });
        let Some(named) = source::right_of(view, t).map(|n| shorten(view, n)) else { continue };
        if about && source::passes_on(view, named.clone()) {
            return Some(named);
        }
    }
    None
}

/// `…, citing residents`: the cited stand nearer to the event than the one who cites them. They are
/// put before the speaker of the cue verb whose clause they hang on.
pub(super) fn cited(
    view: &View<'_>,
    cue: &Range<usize>,
    link: SourceLink,
    teller: &Range<usize>,
    tokens: &Range<usize>,
    found: &mut [Draft],
) {
    let anchor = cue.start;
    let near = found
        .iter_mut()
        .filter(|d| {
            tokens.contains(&d.anchor)
                && view.upos(d.anchor) == Upos::Verb
                && !d.attribution.content.is_empty()
                && !d.attribution.sources.is_empty()
        })
        .min_by_key(|d| (!view.below(anchor, d.anchor), d.anchor.abs_diff(anchor)));
    if let Some(draft) = near {
        draft.attribution.sources.insert(0, link);
        draft.teller = Some(teller.clone());
    }
}
