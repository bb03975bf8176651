//! Cues of a report and who speaks at each: verbs, nouns, phrases, adverbs.

use std::ops::Range;

use rashomon_model::{Deprel, Upos, Xpos};
use rashomon_resources::{CueClass, Frame, Stance};

use super::quotes::Quotation;
use super::view::View;
use super::{Attribution, content, relay, source};

/// An attribution in the making.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) attribution: Attribution,
    /// The word the cue hangs on; for a quotation carried on its first word.
    pub(super) anchor: usize,
    /// The tokens of the source nearest to the event, where the text has them.
    pub(super) teller: Option<Range<usize>>,
}

/// A cue verb with its speaker, before it is known what it covers.
#[derive(Clone, Debug)]
pub(super) struct Saying {
    pub(super) verb: usize,
    pub(super) class: u16,
    /// Who speaks.
    pub(super) speaker: Option<Range<usize>>,
    /// Who is cited by the speaker and stands nearer to the event: `quoted residents as saying`.
    pub(super) cited: Option<Range<usize>>,
    /// Who passes it on: `told the agency`, `quoted by the agency`.
    pub(super) relay: Option<Range<usize>>,
    /// The cue with its speaker and what hangs on it, without what is said.
    pub(super) group: Range<usize>,
    /// The bounds of its sentence, or of the quotation it stands in.
    pub(super) bounds: Range<usize>,
    /// Where what is said opens at the earliest: `saying` of `quoted as saying`.
    pub(super) opens: usize,
    /// True for `is said to`, `it was reported that`.
    pub(super) hearsay: bool,
}

/// All cues of a report with what they cover, by place.
pub(super) fn cues(view: &View<'_>, quotations: &[Quotation]) -> Vec<Draft> {
    let mut found = Vec::new();
    for sentence in &view.analysis.sentences {
        let tokens = sentence.tokens.start..sentence.tokens.end.min(view.lower.len());
        let sayings = sayings(view, tokens.clone(), quotations);
        for (i, saying) in sayings.iter().enumerate() {
            let class = &view.table.classes[saying.class as usize];
            let covered = content::of_verb(view, saying, class, &sayings, i);
            found.push(draft(view, saying, class, covered));
        }
        nouns(view, tokens.clone(), &mut found);
        phrases(view, tokens.clone(), &mut found);
        adverbs(view, tokens, &mut found);
    }
    found.sort_by_key(|d| (d.attribution.cue.start(), d.anchor));
    found
}

fn draft(view: &View<'_>, saying: &Saying, class: &CueClass, covered: Vec<Range<usize>>) -> Draft {
    let cue = saying.verb..saying.verb + 1;
    let mut sources = Vec::new();
    for range in [&saying.cited, &saying.speaker, &saying.relay].into_iter().flatten() {
        sources.push(source::link(view, range.clone(), Some(cue.clone())));
    }
    let negated = view.is_negated(saying.verb) || refuses(view, saying.verb);
    Draft {
        anchor: saying.verb,
        teller: saying.cited.clone().or_else(|| saying.speaker.clone()),
        attribution: Attribution {
            cue: view.span(cue.clone()),
            cue_tokens: cue,
            rule: class.id.clone(),
            sources,
            content: covered,
            stance: class.stance,
            negated,
            quoted: false,
            carried: false,
        },
    }
}

/// True for a finite verb that the tree took for a participle: it hangs on the noun that is the root.
fn is_mistaken(view: &View<'_>, verb: usize) -> bool {
    let head = view.head(verb);
    view.rel(verb) == Deprel::Acl
        && head < verb
        && (view.analysis.is_root(head) || view.is(verb, &["said", "told"]))
        && view.is_noun(head)
        && !view.is(verb + 1, &["by", "to"])
}

/// `declined to confirm`, `was unable to say`.
fn refuses(view: &View<'_>, verb: usize) -> bool {
    view.rel(verb) == Deprel::Xcomp
        && matches!(
            view.lemma(view.head(verb)).as_str(),
            "decline" | "refuse" | "fail" | "unable" | "hesitate" | "reluctant"
        )
}

/// The cue verbs of a sentence.
fn sayings(view: &View<'_>, tokens: Range<usize>, quotations: &[Quotation]) -> Vec<Saying> {
    let mut found: Vec<Saying> = Vec::new();
    let mut taken = 0;
    for verb in tokens.clone() {
        if verb < taken {
            continue;
        }
        let Some(class) = verb_class(view, verb) else { continue };
        let kind = &view.table.classes[class as usize];
        let bounds = quotations
            .iter()
            .find(|q| q.tokens.contains(&verb))
            .map_or(tokens.clone(), |q| q.tokens.start.max(tokens.start)..q.tokens.end.min(tokens.end));
        if let Some(saying) = saying(view, verb, class, kind, bounds, quotations) {
            taken = taken.max(saying.opens.min(verb + 1).max(verb + 1));
            if saying.opens > verb + 1 {
                // `saying` of `quoted as saying` is no cue of its own.
                taken = saying.opens;
            }
            found.push(saying);
        }
    }
    found
}

/// The class of a token as a cue verb.
fn verb_class(view: &View<'_>, token: usize) -> Option<u16> {
    let tagged = view.upos(token) == Upos::Verb;
    let lemma = view.lemma(token);
    let next = view.lower.get(token + 1).map_or("", String::as_str);
    let particles: Vec<&str> = [next]
        .into_iter()
        .chain(
            view.children(token)
                .filter(|&t| view.rel(t) == Deprel::CompoundPrt)
                .map(|t| view.lower[t].as_str()),
        )
        .collect();
    let certain = view.is(token, &["said", "told"]);
    if tagged {
        if !certain && matches!(view.rel(token), Deprel::Amod | Deprel::Compound) {
            return None;
        }
        return view
            .table
            .verb(&lemma, &particles)
            .or_else(|| view.table.verb(irregular(&view.lower[token])?, &particles));
    }
    // A tagger in trouble (capitals, broken text) still leaves the plain forms of saying.
    let plain = irregular(&view.lower[token])?;
    let closes = (token + 1..view.within(token).end).all(|t| view.is_punct(t))
        && source::left_of(view, token).is_some_and(|r| {
            source::passes_on(view, r.clone()) || !view.is(token, &["reports"]) && source::can_speak(view, &r)
        });
    if closes {
        return view.table.verb(plain, &particles);
    }
    let noun_before = token.checked_sub(1).is_some_and(|t| view.is_noun(t) || view.upos(t) == Upos::Pron);
    (noun_before && !view.is_noun(token) || matches!(view.lower[token].as_str(), "said" | "told" | "tok"))
        .then(|| view.table.verb(plain, &particles))
        .flatten()
}

/// Lemmas of forms of saying that must be found whatever the tagger thinks; `tok` is Nigerian Pidgin.
fn irregular(form: &str) -> Option<&'static str> {
    Some(match form {
        "said" | "says" | "say" | "saying" | "tok" => "say",
        "told" | "tells" | "telling" => "tell",
        "reported" | "reports" => "report",
        "added" | "adds" => "add",
        "confirmed" | "confirms" => "confirm",
        "claimed" | "claims" => "claim",
        "denied" | "denies" => "deny",
        _ => return None,
    })
}

fn saying(
    view: &View<'_>,
    verb: usize,
    class: u16,
    kind: &CueClass,
    bounds: Range<usize>,
    quotations: &[Quotation],
) -> Option<Saying> {
    let passive = view.is_passive(verb);
    let participle = matches!(view.xpos(verb), Xpos::Vbn) && view.child(verb, &[Deprel::Aux]).is_none();
    // `citing officials` names who is nearer to the event: a phrase of its own.
    let as_frame = kind.frames.contains(&Frame::As);
    let opens = if as_frame { as_saying(view, verb, &bounds) } else { None };
    if as_frame && view.xpos(verb) == Xpos::Vbg && opens.is_none() {
        return None;
    }
    // A noun as root with a participle behind it is a subject with its verb, mistaken by the tree.
    let mistaken = !passive && is_mistaken(view, verb);
    if participle
        && !mistaken
        && !passive
        && matches!(view.rel(verb), Deprel::Acl | Deprel::Advcl | Deprel::Amod)
        && opens.is_none()
    {
        return None;
    }
    let agent = || {
        view.children(verb)
            .find(|&t| {
                view.rel(t) == Deprel::OblAgent
                    || view.rel(t) == Deprel::Obl && view.children(t).any(|c| view.is(c, &["by"]))
            })
            .map(|t| source::phrase(view, t, verb + 1, bounds.end))
    };
    let mut saying = Saying {
        verb,
        class,
        speaker: None,
        cited: None,
        relay: None,
        group: verb..verb + 1,
        bounds: bounds.clone(),
        opens: verb + 1,
        hearsay: false,
    };
    if let Some(opens) = opens {
        saying.opens = opens;
        let by = agent().or_else(|| by_phrase(view, opens, &bounds));
        if passive || participle {
            saying.cited = view
                .child(verb, &[Deprel::NsubjPass, Deprel::Nsubj])
                .map(|t| source::phrase(view, t, bounds.start, verb))
                .or_else(|| subject(view, verb, &bounds, 0))
                .or_else(|| source::left_of(view, verb));
            saying.speaker = by;
        } else {
            saying.speaker = subject(view, verb, &bounds, 0).or_else(|| source::left_of(view, verb));
            saying.cited = view
                .child(verb, &[Deprel::Obj, Deprel::Iobj])
                .map(|t| source::phrase(view, t, verb + 1, opens.saturating_sub(2).max(verb + 2)))
                .or_else(|| source::right_of(view, verb));
            if saying.cited.is_none() {
                saying.cited = saying.speaker.take();
            }
        }
    } else if passive {
        saying.speaker = agent();
        saying.hearsay = saying.speaker.is_none();
    } else {
        saying.speaker = speaker(view, verb, kind, &bounds, quotations);
        saying.relay = relay::of_verb(view, verb, saying.speaker.as_ref(), &bounds);
    }
    if saying.speaker.as_ref().is_some_and(|s| view.is(s.start, &["no", "nobody", "none", "neither"])) {
        saying.speaker = None;
    }
    if let Some(speaker) = &saying.speaker {
        // A speaker outside the quotation the cue stands in is no speaker of it.
        if !bounds.contains(&speaker.start) {
            saying.speaker = None;
        }
    }
    saying.group = group(view, &saying);
    if saying.relay.is_none() {
        saying.relay = relay::in_group(view, &saying);
    }
    if saying.relay.as_ref().is_some_and(|r| Some(r) == saying.speaker.as_ref()) {
        saying.relay = None;
    }
    Some(saying)
}

/// Who speaks at an active verb: the subject of the tree, unless the order of words says better.
fn speaker(
    view: &View<'_>,
    verb: usize,
    kind: &CueClass,
    bounds: &Range<usize>,
    quotations: &[Quotation],
) -> Option<Range<usize>> {
    let finite = matches!(view.xpos(verb), Xpos::Vbd | Xpos::Vbz | Xpos::Vbp | Xpos::Vbn)
        || view.child(verb, &[Deprel::Aux]).is_some()
        || view.upos(verb) != Upos::Verb;
    // Who speaks does not stand inside a quotation the verb stands outside of.
    let spoken = |r: &Range<usize>| {
        quotations
            .iter()
            .any(|q| q.tokens.contains(&r.start) && !q.tokens.contains(&verb) && q.tokens.len() > 2)
    };
    let tree = subject(view, verb, bounds, 0).filter(|r| !spoken(r));
    let tellable = kind.frames.contains(&Frame::Inserted) || kind.frames.contains(&Frame::Quote);
    if !finite || !tellable {
        return tree.or_else(|| {
            let lost =
                view.rel(verb) != Deprel::Amod && finite && view.child(verb, &[Deprel::Nsubj]).is_none();
            lost.then(|| source::left_of(view, verb))
                .flatten()
                .filter(|r| source::can_speak(view, r) && !spoken(r))
        });
    }
    let end = (verb + 1..bounds.end).find(|&t| !view.is_punct(t)).is_none();
    let left = source::left_of(view, verb).filter(|r| !spoken(r));
    let right = source::right_of(view, verb).filter(|r| !spoken(r));
    let right_ends = right.as_ref().is_some_and(|r| {
        r.end >= bounds.end
            || view.is_punct(r.end)
            || view.is(
                r.end,
                &[
                    "in", "on", "at", "who", "as", "during", "late", "earlier", "where", "which", "whose",
                    "after", "while", "when", "by",
                ],
            )
    });
    let marked = verb > bounds.start && view.is_punct(verb - 1);
    if let Some(between) = behind_quotation(view, verb, bounds, quotations) {
        return Some(between);
    }
    // `…, said a doctor.`
    let inverted = right_ends
        && right.as_ref().is_some_and(|r| source::can_speak(view, r))
        && (marked
            || tree.as_ref().is_none_or(|t| t.end < verb || !source::can_speak(view, t))
                && left.as_ref().is_none_or(|l| !opens(view, l, bounds)));
    if inverted
        && view.is(
            verb,
            &[
                "said",
                "says",
                "say",
                "added",
                "adds",
                "reported",
                "wrote",
                "explained",
                "continued",
                "warned",
            ],
        )
        && tree.as_ref().is_none_or(|t| t.start < verb)
        && (marked || end || right.as_ref().is_some_and(|r| r.end + 1 >= bounds.end))
    {
        return right;
    }
    // `…, harbour police said.`: the phrase between the mark and the verb.
    if let Some(left) = left {
        let touches = tree
            .as_ref()
            .is_some_and(|t| t.end == left.end && t.start <= left.start && opens(view, t, bounds));
        let named = view.children(verb).any(|c| view.rel(c) == Deprel::Nsubj && left.contains(&c));
        let apart = opens(view, &left, bounds) && (named || source::can_speak(view, &left));
        let wrong = tree.as_ref().is_none_or(|t| {
            t.start < verb && (t.end <= left.start || t.start < left.start && t.end >= left.end)
        });
        if !touches && apart && wrong && (end || view.is_punct(verb + 1) || tree.is_none()) {
            return Some(left);
        }
        if tree.is_none()
            && view.rel(verb) != Deprel::Amod
            && !matches!(view.xpos(verb), Xpos::Vb | Xpos::Vbg)
            && !marked
        {
            return Some(left);
        }
    }
    tree.or_else(|| right.filter(|_| marked && right_ends))
}

/// `“…,” a colonel of the border guard told the agency`: all between the mark and the verb.
fn behind_quotation(
    view: &View<'_>,
    verb: usize,
    bounds: &Range<usize>,
    quotations: &[Quotation],
) -> Option<Range<usize>> {
    let last = quotations.iter().rev().find(|q| q.tokens.end <= verb && q.tokens.end > bounds.start)?;
    let mut start = last.tokens.end;
    while start < verb && view.is_punct(start) {
        start += 1;
    }
    let mut end = verb;
    while end > start && matches!(view.upos(end - 1), Upos::Adv | Upos::Aux | Upos::Part) {
        end -= 1;
    }
    let range = view.trim(start..end);
    if let Some(which) = range.clone().find(|&t| view.is(t, &["which", "whose", "where"])) {
        end = which.max(start);
    }
    let range = view.trim(range.start..end.min(range.end).max(range.start));
    let opens = !range.is_empty()
        && matches!(
            view.upos(range.start),
            Upos::Det | Upos::Propn | Upos::Noun | Upos::Num | Upos::Adj | Upos::Pron
        );
    let plain = !range.clone().any(|t| {
        matches!(view.xpos(t), Xpos::Vbd | Xpos::Vbz | Xpos::Vbp | Xpos::Md)
            && !(range.start..t).any(|w| view.is(w, &["who", "that"]))
    });
    (opens && plain && range.len() <= 25 && last.tokens.len() > 2).then_some(range)
}

/// True for a phrase behind a mark, or opening its sentence, or whose article stands behind a noun.
fn opens(view: &View<'_>, range: &Range<usize>, bounds: &Range<usize>) -> bool {
    range.start <= bounds.start
        || view.is_punct(range.start - 1)
        || source::opens_phrase(view, range.start, bounds.start)
}

/// The place behind `as saying` after a verb of quoting.
fn as_saying(view: &View<'_>, verb: usize, bounds: &Range<usize>) -> Option<usize> {
    let window = verb + 1..bounds.end.min(verb + 26);
    window
        .clone()
        .find(|&t| {
            t > verb + 1
                && view.is(t - 1, &["as"])
                && view.is(
                    t,
                    &[
                        "saying",
                        "stating",
                        "telling",
                        "reporting",
                        "claiming",
                        "confirming",
                        "adding",
                        "writing",
                    ],
                )
        })
        .map(|t| t + 1)
}

/// `… as saying by the agency`.
fn by_phrase(view: &View<'_>, from: usize, bounds: &Range<usize>) -> Option<Range<usize>> {
    (from < bounds.end && view.is(from, &["by"])).then(|| source::right_of(view, from)).flatten()
}

/// The one who does what a verb tells, over coordination, participles and relative clauses.
pub(super) fn subject(
    view: &View<'_>,
    verb: usize,
    bounds: &Range<usize>,
    depth: usize,
) -> Option<Range<usize>> {
    if depth > 4 {
        return None;
    }
    let own = view.child(verb, &[Deprel::Nsubj, Deprel::NsubjOuter, Deprel::NsubjPass]);
    if let Some(own) = own {
        let relative = view.is(own, &["who", "which", "that", "whom", "wey"]);
        if relative {
            let head = view.head(verb);
            if view.rel(verb) == Deprel::AclRelcl && view.is_noun(head) && head < own {
                return Some(source::phrase(view, head, bounds.start, own));
            }
            // The tree hung a relative pronoun on the main verb: what it stands for is right before.
            let before = own
                .checked_sub(2)
                .filter(|&b| b >= bounds.start && view.is_punct(own - 1) && view.is_noun(b))?;
            return (own + 1 < verb).then(|| source::left_of(view, before + 1)).flatten();
        }
        let range = if own < verb {
            source::phrase(view, own, bounds.start, verb)
        } else {
            source::phrase(view, own, verb + 1, bounds.end)
        };
        return Some(range);
    }
    let head = view.head(verb);
    if head == verb {
        return None;
    }
    match view.rel(verb) {
        Deprel::Conj | Deprel::Advcl | Deprel::Xcomp | Deprel::Parataxis
            if matches!(view.upos(head), Upos::Verb | Upos::Aux | Upos::Adj)
                || view.rel(verb) == Deprel::Xcomp =>
        {
            if view.rel(verb) == Deprel::Parataxis && view.xpos(verb) != Xpos::Vbg {
                return None;
            }
            if view.rel(verb) == Deprel::Conj && view.is_passive(verb) {
                return None;
            }
            if view.rel(verb) == Deprel::Advcl && view.xpos(verb) != Xpos::Vbg {
                return None;
            }
            let near = subject(view, head, bounds, depth + 1);
            // `did not tell when the talks will be held but said`: the talks do not speak.
            if view.rel(verb) == Deprel::Conj && near.as_ref().is_some_and(|n| !source::can_speak(view, n)) {
                let over = view.head(head);
                let inner = matches!(view.rel(head), Deprel::Ccomp | Deprel::Advcl | Deprel::AclRelcl);
                if inner && over != head && view.upos(over) == Upos::Verb {
                    return subject(view, over, bounds, depth + 1).or(near);
                }
            }
            near
        }
        Deprel::Acl if view.is_noun(head) && head < verb && is_mistaken(view, verb) => {
            Some(source::phrase(view, head, bounds.start, verb))
        }
        Deprel::Acl if view.is_noun(head) && head < verb && view.xpos(verb) == Xpos::Vbg => {
            Some(source::phrase(view, head, bounds.start, verb))
        }
        _ => None,
    }
}

/// The cue with its speaker and what hangs on it: `the mayor told reporters on Monday`.
fn group(view: &View<'_>, saying: &Saying) -> Range<usize> {
    let verb = saying.verb;
    let mut start = verb;
    let mut end = saying.opens.max(verb + 1);
    for part in [&saying.speaker, &saying.cited, &saying.relay].into_iter().flatten() {
        if part.start < verb {
            start = start.min(part.start);
        } else {
            end = end.max(part.end);
        }
    }
    for child in view.children(verb) {
        if matches!(view.rel(child), Deprel::Aux | Deprel::AuxPass | Deprel::Advmod)
            && child < verb
            && child + 6 > verb
        {
            start = start.min(child.max(saying.bounds.start));
        }
    }
    // A finite verb before the next mark: what follows is said, not part of the cue.
    let mark = (end..saying.bounds.end).find(|&t| view.is_punct(t)).unwrap_or(saying.bounds.end);
    let finite = (end..mark).any(|t| {
        view.upos(t) == Upos::Aux || matches!(view.xpos(t), Xpos::Vbd | Xpos::Vbz | Xpos::Vbp | Xpos::Md)
    });
    if finite && !view.is(end, &["who", "which", "whose"]) {
        return start..end.min(saying.bounds.end);
    }
    // Up to the next comma, mark or clause: `on Monday`, `in a statement`, `on condition of anonymity`.
    while end < saying.bounds.end && !view.is_punct(end) && !opens_clause(view, end, verb) {
        end += 1;
    }
    start..end.min(saying.bounds.end)
}

/// True for a word that opens a clause behind a cue.
fn opens_clause(view: &View<'_>, token: usize, verb: usize) -> bool {
    if view
        .is(token, &["that", "whether", "how", "if", "because", "while", "but", "and", "as", "after", "when"])
        && view.head(token) != verb
        && !matches!(view.rel(token), Deprel::Case | Deprel::Det)
    {
        return true;
    }
    // The first word of a clause whose verb hangs below the cue.
    view.children(verb).any(|c| {
        c > verb
            && matches!(
                view.rel(c),
                Deprel::Ccomp | Deprel::Parataxis | Deprel::Obj | Deprel::Xcomp | Deprel::Dep | Deprel::Conj
            )
            && view.reach(c).contains(&token)
            && (view.rel(c) != Deprel::Obj || !view.is(verb, &["told", "tell", "tells", "telling"]))
    })
}

/// `reports that…`, `the army's claim that…`.
fn nouns(view: &View<'_>, tokens: Range<usize>, found: &mut Vec<Draft>) {
    for noun in tokens.clone() {
        if !view.is_noun(noun) {
            continue;
        }
        let Some(index) = view.table.noun(&view.lemma(noun)) else { continue };
        let class = &view.table.classes[index as usize];
        let clause = view.children(noun).find(|&t| {
            t > noun
                && matches!(view.rel(t), Deprel::Acl | Deprel::Ccomp | Deprel::AclRelcl | Deprel::Dep)
                && view.children(t).any(|m| view.rel(m) == Deprel::Mark && view.is(m, &["that"]))
        });
        let of = || {
            view.children(noun).find(|&t| {
                t > noun
                    && matches!(view.rel(t), Deprel::Nmod | Deprel::Acl | Deprel::Obl)
                    && view.children(t).any(|m| view.is(m, &["of", "about"]))
            })
        };
        let part = clause.or_else(|| class.frames.contains(&Frame::Of).then(of).flatten());
        let Some(part) = part else { continue };
        let reach = view.reach(part);
        let start =
            view.children(part).filter(|&m| view.is(m, &["that", "of", "about"])).map(|m| m + 1).min();
        let covered = view.trim(start.unwrap_or(reach.start).max(noun + 1)..reach.end);
        if covered.is_empty() {
            continue;
        }
        let owner = view.child(noun, &[Deprel::NmodPoss]).map(|t| {
            let range = source::phrase(view, t, tokens.start, noun);
            range.start..t.max(range.start) + 1
        });
        // `denied reports that`, `confirmed reports that`: the denier is the teller.
        let settled = matches!(view.rel(noun), Deprel::Obj)
            && verb_class(view, view.head(noun)).is_some_and(|c| {
                matches!(view.table.classes[c as usize].stance, Stance::Denies | Stance::Confirms)
            });
        let teller = match owner {
            Some(owner) => Some(owner),
            None if class.teller && !settled => Some(bare(view, noun, tokens.start)),
            None => None,
        };
        let cue = noun..noun + 1;
        found.push(Draft {
            anchor: noun,
            attribution: Attribution {
                cue: view.span(cue.clone()),
                cue_tokens: cue.clone(),
                rule: class.id.clone(),
                sources: teller.iter().map(|t| source::link(view, t.clone(), Some(cue.clone()))).collect(),
                content: vec![covered],
                stance: class.stance,
                negated: false,
                quoted: false,
                carried: false,
            },
            teller,
        });
    }
}

/// A noun with the words before it that belong to it, without an article at its head.
fn bare(view: &View<'_>, noun: usize, left: usize) -> Range<usize> {
    let mut start = noun;
    while start > left
        && matches!(view.rel(start - 1), Deprel::Amod | Deprel::Compound | Deprel::Nummod)
        && view.head(start - 1) == noun
    {
        start -= 1;
    }
    start..noun + 1
}

/// `according to…`, `citing…`.
fn phrases(view: &View<'_>, tokens: Range<usize>, found: &mut Vec<Draft>) {
    let mut at = tokens.start;
    while at < tokens.end {
        let hit = view.table.phrases.iter().find(|(words, _)| {
            at + words.len() <= tokens.end && words.iter().zip(&view.lower[at..]).all(|(a, b)| a == b)
        });
        let Some((words, index)) = hit else {
            at += 1;
            continue;
        };
        let class = &view.table.classes[*index as usize];
        let cue = at..at + words.len();
        at = cue.end;
        if class.cited && content::as_follows(view, cue.end, tokens.end) {
            continue;
        }
        let opens = cue.start <= tokens.start + 2;
        let Some(teller) = named_after(view, cue.clone(), tokens.end, opens) else { continue };
        at = teller.end;
        let link = source::link(view, teller.clone(), Some(cue.clone()));
        if class.cited {
            relay::cited(view, &cue, link, &teller, &tokens, found);
            continue;
        }
        let mut sources = vec![link];
        if let Some(by) = relay::quoted_by(view, teller.end..tokens.end.min(teller.end + 6)) {
            sources.push(source::link(view, by, Some(cue.clone())));
        }
        let covered = content::around_phrase(view, cue.start..teller.end, &tokens);
        found.push(Draft {
            anchor: cue.start,
            teller: Some(teller),
            attribution: Attribution {
                cue: view.span(cue.clone()),
                cue_tokens: cue,
                rule: class.id.clone(),
                sources,
                content: covered,
                stance: class.stance,
                negated: false,
                quoted: false,
                carried: false,
            },
        });
    }
}

/// The noun phrase that follows a cue phrase.
fn named_after(view: &View<'_>, cue: Range<usize>, end: usize, opens: bool) -> Option<Range<usize>> {
    let last = cue.end - 1;
    let end = phrase_end(view, cue.end, end, opens);
    // The noun the words of the cue mark, or the object of `citing`.
    let head = cue.clone().find_map(|t| {
        let h = view.head(t);
        (h >= cue.end && h < end && (view.is_noun(h) || matches!(view.upos(h), Upos::Pron | Upos::Num)))
            .then_some(h)
    });
    let head = head.or_else(|| {
        view.children(last)
            .find(|&t| t > last && matches!(view.rel(t), Deprel::Obj | Deprel::Obl | Deprel::Nmod))
    });
    let by_tree = head.map(|h| source::phrase(view, h, cue.end, end)).filter(|r| r.start <= cue.end + 1);
    by_tree.or_else(|| source::right_of(view, last).map(|r| source::extend(view, r, end)))
}

/// Where the name of a teller ends at the latest: at a comma behind which a clause comes, at a mark,
/// or at an article right behind a noun. A cue that opens its sentence ends at its last comma where
/// no verb was recognised behind any.
fn phrase_end(view: &View<'_>, start: usize, end: usize, opens: bool) -> usize {
    let mut comma = None;
    for t in start..end {
        if t > start && source::opens_phrase(view, t, start) || view.is(t, &[":", ";", "\"", "”", "“", "but"])
        {
            return t;
        }
        if view.is(t, &[",", "--", "—", "–"]) {
            let next = (t + 1..end).find(|&n| view.is_punct(n)).unwrap_or(end);
            let clause = (t + 1..next).any(|n| matches!(view.upos(n), Upos::Verb | Upos::Aux));
            // Behind an apposition the clause comes too: `according to Ana Lima, the mayor, two died`.
            if clause || next == t + 1 {
                return t;
            }
            comma = Some(t).filter(|_| opens && t > start);
        }
    }
    comma.unwrap_or(end)
}

/// `reportedly`, `apparently`: nobody is named.
fn adverbs(view: &View<'_>, tokens: Range<usize>, found: &mut Vec<Draft>) {
    for adverb in tokens {
        let Some(index) = view.table.adverb(&view.lower[adverb]) else { continue };
        let class = &view.table.classes[index as usize];
        let head = view.head(adverb);
        let reach = if head == adverb { adverb..adverb + 1 } else { view.reach(head) };
        let covered = view.trim(reach.start.max(adverb + 1).min(reach.end)..reach.end);
        let covered = if covered.is_empty() { view.trim(reach) } else { covered };
        let cue = adverb..adverb + 1;
        found.push(Draft {
            anchor: adverb,
            teller: None,
            attribution: Attribution {
                cue: view.span(cue.clone()),
                cue_tokens: cue,
                rule: class.id.clone(),
                sources: Vec::new(),
                content: if covered.is_empty() { Vec::new() } else { vec![covered] },
                stance: class.stance,
                negated: false,
                quoted: false,
                carried: false,
            },
        });
    }
}
