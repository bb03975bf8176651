//! A claim made ready for comparing: its names, places, words and teller, worked out once.

use rashomon_model::{Action, Claim, ClaimRef, Days, Place, PlaceId, Report, Span, Status};

use crate::lists::lists;
use crate::sense::{Sense, plain_words};
use crate::teller::Teller;
use crate::words::{Name, Words, fold, in_order, words};

/// A claim made ready for comparing.
#[derive(Clone, Debug)]
pub(crate) struct View<'r> {
    pub(crate) at: ClaimRef,
    pub(crate) claim: &'r Claim,
    pub(crate) teller: Teller,
    pub(crate) actor: Option<Name>,
    pub(crate) target: Option<Name>,
    /// The people it is done to or who go, without numbers and words for anybody.
    pub(crate) people: Option<Name>,
    pub(crate) places: Vec<PlaceKey>,
    pub(crate) days: Option<Days>,
    /// Words of the passage.
    pub(crate) passage: Words,
    /// Words of the sentence around it.
    pub(crate) sentence: Words,
    /// Words of the passage that begin with a capital inside a sentence.
    pub(crate) names: Words,
    /// Words of passage, actor and target together.
    pub(crate) all: Words,
    /// What the words tell besides the slots.
    pub(crate) sense: Sense,
}

/// A place as it is held against others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PlaceKey {
    id: Option<PlaceId>,
    /// Its own name, without its parent.
    pub(crate) head: String,
    parents: Vec<String>,
    above: Vec<PlaceId>,
    forms: Option<Name>,
}

/// How one place lies to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Lie {
    /// Different places, as far as is known.
    Apart,
    /// One lies in the other.
    Part,
    /// The same place.
    Same,
}

/// The claims made ready, in text order.
pub(crate) fn views<'r>(report: &'r Report, claims: &'r [Claim], number: usize) -> Vec<View<'r>> {
    let at = |claim| ClaimRef { report: number, claim };
    let mut tellers: Vec<Teller> = claims.iter().map(|c| Teller::of(report, c)).collect();
    crate::teller::resolve(&mut tellers);
    let told = claims.iter().zip(tellers).enumerate();
    told.map(|(i, (c, teller))| View::new(at(i), report, c, teller)).collect()
}

impl<'r> View<'r> {
    pub(crate) fn new(at: ClaimRef, report: &'r Report, claim: &'r Claim, teller: Teller) -> Self {
        let party = |p: &Option<rashomon_model::Party>| {
            let p = p.as_ref()?;
            let forms = [Some(p.text.as_str()), p.name.as_deref()];
            Name::of(forms.into_iter().flatten(), p.link.as_ref().map(|l| l.actor.as_str()))
        };
        let (actor, target) = (party(&claim.actor), party(&claim.target));
        let people = if claim.action == Action::Flee { &actor } else { &target };
        let people = people.as_ref().and_then(|p| p.without(&lists().anybody));
        let passage = words(claim.passage.slice(&report.text));
        let mut all = passage.clone();
        for name in [&actor, &target].into_iter().flatten() {
            all.extend(name.words());
        }
        View {
            at,
            claim,
            teller,
            places: claim.places.iter().map(PlaceKey::of).collect(),
            days: claim.time.as_ref().and_then(|t| t.days),
            actor,
            target,
            people,
            sentence: plain_words(claim.evidence.sentence.cover(claim.passage).slice(&report.text)),
            names: capitals(claim.passage.slice(&report.text)),
            passage,
            all,
            sense: Sense::of(report, claim),
        }
    }

    pub(crate) fn action(&self) -> Action {
        self.claim.action
    }

    pub(crate) fn denied(&self) -> bool {
        self.claim.status == Status::Denied
    }

    /// How the places of the two claims lie, the nearest pair; `None` where one tells none.
    pub(crate) fn lie(&self, other: &View<'_>) -> Option<Lie> {
        self.places.iter().flat_map(|a| other.places.iter().map(|b| a.lie(b))).max()
    }

    /// How sure the reading is, 0 to 1; 1 where no reader says.
    pub(crate) fn surety(&self) -> f64 {
        match self.claim.evidence.confidence {
            x if x > 0.0 && x <= 1.0 => f64::from(x),
            _ => 1.0,
        }
    }

    /// Keys under which claims of other reports may speak of the same: places, actor and target.
    pub(crate) fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = self.places.iter().map(|p| format!("place {}", p.head)).collect();
        for name in [&self.actor, &self.target].into_iter().flatten().filter(|n| !n.is_general()) {
            keys.extend(name.keys().map(|k| format!("name {k}")));
        }
        keys.sort();
        keys.dedup();
        keys
    }

    /// The passage's place in the text.
    pub(crate) fn passage(&self) -> Span {
        self.claim.passage
    }
}

/// Words that begin with a capital, without the first; none where all is capitals.
fn capitals(text: &str) -> Words {
    if !text.chars().any(char::is_lowercase) {
        return Words::new();
    }
    let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).skip(1);
    parts.filter(|w| w.chars().next().is_some_and(char::is_uppercase)).flat_map(in_order).collect()
}

impl PlaceKey {
    fn of(place: &rashomon_model::ClaimPlace) -> Self {
        let mut parts = place.name.split(", ").map(|p| in_order(p).join(" ")).filter(|p| !p.is_empty());
        let head = parts.next().unwrap_or_else(|| fold(&place.name));
        let mut parents: Vec<String> = parts.collect();
        let known = place.place.as_ref();
        for (_, name) in known.map(|p: &Place| p.parents.as_slice()).unwrap_or_default() {
            parents.push(in_order(name).join(" "));
        }
        parents.sort();
        parents.dedup();
        let above = known.map(|p| p.parents.iter().map(|(id, _)| id.clone()).collect()).unwrap_or_default();
        let own = place.name.split(", ").next().unwrap_or_default();
        PlaceKey {
            id: known.map(|p| p.id.clone()),
            forms: Name::of([own, place.text.as_str()], None),
            head,
            parents,
            above,
        }
    }

    /// One key for all its mentions: its id, else its name.
    pub(crate) fn key(&self) -> String {
        match &self.id {
            Some(PlaceId::Geonames(id)) => format!("geonames {id}"),
            Some(PlaceId::Local(id)) => format!("local {id}"),
            None => self.head.clone(),
        }
    }

    pub(crate) fn lie(&self, other: &PlaceKey) -> Lie {
        let equal = match (&self.id, &other.id) {
            (Some(a), Some(b)) => a == b,
            _ => {
                self.head == other.head
                    || matches!((&self.forms, &other.forms), (Some(a), Some(b)) if a.same(b))
            }
        };
        let inside = |a: &PlaceKey, b: &PlaceKey| {
            b.id.as_ref().is_some_and(|id| a.above.contains(id)) || a.parents.contains(&b.head)
        };
        if equal {
            Lie::Same
        } else if inside(self, other) || inside(other, self) {
            Lie::Part
        } else {
            Lie::Apart
        }
    }
}
