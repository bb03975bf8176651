//! The scorer against figures of the published one, and our own annotated reports against their floors.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn below(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn figures(args: &[&str]) -> Value {
    let output =
        Command::new(env!("CARGO_BIN_EXE_rashomon-eval")).args(args).arg("--json").output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("figures are JSON")
}

/// Numbers by their path: `claim/f1`.
fn flat(value: &Value, path: &str, out: &mut Vec<(String, f64)>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                flat(field, &if path.is_empty() { name.clone() } else { format!("{path}/{name}") }, out);
            }
        }
        other => out.push((path.to_owned(), other.as_f64().expect("figures are numbers"))),
    }
    out.sort_by(|a, b| a.0.cmp(&b.0));
}

/// The expected figures were printed by the scorer that came with the annotation guide, on the same files.
#[test]
fn figures_agree_with_the_published_scorer() {
    let folder = |name: &str| below("tests/score").join(name).display().to_string();
    let ours = figures(&["score", &folder("gold"), &folder("said")]);
    let expected = std::fs::read_to_string(below("tests/score/figures.json")).expect("a file");
    let expected: Value = serde_json::from_str(&expected).expect("figures are JSON");
    let (mut a, mut b) = (Vec::new(), Vec::new());
    flat(&ours, "", &mut a);
    flat(&expected, "", &mut b);
    assert_eq!(a.len(), b.len());
    for ((name, ours), (other, theirs)) in a.iter().zip(&b) {
        assert_eq!(name, other);
        assert!((ours - theirs).abs() < 1e-9, "{name}: {ours}, published scorer {theirs}");
    }
}

/// A figure below its floor means that a change lost claims: `rashomon-eval gold testdata/gold --errors`
/// lists them. Floors are raised when a change gains.
#[test]
fn our_annotated_reports_keep_their_floors() {
    keeps_floors("../../testdata/gold", "../../testdata/floors.toml");
}

/// Reports that nothing was tuned on. Look at its figures, not at its errors.
#[test]
fn reports_set_apart_keep_their_floors() {
    keeps_floors("../../testdata/gold-test", "../../testdata/floors-test.toml");
}

#[track_caller]
fn keeps_floors(reports: &str, floors: &str) {
    let ours = figures(&["gold", &below(reports).display().to_string()]);
    let floors = std::fs::read_to_string(below(floors)).expect("a file");
    let floors: toml::Table = floors.parse().expect("floors are TOML");
    let mut all = Vec::new();
    flat(&ours, "", &mut all);
    let mut low = Vec::new();
    for (name, floor) in &floors {
        let figure = all.iter().find(|(n, _)| n == name).unwrap_or_else(|| panic!("no figure `{name}`")).1;
        let floor = floor.as_float().expect("a floor is a number with a point");
        if figure < floor {
            low.push(format!("{name}: {figure:.3}, floor {floor}"));
        }
    }
    assert!(low.is_empty(), "below the floor:\n{}", low.join("\n"));
}
