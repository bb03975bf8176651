//! Dictionary forms: a word's own entry where training has one, else the rule of its ending.

use rashomon_model::{Upos, Xpos};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::hash;
use crate::model::{ModelError, Reader, Writer};
use crate::words::plain;

/// From a form to its lemma: bytes to cut at the end, and what to put there. A lemma keeps the
/// capital of its form (`Tunisians`, `Tunisian`) where `add` begins with [`CAPITAL`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Script {
    pub(crate) cut: u8,
    pub(crate) add: SmolStr,
}

/// Stands before what a script adds where the lemma begins with a capital.
pub(crate) const CAPITAL: char = '^';

/// Scripts by ending and tag.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lemmatiser {
    pub(crate) scripts: Vec<Script>,
    /// Key of tag and ending (or whole word) to script.
    pub(crate) rules: FxHashMap<u32, u16>,
}

/// Longest ending that a rule looks at, in characters.
pub(crate) const ENDING: usize = 6;

/// The key of a rule: a Penn tag, a universal tag, and a whole form or an ending of it.
pub(crate) fn key(upos: Upos, xpos: Xpos, whole: bool, ending: &str) -> u32 {
    hash::feature(0x300 + u32::from(whole), &[upos as u32, xpos as u32, hash::text(ending.as_bytes())])
}

/// The form that scripts work on: proper nouns and foreign words keep their capitals.
pub(crate) fn base(form: &str, upos: Upos, out: &mut String) {
    out.clear();
    if matches!(upos, Upos::Propn | Upos::X | Upos::Sym | Upos::Punct) {
        out.push_str(form);
    } else {
        out.extend(form.chars().map(plain).flat_map(char::to_lowercase));
    }
}

impl Lemmatiser {
    /// The lemma of a form.
    pub(crate) fn lemma(&self, form: &str, upos: Upos, xpos: Xpos, buffer: &mut String) -> SmolStr {
        base(form, upos, buffer);
        let script = self.script(buffer, upos, xpos);
        let Some(script) = script else { return SmolStr::new(&*buffer) };
        let keep = buffer.len().saturating_sub(usize::from(script.cut));
        if !buffer.is_char_boundary(keep) || keep + script.add.len() == 0 {
            return SmolStr::new(&*buffer);
        }
        buffer.truncate(keep);
        let Some(add) = script.add.strip_prefix(CAPITAL) else {
            buffer.push_str(&script.add);
            return SmolStr::new(&*buffer);
        };
        buffer.push_str(add);
        if form.starts_with(char::is_uppercase) {
            SmolStr::new(crate::casing::capital(buffer))
        } else {
            SmolStr::new(&*buffer)
        }
    }

    pub(crate) fn script(&self, base: &str, upos: Upos, xpos: Xpos) -> Option<&Script> {
        let found = |key| self.rules.get(&key).and_then(|&s| self.scripts.get(usize::from(s)));
        // What is known of the past tense holds for the participle, and the other way round.
        let twin = match xpos {
            Xpos::Vbd => Xpos::Vbn,
            Xpos::Vbn => Xpos::Vbd,
            other => other,
        };
        if let Some(script) = [xpos, twin].into_iter().find_map(|xpos| found(key(upos, xpos, true, base))) {
            return Some(script);
        }
        let mut starts = [0; ENDING];
        let mut count = 0;
        for (i, _) in base.char_indices().rev().take(ENDING) {
            starts[count] = i;
            count += 1;
        }
        starts[..count].iter().rev().find_map(|&i| found(key(upos, xpos, false, &base[i..])))
    }

    pub(crate) fn write(&self, out: &mut Writer) {
        out.number(self.scripts.len() as u64);
        for script in &self.scripts {
            out.byte(script.cut);
            out.text(&script.add);
        }
        let mut rules: Vec<(u32, u16)> = self.rules.iter().map(|(&k, &s)| (k, s)).collect();
        rules.sort_unstable();
        out.number(rules.len() as u64);
        let mut before = 0;
        for (key, script) in rules {
            out.number(u64::from(key - before));
            out.number(u64::from(script));
            before = key;
        }
    }

    pub(crate) fn read(bytes: &mut Reader<'_>) -> Result<Self, ModelError> {
        let mut lemmatiser = Self::default();
        for _ in 0..bytes.length(usize::from(u16::MAX))? {
            lemmatiser.scripts.push(Script { cut: bytes.byte()?, add: SmolStr::new(bytes.text()?) });
        }
        let count = bytes.length(1 << 24)?;
        bytes.expect_left(2 * count)?;
        lemmatiser.rules.reserve(count);
        let mut key = 0_u32;
        for _ in 0..count {
            key = key.wrapping_add(bytes.number()? as u32);
            lemmatiser.rules.insert(key, bytes.number()? as u16);
        }
        Ok(lemmatiser)
    }
}
