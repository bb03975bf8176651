//! Frames: which words tell which action, and where its roles stand.
//!
//! Written in `resources/frames/en/*.toml`. A frame groups triggers that behave alike: same action,
//! same roles, same conditions. `classes.toml` beside them names sets of lemmas for conditions.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rashomon_model::{Action, Status};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::PackError;

/// All frames of a language, with the word classes their conditions use.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Frames {
    /// In order of file and place in it: of two frames that fit equally, the first is taken.
    pub frames: Vec<Frame>,
    /// Class name to its lemmas, sorted.
    pub classes: BTreeMap<String, Vec<String>>,
    /// Lemma to the names of its classes; made when first asked for.
    #[serde(skip)]
    by_lemma: OnceLock<FxHashMap<String, Vec<String>>>,
}

/// Triggers that tell one action alike.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Frame {
    /// `control/leave-place`: file and name.
    pub id: String,
    /// Index into `Action::ALL`.
    action: u8,
    /// Index into `Status::ALL` where the trigger itself settles it (`end`, `plan`).
    status: Option<u8>,
    /// Verbs, with the words that must follow (`pull out`, `take control`).
    pub verbs: Vec<Trigger>,
    /// Nouns and adjectives that name the event or state.
    pub nouns: Vec<Trigger>,
    /// Where actor and target stand.
    pub roles: Roles,
    /// Conditions that must all hold.
    pub when: Vec<Condition>,
    /// Conditions of which none may hold.
    pub unless: Vec<Condition>,
    /// The verb is light: its object names the event, both together are one claim.
    pub light: bool,
    /// Sentences in which the frame must be found.
    pub yes: Vec<String>,
    /// Sentences in which it must not.
    pub no: Vec<String>,
}

impl Frame {
    /// The action told.
    pub fn action(&self) -> Action {
        Action::ALL[usize::from(self.action)]
    }

    /// The status that the trigger itself settles.
    pub fn status(&self) -> Option<Status> {
        self.status.map(|s| Status::ALL[usize::from(s)])
    }
}

/// A word, and those that must follow it within a few words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trigger {
    /// Lemma of the word the claim hangs on.
    pub lemma: String,
    /// Lemmas or forms that must follow, in order, each at most three words on.
    pub rest: Vec<String>,
}

/// Where the roles of a frame stand in its clause.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Roles {
    /// Subject does it to object: `capture`.
    #[default]
    Transitive,
    /// Subject does it: `withdraw`, `protest`.
    Actor,
    /// Subject suffers it: `die`, `collapse`.
    Victim,
    /// Object is the one who goes: `drive out`, `evacuate`.
    Moved,
    /// Two sides: subject and `with`, `against`, `between … and`.
    Mutual,
    /// Subject speaks to object or `on`, `to`: `urge`, `call on`.
    Speech,
    /// Nobody: `explosion`, `blast`.
    None,
}

/// One condition on the surroundings of a trigger: `slot=word word @class`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// Where to look.
    pub place: Place,
    /// Lemmas, or `@class` names without the sign.
    pub words: Vec<Word>,
}

/// Where a condition looks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// Head of the subject.
    Subject,
    /// Head of the object (of a passive: its subject).
    Object,
    /// Head of a phrase with this preposition, or with any for `*`.
    Preposition(String),
    /// A word right before, in the same noun phrase.
    Modifier,
    /// Any word of the clause.
    Clause,
    /// Any word of the sentence.
    Sentence,
}

/// A word of a condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Word {
    /// This lemma.
    Lemma(String),
    /// A lemma of this class, or a name that fits it (`@place`, `@force`, `@person`).
    Class(String),
    /// Anything at all.
    Any,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrameFile {
    #[serde(default)]
    frame: Vec<FrameForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrameForm {
    id: String,
    #[allow(dead_code, reason = "for readers of the file")]
    #[serde(default)]
    about: String,
    action: String,
    status: Option<String>,
    #[serde(default)]
    verbs: String,
    #[serde(default)]
    nouns: String,
    #[serde(default)]
    roles: Roles,
    #[serde(default)]
    when: Vec<String>,
    #[serde(default)]
    unless: Vec<String>,
    #[serde(default)]
    light: bool,
    #[serde(default)]
    yes: Vec<String>,
    #[serde(default)]
    no: Vec<String>,
}

impl Frames {
    /// Reads the files of a frame pack, `(name, text)` each.
    ///
    /// # Errors
    /// When a file is no TOML, or an entry names an unknown action, class, place or status.
    pub fn parse(files: &[(String, String)]) -> Result<Self, PackError> {
        let mut table = Self::default();
        let form =
            |file: &str, e: &toml::de::Error| PackError::Form { file: file.into(), reason: e.to_string() };
        for (file, text) in files.iter().filter(|(file, _)| file.ends_with("classes.toml")) {
            let classes: BTreeMap<String, String> = toml::from_str(text).map_err(|e| form(file, &e))?;
            for (name, words) in classes {
                let mut words: Vec<String> = words.split_whitespace().map(unjoin).collect();
                words.sort();
                words.dedup();
                table.classes.insert(name, words);
            }
        }
        for (file, text) in files.iter().filter(|(file, _)| !file.ends_with("classes.toml")) {
            let read: FrameFile = toml::from_str(text).map_err(|e| form(file, &e))?;
            let stem = file.rsplit('/').next().unwrap_or(file).trim_end_matches(".toml");
            for frame in read.frame {
                let id = format!("{stem}/{}", frame.id);
                let wrong =
                    |reason: String| PackError::Entry { file: file.clone(), entry: id.clone(), reason };
                let action = Action::ALL.iter().position(|a| a.as_str() == frame.action);
                let status = match &frame.status {
                    None => None,
                    Some(text) => Some(
                        Status::ALL
                            .iter()
                            .position(|s| s.as_str() == text)
                            .ok_or_else(|| wrong(format!("no status `{text}`")))?
                            as u8,
                    ),
                };
                let conditions = |texts: &[String]| {
                    texts.iter().map(|t| condition(t, &table.classes)).collect::<Result<Vec<_>, _>>()
                };
                let frame = Frame {
                    action: action.ok_or_else(|| wrong(format!("no action `{}`", frame.action)))? as u8,
                    status,
                    verbs: triggers(&frame.verbs),
                    nouns: triggers(&frame.nouns),
                    roles: frame.roles,
                    when: conditions(&frame.when).map_err(wrong)?,
                    unless: conditions(&frame.unless).map_err(wrong)?,
                    light: frame.light,
                    yes: frame.yes,
                    no: frame.no,
                    id: id.clone(),
                };
                if frame.verbs.is_empty() && frame.nouns.is_empty() {
                    return Err(wrong("a frame needs verbs or nouns".into()));
                }
                table.frames.push(frame);
            }
        }
        Ok(table)
    }

    /// True when `lemma` belongs to class `name`.
    pub fn in_class(&self, name: &str, lemma: &str) -> bool {
        self.classes_of(lemma).iter().any(|class| class == name)
    }

    /// The classes of a lemma, in the order of their names.
    pub fn classes_of(&self, lemma: &str) -> &[String] {
        let by_lemma = self.by_lemma.get_or_init(|| {
            let mut by_lemma: FxHashMap<String, Vec<String>> = FxHashMap::default();
            for (name, words) in &self.classes {
                for word in words {
                    by_lemma.entry(word.clone()).or_default().push(name.clone());
                }
            }
            by_lemma
        });
        by_lemma.get(lemma).map_or(&[], Vec::as_slice)
    }
}

fn unjoin(word: &str) -> String {
    word.replace('_', " ")
}

fn triggers(text: &str) -> Vec<Trigger> {
    text.split_whitespace()
        .map(|entry| {
            let mut words = entry.split('_').map(str::to_owned);
            Trigger { lemma: words.next().unwrap_or_default(), rest: words.collect() }
        })
        .collect()
}

fn condition(text: &str, classes: &BTreeMap<String, Vec<String>>) -> Result<Condition, String> {
    let (place, words) = text.split_once('=').ok_or_else(|| format!("no `=` in `{text}`"))?;
    let place = match place.trim() {
        "subject" => Place::Subject,
        "object" => Place::Object,
        "modifier" => Place::Modifier,
        "clause" => Place::Clause,
        "sentence" => Place::Sentence,
        other => match other.strip_prefix("prep.") {
            Some(preposition) => Place::Preposition(preposition.into()),
            None => return Err(format!("no place `{other}`")),
        },
    };
    let words = words
        .split_whitespace()
        .map(|word| match word.strip_prefix('@') {
            _ if word == "*" => Ok(Word::Any),
            Some(class) if classes.contains_key(class) => Ok(Word::Class(class.into())),
            Some(class) => Err(format!("no class `{class}`")),
            None => Ok(Word::Lemma(unjoin(word))),
        })
        .collect::<Result<_, _>>()?;
    Ok(Condition { place, words })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Frames, PackError> {
        let classes = ("en/classes.toml".to_owned(), "force = \"army militia\"".to_owned());
        Frames::parse(&[classes, ("en/control.toml".into(), text.into())])
    }

    #[test]
    fn a_frame_reads_with_its_conditions() {
        let text = "[[frame]]\nid = \"leave\"\naction = \"withdraw\"\nverbs = \"retreat pull_out\"\nwhen = [\"subject=@force troop\"]";
        let table = parse(text).unwrap();
        let frame = &table.frames[0];
        assert_eq!(frame.id, "control/leave");
        assert_eq!(frame.action(), Action::Withdraw);
        assert_eq!(frame.verbs[1], Trigger { lemma: "pull".into(), rest: vec!["out".into()] });
        assert_eq!(frame.when[0].place, Place::Subject);
        assert!(table.in_class("force", "army") && !table.in_class("force", "bank"));
        let again: Frames = crate::from_bytes(&crate::to_bytes(&table).unwrap()).unwrap();
        assert_eq!(again.frames[0].id, frame.id);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_entry() {
        let text = "[[frame]]\nid = \"leave\"\naction = \"go\"\nverbs = \"retreat\"";
        let error = parse(text).unwrap_err().to_string();
        assert_eq!(error, "en/control.toml: entry `control/leave`: no action `go`");
        let text = "[[frame]]\nid = \"x\"\naction = \"flee\"\nverbs = \"run\"\nwhen = [\"object=@nobody\"]";
        assert!(parse(text).unwrap_err().to_string().contains("no class `nobody`"));
    }
}
