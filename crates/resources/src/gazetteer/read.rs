//! Reading a gazetteer where its bytes lie.

use std::borrow::Cow;

use fst::raw::{CompiledAddr, Fst, Output};
use rashomon_model::{Place, PlaceId, PlaceKind, Point, Precision};
use rustc_hash::FxHashMap;

use super::{Lexicon, MAGIC, NONE16, PlaceWords, ROW, RowKind, take_varint};
use crate::PackError;

type Bytes = Cow<'static, [u8]>;

/// Names of places and what they may mean.
#[derive(Debug)]
pub struct Gazetteer {
    layers: Vec<Layer>,
    /// Overlays by the id they lie over.
    overlays: FxHashMap<u32, Row>,
    capitals: FxHashMap<[u8; 2], Row>,
    words: Lexicon,
}

/// A row of a gazetteer; means nothing to another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row {
    layer: u8,
    index: u32,
}

/// One thing a name may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The place.
    pub row: Row,
    /// True where it is not the place's usual name.
    pub alternate: bool,
    /// True for an abbreviation that counts only behind the name of a city.
    pub short: bool,
}

struct Layer {
    rows: Bytes,
    countries: Vec<([u8; 2], u32)>,
    divisions: Vec<u32>,
    names: Bytes,
    filed: Fst<Bytes>,
    sounds: Fst<Bytes>,
    posts: Bytes,
}

impl std::fmt::Debug for Layer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Layer({} places, {} names)", self.len(), self.filed.len())
    }
}

impl Gazetteer {
    /// A gazetteer of the bytes of its layers, the large one first, and the words around names.
    ///
    /// # Errors
    /// When bytes are damaged or of another version.
    /// # Cost
    /// Some milliseconds at most: nothing of the large layer is copied or decoded.
    pub fn open(layers: impl IntoIterator<Item = Bytes>, words: &PlaceWords) -> Result<Self, PackError> {
        let layers = layers.into_iter().map(Layer::open).collect::<Result<Vec<_>, _>>()?;
        let mut overlays = FxHashMap::default();
        let mut capitals = FxHashMap::default();
        if let Some(base) = layers.first() {
            for index in (0..base.len()).filter(|&i| base.kind(i) == RowKind::Capital) {
                if let Some(country) = base.country(index) {
                    capitals.insert(country, Row { layer: 0, index });
                }
            }
        }
        for (l, layer) in layers.iter().enumerate().skip(1) {
            for index in 0..layer.len() {
                let row = Row { layer: l as u8, index };
                if layer.kind(index) == RowKind::Overlay {
                    overlays.insert(layer.id(index), row);
                }
            }
        }
        Ok(Self { layers, overlays, capitals, words: Lexicon::new(words) })
    }

    /// The words around names.
    pub fn words(&self) -> &Lexicon {
        &self.words
    }

    /// Number of places.
    pub fn len(&self) -> usize {
        self.layers.iter().map(|l| l.len() as usize).sum::<usize>() - self.overlays.len()
    }

    /// True without any place.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A walk along the letters of a folded name.
    pub fn walk(&self) -> Walk<'_> {
        let at = self.layers.iter().map(|l| Some((l.filed.root().addr(), Output::zero()))).collect();
        Walk { gazetteer: self, at }
    }

    /// What a folded name may mean, the most populous first within a layer.
    pub fn find(&self, folded: &str) -> Vec<Hit> {
        let mut walk = self.walk();
        walk.feed(folded);
        walk.hits()
    }

    /// Places of Arabic names whose consonants are these (see [`super::skeleton`]).
    pub fn sounds(&self, skeleton: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (l, layer) in self.layers.iter().enumerate() {
            if let Some(value) = layer.sounds.get(skeleton) {
                self.take(l, value.value(), &mut hits);
            }
        }
        hits
    }

    fn take(&self, l: usize, value: u64, hits: &mut Vec<Hit>) {
        let mut push = |value: u64| {
            let row = Row { layer: l as u8, index: (value >> 2) as u32 };
            let row = if self.kind(row) == RowKind::Overlay { self.base(row) } else { Some(row) };
            let Some(row) = row else { return };
            let hit = Hit { row, alternate: value & 1 == 1, short: value & 2 == 2 };
            match hits.iter_mut().find(|h: &&mut Hit| h.row == row) {
                // A name our own layer gives counts as usual.
                Some(known) => {
                    known.alternate &= hit.alternate;
                    known.short &= hit.short;
                }
                None => hits.push(hit),
            }
        };
        if value & 1 == 0 {
            push(value >> 1);
            return;
        }
        let Some(posts) = self.layers[l].posts.get((value >> 1) as usize..) else { return };
        let Some((count, mut rest)) = take_varint(posts) else { return };
        for _ in 0..count {
            let Some((value, after)) = take_varint(rest) else { return };
            push(value);
            rest = after;
        }
    }

    fn base(&self, overlay: Row) -> Option<Row> {
        let id = self.id(overlay);
        self.layers.iter().enumerate().find_map(|(l, layer)| {
            let index = layer.find(id)?;
            (layer.kind(index) != RowKind::Overlay).then_some(Row { layer: l as u8, index })
        })
    }

    fn overlay(&self, row: Row) -> Option<Row> {
        self.overlays.get(&self.id(row)).copied().filter(|&o| o != row)
    }

    fn layer(&self, row: Row) -> (&Layer, u32) {
        (&self.layers[row.layer as usize], row.index)
    }

    /// The row of an id.
    pub fn row(&self, id: u32) -> Option<Row> {
        let (l, index) = self.layers.iter().enumerate().find_map(|(l, layer)| Some((l, layer.find(id)?)))?;
        let row = Row { layer: l as u8, index };
        if self.kind(row) == RowKind::Overlay { self.base(row) } else { Some(row) }
    }

    /// The row of a country by its ISO code.
    pub fn country_row(&self, code: [u8; 2]) -> Option<Row> {
        let id = self.layers.iter().find_map(|l| {
            let at = l.countries.binary_search_by_key(&code, |c| c.0).ok()?;
            Some(l.countries[at].1).filter(|&id| id != 0)
        })?;
        self.row(id)
    }

    /// The capital of a country.
    pub fn capital(&self, code: [u8; 2]) -> Option<Row> {
        self.capitals.get(&code).copied()
    }

    /// Its GeoNames id, or our own number from 4,000,000,000 on.
    pub fn id(&self, row: Row) -> u32 {
        let (layer, index) = self.layer(row);
        layer.id(index)
    }

    /// What it is.
    pub fn kind(&self, row: Row) -> RowKind {
        let (layer, index) = self.layer(row);
        layer.kind(index)
    }

    /// Its name in English news.
    pub fn name(&self, row: Row) -> &str {
        if let Some(over) = self.overlay(row) {
            let (layer, index) = self.layer(over);
            let name = layer.name(index);
            if !name.is_empty() {
                return name;
            }
        }
        let (layer, index) = self.layer(row);
        layer.name(index)
    }

    /// Its point in degrees.
    pub fn point(&self, row: Row) -> Option<Point> {
        let own = |row: Row| {
            let (layer, index) = self.layer(row);
            layer.point(index)
        };
        self.overlay(row).and_then(own).or_else(|| own(row))
    }

    /// The country it lies in.
    pub fn country(&self, row: Row) -> Option<[u8; 2]> {
        let (layer, index) = self.layer(row);
        layer.country(index)
    }

    /// The first-level division it lies in.
    pub fn region(&self, row: Row) -> Option<Row> {
        self.division(row, 7)
    }

    /// The second-level division it lies in.
    pub fn district(&self, row: Row) -> Option<Row> {
        self.division(row, 9)
    }

    fn division(&self, row: Row, at: usize) -> Option<Row> {
        let (layer, index) = self.layer(row);
        let bytes = layer.row(index);
        let number = u16::from_le_bytes([bytes[at], bytes[at + 1]]);
        if number == NONE16 {
            return None;
        }
        self.row(*layer.divisions.get(usize::from(number))?)
    }

    /// Base-two logarithm of its inhabitants; what ranks it among cities where it has none.
    pub fn weight(&self, row: Row) -> f32 {
        let (layer, index) = self.layer(row);
        let own = f32::from(layer.row(index)[5]) / 8.0;
        // Who gave a town a better name knows it from the news: it counts as one of 50,000 at least.
        if self.kind(row).is_city() && self.overlay(row).is_some() { own.max(15.6) } else { own }
    }

    /// True for a place that our own layer names: one that the news tells of.
    pub fn noted(&self, row: Row) -> bool {
        self.overlay(row).is_some()
    }

    /// The place, in the words of the model, with all it lies in.
    pub fn place(&self, row: Row) -> Place {
        let kind = self.kind(row);
        let mut parents = Vec::new();
        for parent in [self.district(row), self.region(row)].into_iter().flatten() {
            parents.push((PlaceId::Geonames(self.id(parent)), self.name(parent).to_owned()));
        }
        let country = self.country(row);
        if kind != RowKind::Country
            && let Some(parent) = country.and_then(|c| self.country_row(c))
        {
            parents.push((PlaceId::Geonames(self.id(parent)), self.name(parent).to_owned()));
        }
        let (kind, precision) = match kind {
            RowKind::Continent => (PlaceKind::Continent, Precision::Country),
            RowKind::Country => (PlaceKind::Country, Precision::Country),
            RowKind::Region | RowKind::District | RowKind::Area => (PlaceKind::Region, Precision::Region),
            RowKind::Capital | RowKind::City | RowKind::Overlay => (PlaceKind::City, Precision::City),
            RowKind::Quarter => (PlaceKind::Quarter, Precision::City),
            RowKind::Facility => (PlaceKind::Facility, Precision::City),
            RowKind::Natural => (PlaceKind::Natural, Precision::Region),
            RowKind::Border => (PlaceKind::Border, Precision::Region),
        };
        Place {
            id: PlaceId::Geonames(self.id(row)),
            name: self.name(row).to_owned(),
            kind,
            point: self.point(row),
            precision,
            country,
            parents,
        }
    }
}

/// A walk along the letters of a folded name, through all layers at once.
#[derive(Clone, Debug)]
pub struct Walk<'g> {
    gazetteer: &'g Gazetteer,
    at: Vec<Option<(CompiledAddr, Output)>>,
}

impl Walk<'_> {
    /// Goes on along `folded`; false where no name goes on so.
    pub fn feed(&mut self, folded: &str) -> bool {
        let mut alive = false;
        for (layer, at) in self.gazetteer.layers.iter().zip(&mut self.at) {
            let Some((mut addr, mut out)) = *at else { continue };
            *at = None;
            let mut whole = true;
            for &byte in folded.as_bytes() {
                let node = layer.filed.node(addr);
                let Some(next) = node.find_input(byte) else {
                    whole = false;
                    break;
                };
                let step = node.transition(next);
                addr = step.addr;
                out = out.cat(step.out);
            }
            if whole {
                *at = Some((addr, out));
                alive = true;
            }
        }
        alive
    }

    /// True where a name ends here.
    pub fn ends(&self) -> bool {
        self.gazetteer
            .layers
            .iter()
            .zip(&self.at)
            .any(|(layer, at)| at.is_some_and(|(addr, _)| layer.filed.node(addr).is_final()))
    }

    /// What the name that ends here may mean.
    pub fn hits(&self) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (l, (layer, at)) in self.gazetteer.layers.iter().zip(&self.at).enumerate() {
            let Some((addr, out)) = *at else { continue };
            let node = layer.filed.node(addr);
            if node.is_final() {
                self.gazetteer.take(l, out.cat(node.final_output()).value(), &mut hits);
            }
        }
        hits
    }
}

impl Layer {
    fn open(bytes: Bytes) -> Result<Self, PackError> {
        let damaged = || PackError::Bytes { reason: "gazetteer: damaged or of another version".to_owned() };
        if bytes.get(..8) != Some(MAGIC) {
            return Err(damaged());
        }
        let mut at = 8 + 7 * 4;
        let lengths: Vec<usize> = bytes
            .get(8..at)
            .ok_or_else(damaged)?
            .chunks_exact(4)
            .map(|c| u32::from_le_bytes([c[0], c[1], c[2], c[3]]) as usize)
            .collect();
        let mut part = |length: usize| {
            let range = at..at.checked_add(length)?;
            at = range.end;
            match &bytes {
                Cow::Borrowed(all) => all.get(range).map(Cow::Borrowed),
                Cow::Owned(all) => all.get(range).map(|part| Cow::Owned(part.to_vec())),
            }
        };
        let mut next = |length: usize| part(length).ok_or_else(damaged);
        let rows = next(lengths[0].saturating_mul(ROW))?;
        let countries = next(lengths[1].saturating_mul(6))?
            .chunks_exact(6)
            .map(|c| ([c[0], c[1]], u32::from_le_bytes([c[2], c[3], c[4], c[5]])))
            .collect();
        let divisions = next(lengths[2].saturating_mul(4))?
            .chunks_exact(4)
            .map(|c| u32::from_le_bytes([c[0], c[1], c[2], c[3]]))
            .collect();
        let names = next(lengths[3])?;
        let broken = |e: fst::Error| PackError::Bytes { reason: format!("gazetteer: {e}") };
        let filed = Fst::new(next(lengths[4])?).map_err(broken)?;
        let sounds = Fst::new(next(lengths[5])?).map_err(broken)?;
        let posts = next(lengths[6])?;
        Ok(Self { rows, countries, divisions, names, filed, sounds, posts })
    }

    fn len(&self) -> u32 {
        (self.rows.len() / ROW) as u32
    }

    /// Bytes of a row; the numbers of rows come from the layer's own lists, which `open` took whole.
    fn row(&self, index: u32) -> &[u8] {
        const EMPTY: &[u8] = &[0xff; ROW];
        let at = index as usize * ROW;
        self.rows.get(at..at + ROW).unwrap_or(EMPTY)
    }

    fn id(&self, index: u32) -> u32 {
        let row = self.row(index);
        u32::from_le_bytes([row[0], row[1], row[2], row[3]])
    }

    fn kind(&self, index: u32) -> RowKind {
        RowKind::from_byte(self.row(index)[4])
    }

    fn country(&self, index: u32) -> Option<[u8; 2]> {
        self.countries.get(self.row(index)[6] as usize).map(|c| c.0)
    }

    fn find(&self, id: u32) -> Option<u32> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.id(middle) < id {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        (low < self.len() && self.id(low) == id).then_some(low)
    }

    fn name(&self, index: u32) -> &str {
        let row = self.row(index);
        let at = u32::from_le_bytes([row[16], row[17], row[18], 0]) as usize;
        let Some(&length) = self.names.get(at) else { return "" };
        let bytes = self.names.get(at + 1..at + 1 + length as usize).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or("")
    }

    fn point(&self, index: u32) -> Option<Point> {
        let row = self.row(index);
        if row[11..16] == [0xff; 5] {
            return None;
        }
        let bits = u64::from_le_bytes([row[11], row[12], row[13], row[14], row[15], 0, 0, 0]);
        let scale = f64::from((1u32 << 20) - 2);
        let lat = (bits >> 20) as f64 / scale * 180.0 - 90.0;
        let lon = (bits & 0xf_ffff) as f64 / scale * 360.0 - 180.0;
        Some(Point { lat: lat as f32, lon: lon as f32 })
    }
}
