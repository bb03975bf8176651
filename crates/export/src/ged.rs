//! Events in the columns of the UCDP Georeferenced Event Dataset (codebook of version 24.1). Shaped like
//! theirs: ids begin with `RASHOMON`, and what their coders would judge (dyads, types of violence, sides of the
//! dead) stays empty.

use rashomon::v1;

use crate::events::{Coded, degrees};
use crate::sheet::{Sheet, number};

const NAMES: [&str; 49] = [
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_dset_id",
    "conflict_new_id",
    "conflict_name",
    "dyad_dset_id",
    "dyad_new_id",
    "dyad_name",
    "side_a_dset_id",
    "side_a_new_id",
    "side_a",
    "side_b_dset_id",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
    "gwnoa",
    "gwnob",
];

/// An event a row: those in which people were killed, by what is told.
pub(crate) fn csv(reading: &v1::Reading) -> Vec<u8> {
    let mut sheet = Sheet::new(&NAMES);
    for event in Coded::all(reading) {
        let (low, high) = event.killed();
        if low.or(high).is_none_or(|n| n <= 0.0) {
            continue;
        }
        sheet.row(NAMES.map(|name| cell(&event, name)));
    }
    sheet.bytes()
}

fn cell(event: &Coded<'_>, name: &str) -> String {
    let report = event.best.report;
    let (low, high) = event.killed();
    let (location, country, first) = event.place_names();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    match name {
        "id" | "relid" => event.id(),
        "year" => event.days.0.get(..4).unwrap_or_default().to_owned(),
        "side_a" => event.parties().0,
        "side_b" => event.parties().1,
        "number_of_sources" => event.outlets().len().to_string(),
        "source_article" => event.notes(),
        "source_office" => event.outlets().join(";"),
        "source_date" => text(&report.published),
        "source_headline" => text(&report.title),
        // Who told it first, before any outlet: what this column is for.
        "source_original" => event.best.claim.sources.first().cloned().unwrap_or_default(),
        "where_prec" => match event.place.precision.as_deref() {
            Some("exact" | "quarter" | "city") => "1",
            Some("near") => "2",
            Some("region") => "4",
            _ => "6",
        }
        .to_owned(),
        "where_coordinates" => location,
        "where_description" => event.place.text.clone(),
        "adm_1" => first,
        "latitude" => degrees(event.place.lat),
        "longitude" => degrees(event.place.lon),
        "geom_wkt" => match (event.place.lat, event.place.lon) {
            (Some(lat), Some(lon)) => format!("POINT ({lon} {lat})"),
            _ => String::new(),
        },
        "country" => country,
        "date_prec" => match event.length() {
            Some(0) => "1",
            Some(1..=5) => "2",
            Some(6) => "3",
            Some(7..=31) => "4",
            _ => "5",
        }
        .to_owned(),
        "date_start" => event.days.0.clone(),
        "date_end" => event.days.1.clone(),
        "deaths_unknown" | "low" => number(low),
        "high" => number(high),
        // One figure where all tell the same; which of several is best is a judgement.
        "best" if low == high => number(low),
        _ => String::new(),
    }
}
