//! The form of annotated reports: one JSON object a report, to the types of the model and back.
//!
//! The same form carries annotations and predictions, so that one scorer reads both.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use rashomon::model::{
    Action, Block, BlockKind, Claim, ClaimPlace, ClaimRef, ClaimTime, Count, CountKind, Day, Days, Evidence,
    Party, Relation, RelationKind, Report, SourceChain, SourceKind, SourceLink, SourceMap, Span, Status,
};
use serde::{Deserialize, Serialize};

/// A report with its claims and relations.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct GoldReport {
    #[serde(default)]
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) url: Option<String>,
    #[serde(default)]
    pub(crate) title: Option<String>,
    #[serde(default)]
    pub(crate) outlet: Option<String>,
    #[serde(default)]
    pub(crate) published: Option<String>,
    #[serde(default)]
    pub(crate) text: String,
    #[serde(default)]
    pub(crate) claims: Vec<GoldClaim>,
    #[serde(default)]
    pub(crate) relations: Vec<GoldRelation>,
}

/// A claim: its quote is a substring of the text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct GoldClaim {
    pub(crate) id: String,
    pub(crate) quote: String,
    #[serde(default)]
    pub(crate) sources: Vec<String>,
    pub(crate) action: String,
    #[serde(default)]
    pub(crate) actor: Option<String>,
    #[serde(default)]
    pub(crate) actor_name: Option<String>,
    #[serde(default)]
    pub(crate) target: Option<String>,
    #[serde(default)]
    pub(crate) target_name: Option<String>,
    #[serde(default)]
    pub(crate) places: Vec<GoldPlace>,
    #[serde(default)]
    pub(crate) time: Option<GoldTime>,
    #[serde(default)]
    pub(crate) status: Option<String>,
    #[serde(default)]
    pub(crate) count: Option<GoldCount>,
}

/// A place as written and as an atlas names it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct GoldPlace {
    pub(crate) text: String,
    #[serde(default)]
    pub(crate) name: Option<String>,
}

/// A time as written, with its days (`YYYY-MM-DD`, both included) where they are known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct GoldTime {
    pub(crate) text: String,
    #[serde(default)]
    pub(crate) start: Option<String>,
    #[serde(default)]
    pub(crate) end: Option<String>,
}

/// A number; an open side is null.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct GoldCount {
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) low: Option<f64>,
    #[serde(default)]
    pub(crate) high: Option<f64>,
}

/// How two claims of the report stand to each other, by their ids.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct GoldRelation {
    pub(crate) a: String,
    pub(crate) b: String,
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) about: String,
}

/// The reports of a folder, by file name.
///
/// # Errors
/// When the folder cannot be listed or a file is no report.
pub(crate) fn read_folder(folder: &Path) -> anyhow::Result<Vec<(String, GoldReport)>> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .with_context(|| format!("cannot list `{}`", folder.display()))?
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<_>>()?;
    paths.retain(|p| p.extension().is_some_and(|e| e == "json"));
    paths.sort();
    paths.iter().map(|path| Ok((file_name(path), read(path)?))).collect()
}

/// One report.
///
/// # Errors
/// When the file cannot be read or has another form.
pub(crate) fn read(path: &Path) -> anyhow::Result<GoldReport> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("`{}` is no annotated report", path.display()))
}

/// Writes one report into `folder`, which is made where it is missing.
///
/// # Errors
/// When the disk refuses.
pub(crate) fn write(folder: &Path, file: &str, report: &GoldReport) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
    let path = folder.join(file);
    std::fs::write(&path, serde_json::to_string_pretty(report)? + "\n")
        .with_context(|| format!("cannot write `{}`", path.display()))
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

impl GoldReport {
    /// The report as the model has it: the text as one paragraph, nothing cut.
    pub(crate) fn report(&self) -> Report {
        let block = Block { span: Span::new(0, self.text.len()), kind: BlockKind::Paragraph };
        Report {
            text: self.text.clone(),
            blocks: if self.text.trim().is_empty() { Vec::new() } else { vec![block] },
            source: SourceMap::identity(0, self.text.len()),
            title: self.title.clone(),
            outlet: self.outlet.clone(),
            published: self.published(),
            url: self.url.clone(),
            ..Report::default()
        }
    }

    /// What a reader is told beside the text: day, title, address.
    pub(crate) fn options(&self) -> rashomon::ReadOptions {
        rashomon::ReadOptions {
            published: self.published(),
            title: self.title.clone(),
            url: self.url.clone(),
            force: true,
            ..rashomon::ReadOptions::default()
        }
    }

    /// Day of publication.
    pub(crate) fn published(&self) -> Option<Day> {
        self.published.as_deref().and_then(day)
    }

    /// The claims as the model has them, one for each of `self.claims`, in the same order.
    ///
    /// A quote that stands more than once is taken at its first place after the quote before it.
    pub(crate) fn model_claims(&self) -> Vec<Claim> {
        let mut from = 0;
        let mut claims = Vec::with_capacity(self.claims.len());
        for claim in &self.claims {
            let passage = find(&self.text, &claim.quote, from).unwrap_or_default();
            from = if passage.is_empty() { from } else { passage.start() };
            claims.push(claim.model(&self.text, passage));
        }
        claims
    }

    /// The relations as the model has them, for this report as number `report` of those given.
    ///
    /// Pairs that name a missing claim or an unknown kind are left out.
    pub(crate) fn model_relations(&self, report: usize) -> Vec<Relation> {
        let at =
            |id: &str| self.claims.iter().position(|c| c.id == id).map(|claim| ClaimRef { report, claim });
        let relations = self.relations.iter().filter_map(|r| {
            Some(Relation {
                a: at(&r.a)?,
                b: at(&r.b)?,
                kind: RelationKind::parse(&r.kind)?,
                about: r.about.clone(),
                reasons: Vec::new(),
                confidence: 1.0,
            })
        });
        relations.collect()
    }

    /// The same report with other claims, numbered `c1`, `c2`, … and their relations.
    #[must_use]
    pub(crate) fn with(&self, claims: &[Claim], relations: &[Relation]) -> GoldReport {
        let claims = claims.iter().enumerate();
        let claims =
            claims.map(|(i, c)| GoldClaim::from_model(&self.text, c, format!("c{}", i + 1))).collect();
        GoldReport { claims, relations: Vec::new(), ..self.clone() }.with_relations(relations)
    }

    /// The same report and claims with other relations.
    #[must_use]
    pub(crate) fn with_relations(mut self, relations: &[Relation]) -> GoldReport {
        let id = |at: ClaimRef| self.claims.get(at.claim).map(|c| c.id.clone());
        let told = relations.iter().filter_map(|r| {
            Some(GoldRelation {
                a: id(r.a)?,
                b: id(r.b)?,
                kind: r.kind.as_str().to_owned(),
                about: r.about.clone(),
            })
        });
        self.relations = told.collect();
        self
    }
}

impl GoldClaim {
    /// The claim as the model has it. What the form does not tell (kind of source, rules) is empty.
    fn model(&self, text: &str, passage: Span) -> Claim {
        let near = |words: &str| find_near(text, words, passage);
        let party = |written: &Option<String>, name: &Option<String>| {
            (written.is_some() || name.is_some()).then(|| Party {
                text: written.clone().unwrap_or_default(),
                span: written.as_deref().and_then(near),
                name: name.clone(),
                link: None,
            })
        };
        let link = |written: &String| SourceLink {
            text: written.clone(),
            span: near(written),
            name: None,
            kind: SourceKind::Other,
            cue: None,
        };
        let place = |p: &GoldPlace| ClaimPlace {
            text: p.text.clone(),
            span: near(&p.text),
            place: None,
            name: p.name.clone().unwrap_or_else(|| p.text.clone()),
        };
        Claim {
            passage,
            sources: SourceChain { links: self.sources.iter().map(link).collect() },
            action: Action::parse(&self.action).unwrap_or(Action::Clash),
            actor: party(&self.actor, &self.actor_name),
            target: party(&self.target, &self.target_name),
            places: self.places.iter().map(place).collect(),
            time: self.time.as_ref().map(|t| ClaimTime {
                text: t.text.clone(),
                days: t.days(),
                mention: None,
            }),
            status: self.status.as_deref().and_then(Status::parse).unwrap_or_default(),
            count: self.count.as_ref().and_then(GoldCount::model),
            evidence: Evidence {
                trigger: Span::new(passage.start(), passage.start()),
                sentence: sentence_of(text, passage),
                rules: Vec::new(),
                confidence: 1.0,
            },
        }
    }

    /// A claim of the model in this form.
    pub(crate) fn from_model(text: &str, claim: &Claim, id: String) -> GoldClaim {
        let written = |p: &Option<Party>| p.as_ref().map(|p| p.text.clone()).filter(|t| !t.is_empty());
        let named = |p: &Option<Party>| p.as_ref().and_then(|p| p.name.clone());
        GoldClaim {
            id,
            quote: claim.passage.slice(text).to_owned(),
            sources: claim.sources.links.iter().map(|l| l.text.clone()).collect(),
            action: claim.action.as_str().to_owned(),
            actor: written(&claim.actor),
            actor_name: named(&claim.actor),
            target: written(&claim.target),
            target_name: named(&claim.target),
            places: claim.places.iter().map(GoldPlace::from_model).collect(),
            time: claim.time.as_ref().map(GoldTime::from_model),
            status: Some(claim.status.as_str().to_owned()),
            count: claim.count.map(GoldCount::from_model),
        }
    }
}

impl GoldPlace {
    fn from_model(place: &ClaimPlace) -> Self {
        Self { text: place.text.clone(), name: Some(place.name.clone()) }
    }
}

impl GoldTime {
    fn days(&self) -> Option<Days> {
        let days =
            Days { start: self.start.as_deref().and_then(day), end: self.end.as_deref().and_then(day) };
        (days.start.is_some() || days.end.is_some()).then_some(days)
    }

    fn from_model(time: &ClaimTime) -> Self {
        let written = |day: Option<Day>| day.map(|d| d.to_string());
        let days = time.days.unwrap_or(Days { start: None, end: None });
        Self { text: time.text.clone(), start: written(days.start), end: written(days.end) }
    }
}

impl GoldCount {
    fn model(&self) -> Option<Count> {
        Some(Count { kind: CountKind::parse(&self.kind)?, low: self.low, high: self.high })
    }

    fn from_model(count: Count) -> Self {
        Self { kind: count.kind.as_str().to_owned(), low: count.low, high: count.high }
    }
}

fn day(text: &str) -> Option<Day> {
    text.parse().ok()
}

/// The first place of `words` at or after byte `from`, else the first in the text.
fn find(text: &str, words: &str, from: usize) -> Option<Span> {
    if words.is_empty() {
        return None;
    }
    let later = text.get(from..).and_then(|rest| rest.find(words)).map(|at| from + at);
    let start = later.or_else(|| text.find(words))?;
    Span::of(text, start, start + words.len())
}

/// The place of `words` inside `passage`, else the last before its end, else the first after it.
fn find_near(text: &str, words: &str, passage: Span) -> Option<Span> {
    if words.is_empty() {
        return None;
    }
    let inside = passage.slice(text).find(words).map(|at| passage.start() + at);
    let before = || text.get(..passage.end()).and_then(|t| t.rfind(words));
    let start = inside.or_else(before).or_else(|| text.find(words))?;
    Span::of(text, start, start + words.len())
}

/// The sentence around `passage`, cut at full stops before a space and at empty lines.
fn sentence_of(text: &str, passage: Span) -> Span {
    let ends = |from: &str| {
        ["\n\n", ". ", ".\n", "? ", "! ", ".\u{201d} ", ".\" "].map(|mark| {
            (from.find(mark).map(|at| at + mark.trim_end().len()), from.rfind(mark).map(|at| at + mark.len()))
        })
    };
    let start = ends(&text[..passage.start()]).iter().filter_map(|e| e.1).max().unwrap_or(0);
    let end = ends(&text[passage.end()..]).iter().filter_map(|e| e.0).min();
    let end = end.map_or(text.len(), |at| passage.end() + at);
    Span::of(text, start, end).map_or(passage, |span| span.trim(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> GoldReport {
        let text =
            "The mill burned on Friday. The mill burned again, guards told Radio Vale: two of them died.";
        let claim = |id: &str, quote: &str| GoldClaim {
            id: id.into(),
            quote: quote.into(),
            action: "destroy".into(),
            target: Some("The mill".into()),
            status: Some("asserted".into()),
            ..GoldClaim::default()
        };
        let mut first = claim("c1", "The mill burned");
        first.time = Some(GoldTime { text: "on Friday".into(), start: Some("2020-05-01".into()), end: None });
        let mut third = claim("c3", "two of them died");
        third.action = "kill".into();
        third.sources = vec!["guards".into(), "Radio Vale".into()];
        third.count = Some(GoldCount { kind: "killed".into(), low: Some(2.0), high: Some(2.0) });
        third.places = vec![GoldPlace { text: "mill".into(), name: Some("The Mill, Vale".into()) }];
        third.actor_name = Some("Vale Guard".into());
        GoldReport {
            id: "mill".into(),
            published: Some("2020-05-03".into()),
            text: text.into(),
            claims: vec![first, claim("c2", "The mill burned again"), third],
            relations: vec![GoldRelation {
                a: "c1".into(),
                b: "c3".into(),
                kind: "supports".into(),
                about: "the fire".into(),
            }],
            ..GoldReport::default()
        }
    }

    #[test]
    fn a_report_goes_to_the_model_and_back() {
        let gold = sample();
        let (claims, relations) = (gold.model_claims(), gold.model_relations(0));
        assert_eq!(gold.with(&claims, &relations), gold);
        assert_eq!(gold.published().map(|d| d.to_string()).as_deref(), Some("2020-05-03"));
    }

    #[test]
    fn a_quote_that_stands_twice_is_taken_in_text_order() {
        let gold = sample();
        let claims = gold.model_claims();
        assert_eq!(claims[0].passage.start(), 0);
        assert_eq!(claims[1].passage.start(), 27);
        assert_eq!(claims[0].evidence.sentence.slice(&gold.text), "The mill burned on Friday.");
        let target = claims[1].target.as_ref().and_then(|t| t.span);
        assert_eq!(target.map(Span::start), Some(27));
    }
}
