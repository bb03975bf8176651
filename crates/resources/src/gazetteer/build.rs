//! From entries to the bytes of a layer.

use std::collections::BTreeMap;

use super::{MAGIC, NONE16, ROW, RowKind, keys, put_varint, skeleton};
use crate::PackError;

/// A place on its way into a layer.
#[derive(Clone, Debug)]
pub struct Entry {
    /// GeoNames id, or a number of our own from 4,000,000,000 on.
    pub id: u32,
    /// What it is.
    pub kind: RowKind,
    /// The name shown; empty for an overlay that changes none.
    pub name: String,
    /// Latitude and longitude in degrees, where known.
    pub at: Option<(f64, f64)>,
    /// Inhabitants, 0 where not known. For things without, a number that ranks them among cities.
    pub population: u64,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<[u8; 2]>,
    /// Id of the first-level division it lies in.
    pub region: Option<u32>,
    /// Id of the second-level division it lies in.
    pub district: Option<u32>,
    /// All names it is found by, also the one shown.
    pub names: Vec<Name>,
}

/// A name an entry is found by.
#[derive(Clone, Debug)]
pub struct Name {
    /// As written.
    pub text: String,
    /// True for a name that is not the usual one.
    pub alternate: bool,
    /// True for an abbreviation that counts only behind the name of a city: `IN`, `Ore.`.
    pub short: bool,
}

/// Countries whose names come from Arabic letters, so that articles and vowels vary.
const ARABIC: &[&[u8; 2]] = &[
    b"SY", b"IQ", b"LB", b"JO", b"PS", b"IL", b"YE", b"LY", b"EG", b"SD", b"SA", b"AE", b"KW", b"QA", b"BH",
    b"OM", b"TN", b"DZ", b"MA", b"MR", b"EH", b"IR", b"AF", b"PK", b"SO", b"DJ", b"TD", b"TR",
];

/// The bytes of a layer.
///
/// # Errors
/// When there are more divisions or countries than the form can hold.
pub fn build(mut entries: Vec<Entry>) -> Result<Vec<u8>, PackError> {
    entries.sort_by_key(|e| e.id);
    let mut countries: Vec<([u8; 2], u32)> = Vec::new();
    for e in &entries {
        if let Some(code) = e.country {
            let own = if e.kind == RowKind::Country { e.id } else { 0 };
            match countries.iter_mut().find(|c| c.0 == code) {
                Some(c) => c.1 = c.1.max(own),
                None => countries.push((code, own)),
            }
        }
    }
    countries.sort_unstable();
    let mut divisions: Vec<u32> = entries.iter().flat_map(|e| [e.region, e.district]).flatten().collect();
    divisions.sort_unstable();
    divisions.dedup();
    if countries.len() > 255 || divisions.len() >= usize::from(NONE16) {
        return Err(PackError::Bytes { reason: "too many countries or divisions".to_owned() });
    }

    let mut blob = Vec::new();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut rows = Vec::with_capacity(entries.len() * ROW);
    for e in &entries {
        let name = *seen.entry(e.name.as_str()).or_insert_with(|| {
            let at = blob.len();
            blob.push(e.name.len().min(255) as u8);
            blob.extend_from_slice(&e.name.as_bytes()[..e.name.len().min(255)]);
            at
        });
        let country =
            e.country.and_then(|code| countries.binary_search_by_key(&code, |c| c.0).ok()).unwrap_or(255)
                as u8;
        let division = |id: Option<u32>| {
            id.and_then(|id| divisions.binary_search(&id).ok()).map_or(NONE16, |i| i as u16)
        };
        rows.extend_from_slice(&e.id.to_le_bytes());
        rows.push(e.kind as u8);
        rows.push(weight(e.population));
        rows.push(country);
        rows.extend_from_slice(&division(e.region).to_le_bytes());
        rows.extend_from_slice(&division(e.district).to_le_bytes());
        rows.extend_from_slice(&point(e.at));
        rows.extend_from_slice(&(name as u32).to_le_bytes()[..3]);
    }

    let mut filed: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    let mut sounds: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for (row, e) in entries.iter().enumerate() {
        let arabic = e.country.is_some_and(|c| ARABIC.contains(&&c));
        let spoken = arabic && e.country != Some(*b"TR") && e.kind != RowKind::District;
        for name in &e.names {
            let value = (row as u64) << 2 | u64::from(name.short) << 1 | u64::from(name.alternate);
            for key in keys(&name.text, arabic) {
                if spoken && key.is_ascii() {
                    let key = skeleton(&key);
                    if key.len() >= 2 {
                        sounds.entry(key).or_default().push(value);
                    }
                }
                filed.entry(key).or_default().push(value);
            }
        }
    }
    let mut posts = Vec::new();
    let names = index(filed, &entries, &mut posts)?;
    let sounds = index(sounds, &entries, &mut posts)?;

    let mut out = MAGIC.to_vec();
    for length in
        [entries.len(), countries.len(), divisions.len(), blob.len(), names.len(), sounds.len(), posts.len()]
    {
        out.extend_from_slice(&(length as u32).to_le_bytes());
    }
    out.extend_from_slice(&rows);
    for (code, id) in &countries {
        out.extend_from_slice(code);
        out.extend_from_slice(&id.to_le_bytes());
    }
    divisions.iter().for_each(|id| out.extend_from_slice(&id.to_le_bytes()));
    for part in [&blob, &names, &sounds, &posts] {
        out.extend_from_slice(part);
    }
    Ok(out)
}

/// An index from keys to rows; lists of several rows go to `posts`, the most populous first.
fn index(
    filed: BTreeMap<String, Vec<u64>>,
    entries: &[Entry],
    posts: &mut Vec<u8>,
) -> Result<Vec<u8>, PackError> {
    let failed = |e: fst::Error| PackError::Bytes { reason: e.to_string() };
    let mut map = fst::MapBuilder::memory();
    for (key, mut values) in filed {
        // A row once, by its most usual name: flags are the low bits.
        values.sort_unstable();
        values.dedup_by_key(|v| *v >> 2);
        values.sort_by_key(|v| (std::cmp::Reverse(entries[(v >> 2) as usize].population), *v));
        let value = if let [one] = values[..] {
            one << 1
        } else {
            let at = posts.len() as u64;
            put_varint(posts, values.len() as u64);
            values.iter().for_each(|&v| put_varint(posts, v));
            at << 1 | 1
        };
        map.insert(key, value).map_err(failed)?;
    }
    map.into_inner().map_err(failed)
}

/// Population on a scale of eighths of a doubling.
fn weight(population: u64) -> u8 {
    (8.0 * ((population + 1) as f64).log2()).round().min(255.0) as u8
}

/// Twenty bits each for latitude and longitude; all ones where not known.
fn point(at: Option<(f64, f64)>) -> [u8; 5] {
    let Some((lat, lon)) = at else { return [0xff; 5] };
    let scale = f64::from((1u32 << 20) - 2);
    let y = ((lat.clamp(-90.0, 90.0) + 90.0) / 180.0 * scale).round() as u64;
    let x = ((lon.clamp(-180.0, 180.0) + 180.0) / 360.0 * scale).round() as u64;
    let bytes = (y << 20 | x).to_le_bytes();
    [bytes[0], bytes[1], bytes[2], bytes[3], bytes[4]]
}
