//! Answers to a hand-made reading, so that a change of layout can be seen before any stage runs.

use rashomon::ReadReport;
use rashomon::model::{
    Action, Answer, AnswerValue, Block, BlockKind, Change, Claim, ClaimPlace, ClaimRef, ClaimTime, Count,
    CountKind, Days, Dispute, DisputeKind, Evidence, Note, Party, Place, PlaceId, PlaceKind, Precision,
    Question, QuestionKind, Reading, Reconciliation, Report, SourceChain, SourceKind, SourceLink, Span,
    Standing, StandingKind, Status, Voice,
};

use super::{Sections, View, answer};
use crate::term::Term;

const TEXT: &str = "River police left the Salt Gate on Monday evening, dockers said. On Tuesday the \
    police were back at the Salt Gate, a radio reporter told Radio Levant. The harbour office put the \
    dead of the ferry at 12. A nurse counted at least 31 bodies. Share this page";

fn span(words: &str) -> Span {
    let start = TEXT.find(words).expect("the words stand in the text");
    Span::of(TEXT, start, start + words.len()).expect("a slice")
}

fn claim(quote: &str, action: Action, actor: &str, sources: &[&str]) -> Claim {
    let link = |text: &&str| SourceLink {
        text: (*text).into(),
        span: Some(span(text)),
        name: None,
        kind: SourceKind::Witness,
        cue: None,
    };
    Claim {
        passage: span(quote),
        sources: SourceChain { links: sources.iter().map(link).collect() },
        action,
        actor: (!actor.is_empty()).then(|| Party { text: actor.into(), ..Party::default() }),
        target: None,
        places: Vec::new(),
        time: None,
        status: Status::Asserted,
        count: None,
        evidence: Evidence { confidence: 0.9, ..Evidence::default() },
    }
}

fn at(claim: usize) -> ClaimRef {
    ClaimRef { report: 0, claim }
}

fn standing(kind: StandingKind, rule: &str) -> Standing {
    Standing { kind, rule: rule.into() }
}

fn reading() -> Reading<ReadReport> {
    let gate =
        ClaimPlace { text: "the Salt Gate".into(), span: None, place: None, name: "Salt Gate, Tarsh".into() };
    let monday = Days::one("2031-05-05".parse().expect("a day"));
    let mut claims = vec![
        claim(
            "River police left the Salt Gate on Monday evening",
            Action::Withdraw,
            "River police",
            &["dockers"],
        ),
        claim(
            "the police were back at the Salt Gate",
            Action::Seize,
            "the police",
            &["a radio reporter", "Radio Levant"],
        ),
        claim(
            "The harbour office put the dead of the ferry at 12",
            Action::Kill,
            "",
            &["The harbour office"],
        ),
        claim("at least 31 bodies", Action::Kill, "", &["A nurse"]),
    ];
    claims[0].places = vec![gate.clone()];
    claims[0].time = Some(ClaimTime { text: "Monday evening".into(), days: Some(monday), mention: None });
    claims[1].places = vec![gate];
    claims[2].count = Some(Count { kind: CountKind::Killed, low: Some(12.0), high: Some(12.0) });
    claims[3].count = Some(Count { kind: CountKind::Killed, low: Some(31.0), high: None });
    claims.push(claim("River police left", Action::Meet, "River police", &[]));
    let share = span("Share this page");
    let report = Report {
        text: TEXT.into(),
        blocks: vec![
            Block { span: Span::new(0, share.start() - 1), kind: BlockKind::Paragraph },
            Block { span: share, kind: BlockKind::Furniture },
        ],
        title: Some("Two accounts of a bad week at the Salt Gate".into()),
        published: Some("2031-05-06".parse().expect("a day")),
        ..Report::default()
    };
    Reading {
        value: ReadReport { report, claims, ..ReadReport::default() },
        notes: vec![Note::new("place/unknown", Some(span("the Salt Gate")), "This place is in no atlas.")],
    }
}

fn reconciled() -> Reconciliation {
    let place = Place {
        id: PlaceId::Local("salt gate@1".into()),
        name: "Salt Gate".into(),
        kind: PlaceKind::Quarter,
        point: None,
        precision: Precision::Quarter,
        country: None,
        parents: vec![(PlaceId::Geonames(1), "Tarsh".into())],
    };
    let answer = |label: &str, value, told_by: &[usize], kind| Answer {
        value,
        label: label.into(),
        days: None,
        told_by: told_by.iter().map(|&c| at(c)).collect(),
        denied_by: Vec::new(),
        voices: Vec::new(),
        probability: None,
        standing: standing(kind, "one voice tells it"),
    };
    let number = |low, high| AnswerValue::Number { low, high };
    let voice = |origin: &str, claim| Voice { origin: origin.into(), claims: vec![at(claim)] };
    Reconciliation {
        questions: vec![
            Question {
                kind: QuestionKind::HowMany,
                text: "How many were killed on the ferry?".into(),
                place: None,
                place_name: None,
                answers: vec![
                    answer("12", number(Some(12.0), Some(12.0)), &[2], StandingKind::Contested),
                    answer("at least 31", number(Some(31.0), None), &[3], StandingKind::Contested),
                ],
                changes: Vec::new(),
                disputes: vec![Dispute {
                    kind: DisputeKind::Contradiction,
                    sides: vec![vec![at(2)], vec![at(3)]],
                    text: "12 against at least 31".into(),
                }],
                standing: standing(
                    StandingKind::Contested,
                    "two voices give numbers that exclude each other",
                ),
                weighed: None,
            },
            Question {
                kind: QuestionKind::Holds,
                text: "Who holds the Salt Gate, Tarsh?".into(),
                place: Some(place),
                place_name: Some("Salt Gate, Tarsh".into()),
                answers: vec![answer(
                    "the police",
                    AnswerValue::Party("the police".into()),
                    &[1],
                    StandingKind::SingleOrigin,
                )],
                changes: vec![Change {
                    from: vec![at(0)],
                    to: vec![at(1)],
                    text: "River police leave, then return".into(),
                }],
                disputes: Vec::new(),
                standing: standing(StandingKind::Superseded, "the later state is told by one voice"),
                weighed: None,
            },
        ],
        voices: vec![
            voice("dockers", 0),
            voice("Radio Levant", 1),
            voice("The harbour office", 2),
            voice("A nurse", 3),
        ],
        ..Reconciliation::default()
    }
}

fn shown(width: usize, colour: bool, sections: Sections) -> String {
    let (reports, names) = ([reading()], ["gate.txt".to_owned()]);
    let view = View {
        term: Term { colour, width },
        reports: &reports,
        names: &names,
        numbers: &[],
        reconciled: &reconciled(),
        figures: None,
        reviews: None,
    };
    answer(view, sections)
}

const ALL: Sections =
    Sections { changes: true, disputes: true, claims: true, unread: true, unread_line: false };

#[test]
fn an_answer_in_columns() {
    insta::assert_snapshot!(shown(100, false, ALL));
}

#[test]
fn an_answer_on_a_narrow_terminal() {
    insta::assert_snapshot!(shown(50, false, Sections { unread: false, unread_line: true, ..ALL }));
}

#[test]
fn colour_changes_no_word() {
    let coloured = shown(100, true, ALL);
    assert!(coloured.contains("\x1b["));
    let mut plain = String::new();
    let mut rest = coloured.as_str();
    while let Some(at) = rest.find("\x1b[") {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = &rest[rest.find('m').expect("a code ends") + 1..];
    }
    plain.push_str(rest);
    assert_eq!(plain, shown(100, false, ALL));
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in [40, 60, 84, 120] {
        for line in shown(width, false, ALL).lines() {
            assert!(crate::term::width(line) <= width, "{width} columns: {line:?}");
        }
    }
}
