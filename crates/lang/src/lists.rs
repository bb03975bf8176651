//! Word lists of the pack: names known beforehand and words that stand beside names. They are
//! hints to the name tagger, which learns how far to trust them.

use rustc_hash::FxHashMap;

use crate::hash::feature;
use crate::model::{ModelError, Reader, Writer};
use crate::words::Atoms;

/// The lists, in the order of their bits.
#[cfg(feature = "train")]
pub(crate) const NAMES: [&str; 7 + PHRASE_LISTS] = [
    "given-names",
    "family-names",
    "person-words",
    "organisation-words",
    "place-words",
    "facility-words",
    "nationalities",
    "places",
    "organisations",
    "towns",
];
/// The bit of the first list that holds phrases; such a list has one bit for the first word of
/// an entry and one for the others.
const PHRASES: usize = 7;
const PHRASE_LISTS: usize = 3;
/// The bit of `facility-words`.
pub(crate) const FACILITY_WORD: u32 = 1 << 5;
/// Longest entry, in words.
const LONGEST: usize = 8;

/// Entries by the hash of their words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lists {
    pub(crate) entries: FxHashMap<u32, u16>,
}

fn join(hash: u32, form: u32) -> u32 {
    feature(0x600, &[hash, form])
}

impl Lists {
    /// Adds an entry to the list with number `list`.
    #[cfg(feature = "train")]
    pub(crate) fn insert(&mut self, entry: &str, list: usize) {
        let pieces = crate::tokens(entry);
        let hash = pieces.iter().fold(0, |hash, piece| {
            let plain: String = entry[piece.range.clone()].chars().map(crate::words::plain).collect();
            join(hash, crate::hash::text(plain.as_bytes()))
        });
        *self.entries.entry(hash).or_default() |= 1 << list;
    }

    /// The lists each word of a sentence stands in, as bits.
    pub(crate) fn mark(&self, atoms: &[Atoms], marks: &mut Vec<u32>) {
        marks.clear();
        marks.resize(atoms.len(), 0);
        if self.entries.is_empty() {
            return;
        }
        let single = (1 << PHRASES) - 1;
        let mut free = [0; PHRASE_LISTS];
        for i in 0..atoms.len() {
            let mut hash = 0;
            let mut longest = [0; PHRASE_LISTS];
            for (n, word) in atoms[i..].iter().take(LONGEST).enumerate() {
                hash = join(hash, word.form);
                let Some(&bits) = self.entries.get(&hash) else { continue };
                if n == 0 {
                    marks[i] |= u32::from(bits) & single;
                }
                for (list, length) in longest.iter_mut().enumerate() {
                    if bits >> (PHRASES + list) & 1 == 1 {
                        *length = n + 1;
                    }
                }
            }
            for list in 0..PHRASE_LISTS {
                if longest[list] == 0 || i < free[list] {
                    continue;
                }
                free[list] = i + longest[list];
                for (n, mark) in marks[i..free[list]].iter_mut().enumerate() {
                    *mark |= 1 << (PHRASES + 2 * list + usize::from(n > 0));
                }
            }
        }
    }

    pub(crate) fn write(&self, out: &mut Writer) {
        let mut entries: Vec<(u32, u16)> = self.entries.iter().map(|(&k, &v)| (k, v)).collect();
        entries.sort_unstable();
        out.number(entries.len() as u64);
        let mut before = 0;
        for (key, lists) in entries {
            out.number(u64::from(key - before));
            out.number(u64::from(lists));
            before = key;
        }
    }

    pub(crate) fn read(bytes: &mut Reader<'_>) -> Result<Self, ModelError> {
        let count = bytes.length(1 << 24)?;
        bytes.expect_left(2 * count)?;
        let mut lists = Self::default();
        lists.entries.reserve(count);
        let mut key = 0_u32;
        for _ in 0..count {
            key = key.wrapping_add(bytes.number()? as u32);
            lists.entries.insert(key, bytes.number()? as u16);
        }
        Ok(lists)
    }
}
