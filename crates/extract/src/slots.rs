//! The slots of a claim: actor, target, places, time, count.

use std::ops::Range;

use rashomon_model::{
    Action, ActionGroup, ClaimPlace, ClaimTime, Count, CountKind, Days, Deprel, NameKind, Party,
    PlaceMention, Relative, Report, Span, TimeMention, Upos,
};
use rashomon_resources::Frames;
use rashomon_resources::frames::Roles as FrameRoles;

use crate::actors::Cast;
use crate::quantity::quantities;
use crate::tree::Tree;
use crate::triggers::Candidate;

/// What the slots are filled from.
pub(crate) struct Sources<'s> {
    /// Trees of the report.
    pub(crate) tree: &'s Tree<'s>,
    /// Frames, for word classes.
    pub(crate) frames: &'s Frames,
    /// Times told, in text order.
    pub(crate) times: &'s [TimeMention],
    /// Places named, in text order.
    pub(crate) places: &'s [PlaceMention],
    /// Places without a name.
    pub(crate) sites: &'s [PlaceMention],
    /// Actors of the report.
    pub(crate) cast: &'s Cast<'s>,
}

/// Heads of the noun phrases that fill actor and target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Heads {
    /// Who does it.
    pub(crate) actor: Option<usize>,
    /// Whom it befalls.
    pub(crate) target: Option<usize>,
}

/// Actor and target of a candidate, as its frame orders them.
pub(crate) fn heads(s: &Sources<'_>, candidate: &Candidate) -> Heads {
    let tree = s.tree;
    let roles = &candidate.roles;
    let frame = &s.frames.frames[candidate.frame];
    let mut heads = match frame.roles {
        FrameRoles::Transitive | FrameRoles::Speech => Heads { actor: roles.subject, target: roles.object },
        FrameRoles::Actor => {
            Heads { actor: roles.subject.or(if roles.passive { roles.object } else { None }), target: None }
        }
        FrameRoles::Victim => Heads { actor: None, target: roles.object.or(roles.subject) },
        FrameRoles::Moved => Heads { actor: roles.object.or(roles.subject), target: None },
        FrameRoles::Mutual => Heads {
            actor: roles.subject,
            target: tree
                .oblique(candidate.token, &["with", "against"])
                .or(roles.object)
                .or_else(|| roles.subject.and_then(|t| second_side(tree, t))),
        },
        FrameRoles::None => Heads { actor: None, target: roles.object.filter(|_| candidate.nominal) },
    };
    if frame.roles == FrameRoles::Speech {
        heads.target = heads
            .target
            .or(roles.recipient)
            .or_else(|| tree.oblique(candidate.token, &["on", "to", "for", "with"]));
        if candidate.roles.passive {
            // "was urged by": the object is addressed; already so.
        }
    }
    if candidate.action == Action::Flee && !candidate.nominal && roles.passive {
        heads = Heads { actor: roles.object, target: None };
    }
    if heads.actor.is_none() && candidate.nominal {
        heads.actor = light_subject(tree, candidate.token);
    }
    if candidate.action == Action::Kill && !candidate.nominal && is_event(s, heads.actor) {
        // "the blast killed nine": the act is no actor; who did it may hang on it.
        heads.actor =
            heads.actor.and_then(|t| tree.oblique(t, &["by"]).or(tree.child(t, &[Deprel::NmodPoss])));
    }
    if heads.actor == heads.target {
        heads.target = None;
    }
    heads
}

/// The second of two joined subjects: "the army and the rebels clashed" names one side of each.
fn second_side(tree: &Tree<'_>, subject: usize) -> Option<usize> {
    tree.child(subject, &[Deprel::Conj]).filter(|&t| !tree.is_predicate(t))
}

/// "The army launched an attack": the subject of the verb acts in the noun that is its object.
fn light_subject(tree: &Tree<'_>, noun: usize) -> Option<usize> {
    let head = tree.head(noun);
    let argument = matches!(tree.relation(noun), Deprel::Obj | Deprel::Obl);
    let light = [
        "launch",
        "carry",
        "conduct",
        "mount",
        "stage",
        "make",
        "hold",
        "begin",
        "start",
        "wage",
        "issue",
        "sign",
        "reach",
        "commit",
        "perform",
        "execute",
        "suffer",
        "have",
        "lead",
        "continue",
        "resume",
        "intensify",
        "renew",
        "announce",
        "declare",
        "open",
    ];
    (argument && tree.is_verb(head) && light.contains(&tree.lemma(head)))
        .then(|| tree.roles(head).subject)
        .flatten()
}

/// True where a head names an event, weapon or thing rather than somebody.
fn is_event(s: &Sources<'_>, head: Option<usize>) -> bool {
    head.is_some_and(|t| {
        let lemma = s.tree.lemma(t);
        ["attack", "projectile", "explosive", "vehicle", "weapon"].iter().any(|c| s.frames.in_class(c, lemma))
            && s.tree.analysis.name_at(t).is_none_or(|n| n.kind == NameKind::Other)
            || matches!(
                lemma,
                "fire"
                    | "storm"
                    | "quake"
                    | "earthquake"
                    | "flood"
                    | "disease"
                    | "crash"
                    | "accident"
                    | "conflict"
                    | "war"
                    | "violence"
                    | "clash"
                    | "landslide"
                    | "which"
                    | "that"
                    | "it"
                    | "this"
                    | "outbreak"
                    | "cholera"
                    | "collapse"
                    | "derailment"
            )
    })
}

/// The party a head names, pronouns and general nouns resolved by the cast.
pub(crate) fn party(s: &Sources<'_>, head: usize) -> Party {
    let tree = s.tree;
    let mut tokens = tree.phrase(head);
    // The quote of a role never swallows the trigger's own clause: cut before a comma-set tail.
    if let Some(comma) = tokens.clone().skip(1).find(|&t| t > head && matches!(tree.form(t), ";" | ":" | "—"))
    {
        tokens.end = comma;
    }
    s.cast.resolve(tokens)
}

/// Places of a claim by rule: those named in its passage, else the nearest of the sentence.
pub(crate) fn places<'s>(
    s: &Sources<'s>,
    candidate: &Candidate,
    passage: Range<usize>,
) -> Vec<&'s PlaceMention> {
    let tree = s.tree;
    let span = tree.analysis.span(passage);
    let sentence = tree.analysis.span(tree.sentence(candidate.token));
    let inside = s.places.iter().filter(|m| span.overlaps(m.span));
    let mut chosen: Vec<&PlaceMention> = inside.filter(|m| locates(s, candidate, m)).collect();
    if chosen.is_empty() && candidate.action.group() != ActionGroup::Words {
        // Adverbial places of the sentence: nearest after, else nearest before.
        let at = tree.analysis.tokens[candidate.token].span;
        let outer = s.places.iter().filter(|m| sentence.contains(m.span) && locates(s, candidate, m));
        let nearest = outer.min_by_key(|m| {
            if m.span.start() >= at.end() {
                m.span.start() - at.end()
            } else {
                2 * (at.start() - m.span.end().min(at.start()))
            }
        });
        chosen.extend(nearest);
    }
    chosen
}

/// True where a mention tells a place rather than whose army, from where, or how far from.
fn locates(s: &Sources<'_>, candidate: &Candidate, mention: &PlaceMention) -> bool {
    let tree = s.tree;
    if matches!(mention.relative, Relative::Near { km: Some(_), .. }) {
        return true;
    }
    let Some(head) = head_of(tree, mention) else { return false };
    if matches!(tree.relation(head), Deprel::NmodPoss | Deprel::Compound | Deprel::Amod) {
        return false;
    }
    let subject = tree.roles(tree.clause(head)).subject == Some(head) && tree.relation(head) == Deprel::Nsubj;
    if subject && candidate.action.group() == ActionGroup::Words {
        return false;
    }
    true
}

/// The token of a mention that hangs outside it.
pub(crate) fn head_of(tree: &Tree<'_>, mention: &PlaceMention) -> Option<usize> {
    let tokens = &tree.analysis.tokens;
    let first = tokens.partition_point(|t| t.span.end() <= mention.span.start());
    let last = tokens.partition_point(|t| t.span.start() < mention.span.end());
    (first < last).then(|| {
        (first..last)
            .find(|&t| !(first..last).contains(&tree.head(t)) || tree.analysis.is_root(t))
            .unwrap_or(last - 1)
    })
}

/// The place of a claim, from a mention.
pub(crate) fn claim_place(report: &Report, mention: &PlaceMention) -> ClaimPlace {
    let text = mention.span.slice(&report.text).to_owned();
    let name = mention.place.as_ref().map_or_else(|| text.clone(), rashomon_model::Place::full_name);
    ClaimPlace { text, span: Some(mention.span), place: mention.place.clone(), name }
}

/// Time of a claim by rule: told in its clause or, where that gives none, in its passage.
pub(crate) fn time<'s>(
    s: &Sources<'s>,
    candidate: &Candidate,
    passage: Range<usize>,
    cues: &[Range<usize>],
) -> Option<&'s TimeMention> {
    let tree = s.tree;
    let span = tree.analysis.span(passage);
    let sentence = tree.analysis.span(tree.sentence(candidate.token));
    let clause = tree.clause(candidate.token);
    let at = tree.analysis.tokens[candidate.token].span;
    let best = s
        .times
        .iter()
        .filter(|m| sentence.contains(m.span))
        .filter_map(|m| {
            let first = tree.analysis.tokens.partition_point(|t| t.span.end() <= m.span.start());
            let last = tree.analysis.tokens.partition_point(|t| t.span.start() < m.span.end());
            let head = (first..last)
                .find(|&t| !(first..last).contains(&tree.head(t)) || tree.analysis.is_root(t))?;
            // The day of the telling is not the day of the event.
            if cues.iter().any(|cue| cue.contains(&tree.head(head))) && !span.contains(m.span) {
                return None;
            }
            let own = tree.clause(head) == clause || tree.head(head) == candidate.token;
            let inside = span.contains(m.span);
            let gap = if m.span.start() >= at.end() {
                m.span.start() - at.end()
            } else {
                at.start().saturating_sub(m.span.end())
            };
            Some(((!own, !inside, m.days.is_none(), gap), m))
        })
        .filter(|((other_clause, outside, _, _), _)| !(*other_clause && *outside))
        .min_by(|a, b| a.0.cmp(&b.0));
    best.map(|(_, m)| m)
}

/// The time of a claim, from a mention.
///
/// `Saturday and Sunday`: both, where the second day follows the first.
pub(crate) fn claim_time(report: &Report, mention: &TimeMention, all: &[TimeMention]) -> ClaimTime {
    let at = all.partition_point(|m| m.span < mention.span);
    let pairs = [at.checked_sub(1).and_then(|i| all.get(i..=at)), all.get(at..at + 2)];
    let both = pairs.into_iter().flatten().find_map(|pair| follow(report, &pair[0], &pair[1]));
    let (span, days) = both.unwrap_or((mention.span, mention.days));
    ClaimTime { text: span.slice(&report.text).to_owned(), days, mention: Some(mention.clone()) }
}

/// Two days told together, one the day after the other, and the words of both.
fn follow(report: &Report, a: &TimeMention, b: &TimeMention) -> Option<(Span, Option<Days>)> {
    let between = report.text.get(a.span.end()..b.span.start())?;
    let (first, second) = (a.days?, b.days?);
    let next = first.start == first.end
        && second.start == second.end
        && first.start?.tomorrow().ok() == second.start;
    (next && matches!(between.trim(), "and" | "and on"))
        .then(|| (a.span.cover(b.span), Some(Days { start: first.start, end: second.end })))
}

/// Words of the victims' state, by what is counted.
fn kind_of(tree: &Tree<'_>, candidate: &Candidate) -> CountKind {
    let lemma = tree.lemma(candidate.token);
    match candidate.action {
        Action::Kill => match lemma {
            "wound" | "injure" | "hurt" | "maim" | "wounded" | "injured" | "injury" | "hospitalize"
            | "hospitalise" | "burn" => CountKind::Wounded,
            "miss" | "missing" | "disappear" | "vanish" | "unaccounted" | "disappearance" => {
                CountKind::Missing
            }
            "infect" | "sicken" | "ill" | "sick" | "infection" | "case" | "fall" | "contract" | "treat"
            | "infected" => CountKind::People,
            _ => CountKind::Killed,
        },
        Action::Abduct => CountKind::Captured,
        Action::Flee => match lemma {
            "displace" | "flee" | "displaced" | "displacement" | "uproot" | "refugee" | "homeless"
            | "exodus" => CountKind::Displaced,
            _ => CountKind::People,
        },
        _ => CountKind::People,
    }
}

/// Count of a claim: the number that hangs on whom the action befalls.
pub(crate) fn count(
    s: &Sources<'_>,
    candidate: &Candidate,
    heads: Heads,
    passage: Range<usize>,
) -> Option<Count> {
    let tree = s.tree;
    let kind = kind_of(tree, candidate);
    let counted = match candidate.action {
        Action::Kill | Action::Abduct => {
            heads.target.or_else(|| candidate.nominal.then_some(candidate.token))
        }
        Action::Flee | Action::Protest | Action::Deploy | Action::Withdraw | Action::Agree => {
            heads.actor.or(heads.target)
        }
        Action::Seize | Action::Hold | Action::Advance => None,
        _ => None,
    };
    if let Some(head) = counted {
        let mut phrase = tree.phrase(head);
        // Only the head's own number, not that of a member named after it.
        if let Some(cut) =
            phrase.clone().find(|&t| t > head && matches!(tree.lemma(t), "include" | "including"))
        {
            phrase.end = cut;
        }
        let found = quantities(tree, phrase.clone());
        let people = found.iter().find(|q| !counts_something_else(tree, q, head));
        if let Some(q) = people {
            let kind = if q.share { CountKind::Share } else { kind };
            return Some(Count { kind, low: q.low, high: q.high });
        }
    }
    if candidate.action.group() == ActionGroup::Control {
        let share = quantities(tree, passage.clone()).into_iter().find(|q| q.share);
        return share.map(|q| Count { kind: CountKind::Share, low: q.low, high: q.high });
    }
    if candidate.action == Action::Kill && candidate.nominal {
        // "the death toll rose to 40", "a toll of eight".
        let toll = matches!(
            tree.lemma(candidate.token),
            "toll" | "number" | "death" | "fatality" | "casualty" | "loss"
        );
        if toll {
            let q = quantities(tree, passage).into_iter().rfind(|q| !q.share)?;
            return Some(Count { kind, low: q.low, high: q.high });
        }
    }
    None
}

/// A number that counts years, money, or stands in a date.
fn counts_something_else(tree: &Tree<'_>, q: &crate::quantity::Quantity, head: usize) -> bool {
    let next = (q.end < tree.analysis.tokens.len()).then(|| tree.lemma(q.end));
    let unit = next.is_some_and(|n| {
        matches!(
            n,
            "year"
                | "month"
                | "day"
                | "week"
                | "hour"
                | "minute"
                | "km"
                | "kilometre"
                | "kilometer"
                | "mile"
                | "metre"
                | "dollar"
                | "percent"
                | "-"
        )
    });
    let money = q.start > 0 && matches!(tree.form(q.start - 1), "$" | "£" | "€");
    // "Resolution 2254", "age 34": a number behind its noun.
    let behind = q.start > head
        && tree.upos(q.start) == Upos::Num
        && tree.relation(q.start) != Deprel::Nummod
        && tree.head(q.start) == head;
    unit || money || behind
}
