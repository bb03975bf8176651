//! Who tells a claim, and whether two tellers are one.

use rashomon_model::{Action, Claim, Report, SourceKind};

use crate::lists::lists;
use crate::words::{Name, Words, fold, is_general, words};

/// Who tells a claim, nearest to the event.
#[derive(Clone, Debug)]
pub(crate) struct Teller {
    /// As written, pronouns taken apart: `he (Ana Duarte)` is `Ana Duarte`.
    pub(crate) text: String,
    name: Option<Name>,
    /// What kind of teller, as far as the words tell.
    pub(crate) class: Class,
    /// True for the report's own voice.
    pub(crate) own: bool,
    /// The links after the first, as words.
    relays: Vec<Words>,
}

/// Kind of teller. Two of one government are one teller, two witnesses are two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    State,
    Monitor,
    Media,
    Witness,
    Medical,
    Other,
}

/// True for an action that is itself a telling: its actor is the teller where no other is named.
pub(crate) fn is_word(action: Action) -> bool {
    matches!(
        action,
        Action::Accuse | Action::Reject | Action::Demand | Action::Threaten | Action::Responsibility
    )
}

impl Teller {
    pub(crate) fn of(report: &Report, claim: &Claim) -> Self {
        let links = &claim.sources.links;
        if let Some(first) = links.first() {
            let text = unwrapped(&first.text);
            let relays = links[1..].iter().map(|l| words(unwrapped(&l.text))).collect();
            let name = Name::of([Some(text), first.name.as_deref()].into_iter().flatten(), None);
            let class = class_of_kind(first.kind).unwrap_or_else(|| class_of(text));
            return Self { text: text.to_owned(), name, class, own: false, relays };
        }
        match &claim.actor {
            Some(actor) if is_word(claim.action) => {
                let text = unwrapped(&actor.text);
                let forms = [Some(text), actor.name.as_deref()].into_iter().flatten();
                let id = actor.link.as_ref().map(|l| l.actor.as_str());
                let shown = if text.is_empty() { actor.name.as_deref().unwrap_or_default() } else { text };
                Self {
                    text: shown.to_owned(),
                    name: Name::of(forms, id),
                    class: class_of(shown),
                    own: false,
                    relays: Vec::new(),
                }
            }
            _ => Self {
                text: report.outlet.clone().unwrap_or_else(|| "the report".to_owned()),
                name: None,
                class: Class::Media,
                own: true,
                relays: Vec::new(),
            },
        }
    }

    /// The teller's name; `None` for the report's own voice and for words that name nobody.
    pub(crate) fn name(&self) -> Option<&Name> {
        self.name.as_ref()
    }

    /// True where the words name nobody by themselves: `the official`, `a source`, `they`.
    pub(crate) fn is_vague(&self) -> bool {
        !self.own && self.name.as_ref().is_none_or(Name::is_general)
    }

    /// True where the two are one teller: one name, two of one government, or the report itself.
    pub(crate) fn same(&self, other: &Teller) -> bool {
        if self.own || other.own {
            return self.own == other.own;
        }
        if fold(&self.text) == fold(&other.text) {
            return true;
        }
        match (&self.name, &other.name) {
            (Some(a), Some(b)) => {
                a.same(b)
                    || (a.akin(b)
                        && (self.class == other.class
                            || self.class == Class::Other
                            || other.class == Class::Other))
            }
            _ => false,
        }
    }

    /// True where both speak for a state and one of them is not told apart by name: `officials`, `the
    /// ministry`.
    pub(crate) fn perhaps_one_government(&self, other: &Teller) -> bool {
        let state = |t: &Teller| !t.own && t.class == Class::State;
        state(self) && state(other) && (self.is_vague() || other.is_vague())
    }

    /// True where words with an article may point back at this teller: it
    /// bears them all.
    fn could_be(&self, noun: &Words) -> bool {
        !noun.is_empty() && noun.is_subset(&words(&self.text))
    }

    /// True where `other` has a name and is of the one kind that these words name: `the monitor`.
    fn is_kind_of(&self, other: &Teller) -> bool {
        matches!(self.class, Class::Monitor | Class::Media) && self.class == other.class && !other.is_vague()
    }

    /// True where one stands in the other's chain: the paper that passes a resident's words on, and
    /// the same paper on its own.
    pub(crate) fn relays(&self, other: &Teller) -> bool {
        let own = |t: &Teller| words(&t.text);
        let meets =
            |relays: &[Words], w: &Words| relays.iter().any(|r| r.intersection(w).any(|x| !is_general(x)));
        meets(&self.relays, &own(other)) || meets(&other.relays, &own(self))
    }
}

/// Tellers of one report in text order: whoever is named by a word alone (`the official`, `they`,
/// `the statement`) becomes the teller named before by that word, or the last named of its kind
/// (`the monitor`, `the paper`).
///
/// A monitor without a name at first mention is the first monitor that is named after.
pub(crate) fn resolve(tellers: &mut [Teller]) {
    for at in 0..tellers.len() {
        let (before, rest) = tellers.split_at_mut(at);
        let Some((teller, after)) = rest.split_first_mut() else { continue };
        if !teller.is_vague() {
            continue;
        }
        let folded = fold(&teller.text);
        let found = if is_pronoun(&folded) {
            before.iter().rev().take(BACK).find(|t| !t.own)
        } else if let Some(noun) = folded.strip_prefix("the ") {
            let mut near =
                before.iter().rev().take(NOUN_BACK).filter(|t| !t.own && !is_pronoun(&fold(&t.text)));
            let noun = words(noun);
            near.clone().find(|t| t.could_be(&noun)).or_else(|| near.find(|t| teller.is_kind_of(t)))
        } else if teller.class == Class::Monitor {
            let named = after.iter().find(|t| t.class == Class::Monitor && !t.is_vague());
            let told = |t: &&Teller| t.class == Class::Monitor;
            named.filter(|named| before.iter().filter(told).all(|t| t.text == named.text))
        } else {
            None
        };
        if let Some(found) = found {
            let relays = std::mem::take(&mut teller.relays);
            *teller = Teller { relays: [relays, found.relays.clone()].concat(), ..found.clone() };
        }
    }
}

/// How many claims back a pronoun reaches.
const BACK: usize = 4;

/// How many claims back a noun with an article reaches.
const NOUN_BACK: usize = 12;

fn is_pronoun(folded: &str) -> bool {
    matches!(folded, "he" | "she" | "it" | "they" | "we" | "i" | "who" | "the latter")
}

/// `He (Ana Duarte)` is `Ana Duarte`; anything else is itself.
fn unwrapped(text: &str) -> &str {
    let Some((before, rest)) = text.split_once('(') else { return text.trim() };
    let pronoun = is_pronoun(&fold(before.trim()));
    match rest.rsplit_once(')') {
        Some((inside, _)) if pronoun => inside.trim(),
        _ => text.trim(),
    }
}

fn class_of(text: &str) -> Class {
    let words = words(text);
    let tellers = &lists().tellers;
    let classes = [
        (Class::Witness, &tellers.witness),
        (Class::Medical, &tellers.medical),
        (Class::Monitor, &tellers.monitor),
        (Class::State, &tellers.state),
        (Class::Media, &tellers.media),
    ];
    let found = classes.into_iter().find(|(_, list)| !list.is_disjoint(&words));
    found.map_or(Class::Other, |(class, _)| class)
}

fn class_of_kind(kind: SourceKind) -> Option<Class> {
    Some(match kind {
        SourceKind::Official => Class::State,
        SourceKind::Witness => Class::Witness,
        SourceKind::Monitor => Class::Monitor,
        SourceKind::Medical => Class::Medical,
        SourceKind::Media => Class::Media,
        SourceKind::Person | SourceKind::Military | SourceKind::Other => return None,
    })
}
