//! The table of attribution: which words pass on what somebody says, what they do to its status, and
//! which words name a source of which kind.

use rashomon_model::SourceKind;
use serde::{Deserialize, Serialize};

use crate::PackError;

/// Cue verbs, nouns, phrases and adverbs, and the words of sources.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributionTable {
    /// Classes of verbs and nouns; a cue names its class by index.
    pub classes: Vec<CueClass>,
    /// Verbs by lemma, sorted: lemma, particle (`out` of `point out`), class.
    pub verbs: Vec<(String, Option<String>, u16)>,
    /// Nouns by lemma, sorted: lemma, class.
    pub nouns: Vec<(String, u16)>,
    /// Phrases that name a teller without a verb, longest first: words, class.
    pub phrases: Vec<(Vec<String>, u16)>,
    /// Adverbs of hearsay and guess, sorted: word, class.
    pub adverbs: Vec<(String, u16)>,
    /// Words of sources by kind, sorted.
    pub kinds: Vec<(String, KindWord)>,
    /// Names of media in lower case, word by word, sorted.
    pub media: Vec<Vec<String>>,
    /// Those who are told things without being a link of the chain, sorted.
    pub hearers: Vec<String>,
    /// The example sentences of the classes; not carried into the binary.
    #[serde(skip)]
    pub examples: Vec<CueExample>,
}

/// A class of cues.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CueClass {
    /// Its id, as evidence tells it: `attribution/say`.
    pub id: String,
    /// What its words do to the status of what they cover.
    pub stance: Stance,
    /// The frames in which its words take what they cover.
    pub frames: Vec<Frame>,
    /// True where the word itself is the teller when nobody is named: `reports that…`.
    pub teller: bool,
    /// True where the one named behind the words is cited by another: `citing residents`.
    pub cited: bool,
}

/// What a cue says of the being of what it covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stance {
    /// It is so.
    #[default]
    Asserts,
    /// It is so, as others have told.
    Confirms,
    /// It is not so.
    Denies,
    /// It may be so.
    Possible,
    /// It should be so.
    Demands,
    /// The speaker means to do it.
    Plans,
}

/// A frame: how a cue takes what it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Frame {
    /// A clause: `said that the bridge was closed`.
    Clause,
    /// Words in quotation marks.
    Quote,
    /// The cue stands inside or after what is said.
    Inserted,
    /// A noun phrase: `reported clashes`.
    Object,
    /// An infinitive or -ing form whose doer is the speaker: `denied having fired`.
    To,
    /// A noun phrase behind a preposition: `spoke of fighting`.
    About,
    /// `quoted residents as saying`: the object speaks, the subject passes it on.
    As,
    /// For verbs a clause of -ing behind `of` or `for`, for nouns what stands behind `of`.
    Of,
    /// For nouns: a clause (`reports that…`).
    That,
}

/// Kind of source a word names; the serialised twin of [`SourceKind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each variant is that of `SourceKind`")]
pub enum KindWord {
    Official,
    Military,
    Witness,
    Monitor,
    Medical,
    Media,
}

impl From<KindWord> for SourceKind {
    fn from(word: KindWord) -> Self {
        match word {
            KindWord::Official => Self::Official,
            KindWord::Military => Self::Military,
            KindWord::Witness => Self::Witness,
            KindWord::Monitor => Self::Monitor,
            KindWord::Medical => Self::Medical,
            KindWord::Media => Self::Media,
        }
    }
}

/// An example sentence of a class, and what should be read in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CueExample {
    /// The class.
    pub class: String,
    /// The sentence.
    pub text: String,
    /// What is read; `None` where the class must not fire.
    pub want: Option<CueReading>,
}

/// What an example asks for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CueReading {
    text: String,
    /// The link nearest to the event, as written.
    pub source: String,
    /// Who passes it on, where somebody does.
    pub relay: Option<String>,
    /// Words that must be covered.
    pub content: String,
    /// The stance; that of the class where not told.
    pub stance: Option<Stance>,
}

impl AttributionTable {
    /// Reads the table from the files of its pack: names as the caller wants them in errors, and text.
    ///
    /// # Errors
    /// When a file is no TOML of its form, or a word stands in two classes of one file.
    pub fn parse(files: &[(String, String)]) -> Result<Self, PackError> {
        let mut table = Self::default();
        for (name, text) in files {
            let file: File = toml::from_str(text)
                .map_err(|e| PackError::Form { file: name.clone(), reason: e.to_string() })?;
            table.take(name, file)?;
        }
        table.verbs.sort();
        table.nouns.sort();
        table.phrases.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        table.adverbs.sort();
        table.kinds.sort();
        table.kinds.dedup_by(|a, b| a.0 == b.0);
        table.media.sort();
        table.media.dedup();
        table.hearers.sort();
        table.hearers.dedup();
        Ok(table)
    }

    fn take(&mut self, name: &str, file: File) -> Result<(), PackError> {
        let verbs = name.contains("verb") && !name.contains("adverb");
        for class in file.class {
            let index = self.add(&class.id, class.stance, class.frames, class.teller, false);
            for word in class.words.split_whitespace() {
                let word = word.to_lowercase();
                if verbs {
                    let (lemma, particle) = match word.split_once('_') {
                        Some((lemma, particle)) => (lemma.to_owned(), Some(particle.to_owned())),
                        None => (word.clone(), None),
                    };
                    if self.verbs.iter().any(|v| v.0 == lemma && v.1 == particle) {
                        return Err(twice(name, &word));
                    }
                    self.verbs.push((lemma, particle, index));
                } else {
                    let list = if name.contains("adverb") { &mut self.adverbs } else { &mut self.nouns };
                    if list.iter().any(|n| n.0 == word) {
                        return Err(twice(name, &word));
                    }
                    list.push((word, index));
                }
            }
            self.examples(&class.id, class.yes, class.no);
        }
        for phrase in file.phrase {
            let index = self.add(&phrase.id, phrase.stance, Vec::new(), false, phrase.cited);
            for words in &phrase.words {
                self.phrases.push((words.split_whitespace().map(str::to_lowercase).collect(), index));
            }
            self.examples(&phrase.id, phrase.yes, phrase.no);
        }
        for kind in file.kind {
            self.kinds.extend(kind.words.split_whitespace().map(|w| (w.to_lowercase(), kind.kind)));
        }
        if let Some(media) = file.media {
            let names = media.names.split('|').map(|n| n.split_whitespace().map(str::to_lowercase).collect());
            self.media.extend(names.filter(|n: &Vec<String>| !n.is_empty()));
            self.hearers.extend(media.hearers.split_whitespace().map(str::to_lowercase));
        }
        Ok(())
    }

    fn add(&mut self, id: &str, stance: Stance, frames: Vec<Frame>, teller: bool, cited: bool) -> u16 {
        self.classes.push(CueClass { id: format!("attribution/{id}"), stance, frames, teller, cited });
        (self.classes.len() - 1) as u16
    }

    fn examples(&mut self, class: &str, yes: Vec<CueReading>, no: Vec<No>) {
        let class = format!("attribution/{class}");
        for want in yes {
            self.examples.push(CueExample {
                class: class.clone(),
                text: want.text.clone(),
                want: Some(want),
            });
        }
        for no in no {
            self.examples.push(CueExample { class: class.clone(), text: no.text, want: None });
        }
    }

    /// The class of a verb with this lemma, where `particles` holds the particle it asks for.
    pub fn verb(&self, lemma: &str, particles: &[&str]) -> Option<u16> {
        let start = self.verbs.partition_point(|v| v.0.as_str() < lemma);
        let same = self.verbs[start..].iter().take_while(|v| v.0 == lemma);
        let mut plain = None;
        for (_, particle, class) in same {
            match particle {
                Some(p) if particles.contains(&p.as_str()) => return Some(*class),
                Some(_) => {}
                None => plain = Some(*class),
            }
        }
        plain
    }

    /// The class of a noun with this lemma.
    pub fn noun(&self, lemma: &str) -> Option<u16> {
        find(&self.nouns, lemma)
    }

    /// The class of an adverb, in lower case.
    pub fn adverb(&self, word: &str) -> Option<u16> {
        find(&self.adverbs, word)
    }

    /// The kind of source a word names, by its lemma or form in lower case.
    pub fn kind(&self, word: &str) -> Option<SourceKind> {
        find(&self.kinds, word).map(SourceKind::from)
    }

    /// True for a hearer that is no link of the chain.
    pub fn hears(&self, word: &str) -> bool {
        self.hearers.binary_search_by(|h| h.as_str().cmp(word)).is_ok()
    }

    /// The number of words of the longest name of a medium that begins `words` (lower case).
    pub fn medium(&self, words: &[&str]) -> Option<usize> {
        let first = words.first()?;
        let start = self.media.partition_point(|m| m[0].as_str() < *first);
        self.media[start..]
            .iter()
            .take_while(|m| m[0] == *first)
            .filter(|m| m.len() <= words.len() && m.iter().zip(words).all(|(a, b)| a == b))
            .map(Vec::len)
            .max()
    }
}

fn find<T: Copy>(list: &[(String, T)], word: &str) -> Option<T> {
    list.binary_search_by(|entry| entry.0.as_str().cmp(word)).ok().map(|i| list[i].1)
}

fn twice(file: &str, word: &str) -> PackError {
    PackError::Entry { file: file.to_owned(), entry: word.to_owned(), reason: "stands in two classes".into() }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    class: Vec<Class>,
    #[serde(default)]
    phrase: Vec<Phrase>,
    #[serde(default)]
    kind: Vec<Kind>,
    media: Option<Media>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Class {
    id: String,
    stance: Stance,
    #[serde(default)]
    frames: Vec<Frame>,
    #[serde(default)]
    teller: bool,
    words: String,
    #[serde(default)]
    yes: Vec<CueReading>,
    #[serde(default)]
    no: Vec<No>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Phrase {
    id: String,
    stance: Stance,
    #[serde(default)]
    cited: bool,
    words: Vec<String>,
    #[serde(default)]
    yes: Vec<CueReading>,
    #[serde(default)]
    no: Vec<No>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct No {
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    kind: KindWord,
    words: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Media {
    names: String,
    hearers: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Result<AttributionTable, PackError> {
        AttributionTable::parse(&[("verbs.toml".to_owned(), text.to_owned())])
    }

    #[test]
    fn a_particle_is_asked_for() {
        let text = "[[class]]\nid='a'\nstance='asserts'\nwords='point_out say'\n[[class]]\nid='b'\nstance='denies'\nwords='rule_out rule'";
        let table = table(text).unwrap();
        assert_eq!(table.verb("point", &["out"]), Some(0));
        assert_eq!(table.verb("point", &["at"]), None);
        assert_eq!(table.verb("rule", &[]), Some(1));
        let again: AttributionTable = crate::from_bytes(&crate::to_bytes(&table).unwrap()).unwrap();
        assert_eq!(again.verbs, table.verbs);
    }

    #[test]
    fn a_word_in_two_classes_is_told() {
        let error =
            table("[[class]]\nid='a'\nstance='asserts'\nwords='say say'").expect_err("the word stands twice");
        assert!(error.to_string().contains("say"), "{error}");
    }
}
