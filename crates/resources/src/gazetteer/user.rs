//! A user's own gazetteer: a table (CSV) or a map (GeoJSON) of places, as one more layer.

use serde::Deserialize;

use super::{Entry, Name, RowKind, build};
use crate::PackError;

/// As many inhabitants as a place counts as that gives none: who adds a place means it, so it goes
/// before all but the largest towns of the same name.
const RANK: u64 = 1_000_000;

/// Kinds a user may give, the first where none is given.
const KINDS: [(&str, RowKind); 8] = [
    ("city", RowKind::City),
    ("quarter", RowKind::Quarter),
    ("facility", RowKind::Facility),
    ("natural", RowKind::Natural),
    ("area", RowKind::Area),
    ("region", RowKind::Region),
    ("district", RowKind::District),
    ("border", RowKind::Border),
];

/// The layer of a user's own places, for [`super::Gazetteer::open`] behind the bundled ones.
///
/// `file` is its name: `.geojson` and `.json` are read as GeoJSON, anything else as CSV. The columns,
/// or properties, are told in `docs/command.md`.
///
/// # Errors
/// What is wrong with the first place that cannot be used, with its line.
/// # Cost
/// Linear in the text; some microseconds a place.
pub fn user_layer(file: &str, text: &str) -> Result<Vec<u8>, PackError> {
    let lower = file.to_ascii_lowercase();
    let json = [".geojson", ".json"].iter().any(|end| lower.ends_with(end));
    let places = if json { from_geojson(text) } else { from_csv(text) };
    let places = places.map_err(|reason| PackError::Form { file: file.to_owned(), reason })?;
    let mut entries: Vec<Entry> = places.into_iter().map(UserPlace::entry).collect();
    entries.sort_by_key(|e| e.id);
    entries.dedup_by(|a, b| a.id == b.id);
    build(entries)
}

/// What a user tells of a place.
#[derive(Debug, Default, Deserialize)]
struct Told {
    #[serde(default)]
    name: String,
    #[serde(default)]
    also: Also,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    country: String,
    rank: Option<u64>,
}

/// Further names: a list, or one text with `;` between them.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Also {
    Text(String),
    List(Vec<String>),
}

impl Default for Also {
    fn default() -> Self {
        Also::List(Vec::new())
    }
}

/// A place that can be used.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Feature")]
struct UserPlace {
    name: String,
    also: Vec<String>,
    kind: RowKind,
    country: Option<[u8; 2]>,
    rank: u64,
    at: Option<(f64, f64)>,
}

impl UserPlace {
    fn new(told: Told, at: Option<(f64, f64)>) -> Result<Self, String> {
        let name = told.name.trim();
        if super::fold(name).is_empty() || name.len() > 255 {
            return Err("a place needs a `name` of 1 to 255 bytes with a letter in it".into());
        }
        if let Some((lat, lon)) = at
            && !((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon))
        {
            return Err(format!("{lat}, {lon} is no point: latitude goes to 90, longitude to 180 degrees"));
        }
        let kind = told.kind.trim().to_lowercase();
        let known = KINDS.iter().find(|(name, _)| *name == kind || kind.is_empty());
        let Some(&(_, kind)) = known else {
            let kinds: Vec<&str> = KINDS.iter().map(|k| k.0).collect();
            return Err(format!("`{kind}` is no kind of place; known are {}", kinds.join(", ")));
        };
        let country = match told.country.trim().to_uppercase().as_bytes() {
            [] => None,
            &[a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => Some([a, b]),
            _ => return Err(format!("`{}` is no country code of two letters", told.country.trim())),
        };
        let also = match told.also {
            Also::List(list) => list,
            Also::Text(text) => text.split(';').map(ToOwned::to_owned).collect(),
        };
        let also = also.iter().map(|n| n.trim().to_owned()).filter(|n| !n.is_empty()).collect();
        Ok(Self { name: name.to_owned(), also, kind, country, rank: told.rank.unwrap_or(RANK), at })
    }

    fn entry(self) -> Entry {
        let names = std::iter::once(&self.name).chain(&self.also);
        let names = names.map(|text| Name { text: text.clone(), alternate: false, short: false }).collect();
        // By name and point: two places of one name are two.
        let id = super::own::own_id(&format!("{} {:?}", self.name, self.at));
        Entry {
            id,
            kind: self.kind,
            name: self.name,
            at: self.at,
            population: self.rank,
            country: self.country,
            region: None,
            district: None,
            names,
        }
    }
}

fn from_csv(text: &str) -> Result<Vec<UserPlace>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|e| e.to_string())?.clone();
    let column = |name: &str| header.iter().position(|h| h.eq_ignore_ascii_case(name));
    let needed = |name: &str| column(name).ok_or_else(|| format!("line 1: no column `{name}`"));
    let (name, lat, lon) = (needed("name")?, needed("lat")?, needed("lon")?);
    let (also, kind, country, rank) = (column("also"), column("kind"), column("country"), column("rank"));
    let mut places = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| e.to_string())?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |at: Option<usize>| at.and_then(|at| record.get(at)).unwrap_or_default();
        let wrong = |reason: String| format!("line {line}: {reason}");
        let degrees = |at: usize, name: &str| match cell(Some(at)) {
            "" => Ok(None),
            text => {
                text.parse::<f64>().map(Some).map_err(|_| wrong(format!("`{text}` is no number ({name})")))
            }
        };
        let at = match (degrees(lat, "lat")?, degrees(lon, "lon")?) {
            (Some(lat), Some(lon)) => Some((lat, lon)),
            (None, None) => None,
            _ => return Err(wrong("`lat` and `lon` go together".into())),
        };
        let rank = match cell(rank) {
            "" => None,
            text => Some(text.parse().map_err(|_| wrong(format!("`{text}` is no whole number (rank)")))?),
        };
        let told = Told {
            name: cell(Some(name)).to_owned(),
            also: Also::Text(cell(also).to_owned()),
            kind: cell(kind).to_owned(),
            country: cell(country).to_owned(),
            rank,
        };
        places.push(UserPlace::new(told, at).map_err(wrong)?);
    }
    Ok(places)
}

#[derive(Deserialize)]
struct Collection {
    features: Vec<UserPlace>,
}

#[derive(Deserialize)]
struct Feature {
    geometry: Option<Geometry>,
    properties: Option<Told>,
}

#[derive(Deserialize)]
#[serde(tag = "type")]
enum Geometry {
    Point {
        coordinates: Vec<f64>,
    },
    #[serde(other)]
    Another,
}

impl TryFrom<Feature> for UserPlace {
    type Error = String;

    fn try_from(feature: Feature) -> Result<Self, String> {
        let at = match feature.geometry {
            None => None,
            Some(Geometry::Point { coordinates }) => match coordinates[..] {
                [lon, lat, ..] => Some((lat, lon)),
                _ => return Err("a point needs a longitude and a latitude".into()),
            },
            Some(Geometry::Another) => {
                return Err("only points can be read: a line or an area has no one place for a pin; give a \
                            point in it, or no geometry"
                    .into());
            }
        };
        UserPlace::new(feature.properties.unwrap_or_default(), at)
    }
}

fn from_geojson(text: &str) -> Result<Vec<UserPlace>, String> {
    serde_json::from_str::<Collection>(text).map(|c| c.features).map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::super::{Gazetteer, PlaceWords};
    use super::*;

    fn opened(file: &str, text: &str) -> Gazetteer {
        let layer = user_layer(file, text).unwrap();
        let base = build(Vec::new()).unwrap();
        Gazetteer::open([Cow::Owned(base), Cow::Owned(layer)], &PlaceWords::default()).unwrap()
    }

    #[track_caller]
    fn check(gazetteer: &Gazetteer, name: &str, expected: Option<(&str, Option<(f32, f32)>)>) {
        let found = gazetteer.find(&super::super::fold(name));
        let place = found.first().map(|hit| gazetteer.place(hit.row));
        let told = place.as_ref().map(|p| {
            let near = |x: f32| (x * 100.0).round() / 100.0;
            (p.name.as_str(), p.point.map(|p| (near(p.lat), near(p.lon))))
        });
        assert_eq!(told, expected, "{name}");
    }

    #[test]
    fn a_table_is_a_layer() {
        let table = "name,lat,lon,kind,country,also\n\"Low Quay, East\",36.5,41.25,quarter,sy,Tahtani; تحتاني\nFar Well,,,natural,,\n";
        let gazetteer = opened("mine.csv", table);
        check(&gazetteer, "low quay east", Some(("Low Quay, East", Some((36.5, 41.25)))));
        check(&gazetteer, "Tahtani", Some(("Low Quay, East", Some((36.5, 41.25)))));
        check(&gazetteer, "Far Well", Some(("Far Well", None)));
        check(&gazetteer, "Nowhere", None);
    }

    #[test]
    fn a_map_is_a_layer() {
        let map = r#"{"type": "FeatureCollection", "features": [
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": [41.25, 36.5]},
             "properties": {"name": "Low Quay", "also": ["Tahtani"], "country": "SY", "colour": "red"}},
            {"type": "Feature", "geometry": null, "properties": {"name": "Far Well"}}]}"#;
        let gazetteer = opened("mine.GeoJSON", map);
        check(&gazetteer, "Tahtani", Some(("Low Quay", Some((36.5, 41.25)))));
        check(&gazetteer, "far well", Some(("Far Well", None)));
    }

    #[track_caller]
    fn refuses(file: &str, text: &str, words: &[&str]) {
        let error = user_layer(file, text).unwrap_err().to_string();
        for word in words {
            assert!(error.contains(word), "`{word}` not in: {error}");
        }
    }

    #[test]
    fn errors_say_the_line() {
        refuses("mine.csv", "name,lat\nA,1\n", &["mine.csv", "line 1", "`lon`"]);
        refuses("mine.csv", "name,lat,lon\nAb,1,2\nCd,north,2\n", &["line 3", "`north`", "lat"]);
        refuses("mine.csv", "name,lat,lon\nAb,91,2\n", &["line 2", "91"]);
        refuses("mine.csv", "name,lat,lon\nAb,1,\n", &["line 2", "together"]);
        refuses("mine.csv", "name,lat,lon,kind\nAb,1,2,moon\n", &["line 2", "`moon`", "quarter"]);
        refuses("mine.csv", "name,lat,lon,country\nAb,1,2,Syria\n", &["line 2", "`Syria`"]);
        refuses("mine.csv", "name,lat,lon\n,1,2\n", &["line 2", "name"]);
        let area = "{\"features\": [\n{\"geometry\": {\"type\": \"Polygon\", \"coordinates\": []},\n \
                    \"properties\": {\"name\": \"Ab\"}}]}";
        refuses("mine.geojson", area, &["only points", "line 3"]);
        refuses("mine.geojson", "{\n", &["line 2"]);
    }
}
