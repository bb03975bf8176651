//! Maps: GeoJSON (RFC 7946) and KML 2.2. A place without a point of its own gets none.

use std::fmt::Write as _;

use rashomon::v1;
use serde_json::{Value, json};

use crate::page::escaped;
use crate::profile::Profile;
use crate::{At, CARD};

/// Every place of every claim.
fn places(reading: &v1::Reading) -> impl Iterator<Item = (At<'_>, &v1::PlaceOfClaim)> {
    At::all(reading).flat_map(|at| at.claim.places.iter().map(move |place| (at, place)))
}

/// A 32-bit float in the digits it has.
fn degrees(value: f32) -> f64 {
    (f64::from(value) * 1e5).round() / 1e5
}

pub(crate) fn geojson(reading: &v1::Reading, profile: Profile) -> Vec<u8> {
    let feature = |(at, place): (At<'_>, &v1::PlaceOfClaim)| {
        let claim = at.claim;
        let geometry = match (place.lat, place.lon) {
            (Some(lat), Some(lon)) => json!({"type": "Point", "coordinates": [degrees(lon), degrees(lat)]}),
            _ => Value::Null,
        };
        json!({
            "type": "Feature",
            "geometry": geometry,
            "properties": {
                "claim": at.id(), "outlet": at.report.outlet, "published": at.report.published,
                "summary": claim.summary, "quote": claim.quote, "sources": claim.sources,
                "action": claim.action, "status": claim.status,
                "actor": claim.actor_name.as_ref().or(claim.actor.as_ref()),
                "start": claim.time.as_ref().and_then(|t| t.start.clone()),
                "end": claim.time.as_ref().and_then(|t| t.end.clone()),
                "place": place.name, "kind": place.kind, "precision": place.precision,
                "drawn_at": place.lat.is_none().then(|| place.parents.first()).flatten(),
            },
        })
    };
    crate::line(&json!({
        "type": "FeatureCollection",
        "features": places(reading).map(feature).collect::<Vec<_>>(),
        "note": CARD,
        "profile": profile.as_str(),
    }))
}

pub(crate) fn kml(reading: &v1::Reading, title: &str) -> Vec<u8> {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\">\n<Document>\n",
    );
    let _ = writeln!(out, "<name>{}</name>\n<description>{}</description>", escaped(title), escaped(CARD));
    for (at, place) in places(reading) {
        let (Some(lat), Some(lon)) = (place.lat, place.lon) else { continue };
        let about = format!("{}: “{}” ({}; {})", at.chain(), at.claim.quote, at.claim.status, at.id());
        let _ = writeln!(
            out,
            "<Placemark><name>{}</name><description>{}</description>{}<Point><coordinates>{},{}</coordinates></Point></Placemark>",
            escaped(&at.claim.summary),
            escaped(&about),
            span(at.claim),
            degrees(lon),
            degrees(lat),
        );
    }
    out.push_str("</Document>\n</kml>\n");
    out.into_bytes()
}

fn span(claim: &v1::Claim) -> String {
    let Some(time) = &claim.time else { return String::new() };
    let part = |name: &str, day: &Option<String>| {
        day.as_ref().map(|d| format!("<{name}>{d}</{name}>")).unwrap_or_default()
    };
    let (begin, end) = (part("begin", &time.start), part("end", &time.end));
    if begin.is_empty() && end.is_empty() {
        String::new()
    } else {
        format!("<TimeSpan>{begin}{end}</TimeSpan>")
    }
}
