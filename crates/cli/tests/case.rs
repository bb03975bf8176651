//! Cases through the real command: the way of a case, and a command killed at any moment.

mod common;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use common::{examples, has, lines, rashomon, run};

#[test]
fn the_way_of_a_case() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    let case = at("raqqa.case");
    run(0, &["init", &case, "--title", "Raqqa, June 2017"]);
    let (_, err) = run(2, &["init", &case]);
    has(&err, "exists already");
    let (out, err) = run(0, &["add", &case, &examples("raqqa-june-2017")]);
    assert_eq!(out.lines().filter(|l| l.contains("\tnew\t")).count(), 4, "{out}");
    has(&err, "4 new");
    let (_, before) = run(0, &["add", &case, &examples("raqqa-june-2017")]);
    has(&before, "0 new, 0 read again, 4 known");

    let (out, _) = run(0, &["list", &case]);
    has(&out, "Raqqa, June 2017 · 4 reports");
    let (out, _) = run(0, &["list", &case, "--json"]);
    assert_eq!(out.lines().count(), 4);

    // What a case shows is what reading the same reports shows.
    let (shown, _) = run(0, &["show", &case]);
    let (read, _) = run(0, &["read", &examples("raqqa-june-2017")]);
    assert_eq!(shown, read);
    let (json, _) = run(0, &["show", &case, "--json"]);
    let reading: rashomon::v1::Reading = serde_json::from_str(&json).expect("the form of a reading");
    assert_eq!(reading.reports.len(), 4);
    let (disputes, _) = run(0, &["disputes", &case]);
    let (changes, _) = run(0, &["changes", &case]);
    for (text, word, other) in [(&disputes, "DISPUTE", "CHANGE"), (&changes, "CHANGE", "DISPUTE")] {
        assert_eq!(text.contains(word), read.contains(word));
        assert!(!text.contains(other), "{text}");
    }
    let (one, _) = run(0, &["show", &case, "--report", "r2"]);
    assert!(one.len() < shown.len());
    run(2, &["show", &case, "--report", "r9"]);

    let (out, _) = run(0, &["verify", &case]);
    has(&out, "all as written");
    let head = out.trim().rsplit(' ').next().expect("a hash").to_owned();
    run(0, &["verify", &case, "--head", &head]);
    run(1, &["verify", &case, "--head", &"1".repeat(64)]);
    run(0, &["backup", &case, &at("copy")]);
    run(0, &["restore", &at("copy"), &at("again.case")]);
    has(&run(0, &["verify", &at("again.case")]).0, &head);
    run(2, &["restore", &at("copy"), &case]);
}

#[test]
fn a_case_is_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let case = folder.path().join("r.case").display().to_string();
    run(0, &["init", &case]);
    run(0, &["add", &case, &examples("raqqa-june-2017")]);
    let (flags, _) = run(0, &["ask", &case, "--holds", "Mansour Street", "--at", "2017-06-13"]);
    has(&flags, "Who holds Mansour Street, Raqqa? · on 13 Jun 2017");
    has(&flags, "→ ");
    has(&flags, "“");
    let (plain, _) = run(0, &["ask", &case, "who holds Mansour Street on 2017-06-13"]);
    assert_eq!(plain, flags);
    let (none, _) = run(0, &["ask", &case, "--holds", "Lighthouse Point"]);
    has(&none, "Cannot tell, because no claim tells of");
    let (json, _) = run(0, &["ask", &case, "--holds", "Mansour Street", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let question = &value["matched"][0];
    assert_eq!(question["kind"], "holds");
    assert!(question["claims"].as_object().is_some_and(|c| !c.is_empty()), "{json}");
    let (_, err) = run(2, &["ask", &case, "tell me more"]);
    has(&err, "is no question");
    run(2, &["ask", &case]);
}

#[test]
fn damage_and_wrong_files_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    let case = at("c.case");
    run(0, &["init", &case]);
    run(0, &["add", &case, &examples("ferry-lake-maro")]);
    let mut bytes = std::fs::read(&case).expect("a file");
    // Inside the last record: its pages are the last of the file.
    let last = bytes.len() - 2048;
    bytes[last..].iter_mut().for_each(|b| *b ^= 4);
    std::fs::write(&case, bytes).expect("a file");
    let (_, err) = run(1, &["verify", &case]);
    has(&err, "error: ");
    has(&err, "hint: ");
    run(2, &["restore", &case, &at("new.case")]);
    assert!(!folder.path().join("new.case").exists());

    std::fs::write(at("text"), "The dam broke.").expect("a file");
    for command in ["list", "show", "disputes", "changes", "verify"] {
        has(&run(2, &[command, &at("text")]).1, "is no case");
        has(&run(2, &[command, &at("none")]).1, "there is no case");
    }
    has(&run(2, &["add", &at("text"), &at("text")]).1, "is no case");
}

#[test]
fn killed_at_any_moment_nothing_told_as_kept_is_lost() {
    // `RASHOMON_KILLS=200 RASHOMON_REPORTS=10000` for the long run.
    let number = |name: &str, or| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(or);
    let (kills, reports) = (number("RASHOMON_KILLS", 6), number("RASHOMON_REPORTS", 300));
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (case, input) = (at("k.case"), at("reports.jsonl"));
    let all = lines(reports);
    let all: Vec<&str> = all.lines().collect();
    run(0, &["init", &case]);
    let mut told = std::collections::BTreeSet::new();
    // Reports kept so far, and kills during which the case grew: only those met a write.
    let (mut before, mut met) = (0, 0);
    for kill in 0..kills {
        if before + reports / 10 >= reports {
            std::fs::remove_file(&case).expect("a file");
            run(0, &["init", &case]);
            told.clear();
            before = 0;
        }
        // What is known already would only be passed over.
        std::fs::write(&input, all[before..].join("\n")).expect("a file");
        let mut child = rashomon(&["add", &case, &input])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a child");
        let out = BufReader::new(child.stdout.take().expect("a pipe"));
        // From before the packs are open to well after; a sequence without a pattern, the same in each run.
        let wait = 40 + (kill * 7919 + 13) % 900;
        let killer = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(wait as u64));
            // SIGKILL: the child cannot clean up.
            let _ = child.kill();
            child.wait().expect("it ends");
        });
        for line in out.lines().map_while(Result::ok) {
            let mut parts = line.split('\t');
            // A line cut by the kill has no third part.
            if let (Some(id), Some("new"), Some(name)) = (parts.next(), parts.next(), parts.next())
                && name.starts_with(&input)
            {
                told.insert(id.to_owned());
            }
        }
        killer.join().expect("it ends");
        let (list, _) = run(0, &["list", &case, "--json"]);
        let kept = list.lines().map(|l| serde_json::from_str::<serde_json::Value>(l).expect("JSON"));
        let kept: std::collections::BTreeSet<String> =
            kept.map(|v| v["id"].as_str().expect("an id").to_owned()).collect();
        assert!(told.is_subset(&kept), "told but lost: {:?}", told.difference(&kept));
        run(0, &["verify", &case]);
        met += usize::from(kept.len() > before);
        before = kept.len();
    }
    eprintln!("{met} of {kills} kills met a case that grew");
    // A few kills may all come before the first write on a slow machine; many do not.
    assert!(kills < 100 || met * 2 >= kills, "{met} of {kills} kills met a case that grew");
    std::fs::write(&input, all.join("\n")).expect("a file");
    run(0, &["add", &case, &input]);
    let (list, _) = run(0, &["list", &case, "--json"]);
    assert_eq!(list.lines().count(), reports);
    run(0, &["verify", &case]);
}

/// What the README shows a newcomer is what the command does, from an empty folder.
/// An open page listens without end; that must not keep the program from ending.
#[cfg(unix)]
#[test]
fn a_server_ends_while_a_page_is_open() {
    use std::io::{BufRead as _, BufReader, Read as _, Write as _};
    let mut server = rashomon(&["demo", "--port", "0", "--no-browser"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("the command runs");
    let mut address = String::new();
    BufReader::new(server.stdout.take().expect("its words")).read_line(&mut address).expect("an address");
    let (origin, token) =
        address.trim().strip_prefix("http://").and_then(|a| a.split_once('/')).expect("an address");
    let ask = |path: &str, cookie: &str| {
        let mut stream = std::net::TcpStream::connect(origin).expect("a connection");
        write!(stream, "GET /{path} HTTP/1.1\r\nHost: {origin}\r\nCookie: {cookie}\r\n\r\n").expect("asked");
        let mut head = [0; 2048];
        let read = stream.read(&mut head).expect("an answer");
        (stream, String::from_utf8_lossy(&head[..read]).into_owned())
    };
    let (_, head) = ask(token, "");
    let cookie = head.lines().find_map(|l| l.strip_prefix("set-cookie: ")).expect("a session");
    let (_open, events) = ask("events", cookie.split(';').next().expect("a cookie"));
    assert!(events.starts_with("HTTP/1.1 200"), "{events}");
    let asked = std::process::Command::new("kill").arg(server.id().to_string()).status().expect("a signal");
    assert!(asked.success());
    let end = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while server.try_wait().expect("its state").is_none() {
        if std::time::Instant::now() > end {
            let _ = server.kill();
            panic!("the server did not end in 20 s");
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

#[test]
fn the_commands_of_the_readme_run() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let readme = std::fs::read_to_string(root.join("README.md")).expect("the README");
    let folder = tempfile::tempdir().expect("a folder");
    let examples = root.join("examples").display().to_string();
    let mut ran = 0;
    let mut inside = false;
    for line in readme.lines() {
        if line.starts_with("```") {
            inside = !inside;
        }
        let Some(command) = line.trim_start_matches("$ ").strip_prefix("rashomon ").filter(|_| inside) else {
            continue;
        };
        // Quotes hold words together, as in a shell.
        let words: Vec<String> = command
            .split('"')
            .enumerate()
            .flat_map(|(n, part)| if n % 2 == 1 { vec![part] } else { part.split_whitespace().collect() })
            .map(|word| word.replace("examples/", &format!("{examples}/")))
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let output = rashomon(&words).current_dir(folder.path()).output().expect("the command runs");
        assert!(output.status.success(), "{line}\n{}", String::from_utf8_lossy(&output.stderr));
        ran += 1;
    }
    assert!(ran >= 10, "{ran}");
    for made in ["claims.csv", "report.html", "claims.xlsx", "evidence/manifest-sha256.txt"] {
        assert!(folder.path().join(made).exists(), "{made}");
    }
}

#[test]
fn two_commands_add_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (case, input) = (at("two.case"), at("reports.jsonl"));
    std::fs::write(&input, lines(80)).expect("a file");
    run(0, &["init", &case]);
    let start = || rashomon(&["add", &case, &input]).stdout(Stdio::null()).spawn().expect("a child");
    for mut child in [start(), start()] {
        assert!(child.wait().expect("it ends").success());
    }
    assert_eq!(run(0, &["list", &case, "--json"]).0.lines().count(), 80);
    run(0, &["verify", &case]);
}

/// Reports as lines of JSON: outlet and text of each, all of one day.
fn told(reports: &[(String, String)]) -> String {
    let line = |(outlet, text): &(String, String)| {
        let value = serde_json::json!({"text": text, "outlet": outlet, "published": "2031-05-08"});
        format!("{value}\n")
    };
    reports.iter().map(line).collect()
}

#[test]
fn copies_under_other_mastheads_are_one_voice() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (case, input) = (at("copies.case"), at("reports.jsonl"));
    let wire = "The Hill Brigade held the customs house of Basra on 6 May 2031, residents said. Rain had closed the \
        market for three days, and the ferries stayed in the harbour while the river rose. The mayor asked for sand \
        and for boats, and the schools near the quay were told to send the children home.";
    let other = "The River Guard held the customs house of Basra on 6 May 2031, ferrymen said. Nobody else was seen \
        on the quay that day, and lorries passed the gate without a stop.";
    let reports = [
        ("Basra Wire", wire.to_owned()),
        ("Hill Post", format!("QUAY. {wire} More follows.")),
        (
            "Lake Ledger",
            wire.replace("and for boats, ", "").replace("residents said", "residents told our reporter"),
        ),
        ("Vale Courier", other.to_owned()),
    ];
    let reports: Vec<(String, String)> = reports.into_iter().map(|(o, t)| (o.to_owned(), t)).collect();
    std::fs::write(&input, told(&reports)).expect("a file");
    run(0, &["init", &case]);
    run(0, &["add", &case, &input]);
    let (disputes, _) = run(0, &["disputes", &case]);
    let disputes: String = disputes.split_whitespace().collect::<Vec<_>>().join(" ");
    has(&disputes, "DISPUTE Who holds");
    has(&disputes, "4 reports, 2 voices");
}

/// A street of our own for each number.
fn street(number: usize) -> String {
    const PARTS: [&str; 10] = ["ka", "ro", "mi", "ten", "sul", "dar", "vo", "lin", "pas", "gor"];
    let name: String = [1000, 100, 10, 1].iter().map(|by| PARTS[number / by % 10]).collect();
    format!("{}{} Street", name[..1].to_uppercase(), &name[1..])
}

/// Two reports on each street that exclude each other.
fn streets(from: usize, to: usize) -> String {
    let report = |number: usize, side: usize| {
        let (who, outlet, teller) =
            [("Hill Brigade", "Vale Courier", "residents"), ("River Guard", "Hill Post", "ferrymen")][side];
        let text = format!("The {who} held {} in Basra on 6 May 2031, {teller} said.", street(number));
        (outlet.to_owned(), text)
    };
    let all: Vec<(String, String)> =
        (from..to).flat_map(|number| [report(number, 0), report(number, 1)]).collect();
    told(&all)
}

#[test]
fn answers_kept_beside_a_case_are_those_of_working_them_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (case, input, answers) = (at("g.case"), at("reports.jsonl"), at("g.case.answers"));
    run(0, &["init", &case]);
    std::fs::write(&input, streets(0, 1200)).expect("a file");
    run(0, &["add", &case, &input]);
    let questions: [&[&str]; 5] = [
        &["disputes", &case],
        &["disputes", &case, "--all"],
        &["changes", &case],
        &["ask", &case, "who holds Kakakaro Street on 2031-05-06"],
        &["ask", &case, "--holds", "Kakakaro Street", "--json"],
    ];
    let all = || -> Vec<String> { questions.iter().map(|q| run(0, q).0).collect() };
    assert!(!Path::new(&answers).exists());
    let first = run(0, questions[1]).0;
    let told = first.matches("DISPUTE").count();
    assert!(told > 900, "{}", &first[..1000]);
    has(&first, &format!(" · {told} disputes"));
    let kept = std::fs::read(&answers).expect("answers are kept");
    let cheap = all();
    assert_eq!(cheap[1], first);
    assert_eq!(cheap[0].matches("DISPUTE").count(), 100);
    has(&cheap[0], &format!("{} disputes more: `--all` shows them", told - 100));
    assert_eq!(std::fs::read(&answers).expect("answers are kept"), kept, "who reads them changes nothing");
    // Worked out anew, one by one.
    let anew = |question: &[&str]| {
        std::fs::remove_file(&answers).expect("a file");
        run(0, question).0
    };
    let again: Vec<String> = questions.iter().map(|q| anew(q)).collect();
    assert_eq!(cheap, again);
    // Damaged, of another program, or no such file at all: answers are worked out again.
    let mut cut = kept.clone();
    cut.truncate(kept.len() / 2);
    let mut changed = kept.clone();
    changed.iter_mut().skip(100).step_by(61).for_each(|b| *b ^= 16);
    for bad in [cut, changed, b"no answers".to_vec(), Vec::new()] {
        std::fs::write(&answers, bad).expect("a file");
        assert_eq!(run(0, questions[0]).0, cheap[0]);
    }
    // What comes in changes them.
    run(0, questions[0]);
    std::fs::write(&input, streets(1200, 1210)).expect("a file");
    run(0, &["add", &case, &input]);
    let more = run(0, questions[0]).0;
    let now = run(0, questions[1]).0.matches("DISPUTE").count();
    assert!(now > told);
    has(&more, &format!("{} disputes more", now - 100));
    run(0, &["verify", &case]);
}
