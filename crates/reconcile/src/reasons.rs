//! Features told in words, with the words that were compared.

use rashomon_model::{Reason, Span};

use crate::features::Feature;
use crate::view::View;

/// A reason: the feature, its weight, the words it compared, and one clause for a reader.
pub(crate) fn reason(feature: Feature, weight: f64, a: &View<'_>, b: &View<'_>) -> Reason {
    let (x, y) = spans(feature, a, b);
    Reason { feature: feature.as_str(), weight, a: x, b: y, detail: detail(feature, a, b) }
}

fn spans(feature: Feature, a: &View<'_>, b: &View<'_>) -> (Option<Span>, Option<Span>) {
    use Feature as F;
    let actor = |v: &View<'_>| v.claim.actor.as_ref().and_then(|p| p.span);
    let target = |v: &View<'_>| v.claim.target.as_ref().and_then(|p| p.span);
    let place = |v: &View<'_>| v.claim.places.first().and_then(|p| p.span);
    let teller = |v: &View<'_>| v.claim.sources.links.first().and_then(|l| l.span);
    let passage = |v: &View<'_>| Some(v.claim.passage);
    match feature {
        F::SameActor
        | F::OtherActor
        | F::OneActor
        | F::DeniedActor
        | F::DeniedOther
        | F::SameHolder
        | F::HeldByOther
        | F::TakenFrom => (actor(a), actor(b)),
        F::SameTarget | F::OtherTarget | F::OneTarget | F::SameVictims | F::OtherVictims | F::Freed => {
            (target(a).or_else(|| actor(a)), target(b).or_else(|| actor(b)))
        }
        F::SamePlace | F::PartPlace | F::OtherPlace | F::OnePlace => (place(a), place(b)),
        F::SameTeller | F::OtherTeller | F::OwnVoice | F::VagueTeller | F::SameClass | F::Relay => {
            (teller(a), teller(b))
        }
        F::SameDays | F::OtherDays | F::SameTimeWords | F::DaysForward => {
            let mention = |v: &View<'_>| v.claim.time.as_ref()?.mention.as_ref().map(|m| m.span);
            (mention(a), mention(b))
        }
        _ => (passage(a), passage(b)),
    }
}

fn detail(feature: Feature, a: &View<'_>, b: &View<'_>) -> String {
    use Feature as F;
    let name = |p: &Option<rashomon_model::Party>| {
        p.as_ref().map(|p| p.name.clone().unwrap_or_else(|| p.text.clone())).unwrap_or_default()
    };
    let place = |v: &View<'_>| v.claim.places.first().map(|p| p.name.clone()).unwrap_or_default();
    match feature {
        F::SameTeller => format!("both are told by {}", a.teller.text),
        F::OtherTeller => format!("told by {} and by {}", a.teller.text, b.teller.text),
        F::OwnVoice => "one is told by the report itself".into(),
        F::BothOwnVoice => "both are told by the report itself".into(),
        F::VagueTeller => "a teller is not named".into(),
        F::SameClass => "both tellers are of one kind".into(),
        F::Relay => "one teller passes the other on".into(),
        F::SamePlace => format!("both are placed at {}", place(a)),
        F::PartPlace => format!("{} and {}: one lies in the other", place(a), place(b)),
        F::OtherPlace => format!("{} is not {}", place(a), place(b)),
        F::OnePlace => "only one names a place".into(),
        F::SameActor => format!("both name {} as the one who acts", name(&a.claim.actor)),
        F::OtherActor => format!("{} in one, {} in the other", name(&a.claim.actor), name(&b.claim.actor)),
        F::OneActor => "only one says who did it".into(),
        F::SameTarget => format!("both concern {}", name(&a.claim.target)),
        F::OtherTarget => format!("{} is not {}", name(&a.claim.target), name(&b.claim.target)),
        F::OneTarget => "only one says whom or what it concerns".into(),
        F::Swapped => "who acts in one is acted on in the other".into(),
        F::SameDays => "their days meet".into(),
        F::OtherDays => "their days lie apart".into(),
        F::SameTimeWords => "they give the time in the same words".into(),
        F::SameAction => format!("both tell of one action, {}", a.action().as_str()),
        F::KinAction => format!("{} and {}", a.action().as_str(), b.action().as_str()),
        F::Accused => "who denies is the one accused".into(),
        F::AccusedKin => "who denies is close to the one accused".into(),
        F::TellerIsTarget => "who denies is the one it was done to".into(),
        F::DeniedActor => "the denial names the same doer".into(),
        F::DeniedOther => "the denial names another doer".into(),
        F::OwnAct => "the teller tells of an act of his own".into(),
        F::AccuserAnswers => "it answers this accuser".into(),
        F::CountsApart => format!("{} and {} cannot both hold", number(a), number(b)),
        F::CountsFar => "the numbers lie far apart".into(),
        F::CountsMeet => format!("{} and {} can both hold", number(a), number(b)),
        F::CountsEqual => "they give the same number".into(),
        F::OneCount => "only one gives a number".into(),
        F::SameVictims => "they count the same people".into(),
        F::OtherVictims => "they count different people".into(),
        F::PartWords => "one counts a part".into(),
        F::TakenFrom => format!("held by {}, then taken by {}", name(&a.claim.actor), name(&b.claim.actor)),
        F::Freed => "those taken are those freed".into(),
        F::Left => "who came is who left".into(),
        F::Reopened => "what was closed is open".into(),
        F::EndOf => "one tells the end of the other".into(),
        F::DaysForward => "one is dated before the other".into(),
        F::BestBoth => "each is the closest to the other".into(),
        F::BestOne => "one is the closest to the other".into(),
        F::SamePassage => "they stand on the same words".into(),
        F::SameSentence => "they stand in one sentence".into(),
        other => other.as_str().replace('-', " "),
    }
}

fn number(v: &View<'_>) -> String {
    v.claim.count.map(|c| crate::phrase::range(c.low, c.high)).unwrap_or_default()
}
