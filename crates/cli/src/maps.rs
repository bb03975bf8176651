//! `rashomon places`: the places a report names, as a table or as GeoJSON.

use std::io::Write as _;

use rashomon::model::{PlaceMention, Relative};
use rashomon::places::{acled_geo_precision, ucdp_where_prec};
use rashomon::{ReadReport, words};
use serde_json::{Value, json};

use crate::args::{Look, PlacesArgs};
use crate::failure::Outcome;
use crate::input;
use crate::load;
use crate::term::{Cell, Style, Term, one_line};

/// Runs the command.
pub(crate) fn run(args: &PlacesArgs, look: &Look) -> anyhow::Result<Outcome> {
    let reading = load::one(&load::pipeline(&args.atlas)?, &input::one(&args.report), &args.known)?;
    let mut out = std::io::stdout().lock();
    if args.geojson {
        serde_json::to_writer_pretty(&mut out, &geojson(&reading.value))?;
        writeln!(out)?;
    } else {
        out.write_all(table(look.term(), &reading.value).as_bytes())?;
    }
    out.flush()?;
    Ok(Outcome::Fine)
}

fn table(term: Term, read: &ReadReport) -> String {
    if read.places.is_empty() {
        return term.block(0, Style::Dim, "No places are named in this report.");
    }
    let mut out = String::new();
    let free = term.width.saturating_sub(22 + 24 + 6);
    for mention in &read.places {
        let (name, what, at) = described(mention);
        out.push_str(&term.columns(
            0,
            &[
                Cell { text: mention.span.slice(&read.report.text), width: free / 2, style: Style::Plain },
                Cell { text: &name, width: free - free / 2, style: Style::Bold },
                Cell { text: &what, width: 22, style: Style::Dim },
                Cell { text: &at, width: 24, style: Style::Dim },
            ],
        ));
    }
    out
}

/// Name, kind with relation, and where it is drawn.
fn described(mention: &PlaceMention) -> (String, String, String) {
    let Some(place) = &mention.place else {
        return ("not known".into(), mention.method.into(), "no pin".into());
    };
    let kind = words::place_kind(place.kind);
    let what = match mention.relative {
        Relative::At => kind.to_owned(),
        Relative::PartOf => format!("{kind}, a part of it"),
        Relative::Near { km: Some(km), .. } => format!("{kind}, {km} km from it"),
        Relative::Near { .. } => format!("{kind}, near it"),
    };
    let at = match (place.point, place.parents.first()) {
        (Some(point), _) => format!("{:.4}, {:.4}", point.lat, point.lon),
        (None, Some((_, parent))) => format!("drawn at {parent}"),
        (None, None) => "no pin".into(),
    };
    (place.full_name(), what, at)
}

/// A feature a mention. A place without a point of its own has a null geometry and says where to draw it.
fn geojson(read: &ReadReport) -> Value {
    let feature = |mention: &PlaceMention| {
        let place = mention.place.as_ref();
        let geometry = place.and_then(|p| p.point).map_or(Value::Null, |p| {
            // A 32-bit float told in more digits than it has reads like a precision nobody measured.
            let degrees = |value: f32| (f64::from(value) * 1e5).round() / 1e5;
            json!({"type": "Point", "coordinates": [degrees(p.lon), degrees(p.lat)]})
        });
        json!({
            "type": "Feature",
            "geometry": geometry,
            "properties": {
                "text": one_line(mention.span.slice(&read.report.text)),
                "bytes": [mention.span.start(), mention.span.end()],
                "name": place.map(rashomon::model::Place::full_name),
                "kind": place.map(|p| words::place_kind(p.kind)),
                "acled_geo_precision": place.map(|p| acled_geo_precision(p.precision, mention.relative)),
                "ucdp_where_prec": place.map(|p| {
                    // What lies in a country and in nothing below it is a first-order division.
                    ucdp_where_prec(p.kind, p.precision, mention.relative, p.parents.len() <= 1)
                }),
                "precision": place.map(|p| words::precision(p.precision)),
                "drawn_at": place.filter(|p| p.point.is_none()).and_then(|p| p.parents.first()).map(|p| &p.1),
                "relative": match mention.relative {
                    Relative::At => "at",
                    Relative::PartOf => "part-of",
                    Relative::Near { .. } => "near",
                },
                "method": mention.method,
                "confidence": (f64::from(mention.confidence) * 1e3).round() / 1e3,
            },
        })
    };
    json!({
        "type": "FeatureCollection",
        "features": read.places.iter().map(feature).collect::<Vec<_>>(),
    })
}
