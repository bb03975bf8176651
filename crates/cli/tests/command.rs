//! The command from outside: examples, exit codes, broken inputs, and the JSON it promises.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use rashomon::v1;
use sha2::Digest as _;

/// A report that any state of the pipeline can read.
const PLAIN: &str = "The militia captured the old port of Basra on Monday, dockers said. At least 12 people were \
    killed in the shelling, according to a doctor. The army denied that it had left the port.\n";

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

fn rashomon(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rashomon"));
    command.args(args).env_remove("COLUMNS").env("NO_COLOR", "1");
    command
}

fn run(args: &[&str]) -> Output {
    rashomon(args).output().expect("the command runs")
}

fn with_input(args: &[&str], input: &[u8]) -> Output {
    let mut child = rashomon(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    // The command may end before it has read all.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    child.wait_with_output().expect("the command ends")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("answers are UTF-8")
}

/// Checks how a run ended; gives its two outputs.
#[track_caller]
fn check(output: &Output, code: i32) -> (String, String) {
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "stdout:\n{out}\nstderr:\n{err}");
    (out, err)
}

#[track_caller]
fn has(text: &str, part: &str) {
    assert!(text.contains(part), "`{part}` is missing in:\n{text}");
}

#[test]
fn the_examples_are_read() {
    for (folder, reports) in [("raqqa-june-2017", 4), ("ferry-lake-maro", 3)] {
        let path = examples().join(folder);
        let (out, err) = check(&run(&["read", &path.display().to_string()]), 0);
        has(&out, &format!("{reports} reports"));
        assert_eq!(err, "");
        let longest = out.lines().map(|l| l.chars().count()).max();
        assert!(longest <= Some(100), "a line of {longest:?} columns");
    }
}

#[test]
fn the_answer_to_the_examples_stays() {
    // After a change of rules or weights: look at the difference, then accept it with INSTA_UPDATE=always.
    for folder in ["raqqa-june-2017", "ferry-lake-maro"] {
        let output = rashomon(&["read", folder]).current_dir(examples()).output().expect("the command runs");
        insta::assert_snapshot!(folder, check(&output, 0).0);
    }
}

#[test]
fn json_is_what_the_library_reads() {
    let path = examples().join("raqqa-june-2017").display().to_string();
    let (out, _) = check(&run(&["read", "--json", &path]), 0);
    let reading: v1::Reading = serde_json::from_str(&out).expect("the document has the promised form");
    assert_eq!(reading.format, v1::FORMAT);
    assert_eq!(reading.reports.len(), 4);
    assert_eq!(reading.reports[2].outlet.as_deref(), Some("Northern Dispatch"));
    for report in &reading.reports {
        for claim in &report.claims {
            let [start, end] = claim.passage.bytes;
            assert_eq!(report.text.get(start..end), Some(claim.quote.as_str()), "{}", claim.id);
            let [first, last] = claim.passage.code_points;
            let points: String = report.text.chars().skip(first).take(last - first).collect();
            assert_eq!(points, claim.quote, "{}", claim.id);
        }
    }
}

#[test]
fn threads_change_no_byte() {
    let path = examples().display().to_string();
    let with = |threads: &str| {
        let output = rashomon(&["read", "--json", &path]).env("RAYON_NUM_THREADS", threads).output();
        check(&output.expect("the command runs"), 0).0
    };
    assert_eq!(with("1"), with("4"));
}

#[test]
fn standard_input_is_a_report() {
    let (out, _) = check(&with_input(&["read", "-", "--published", "2020-05-06"], PLAIN.as_bytes()), 0);
    has(&out, "6 May 2020");
    let (out, _) = check(&with_input(&["parse", "-", "--conllu"], PLAIN.as_bytes()), 0);
    has(&out, "# sent_id = 1");
    let (out, _) = check(&with_input(&["times", "-", "--published", "2020-05-06"], PLAIN.as_bytes()), 0);
    has(&out, "2020-05-04");
    let (out, _) = check(&with_input(&["places", "-", "--geojson"], PLAIN.as_bytes()), 0);
    let map: serde_json::Value = serde_json::from_str(&out).expect("GeoJSON is JSON");
    assert_eq!(map["type"], "FeatureCollection");
    let (out, _) = check(&with_input(&["explain", "-"], PLAIN.as_bytes()), 0);
    has(&out, "paragraph");
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("good.txt"), PLAIN).expect("a file");
    std::fs::write(at("empty.txt"), "").expect("a file");
    std::fs::write(at("blank.txt"), " \n\n\t ").expect("a file");
    std::fs::write(at("picture.txt"), [0u8, 1, 2, 255, 254, 0, 0, 3].repeat(500)).expect("a file");
    std::fs::write(at("broken.txt"), [PLAIN.as_bytes(), b"\xff\xfe\x80 caf\xe9 \xc3("].concat())
        .expect("a file");
    let large = std::fs::File::create(at("large.txt")).expect("a file");
    large.set_len(200 * 1024 * 1024).expect("a file of 200 MB");
    let missing = at("missing.txt").display().to_string();
    let (out, err) = check(&run(&["read", &folder.path().display().to_string(), &missing]), 1);
    has(&out, "2 reports");
    for name in ["empty.txt", "blank.txt", "picture.txt", "large.txt", "missing.txt"] {
        assert_eq!(err.lines().filter(|l| l.starts_with("error: ") && l.contains(name)).count(), 1, "{err}");
    }
    has(&err, "16 MB");
    assert!(err.lines().last().is_some_and(|l| l.starts_with("hint: ")), "{err}");
}

#[test]
fn exit_codes_tell_how_a_run_ended() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().display().to_string();
    let (out, err) = check(&run(&["read", &path]), 2);
    assert_eq!(out, "");
    has(&err, "no reports in");
    has(&err, "hint: in a folder");
    check(&run(&["read", "no-such-file.txt"]), 2);
    check(&run(&["read"]), 2);
    check(&run(&["read", "-", "--published", "yesterday"]), 2);
    check(&run(&["read", "-", "--zone", "Damascus"]), 2);
    check(&run(&["explain", "no-such-file.txt"]), 2);
    let (_, err) = check(&with_input(&["explain", "-", "--claim", "c99"], PLAIN.as_bytes()), 2);
    has(&err, "has no claim `c99`");
    check(&run(&["--version"]), 0);
}

#[test]
fn another_language_is_refused_unless_forced() {
    let german = "Die Feuerwehr hat am Montag den ganzen Tag gegen das Hochwasser gekämpft. Nach Angaben der \
        Polizei wurden zwölf Menschen verletzt, als ein Damm in der Nähe der Stadt brach. Der Bürgermeister \
        sagte, dass die Schulen bis Freitag geschlossen bleiben.";
    let (_, err) = check(&with_input(&["read", "-"], german.as_bytes()), 2);
    has(&err, "not in English");
    has(&err, "--force");
    check(&with_input(&["read", "-", "--force"], german.as_bytes()), 0);
}

#[test]
fn strange_texts_are_read_without_harm() {
    let deep = "(".repeat(5000);
    let texts: [&[u8]; 7] = [
        b"x",
        b"\xef\xbb\xbfThe dam broke.",
        b"T\0h\0e\0 \0d\0a\0m\0 \0b\0r\0o\0k\0e\0.\0",
        deep.as_bytes(),
        "\u{202e}said the mayor\u{200b} \u{1f6a2}\u{1f3fd} \u{301}\u{301}".as_bytes(),
        b"<html><body><p>The dam <b>broke</i>, villagers said.<p>&amp;&#0;&#xFFFFFF;</body>",
        b"\x1b[31mThe dam broke on Friday, the mayor said.\x1b[0m\x07",
    ];
    for input in texts {
        let output = with_input(&["read", "-", "--color", "never"], input);
        let code = output.status.code();
        assert!(matches!(code, Some(0 | 2)), "{code:?}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(!output.stdout.contains(&0x1b), "an escape code of the report reached the terminal");
    }
}

#[test]
fn who_has_seen_enough_is_told_of_no_error() {
    use std::io::Read as _;
    let path = examples().join("raqqa-june-2017").display().to_string();
    let mut child = rashomon(&["read", &path, "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    // The first bytes are read, and the pipe is closed; the answer is longer than a pipe holds.
    let mut out = child.stdout.take().expect("a pipe");
    out.read_exact(&mut [0; 64]).expect("an answer");
    drop(out);
    let (_, err) = check(&child.wait_with_output().expect("it ends"), 0);
    assert_eq!(err, "");
}

#[test]
fn a_users_own_places_are_known() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("mine.csv");
    let report =
        b"Smoke rose over Qasr Lanterna on Friday, and the road to Qasr Lanterna was shut, drivers said.";
    let path = file.display().to_string();
    std::fs::write(&file, "name,lat,lon,kind,country\nQasr Lanterna,35.5,40.25,city,SY\n").expect("written");
    let (out, _) = check(&with_input(&["places", "-", "--gazetteer", &path, "--geojson"], report), 0);
    has(&out, "Qasr Lanterna, Syria");
    // The gazetteer keeps places to some forty metres.
    has(&out, "40.249");
    has(&out, "\"acled_geo_precision\": 1");
    std::fs::write(&file, "name,lat,lon\nQasr Lanterna,35.5,east\n").expect("written");
    let (_, err) = check(&with_input(&["read", "-", "--gazetteer", &path], report), 2);
    has(&err, "line 2: `east` is no number (lon)");
    has(&err, "hint: ");
}

#[test]
fn a_table_of_claims_is_weighed() {
    let folder = tempfile::tempdir().expect("a folder");
    let claims = folder.path().join("claims.csv");
    let mut table = String::from("object,attribute,source,value\n");
    for (source, value) in [("mayor", "40"), ("hospital", "12"), ("wire", "12"), ("radio", "31")] {
        table.push_str(&format!("market fire,wounded,{source},{value}\n"));
    }
    std::fs::write(&claims, table).expect("written");
    let path = claims.display().to_string();
    let (out, _) = check(&run(&["weigh", &path]), 0);
    has(&out, "4 claims · 4 sources · 1 item · 1 in dispute");
    has(&out, "12 (likely; 2 claims, ");
    let (out, _) = check(&run(&["weigh", &path, "--json"]), 0);
    let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(json["items"][0]["answers"][0]["value"], "12");
    assert_eq!(json["items"][0]["reasons"].as_array().map(Vec::len), Some(4));

    let truths = folder.path().join("truths.csv");
    std::fs::write(&truths, "object,attribute,value\nmarket fire,wounded,12\n").expect("written");
    let gold = truths.display().to_string();
    let (out, _) = check(&run(&["weigh", &path, "--gold", &gold]), 0);
    has(&out, "1 truth known · accuracy 1.000");
    let (out, _) = check(&run(&["weigh", &path, "--gold", &gold, "--json"]), 0);
    let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    let first = json["items"][0]["answers"][0]["probability"].as_f64().expect("a number");
    let loss = json["score"]["log_loss"].as_f64().expect("a number");
    assert!((loss + first.ln()).abs() < 1e-9, "{loss} {first}");
    std::fs::write(&truths, "object,attribute,value\nharbour fire,wounded,12\n").expect("written");
    let (_, err) = check(&run(&["weigh", &path, "--gold", &gold]), 2);
    has(&err, "no item of the claims has a known truth");

    std::fs::write(&claims, "object,value\na,b\n").expect("written");
    let (_, err) = check(&run(&["weigh", &path]), 2);
    has(&err, "no column `source` among object, value");
    let (_, err) = check(&run(&["weigh", "claims.xml"]), 2);
    has(&err, "tables end in .csv (commas), .tsv (tabs) or .parquet");
}

#[test]
fn a_case_is_reviewed_by_keys() {
    let folder = tempfile::tempdir().expect("a folder");
    let case = folder.path().join("port.case").display().to_string();
    check(&run(&["init", &case]), 0);
    check(&with_input(&["add", &case, "-", "--published", "2020-03-04"], PLAIN.as_bytes()), 0);
    let claims = || {
        let (out, _) = check(&run(&["show", &case, "--json"]), 0);
        serde_json::from_str::<v1::Reading>(&out).expect("a reading")
    };
    let before = claims();
    let all = before.reports[0].claims.len();
    assert!(all >= 3, "{all}");

    // Ana rejects all, Ben accepts the first he sees, corrects the next, and takes a note back.
    let (out, err) =
        check(&with_input(&["review", &case, "--reviewer", "Ana"], "r".repeat(all).as_bytes()), 0);
    has(&out, "That was the last one.");
    has(&err, &format!("{all} judgements kept"));
    let after = claims();
    assert!(after.questions.is_empty(), "{:?}", after.questions);
    assert!(after.reports[0].claims.iter().all(|c| c.review.as_deref() == Some("rejected")));
    let (_, err) = check(
        &with_input(&["review", &case, "--reviewer", "Ben"], b"acd13 June\ncd2020-03-02\nnseen by us\nuq"),
        0,
    );
    has(&err, "2 judgements kept");
    let after = claims();
    let reviews: Vec<_> = after.reports[0].claims.iter().filter_map(|c| c.review.as_deref()).collect();
    assert_eq!(reviews.iter().filter(|r| **r == "divided").count(), 1, "{reviews:?}");
    let corrected = |c: &&v1::Claim| c.time.as_ref().is_some_and(|t| t.text == "2020-03-02");
    assert_eq!(after.reports[0].claims.iter().filter(corrected).count(), 1);
    let (out, _) = check(&run(&["show", &case, "--claims"]), 0);
    has(&out, "set aside");
    has(&out, "✎ Ana: rejected · Ben: accepted");

    let (out, _) = check(&run(&["review", &case, "--agreement", "--json"]), 0);
    let found: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((&found["items"], &found["agreed"]), (&1.into(), &0.into()), "{out}");
    let (out, _) = check(&run(&["review", &case, "--list"]), 0);
    has(&out, "Ben: note “seen by us”");
    check(&run(&["verify", &case]), 0);
    // Nothing is left for Ana.
    let (out, _) = check(&with_input(&["review", &case, "--reviewer", "Ana"], b""), 0);
    has(&out, "Nothing is left to judge.");
}

/// A server on this machine with one feed of two entries and their pages; gives its address.
fn server() -> String {
    use std::io::BufRead as _;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let own = address.clone();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let lines = std::io::BufReader::new(stream.try_clone().expect("a stream")).lines();
            let head: Vec<String> = lines.map_while(Result::ok).take_while(|l| !l.is_empty()).collect();
            let entry = |n: u32, text: &str| {
                format!(
                    "<item><title>Note {n}</title><link>{own}/{n}</link><description>{text}</description>\
                    <pubDate>Mon, 02 Mar 2020 10:00:00 GMT</pubDate></item>"
                )
            };
            let body = match head[0].split(' ').nth(1).unwrap_or_default() {
                "/rss" => format!(
                    "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Port Radio</title>{}{}</channel></rss>",
                    entry(1, "The militia captured the old port on Monday, dockers said."),
                    entry(2, "The army shelled the quay."),
                ),
                path => {
                    format!("<html><title>Page {path}</title><article><p>{PLAIN}</p><p>{PLAIN}</p></article>")
                }
            };
            let length = body.len();
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
            );
        }
    });
    address
}

#[test]
fn feeds_are_watched() {
    let folder = tempfile::tempdir().expect("a folder");
    let case = folder.path().join("port.case").display().to_string();
    check(&run(&["init", &case]), 0);
    let (_, err) = check(&run(&["watch", &case, "--once"]), 2);
    has(&err, "no feed is watched");
    let feed = format!("{}/rss", server());
    // The own network is not asked unless that is allowed.
    let (_, err) = check(&run(&["watch", &case, &feed, "--once"]), 2);
    has(&err, "own machine or network");
    let once = ["watch", &case, "--once", "--allow-private", "--delay", "0"];
    let (out, err) = check(&run(&once), 0);
    has(&out, "r1\tnew");
    has(&err, "2 new, 0 known");
    let (_, err) = check(&run(&once), 0);
    has(&err, "0 new, 2 known");
    let (out, _) = check(&run(&["list", &case]), 0);
    has(&out, "Port Radio: Note 1");
    // With the pages of the entries; a second time none is fetched again.
    let pages = [&once[..], &["--pages"]].concat();
    let (_, err) = check(&run(&pages), 0);
    has(&err, "2 new, 0 known");
    let (_, err) = check(&run(&pages), 0);
    has(&err, "0 new, 0 known");

    let opml = folder.path().join("feeds.opml");
    std::fs::write(&opml, "<opml><body><outline xmlUrl='https://dam.test/rss'/></body></opml>")
        .expect("written");
    let opml = opml.display().to_string();
    let (out, _) = check(&run(&["watch", &case, "--opml", &opml, "--list"]), 0);
    has(&out, "https://dam.test/rss  never asked");
    check(&run(&["watch", &case, "--forget", "https://dam.test/rss"]), 0);
    let (out, _) = check(&run(&["watch", &case, "--list"]), 0);
    assert_eq!(out.lines().count(), 1, "{out}");
    check(&run(&["watch", &case, "--forget", &feed]), 0);
    check(&run(&["verify", &case]), 0);
}

#[test]
fn a_case_goes_out_and_comes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (case, copy, lines, bag) = (path("port.case"), path("copy.case"), path("my-case.jsonl"), path("bag"));
    check(&run(&["init", &case]), 0);
    check(&with_input(&["add", &case, "-", "--published", "2020-03-04"], PLAIN.as_bytes()), 0);
    check(&with_input(&["review", &case, "--reviewer", "Ana"], b"ra"), 0);
    check(&run(&["export", &case, "--to", &lines]), 0);
    check(&run(&["import", &copy, &lines]), 0);
    for command in [&["show"][..], &["verify"], &["review", "--list"]] {
        let of = |case: &String| check(&run(&[&[command[0], case], &command[1..]].concat()), 0).0;
        assert_eq!(of(&case), of(&copy), "{command:?}");
    }
    let (_, err) = check(&run(&["export", &case, "--to", &lines, "--profile", "public"]), 2);
    has(&err, "internal use only");
    let (_, err) = check(&run(&["export", &case, "--to", &lines, "--said", "2020-03-04"]), 2);
    has(&err, "not as of a moment");
    // A name that only ends in the same letters asks for claims.
    let showcase = path("showcase.jsonl");
    check(&run(&["export", &case, "--to", &showcase]), 0);
    has(&std::fs::read_to_string(&showcase).expect("claims"), "\"summary\"");
    let text = std::fs::read_to_string(&lines).expect("lines").replace("rejected", "accepted");
    std::fs::write(&lines, text.replacen("\"reject\"", "\"accept\"", 1)).expect("written");
    let (_, err) = check(&run(&["import", &path("bad.case"), &lines]), 2);
    has(&err, "is not what was written");

    check(&run(&["bundle", &case, "--to", &bag]), 0);
    check(&run(&["bundle", &case, "--to", &bag]), 2);
    let manifest = std::fs::read_to_string(Path::new(&bag).join("manifest-sha256.txt")).expect("a manifest");
    assert!(manifest.lines().count() >= 6, "{manifest}");
    for line in manifest.lines() {
        let (digest, name) = line.split_once("  ").expect("digest and name");
        let bytes = std::fs::read(Path::new(&bag).join(name)).expect("a file");
        let found: String = sha2::Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(found, digest, "{name}");
    }
    let original = std::fs::read(Path::new(&bag).join("data/originals/r1-standard_input")).expect("a file");
    assert_eq!(original, PLAIN.as_bytes());
    check(
        &run(&["import", &path("bag.case"), &Path::new(&bag).join("data/case.jsonl").display().to_string()]),
        0,
    );
}
