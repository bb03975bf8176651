//! A report and a whole reading on the wire.

use rashomon_model as model;
use serde::{Deserialize, Serialize};

use super::claim::{anchor, country, parents, place_id};
use super::{
    Claim, Decided, Event, FORMAT, Passage, PointIndex, Question, Relation, Voice, claim_id, claim_ref,
    report_id,
};
use crate::{ReadReport, words};

/// Reports read together, and what came of holding them against each other.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// `rashomon/1`.
    pub format: String,
    /// Version of the program that wrote it.
    pub generator: String,
    /// In the order they were given.
    pub reports: Vec<Report>,
    /// Pairs of claims that bear on each other, in all reports; ends are `r1:c8`.
    pub relations: Vec<Relation>,
    /// Claims grouped by event.
    pub events: Vec<Event>,
    /// What the claims answer, those with disputes first.
    pub questions: Vec<Question>,
    /// Independent voices over all claims.
    pub voices: Vec<Voice>,
    /// What is to be known of holding the claims against each other.
    #[serde(default)]
    pub notes: Vec<Note>,
    /// What people decided, in the order they did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub judgements: Vec<Decided>,
}

/// One report with all that was read from it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// `r1`, `r2`, … in the order they were given.
    pub id: String,
    /// What the caller names it: a path, an address.
    #[serde(default)]
    pub name: Option<String>,
    /// Address of the page.
    #[serde(default)]
    pub url: Option<String>,
    /// Title.
    #[serde(default)]
    pub title: Option<String>,
    /// Who published it.
    #[serde(default)]
    pub outlet: Option<String>,
    /// Day of publication, `YYYY-MM-DD`.
    #[serde(default)]
    pub published: Option<String>,
    /// The language it is written in.
    #[serde(default)]
    pub language: Language,
    /// SHA-256 of the original bytes, in hexadecimal.
    #[serde(default)]
    pub sha256: String,
    /// The text that was read.
    pub text: String,
    /// The parts of the text.
    #[serde(default)]
    pub blocks: Vec<Block>,
    /// Claims in text order.
    pub claims: Vec<Claim>,
    /// Pairs of claims of this report; ends are `c8`.
    pub relations: Vec<Relation>,
    /// Time expressions in text order.
    #[serde(default)]
    pub times: Vec<TimeMention>,
    /// Place expressions in text order.
    #[serde(default)]
    pub places: Vec<PlaceMention>,
    /// Sentences that gave no claim though words in them might.
    #[serde(default)]
    pub unread: Vec<Unread>,
    /// What could not be read, or only with doubt.
    #[serde(default)]
    pub notes: Vec<Note>,
}

/// The language of a text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Language {
    /// ISO 639-3 code; null where the text does not tell.
    pub code: Option<String>,
    /// 0 to 1.
    pub confidence: f32,
}

/// A part of the text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// `paragraph`, `heading`, `caption`, `byline` or `furniture`.
    pub kind: String,
    /// Bytes of the text, end excluded.
    pub bytes: [usize; 2],
    /// The same in Unicode code points.
    pub code_points: [usize; 2],
}

/// A time expression.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TimeMention {
    /// Where it stands.
    pub passage: Passage,
    /// `date`, `time`, `duration` or `set`.
    pub kind: String,
    /// TIMEX3 value.
    pub value: String,
    /// EDTF level 1 form, where it names a date.
    pub edtf: Option<String>,
    /// First day covered.
    pub start: Option<String>,
    /// Last day, included.
    pub end: Option<String>,
    /// `written`, `publication`, `told` or `none`.
    pub anchor: String,
}

/// A place expression.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlaceMention {
    /// The whole phrase.
    pub passage: Passage,
    /// The name or noun inside it that was looked up.
    pub core: Passage,
    /// The place meant; null where it is not known.
    pub name: Option<String>,
    /// `geonames:170425` or `local:…`.
    pub id: Option<String>,
    /// `city`, `street`, …
    pub kind: Option<String>,
    /// How exact it is.
    pub precision: Option<String>,
    /// Latitude in degrees.
    pub lat: Option<f32>,
    /// Longitude in degrees.
    pub lon: Option<f32>,
    /// ISO 3166-1 alpha-2 code of its country.
    pub country: Option<String>,
    /// What it lies in, nearest first.
    pub parents: Vec<String>,
    /// `at`, `part-of` or `near`.
    pub relative: String,
    /// How it was found.
    pub method: String,
    /// 0 to 1.
    pub confidence: f32,
}

/// A sentence that gave no claim though words in it might.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Unread {
    /// The sentence.
    pub sentence: Passage,
    /// The word that might tell an event.
    pub word: Passage,
    /// Why it gave none.
    pub reason: String,
}

/// One thing a reader should know about a reading.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// As `docs/notes.md` lists them.
    pub code: String,
    /// One sentence for a reader.
    pub message: String,
    /// What the reader can do about it.
    pub hint: Option<String>,
    /// Where; null for the report as a whole.
    pub passage: Option<Passage>,
}

impl Reading {
    /// The wire form of reports read together. `names` are what the caller names each.
    pub fn new(
        reports: &[model::Reading<ReadReport>],
        names: &[Option<String>],
        reconciled: &model::Reading<model::Reconciliation>,
    ) -> Self {
        let (notes, reconciled) = (&reconciled.notes, &reconciled.value);
        let indices: Vec<PointIndex<'_>> =
            reports.iter().map(|r| PointIndex::new(&r.value.report.text)).collect();
        let mut inside: Vec<Vec<&model::Relation>> = vec![Vec::new(); reports.len()];
        for relation in reconciled.relations.iter().filter(|r| r.a.report == r.b.report) {
            if let Some(inside) = inside.get_mut(relation.a.report) {
                inside.push(relation);
            }
        }
        let written = |(at, reading): (usize, &model::Reading<ReadReport>)| {
            let name = names.get(at).cloned().flatten();
            let mut report = Report::new(at, name, reading, &indices[at]);
            report.relations =
                inside[at].iter().map(|r| Relation::new(r, &indices, |end| claim_id(end.claim))).collect();
            report
        };
        Self {
            format: FORMAT.to_owned(),
            generator: concat!("rashomon ", env!("CARGO_PKG_VERSION")).to_owned(),
            reports: reports.iter().enumerate().map(written).collect(),
            relations: reconciled.relations.iter().map(|r| Relation::new(r, &indices, claim_ref)).collect(),
            events: reconciled.events.iter().map(Event::new).collect(),
            questions: reconciled.questions.iter().map(Question::new).collect(),
            voices: reconciled.voices.iter().map(Voice::new).collect(),
            notes: notes.iter().map(|note| Note::new(note, None)).collect(),
            judgements: Vec::new(),
        }
    }
}

impl Reading {
    /// Gives reports the numbers they have elsewhere, from 1, in their own names and wherever claims of
    /// theirs are named.
    pub fn renumber(&mut self, numbers: &[i64]) {
        let id = |old: &str| {
            let at =
                old.strip_prefix('r').and_then(|n| n.parse::<usize>().ok()).and_then(|n| n.checked_sub(1));
            at.and_then(|at| numbers.get(at)).map_or_else(|| old.to_owned(), |n| format!("r{n}"))
        };
        let claim = |name: &mut String| {
            if let Some((report, claim)) = name.split_once(':') {
                *name = format!("{}:{claim}", id(report));
            }
        };
        self.reports.iter_mut().for_each(|r| r.id = id(&r.id));
        self.relations.iter_mut().flat_map(|r| [&mut r.a, &mut r.b]).for_each(claim);
        self.events.iter_mut().flat_map(|e| &mut e.claims).for_each(claim);
        self.voices.iter_mut().flat_map(|v| &mut v.claims).for_each(claim);
        for question in &mut self.questions {
            for answer in &mut question.answers {
                answer.told_by.iter_mut().chain(&mut answer.denied_by).for_each(claim);
                answer.voices.iter_mut().flat_map(|v| &mut v.claims).for_each(claim);
            }
            question.weighed.iter_mut().flat_map(|w| &mut w.grounds).map(|g| &mut g.claim).for_each(claim);
            question.changes.iter_mut().flat_map(|c| c.from.iter_mut().chain(&mut c.to)).for_each(claim);
            question.disputes.iter_mut().flat_map(|d| d.sides.iter_mut().flatten()).for_each(claim);
        }
    }
}

impl Report {
    /// The wire form of one report, without relations. `at` is its number, from 0.
    pub fn of(at: usize, name: Option<String>, reading: &model::Reading<ReadReport>) -> Self {
        Self::new(at, name, reading, &PointIndex::new(&reading.value.report.text))
    }

    /// The same, with the index of its text at hand.
    fn new(
        at: usize,
        name: Option<String>,
        reading: &model::Reading<ReadReport>,
        index: &PointIndex<'_>,
    ) -> Self {
        let read = &reading.value;
        let report = &read.report;
        let passage = |span: model::Span| Passage::traced(index, report, span);
        let claims = read.claims.iter().enumerate();
        Self {
            id: report_id(at),
            name,
            url: report.url.clone(),
            title: report.title.clone(),
            outlet: report.outlet.clone(),
            published: report.published.map(|d| d.to_string()),
            language: Language { code: report.language.code.clone(), confidence: report.language.confidence },
            sha256: hex(&report.digest),
            text: report.text.clone(),
            blocks: report.blocks.iter().map(|b| Block::new(*b, index)).collect(),
            claims: claims.map(|(at, claim)| Claim::new(at, claim, report, index)).collect(),
            relations: Vec::new(),
            times: read.times.iter().map(|t| TimeMention::new(t, passage(t.span))).collect(),
            places: read
                .places
                .iter()
                .map(|p| PlaceMention::new(p, passage(p.span), passage(p.core)))
                .collect(),
            unread: read
                .unread
                .iter()
                .map(|u| Unread {
                    sentence: passage(u.sentence),
                    word: passage(u.word),
                    reason: u.reason.clone(),
                })
                .collect(),
            notes: reading.notes.iter().map(|note| Note::new(note, note.span.map(passage))).collect(),
        }
    }
}

impl Block {
    fn new(block: model::Block, index: &PointIndex<'_>) -> Self {
        Self {
            kind: words::block_kind(block.kind).to_owned(),
            bytes: [block.span.start(), block.span.end()],
            code_points: index.span(block.span),
        }
    }
}

impl Note {
    fn new(note: &model::Note, passage: Option<Passage>) -> Self {
        Self { code: note.code.to_owned(), message: note.message.clone(), hint: note.hint.clone(), passage }
    }
}

impl TimeMention {
    fn new(time: &model::TimeMention, passage: Passage) -> Self {
        let day = |day: Option<model::Day>| day.map(|d| d.to_string());
        Self {
            passage,
            kind: words::time_kind(time.kind).to_owned(),
            value: time.value.clone(),
            edtf: time.edtf.clone(),
            start: time.days.and_then(|d| day(d.start)),
            end: time.days.and_then(|d| day(d.end)),
            anchor: anchor(time.anchor).to_owned(),
        }
    }
}

impl PlaceMention {
    fn new(mention: &model::PlaceMention, passage: Passage, core: Passage) -> Self {
        let place = mention.place.as_ref();
        let point = place.and_then(|p| p.point);
        Self {
            passage,
            core,
            name: place.map(model::Place::full_name),
            id: place.map(|p| place_id(&p.id)),
            kind: place.map(|p| words::place_kind(p.kind).to_owned()),
            precision: place.map(|p| words::precision(p.precision).to_owned()),
            lat: point.map(|p| p.lat),
            lon: point.map(|p| p.lon),
            country: place.and_then(country),
            parents: place.map(parents).unwrap_or_default(),
            relative: match mention.relative {
                model::Relative::At => "at",
                model::Relative::PartOf => "part-of",
                model::Relative::Near { .. } => "near",
            }
            .to_owned(),
            method: mention.method.to_owned(),
            confidence: mention.confidence,
        }
    }
}

/// Bytes as hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    let digit = |n: u8| char::from_digit(u32::from(n), 16).unwrap_or('0');
    bytes.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect()
}
