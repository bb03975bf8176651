//! A person at a terminal reviews a case: keys in, judgements in the case.
#![cfg(unix)]

mod common;

use common::{has, rashomon, run};
use rexpect::session::PtySession;

fn says(session: &mut PtySession, words: &str) {
    if let Err(error) = session.exp_string(words) {
        panic!("waiting for `{words}`: {error}");
    }
}

fn press(session: &mut PtySession, key: &str) {
    session.send(key).and_then(|_| session.flush()).expect("a key");
}

#[test]
fn keys_at_a_terminal_are_judgements_in_the_case() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (case, report) = (at("c.case"), at("mill.txt"));
    let text = "The militia seized the mill of Basra on 3 May 2020, villagers said. The army held the mill of Basra \
        on 3 May 2020, officers said. The army killed three farmers near Basra on 4 May 2020.";
    std::fs::write(&report, text).expect("a file");
    run(0, &["init", &case]);
    run(0, &["add", &case, &report, "--published", "2020-05-06"]);

    let command = rashomon(&["--width", "100", "review", &case, "--reviewer", "Ana"]);
    let mut session = rexpect::session::spawn_command(command, Some(30_000)).expect("a terminal");
    let keys = &mut session;
    says(keys, "1 of 3");
    press(keys, "a");
    says(keys, "accepted");
    says(keys, "2 of 3");
    press(keys, "r");
    says(keys, "rejected");
    says(keys, "3 of 3");
    press(keys, "b");
    says(keys, "2 of 3");
    press(keys, "u");
    says(keys, "undone");
    press(keys, "c");
    says(keys, "x action");
    press(keys, "a");
    says(keys, "actor (nothing for none):");
    keys.send_line("River Guard").expect("a line");
    says(keys, "actor is “River Guard”");
    press(keys, "o");
    says(keys, "Note on “");
    keys.send_line("ask the mayor").expect("a line");
    says(keys, "“ask the mayor” on “");
    press(keys, "n");
    says(keys, "Note:");
    keys.send_line("seen on video").expect("a line");
    says(keys, "note “seen on video”");
    press(keys, "q");
    says(keys, "judgements kept");
    keys.exp_eof().expect("its end");

    let (list, _) = run(0, &["review", &case, "--list", "--json"]);
    let made: Vec<serde_json::Value> =
        list.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    let verdicts: Vec<&str> = made.iter().filter_map(|j| j["verdict"].as_str()).collect();
    assert_eq!(verdicts, ["accept", "reject", "undo", "correct", "remark", "note"]);
    assert_eq!(made[2]["undoes"], made[1]["record"]);
    assert!(made.iter().all(|j| j["reviewer"] == "Ana"));
    let (shown, _) = run(0, &["show", &case]);
    has(&shown, "River Guard");
    has(&shown, "✎ Ana: “ask the mayor”");
    run(0, &["verify", &case]);
}
