//! From the wire back to the types of the model, as far as answering needs them: the report, its claims,
//! what was left unread, the notes. Words and trees, times and places of the text are read anew when wanted.

use std::collections::BTreeSet;
use std::sync::{LazyLock, Mutex};

use rashomon_extract::Unread;
use rashomon_model as model;
use rashomon_model::{
    Action, Anchor, BlockKind, ClaimPlace, ClaimTime, Day, Days, Evidence, LinkMethod, Note, Party, Place,
    PlaceId, PlaceKind, Point, Precision, Reading, SourceChain, SourceKind, SourceLink, Span, Status,
    TimeKind, TimeMention,
};

use super::{ActorLink, Claim, Count, Passage, PlaceOfClaim, Report, TimeOfClaim};
use crate::{ReadReport, words};

impl Report {
    /// The report, its claims, unread sentences and notes as the stages gave them.
    ///
    /// Spans that are no slice of the text, and claims with an action this version does not know, are left
    /// out: the text may have been changed by hand. Not restored: the analysis, times and places of the
    /// text, attributions, and the map to the original (every [`Passage`] tells its `source_bytes`).
    pub fn restore(&self) -> Reading<ReadReport> {
        let text = self.text.as_str();
        let report = model::Report {
            text: self.text.clone(),
            blocks: self
                .blocks
                .iter()
                .filter_map(|b| {
                    let span = Span::of(text, b.bytes[0], b.bytes[1])?;
                    Some(model::Block { span, kind: one_of(&BLOCKS, words::block_kind, &b.kind)? })
                })
                .collect(),
            source: model::SourceMap::default(),
            digest: digest(&self.sha256),
            title: self.title.clone(),
            outlet: self.outlet.clone(),
            published: day(self.published.as_deref()),
            url: self.url.clone(),
            language: model::Language {
                code: self.language.code.clone(),
                confidence: self.language.confidence,
            },
        };
        let unread = |u: &super::Unread| {
            let (sentence, word) = (span(text, &u.sentence)?, span(text, &u.word)?);
            Some(Unread { sentence, word, reason: u.reason.clone() })
        };
        let notes = self.notes.iter().map(|n| Note {
            code: code(&n.code),
            span: n.passage.as_ref().and_then(|p| span(text, p)),
            message: n.message.clone(),
            hint: n.hint.clone(),
        });
        let value = ReadReport {
            claims: self.claims.iter().filter_map(|c| c.restore(text)).collect(),
            unread: self.unread.iter().filter_map(unread).collect(),
            report,
            ..ReadReport::default()
        };
        Reading { value, notes: notes.collect() }
    }
}

impl Claim {
    fn restore(&self, text: &str) -> Option<model::Claim> {
        let at = |p: &Option<Passage>| p.as_ref().and_then(|p| span(text, p));
        let link = |l: &super::Link| SourceLink {
            text: l.text.clone(),
            span: at(&l.passage),
            name: l.name.clone(),
            kind: one_of(&SOURCES, words::source_kind, &l.kind).unwrap_or(SourceKind::Other),
            cue: at(&l.cue),
        };
        let actor = party(&self.actor, &self.actor_name, &self.actor_link, at(&self.actor_passage));
        let target = party(&self.target, &self.target_name, &self.target_link, at(&self.target_passage));
        Some(model::Claim {
            passage: span(text, &self.passage)?,
            sources: SourceChain { links: self.chain.iter().map(link).collect() },
            action: Action::parse(&self.action)?,
            actor,
            target,
            places: self.places.iter().map(|p| p.restore(at(&p.passage))).collect(),
            time: self.time.as_ref().map(|t| t.restore(at(&t.passage))),
            status: Status::parse(&self.status)?,
            count: self.count.as_ref().and_then(Count::restore),
            evidence: Evidence {
                trigger: span(text, &self.trigger).unwrap_or_default(),
                sentence: span(text, &self.sentence).unwrap_or_default(),
                rules: self.rules.clone(),
                confidence: self.confidence,
            },
        })
    }
}

fn party(
    written: &Option<String>,
    name: &Option<String>,
    link: &Option<ActorLink>,
    span: Option<Span>,
) -> Option<Party> {
    if written.is_none() && name.is_none() && link.is_none() {
        return None;
    }
    let link = link.as_ref().and_then(|l| {
        let method = one_of(&METHODS, super::claim::method, &l.method)?;
        Some(model::ActorLink { actor: l.actor.clone(), method, confidence: l.confidence })
    });
    Some(Party { text: written.clone().unwrap_or_default(), span, name: name.clone(), link })
}

impl PlaceOfClaim {
    fn restore(&self, span: Option<Span>) -> ClaimPlace {
        let name = self.name.clone().unwrap_or_else(|| self.text.clone());
        ClaimPlace { text: self.text.clone(), span, place: self.place(&name), name }
    }

    fn place(&self, name: &str) -> Option<Place> {
        let parents = self.parent_ids.iter().zip(&self.parents);
        let country = self.country.as_deref().and_then(|c| c.as_bytes().try_into().ok());
        let point = match (self.lat, self.lon) {
            (Some(lat), Some(lon)) => Some(Point { lat, lon }),
            _ => None,
        };
        Some(Place {
            id: place_id(self.id.as_deref()?)?,
            name: name.split(", ").next().unwrap_or(name).to_owned(),
            kind: one_of(&PLACES, words::place_kind, self.kind.as_deref()?)?,
            point,
            precision: one_of(&PRECISIONS, words::precision, self.precision.as_deref()?)?,
            country,
            parents: parents.filter_map(|(id, name)| Some((place_id(id)?, name.clone()))).collect(),
        })
    }
}

impl TimeOfClaim {
    fn restore(&self, span: Option<Span>) -> ClaimTime {
        let (start, end) = (day(self.start.as_deref()), day(self.end.as_deref()));
        let days = (start.is_some() || end.is_some()).then_some(Days { start, end });
        let mention = span.zip(self.value.clone()).map(|(span, value)| TimeMention {
            span,
            kind: self
                .kind
                .as_deref()
                .and_then(|k| one_of(&TIMES, words::time_kind, k))
                .unwrap_or(TimeKind::Date),
            value,
            edtf: self.edtf.clone(),
            days,
            anchor: match self.anchor.as_deref() {
                Some("written") => Anchor::Written,
                Some("publication") => Anchor::Publication,
                Some("told") => Anchor::Told(span),
                _ => Anchor::None,
            },
        });
        ClaimTime { text: self.text.clone(), days, mention }
    }
}

impl Count {
    fn restore(&self) -> Option<model::Count> {
        Some(model::Count { kind: model::CountKind::parse(&self.kind)?, low: self.low, high: self.high })
    }
}

fn span(text: &str, passage: &Passage) -> Option<Span> {
    Span::of(text, passage.bytes[0], passage.bytes[1])
}

fn day(text: Option<&str>) -> Option<Day> {
    text?.parse().ok()
}

fn place_id(text: &str) -> Option<PlaceId> {
    match text.split_once(':')? {
        ("geonames", number) => number.parse().ok().map(PlaceId::Geonames),
        ("local", name) => Some(PlaceId::Local(name.to_owned())),
        _ => None,
    }
}

/// Hexadecimal digits as bytes; zeros where they are none.
fn digest(hex: &str) -> [u8; 32] {
    let mut digest = [0; 32];
    for (byte, at) in digest.iter_mut().zip((0..).step_by(2)) {
        *byte = hex.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok()).unwrap_or(0);
    }
    digest
}

/// The value whose word is `text`.
fn one_of<T: Copy>(all: &[T], word: impl Fn(T) -> &'static str, text: &str) -> Option<T> {
    all.iter().copied().find(|&value| word(value) == text)
}

const BLOCKS: [BlockKind; 5] =
    [BlockKind::Paragraph, BlockKind::Heading, BlockKind::Caption, BlockKind::Byline, BlockKind::Furniture];
const SOURCES: [SourceKind; 8] = [
    SourceKind::Person,
    SourceKind::Official,
    SourceKind::Military,
    SourceKind::Witness,
    SourceKind::Monitor,
    SourceKind::Medical,
    SourceKind::Media,
    SourceKind::Other,
];
const METHODS: [LinkMethod; 4] =
    [LinkMethod::Alias, LinkMethod::Skeleton, LinkMethod::Coreference, LinkMethod::Introduced];
pub(crate) const PLACES: [PlaceKind; 10] = [
    PlaceKind::Continent,
    PlaceKind::Country,
    PlaceKind::Region,
    PlaceKind::City,
    PlaceKind::Quarter,
    PlaceKind::Street,
    PlaceKind::Facility,
    PlaceKind::Natural,
    PlaceKind::Border,
    PlaceKind::Other,
];
pub(crate) const PRECISIONS: [Precision; 6] = [
    Precision::Exact,
    Precision::Quarter,
    Precision::City,
    Precision::Near,
    Precision::Region,
    Precision::Country,
];
const TIMES: [TimeKind; 4] = [TimeKind::Date, TimeKind::Time, TimeKind::Duration, TimeKind::Set];

/// How many codes are kept: the stages have some thirty; the rest would be somebody's invention.
const CODES: usize = 256;

/// A note's code as the model has it, for the life of the program. Each is kept once.
fn code(text: &str) -> &'static str {
    static KNOWN: LazyLock<Mutex<BTreeSet<&'static str>>> = LazyLock::new(Mutex::default);
    let Ok(mut known) = KNOWN.lock() else { return "note/unknown" };
    if let Some(code) = known.get(text) {
        return code;
    }
    if known.len() >= CODES || text.len() > 64 {
        return "note/unknown";
    }
    let code: &'static str = Box::leak(text.to_owned().into_boxed_str());
    known.insert(code);
    code
}
