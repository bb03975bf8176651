//! A claim: one source telling one event or state, with the passage that tells it.

use crate::{Days, Place, Span, TimeMention};

/// One source telling one event or state.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The clause that states it, without its attribution where that can be cut off cleanly.
    pub passage: Span,
    /// Who tells it, nearest to the event first. Empty: the report's own voice.
    pub sources: SourceChain,
    /// What is done.
    pub action: Action,
    /// Who does it.
    pub actor: Option<Party>,
    /// Whom or what it is done to; for casualties the victims.
    pub target: Option<Party>,
    /// Where.
    pub places: Vec<ClaimPlace>,
    /// When it was true.
    pub time: Option<ClaimTime>,
    /// Whether the source says it is so.
    pub status: Status,
    /// How many.
    pub count: Option<Count>,
    /// What in text and rules made this claim.
    pub evidence: Evidence,
}

/// An action of the claim, as in the annotation guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "`Action::about` says what each covers")]
pub enum Action {
    Seize,
    Withdraw,
    Hold,
    Advance,
    Besiege,
    Clash,
    Shell,
    Airstrike,
    Bomb,
    Kill,
    Abduct,
    Destroy,
    Flee,
    Aid,
    Open,
    Close,
    Clear,
    Deploy,
    Agree,
    Meet,
    Demand,
    Threaten,
    Accuse,
    Reject,
    Responsibility,
    Protest,
}

/// Group of actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each variant is the English word")]
pub enum ActionGroup {
    Control,
    Violence,
    People,
    Access,
    Forces,
    Words,
}

impl Action {
    /// All actions, in the order of the guide.
    pub const ALL: [Action; 26] = [
        Action::Seize,
        Action::Withdraw,
        Action::Hold,
        Action::Advance,
        Action::Besiege,
        Action::Clash,
        Action::Shell,
        Action::Airstrike,
        Action::Bomb,
        Action::Kill,
        Action::Abduct,
        Action::Destroy,
        Action::Flee,
        Action::Aid,
        Action::Open,
        Action::Close,
        Action::Clear,
        Action::Deploy,
        Action::Agree,
        Action::Meet,
        Action::Demand,
        Action::Threaten,
        Action::Accuse,
        Action::Reject,
        Action::Responsibility,
        Action::Protest,
    ];

    /// The word used in files and on the page.
    pub fn as_str(self) -> &'static str {
        match self {
            Action::Seize => "seize",
            Action::Withdraw => "withdraw",
            Action::Hold => "hold",
            Action::Advance => "advance",
            Action::Besiege => "besiege",
            Action::Clash => "clash",
            Action::Shell => "shell",
            Action::Airstrike => "airstrike",
            Action::Bomb => "bomb",
            Action::Kill => "kill",
            Action::Abduct => "abduct",
            Action::Destroy => "destroy",
            Action::Flee => "flee",
            Action::Aid => "aid",
            Action::Open => "open",
            Action::Close => "close",
            Action::Clear => "clear",
            Action::Deploy => "deploy",
            Action::Agree => "agree",
            Action::Meet => "meet",
            Action::Demand => "demand",
            Action::Threaten => "threaten",
            Action::Accuse => "accuse",
            Action::Reject => "reject",
            Action::Responsibility => "responsibility",
            Action::Protest => "protest",
        }
    }

    /// The action written `text`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.as_str() == text)
    }

    /// Its group.
    pub fn group(self) -> ActionGroup {
        match self {
            Action::Seize | Action::Withdraw | Action::Hold | Action::Advance | Action::Besiege => {
                ActionGroup::Control
            }
            Action::Clash
            | Action::Shell
            | Action::Airstrike
            | Action::Bomb
            | Action::Kill
            | Action::Abduct
            | Action::Destroy => ActionGroup::Violence,
            Action::Flee | Action::Aid => ActionGroup::People,
            Action::Open | Action::Close | Action::Clear => ActionGroup::Access,
            Action::Deploy => ActionGroup::Forces,
            Action::Agree
            | Action::Meet
            | Action::Demand
            | Action::Threaten
            | Action::Accuse
            | Action::Reject
            | Action::Responsibility
            | Action::Protest => ActionGroup::Words,
        }
    }
}

/// Who tells a claim: links of a chain, nearest to the event first.
///
/// `local residents → dpa → this report`; the report itself is not a link.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceChain {
    /// The links; empty for the report's own voice.
    pub links: Vec<SourceLink>,
}

/// One link of a source chain.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceLink {
    /// As written; a pronoun carried on is written `He (Dmitry Peskov)`.
    pub text: String,
    /// Where it stands.
    pub span: Option<Span>,
    /// Common English name, where it is a known actor or a named person.
    pub name: Option<String>,
    /// What kind of source.
    pub kind: SourceKind,
    /// The cue that links it: `said`, `according to`.
    pub cue: Option<Span>,
}

/// What kind of source tells a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SourceKind {
    /// A named person.
    Person,
    /// A spokesman or office of a government, ministry, police.
    Official,
    /// An army, militia or armed group, named or not.
    Military,
    /// Residents, witnesses, survivors.
    Witness,
    /// Activists, monitors, human-rights and aid organisations.
    Monitor,
    /// Doctors, hospitals, rescuers.
    Medical,
    /// A news agency, paper, broadcaster.
    Media,
    /// Anything else, or not known.
    Other,
}

/// Actor or target of a claim.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Party {
    /// As written; pronouns resolved to the nearest name in the text.
    pub text: String,
    /// Where `text` stands.
    pub span: Option<Span>,
    /// Common English name (`Islamic State`), where known.
    pub name: Option<String>,
    /// How the name was found.
    pub link: Option<ActorLink>,
}

/// How a written form was linked to a known actor.
#[derive(Clone, Debug, PartialEq)]
pub struct ActorLink {
    /// Id in the actor pack (`islamic-state`), or of an actor the report introduces.
    pub actor: String,
    /// The way it was found.
    pub method: LinkMethod,
    /// 0 to 1.
    pub confidence: f32,
}

/// The way a written form was linked to an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkMethod {
    /// An alias of the pack, letter for letter.
    Alias,
    /// The consonants of a transliterated name.
    Skeleton,
    /// A pronoun or general noun that stands for an actor named elsewhere in the report.
    Coreference,
    /// A name the report itself introduces.
    Introduced,
}

/// Place of a claim.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimPlace {
    /// As written.
    pub text: String,
    /// Where it stands.
    pub span: Option<Span>,
    /// The place meant, where known.
    pub place: Option<Place>,
    /// Name with parent: `23 February Street, Raqqa`; the written form where nothing better is known.
    pub name: String,
}

/// Time of a claim.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimTime {
    /// As written, with its preposition where the guide keeps it.
    pub text: String,
    /// Days covered; `None` where the words stay relative.
    pub days: Option<Days>,
    /// The mention it was read from; `None` for a claim typed by hand.
    pub mention: Option<TimeMention>,
}

/// What the source says of the event's being.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// It is so.
    #[default]
    Asserted,
    /// It is not so.
    Denied,
    /// It may be so.
    Possible,
    /// It is ordered, intended, scheduled.
    Planned,
    /// It has stopped.
    Ended,
}

impl Status {
    /// All, in order.
    pub const ALL: [Status; 5] =
        [Status::Asserted, Status::Denied, Status::Possible, Status::Planned, Status::Ended];

    /// The word used in files and on the page.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Asserted => "asserted",
            Status::Denied => "denied",
            Status::Possible => "possible",
            Status::Planned => "planned",
            Status::Ended => "ended",
        }
    }

    /// The status written `text`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == text)
    }
}

/// A number told: `low..=high`, an open side is `None`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Count {
    /// Of what.
    pub kind: CountKind,
    /// Lowest; `None` for "at most".
    pub low: Option<f64>,
    /// Highest; `None` for "at least".
    pub high: Option<f64>,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CountKind {
    /// Dead.
    Killed,
    /// Wounded.
    Wounded,
    /// Missing.
    Missing,
    /// Captured, arrested, held.
    Captured,
    /// Displaced.
    Displaced,
    /// People otherwise.
    People,
    /// Share of an area, 0 to 1.
    Share,
}

impl CountKind {
    /// All, in order.
    pub const ALL: [CountKind; 7] = [
        CountKind::Killed,
        CountKind::Wounded,
        CountKind::Missing,
        CountKind::Captured,
        CountKind::Displaced,
        CountKind::People,
        CountKind::Share,
    ];

    /// The word used in files and on the page.
    pub fn as_str(self) -> &'static str {
        match self {
            CountKind::Killed => "killed",
            CountKind::Wounded => "wounded",
            CountKind::Missing => "missing",
            CountKind::Captured => "captured",
            CountKind::Displaced => "displaced",
            CountKind::People => "people",
            CountKind::Share => "share",
        }
    }

    /// The kind written `text`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == text)
    }
}

/// What in text and rules made a claim.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// The word the claim hangs on.
    pub trigger: Span,
    /// The sentence it stands in.
    pub sentence: Span,
    /// Ids of the rules that fired, in order (`control/leave-place`, `status/denied-verb`).
    pub rules: Vec<String>,
    /// 0 to 1: how sure the reading is, not how true the claim is.
    pub confidence: f32,
}
