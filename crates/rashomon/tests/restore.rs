//! What was read, written as JSON and read back, reconciles as before and answers alike.

use rashomon::model::{Reading, Reconciliation};
use rashomon::{Pipeline, ReadOptions, ReadReport, ask, v1};

fn examples() -> Vec<Reading<ReadReport>> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut files: Vec<_> = ["raqqa-june-2017", "ferry-lake-maro"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(root.join(folder)).expect("a folder"))
        .map(|entry| entry.expect("an entry").path())
        .filter(|p| p.extension().is_some_and(|e| e == "txt" || e == "html"))
        .collect();
    files.sort();
    let options = ReadOptions::default();
    files.iter().map(|p| Pipeline::bundled().read(&std::fs::read(p).expect("a file"), &options)).collect()
}

fn through_json(reports: &[Reading<ReadReport>]) -> Vec<Reading<ReadReport>> {
    let one = |(at, reading): (usize, &Reading<ReadReport>)| {
        let json = serde_json::to_string(&v1::Report::of(at, None, reading)).expect("it writes");
        serde_json::from_str::<v1::Report>(&json).expect("it reads").restore()
    };
    reports.iter().enumerate().map(one).collect()
}

fn wire(reports: &[Reading<ReadReport>], reconciled: &Reading<Reconciliation>) -> v1::Reading {
    v1::Reading { reports: Vec::new(), ..v1::Reading::new(reports, &[], reconciled) }
}

#[test]
fn a_reading_restored_reconciles_as_before() {
    let reports = examples();
    assert!(reports.len() >= 7 && reports.iter().any(|r| r.value.claims.len() > 3));
    let restored = through_json(&reports);
    for (a, b) in reports.iter().zip(&restored) {
        assert_eq!(a.value.claims.len(), b.value.claims.len());
        assert_eq!(a.value.unread, b.value.unread);
        assert_eq!(a.notes, b.notes);
        assert_eq!(a.value.report.blocks, b.value.report.blocks);
        assert_eq!(a.value.report.digest, b.value.report.digest);
    }
    let pipeline = Pipeline::bundled();
    let before = wire(&reports, &pipeline.reconcile(&reports));
    let after = wire(&restored, &pipeline.reconcile(&restored));
    assert_eq!(before, after);
}

#[test]
fn every_question_of_the_claims_is_found_when_asked() {
    let reports = examples();
    let reconciled = Pipeline::bundled().reconcile(&reports).value;
    assert!(!reconciled.questions.is_empty());
    for (at, question) in reconciled.questions.iter().enumerate() {
        let Some(place) = &question.place_name else { continue };
        let kind = question.kind;
        let count = kind == rashomon::model::QuestionKind::HowMany;
        let count = count.then(|| {
            let kinds = rashomon::model::CountKind::ALL;
            *kinds.iter().find(|k| question.text.contains(k.as_str())).unwrap_or(&kinds[0])
        });
        let asked = ask::Ask { kind, about: place.clone(), count, at: None };
        let found = ask::answer(&asked, &reports, &reconciled);
        let same = |q: usize| reconciled.questions[q].place_name == question.place_name;
        assert!(
            found.matched.iter().any(|m| m.question == at || same(m.question)),
            "`{}` asked as `{place}`: {found:?}",
            question.text
        );
    }
}
