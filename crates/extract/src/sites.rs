//! Places without a name: `the hospital`, `a road near the border`, `two villages in the north`.
//!
//! A noun of the classes `place` and `site` may be where a claim happens, behind a preposition of place or as what is
//! held, taken, shut or hit itself; the weights of `resources/claims/arguments.tsv` decide which are. A site
//! has the place told nearest as its parent, and no point.

use std::ops::Range;

use rashomon_model::{Deprel, NameKind, Place, PlaceId, PlaceKind, PlaceMention, Precision, Relative, Upos};

use rashomon_resources::Frames;

use crate::tree::Tree;

/// How a site is told apart from places with names.
pub(crate) const METHOD: &str = "site";

/// Prepositions that can tell where.
const WHERE: &[&str] = &[
    "in",
    "at",
    "on",
    "near",
    "inside",
    "outside",
    "into",
    "from",
    "to",
    "toward",
    "towards",
    "around",
    "across",
    "over",
    "through",
    "along",
    "onto",
    "beside",
    "behind",
    "under",
    "between",
    "against",
    "of",
    "by",
    "off",
    "within",
    "throughout",
    "up",
    "down",
    "past",
    "above",
    "below",
    "opposite",
];

/// The sites of some tokens, in text order. The last word of none is part of a place with a name.
///
/// # Cost
/// O(words).
pub(crate) fn sites(
    tree: &Tree<'_>,
    frames: &Frames,
    places: &[PlaceMention],
    tokens: Range<usize>,
) -> Vec<PlaceMention> {
    let noun = |t: &usize| ["place", "site"].iter().any(|class| frames.in_class(class, tree.lemma(*t)));
    tokens.filter(noun).filter_map(|t| site(tree, places, t)).collect()
}

fn site(tree: &Tree<'_>, places: &[PlaceMention], head: usize) -> Option<PlaceMention> {
    let analysis = tree.analysis;
    let noun = matches!(tree.upos(head), Upos::Noun | Upos::Propn);
    if !noun {
        return None;
    }
    let fits = match tree.relation(head) {
        Deprel::Obl | Deprel::Nmod | Deprel::Conj => {
            let from = if tree.relation(head) == Deprel::Conj { tree.head(head) } else { head };
            tree.preposition(head).or_else(|| tree.preposition(from)).is_some_and(|p| WHERE.contains(&p))
        }
        Deprel::Obj | Deprel::NsubjPass | Deprel::Nsubj => tree.upos(head) == Upos::Noun,
        _ => false,
    };
    let span = analysis.span(tree.phrase(head));
    let named = |m: &PlaceMention| m.span.contains(analysis.tokens[head].span);
    // Whom a name tells apart is nobody's place.
    let person = analysis.name_at(head).is_some_and(|n| n.kind == NameKind::Person);
    if !fits || points_back(tree, head) || person || span.len() > 120 || places.iter().any(named) {
        return None;
    }
    let parent = parent(tree, places, head, span);
    let text = span.slice(&tree.report.text);
    let place = Place {
        id: PlaceId::Local(identity(text, span.start(), parent)),
        name: text.split_whitespace().collect::<Vec<_>>().join(" "),
        kind: PlaceKind::Other,
        point: None,
        precision: parent.map_or(Precision::Country, |p| p.precision),
        country: parent.and_then(|p| p.country),
        parents: parent.map_or_else(Vec::new, |p| {
            let mut all = vec![(p.id.clone(), p.name.clone())];
            all.extend(p.parents.iter().cloned());
            all
        }),
    };
    Some(PlaceMention {
        span,
        core: analysis.tokens[head].span,
        place: Some(place),
        relative: Relative::At,
        method: METHOD,
        confidence: 0.4,
    })
}

/// `both streets`, `the two villages`, `those areas`, `any street`: places told before, which the claim takes from others.
fn points_back(tree: &Tree<'_>, head: usize) -> bool {
    let marks = tree.children(head);
    let is = |words: &[&str]| marks.iter().any(|&c| words.contains(&tree.lemma(c)));
    let counted = marks.iter().any(|&c| tree.relation(c) == Deprel::Nummod);
    is(&["both", "this", "that", "these", "those", "same", "any", "no", "every"]) || counted && is(&["the"])
}

/// The place a site lies in: told inside the phrase, else the last told before.
fn parent<'p>(
    tree: &Tree<'_>,
    places: &'p [PlaceMention],
    head: usize,
    span: rashomon_model::Span,
) -> Option<&'p Place> {
    let own = tree.analysis.tokens[head].span;
    let inside = places.iter().find(|m| span.contains(m.span) && m.span.start() >= own.start());
    // A street told before is next to it, not around it.
    let wide = |m: &&PlaceMention| {
        let kind = m.place.as_ref().map(|p| p.kind);
        matches!(kind, Some(PlaceKind::City | PlaceKind::Region | PlaceKind::Country | PlaceKind::Quarter))
    };
    let before = places.iter().filter(|m| m.span.end() <= own.start()).rfind(wide);
    inside.or(before).and_then(|m| m.place.as_ref())
}

/// `the hospital` is the same wherever it is told of one town; `a road` is another each time.
fn identity(text: &str, start: usize, parent: Option<&Place>) -> String {
    let known = text.get(..4).is_some_and(|t| t.eq_ignore_ascii_case("the "));
    let name = without_article(text).to_lowercase();
    let at = match parent.map(|p| &p.id) {
        Some(PlaceId::Geonames(id)) => id.to_string(),
        Some(PlaceId::Local(id)) => id.clone(),
        None => "?".to_owned(),
    };
    if known { format!("{name}@{at}") } else { format!("{name}@{at}#{start}") }
}

fn without_article(text: &str) -> &str {
    ["the ", "a ", "an "]
        .iter()
        .find_map(|a| text.get(..a.len()).filter(|t| t.eq_ignore_ascii_case(a)).map(|_| &text[a.len()..]))
        .unwrap_or(text)
}

/// True where a site may be the place of what the word at `trigger` tells: it stands behind a preposition, or is
/// what is held, taken, shut or hit itself.
pub(crate) fn may_be(tree: &Tree<'_>, trigger: usize, site: &PlaceMention) -> bool {
    let at = tree.analysis.tokens.partition_point(|t| t.span.end() <= site.core.start());
    match tree.relation(at) {
        Deprel::Obj | Deprel::NsubjPass | Deprel::Nsubj => tree.head(at) == trigger,
        _ => true,
    }
}
