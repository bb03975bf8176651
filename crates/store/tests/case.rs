//! The case from outside: what is kept stays, what is damaged is named, writers wait for each other.

use std::path::{Path, PathBuf};

use rashomon_store::{Arrival, AsOf, Case, Error, Kept, Known};

const TEXTS: [&str; 4] = [
    "The militia captured the old port of Basra on Monday, dockers said. The army denied that it had left.",
    "At least 12 people were killed when the ferry sank, according to a doctor in Basra.",
    "The army retook the old port of Basra on Wednesday, Radio Tarsh reported.",
    "Villagers near Basra said that the coast road was closed by the flood on Friday.",
];

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn arrival(at: usize) -> Arrival {
    let known = Known { published: Some("2020-05-06".into()), ..Known::default() };
    Arrival {
        known,
        ..Arrival::new(format!("{at}.txt"), TEXTS[at % 4].replace("Basra", &format!("Basra{at}")).into())
    }
}

fn made(folder: &Path, reports: usize) -> (Case, PathBuf) {
    let path = folder.join("port.case");
    let mut case = Case::create(&path, "The port").expect("a case");
    let arrivals: Vec<Arrival> = (0..reports).map(arrival).collect();
    assert!(case.add(&arrivals).expect("kept").iter().all(|k| matches!(k, Kept::New(_))));
    (case, path)
}

fn sound(case: &Case) -> String {
    let verified = case.verify().expect("it opens");
    assert_eq!(verified.damage, []);
    verified.head
}

#[test]
fn adding_twice_changes_nothing() {
    let folder = folder();
    let (mut case, _) = made(folder.path(), 3);
    let (head, entries) = (sound(&case), case.entries().expect("a list"));
    assert_eq!(case.add(&[arrival(1), arrival(0)]).expect("kept"), [Kept::Known(2), Kept::Known(1)]);
    assert_eq!((sound(&case), case.entries().expect("a list")), (head, entries));
}

#[test]
fn twice_in_one_step_is_once() {
    let folder = folder();
    let (mut case, _) = made(folder.path(), 0);
    let kept = case.add(&[arrival(0), arrival(0)]).expect("kept");
    assert!(matches!(kept[..], [Kept::New(1), Kept::Known(1)]), "{kept:?}");
    assert_eq!(case.entries().expect("a list").len(), 1);
    sound(&case);
}

#[test]
fn what_is_told_later_is_read_anew_and_the_old_reading_stays() {
    let folder = folder();
    let (mut case, _) = made(folder.path(), 0);
    let bare = Arrival { known: Known::default(), ..arrival(0) };
    assert_eq!(case.add(std::slice::from_ref(&bare)).expect("kept"), [Kept::New(1)]);
    assert_eq!(case.entries().expect("a list")[0].published, None);
    assert_eq!(case.add(&[arrival(0)]).expect("kept"), [Kept::Reread(1)]);
    let entry = case.entries().expect("a list").remove(0);
    assert_eq!((entry.published.as_deref(), entry.readings), (Some("2020-05-06"), 2));
    // What was told before is not forgotten because it is not told again.
    assert_eq!(case.add(&[bare]).expect("kept"), [Kept::Known(1)]);
    sound(&case);
}

#[test]
fn the_same_words_of_two_outlets_are_two_reports() {
    let folder = folder();
    let (mut case, _) = made(folder.path(), 0);
    let of = |outlet: &str| Arrival {
        known: Known { outlet: Some(outlet.into()), ..Known::default() },
        ..arrival(0)
    };
    assert_eq!(
        case.add(&[of("Radio Tarsh"), of("Levant Post")]).expect("kept"),
        [Kept::New(1), Kept::New(2)]
    );
    assert_eq!(case.arrival(2).expect("a report").original, of("x").original);
    sound(&case);
}

#[test]
fn a_case_answers_as_of_a_moment() {
    let folder = folder();
    let (mut case, path) = made(folder.path(), 2);
    let late =
        Arrival { known: Known { published: Some("2020-06-01".into()), ..Known::default() }, ..arrival(2) };
    case.add(&[late, Arrival { known: Known::default(), ..arrival(3) }]).expect("kept");
    drop(case);
    let case = Case::open_to_read(&path).expect("a case");
    let held = |said: Option<&str>, learned: Option<&str>| {
        let as_of = AsOf { said: said.map(|d| d.parse().expect("a day")), learned: learned.map(Into::into) };
        let held = case.held(&as_of).expect("readings");
        (held.numbers, held.left_out)
    };
    assert_eq!(held(None, None), (vec![1, 2, 3, 4], 0));
    assert_eq!(held(Some("2020-05-31"), None), (vec![1, 2], 2));
    assert_eq!(held(None, Some("1999-12-31")), (vec![], 4));
    assert_eq!(held(None, Some("2999-12-31")), (vec![1, 2, 3, 4], 0));
    assert!(!case.held(&AsOf::default()).expect("readings").reconcile().value.questions.is_empty());
}

#[test]
fn what_cannot_be_read_is_refused_and_said() {
    let folder = folder();
    let (mut case, _) = made(folder.path(), 0);
    let picture = Arrival::new("p.jpg", [0u8, 1, 2, 255, 254, 0, 0, 3].repeat(500));
    let kept = case.add(&[picture, arrival(0)]).expect("kept");
    assert!(matches!(&kept[..], [Kept::Refused(_), Kept::New(1)]), "{kept:?}");
    sound(&case);
}

#[test]
fn two_writers_wait_for_each_other() {
    let folder = folder();
    let (case, path) = made(folder.path(), 0);
    drop(case);
    std::thread::scope(|scope| {
        for writer in 0..2 {
            let path = &path;
            scope.spawn(move || {
                let mut case = Case::open(path).expect("a case");
                for at in 0..15 {
                    // Every third report comes to both.
                    let at = if at % 3 == 0 { at } else { 100 * (writer + 1) + at };
                    case.add(&[arrival(at)]).expect("kept");
                }
            });
        }
    });
    let case = Case::open(&path).expect("a case");
    assert_eq!(case.entries().expect("a list").len(), 5 + 2 * 10);
    sound(&case);
}

#[test]
fn a_backup_is_a_case_and_nothing_is_overwritten() {
    let folder = folder();
    let (case, path) = made(folder.path(), 3);
    let copy = folder.path().join("copy.case");
    case.backup(&copy).expect("a copy");
    assert_eq!(sound(&Case::open(&copy).expect("a case")), sound(&case));
    assert!(matches!(case.backup(&copy), Err(Error::Exists(_))));
    assert!(matches!(Case::create(&path, ""), Err(Error::Exists(_))));
    assert!(case.has_hash(&sound(&case)).expect("an answer"));
    assert!(!case.has_hash(&"0".repeat(64)).expect("an answer"));
    let left = std::fs::read_dir(folder.path()).expect("a folder").flatten();
    let hidden = left.filter(|e| e.file_name().to_string_lossy().starts_with('.')).count();
    assert_eq!(hidden, 0, "a file in the making was left behind");
}

#[test]
fn who_only_reads_cannot_write() {
    let folder = folder();
    let (case, path) = made(folder.path(), 1);
    drop(case);
    let mut case = Case::open_to_read(&path).expect("a case");
    assert!(matches!(case.add(&[arrival(7)]), Err(Error::ReadOnly(_))));
    assert_eq!(case.entries().expect("a list").len(), 1);
}

#[test]
fn what_is_no_case_is_told_so() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("text"), "The dam broke.").expect("a file");
    std::fs::write(at("empty"), "").expect("a file");
    std::fs::write(at("zeros"), [0; 8192]).expect("a file");
    for name in ["text", "empty", "zeros", "."] {
        for opened in [Case::open(&at(name)), Case::open_to_read(&at(name))] {
            assert!(matches!(opened, Err(Error::NoCase(_))), "{name}: {opened:?}");
        }
    }
    assert!(matches!(Case::open(&at("missing")), Err(Error::Missing(_))));
    assert!(!at("missing").exists());
}

/// The number of a record, the places its body stands whole, and its length in bytes.
type Body = (i64, Vec<usize>, usize);

/// The bytes of a case that is closed, with where in them the body of each record stands whole: also
/// where an older page still holds it.
fn bodies(path: &Path) -> (Vec<u8>, Vec<Body>) {
    let bytes = std::fs::read(path).expect("a file");
    let db = rusqlite::Connection::open(path).expect("a database");
    let mut statement = db.prepare("SELECT seq, body FROM record").expect("a query");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows");
    let rows: Vec<(i64, Vec<u8>)> = rows.map(|r| r.expect("a row")).collect();
    let place = |(seq, body): (i64, Vec<u8>)| {
        let places = bytes.windows(body.len()).enumerate().filter(|(_, w)| *w == body);
        let places: Vec<usize> = places.map(|(at, _)| at).collect();
        (!places.is_empty()).then_some((seq, places, body.len()))
    };
    let found = rows.into_iter().filter_map(place).collect();
    (bytes, found)
}

#[test]
fn one_flipped_bit_is_found_and_its_record_named() {
    let folder = folder();
    let (case, path) = made(folder.path(), 4);
    drop(case);
    let (bytes, bodies) = bodies(&path);
    assert!(bodies.len() >= 4, "most small records stand whole in a page");
    for (seq, at, length) in bodies {
        for bit in [0, length * 4, length * 8 - 1] {
            let mut changed = bytes.clone();
            for at in &at {
                changed[at + bit / 8] ^= 1 << (bit % 8);
            }
            std::fs::write(&path, &changed).expect("a file");
            let damage = Case::open_to_read(&path).expect("a case").verify().expect("it opens").damage;
            assert_eq!(damage.iter().map(|d| d.record).collect::<Vec<_>>(), [Some(seq)], "{damage:?}");
        }
    }
}

#[test]
fn a_flipped_bit_anywhere_is_found_or_changes_nothing() {
    let folder = folder();
    let (case, path) = made(folder.path(), 3);
    let entries = case.entries().expect("a list");
    drop(case);
    let bytes = std::fs::read(&path).expect("a file");
    // Steps without a common divisor with the size of pages, so that all parts of a page are met.
    let (mut found, mut all) = (0, 0);
    for bit in (0..bytes.len() * 8).step_by(1733) {
        let mut changed = bytes.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        std::fs::write(&path, &changed).expect("a file");
        all += 1;
        let Ok(case) = Case::open_to_read(&path) else {
            found += 1;
            continue;
        };
        if !case.verify().is_ok_and(|v| v.damage.is_empty()) {
            found += 1;
            continue;
        }
        assert_eq!(case.entries().expect("a list"), entries, "bit {bit}");
        for (number, at) in (1..).zip(0..3) {
            assert_eq!(case.arrival(number).expect("a report"), arrival(at), "bit {bit}");
        }
    }
    // Pages of a small case are half empty, and hold indexes that can be made anew.
    assert!(found * 6 > all, "{found} of {all}: much of a file is records");
}

#[test]
fn a_file_cut_short_is_damaged_and_told_so() {
    let folder = folder();
    let (case, path) = made(folder.path(), 4);
    drop(case);
    let bytes = std::fs::read(&path).expect("a file");
    for part in 1..8 {
        std::fs::write(&path, &bytes[..bytes.len() * part / 8]).expect("a file");
        if let Ok(case) = Case::open_to_read(&path) {
            let verified = case.verify().expect("it opens");
            assert!(!verified.damage.is_empty(), "{part}/8");
        }
    }
}

#[test]
fn records_never_change_or_go() {
    let folder = folder();
    let (case, path) = made(folder.path(), 1);
    drop(case);
    let db = rusqlite::Connection::open(&path).expect("a database");
    for statement in ["UPDATE record SET at = ''", "DELETE FROM record WHERE seq > 1"] {
        let error = db.execute(statement, []).expect_err("refused");
        assert!(error.to_string().contains("records never"), "{error}");
    }
}

#[test]
fn what_people_decide_is_kept_and_changes_answers() {
    use rashomon::model::ClaimRef;
    use rashomon::review::anchor;
    use rashomon::v1::{Judgement, Verdict};
    let folder = folder();
    let (mut case, path) = made(folder.path(), 2);
    let held = case.held(&AsOf::default()).expect("readings");
    let claim = ClaimRef { report: 1, claim: 0 };
    let on = anchor(&held.readings, &held.numbers, &held.reviewed, claim).expect("a claim");
    let told = |case: &Case| {
        let held = case.held(&AsOf::default()).expect("readings");
        let all = held.reconcile().value;
        all.questions.iter().flat_map(|q| &q.answers).any(|a| a.told_by.contains(&claim))
    };
    assert!(told(&case));
    let judgement = |verdict| Judgement { reviewer: "Ana".into(), on: Some(on.clone()), verdict };
    let records = case.judge(&[judgement(Verdict::Reject)]).expect("kept");
    assert!(!told(&case));
    sound(&case);
    case.judge(&[Judgement {
        reviewer: "Ana".into(),
        on: None,
        verdict: Verdict::Undo { undoes: records[0] },
    }])
    .expect("kept");
    assert!(told(&case));
    assert_eq!(case.judgements(None).expect("a list").len(), 2);
    assert_eq!(case.judgements(Some("1999-12-31")).expect("a list").len(), 0);
    // What cannot be kept is said, and nothing of the step is kept.
    let mut nowhere = judgement(Verdict::Accept);
    nowhere.on.as_mut().expect("an anchor").report = 99;
    let nameless = Judgement { reviewer: " ".into(), ..judgement(Verdict::Accept) };
    let nothing = Judgement { on: None, ..judgement(Verdict::Undo { undoes: 1 }) };
    for wrong in [nowhere, nameless, nothing] {
        let error = case.judge(&[judgement(Verdict::Accept), wrong]).expect_err("refused");
        assert!(matches!(error, Error::Judgement(_)), "{error}");
    }
    assert_eq!(case.judgements(None).expect("a list").len(), 2);
    drop(case);
    sound(&Case::open_to_read(&path).expect("a case"));
}

#[test]
fn a_case_of_version_1_is_brought_up_to_date() {
    let folder = folder();
    let (case, path) = made(folder.path(), 2);
    let before = sound(&case);
    drop(case);
    let db = rusqlite::Connection::open(&path).expect("a file");
    db.execute_batch("DROP INDEX record_of_judgement; PRAGMA user_version = 1;").expect("the old form");
    drop(db);
    assert_eq!(sound(&Case::open_to_read(&path).expect("a case")), before);
    assert_eq!(sound(&Case::open(&path).expect("a case")), before);
}

#[test]
fn lines_make_the_same_case_and_a_changed_one_is_named() {
    use rashomon::v1::{Judgement, Verdict};
    let folder = folder();
    let (mut case, _) = made(folder.path(), 3);
    let note = Verdict::Note { text: "seen by us".into() };
    case.judge(&[Judgement { reviewer: "Ana".into(), on: None, verdict: note }]).expect("kept");
    let mut lines = Vec::new();
    case.write_lines(&mut lines).expect("lines");
    let copy = Case::from_lines(&folder.path().join("copy.case"), &mut &lines[..]).expect("a case");
    assert_eq!(sound(&copy), sound(&case));
    assert_eq!(copy.entries().expect("a list"), case.entries().expect("a list"));
    assert_eq!(copy.arrival(2).expect("a report"), case.arrival(2).expect("a report"));
    let mut again = Vec::new();
    copy.write_lines(&mut again).expect("lines");
    assert_eq!(again, lines);
    // A changed word, a missing line, a cut file: named, and no case is left.
    let text = String::from_utf8(lines).expect("text");
    let all: Vec<&str> = text.lines().collect();
    let changed = text.replacen("seen by us", "seen by you", 1);
    let missing = [&all[..3], &all[4..]].concat().join("\n");
    let cut = &text[..text.len() - 40];
    for (n, (bad, line)) in
        [(changed.as_str(), all.len()), (&missing, 4), (cut, all.len()), ("", 1)].iter().enumerate()
    {
        let path = folder.path().join(format!("{n}.case"));
        let error = Case::from_lines(&path, &mut bad.as_bytes()).expect_err("refused");
        assert!(matches!(&error, Error::Line { line: l, .. } if l == line), "{error}");
        assert!(!path.exists());
    }
}
