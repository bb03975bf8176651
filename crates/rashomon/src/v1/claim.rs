//! A claim on the wire.

use rashomon_model as model;
use serde::{Deserialize, Serialize};

use super::PointIndex;

/// Where something stands, and its words.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Passage {
    /// The words.
    pub text: String,
    /// Bytes of the report's text (UTF-8), end excluded.
    pub bytes: [usize; 2],
    /// The same in Unicode code points.
    pub code_points: [usize; 2],
    /// Bytes of the original that those words came from, where they are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_bytes: Option<[usize; 2]>,
}

impl Passage {
    /// A span of a text.
    pub fn new(index: &PointIndex<'_>, span: model::Span) -> Self {
        Self {
            text: span.slice(index.text()).to_owned(),
            bytes: [span.start(), span.end()],
            code_points: index.span(span),
            source_bytes: None,
        }
    }

    /// A span of a report's text, with the bytes of the original it came from.
    pub fn traced(index: &PointIndex<'_>, report: &model::Report, span: model::Span) -> Self {
        let source = report.source.span_in_source(span);
        Self { source_bytes: Some([source.start, source.end]), ..Self::new(index, span) }
    }
}

/// One source telling one event or state.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// `c1`, `c2`, … in text order.
    pub id: String,
    /// The words of the passage.
    pub quote: String,
    /// Who tells it, nearest to the event first; empty for the report's own voice.
    pub sources: Vec<String>,
    /// The action, as `docs/words.md` lists them.
    pub action: String,
    /// Who does it, as written.
    pub actor: Option<String>,
    /// Common English name of that actor.
    pub actor_name: Option<String>,
    /// Whom or what it is done to, as written.
    pub target: Option<String>,
    /// Common English name of that target.
    pub target_name: Option<String>,
    /// Where.
    pub places: Vec<PlaceOfClaim>,
    /// When.
    pub time: Option<TimeOfClaim>,
    /// `asserted`, `denied`, `possible`, `planned` or `ended`.
    pub status: String,
    /// How many.
    pub count: Option<Count>,
    /// The claim in a few plain words.
    #[serde(default)]
    pub summary: String,
    /// Where the quote stands.
    #[serde(default)]
    pub passage: Passage,
    /// The sentence around it.
    #[serde(default)]
    pub sentence: Passage,
    /// The word the claim hangs on.
    #[serde(default)]
    pub trigger: Passage,
    /// The links of `sources`, with all that is known of each.
    #[serde(default)]
    pub chain: Vec<Link>,
    /// How the actor was linked to its name.
    #[serde(default)]
    pub actor_link: Option<ActorLink>,
    /// How the target was linked to its name.
    #[serde(default)]
    pub target_link: Option<ActorLink>,
    /// Where the words of the actor stand.
    #[serde(default)]
    pub actor_passage: Option<Passage>,
    /// Where the words of the target stand.
    #[serde(default)]
    pub target_passage: Option<Passage>,
    /// Ids of the rules that fired, in order.
    #[serde(default)]
    pub rules: Vec<String>,
    /// 0 to 1: how sure the reading is, not how true the claim is.
    #[serde(default)]
    pub confidence: f32,
    /// What reviewers said of it: `accepted`, `rejected` (left out of every answer) or `divided`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<String>,
}

/// One link of a source chain.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// As written.
    pub text: String,
    /// Common English name, where it is known.
    pub name: Option<String>,
    /// `person`, `official`, `military`, `witness`, `monitor`, `medical`, `media` or `other`.
    pub kind: String,
    /// Where it stands.
    pub passage: Option<Passage>,
    /// The words that link it: `said`, `according to`.
    pub cue: Option<Passage>,
}

/// How a written form was linked to a known actor.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ActorLink {
    /// Id in the pack of actors, or of an actor the report introduces.
    pub actor: String,
    /// `alias`, `skeleton`, `coreference` or `introduced`.
    pub method: String,
    /// 0 to 1.
    pub confidence: f32,
    /// Where the written form stands.
    pub passage: Option<Passage>,
}

/// A place of a claim.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlaceOfClaim {
    /// As written.
    pub text: String,
    /// Name with its parent: `23 February Street, Raqqa`.
    pub name: Option<String>,
    /// `geonames:170425`, or `local:…` for a place that only the text knows.
    #[serde(default)]
    pub id: Option<String>,
    /// `city`, `street`, …
    #[serde(default)]
    pub kind: Option<String>,
    /// `exact`, `quarter`, `city`, `near`, `region` or `country`.
    #[serde(default)]
    pub precision: Option<String>,
    /// Latitude in degrees; absent where the place has no point of its own.
    #[serde(default)]
    pub lat: Option<f32>,
    /// Longitude in degrees.
    #[serde(default)]
    pub lon: Option<f32>,
    /// ISO 3166-1 alpha-2 code of its country.
    #[serde(default)]
    pub country: Option<String>,
    /// What it lies in, nearest first.
    #[serde(default)]
    pub parents: Vec<String>,
    /// Ids of `parents`.
    #[serde(default)]
    pub parent_ids: Vec<String>,
    /// Where it stands.
    #[serde(default)]
    pub passage: Option<Passage>,
}

/// The time of a claim.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TimeOfClaim {
    /// As written.
    pub text: String,
    /// First day, `YYYY-MM-DD`; null where it is open or the words stay relative.
    pub start: Option<String>,
    /// Last day, included.
    pub end: Option<String>,
    /// TIMEX3 value.
    #[serde(default)]
    pub value: Option<String>,
    /// `date`, `time`, `duration` or `set`.
    #[serde(default)]
    pub kind: Option<String>,
    /// EDTF level 1 form, where the words name a date.
    #[serde(default)]
    pub edtf: Option<String>,
    /// What the days were reckoned from: `written`, `publication`, `told` or `none`.
    #[serde(default)]
    pub anchor: Option<String>,
    /// Where it stands.
    #[serde(default)]
    pub passage: Option<Passage>,
}

/// A number told; an open side is null.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Count {
    /// `killed`, `wounded`, `missing`, `captured`, `displaced`, `people` or `share`.
    pub kind: String,
    /// Lowest.
    #[serde(serialize_with = "number")]
    pub low: Option<f64>,
    /// Highest.
    #[serde(serialize_with = "number")]
    pub high: Option<f64>,
}

/// Whole numbers without a fraction: `40`, not `40.0`.
#[allow(clippy::ref_option, reason = "serde hands over a reference to the field")]
fn number<S: serde::Serializer>(value: &Option<f64>, to: S) -> Result<S::Ok, S::Error> {
    match *value {
        Some(n) if n.fract() == 0.0 && n.abs() < 1e15 => to.serialize_i64(n as i64),
        Some(n) => to.serialize_f64(n),
        None => to.serialize_none(),
    }
}

impl Claim {
    /// The claim with number `at` of a report.
    pub fn new(at: usize, claim: &model::Claim, report: &model::Report, index: &PointIndex<'_>) -> Self {
        let passage = |span: model::Span| Passage::traced(index, report, span);
        let written =
            |p: &Option<model::Party>| p.as_ref().map(|p| p.text.clone()).filter(|text| !text.is_empty());
        let named = |p: &Option<model::Party>| p.as_ref().and_then(|p| p.name.clone());
        let linked = |p: &Option<model::Party>| {
            let party = p.as_ref()?;
            let link = party.link.as_ref()?;
            Some(ActorLink {
                actor: link.actor.clone(),
                method: method(link.method).to_owned(),
                confidence: link.confidence,
                passage: party.span.map(passage),
            })
        };
        Self {
            id: super::claim_id(at),
            quote: claim.passage.slice(&report.text).to_owned(),
            sources: claim.sources.links.iter().map(|l| l.text.clone()).collect(),
            action: claim.action.as_str().to_owned(),
            actor: written(&claim.actor),
            actor_name: named(&claim.actor),
            target: written(&claim.target),
            target_name: named(&claim.target),
            places: claim.places.iter().map(|p| PlaceOfClaim::new(p, &passage)).collect(),
            time: claim.time.as_ref().map(|t| TimeOfClaim::new(t, &passage)),
            status: claim.status.as_str().to_owned(),
            count: claim.count.map(Count::new),
            summary: crate::words::summary(claim, report),
            passage: passage(claim.passage),
            sentence: passage(claim.evidence.sentence),
            trigger: passage(claim.evidence.trigger),
            chain: claim
                .sources
                .links
                .iter()
                .map(|link| Link {
                    text: link.text.clone(),
                    name: link.name.clone(),
                    kind: crate::words::source_kind(link.kind).to_owned(),
                    passage: link.span.map(passage),
                    cue: link.cue.map(passage),
                })
                .collect(),
            actor_link: linked(&claim.actor),
            target_link: linked(&claim.target),
            actor_passage: claim.actor.as_ref().and_then(|p| p.span).map(passage),
            target_passage: claim.target.as_ref().and_then(|p| p.span).map(passage),
            rules: claim.evidence.rules.clone(),
            confidence: claim.evidence.confidence,
            review: None,
        }
    }
}

pub(super) fn method(method: model::LinkMethod) -> &'static str {
    match method {
        model::LinkMethod::Alias => "alias",
        model::LinkMethod::Skeleton => "skeleton",
        model::LinkMethod::Coreference => "coreference",
        model::LinkMethod::Introduced => "introduced",
    }
}

impl PlaceOfClaim {
    fn new(place: &model::ClaimPlace, passage: &dyn Fn(model::Span) -> Passage) -> Self {
        let known = place.place.as_ref();
        let point = known.and_then(|p| p.point);
        Self {
            text: place.text.clone(),
            name: Some(place.name.clone()),
            id: known.map(|p| place_id(&p.id)),
            kind: known.map(|p| crate::words::place_kind(p.kind).to_owned()),
            precision: known.map(|p| crate::words::precision(p.precision).to_owned()),
            lat: point.map(|p| p.lat),
            lon: point.map(|p| p.lon),
            country: known.and_then(country),
            parents: known.map(parents).unwrap_or_default(),
            parent_ids: known
                .map(|p| p.parents.iter().map(|(id, _)| place_id(id)).collect())
                .unwrap_or_default(),
            passage: place.span.map(passage),
        }
    }
}

/// A place's id as one string.
pub(super) fn place_id(id: &model::PlaceId) -> String {
    match id {
        model::PlaceId::Geonames(number) => format!("geonames:{number}"),
        model::PlaceId::Local(name) => format!("local:{name}"),
    }
}

pub(super) fn country(place: &model::Place) -> Option<String> {
    place.country.map(|code| code.iter().map(|&b| char::from(b)).collect())
}

pub(super) fn parents(place: &model::Place) -> Vec<String> {
    place.parents.iter().map(|(_, name)| name.clone()).collect()
}

impl TimeOfClaim {
    fn new(time: &model::ClaimTime, passage: &dyn Fn(model::Span) -> Passage) -> Self {
        let day = |day: Option<model::Day>| day.map(|d| d.to_string());
        let mention = time.mention.as_ref();
        Self {
            text: time.text.clone(),
            start: time.days.and_then(|d| day(d.start)),
            end: time.days.and_then(|d| day(d.end)),
            value: mention.map(|m| m.value.clone()),
            kind: mention.map(|m| crate::words::time_kind(m.kind).to_owned()),
            edtf: mention.and_then(|m| m.edtf.clone()),
            anchor: mention.map(|m| anchor(m.anchor).to_owned()),
            passage: mention.map(|m| passage(m.span)),
        }
    }
}

/// The word for what days were reckoned from.
pub(super) fn anchor(anchor: model::Anchor) -> &'static str {
    match anchor {
        model::Anchor::Written => "written",
        model::Anchor::Publication => "publication",
        model::Anchor::Told(_) => "told",
        model::Anchor::None => "none",
    }
}

impl Count {
    fn new(count: model::Count) -> Self {
        Self { kind: count.kind.as_str().to_owned(), low: count.low, high: count.high }
    }
}
