//! Claims built by hand, for the tests of this crate.
#![allow(dead_code, unreachable_pub, missing_docs, reason = "each test file uses a part")]

use rashomon_model::{
    Action, Claim, ClaimPlace, ClaimTime, Count, CountKind, Day, Days, Evidence, Party, Report, SourceChain,
    SourceKind, SourceLink, Span, Status,
};

/// A report whose text grows with its claims.
#[derive(Clone, Debug)]
pub struct Story {
    pub report: Report,
    pub claims: Vec<Claim>,
}

pub fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

pub fn story(outlet: &str, published: &str) -> Story {
    let published = (!published.is_empty()).then(|| day(published));
    let report = Report { outlet: Some(outlet.into()), published, ..Report::default() };
    Story { report, claims: Vec::new() }
}

impl Story {
    /// Adds a claim on `passage`, told by `sources` (`a > b`, empty for the report itself).
    pub fn tell(mut self, sources: &str, action: Action, passage: &str) -> Self {
        let start = self.report.text.len();
        self.report.text.push_str(passage);
        let span = Span::new(start, start + passage.len());
        self.report.text.push_str(". ");
        let links = sources.split(" > ").filter(|s| !s.is_empty()).map(|text| SourceLink {
            text: text.into(),
            span: None,
            name: None,
            kind: SourceKind::Other,
            cue: None,
        });
        self.claims.push(Claim {
            passage: span,
            sources: SourceChain { links: links.collect() },
            action,
            actor: None,
            target: None,
            places: Vec::new(),
            time: None,
            status: Status::Asserted,
            count: None,
            evidence: Evidence { trigger: span, sentence: span, rules: Vec::new(), confidence: 1.0 },
        });
        self
    }

    fn last(&mut self) -> &mut Claim {
        self.claims.last_mut().expect("a claim was told")
    }

    pub fn by(mut self, actor: &str) -> Self {
        self.last().actor = Some(Party { text: actor.into(), name: Some(actor.into()), ..Party::default() });
        self
    }

    pub fn to(mut self, target: &str) -> Self {
        self.last().target = Some(Party { text: target.into(), ..Party::default() });
        self
    }

    pub fn at(mut self, place: &str) -> Self {
        let text = place.split(',').next().unwrap_or(place).to_owned();
        self.last().places.push(ClaimPlace { text, span: None, place: None, name: place.into() });
        self
    }

    pub fn on(mut self, date: &str) -> Self {
        let days = Some(Days::one(day(date)));
        self.last().time = Some(ClaimTime { text: date.into(), days, mention: None });
        self
    }

    pub fn status(mut self, status: Status) -> Self {
        self.last().status = status;
        self
    }

    pub fn count(mut self, kind: CountKind, low: u32, high: Option<u32>) -> Self {
        self.last().count = Some(Count { kind, low: Some(low.into()), high: high.map(f64::from) });
        self
    }

    pub fn claims(&self) -> rashomon_reconcile::ReportClaims<'_> {
        rashomon_reconcile::ReportClaims { report: &self.report, claims: &self.claims }
    }
}
