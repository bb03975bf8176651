//! The JSON of version 1, written out in full once: a difference here is a change of what others read.

use rashomon::ReadReport;
use rashomon::extract::Unread;
use rashomon::model::*;
use rashomon::v1;

const TEXT: &str = "The garde left the Salt Gate on Monday, dockers told Radio Tarsh. Café owners fled.";

fn span(words: &str) -> Span {
    let start = TEXT.find(words).expect("the words stand in the text");
    Span::new(start, start + words.len())
}

fn gate() -> Place {
    Place {
        id: PlaceId::Local("salt gate@7".into()),
        name: "Salt Gate".into(),
        kind: PlaceKind::Quarter,
        point: None,
        precision: Precision::Quarter,
        country: Some(*b"SY"),
        parents: vec![(PlaceId::Geonames(7), "Tarsh".into())],
    }
}

fn time() -> TimeMention {
    TimeMention {
        span: span("Monday"),
        kind: TimeKind::Date,
        value: "2031-05-05".into(),
        edtf: Some("2031-05-05".into()),
        days: Some(Days::one("2031-05-05".parse().expect("a day"))),
        anchor: Anchor::Publication,
    }
}

fn claim() -> Claim {
    let link = |text: &str, kind, cue: Option<&str>| SourceLink {
        text: text.into(),
        span: Some(span(text)),
        name: None,
        kind,
        cue: cue.map(span),
    };
    Claim {
        passage: span("The garde left the Salt Gate on Monday"),
        sources: SourceChain {
            links: vec![
                link("dockers", SourceKind::Witness, Some("told")),
                link("Radio Tarsh", SourceKind::Media, None),
            ],
        },
        action: Action::Withdraw,
        actor: Some(Party {
            text: "The garde".into(),
            span: Some(span("The garde")),
            name: Some("Coast Guard".into()),
            link: Some(ActorLink {
                actor: "coast-guard".into(),
                method: LinkMethod::Skeleton,
                confidence: 0.75,
            }),
        }),
        target: None,
        places: vec![ClaimPlace {
            text: "the Salt Gate".into(),
            span: Some(span("the Salt Gate")),
            place: Some(gate()),
            name: "Salt Gate, Tarsh".into(),
        }],
        time: Some(ClaimTime { text: "Monday".into(), days: time().days, mention: Some(time()) }),
        status: Status::Asserted,
        count: Some(Count { kind: CountKind::Share, low: Some(0.5), high: Some(1.0) }),
        evidence: Evidence {
            trigger: span("left"),
            sentence: span("The garde left the Salt Gate on Monday, dockers told Radio Tarsh."),
            rules: vec!["control/leave-place".into()],
            confidence: 0.5,
        },
    }
}

fn report() -> Reading<ReadReport> {
    let report = Report {
        text: TEXT.into(),
        blocks: vec![Block { span: Span::new(0, TEXT.len()), kind: BlockKind::Paragraph }],
        source: SourceMap::identity(3, TEXT.len()),
        digest: [7; 32],
        title: Some("Guard leaves".into()),
        outlet: None,
        published: Some("2031-05-06".parse().expect("a day")),
        url: Some("https://example.org/gate".into()),
        language: Language { code: Some("eng".into()), confidence: 1.0 },
    };
    let second = Claim {
        passage: span("Café owners fled"),
        sources: SourceChain::default(),
        action: Action::Flee,
        actor: None,
        places: Vec::new(),
        time: None,
        count: None,
        ..claim()
    };
    let mention = PlaceMention {
        span: span("the Salt Gate"),
        core: span("Salt Gate"),
        place: Some(gate()),
        relative: Relative::At,
        method: "local",
        confidence: 0.5,
    };
    let unread = Unread {
        sentence: span("Café owners fled."),
        word: span("fled"),
        reason: "nothing is told of it".into(),
    };
    let note =
        Note::new("place/ambiguous", Some(span("Salt Gate")), "It may be another gate.").hint("Say which.");
    Reading {
        value: ReadReport {
            report,
            claims: vec![claim(), second],
            times: vec![time()],
            places: vec![mention],
            unread: vec![unread],
            ..ReadReport::default()
        },
        notes: vec![note],
    }
}

fn reconciled() -> Reading<Reconciliation> {
    let at = |claim| ClaimRef { report: 0, claim };
    let standing = Standing { kind: StandingKind::SingleOrigin, rule: "one voice tells it".into() };
    let reason = Reason {
        feature: "same-place",
        weight: 1.5,
        a: Some(span("the Salt Gate")),
        b: None,
        detail: "both name the Salt Gate".into(),
    };
    let answer = Answer {
        value: AnswerValue::Number { low: Some(3.0), high: None },
        label: "at least 3".into(),
        days: time().days,
        told_by: vec![at(0)],
        denied_by: vec![at(1)],
        voices: vec![Voice { origin: "dockers".into(), claims: vec![at(0)] }],
        probability: None,
        standing: standing.clone(),
    };
    let value = Reconciliation {
        events: vec![Event { label: "the Salt Gate, 5 May".into(), claims: vec![at(0), at(1)] }],
        relations: vec![Relation {
            a: at(0),
            b: at(1),
            kind: RelationKind::Reverses,
            about: "the Salt Gate".into(),
            reasons: vec![reason],
            confidence: 0.5,
        }],
        questions: vec![Question {
            kind: QuestionKind::HowMany,
            text: "How many left?".into(),
            place: Some(gate()),
            place_name: Some("Salt Gate, Tarsh".into()),
            answers: vec![answer],
            changes: vec![Change { from: vec![at(0)], to: vec![at(1)], text: "first, then".into() }],
            disputes: vec![Dispute {
                kind: DisputeKind::Denial,
                sides: vec![vec![at(0)], vec![at(1)]],
                text: "one against one".into(),
            }],
            standing,
            weighed: Some(Weighed {
                none: 0.125,
                voices: 2,
                turning: Some(1),
                grounds: vec![Ground {
                    claim: at(0),
                    weight: 0.5,
                    detail: "told against own interest".into(),
                }],
                course: vec![Moment { day: "2031-05-05".parse().expect("a day"), probability: vec![0.75] }],
            }),
        }],
        voices: vec![Voice { origin: "dockers".into(), claims: vec![at(0)] }],
    };
    Reading { value, notes: vec![Note::new("reconcile/report-twice", None, "Twice.")] }
}

fn written() -> v1::Reading {
    let mut reading = v1::Reading::new(&[report()], &[Some("gate.txt".into())], &reconciled());
    reading.generator = "rashomon".into();
    reading
}

#[test]
fn every_field_is_written_as_promised() {
    let json = serde_json::to_string_pretty(&written()).expect("it can be written");
    insta::assert_snapshot!(json);
}

#[test]
fn what_is_written_reads_back() {
    let json = serde_json::to_string(&written()).expect("it can be written");
    let again: v1::Reading = serde_json::from_str(&json).expect("it can be read");
    assert_eq!(again, written());
}

/// Annotated reports, and predictions of others, need none of our additions.
#[test]
fn the_form_of_annotated_reports_is_enough() {
    let json = r#"{"id": "r1", "text": "A quay burned.", "relations": [], "claims": [{
        "id": "c1", "quote": "A quay burned", "sources": [], "action": "destroy", "actor": null,
        "actor_name": null, "target": "A quay", "target_name": null, "status": "asserted", "count": null,
        "places": [{"text": "quay", "name": null}], "time": {"text": "May", "start": null, "end": null}}]}"#;
    let report: v1::Report = serde_json::from_str(json).expect("it can be read");
    assert_eq!(report.claims[0].quote, "A quay burned");
}

#[test]
fn every_field_is_documented() {
    let documented = include_str!("../../../docs/json.md");
    let value = serde_json::to_value(written()).expect("it can be written");
    let mut missing = Vec::new();
    keys(&value, &mut |key| {
        if !documented.contains(&format!("`{key}`")) {
            missing.push(key.to_owned());
        }
    });
    assert!(missing.is_empty(), "docs/json.md does not tell of {missing:?}");
}

fn keys(value: &serde_json::Value, seen: &mut dyn FnMut(&str)) {
    match value {
        serde_json::Value::Object(fields) => fields.iter().for_each(|(key, field)| {
            seen(key);
            keys(field, seen);
        }),
        serde_json::Value::Array(items) => items.iter().for_each(|item| keys(item, seen)),
        _ => {}
    }
}
