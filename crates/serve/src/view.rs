//! What readers see: all that a case tells at a moment, with the ways from one thing to another.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rashomon::model::{ClaimRef, Reconciliation};
use rashomon::v1;
use rashomon_store::{AsOf, Case, Entry, Error, Held};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::answers::Answers;

/// A case at a moment.
#[derive(Debug, Default)]
pub(crate) struct View {
    /// Hash of the last record it was worked out from.
    pub(crate) head: String,
    /// Title of the case.
    pub(crate) title: String,
    /// Everything that was read and worked out.
    pub(crate) reading: v1::Reading,
    /// What it was worked out from, with what people decided.
    pub(crate) held: Held,
    /// What came of holding the claims against each other, as the library tells it.
    pub(crate) reconciled: Reconciliation,
    /// Reports of the case by their numbers, also those left out of the moment.
    pub(crate) entries: Vec<Entry>,
    /// A row for each question, in the order of the reading.
    pub(crate) questions: Vec<Row>,
    /// Every place that claims name, by name.
    pub(crate) places: Vec<PlaceRow>,
    /// What was answered of it.
    pub(crate) answers: Answers,
    by_id: HashMap<String, usize>,
    at: HashMap<String, (usize, usize)>,
    place_at: HashMap<String, usize>,
    voice_of: HashMap<String, usize>,
    question_of: HashMap<String, usize>,
}

/// What lists show of a question.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    /// Readable, and the same as long as the question has the same words.
    pub(crate) id: String,
    /// Claims that answer or deny, by report and text.
    pub(crate) claims: Vec<String>,
    /// Independent voices.
    pub(crate) voices: usize,
    /// Reports.
    pub(crate) reports: usize,
    /// Days told of.
    pub(crate) first: Option<String>,
    /// The last of them.
    pub(crate) last: Option<String>,
    /// Day of the newest report.
    pub(crate) newest: Option<String>,
    /// Id of the place asked about.
    pub(crate) place_id: Option<String>,
    /// How far the likeliest answer is from certain, 0 to 1; 1 where nothing was weighed.
    pub(crate) doubt: f64,
}

/// A place that claims name.
#[derive(Clone, Debug, Default)]
pub(crate) struct PlaceRow {
    pub(crate) place: v1::PlaceOfClaim,
    pub(crate) claims: usize,
    pub(crate) questions: BTreeSet<usize>,
    /// Where it is drawn, where it has no point of its own: name and degrees of the first parent that has one.
    pub(crate) drawn_at: Option<(String, f32, f32)>,
}

impl View {
    /// Works out what a case tells.
    ///
    /// # Errors
    /// When the case cannot be read.
    ///
    /// # Cost
    /// All readings are unpacked and held against each other.
    pub(crate) fn of(case: &Case, moment: &AsOf) -> Result<Self, Error> {
        // The head first: what is added meanwhile is seen the next time.
        let head = case.head()?;
        let held = case.held(moment)?;
        let reconciled = case.reconciled(&held);
        let reading = held.wire(&reconciled);
        let empty = Self {
            head,
            title: case.title()?,
            reading,
            held,
            reconciled: reconciled.value,
            entries: case.entries()?,
            ..Self::default()
        };
        Ok(empty.linked())
    }

    /// Draws the ways from one thing to another.
    fn linked(mut self) -> Self {
        let view = &mut self;
        for (r, report) in view.reading.reports.iter().enumerate() {
            for (c, claim) in report.claims.iter().enumerate() {
                view.at.insert(format!("{}:{}", report.id, claim.id), (r, c));
            }
        }
        for (v, voice) in view.reading.voices.iter().enumerate() {
            for claim in &voice.claims {
                view.voice_of.insert(claim.clone(), v);
            }
        }
        view.questions = view.reading.questions.iter().map(|q| view.row(q)).collect();
        for (q, row) in view.questions.iter().enumerate() {
            view.by_id.insert(row.id.clone(), q);
            for claim in &row.claims {
                view.question_of.entry(claim.clone()).or_insert(q);
            }
        }
        view.places = view.gather_places();
        for (at, row) in view.places.iter().enumerate() {
            if let Some(id) = &row.place.id {
                view.place_at.entry(id.clone()).or_insert(at);
            }
        }
        self
    }

    /// A claim with its report.
    pub(crate) fn claim(&self, id: &str) -> Option<(&v1::Report, &v1::Claim)> {
        let &(r, c) = self.at.get(id)?;
        let report = self.reading.reports.get(r)?;
        Some((report, report.claims.get(c)?))
    }

    /// Ids of all claims, by report and text.
    pub(crate) fn claims(&self) -> impl Iterator<Item = (String, &v1::Report, &v1::Claim)> {
        self.reading.reports.iter().flat_map(|report| {
            report.claims.iter().map(move |claim| (format!("{}:{}", report.id, claim.id), report, claim))
        })
    }

    /// A report by its id.
    pub(crate) fn report(&self, id: &str) -> Option<&v1::Report> {
        // Reports come by their numbers, some left out.
        let number = |id: &str| id.strip_prefix('r').and_then(|n| n.parse::<i64>().ok());
        let wanted = number(id)?;
        let at = self.reading.reports.binary_search_by_key(&Some(wanted), |r| number(&r.id)).ok()?;
        self.reading.reports.get(at)
    }

    /// Where a question stands, by its id.
    pub(crate) fn question(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The id of a claim.
    pub(crate) fn name(&self, at: ClaimRef) -> Option<String> {
        let report = self.reading.reports.get(at.report)?;
        Some(format!("{}:{}", report.id, report.claims.get(at.claim)?.id))
    }

    /// Decisions on a claim that hold.
    pub(crate) fn decided_on(&self, id: &str) -> impl Iterator<Item = &v1::Decided> {
        let at = self.at.get(id).map(|&(report, claim)| ClaimRef { report, claim });
        let on = at.and_then(|at| self.held.reviewed.on.get(&at));
        on.into_iter().flatten().filter_map(|&d| self.reading.judgements.get(d))
    }

    /// A claim by its words, as the chain keeps it: with the action that was read, whatever it was corrected to.
    pub(crate) fn anchor(&self, id: &str) -> Option<v1::Anchor> {
        let &(report, claim) = self.at.get(id)?;
        let read = self.held.reviewed.actions.get(&ClaimRef { report, claim });
        let (report, claim) = self.claim(id)?;
        Some(v1::Anchor {
            report: report.id.strip_prefix('r')?.parse().ok()?,
            quote: claim.quote.clone(),
            bytes: claim.passage.bytes,
            action: read.map_or(claim.action.as_str(), |a| a.as_str()).to_owned(),
        })
    }

    /// Id of the question a claim answers.
    pub(crate) fn question_of(&self, claim: &str) -> Option<&str> {
        self.question_of.get(claim).map(|&q| self.questions[q].id.as_str())
    }

    fn row(&self, question: &v1::Question) -> Row {
        let mut claims: BTreeSet<String> = BTreeSet::new();
        for answer in &question.answers {
            claims.extend(answer.told_by.iter().chain(&answer.denied_by).cloned());
        }
        for change in &question.changes {
            claims.extend(change.from.iter().chain(&change.to).cloned());
        }
        for dispute in &question.disputes {
            claims.extend(dispute.sides.iter().flatten().cloned());
        }
        let mut claims: Vec<String> = claims.into_iter().filter(|c| self.at.contains_key(c)).collect();
        claims.sort_by_key(|c| self.at.get(c).copied());
        let known = || claims.iter().filter_map(|c| self.claim(c));
        let days = || known().filter_map(|(_, c)| c.time.as_ref());
        let voices: BTreeSet<usize> = claims.iter().filter_map(|c| self.voice_of.get(c).copied()).collect();
        let reports: BTreeSet<&str> = known().map(|(r, _)| r.id.as_str()).collect();
        let likeliest = question.answers.iter().filter_map(|a| a.probability).fold(0.0, f64::max);
        let place_id = question.place.as_ref().and_then(|place| {
            let named = |p: &&v1::PlaceOfClaim| p.name.as_ref() == Some(place) && p.id.is_some();
            known().find_map(|(_, c)| c.places.iter().find(named)).and_then(|p| p.id.clone())
        });
        Row {
            id: slug(question),
            voices: voices.len(),
            reports: reports.len(),
            first: days().filter_map(|t| t.start.clone()).min(),
            last: days().filter_map(|t| t.end.clone().or_else(|| t.start.clone())).max(),
            newest: known().filter_map(|(r, _)| r.published.clone()).max(),
            place_id,
            doubt: 1.0 - likeliest,
            claims,
        }
    }

    fn gather_places(&self) -> Vec<PlaceRow> {
        let mut rows: BTreeMap<(String, String), PlaceRow> = BTreeMap::new();
        for (id, _, claim) in self.claims() {
            for place in &claim.places {
                let name = place.name.clone().unwrap_or_else(|| place.text.clone());
                let row = rows.entry((name, place.id.clone().unwrap_or_default())).or_default();
                if row.claims == 0 {
                    row.place = place.clone();
                }
                row.claims += 1;
                row.questions.extend(self.question_of.get(&id));
            }
        }
        let points: HashMap<&str, (f32, f32)> = rows
            .values()
            .filter_map(|row| Some((row.place.id.as_deref()?, (row.place.lat?, row.place.lon?))))
            .chain(
                self.reading
                    .reports
                    .iter()
                    .flat_map(|r| &r.places)
                    .filter_map(|m| Some((m.id.as_deref()?, (m.lat?, m.lon?)))),
            )
            .collect();
        let drawn = |row: &PlaceRow| -> Option<(String, f32, f32)> {
            if row.place.lat.is_some() {
                return None;
            }
            let mut parents = row.place.parents.iter().zip(&row.place.parent_ids);
            parents.find_map(|(name, id)| points.get(id.as_str()).map(|p| (name.clone(), p.0, p.1)))
        };
        let drawn: Vec<_> = rows.values().map(drawn).collect();
        let mut rows: Vec<PlaceRow> = rows.into_values().collect();
        for (row, at) in rows.iter_mut().zip(drawn) {
            row.drawn_at = at;
        }
        rows
    }

    /// What a list says of a question.
    pub(crate) fn row_json(&self, at: usize) -> Value {
        let (question, row) = (&self.reading.questions[at], &self.questions[at]);
        let place = self.place_of(row);
        let mut answers: Vec<&v1::Answer> = question.answers.iter().collect();
        answers.sort_by(|a, b| b.probability.unwrap_or(0.0).total_cmp(&a.probability.unwrap_or(0.0)));
        let answers: Vec<Value> = answers
            .iter()
            .take(3)
            .map(|a| {
                json!({
                    "label": a.label, "voices": a.voices.len(), "probability": a.probability,
                    "likelihood": a.likelihood, "standing": a.standing, "start": a.start, "end": a.end,
                })
            })
            .collect();
        let disputes: BTreeSet<&str> = question.disputes.iter().map(|d| d.kind.as_str()).collect();
        json!({
            "id": row.id, "kind": question.kind, "text": question.text, "place": question.place,
            "place_id": row.place_id, "lat": place.and_then(|p| p.place.lat), "lon": place.and_then(|p| p.place.lon),
            "first": row.first, "last": row.last, "newest": row.newest, "claims": row.claims.len(),
            "voices": row.voices, "reports": row.reports, "disputes": disputes, "changes": question.changes.len(),
            "standing": question.standing, "answers": answers, "more_answers": question.answers.len().saturating_sub(3),
            "differs": question.disputes.first().map(|d| d.text.as_str()),
        })
    }

    fn place_of(&self, row: &Row) -> Option<&PlaceRow> {
        self.places.get(*self.place_at.get(row.place_id.as_deref()?)?)
    }

    /// What the case keeps of a report besides its reading.
    pub(crate) fn entry(&self, report: &str) -> Option<&Entry> {
        let number: i64 = report.strip_prefix('r')?.parse().ok()?;
        // They come by their numbers.
        self.entries.binary_search_by_key(&number, |e| e.number).ok().map(|at| &self.entries[at])
    }

    /// A claim with where it stands among the others.
    pub(crate) fn claim_json(&self, id: &str, report: &v1::Report, claim: &v1::Claim) -> Value {
        let mut value = json!(claim);
        let voice = self.voice_of.get(id).copied();
        if let (Some(object), Value::Object(more)) = (
            value.as_object_mut(),
            json!({
                "ref": id, "report": report.id, "published": report.published, "outlet": report.outlet,
                "report_title": title(report), "voice": voice, "question": self.question_of(id),
                "voice_origin": voice.map(|v| self.reading.voices[v].origin.as_str()),
                "voice_claims": voice.map_or(1, |v| self.reading.voices[v].claims.len()),
                "voice_reports": voice.map_or(1, |v| Self::reports_of(&self.reading.voices[v].claims)),
            }),
        ) {
            object.extend(more);
        }
        value
    }

    fn reports_of(claims: &[String]) -> usize {
        claims.iter().filter_map(|c| c.split_once(':')).map(|(r, _)| r).collect::<BTreeSet<_>>().len()
    }
}

/// What a report is called: its title, else its outlet, else the name of its file.
pub(crate) fn title(report: &v1::Report) -> &str {
    let name = report.name.as_deref().map(|n| n.rsplit(['/', '\\', '!']).next().unwrap_or(n));
    report.title.as_deref().or(report.outlet.as_deref()).or(name).unwrap_or(&report.id)
}

/// What lists and pages say of a report.
pub(crate) fn head_json(report: &v1::Report) -> Value {
    json!({
        "id": report.id, "title": title(report), "outlet": report.outlet, "published": report.published,
        "name": report.name, "url": report.url,
    })
}

/// An address for a question: its words, and six digits of a hash over kind and words.
fn slug(question: &v1::Question) -> String {
    let mut words = String::new();
    for c in question.text.chars() {
        if c.is_alphanumeric() {
            words.extend(c.to_lowercase());
        } else if !words.is_empty() && !words.ends_with('-') {
            words.push('-');
        }
        if words.len() >= 60 {
            break;
        }
    }
    let hash = Sha256::digest(format!("{}\n{}", question.kind, question.text));
    format!("{}-{}", words.trim_end_matches('-'), data_encoding::HEXLOWER.encode(&hash[..3]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_questions_are_readable_and_differ() {
        let of = |kind: &str, text: &str| {
            slug(&v1::Question { kind: kind.into(), text: text.into(), ..v1::Question::default() })
        };
        let holds = of("holds", "Who holds Mansour Street, Raqqa?");
        assert!(holds.starts_with("who-holds-mansour-street-raqqa-"), "{holds}");
        assert_ne!(holds, of("is-open", "Who holds Mansour Street, Raqqa?"));
        assert!(of("holds", &"word ".repeat(100)).len() < 80);
    }
}
