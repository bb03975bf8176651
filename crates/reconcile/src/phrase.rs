//! English for an editor: what a pair is about, what an event is called, how numbers and days read.

use rashomon_model::{Action, CountKind, Day, Days, Party, RelationKind, Status};

use crate::view::View;

/// What two claims are about: `control of Old Quay, Vale`, `number killed in Vale`.
pub(crate) fn about(a: &View<'_>, b: &View<'_>, kind: RelationKind) -> String {
    let main = if a.claim.status == Status::Denied || a.action() == Action::Reject { b } else { a };
    if let (Some(x), Some(y)) = (a.claim.count, b.claim.count)
        && x.kind == y.kind
        && kind == RelationKind::Contradicts
    {
        return with_place(&format!("number {}", counted(x.kind)), &[a, b]);
    }
    match main.action() {
        Action::Seize | Action::Withdraw | Action::Hold => match place(&[a, b]) {
            Some(place) => format!("control of {place}"),
            None => "control of the place".into(),
        },
        Action::Open | Action::Close => match route(&[a, b]) {
            Some(route) => format!("whether {route} is open"),
            None => "whether the way is open".into(),
        },
        _ => event(&[main, if std::ptr::eq(main, a) { b } else { a }]),
    }
}

/// What an event is called: `shelling of the ferry quay, Vale, 3 May 2019`, without an article.
///
/// The first view gives the action; target, place and day come from the first that tells them.
pub(crate) fn event(views: &[&View<'_>]) -> String {
    let Some(first) = views.first() else { return String::new() };
    let (noun, link) = noun(first.action());
    let object = views.iter().find_map(|v| object(v));
    let mut text = noun.to_owned();
    if let Some(object) = &object {
        text = format!("{text} {link} {object}");
    }
    if let Some(place) = place(views)
        && object.as_ref().is_none_or(|o| !o.contains(place.split(',').next().unwrap_or(&place)))
    {
        text = format!("{text} in {place}");
    }
    match views.iter().find_map(|v| v.days) {
        Some(days) => format!("{text}, {}", self::days(days)),
        None => text,
    }
}

fn with_place(text: &str, views: &[&View<'_>]) -> String {
    match place(views) {
        Some(place) => format!("{text} in {place}"),
        None => text.to_owned(),
    }
}

/// The first place told.
pub(crate) fn place(views: &[&View<'_>]) -> Option<String> {
    views.iter().find_map(|v| v.claim.places.first().map(|p| p.name.clone()))
}

/// The road, crossing or airport that is open or closed.
pub(crate) fn route(views: &[&View<'_>]) -> Option<String> {
    let target = views.iter().find_map(|v| v.claim.target.as_ref().map(party).filter(|t| short(t)));
    target.or_else(|| place(views))
}

/// A party as it is shown: its common name, else as written.
pub(crate) fn party(party: &Party) -> String {
    let text = party.name.clone().unwrap_or_else(|| party.text.clone());
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn short(text: &str) -> bool {
    (1..=7).contains(&text.split_whitespace().count())
}

/// What an act is done to, where that is short enough for a heading and no number.
fn object(view: &View<'_>) -> Option<String> {
    let party = if view.action() == Action::Flee { &view.claim.actor } else { &view.claim.target };
    let text = self::party(party.as_ref()?);
    (short(&text) && view.claim.count.is_none()).then_some(text)
}

/// The noun for an action, and the word that joins its object.
fn noun(action: Action) -> (&'static str, &'static str) {
    match action {
        Action::Seize => ("capture", "of"),
        Action::Withdraw => ("withdrawal", "before"),
        Action::Hold => ("hold", "on"),
        Action::Advance => ("advance", "on"),
        Action::Besiege => ("siege", "of"),
        Action::Clash => ("attack", "on"),
        Action::Shell => ("shelling", "of"),
        Action::Airstrike => ("air strike", "on"),
        Action::Bomb => ("bombing", "of"),
        Action::Kill => ("casualties", "among"),
        Action::Abduct => ("detention", "of"),
        Action::Destroy => ("destruction", "of"),
        Action::Flee => ("departure", "of"),
        Action::Aid => ("aid", "to"),
        Action::Open => ("opening", "of"),
        Action::Close => ("closing", "of"),
        Action::Clear => ("clearing", "of"),
        Action::Deploy => ("deployment", "of"),
        Action::Agree => ("agreement", "with"),
        Action::Meet => ("meeting", "with"),
        Action::Demand => ("call", "on"),
        Action::Threaten => ("threat", "to"),
        Action::Accuse => ("accusation", "against"),
        Action::Reject => ("rejection", "of"),
        Action::Responsibility => ("responsibility", "for"),
        Action::Protest => ("protest", "against"),
    }
}

/// What is counted, after `number` and `how many people were`.
pub(crate) fn counted(kind: CountKind) -> &'static str {
    match kind {
        CountKind::Killed => "killed",
        CountKind::Wounded => "wounded",
        CountKind::Missing => "missing",
        CountKind::Captured => "captured",
        CountKind::Displaced => "displaced",
        CountKind::People => "involved",
        CountKind::Share => "share",
    }
}

/// A number with its bounds: `40`, `at least 40`, `at most 40`, `20 to 25`.
pub(crate) fn range(low: Option<f64>, high: Option<f64>) -> String {
    match (low, high) {
        (Some(l), Some(h)) if (l - h).abs() < 1e-9 => plain(l),
        (Some(l), Some(h)) => format!("{} to {}", plain(l), plain(h)),
        (Some(l), None) => format!("at least {}", plain(l)),
        (None, Some(h)) => format!("at most {}", plain(h)),
        (None, None) => "an unknown number".into(),
    }
}

/// A number with its thousands set apart: `1,250`.
fn plain(number: f64) -> String {
    if (number - number.round()).abs() > 1e-9 || number.abs() >= 1e15 {
        return format!("{number}");
    }
    let digits = format!("{:.0}", number.abs());
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if number < 0.0 { format!("-{out}") } else { out }
}

/// Days as read: `3 May 2019`, `3 to 5 May 2019`, `since 3 May 2019`.
pub(crate) fn days(days: Days) -> String {
    match (days.start, days.end) {
        (Some(a), Some(b)) if a == b => day(a),
        (Some(a), Some(b)) if (a.year(), a.month()) == (b.year(), b.month()) => {
            format!("{} to {}", a.day(), day(b))
        }
        (Some(a), Some(b)) => format!("{} to {}", day(a), day(b)),
        (Some(a), None) => format!("since {}", day(a)),
        (None, Some(b)) => format!("until {}", day(b)),
        (None, None) => "at an unknown time".into(),
    }
}

fn day(day: Day) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = MONTHS.get(usize::from(day.month().unsigned_abs()).wrapping_sub(1)).unwrap_or(&"");
    format!("{} {month} {}", day.day(), day.year())
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_an_editor_writes_them() {
        assert_eq!(range(Some(40.0), Some(40.0)), "40");
        assert_eq!(range(Some(1250.0), None), "at least 1,250");
        assert_eq!(range(None, Some(350_000.0)), "at most 350,000");
        assert_eq!(range(Some(0.5), Some(1.0)), "0.5 to 1");
    }

    #[test]
    fn days_read_as_an_editor_writes_them() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        assert_eq!(days(Days::one(day("2019-05-03"))), "3 May 2019");
        assert_eq!(days(Days::between(day("2019-05-03"), day("2019-05-05"))), "3 to 5 May 2019");
        assert_eq!(days(Days { start: Some(day("2019-05-03")), end: None }), "since 3 May 2019");
    }
}
