//! Claims with a place as a table with hashtags (Humanitarian Exchange Language 1.1).

use rashomon::v1;

use crate::At;
use crate::events::degrees;
use crate::sheet::{Sheet, number};

const COLUMNS: [(&str, &str); 14] = [
    ("Claim", "#meta+id"),
    ("First day", "#date+start"),
    ("Last day", "#date+end"),
    ("What", "#event+description"),
    ("Kind", "#event+type"),
    ("Status", "#status"),
    ("Who", "#org+name"),
    ("Country code", "#country+code+v_iso2"),
    ("Place", "#loc+name"),
    ("Latitude", "#geo+lat"),
    ("Longitude", "#geo+lon"),
    ("Killed, at least", "#affected+killed+min"),
    ("Source", "#meta+source"),
    ("Published", "#date+reported"),
];

/// A claim a row.
pub(crate) fn csv(reading: &v1::Reading) -> Vec<u8> {
    let mut sheet = Sheet::new(&COLUMNS.map(|c| c.0));
    sheet.row(COLUMNS.map(|c| c.1.to_owned()));
    for at in At::all(reading) {
        let claim = at.claim;
        let Some(place) = claim.places.first() else { continue };
        let time = claim.time.as_ref();
        let killed = claim.count.as_ref().filter(|c| c.kind == "killed").and_then(|c| c.low);
        sheet.row([
            at.id(),
            time.and_then(|t| t.start.clone()).unwrap_or_default(),
            time.and_then(|t| t.end.clone()).unwrap_or_default(),
            claim.summary.clone(),
            claim.action.clone(),
            claim.status.clone(),
            claim.actor_name.clone().or_else(|| claim.actor.clone()).unwrap_or_default(),
            place.country.clone().unwrap_or_default(),
            place.name.clone().unwrap_or_else(|| place.text.clone()),
            degrees(place.lat),
            degrees(place.lon),
            number(killed),
            at.chain(),
            at.report.published.clone().unwrap_or_default(),
        ]);
    }
    sheet.bytes()
}
