//! What goes over the edge of a clause: quotations given to the cue beside them or to the one who
//! spoke just before, pronouns given to who they stand for.

use std::ops::Range;

use rashomon_model::{Deprel, NameKind, SourceKind, SourceLink, Upos, Xpos};
use rashomon_resources::Stance;

use super::Attribution;
use super::cue::Draft;
use super::quotes::Quotation;
use super::source;
use super::view::View;

/// Gives every quotation to the cue that introduces, cuts or follows it.
pub(super) fn attach(view: &View<'_>, quotations: &[Quotation], found: &mut [Draft]) {
    for quotation in quotations.iter().filter(|q| speaks(view, q)) {
        if let Some(i) = beside(view, quotation, found) {
            found[i].attribution.quoted = true;
            widen(&mut found[i].attribution.content, quotation.tokens.clone());
        }
    }
    colons(view, found);
}

/// `The commander said:` with what is said in the sentences behind, without marks.
fn colons(view: &View<'_>, found: &mut [Draft]) {
    let tops: Vec<usize> = found
        .iter()
        .filter(|d| !d.attribution.sources.is_empty() && view.upos(d.anchor) == Upos::Verb)
        .map(|d| view.sentence(d.anchor))
        .collect();
    for draft in found.iter_mut() {
        if draft.attribution.sources.is_empty() || !draft.attribution.content.is_empty() {
            continue;
        }
        let own = view.within(draft.anchor);
        let Some(colon) = (draft.anchor + 1..own.end).find(|&t| view.is(t, &[":"])) else { continue };
        if colon + 8 < own.end {
            draft.attribution.content.push(view.trim(colon + 1..own.end));
            continue;
        }
        let sentence = view.sentence(draft.anchor);
        let mut last = sentence;
        let mut paragraph = None;
        for next in sentence + 1..view.analysis.sentences.len() {
            let at = view.paragraph(next);
            let goes_on = *paragraph.get_or_insert(at) == at && at <= view.paragraph(sentence) + 1;
            if !goes_on || tops.contains(&next) {
                break;
            }
            last = next;
        }
        if last > sentence {
            let end = view.analysis.sentences[last].tokens.end;
            draft.attribution.content.push(view.trim(own.end..end));
            draft.attribution.quoted = true;
        }
    }
}

/// Gives the quotations that are left to who spoke just before in the same paragraph, or to the cue
/// of the quotation right behind.
pub(super) fn go_on(view: &View<'_>, quotations: &[Quotation], found: &mut Vec<Draft>) {
    let mut added: Vec<Draft> = Vec::new();
    for quotation in quotations.iter().filter(|q| speaks(view, q)) {
        if is_given(quotation, found) || is_given(quotation, &added) {
            continue;
        }
        let first = view.sentence(quotation.tokens.start);
        let own = view.within(quotation.tokens.start);
        // Words outside the marks in its own sentence: a scrap quoted inside the report's own words.
        let outside = (own.start..quotation.tokens.start).any(|t| !view.is_punct(t));
        if outside && !quotation.continues {
            continue;
        }
        let block = view.paragraph(first);
        // A paragraph that is all quotation goes on with the speaker of the one before.
        let opens = first == 0 || view.paragraph(first - 1) < block;
        let speaker = added
            .iter()
            .chain(found.iter())
            .filter(|d| {
                let last = d
                    .attribution
                    .content
                    .iter()
                    .map(|r| r.end - 1)
                    .chain([d.anchor])
                    .max()
                    .unwrap_or(d.anchor);
                let sentence = view.sentence(last);
                let block_of = view.paragraph(sentence);
                last < quotation.tokens.start
                    && !d.attribution.sources.is_empty()
                    && (block_of == block && sentence + 1 >= first
                        || (quotation.continues || d.attribution.quoted && opens)
                            && block_of + 1 == block
                            && sentence + 1 >= first)
            })
            .max_by_key(|d| (d.attribution.quoted, d.anchor));
        let Some(draft) = speaker.map(|d| carried(view, d, quotation)) else { continue };
        added.push(draft);
    }
    // `“One.” “Two,” she said.`: the first has the speaker of the second.
    for (i, quotation) in quotations.iter().enumerate().rev() {
        if !speaks(view, quotation) || is_given(quotation, found) || is_given(quotation, &added) {
            continue;
        }
        let Some(next) = quotations.get(i + 1) else { continue };
        let (last, first) = (quotation.tokens.end - 1, next.tokens.start);
        let near = (last + 1..first).all(|t| view.is_punct(t))
            && view.paragraph(view.sentence(last)) == view.paragraph(view.sentence(first));
        if !near {
            continue;
        }
        let giver = found.iter().chain(&added).find(|d| {
            d.attribution.quoted && !d.attribution.sources.is_empty() && d.attribution.covers(first)
        });
        if let Some(draft) = giver.map(|d| carried(view, d, quotation)) {
            added.push(draft);
        }
    }
    found.extend(added);
    found.sort_by_key(|d| (d.attribution.cue.start(), d.anchor));
}

/// True for a quotation that says something: a clause, or several words.
fn speaks(view: &View<'_>, quotation: &Quotation) -> bool {
    quotation.tokens.len() >= 3 && view.has_verb(quotation.tokens.clone())
}

fn is_given(quotation: &Quotation, drafts: &[Draft]) -> bool {
    drafts.iter().any(|d| {
        !quotation.tokens.contains(&d.anchor)
            && !d.attribution.sources.is_empty()
            && d.attribution.covers(quotation.tokens.start)
            && d.attribution.covers(quotation.tokens.end - 1)
            || d.attribution.carried && d.attribution.covers(quotation.tokens.start)
    })
}

/// The cue that stands beside a quotation.
fn beside(view: &View<'_>, quotation: &Quotation, found: &[Draft]) -> Option<usize> {
    let inside = quotation.tokens.clone();
    let (first, last) = (view.sentence(inside.start), view.sentence(inside.end - 1));
    let block = view.paragraph(first);
    let mut best: Option<(usize, usize)> = None;
    for (i, draft) in found.iter().enumerate() {
        if draft.attribution.sources.is_empty()
            || inside.contains(&draft.anchor)
            || view.upos(draft.anchor) == Upos::Adv
        {
            continue;
        }
        let sentence = view.sentence(draft.anchor);
        if view.paragraph(sentence) != block {
            continue;
        }
        let content = &draft.attribution.content;
        let overlaps = content.iter().any(|r| r.start < inside.end && inside.start < r.end);
        let empty = content.is_empty();
        let distance = if draft.anchor >= inside.end {
            // Behind: in the same sentence, or opening the next one.
            let gap = inside.end..draft.anchor;
            let verbs = gap.clone().filter(|&t| view.upos(t) == Upos::Verb).count();
            let follows = content.iter().all(|r| r.start < draft.anchor);
            if !(sentence == last || sentence == last + 1)
                || gap.len() > 25
                || verbs > 0 && !overlaps
                || !follows && !overlaps
            {
                continue;
            }
            if !(empty || overlaps || gap.len() < 12) {
                continue;
            }
            gap.len()
        } else {
            let gap = draft.anchor + 1..inside.start;
            let colon = gap.clone().any(|t| view.is(t, &[":"]));
            let verbs = gap.clone().filter(|&t| view.upos(t) == Upos::Verb).count();
            let near = sentence == first
                && (overlaps || empty && verbs <= usize::from(colon) && gap.len() < 25)
                || sentence + 1 == first && view.is(inside.start.saturating_sub(2), &[":"]) && gap.len() < 30;
            if !near {
                continue;
            }
            gap.len() + 1
        };
        let rank = distance + if overlaps { 0 } else { 20 };
        if best.is_none_or(|(b, _)| rank < b) {
            best = Some((rank, i));
        }
    }
    best.map(|(_, i)| i)
}

/// Adds a range to what is covered, joining what it touches.
fn widen(content: &mut Vec<Range<usize>>, mut range: Range<usize>) {
    content.retain(|r| {
        let touches = r.start <= range.end && range.start <= r.end;
        if touches {
            range = range.start.min(r.start)..range.end.max(r.end);
        }
        !touches
    });
    content.push(range);
    content.sort_by_key(|r| r.start);
}

/// A quotation without a cue of its own, in the voice of who spoke last.
fn carried(view: &View<'_>, from: &Draft, quotation: &Quotation) -> Draft {
    let first = quotation.tokens.start;
    Draft {
        anchor: first,
        teller: from.teller.clone(),
        attribution: Attribution {
            cue: view.span(first..first),
            cue_tokens: first..first,
            rule: "attribution/quotation-goes-on".to_owned(),
            sources: from
                .attribution
                .sources
                .iter()
                .map(|l| SourceLink { text: base(&l.text).to_owned(), ..l.clone() })
                .collect(),
            content: vec![quotation.tokens.clone()],
            stance: Stance::Asserts,
            negated: false,
            quoted: true,
            carried: true,
        },
    }
}

/// The source behind a pronoun: `Dmitry Peskov` of `He (Dmitry Peskov)`.
pub(super) fn base(text: &str) -> &str {
    match (text.split_once(" ("), text.strip_suffix(')')) {
        (Some((pronoun, _)), Some(whole)) if !pronoun.contains(' ') && is_pronoun_word(pronoun) => {
            &whole[pronoun.len() + 2..]
        }
        _ => text,
    }
}

fn is_pronoun_word(word: &str) -> bool {
    ["he", "she", "it", "they", "e", "dem", "im"].iter().any(|p| word.eq_ignore_ascii_case(p))
}

/// True when two links name the same source, letter case and article aside.
pub(super) fn same(a: &str, b: &str) -> bool {
    let plain = |text: &str| {
        let lower = base(text).to_lowercase();
        lower.strip_prefix("the ").or(lower.strip_prefix("a ")).unwrap_or(&lower).to_owned()
    };
    plain(a) == plain(b)
}

/// Somebody a pronoun can stand for.
struct Candidate {
    place: usize,
    sentence: usize,
    text: String,
    /// Who passed on what they said.
    tail: Vec<SourceLink>,
    kind: SourceKind,
    name: Option<String>,
    plural: bool,
    person: bool,
    teller: bool,
}

/// Puts names behind pronouns that speak, and carries on who passed on the sentence before.
pub(super) fn pronouns(view: &View<'_>, found: &mut [Draft]) {
    let mut tellers: Vec<Candidate> = Vec::new();
    for i in 0..found.len() {
        let anchor = found[i].anchor;
        let Some(range) = found[i].teller.clone() else { continue };
        let outer = (0..found.len())
            .filter(|&j| {
                j != i && !found[j].attribution.sources.is_empty() && found[j].attribution.covers(anchor)
            })
            .min_by_key(|&j| found[j].attribution.content.iter().map(ExactSizeIterator::len).sum::<usize>());
        if !source::is_pronoun(view, &range) {
            if let Some(candidate) = candidate(view, &found[i], &range) {
                tellers.push(candidate);
            }
            continue;
        }
        let word = view.lower[range.start].clone();
        let spoken = matches!(
            word.as_str(),
            "i" | "we"
                | "you"
                | "who"
                | "which"
                | "that"
                | "this"
                | "one"
                | "what"
                | "there"
                | "some"
                | "many"
                | "everyone"
                | "nobody"
        );
        // `The mayor said he believed`: he is the mayor, and no second teller.
        let same_speaker = outer.is_some_and(|j| !found[j].attribution.quoted);
        if spoken || same_speaker {
            if matches!(word.as_str(), "some" | "many") && !same_speaker {
                continue;
            }
            let at = found[i]
                .attribution
                .sources
                .iter()
                .position(|l| l.span == Some(view.span(source::plain(view, range.clone()))));
            if let Some(at) = at {
                found[i].attribution.sources.remove(at);
            }
            continue;
        }
        let sentence = view.sentence(anchor);
        let barred = outer.and_then(|j| found[j].teller.clone());
        let Some(who) = antecedent(view, &word, range.start, sentence, &tellers, barred.as_ref()) else {
            continue;
        };
        let near = who.teller && who.sentence + 1 >= sentence && outer.is_none();
        let tail = if near { who.tail.clone() } else { Vec::new() };
        let attribution = &mut found[i].attribution;
        attribution.carried = true;
        if let Some(link) = attribution
            .sources
            .iter_mut()
            .find(|l| l.span == Some(view.span(source::plain(view, range.clone()))))
        {
            link.text = format!("{} ({})", link.text, who.text);
            link.name.clone_from(&who.name);
            link.kind = who.kind;
        }
        for link in tail {
            if !attribution.sources.iter().any(|l| same(&l.text, &link.text)) {
                attribution.sources.push(link);
            }
        }
        if outer.is_none() {
            let text = who.text.clone();
            let next = Candidate {
                place: range.start,
                sentence,
                text,
                tail: attribution.sources.iter().skip(1).cloned().collect(),
                kind: who.kind,
                name: who.name.clone(),
                plural: who.plural,
                person: who.person,
                teller: true,
            };
            tellers.push(next);
        }
    }
}

fn candidate(view: &View<'_>, draft: &Draft, range: &Range<usize>) -> Option<Candidate> {
    let at = draft
        .attribution
        .sources
        .iter()
        .position(|l| l.span == Some(view.span(source::plain(view, range.clone()))))?;
    let link = &draft.attribution.sources[at];
    let (plural, person) = number(view, range);
    Some(Candidate {
        place: range.start,
        sentence: view.sentence(draft.anchor),
        text: link.text.clone(),
        tail: draft.attribution.sources[at + 1..].to_vec(),
        kind: link.kind,
        name: link.name.clone(),
        plural,
        person,
        teller: true,
    })
}

/// Whether a phrase is plural, and whether it names one person.
fn number(view: &View<'_>, range: &Range<usize>) -> (bool, bool) {
    let named = range.clone().any(|t| view.analysis.name_at(t).is_some_and(|n| n.kind == NameKind::Person));
    let Some(head) = source::head(view, range.clone()) else { return (false, named) };
    let several = matches!(view.xpos(head), Xpos::Nns | Xpos::Nnps)
        || view.children(head).any(|t| view.rel(t) == Deprel::Conj && range.contains(&t));
    let body = view.analysis.name_at(head).is_some_and(|n| n.kind != NameKind::Person);
    let person = named
        || !several && !body && sounds_like_person(&view.lemma(head))
        || !several
            && !body
            && matches!(
                source::kind(view, range.clone()),
                SourceKind::Person
                    | SourceKind::Official
                    | SourceKind::Witness
                    | SourceKind::Medical
                    | SourceKind::Military
            );
    (several, person)
}

/// True for a noun that names somebody by what they do.
fn sounds_like_person(lemma: &str) -> bool {
    const PEOPLE: &[&str] =
        &["source", "chief", "head", "bishop", "priest", "leader", "member", "attorney", "general"];
    const ENDINGS: &[&str] = &["er", "or", "ist", "man", "woman", "ian", "ant", "person", "ee"];
    PEOPLE.contains(&lemma) || lemma.len() > 4 && ENDINGS.iter().any(|e| lemma.ends_with(e))
}

/// Who a pronoun stands for: the last teller that fits, or the subject of a sentence between.
fn antecedent<'c>(
    view: &View<'_>,
    word: &str,
    place: usize,
    sentence: usize,
    tellers: &'c [Candidate],
    barred: Option<&Range<usize>>,
) -> Option<std::borrow::Cow<'c, Candidate>> {
    use std::borrow::Cow;
    let fits = |plural: bool, person: bool, kind: SourceKind| match word {
        "he" | "she" | "im" | "e" => !plural && person,
        "it" => {
            let body = matches!(
                kind,
                SourceKind::Military | SourceKind::Official | SourceKind::Media | SourceKind::Monitor
            );
            body && !(plural && person) || !plural && !person
        }
        "they" | "dem" => {
            plural
                || matches!(
                    kind,
                    SourceKind::Military | SourceKind::Official | SourceKind::Monitor | SourceKind::Media
                )
        }
        _ => true,
    };
    let open = |start: usize| barred.is_none_or(|b| !b.contains(&start));
    let last = tellers.iter().rev().find(|c| {
        c.place < place && c.sentence + 4 >= sentence && open(c.place) && fits(c.plural, c.person, c.kind)
    });
    let subject = (sentence.saturating_sub(2)..sentence).rev().find_map(|s| {
        let tokens = view.analysis.sentences[s].tokens.clone();
        let root = tokens.clone().find(|&t| view.head(t) == t)?;
        let subject = view.child(root, &[Deprel::Nsubj, Deprel::NsubjPass])?;
        if !view.is_noun(subject) || !open(subject) {
            return None;
        }
        let range = source::phrase(view, subject, tokens.start, tokens.end);
        let (plural, person) = number(view, &range);
        let named = range.clone().any(|t| view.analysis.name_at(t).is_some());
        (fits(plural, person, source::kind(view, range.clone()))
            && (named || plural)
            && source::can_speak(view, &range))
        .then_some((s, range, plural, person))
    });
    match (last, subject) {
        (Some(last), Some((s, ..))) if last.sentence >= s => Some(Cow::Borrowed(last)),
        (last, Some((s, range, plural, person))) if last.is_none_or(|l| l.sentence + 1 < s) => {
            let link = source::link(view, range.clone(), None);
            Some(Cow::Owned(Candidate {
                place: range.start,
                sentence: s,
                text: link.text,
                tail: Vec::new(),
                kind: link.kind,
                name: link.name,
                plural,
                person,
                teller: false,
            }))
        }
        (Some(last), _) => Some(Cow::Borrowed(last)),
        (None, _) => None,
    }
}

impl Clone for Candidate {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), tail: self.tail.clone(), name: self.name.clone(), ..*self }
    }
}
