//! A person at a terminal reviews a case: keys in, judgements in the case.
#![cfg(unix)]

mod common;

use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use common::{has, run};

/// A command at a terminal of its own, which `script` of util-linux gives it.
struct Terminal {
    child: Child,
    shown: Receiver<Vec<u8>>,
    /// What was shown and not yet waited for.
    rest: String,
}

impl Terminal {
    fn of(command: &str) -> Self {
        let mut child = Command::new("script")
            .args(["-q", "-e", "-f", "-c", command, "/dev/null"])
            .env("NO_COLOR", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a terminal");
        let (sender, shown) = channel();
        let mut out = child.stdout.take().expect("a pipe");
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(read @ 1..) = out.read(&mut bytes) {
                if sender.send(bytes[..read].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self { child, shown, rest: String::new() }
    }

    /// Waits until these words are shown.
    #[track_caller]
    fn says(&mut self, words: &str) {
        let end = Instant::now() + Duration::from_mins(1);
        loop {
            if let Some(at) = self.rest.find(words) {
                self.rest.drain(..at + words.len());
                return;
            }
            let left = end.saturating_duration_since(Instant::now());
            match self.shown.recv_timeout(left) {
                Ok(bytes) => self.rest.push_str(&String::from_utf8_lossy(&bytes)),
                Err(error) => panic!("waiting for `{words}`: {error}; shown: {}", self.rest),
            }
        }
    }

    fn press(&mut self, keys: &str) {
        let input = self.child.stdin.as_mut().expect("a pipe");
        input.write_all(keys.as_bytes()).and_then(|()| input.flush()).expect("keys");
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn keys_at_a_terminal_are_judgements_in_the_case() {
    if !Command::new("script").arg("--version").output().is_ok_and(|o| o.status.success()) {
        eprintln!("skipped: there is no `script` of util-linux to give a terminal");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (case, report) = (at("c.case"), at("mill.txt"));
    let text = "The militia seized the mill of Basra on 3 May 2020, villagers said. The army held the mill of Basra \
        on 3 May 2020, officers said. The army killed three farmers near Basra on 4 May 2020.";
    std::fs::write(&report, text).expect("a file");
    run(0, &["init", &case]);
    run(0, &["add", &case, &report, "--published", "2020-05-06"]);

    let program = env!("CARGO_BIN_EXE_rashomon");
    let mut keys = Terminal::of(&format!("'{program}' --width 100 review '{case}' --reviewer Ana"));
    keys.says("1 of 3");
    keys.press("a");
    keys.says("accepted");
    keys.says("2 of 3");
    keys.press("r");
    keys.says("rejected");
    keys.says("3 of 3");
    keys.press("b");
    keys.says("2 of 3");
    keys.press("u");
    keys.says("undone");
    keys.press("c");
    keys.says("x action");
    keys.press("a");
    keys.says("actor (nothing for none):");
    keys.press("River Guard\r");
    keys.says("actor is “River Guard”");
    keys.says("2 of 3");
    keys.press("o");
    keys.says("Note on “");
    keys.press("ask the mayor\r");
    keys.says("“ask the mayor” on “");
    keys.says("2 of 3");
    keys.press("n");
    keys.says("Note:");
    keys.press("seen on video\r");
    keys.says("note “seen on video”");
    keys.says("2 of 3");
    keys.press("q");
    keys.says("judgements kept");
    assert!(keys.child.wait().expect("its end").success());

    let (list, _) = run(0, &["review", &case, "--list", "--json"]);
    let made: Vec<serde_json::Value> = list.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    let verdicts: Vec<&str> = made.iter().filter_map(|j| j["verdict"].as_str()).collect();
    assert_eq!(verdicts, ["accept", "reject", "undo", "correct", "remark", "note"]);
    assert_eq!(made[2]["undoes"], made[1]["record"]);
    assert!(made.iter().all(|j| j["reviewer"] == "Ana"));
    let (shown, _) = run(0, &["show", &case]);
    has(&shown, "River Guard");
    has(&shown, "✎ Ana: “ask the mayor”");
    run(0, &["verify", &case]);
}
