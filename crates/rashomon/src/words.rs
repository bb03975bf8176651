//! The values of the model in plain English: one word each for files and the page, and a claim in a few
//! words.

use rashomon_model::{
    Action, BlockKind, Claim, Count, CountKind, Party, PlaceKind, Precision, QuestionKind, Report,
    SourceKind, Status, TimeKind,
};

/// The word for a kind of block.
pub fn block_kind(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Paragraph => "paragraph",
        BlockKind::Heading => "heading",
        BlockKind::Caption => "caption",
        BlockKind::Byline => "byline",
        BlockKind::Furniture => "furniture",
    }
}

/// The word for a kind of time expression.
pub fn time_kind(kind: TimeKind) -> &'static str {
    match kind {
        TimeKind::Date => "date",
        TimeKind::Time => "time",
        TimeKind::Duration => "duration",
        TimeKind::Set => "set",
    }
}

/// The word for a kind of place.
pub fn place_kind(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::Continent => "continent",
        PlaceKind::Country => "country",
        PlaceKind::Region => "region",
        PlaceKind::City => "city",
        PlaceKind::Quarter => "quarter",
        PlaceKind::Street => "street",
        PlaceKind::Facility => "facility",
        PlaceKind::Natural => "natural",
        PlaceKind::Border => "border",
        PlaceKind::Other => "other",
    }
}

/// The word for how exact a location is.
pub fn precision(precision: Precision) -> &'static str {
    match precision {
        Precision::Exact => "exact",
        Precision::Quarter => "quarter",
        Precision::City => "city",
        Precision::Near => "near",
        Precision::Region => "region",
        Precision::Country => "country",
    }
}

/// The word for a kind of source.
pub fn source_kind(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Person => "person",
        SourceKind::Official => "official",
        SourceKind::Military => "military",
        SourceKind::Witness => "witness",
        SourceKind::Monitor => "monitor",
        SourceKind::Medical => "medical",
        SourceKind::Media => "media",
        SourceKind::Other => "other",
    }
}

/// The word for a kind of question.
pub fn question_kind(kind: QuestionKind) -> &'static str {
    match kind {
        QuestionKind::Holds => "holds",
        QuestionKind::HowMany => "how-many",
        QuestionKind::Happened => "happened",
        QuestionKind::WhoDid => "who-did",
        QuestionKind::IsOpen => "is-open",
        QuestionKind::WillHappen => "will-happen",
    }
}

/// How an action is told: of someone in four forms of its verb, or as a noun where nobody is named.
struct Verb {
    base: &'static str,
    past: &'static str,
    participle: &'static str,
    gerund: &'static str,
    noun: &'static str,
    /// Between verb and place.
    to_place: &'static str,
    /// True where the place is the object when there is no target: `took Raqqa`.
    place_is_object: bool,
}

fn verb(action: Action) -> Verb {
    let v = |base, past, participle, gerund, noun, to_place, place_is_object| Verb {
        base,
        past,
        participle,
        gerund,
        noun,
        to_place,
        place_is_object,
    };
    match action {
        Action::Seize => v("take", "took", "taken", "taking", "seizure", "in", true),
        Action::Withdraw => v("leave", "left", "left", "leaving", "withdrawal", "from", true),
        Action::Hold => v("hold", "held", "held", "holding", "presence", "in", true),
        Action::Advance => v("advance", "advanced", "advanced", "advancing", "advance", "towards", false),
        Action::Besiege => v("besiege", "besieged", "besieged", "besieging", "siege", "in", true),
        Action::Clash => v("fight", "fought", "fought", "fighting", "fighting", "in", false),
        Action::Shell => v("shell", "shelled", "shelled", "shelling", "shelling", "in", true),
        Action::Airstrike => v("strike", "struck", "struck", "striking", "airstrike", "in", true),
        Action::Bomb => v("bomb", "bombed", "bombed", "bombing", "explosion", "in", true),
        Action::Kill => v("kill", "killed", "killed", "killing", "deaths", "in", false),
        Action::Abduct => v("seize", "seized", "seized", "seizing", "captives", "in", false),
        Action::Destroy => v("destroy", "destroyed", "destroyed", "destroying", "destruction", "in", false),
        Action::Flee => v("flee", "fled", "fled", "fleeing", "flight", "in", false),
        Action::Aid => v("help", "helped", "helped", "helping", "aid", "in", false),
        Action::Open => v("open", "opened", "opened", "opening", "opening", "of", true),
        Action::Close => v("close", "closed", "closed", "closing", "closing", "of", true),
        Action::Clear => v("clear", "cleared", "cleared", "clearing", "clearing", "of", true),
        Action::Deploy => v("deploy", "deployed", "deployed", "deploying", "deployment", "in", false),
        Action::Agree => v("agree", "agreed", "agreed", "agreeing", "agreement", "in", false),
        Action::Meet => v("meet", "met", "met", "meeting", "talks", "in", false),
        Action::Demand => v("call on", "called on", "called on", "calling on", "call", "in", false),
        Action::Threaten => v("threaten", "threatened", "threatened", "threatening", "threat", "in", false),
        Action::Accuse => v("accuse", "accused", "accused", "accusing", "accusation", "in", false),
        Action::Reject => v("reject", "rejected", "rejected", "rejecting", "rejection", "in", false),
        Action::Responsibility => v(
            "claim responsibility",
            "claimed responsibility",
            "claimed responsibility",
            "claiming responsibility",
            "claim of responsibility",
            "in",
            false,
        ),
        Action::Protest => v("protest", "protested", "protested", "protesting", "protest", "in", false),
    }
}

/// A claim in a few plain words, built from its slots alone: `Islamic State took 23 February Street, Raqqa`.
///
/// The words are ours, not the report's: always shown with the passage.
pub fn summary(claim: &Claim, report: &Report) -> String {
    summary_apart_from(claim, report, None)
}

/// The same, leaving out a place that is said already.
pub fn summary_apart_from(claim: &Claim, report: &Report, place_said: Option<&str>) -> String {
    let verb = verb(claim.action);
    let shown = claim.places.iter().filter(|p| place_said.is_none_or(|said| p.name != said));
    let mut places = join(&shown.map(|p| p.name.clone()).collect::<Vec<_>>());
    let actor = claim.actor.as_ref().and_then(name);
    let target = claim.target.as_ref().and_then(name);
    if places.is_empty() && !claim.places.is_empty() && verb.place_is_object && target.is_none() {
        places = "it".into();
    }
    if claim.action == Action::Kill {
        return with_place(casualties(claim, actor.as_deref(), target), "in", &places);
    }
    let future = future(claim, report);
    let place_is_object = verb.place_is_object && target.is_none() && !places.is_empty();
    let object = target.clone().or_else(|| place_is_object.then(|| places.clone()));
    // `opening of the road`, but `the lane opened in Sirt`.
    let at = preposition(
        claim,
        report,
        if object.is_some() && verb.to_place == "of" { "in" } else { verb.to_place },
    );
    let text = match (actor, object) {
        (Some(actor), Some(object)) => {
            let acted = active(&actor, &verb, claim.status, future);
            let link = if target.is_some() { to_target(claim.action) } else { "" };
            format!("{acted} {link}{object}")
        }
        (Some(actor), None) => active(&actor, &verb, claim.status, future),
        (None, Some(object)) if is_done_to(claim.action) => passive(&object, &verb, claim.status, future),
        (None, Some(object)) if place_is_object => {
            return with_place(noun(&verb, claim.status), at, &object);
        }
        (None, Some(object)) => format!("{} ({object})", noun(&verb, claim.status)),
        (None, None) => noun(&verb, claim.status),
    };
    if place_is_object { text } else { with_place(text, at, &places) }
}

/// True where the claim's days all lie behind the day of publication.
fn future(claim: &Claim, report: &Report) -> bool {
    let start = claim.time.as_ref().and_then(|t| t.days).and_then(|d| d.start);
    matches!((start, report.published), (Some(start), Some(published)) if start > published)
}

/// True for actions that are told in the passive where nobody is named: `the road closed`.
fn is_done_to(action: Action) -> bool {
    matches!(
        action,
        Action::Seize
            | Action::Besiege
            | Action::Shell
            | Action::Abduct
            | Action::Destroy
            | Action::Open
            | Action::Close
            | Action::Clear
            | Action::Deploy
    )
}

/// Between verb and target, with the space behind it.
fn to_target(action: Action) -> &'static str {
    match action {
        Action::Advance => "on ",
        Action::Agree => "with ",
        Action::Protest => "against ",
        Action::Withdraw | Action::Flee => "from ",
        _ => "",
    }
}

fn active(actor: &str, verb: &Verb, status: Status, future: bool) -> String {
    match status {
        Status::Asserted => format!("{actor} {}", verb.past),
        Status::Denied => format!("{actor} did not {}", verb.base),
        Status::Possible if future => format!("{actor} may {}", verb.base),
        Status::Possible => format!("{actor} may have {}", verb.participle),
        Status::Planned => format!("{actor} to {}", verb.base),
        Status::Ended => format!("{actor} stopped {}", verb.gerund),
    }
}

fn passive(object: &str, verb: &Verb, status: Status, future: bool) -> String {
    match status {
        Status::Asserted => format!("{object} {}", verb.participle),
        Status::Denied => format!("{object} not {}", verb.participle),
        Status::Possible if future => format!("{object} may be {}", verb.participle),
        Status::Possible => format!("{object} may have been {}", verb.participle),
        Status::Planned => format!("{object} to be {}", verb.participle),
        Status::Ended => format!("{object} no longer {}", verb.participle),
    }
}

fn noun(verb: &Verb, status: Status) -> String {
    match status {
        Status::Asserted => verb.noun.to_owned(),
        Status::Denied => format!("no {}", verb.noun),
        Status::Possible => format!("possible {}", verb.noun),
        Status::Planned => format!("planned {}", verb.noun),
        Status::Ended => format!("end of {}", verb.noun),
    }
}

/// Who was killed or hurt, by whom: the number first where one is told.
fn casualties(claim: &Claim, actor: Option<&str>, target: Option<String>) -> String {
    let kind = claim.count.map_or(CountKind::Killed, |c| c.kind);
    let done = match kind {
        CountKind::People => "affected",
        CountKind::Share => "killed",
        other => other.as_str(),
    };
    let who = claim.count.map(number).or(target).unwrap_or_else(|| "people".into());
    let by = actor.map(|a| format!(" by {a}")).unwrap_or_default();
    match claim.status {
        Status::Asserted => format!("{who} {done}{by}"),
        Status::Denied if claim.count.is_none() => format!("nobody {done}{by}"),
        Status::Denied => format!("not {who} {done}{by}"),
        Status::Possible => format!("{who} possibly {done}{by}"),
        Status::Planned => format!("{who} to be {done}{by}"),
        Status::Ended => format!("{who} no longer {done}{by}"),
    }
}

/// A number as told: `at least 40`, `12`, `24–90`, `up to 7`, `50–100 %`.
pub fn number(count: Count) -> String {
    let unit = |n: f64| if count.kind == CountKind::Share { n * 100.0 } else { n };
    let plain = |n: f64| {
        let n = unit(n);
        if n.fract() == 0.0 && n.abs() < 1e15 { grouped(n as i64) } else { format!("{n:.1}") }
    };
    let text = match (count.low, count.high) {
        (Some(low), Some(high)) if (low - high).abs() < f64::EPSILON => plain(low),
        (Some(low), Some(high)) => format!("{}–{}", plain(low), plain(high)),
        (Some(low), None) => format!("at least {}", plain(low)),
        (None, Some(high)) => format!("up to {}", plain(high)),
        (None, None) => "some".into(),
    };
    if count.kind == CountKind::Share { format!("{text} %") } else { text }
}

/// `12,000` from five digits on: four are read at a glance.
fn grouped(n: i64) -> String {
    let digits = n.abs().to_string();
    if digits.len() < 5 {
        return n.to_string();
    }
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if n < 0 { format!("-{text}") } else { text }
}

/// A party's common name, else its written form.
fn name(party: &Party) -> Option<String> {
    let text = party.name.as_deref().unwrap_or(&party.text).trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn with_place(text: String, preposition: &str, places: &str) -> String {
    if places.is_empty() { text } else { format!("{text} {preposition} {places}") }
}

/// The report's own preposition before the first place, else `usual`.
fn preposition(claim: &Claim, report: &Report, usual: &'static str) -> &'static str {
    const KNOWN: [&str; 14] = [
        "in", "at", "on", "to", "from", "into", "near", "towards", "across", "around", "outside", "inside",
        "through", "along",
    ];
    let before = claim.places.first().and_then(|p| p.span).and_then(|s| report.text.get(..s.start()));
    let mut words = before.unwrap_or("").split_whitespace().rev();
    let mut last = words.next().unwrap_or("").to_lowercase();
    if last == "the" {
        last = words.next().unwrap_or("").to_lowercase();
    }
    KNOWN.into_iter().find(|&known| known == last).unwrap_or(usual)
}

/// `a`, `a and b`, `a, b and 3 more`. Names with a comma of their own are joined by semicolons.
fn join(names: &[String]) -> String {
    let comma = if names.len() > 1 && names.iter().any(|n| n.contains(',')) { "; " } else { ", " };
    let last = if comma == "; " { "; " } else { " and " };
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [a, b] => format!("{a}{last}{b}"),
        [a, b, c] => format!("{a}{comma}{b}{last}{c}"),
        [a, b, rest @ ..] => format!("{a}{comma}{b} and {} more", rest.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rashomon_model::{ClaimPlace, Evidence, SourceChain, Span};

    fn claim(action: Action, actor: &str, target: &str, places: &[&str]) -> Claim {
        let party = |text: &str| (!text.is_empty()).then(|| Party { text: text.into(), ..Party::default() });
        let place =
            |name: &&str| ClaimPlace { text: (*name).into(), span: None, place: None, name: (*name).into() };
        Claim {
            passage: Span::default(),
            sources: SourceChain::default(),
            action,
            actor: party(actor),
            target: party(target),
            places: places.iter().map(place).collect(),
            time: None,
            status: Status::Asserted,
            count: None,
            evidence: Evidence::default(),
        }
    }

    #[track_caller]
    fn check(claim: &Claim, status: Status, expected: &str) {
        let claim = Claim { status, ..claim.clone() };
        assert_eq!(summary(&claim, &Report::default()), expected);
    }

    #[test]
    fn a_claim_is_told_in_a_few_words() {
        let taken = claim(Action::Seize, "the rebels", "", &["the old port"]);
        check(&taken, Status::Asserted, "the rebels took the old port");
        check(&taken, Status::Denied, "the rebels did not take the old port");
        check(&taken, Status::Possible, "the rebels may have taken the old port");
        check(&taken, Status::Planned, "the rebels to take the old port");
        let talks = claim(Action::Meet, "", "", &["Geneva, Switzerland"]);
        check(&talks, Status::Possible, "possible talks in Geneva, Switzerland");
        let road = claim(Action::Close, "", "", &["the coast road"]);
        check(&road, Status::Asserted, "the coast road closed");
        check(&road, Status::Planned, "the coast road to be closed");
        let ferry = claim(Action::Destroy, "", "a ferry", &["Lake Ombra"]);
        check(&ferry, Status::Asserted, "a ferry destroyed in Lake Ombra");
        let pact = claim(Action::Agree, "the tribes", "the army", &["Sirt"]);
        check(&pact, Status::Asserted, "the tribes agreed with the army in Sirt");
        let raid = claim(Action::Airstrike, "", "", &["Sirt"]);
        check(&raid, Status::Denied, "no airstrike in Sirt");
        let blame = claim(Action::Accuse, "the mayor", "the owners", &[]);
        check(&blame, Status::Asserted, "the mayor accused the owners");
    }

    #[test]
    fn casualties_tell_their_number() {
        let count = |low, high| Some(Count { kind: CountKind::Killed, low, high });
        let mut dead = claim(Action::Kill, "", "villagers", &["Karo"]);
        check(&dead, Status::Asserted, "villagers killed in Karo");
        check(&dead, Status::Denied, "nobody killed in Karo");
        dead.count = count(Some(40.0), None);
        check(&dead, Status::Asserted, "at least 40 killed in Karo");
        dead.count = count(Some(24.0), Some(24.0));
        check(&dead, Status::Possible, "24 possibly killed in Karo");
        dead.count = Some(Count { kind: CountKind::Wounded, low: None, high: Some(12000.0) });
        check(&dead, Status::Asserted, "up to 12,000 wounded in Karo");
    }

    #[test]
    fn many_places_are_counted() {
        let names = |n: usize| (0..n).map(|i| format!("P{i}")).collect::<Vec<_>>();
        assert_eq!(join(&names(2)), "P0 and P1");
        assert_eq!(join(&names(3)), "P0, P1 and P2");
        assert_eq!(join(&names(5)), "P0, P1 and 3 more");
    }
}
