//! Runs the readable cases under `tests/cases`.
//!
//! A case is a text behind `>` and a line for each mention that matters:
//! `` - `words`: Full Name`` for a place, with `· part`, `· near`, `· near 50 km east` or `· local`
//! behind it where that is meant (`local`: no point), and `` - `words`: nothing`` for none. Words are
//! the phrase or the name inside it. What is wrong today stands as it is, behind `today:`, with what would be
//! right in `(wanted: …)`.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::Path;

use rashomon_model::{PlaceId, PlaceMention, Relative, Report};
use rashomon_resources::from_bytes;
use rashomon_resources::gazetteer::Gazetteer;

fn gazetteer() -> Gazetteer {
    let layers = [Cow::Borrowed(rashomon_data::PLACES), Cow::Borrowed(rashomon_data::PLACES_OWN)];
    let words = from_bytes(rashomon_data::PLACE_WORDS).expect("the bundled words are whole");
    Gazetteer::open(layers, &words).expect("the bundled gazetteer is whole")
}

struct Case {
    line: usize,
    text: String,
    wants: Vec<(usize, String, String)>,
}

fn read(file: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut open = false;
    for (n, line) in file.lines().enumerate() {
        if let Some(text) = line.strip_prefix("> ") {
            match cases.last_mut().filter(|_| open) {
                Some(case) => {
                    case.text.push(' ');
                    case.text.push_str(text);
                }
                None => cases.push(Case { line: n + 1, text: text.to_owned(), wants: Vec::new() }),
            }
            open = true;
            continue;
        }
        open = false;
        let want = line.strip_prefix("- `").and_then(|l| l.split_once("`: "));
        if let (Some((words, want)), Some(case)) = (want, cases.last_mut()) {
            let want = want.strip_prefix("today: ").unwrap_or(want);
            let want = want.split_once(" (wanted: ").map_or(want, |(got, _)| got);
            case.wants.push((n + 1, words.to_owned(), want.to_owned()));
        }
    }
    cases
}

fn shown(mention: &PlaceMention) -> String {
    let Some(place) = &mention.place else { return "unknown".to_owned() };
    let mut out = place.full_name();
    match mention.relative {
        Relative::At => {}
        Relative::PartOf => out.push_str(" · part"),
        Relative::Near { km, bearing } => {
            out.push_str(" · near");
            if let Some(km) = km {
                let _ = write!(out, " {km:.0} km");
            }
            if let Some(bearing) = bearing {
                let side =
                    ["north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest"]
                        [(bearing / 45.0).round() as usize % 8];
                let _ = write!(out, " {side}");
            }
        }
    }
    if matches!(place.id, PlaceId::Local(_)) {
        out.push_str(" · local");
    }
    out
}

#[test]
fn cases() {
    let gazetteer = gazetteer();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let (mut wrong, mut checked) = (String::new(), 0);
    for path in files.iter().filter(|p| p.extension().is_some_and(|e| e == "md")) {
        let file = std::fs::read_to_string(path).unwrap();
        for case in read(&file) {
            let report = Report { text: case.text.clone(), ..Report::default() };
            let found = rashomon_places::places(&report, None, &gazetteer).value;
            for (line, words, want) in &case.wants {
                checked += 1;
                let got = found
                    .iter()
                    .find(|m| m.span.slice(&case.text) == words)
                    .or_else(|| found.iter().find(|m| m.core.slice(&case.text) == words))
                    .map_or("nothing".to_owned(), shown);
                if got != *want {
                    let name = path.file_name().unwrap().to_string_lossy();
                    let all: Vec<_> = found
                        .iter()
                        .map(|m| format!("`{}`: {}", m.span.slice(&case.text), shown(m)))
                        .collect();
                    let _ = writeln!(
                        wrong,
                        "{name}:{line} (text at {}): `{words}`\n  want {want}\n  got  {got}\n  all  {}",
                        case.line,
                        all.join("; ")
                    );
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "of {checked} lines these differ; mend the code, or the case if it asks for too much:\n{wrong}"
    );
    assert!(checked >= 100, "only {checked} lines were read");
}
