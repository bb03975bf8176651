//! What is compared between two claims: a setting, and named features inside it.
//!
//! A setting says which kind of pair it is (a denial and what it denies, two tolls, …); the same
//! feature weighs differently in each. Weights are learned (`learn`) or read from the pack.

use rashomon_model::{Action, ActionGroup, Count, Status};

use crate::teller::{Class, is_word};
use crate::view::{Lie, View};
use crate::words::{Name, Words, overlap};

/// Makes an enum whose variants have a name each, in files and on the page.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident: $($variant:ident = $text:literal),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub(crate) enum $name { $($variant),+ }

        impl $name {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub(crate) const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            pub(crate) fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

named! {
    /// Which kind of pair two claims are. The first that fits.
    Setting:
    Denial = "denial", Rebuttal = "rebuttal", Blame = "blame", Undoing = "undoing", Toll = "toll",
    Control = "control", SameAct = "same-act", KinAct = "kin-act",
}

named! {
    /// A feature of a pair of claims.
    Feature:
    Always = "always",
    SameTeller = "same-teller", OtherTeller = "other-teller", OwnVoice = "own-voice", BothOwnVoice = "both-own-voice",
    VagueTeller = "vague-teller", SameClass = "same-class-of-teller", Relay = "passed-on-by-the-other",
    SamePlace = "same-place", PartPlace = "part-of-place", OtherPlace = "other-place", OnePlace = "place-told-once",
    SameActor = "same-actor", OtherActor = "other-actor", OneActor = "actor-told-once",
    SameTarget = "same-target", OtherTarget = "other-target", OneTarget = "target-told-once",
    Swapped = "actor-is-the-others-target",
    SameDays = "days-overlap", OtherDays = "days-apart", SameTimeWords = "same-time-words",
    SameAction = "same-action", KinAction = "kin-action",
    FewWords = "few-words-shared", SomeWords = "some-words-shared", ManyWords = "many-words-shared",
    RareWords = "rare-words-shared", NoWords = "no-words-shared", SamePassage = "same-passage",
    Next = "next-claim", Near = "near-in-text", Far = "far-in-text",
    Accused = "teller-is-accused", AccusedKin = "teller-akin-to-accused", TellerIsTarget = "teller-is-target",
    DeniedLater = "denial-told-later",
    OneDenial = "only-denial", FewDenials = "few-denials", ManyDenials = "many-denials",
    Accusation = "answers-an-accusation", Event = "answers-an-event", Words = "answers-words",
    BothTell = "event-with-named-teller", Uncertain = "one-is-uncertain", Planned = "one-is-planned",
    Ended = "one-has-ended",
    CountsApart = "counts-apart", CountsMeet = "counts-meet", CountsEqual = "counts-equal",
    CountsFar = "counts-far-apart", OneCount = "one-count", OtherVictims = "other-victims",
    SameVictims = "same-victims", PartWords = "part-words",
    Hold = "one-holds", Seize = "one-seizes", Withdraw = "one-withdraws", Advance = "one-advances",
    Confirmed = "words-of-confirming", DenyWords = "words-of-denying", Back = "words-of-return",
    TollWords = "words-of-a-toll", Names = "names-shared", SameSentence = "same-sentence",
    CloseWords = "wording-close", HalfWords = "wording-half", FaintWords = "wording-faint",
    Lone = "few-claims-of-the-action", Crowd = "many-claims-of-the-action", Bare = "one-is-bare",
    BestBoth = "closest-of-both", BestOne = "closest-of-one",
    TakenFrom = "taken-from-another", Freed = "captives-freed", Left = "left-again", Reopened = "opened-again", EndOf = "told-to-have-ended", HeldByOther = "held-by-another", SameHolder = "held-by-the-same",
    DaysForward = "days-in-order",
    DeniedActor = "denied-actor-is-the-told", DeniedOther = "denied-actor-is-another", OwnAct = "teller-tells-own-act",
    AccuserAnswers = "accuser-and-accused-answer",
    ActKill = "act-kill", ActViolence = "act-violence", ActPeople = "act-people", ActControl = "act-control",
    ActOther = "act-other",
}

/// What a report tells besides the pair.
#[derive(Clone, Debug, Default)]
pub(crate) struct Surroundings {
    /// Number of denials and rejections.
    pub(crate) denials: usize,
    /// In how many claims a word stands.
    pub(crate) spread: std::collections::BTreeMap<String, usize>,
    /// In how many claims an action stands.
    pub(crate) actions: [usize; Action::ALL.len()],
    /// Number of claims.
    pub(crate) claims: usize,
    /// For each claim by its number, the closest of those it could deny or be denied by, and of
    /// those that other tellers tell of the same action.
    pub(crate) closest: std::collections::BTreeMap<rashomon_model::ClaimRef, [f64; 2]>,
}

impl Surroundings {
    pub(crate) fn of(views: &[View<'_>]) -> Self {
        let denials = views.iter().filter(|v| v.denied() || v.action() == Action::Reject).count();
        let mut spread = std::collections::BTreeMap::new();
        for word in views.iter().flat_map(|v| &v.all) {
            *spread.entry(word.clone()).or_insert(0) += 1;
        }
        let mut actions = [0; Action::ALL.len()];
        for view in views {
            actions[view.action() as usize] += 1;
        }
        let mut around = Self {
            denials,
            spread,
            actions,
            claims: views.len(),
            closest: std::collections::BTreeMap::new(),
        };
        let mut closest = std::collections::BTreeMap::new();
        for (i, a) in views.iter().enumerate() {
            for b in views[i + 1..].iter().take(crate::relate::REACH) {
                let Some(kind) = rank_of(a, b) else { continue };
                let near = around.nearness(a, b);
                for at in [a.at, b.at] {
                    let best: &mut [f64; 2] = closest.entry(at).or_default();
                    best[kind] = best[kind].max(near);
                }
            }
        }
        around.closest = closest;
        around
    }
}

/// The setting of a pair and its features; `None` where nothing can relate the two.
///
/// `a` comes first: earlier in the text, or in the earlier report.
pub(crate) fn compare(a: &View<'_>, b: &View<'_>, around: &Surroundings) -> Option<(Setting, Vec<Feature>)> {
    let setting = setting(a, b)?;
    let mut f = vec![Feature::Always];
    tellers(a, b, &mut f);
    slots(a, b, &mut f);
    wording(a, b, around, &mut f);
    around.rank(a, b, &mut f);
    f.push(match a.action() {
        _ if a.action() != b.action() => Feature::ActOther,
        Action::Kill => Feature::ActKill,
        x if x.group() == ActionGroup::Violence => Feature::ActViolence,
        x if x.group() == ActionGroup::Control => Feature::ActControl,
        x if x.group() == ActionGroup::People => Feature::ActPeople,
        _ => Feature::ActOther,
    });
    match setting {
        Setting::Denial | Setting::Rebuttal => denial(a, b, around, &mut f),
        Setting::Blame => blame(a, b, &mut f),
        Setting::Toll => toll(a, b, &mut f),
        Setting::Undoing | Setting::Control => succession(a, b, &mut f),
        Setting::SameAct | Setting::KinAct => {
            if a.claim.count.is_some() != b.claim.count.is_some() {
                f.push(Feature::OneCount);
            }
            if let (Some(x), Some(y)) = (a.claim.count, b.claim.count) {
                counts(x, y, &mut f);
            }
        }
    }
    Some((setting, f))
}

/// In which ranking a pair stands: a denial and what it may deny, or one act by two tellers.
fn rank_of(a: &View<'_>, b: &View<'_>) -> Option<usize> {
    match setting(a, b)? {
        Setting::Denial | Setting::Rebuttal => Some(0),
        Setting::SameAct | Setting::Toll if !a.teller.same(&b.teller) => Some(1),
        _ => None,
    }
}

fn negative(v: &View<'_>) -> bool {
    v.denied() || v.action() == Action::Reject
}

fn setting(a: &View<'_>, b: &View<'_>) -> Option<Setting> {
    let (x, y) = (a.action(), b.action());
    if negative(a) != negative(b) {
        let (no, yes) = if negative(a) { (a, b) } else { (b, a) };
        if matches!(yes.action(), Action::Demand | Action::Threaten | Action::Meet)
            && no.action() != yes.action()
        {
            return None;
        }
        if no.action() == Action::Reject {
            return Some(Setting::Rebuttal);
        }
        let related = x == y
            || kin(x, y)
            || yes.action() == Action::Accuse
            || (no.action() == Action::Responsibility && yes.action().group() == ActionGroup::Violence);
        return related.then_some(Setting::Denial);
    }
    if x == Action::Accuse && y == Action::Accuse {
        return Some(Setting::Blame);
    }
    if negative(a) {
        return (x == y && x != Action::Reject).then_some(Setting::SameAct);
    }
    let ended = |v: &View<'_>| v.claim.status == Status::Ended;
    if undoes(x, y) || undoes(y, x) || (x == y && ended(a) != ended(b)) {
        return Some(Setting::Undoing);
    }
    if let (Some(m), Some(n)) = (a.claim.count, b.claim.count)
        && m.kind == n.kind
        && (x == y || kin(x, y))
    {
        return Some(Setting::Toll);
    }
    if x.group() == ActionGroup::Control && y.group() == ActionGroup::Control && x != y {
        return Some(Setting::Control);
    }
    if x == y {
        let same = if x == Action::Seize || x == Action::Hold {
            differ(a.actor.as_ref(), b.actor.as_ref())
        } else {
            false
        };
        return Some(if same { Setting::Control } else { Setting::SameAct });
    }
    kin(x, y).then_some(Setting::KinAct)
}

fn differ(a: Option<&Name>, b: Option<&Name>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if !a.same(b) && !a.akin(b))
}

/// True for actions that two tellers may call one and the same event.
pub(crate) fn kin(a: Action, b: Action) -> bool {
    use Action::{
        Abduct, Advance, Aid, Airstrike, Bomb, Clash, Clear, Deploy, Destroy, Flee, Hold, Kill, Seize, Shell,
    };
    const KIN: &[(Action, Action)] = &[
        (Clash, Shell),
        (Clash, Airstrike),
        (Clash, Bomb),
        (Clash, Kill),
        (Clash, Destroy),
        (Shell, Airstrike),
        (Shell, Bomb),
        (Shell, Kill),
        (Shell, Destroy),
        (Airstrike, Bomb),
        (Airstrike, Kill),
        (Airstrike, Destroy),
        (Bomb, Kill),
        (Bomb, Destroy),
        (Kill, Destroy),
        (Kill, Abduct),
        (Clash, Abduct),
        (Seize, Advance),
        (Hold, Advance),
        (Seize, Clash),
        (Advance, Clash),
        (Hold, Abduct),
        (Flee, Abduct),
        (Deploy, Advance),
        (Deploy, Hold),
        (Deploy, Aid),
        (Clear, Bomb),
        (Clear, Seize),
    ];
    KIN.contains(&(a, b)) || KIN.contains(&(b, a))
}

/// True where `b` undoes `a`.
fn undoes(a: Action, b: Action) -> bool {
    use Action::{Abduct, Advance, Besiege, Close, Flee, Hold, Open, Seize, Withdraw};
    matches!(
        (a, b),
        (Abduct, Flee) | (Close, Open) | (Seize | Hold | Advance, Withdraw) | (Besiege, Withdraw | Open)
    )
}

fn tellers(a: &View<'_>, b: &View<'_>, f: &mut Vec<Feature>) {
    let (s, t) = (&a.teller, &b.teller);
    f.push(match (s.own, t.own) {
        (true, true) if a.at.report == b.at.report => Feature::BothOwnVoice,
        (true, false) | (false, true) => Feature::OwnVoice,
        _ if s.same(t) => Feature::SameTeller,
        _ => Feature::OtherTeller,
    });
    if s.is_vague() || t.is_vague() {
        f.push(Feature::VagueTeller);
    }
    if !s.own && !t.own && s.class == t.class && s.class != Class::Other {
        f.push(Feature::SameClass);
    }
    if s.relays(t) {
        f.push(Feature::Relay);
    }
}

fn slots(a: &View<'_>, b: &View<'_>, f: &mut Vec<Feature>) {
    match a.lie(b) {
        Some(Lie::Same) => f.push(Feature::SamePlace),
        Some(Lie::Part) => f.push(Feature::PartPlace),
        Some(Lie::Apart) => f.push(Feature::OtherPlace),
        None if a.places.is_empty() != b.places.is_empty() => f.push(Feature::OnePlace),
        None => {}
    }
    f.extend(party(&a.actor, &b.actor, [Feature::SameActor, Feature::OtherActor, Feature::OneActor]));
    f.extend(party(&a.target, &b.target, [Feature::SameTarget, Feature::OtherTarget, Feature::OneTarget]));
    let meet = |x: &Option<Name>, y: &Option<Name>| matches!((x, y), (Some(x), Some(y)) if x.same(y));
    if (meet(&a.actor, &b.target) || meet(&b.actor, &a.target)) && !meet(&a.actor, &b.actor) {
        f.push(Feature::Swapped);
    }
    if let (Some(x), Some(y)) = (a.days, b.days) {
        f.push(if x.overlaps(y) { Feature::SameDays } else { Feature::OtherDays });
    } else if let (Some(x), Some(y)) = (&a.claim.time, &b.claim.time)
        && crate::words::fold(&x.text) == crate::words::fold(&y.text)
    {
        f.push(Feature::SameTimeWords);
    }
    let status = |s: Status| a.claim.status == s || b.claim.status == s;
    for (s, feature) in [
        (Status::Possible, Feature::Uncertain),
        (Status::Planned, Feature::Planned),
        (Status::Ended, Feature::Ended),
    ] {
        if status(s) {
            f.push(feature);
        }
    }
}

fn party(a: &Option<Name>, b: &Option<Name>, [same, other, one]: [Feature; 3]) -> Option<Feature> {
    match (a, b) {
        (Some(x), Some(y)) => Some(if x.same(y) || x.akin(y) { same } else { other }),
        (None, None) => None,
        _ => Some(one),
    }
}

fn wording(a: &View<'_>, b: &View<'_>, around: &Surroundings, f: &mut Vec<Feature>) {
    f.push(if a.action() == b.action() { Feature::SameAction } else { Feature::KinAction });
    f.push(match overlap(&a.all, &b.all) {
        x if x >= 0.35 => Feature::ManyWords,
        x if x >= 0.18 => Feature::SomeWords,
        x if x > 0.0 => Feature::FewWords,
        _ => Feature::NoWords,
    });
    if rare(&a.all, &b.all, around) {
        f.push(Feature::RareWords);
    }
    if !a.names.is_disjoint(&b.names) {
        f.push(Feature::Names);
    }
    match around.closeness(&a.all, &b.all) {
        x if x >= 0.5 => f.push(Feature::CloseWords),
        x if x >= 0.25 => f.push(Feature::HalfWords),
        x if x >= 0.1 => f.push(Feature::FaintWords),
        _ => {}
    }
    if a.passage.len().min(b.passage.len()) <= 3 {
        f.push(Feature::Bare);
    }
    f.push(match around.actions[a.action() as usize].min(around.actions[b.action() as usize]) {
        0..=3 => Feature::Lone,
        _ => Feature::Crowd,
    });
    for (list, feature) in [
        (CONFIRM, Feature::Confirmed),
        (DENY, Feature::DenyWords),
        (BACK, Feature::Back),
        (TOLL, Feature::TollWords),
    ] {
        let has = |v: &View<'_>| v.sentence.iter().any(|w| list.contains(&w.as_str()));
        if has(a) || has(b) {
            f.push(feature);
        }
    }
    if a.at.report == b.at.report {
        if a.passage().overlaps(b.passage()) {
            f.push(Feature::SamePassage);
        } else if a.claim.evidence.sentence == b.claim.evidence.sentence {
            f.push(Feature::SameSentence);
        }
        f.push(match b.at.claim.abs_diff(a.at.claim) {
            0 | 1 => Feature::Next,
            2..=6 => Feature::Near,
            _ => Feature::Far,
        });
    }
}

/// Words (stems) by which a teller joins another.
const CONFIRM: &[&str] = &["also", "confirm", "corroborat", "too"];
/// Words by which a teller sets himself against another.
const DENY: &[&str] = &[
    "although",
    "but",
    "claim",
    "contrary",
    "contradict",
    "deny",
    "den",
    "denial",
    "disput",
    "dismiss",
    "false",
    "however",
    "instead",
    "lie",
    "meanwhile",
    "refut",
    "reject",
    "though",
    "while",
    "not",
    "never",
];
/// Words by which a state comes back or ends.
const BACK: &[&str] = &[
    "again", "back", "end", "free", "later", "lift", "recaptur", "regain", "releas", "reopen", "restor",
    "resum", "retak", "retook", "return", "retreat",
];
/// Words by which a number is told as the whole.
const TOLL: &[&str] = &["previous", "rais", "revis", "ris", "risen", "rose", "toll", "total", "updat"];

impl Surroundings {
    /// Share of the weight of the words of the shorter that stand in both; seldom words weigh more.
    pub(crate) fn closeness(&self, a: &Words, b: &Words) -> f64 {
        let weigh = |w: &String| {
            let spread = self.spread.get(w).copied().unwrap_or(1).max(1);
            (1.0 + self.claims as f64 / spread as f64).ln()
        };
        let sum = |set: &Words| set.iter().map(weigh).sum::<f64>();
        let both: f64 = a.intersection(b).map(weigh).sum();
        let all = sum(a) + sum(b) - both;
        if all <= 0.0 { 0.0 } else { both / all }
    }
}

impl Surroundings {
    /// How much two claims have in common over all slots.
    fn nearness(&self, a: &View<'_>, b: &View<'_>) -> f64 {
        let meet = |x: &Option<Name>, y: &Option<Name>| matches!((x, y), (Some(x), Some(y)) if x.same(y) || x.akin(y));
        let bonus = |yes: bool| if yes { 0.2 } else { 0.0 };
        self.closeness(&a.all, &b.all)
            + bonus(a.action() == b.action())
            + bonus(meet(&a.actor, &b.actor))
            + bonus(meet(&a.target, &b.target))
            + bonus(a.lie(b) == Some(Lie::Same))
    }

    fn rank(&self, a: &View<'_>, b: &View<'_>, f: &mut Vec<Feature>) {
        let Some(kind) = rank_of(a, b) else { return };
        let near = self.nearness(a, b);
        let best = |v: &View<'_>| self.closest.get(&v.at).is_none_or(|c| near >= c[kind] * 0.85);
        match (best(a), best(b)) {
            (true, true) => f.push(Feature::BestBoth),
            (false, false) => {}
            _ => f.push(Feature::BestOne),
        }
    }
}

/// True where the two share a word that stands in few claims.
fn rare(a: &Words, b: &Words, around: &Surroundings) -> bool {
    a.intersection(b).any(|w| w.len() > 2 && around.spread.get(w).is_none_or(|&n| n <= 4))
}

fn denial(a: &View<'_>, b: &View<'_>, around: &Surroundings, f: &mut Vec<Feature>) {
    let (no, yes) = if negative(a) { (a, b) } else { (b, a) };
    let accused = if yes.action() == Action::Accuse { &yes.target } else { &yes.actor };
    let teller = no.teller.name();
    if let (Some(t), Some(x)) = (teller, accused) {
        if t.same(x) {
            f.push(Feature::Accused);
        } else if t.akin(x) {
            f.push(Feature::AccusedKin);
        }
    }
    // Who denies for his side: the denied act's own actor is the accused.
    if let (Some(t), Some(x)) = (&no.actor, accused)
        && yes.action() == Action::Accuse
        && (t.same(x) || t.akin(x))
    {
        f.push(Feature::Accused);
    }
    if yes.action() != Action::Accuse
        && let (Some(t), Some(x)) = (teller, &yes.target)
        && t.same(x)
    {
        f.push(Feature::TellerIsTarget);
    }
    if let (Some(x), Some(y)) = (&no.actor, &yes.actor)
        && !is_word(no.action())
        && !is_word(yes.action())
    {
        f.push(if x.same(y) || x.akin(y) { Feature::DeniedActor } else { Feature::DeniedOther });
    }
    if let (Some(t), Some(x)) = (yes.teller.name(), &yes.actor)
        && !is_word(yes.action())
        && (t.same(x) || t.akin(x))
    {
        f.push(Feature::OwnAct);
    }
    if let (Some(t), Some(x)) = (yes.teller.name(), &no.target)
        && is_word(no.action())
        && (t.same(x) || t.akin(x))
    {
        f.push(Feature::AccuserAnswers);
    }
    if std::ptr::eq(no, b) {
        f.push(Feature::DeniedLater);
    }
    f.push(match around.denials {
        0 | 1 => Feature::OneDenial,
        2 | 3 => Feature::FewDenials,
        _ => Feature::ManyDenials,
    });
    f.push(match yes.action() {
        Action::Accuse => Feature::Accusation,
        x if is_word(x) || x == Action::Agree || x == Action::Meet => Feature::Words,
        _ => Feature::Event,
    });
    if !yes.teller.own && !no.teller.own {
        f.push(Feature::BothTell);
    }
}

fn blame(a: &View<'_>, b: &View<'_>, f: &mut Vec<Feature>) {
    let meet =
        |x: Option<&Name>, y: Option<&Name>| matches!((x, y), (Some(x), Some(y)) if x.same(y) || x.akin(y));
    if meet(a.teller.name(), b.target.as_ref()) || meet(b.teller.name(), a.target.as_ref()) {
        f.push(Feature::Accused);
    }
}

/// Words of victims that tell a part of a whole.
const PART: &[&str] = &[
    "among",
    "child",
    "children",
    "citizen",
    "foreigner",
    "further",
    "guard",
    "includ",
    "officer",
    "police",
    "policeman",
    "policemen",
    "rest",
    "soldier",
    "student",
    "teenager",
    "third",
    "woman",
    "women",
];

fn toll(a: &View<'_>, b: &View<'_>, f: &mut Vec<Feature>) {
    if let (Some(x), Some(y)) = (a.claim.count, b.claim.count) {
        counts(x, y, f);
    }
    let kinds = |v: &View<'_>| -> Words {
        let words = v.target.as_ref().map(Name::words).unwrap_or_default();
        words.into_iter().filter(|w| !is_plain_victim(w)).collect()
    };
    let (x, y) = (kinds(a), kinds(b));
    f.push(if x == y { Feature::SameVictims } else { Feature::OtherVictims });
    let part = |v: &View<'_>| v.all.iter().any(|w| PART.contains(&w.as_str()));
    if part(a) != part(b) {
        f.push(Feature::PartWords);
    }
}

fn is_plain_victim(word: &str) -> bool {
    word.chars().any(|c| c.is_ascii_digit())
        || matches!(
            word,
            "people"
                | "person"
                | "least"
                | "dead"
                | "death"
                | "toll"
                | "about"
                | "around"
                | "than"
                | "nearly"
                | "total"
                | "one"
                | "two"
                | "three"
                | "four"
                | "five"
                | "six"
                | "seven"
                | "eight"
                | "nine"
                | "ten"
                | "eleven"
                | "twelve"
                | "dozen"
                | "hundr"
                | "hundred"
                | "thousand"
                | "score"
                | "life"
                | "live"
                | "victim"
                | "body"
                | "many"
                | "few"
                | "civilian"
                | "other"
                | "up"
                | "some"
                | "several"
                | "approximately"
                | "almost"
                | "number"
                | "casualty"
                | "fatality"
        )
}

/// True where no number satisfies both.
pub(crate) fn exclude(a: Count, b: Count) -> bool {
    let below = |high: Option<f64>, low: Option<f64>| matches!((high, low), (Some(h), Some(l)) if h < l);
    below(a.high, b.low) || below(b.high, a.low)
}

fn counts(a: Count, b: Count, f: &mut Vec<Feature>) {
    if exclude(a, b) {
        f.push(Feature::CountsApart);
        let size = |c: Count| c.low.or(c.high).unwrap_or(0.0).max(1.0);
        if (size(a).ln() - size(b).ln()).abs() > 1.2 {
            f.push(Feature::CountsFar);
        }
    } else if (a.low, a.high) == (b.low, b.high) {
        f.push(Feature::CountsEqual);
    } else {
        f.push(Feature::CountsMeet);
    }
}

fn succession(a: &View<'_>, b: &View<'_>, f: &mut Vec<Feature>) {
    for (action, feature) in [
        (Action::Hold, Feature::Hold),
        (Action::Seize, Feature::Seize),
        (Action::Withdraw, Feature::Withdraw),
        (Action::Advance, Feature::Advance),
    ] {
        if a.action() == action || b.action() == action {
            f.push(feature);
        }
    }
    let meet =
        |x: &Option<Name>, y: &Option<Name>| matches!((x, y), (Some(x), Some(y)) if x.same(y) || x.akin(y));
    let (from, to) = if later_first(a, b) { (b, a) } else { (a, b) };
    let held = |v: &View<'_>| v.claim.status == Status::Asserted;
    let near = a.lie(b).is_some_and(|l| l == Lie::Same || l == Lie::Part);
    match (from.action(), to.action()) {
        _ if !held(from) && from.action() != to.action() => {}
        (x, y) if x == y && to.claim.status == Status::Ended => {
            if near || meet(&a.actor, &b.actor) || meet(&a.target, &b.target) {
                f.push(Feature::EndOf);
            }
        }
        _ if !held(to) => {}
        (Action::Abduct, Action::Flee) => {
            if meet(&from.target, &to.actor) {
                f.push(Feature::Freed);
            }
        }
        (Action::Close, Action::Open) => {
            if near || meet(&a.target, &b.target) {
                f.push(Feature::Reopened);
            }
        }
        (Action::Seize | Action::Hold | Action::Advance, Action::Withdraw)
        | (Action::Withdraw, Action::Seize) => {
            if meet(&a.actor, &b.actor) && a.lie(b) == Some(Lie::Same) {
                f.push(Feature::Left);
            }
        }
        (Action::Hold | Action::Seize, Action::Seize) => {
            if near && differ(a.actor.as_ref(), b.actor.as_ref()) {
                f.push(Feature::TakenFrom);
            }
        }
        _ => {}
    }
    if a.action().group() == ActionGroup::Control
        && b.action().group() == ActionGroup::Control
        && let (Some(x), Some(y)) = (&a.actor, &b.actor)
    {
        f.push(if x.same(y) || x.akin(y) { Feature::SameHolder } else { Feature::HeldByOther });
    }
    if before(from, to) {
        f.push(Feature::DaysForward);
    }
}

/// True where the days of `a` end before those of `b` begin.
pub(crate) fn before(a: &View<'_>, b: &View<'_>) -> bool {
    let day = |d: Option<rashomon_model::Days>, end: bool| {
        d.and_then(|d| if end { d.end.or(d.start) } else { d.start })
    };
    matches!((day(a.days, true), day(b.days, false)), (Some(x), Some(y)) if x < y)
}

/// True where `a`, told first, is the later state of the two.
///
/// Days decide; then the acts (what is opened was closed before), then an end, then who holds gives
/// way to who takes; else what is told later is later.
pub(crate) fn later_first(a: &View<'_>, b: &View<'_>) -> bool {
    let ended = |v: &View<'_>| v.claim.status == Status::Ended;
    let state = |v: &View<'_>| matches!(v.action(), Action::Hold);
    if before(a, b) {
        return false;
    }
    if before(b, a) {
        return true;
    }
    let (x, y) = (a.action(), b.action());
    if undoes(x, y) != undoes(y, x) {
        return undoes(y, x);
    }
    if ended(a) != ended(b) {
        return ended(a);
    }
    x == Action::Seize && state(b)
}
