//! Names of what is compared between two claims: a setting, and features inside it.
//!
//! A setting says which kind of pair it is (a denial and what it denies, two tolls, …); the same
//! feature weighs differently in each. Weights are learned (`learn`) or read from the pack.

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
    Control = "control", SameAct = "same-act",
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
    OtherHarm = "other-harm", SameHarm = "same-harm", Further = "one-of-several", OneSum = "one-is-a-sum",
    OneAhead = "one-lies-ahead", OtherDates = "other-dates-in-words", SameDates = "same-dates-in-words",
    OneGovernment = "perhaps-one-government", CountsNear = "counts-near", OwnNumbers = "two-numbers-of-one-teller",
    PlaceBeaten = "another-closer-in-place", TargetBeaten = "another-closer-in-target",
    ActorBeaten = "another-closer-in-actor", ActionBeaten = "another-of-the-same-action",
    AgreeOne = "one-slot-agrees", AgreeTwo = "two-slots-agree", AgreeMany = "many-slots-agree",
    ClashOne = "one-slot-clashes", ClashMany = "many-slots-clash",
}
