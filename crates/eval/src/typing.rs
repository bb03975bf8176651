//! Types of other schemes from our claims: rules as data, weighed over the sentences of a text.
//!
//! A rule names a type and says where it holds: at a claim of one of its `actions` (with words in the
//! `actor`, the `target`, the sentence) or, without actions, at a sentence with one of its `words`; with
//! one of `also` besides, one of `lead` not far before, one of `text` anywhere in the text, and none of
//! `unless`. Of the rules of a type that hold in one sentence the heaviest counts; later sentences count
//! less.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use rashomon::ReadReport;
use rashomon::model::{Action, Span, Status};
use serde::Deserialize;

/// What a sentence counts against the one before it; chosen by eye: news tells its event first.
const LATER: f32 = 0.5;

/// How far before a word its `lead` may end, in bytes: a subject with a relative clause. Chosen by eye.
const LEAD: usize = 60;

/// What every command that reads types takes besides its reports.
#[derive(Debug, clap::Args)]
pub(crate) struct Typed {
    /// Where the predictions go, a JSON object a line.
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,
    /// Types as rules, in place of those that came with the program.
    #[arg(long, value_name = "FILE")]
    pub(crate) types: Option<PathBuf>,
    /// List on stderr what is wrong.
    #[arg(long)]
    pub(crate) errors: bool,
}

/// The rules of one scheme of types.
#[derive(Debug)]
pub(crate) struct Rules {
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    kind: String,
    weight: f32,
    actions: Vec<Action>,
    status: Vec<Status>,
    actor: Option<Words>,
    target: Option<Words>,
    words: Option<Words>,
    also: Option<Words>,
    lead: Option<Words>,
    text: Option<Words>,
    unless: Option<Words>,
}

/// Other tables are left to those who read the same file for more.
#[derive(Deserialize)]
struct File {
    #[serde(default)]
    classes: BTreeMap<String, String>,
    rule: Vec<Form>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    r#type: String,
    weight: f32,
    #[serde(default)]
    actions: String,
    #[serde(default)]
    status: String,
    actor: Option<String>,
    target: Option<String>,
    words: Option<String>,
    also: Option<String>,
    lead: Option<String>,
    text: Option<String>,
    unless: Option<String>,
}

/// Words or phrases of which one must stand in a text: ` word `, or ` stem` for `stem*`.
#[derive(Clone, Debug)]
pub(crate) struct Words(Vec<String>);

impl Words {
    /// Reads `word two_words stem* @class`.
    ///
    /// # Errors
    /// When a class is not known.
    pub(crate) fn parse(text: &str, classes: &BTreeMap<String, String>) -> anyhow::Result<Self> {
        let mut words = Vec::new();
        for word in text.split_whitespace() {
            if let Some(class) = word.strip_prefix('@') {
                let listed = classes.get(class).with_context(|| format!("no class `{class}`"))?;
                words.extend(Self::parse(listed, classes)?.0);
            } else if let Some(stem) = word.strip_suffix('*') {
                words.push(format!(" {}", stem.replace('_', " ")));
            } else {
                words.push(format!(" {} ", word.replace('_', " ")));
            }
        }
        Ok(Self(words))
    }

    /// True where one of them stands in `text`.
    pub(crate) fn stand_in(&self, text: &Padded) -> bool {
        self.0.iter().any(|w| text.0.iter().any(|t| t.contains(w.as_str())))
    }

    /// True where one of them stands in `text` with one of `lead` not far before it.
    fn follow(&self, lead: &Words, text: &Padded) -> bool {
        text.0.iter().any(|t| {
            let ends = |word: &String| t.match_indices(word.as_str()).map(|(at, w)| at + w.len()).collect();
            let leads: Vec<usize> = lead.0.iter().flat_map(|w| -> Vec<usize> { ends(w) }).collect();
            let starts = self.0.iter().flat_map(|w| t.match_indices(w.as_str()));
            starts.map(|(at, _)| at).any(|at| leads.iter().any(|&end| end <= at + 1 && at <= end + LEAD))
        })
    }
}

/// A text in its forms, and again in its lemmas: lower case, one space around each word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Padded(Vec<String>);

impl Padded {
    /// The words of `text`; what is neither letter, digit nor inner hyphen divides them.
    pub(crate) fn new(text: &str) -> Self {
        let mut padded = String::from(" ");
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '-');
        for word in words.map(|w| w.trim_matches('-')).filter(|w| !w.is_empty()) {
            padded.push_str(&word.to_lowercase());
            padded.push(' ');
        }
        Self(vec![padded])
    }

    /// True without a word.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.iter().all(|t| t.trim().is_empty())
    }

    /// True where the words of `other` stand here, in one piece.
    pub(crate) fn holds(&self, other: &Padded) -> bool {
        self.0.iter().zip(&other.0).any(|(all, part)| all.contains(part.as_str()))
    }

    fn add(&mut self, more: Padded) {
        self.0.extend(more.0);
    }
}

/// A text as rules see it.
#[derive(Debug)]
pub(crate) struct Scene {
    sentences: Vec<Padded>,
    told: Vec<Told>,
}

/// A claim as rules see it.
#[derive(Debug)]
struct Told {
    sentence: usize,
    action: Action,
    status: Status,
    actor: Padded,
    target: Padded,
}

impl Scene {
    /// What rules see of a report.
    pub(crate) fn new(read: &ReadReport) -> Self {
        let (text, analysis) = (&read.report.text, &read.analysis);
        let sentences = analysis.sentences.iter().map(|sentence| {
            let mut words = Padded::new(sentence.span.slice(text));
            let lemmas: Vec<&str> =
                analysis.tokens[sentence.tokens.clone()].iter().map(|t| t.lemma.as_str()).collect();
            words.add(Padded::new(&lemmas.join(" ")));
            words
        });
        let at = |span: Span| analysis.sentences.iter().position(|s| s.span.contains(span)).unwrap_or(0);
        let party = |p: &Option<rashomon::model::Party>| {
            let Some(party) = p else { return Padded::default() };
            let mut words = Padded::new(&party.text);
            words.add(Padded::new(party.name.as_deref().unwrap_or_default()));
            let lemmas: Vec<&str> = party.span.map_or(Vec::new(), |span| {
                let inside = analysis.tokens.iter().filter(|t| span.contains(t.span));
                inside.map(|t| t.lemma.as_str()).collect()
            });
            words.add(Padded::new(&lemmas.join(" ")));
            words
        };
        let told = read.claims.iter().map(|claim| Told {
            sentence: at(claim.evidence.trigger),
            action: claim.action,
            status: claim.status,
            actor: party(&claim.actor),
            target: party(&claim.target),
        });
        Self { sentences: sentences.collect(), told: told.collect() }
    }
}

/// The rules in a file, or those that came with the program.
///
/// # Errors
/// When the file cannot be read.
pub(crate) fn text(file: Option<&Path>, bundled: &str) -> anyhow::Result<String> {
    let Some(path) = file else { return Ok(bundled.to_owned()) };
    std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))
}

impl Rules {
    /// Reads the rules of a scheme.
    ///
    /// # Errors
    /// When the text is no TOML, or a rule names an unknown action, status or class, or holds everywhere.
    pub(crate) fn parse(text: &str) -> anyhow::Result<Self> {
        let File { classes, rule: forms } = toml::from_str(text)?;
        let mut rules = Vec::new();
        for form in forms {
            let kind = form.r#type.clone();
            rules.push(Rule::new(form, &classes).with_context(|| format!("a rule of `{kind}`"))?);
        }
        Ok(Self { rules })
    }

    /// The types that hold in a scene with what they weigh, heaviest first, of equal ones the first in
    /// the rules.
    pub(crate) fn weigh(&self, scene: &Scene) -> Vec<(&str, f32)> {
        let mut kinds: Vec<(&str, f32)> = Vec::new();
        for rule in &self.rules {
            if !kinds.iter().any(|k| k.0 == rule.kind) {
                kinds.push((&rule.kind, 0.0));
            }
        }
        for (kind, weight) in &mut kinds {
            let rules: Vec<&Rule> = self.rules.iter().filter(|r| r.kind == *kind).collect();
            let mut factor = 1.0;
            for sentence in 0..scene.sentences.len() {
                let here = rules.iter().filter(|r| r.holds(scene, sentence)).map(|r| r.weight);
                *weight += factor * here.fold(0.0, f32::max);
                factor *= LATER;
            }
        }
        kinds.retain(|k| k.1 > 0.0);
        kinds.sort_by(|a, b| b.1.total_cmp(&a.1));
        kinds
    }

    /// The heaviest type of the rules that hold at claim number `claim` of a scene.
    pub(crate) fn kind_of(&self, scene: &Scene, claim: usize) -> Option<&str> {
        let told = scene.told.get(claim)?;
        let rules = self.rules.iter().filter(|r| r.fits(told) && r.worded(scene, told.sentence));
        rules.max_by(|a, b| a.weight.total_cmp(&b.weight)).map(|r| r.kind.as_str())
    }

    /// True where a rule of a type holds at claim number `claim` of a scene.
    pub(crate) fn hold_at(&self, kind: &str, scene: &Scene, claim: usize) -> bool {
        let Some(told) = scene.told.get(claim) else { return false };
        self.rules.iter().any(|r| {
            r.kind == kind && !r.actions.is_empty() && r.fits(told) && r.worded(scene, told.sentence)
        })
    }
}

impl Rule {
    fn new(form: Form, classes: &BTreeMap<String, String>) -> anyhow::Result<Self> {
        let words = |text: &Option<String>| text.as_deref().map(|t| Words::parse(t, classes)).transpose();
        let actions = form.actions.split_whitespace();
        let actions = actions.map(|a| Action::parse(a).with_context(|| format!("no action `{a}`")));
        let status = form.status.split_whitespace();
        let status = status.map(|s| Status::parse(s).with_context(|| format!("no status `{s}`")));
        let rule = Self {
            actions: actions.collect::<anyhow::Result<_>>()?,
            status: status.collect::<anyhow::Result<_>>()?,
            actor: words(&form.actor)?,
            target: words(&form.target)?,
            words: words(&form.words)?,
            also: words(&form.also)?,
            lead: words(&form.lead)?,
            text: words(&form.text)?,
            unless: words(&form.unless)?,
            kind: form.r#type,
            weight: form.weight,
        };
        if rule.actions.is_empty() && rule.words.is_none() {
            bail!("it needs `actions` or `words`");
        }
        Ok(rule)
    }

    fn holds(&self, scene: &Scene, sentence: usize) -> bool {
        self.worded(scene, sentence)
            && (self.actions.is_empty()
                || scene.told.iter().any(|told| told.sentence == sentence && self.fits(told)))
    }

    /// True where the words of a sentence, and of the text around it, are as the rule wants them.
    fn worded(&self, scene: &Scene, sentence: usize) -> bool {
        let text = &scene.sentences[sentence];
        let needs = |words: &Option<Words>| words.as_ref().is_none_or(|w| w.stand_in(text));
        let anywhere = |w: &Words| scene.sentences.iter().any(|s| w.stand_in(s));
        let led = match (&self.words, &self.lead) {
            (Some(words), Some(lead)) => words.follow(lead, text),
            _ => needs(&self.words) && needs(&self.lead),
        };
        led && needs(&self.also)
            && self.text.as_ref().is_none_or(anywhere)
            && !self.unless.as_ref().is_some_and(|w| w.stand_in(text))
    }

    fn fits(&self, told: &Told) -> bool {
        let party = |words: &Option<Words>, party: &Padded| words.as_ref().is_none_or(|w| w.stand_in(party));
        self.actions.contains(&told.action)
            && (self.status.is_empty() || self.status.contains(&told.status))
            && party(&self.actor, &told.actor)
            && party(&self.target, &told.target)
    }
}

#[cfg(test)]
mod tests {
    use rashomon::{Pipeline, ReadOptions};

    use super::*;

    const RULES: &str = r#"
        [classes]
        rain = "flood* heavy_rain"
        [[rule]]
        type = "WEATHER"
        weight = 2.0
        words = "@rain"
        unless = "flood_of_letters"
        [[rule]]
        type = "STRIKE"
        weight = 3.0
        actions = "protest"
        actor = "docker"
    "#;

    fn kinds(text: &str) -> Vec<String> {
        let rules = Rules::parse(RULES).unwrap();
        let read = Pipeline::bundled().read(text.as_bytes(), &ReadOptions::default()).value;
        rules.weigh(&Scene::new(&read)).into_iter().map(|k| k.0.to_owned()).collect()
    }

    #[test]
    fn a_rule_holds_by_words_or_at_a_claim() {
        assert_eq!(kinds("The flooding drove the herds to the hills."), ["WEATHER"]);
        assert_eq!(
            kinds("Hundreds of dockers protested in the port after heavy rain, the union said."),
            ["STRIKE", "WEATHER"]
        );
        assert_eq!(kinds("A flood of letters reached the editor."), [""; 0]);
    }

    #[test]
    fn a_wrong_rule_is_told_with_its_type() {
        let error = Rules::parse("[[rule]]\ntype = \"X\"\nweight = 1.0\nwords = \"@none\"").unwrap_err();
        assert_eq!(format!("{error:#}"), "a rule of `X`: no class `none`");
    }
}
