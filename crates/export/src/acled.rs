//! Events in the columns of ACLED (codebook of 2023). Shaped like theirs, not theirs: ids begin with
//! `RASHOMON`, and what a report does not tell, or their coders would judge, stays empty.

use rashomon::v1;

use crate::events::{Coded, degrees};
use crate::sheet::{Sheet, number};

const NAMES: [&str; 31] = [
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
];

/// Disorder type, event type and sub-event type of an action; `None` for what ACLED does not list. An empty
/// sub-event is one that only more than the claim could tell.
fn kind(action: &str) -> Option<(&'static str, &'static str, &'static str)> {
    const VIOLENCE: &str = "Political violence";
    const STRATEGIC: &str = "Strategic developments";
    Some(match action {
        "clash" => (VIOLENCE, "Battles", "Armed clash"),
        "seize" => (VIOLENCE, "Battles", ""),
        "shell" => (VIOLENCE, "Explosions/Remote violence", "Shelling/artillery/missile attack"),
        "airstrike" => (VIOLENCE, "Explosions/Remote violence", "Air/drone strike"),
        "bomb" => (VIOLENCE, "Explosions/Remote violence", ""),
        "kill" => (VIOLENCE, "", ""),
        "abduct" => (VIOLENCE, "Violence against civilians", "Abduction/forced disappearance"),
        "protest" => ("Demonstrations", "", ""),
        "destroy" => (STRATEGIC, STRATEGIC, "Looting/property destruction"),
        "agree" => (STRATEGIC, STRATEGIC, "Agreement"),
        "withdraw" => (STRATEGIC, STRATEGIC, "Non-violent transfer of territory"),
        "deploy" => (STRATEGIC, STRATEGIC, "Change to group/activity"),
        _ => return None,
    })
}

/// An event a row: those of the kinds ACLED lists that are told to have been, with a day and a place.
pub(crate) fn csv(reading: &v1::Reading) -> Vec<u8> {
    let mut sheet = Sheet::new(&NAMES);
    Coded::all(reading).filter_map(|event| row(&event)).for_each(|cells| sheet.row(cells));
    sheet.bytes()
}

fn row(event: &Coded<'_>) -> Option<[String; 31]> {
    let (disorder, kind, sub) = kind(&event.best.claim.action)?;
    let (actor, target) = event.parties();
    let (location, country, admin1) = event.place_names();
    let empty = String::new;
    Some([
        event.id(),
        event.days.0.clone(),
        event.days.0.get(..4).unwrap_or_default().to_owned(),
        match event.length() {
            Some(0) => "1",
            Some(1..=7) => "2",
            _ => "3",
        }
        .to_owned(),
        disorder.to_owned(),
        kind.to_owned(),
        sub.to_owned(),
        actor,
        empty(),
        empty(),
        target,
        empty(),
        empty(),
        empty(),
        empty(),
        empty(),
        empty(),
        country,
        admin1,
        empty(),
        empty(),
        location,
        degrees(event.place.lat),
        degrees(event.place.lon),
        match event.place.precision.as_deref() {
            Some("exact" | "quarter" | "city") => "1",
            Some("near" | "region") => "2",
            _ => "3",
        }
        .to_owned(),
        event.outlets().join("; "),
        empty(),
        event.notes(),
        number(event.killed().0),
        empty(),
        empty(),
    ])
}
