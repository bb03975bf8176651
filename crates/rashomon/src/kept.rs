//! What came of reconciling as bytes, for the same program to read again: compact and without loss, and no
//! promise to any other version.
//!
//! The types of the model know no form; these rows are the form. Bytes that are none give `None`.

use rashomon_model::{
    Answer, AnswerValue, Change, ClaimRef, Day, Days, Dispute, DisputeKind, Event, Ground, Moment, Place,
    PlaceId, Point, Question, QuestionKind, Reason, Relation, RelationKind, Span, Standing, StandingKind,
    Voice, Weighed,
};
use serde::{Deserialize, Serialize};

use crate::v1::{PLACES, PRECISIONS};

/// A claim: report and number.
type At = (u32, u32);
/// A day: year, month, day of the month.
type DayRow = (i16, i8, i8);
type DaysRow = (Option<DayRow>, Option<DayRow>);
type VoiceRow = (String, Vec<At>);
/// A standing and its rule.
type StandingRow = (u8, String);
/// Id in GeoNames, or the local one.
type PlaceIdRow = Result<u32, String>;

#[derive(Serialize, Deserialize)]
struct PlaceRow {
    id: PlaceIdRow,
    name: String,
    kind: u8,
    point: Option<(f32, f32)>,
    precision: u8,
    country: Option<[u8; 2]>,
    parents: Vec<(PlaceIdRow, String)>,
}

#[derive(Serialize, Deserialize)]
enum ValueRow {
    Party(String),
    Number(Option<f64>, Option<f64>),
    Truth(bool),
}

#[derive(Serialize, Deserialize)]
struct AnswerRow {
    value: ValueRow,
    label: String,
    days: Option<DaysRow>,
    told_by: Vec<At>,
    denied_by: Vec<At>,
    voices: Vec<VoiceRow>,
    probability: Option<f64>,
    standing: StandingRow,
}

#[derive(Serialize, Deserialize)]
struct WeighedRow {
    none: f64,
    voices: u32,
    turning: Option<u32>,
    grounds: Vec<(At, f64, String)>,
    course: Vec<(DayRow, Vec<f64>)>,
}

#[derive(Serialize, Deserialize)]
struct QuestionRow {
    kind: u8,
    text: String,
    place: Option<PlaceRow>,
    place_name: Option<String>,
    answers: Vec<AnswerRow>,
    changes: Vec<(Vec<At>, Vec<At>, String)>,
    disputes: Vec<(u8, Vec<Vec<At>>, String)>,
    standing: StandingRow,
    weighed: Option<WeighedRow>,
}

/// Name, weight, where in either claim, and words of a reason.
type ReasonRow = (String, f64, Option<At>, Option<At>, String);

#[derive(Serialize, Deserialize)]
struct RelationRow {
    a: At,
    b: At,
    kind: u8,
    about: String,
    reasons: Vec<ReasonRow>,
    confidence: f64,
}

const DISPUTES: [DisputeKind; 4] =
    [DisputeKind::Contradiction, DisputeKind::Scope, DisputeKind::Denial, DisputeKind::Correction];
const STANDINGS: [StandingKind; 8] = [
    StandingKind::SingleOrigin,
    StandingKind::Corroborated,
    StandingKind::Contested,
    StandingKind::Superseded,
    StandingKind::Retracted,
    StandingKind::Unresolved,
    StandingKind::Confirmed,
    StandingKind::Discounted,
];

/// A question as bytes.
pub fn question_bytes(question: &Question) -> Vec<u8> {
    let answer = |a: &Answer| AnswerRow {
        value: match &a.value {
            AnswerValue::Party(name) => ValueRow::Party(name.clone()),
            AnswerValue::Number { low, high } => ValueRow::Number(*low, *high),
            AnswerValue::Truth(yes) => ValueRow::Truth(*yes),
        },
        label: a.label.clone(),
        days: a.days.map(|d| (d.start.map(day_row), d.end.map(day_row))),
        told_by: rows(&a.told_by),
        denied_by: rows(&a.denied_by),
        voices: a.voices.iter().map(voice_row).collect(),
        probability: a.probability,
        standing: standing_row(&a.standing),
    };
    let weighed = |w: &Weighed| WeighedRow {
        none: w.none,
        voices: w.voices as u32,
        turning: w.turning.map(|n| n as u32),
        grounds: w.grounds.iter().map(|g| (row(g.claim), g.weight, g.detail.clone())).collect(),
        course: w.course.iter().map(|m| (day_row(m.day), m.probability.clone())).collect(),
    };
    let change = |c: &Change| (rows(&c.from), rows(&c.to), c.text.clone());
    let dispute =
        |d: &Dispute| (number(&DISPUTES, d.kind), d.sides.iter().map(|s| rows(s)).collect(), d.text.clone());
    bytes(&QuestionRow {
        kind: number(&QuestionKind::ALL, question.kind),
        text: question.text.clone(),
        place: question.place.as_ref().map(place_row),
        place_name: question.place_name.clone(),
        answers: question.answers.iter().map(answer).collect(),
        changes: question.changes.iter().map(change).collect(),
        disputes: question.disputes.iter().map(dispute).collect(),
        standing: standing_row(&question.standing),
        weighed: question.weighed.as_ref().map(weighed),
    })
}

/// The question of these bytes.
pub fn question(bytes: &[u8]) -> Option<Question> {
    let row: QuestionRow = postcard::from_bytes(bytes).ok()?;
    let answer = |a: AnswerRow| {
        Some(Answer {
            value: match a.value {
                ValueRow::Party(name) => AnswerValue::Party(name),
                ValueRow::Number(low, high) => AnswerValue::Number { low, high },
                ValueRow::Truth(yes) => AnswerValue::Truth(yes),
            },
            label: a.label,
            days: a.days.map(|(start, end)| Days { start: start.and_then(day), end: end.and_then(day) }),
            told_by: claims(a.told_by),
            denied_by: claims(a.denied_by),
            voices: a.voices.into_iter().map(voice_of).collect(),
            probability: a.probability,
            standing: standing(a.standing)?,
        })
    };
    let weighed = |w: WeighedRow| Weighed {
        none: w.none,
        voices: w.voices as usize,
        turning: w.turning.map(|n| n as usize),
        grounds: w
            .grounds
            .into_iter()
            .map(|(at, weight, detail)| Ground { claim: claim(at), weight, detail })
            .collect(),
        course: w
            .course
            .into_iter()
            .filter_map(|(on, probability)| Some(Moment { day: day(on)?, probability }))
            .collect(),
    };
    let change = |(from, to, text)| Change { from: claims(from), to: claims(to), text };
    let dispute = |(kind, sides, text): (u8, Vec<Vec<At>>, String)| {
        let sides = sides.into_iter().map(claims).collect();
        Some(Dispute { kind: *DISPUTES.get(usize::from(kind))?, sides, text })
    };
    Some(Question {
        kind: *QuestionKind::ALL.get(usize::from(row.kind))?,
        text: row.text,
        place: match row.place {
            Some(row) => Some(place(row)?),
            None => None,
        },
        place_name: row.place_name,
        answers: row.answers.into_iter().map(answer).collect::<Option<_>>()?,
        changes: row.changes.into_iter().map(change).collect(),
        disputes: row.disputes.into_iter().map(dispute).collect::<Option<_>>()?,
        standing: standing(row.standing)?,
        weighed: row.weighed.map(weighed),
    })
}

/// A relation as bytes.
pub fn relation_bytes(relation: &Relation) -> Vec<u8> {
    let span = |s: Span| (s.start() as u32, s.end() as u32);
    let reason =
        |r: &Reason| (r.feature.to_owned(), r.weight, r.a.map(span), r.b.map(span), r.detail.clone());
    bytes(&RelationRow {
        a: row(relation.a),
        b: row(relation.b),
        kind: number(&RelationKind::ALL, relation.kind),
        about: relation.about.clone(),
        reasons: relation.reasons.iter().map(reason).collect(),
        confidence: relation.confidence,
    })
}

/// The relation of these bytes.
pub fn relation(bytes: &[u8]) -> Option<Relation> {
    let row: RelationRow = postcard::from_bytes(bytes).ok()?;
    let span = |(start, end): At| (start <= end).then(|| Span::new(start as usize, end as usize));
    let reason = |(feature, weight, a, b, detail): (String, f64, Option<At>, Option<At>, String)| {
        let feature = rashomon_reconcile::feature(&feature)?;
        Some(Reason { feature, weight, a: a.and_then(span), b: b.and_then(span), detail })
    };
    Some(Relation {
        a: claim(row.a),
        b: claim(row.b),
        kind: *RelationKind::ALL.get(usize::from(row.kind))?,
        about: row.about,
        reasons: row.reasons.into_iter().map(reason).collect::<Option<_>>()?,
        confidence: row.confidence,
    })
}

/// An event as bytes.
pub fn event_bytes(event: &Event) -> Vec<u8> {
    bytes(&(&event.label, rows(&event.claims)))
}

/// The event of these bytes.
pub fn event(bytes: &[u8]) -> Option<Event> {
    let (label, told): (String, Vec<At>) = postcard::from_bytes(bytes).ok()?;
    Some(Event { label, claims: claims(told) })
}

/// A voice as bytes.
pub fn voice_bytes(voice: &Voice) -> Vec<u8> {
    bytes(&voice_row(voice))
}

/// The voice of these bytes.
pub fn voice(bytes: &[u8]) -> Option<Voice> {
    postcard::from_bytes(bytes).ok().map(voice_of)
}

/// Every claim that a question names, to be named otherwise.
pub fn claims_of(question: &mut Question) -> impl Iterator<Item = &mut ClaimRef> {
    fn of_answer(answer: &mut Answer) -> impl Iterator<Item = &mut ClaimRef> {
        let Answer { told_by, denied_by, voices, .. } = answer;
        told_by.iter_mut().chain(denied_by).chain(voices.iter_mut().flat_map(|v| &mut v.claims))
    }
    let Question { answers, changes, disputes, weighed, .. } = question;
    let grounds = weighed.iter_mut().flat_map(|w| w.grounds.iter_mut().map(|g| &mut g.claim));
    answers
        .iter_mut()
        .flat_map(of_answer)
        .chain(changes.iter_mut().flat_map(|c| c.from.iter_mut().chain(&mut c.to)))
        .chain(disputes.iter_mut().flat_map(|d| d.sides.iter_mut().flatten()))
        .chain(grounds)
}

/// Rows have no maps and no floats for keys, so that they always write.
fn bytes<T: Serialize>(row: &T) -> Vec<u8> {
    postcard::to_stdvec(row).unwrap_or_default()
}

fn row(at: ClaimRef) -> At {
    (at.report as u32, at.claim as u32)
}

fn rows(of: &[ClaimRef]) -> Vec<At> {
    of.iter().map(|&at| row(at)).collect()
}

fn claim((report, claim): At) -> ClaimRef {
    ClaimRef { report: report as usize, claim: claim as usize }
}

fn claims(of: Vec<At>) -> Vec<ClaimRef> {
    of.into_iter().map(claim).collect()
}

fn day_row(day: Day) -> DayRow {
    (day.year(), day.month(), day.day())
}

fn day((year, month, day): DayRow) -> Option<Day> {
    Day::new(year, month, day).ok()
}

fn voice_row(voice: &Voice) -> VoiceRow {
    (voice.origin.clone(), rows(&voice.claims))
}

fn voice_of((origin, told): VoiceRow) -> Voice {
    Voice { origin, claims: claims(told) }
}

fn standing_row(standing: &Standing) -> StandingRow {
    (number(&STANDINGS, standing.kind), standing.rule.clone())
}

fn standing((kind, rule): StandingRow) -> Option<Standing> {
    Some(Standing { kind: *STANDINGS.get(usize::from(kind))?, rule })
}

fn place_id_row(id: &PlaceId) -> PlaceIdRow {
    match id {
        PlaceId::Geonames(number) => Ok(*number),
        PlaceId::Local(name) => Err(name.clone()),
    }
}

fn place_id(row: PlaceIdRow) -> PlaceId {
    row.map_or_else(PlaceId::Local, PlaceId::Geonames)
}

fn place_row(place: &Place) -> PlaceRow {
    PlaceRow {
        id: place_id_row(&place.id),
        name: place.name.clone(),
        kind: number(&PLACES, place.kind),
        point: place.point.map(|p| (p.lat, p.lon)),
        precision: number(&PRECISIONS, place.precision),
        country: place.country,
        parents: place.parents.iter().map(|(id, name)| (place_id_row(id), name.clone())).collect(),
    }
}

fn place(row: PlaceRow) -> Option<Place> {
    Some(Place {
        id: place_id(row.id),
        name: row.name,
        kind: *PLACES.get(usize::from(row.kind))?,
        point: row.point.map(|(lat, lon)| Point { lat, lon }),
        precision: *PRECISIONS.get(usize::from(row.precision))?,
        country: row.country,
        parents: row.parents.into_iter().map(|(id, name)| (place_id(id), name)).collect(),
    })
}

/// The place of a value among all there are.
fn number<T: PartialEq>(all: &[T], value: T) -> u8 {
    all.iter().position(|v| *v == value).map_or(u8::MAX, |at| at as u8)
}
