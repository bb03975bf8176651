//! The server as strangers and readers meet it, over a real socket.

mod desk;

use desk::Desk;
use rashomon_serve::{Role, Tls, Users};

#[test]
fn a_token_opens_one_session_and_no_other() {
    let desk = Desk::new();
    assert_eq!(desk.ask("GET", "/case.json", None, &[]).status, 401);
    let cookie = desk.enter();
    assert_eq!(desk.get("/case.json", &cookie).status, 200);
    let again = desk.ask("GET", &format!("/?token={}", desk.token.as_deref().unwrap()), None, &[]);
    assert_eq!((again.status, again.header("location")), (303, "/sign-in?spent=1"));
    assert!(again.header("set-cookie").is_empty());
    let out = desk.ask("DELETE", "/session.json", None, &[("cookie", &cookie), ("x-rashomon", "1")]);
    assert_eq!(out.status, 204);
    assert_eq!(desk.get("/case.json", &cookie).status, 401);
}

#[test]
fn other_names_of_this_machine_are_refused() {
    let desk = Desk::new();
    let cookie = desk.enter();
    for host in ["evil.example", "evil.example:80", "127.0.0.1", "localhost:1"] {
        let told = desk.ask("GET", "/case.json", None, &[("host", host), ("cookie", &cookie)]);
        assert_eq!(told.status, 421, "{host}");
    }
    let known = format!("localhost:{}", desk.port);
    assert_eq!(desk.ask("GET", "/case.json", None, &[("host", &known), ("cookie", &cookie)]).status, 200);
}

#[test]
fn every_answer_keeps_the_page_from_the_outside() {
    let desk = Desk::new();
    let cookie = desk.enter();
    for path in
        ["/disputes", "/case.json", "/export/claims.csv", "/report/r1/original", "/nowhere", "/assets/x"]
    {
        let told = desk.get(path, &cookie);
        assert!(told.header("content-security-policy").contains("default-src 'none'"), "{path}");
        assert_eq!(told.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(told.header("referrer-policy"), "no-referrer", "{path}");
        assert!(told.header("access-control-allow-origin").is_empty(), "{path}");
    }
    let original = desk.get("/report/r1/original", &cookie);
    assert!(original.header("content-security-policy").contains("sandbox"));
    assert!(original.header("content-disposition").starts_with("attachment"));
}

#[test]
fn writes_come_from_the_page_only() {
    let desk = Desk::new();
    let cookie = desk.enter();
    let body = br#"{"on":"r1:c1","verdict":"accept"}"#;
    let send = |headers: &[(&str, &str)]| {
        let all: Vec<_> = headers.iter().copied().chain([("cookie", cookie.as_str())]).collect();
        desk.ask("POST", "/judgements.json", Some(body), &all).status
    };
    assert_eq!(send(&[]), 403);
    assert_eq!(send(&[("x-rashomon", "1"), ("origin", "https://evil.example")]), 403);
    assert_eq!(send(&[("x-rashomon", "1"), ("origin", "null")]), 403);
    let ours = desk.origin.clone();
    assert_eq!(send(&[("x-rashomon", "1"), ("origin", &ours)]), 201);
}

/// What each role may do: the roles in order, then for each request the least that may.
#[test]
fn roles_may_what_they_may_and_no_more() {
    const PASSWORD: &str = "long enough to guess badly";
    let desk = Desk::with(|case| {
        let mut users = Users::of(case).unwrap();
        for role in Role::ALL {
            users.add(role.as_str(), role, PASSWORD).unwrap();
        }
    });
    assert!(desk.token.is_none());
    assert!(desk.sign_in("owner", "wrong password here").is_none());
    let reads = [
        "/case.json",
        "/disputes.json",
        "/claims.json",
        "/map.json",
        "/timeline.json",
        "/reports.json",
        "/report/r1.json",
        "/report/r1/original",
        "/sources.json",
        "/review.json",
        "/judgements.json",
        "/export/claims.csv",
    ];
    let writes = [
        ("/judgements.json", r#"{"on":"r1:c1","verdict":"note","text":"seen"}"#, Role::Reviewer, 201),
        ("/reports.json?name=a.txt", "The army took the town of Homs on Monday.", Role::Editor, 202),
    ];
    for path in reads {
        assert_eq!(desk.ask("GET", path, None, &[]).status, 401, "{path} without a session");
    }
    for (path, body, _, _) in writes {
        let told = desk.ask("POST", path, Some(body.as_bytes()), &[("x-rashomon", "1")]);
        assert_eq!(told.status, 401, "{path} without a session");
    }
    for role in Role::ALL {
        let cookie = desk.sign_in(role.as_str(), PASSWORD).unwrap();
        for path in reads {
            assert_eq!(desk.get(path, &cookie).status, 200, "{path} by a {}", role.as_str());
        }
        for (path, body, least, made) in writes {
            let wanted = if role >= least { made } else { 403 };
            assert_eq!(desk.post(path, &cookie, body).status, wanted, "{path} by a {}", role.as_str());
        }
    }
}

#[test]
fn a_judgement_bears_the_name_of_who_is_signed_in_and_is_made_once() {
    let desk = Desk::new();
    let cookie = desk.enter();
    let headers = [("cookie", cookie.as_str()), ("x-rashomon", "1"), ("idempotency-key", "k1")];
    let body = br#"{"on":"r5:c4","verdict":"reject","reviewer":"somebody else"}"#;
    let first = desk.ask("POST", "/judgements.json", Some(body), &headers);
    let second = desk.ask("POST", "/judgements.json", Some(body), &headers);
    assert_eq!((first.status, &first.body), (201, &second.body));
    let all = desk.get("/judgements.json", &cookie);
    Desk::until("one judgement is seen", || desk.get("/judgements.json", &cookie).json()["total"] == 1);
    assert!(!all.body.contains("somebody else"));
    let name = desk.get("/case.json", &cookie).json()["user"]["name"].clone();
    assert_eq!(desk.get("/judgements.json", &cookie).json()["items"][0]["reviewer"], name);
    for (body, status) in [
        ("no json", 400),
        (r#"{"verdict":"think"}"#, 400),
        (r#"{"verdict":"accept"}"#, 422),
        (r#"{"on":"r999:c1","verdict":"accept"}"#, 404),
        (r#"{"on":"r1:c1","verdict":"correct","slot":"time","value":"yesterday"}"#, 422),
        (r#"{"verdict":"undo","undoes":1}"#, 422),
    ] {
        let told = desk.post("/judgements.json", &cookie, body);
        assert_eq!(told.status, status, "{body}: {}", told.body);
        assert_eq!(told.header("content-type"), "application/problem+json");
    }
}

#[test]
fn a_judgement_finds_its_claim_after_a_correction_and_an_undone_undo() {
    let desk = Desk::new();
    let cookie = desk.enter();
    let judge = |body: &str| {
        let told = desk.post("/judgements.json", &cookie, body);
        assert_eq!(told.status, 201, "{}", told.body);
        let total = || desk.get("/judgements.json", &cookie).json()["total"].as_u64();
        let record = told.json()["record"].as_i64().unwrap();
        Desk::until("the judgement is seen", || {
            desk.get("/judgements.json", &cookie).json()["items"][0]["record"] == record && total().is_some()
        });
        (record, told.json()["judgement"]["on"]["action"].clone())
    };
    let verdicts = || {
        let queue = desk.get("/review.json?open=0&limit=500", &cookie).json();
        let claim = queue["items"].as_array().unwrap().iter().find(|c| c["ref"] == "r5:c4").unwrap().clone();
        claim["verdicts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|v| v["verdict"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let (_, read) = judge(r#"{"on":"r5:c4","verdict":"correct","slot":"action","value":"advance"}"#);
    let (accepted, named) = judge(r#"{"on":"r5:c4","verdict":"accept"}"#);
    assert_eq!(named, read, "a claim is named by the action that was read");
    assert_eq!(verdicts(), ["correct", "accept"]);
    let (undone, _) = judge(&format!(r#"{{"verdict":"undo","undoes":{accepted}}}"#));
    assert_eq!(verdicts(), ["correct"]);
    judge(&format!(r#"{{"verdict":"undo","undoes":{undone}}}"#));
    assert_eq!(verdicts(), ["correct", "accept"]);
}

#[test]
fn who_is_added_or_removed_meanwhile_is_known_at_the_next_sign_in() {
    const PASSWORD: &str = "long enough to guess badly";
    let desk = Desk::with(|case| Users::of(case).unwrap().add("Ana", Role::Owner, PASSWORD).unwrap());
    assert!(desk.sign_in("Bo", PASSWORD).is_none());
    Users::of(&desk.case).unwrap().add("Bo", Role::Reader, PASSWORD).unwrap();
    assert!(desk.sign_in("Bo", PASSWORD).is_some());
    assert!(Users::of(&desk.case).unwrap().remove("Ana").unwrap());
    assert!(desk.sign_in("Ana", PASSWORD).is_none());
}

#[test]
fn what_is_known_already_is_not_sent_again() {
    let desk = Desk::new();
    let cookie = desk.enter();
    let first = desk.get("/disputes.json", &cookie);
    let tag = first.header("etag").to_owned();
    assert!(!tag.is_empty());
    let ask = || desk.ask("GET", "/disputes.json", None, &[("cookie", &cookie), ("if-none-match", &tag)]);
    assert_eq!(ask().status, 304);
    assert_eq!(desk.post("/judgements.json", &cookie, r#"{"on":"r5:c4","verdict":"reject"}"#).status, 201);
    Desk::until("the judgement changes the answer", || ask().status == 200);
}

#[test]
fn reports_that_are_added_are_seen_by_all_and_reread_by_none() {
    let desk = Desk::new();
    let cookie = desk.enter();
    let before = desk.get("/case.json", &cookie).json()["reports"].as_u64().unwrap();
    let text = "The army took the town of Homs on Monday, residents told Radio Sham.";
    for _ in 0..2 {
        let told = desk.post("/reports.json?name=..%2F..%2Fetc%2Fpasswd&published=2019-04-02", &cookie, text);
        assert_eq!(told.status, 202);
        assert!(told.json()["job"].is_string());
    }
    let reports = || desk.get("/case.json", &cookie).json()["reports"].as_u64();
    Desk::until("one more report", || reports() == Some(before + 1));
    let list = desk.get("/reports.json?q=passwd", &cookie).json();
    assert_eq!(list["items"][0]["name"], "passwd");
    assert_eq!(list["items"][0]["published"], "2019-04-02");
    // As of a moment before it came in, it is not there.
    let then = desk.get("/case.json?learned=2001-01-01", &cookie).json();
    assert_eq!((&then["reports"], then["left_out"].as_u64()), (&serde_json::json!(0), Some(before + 1)));
    assert_eq!(desk.post("/reports.json?name=a.txt", &cookie, "  \n").status, 400);
    assert_eq!(desk.post("/reports.json?published=monday", &cookie, text).status, 400);
}

#[test]
fn exports_are_files_and_no_cell_of_theirs_is_a_formula() {
    let desk = Desk::new();
    let cookie = desk.enter();
    let text = "The army took the town of Homs on Monday, the governor of Homs said.";
    let address =
        "/reports.json?name=%3D1%2B1.txt&outlet=%3DHYPERLINK(1)&title=%40SUM(1)&published=2019-04-02";
    assert_eq!(desk.post(address, &cookie, text).status, 202);
    Desk::until("the report is read", || desk.get("/reports.json?q=1%2B1", &cookie).json()["total"] == 1);
    let csv = desk.get("/export/claims.csv", &cookie);
    assert!(csv.header("content-disposition").contains("attachment; filename=\"claims.csv\""));
    // What was planted is there, and is no formula.
    assert!(["1+1", "HYPERLINK(1)", "SUM(1)"].iter().all(|w| csv.body.contains(w)), "{}", csv.body);
    for line in csv.body.lines() {
        for cell in line.split(',') {
            let bare = cell.trim_matches('"');
            assert!(!bare.starts_with(['=', '@', '\t']), "{cell}");
        }
    }
    assert_eq!(desk.get("/export/claims.csv?profile=everybody", &cookie).status, 400);
    assert_eq!(desk.get("/export/case.jsonl?profile=public", &cookie).status, 400);
    assert_eq!(desk.get("/export/what.exe", &cookie).status, 404);
    assert_eq!(desk.get("/export/..%2F..%2Fclaims.csv", &cookie).status, 404);
    assert!(desk.get("/export/case.jsonl", &cookie).body.lines().count() > 10);
}

#[test]
fn no_path_leads_out_of_the_page() {
    let desk = Desk::new();
    let cookie = desk.enter();
    for path in [
        "/assets/../index.html",
        "/assets/%2e%2e/%2e%2e/Cargo.toml",
        "/report/..%2f..%2fetc.json",
        "/report/r999.json",
        "/report/r999/original",
        "/question/nothing-000000.json",
        "/question/%00.json",
    ] {
        let status = desk.get(path, &cookie).status;
        assert!(status == 404 || status == 400, "{path}: {status}");
    }
}

#[test]
fn events_are_told_and_missed_ones_again() {
    use std::io::{BufRead as _, BufReader, Write as _};
    let desk = Desk::new();
    let cookie = desk.enter();
    let listen = |last: &str| {
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", desk.port)).unwrap();
        stream.set_read_timeout(Some(std::time::Duration::from_secs(20))).unwrap();
        write!(
            stream,
            "GET /events HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nCookie: {cookie}\r\n{last}\r\n",
            desk.port
        )
        .unwrap();
        BufReader::new(stream).lines().map_while(Result::ok)
    };
    let mut now = listen("");
    // Listening has begun once the head of the answer is there.
    assert!(now.by_ref().any(|line| line.is_empty()));
    assert_eq!(desk.post("/judgements.json", &cookie, r#"{"on":"r1:c1","verdict":"accept"}"#).status, 201);
    let id = now.by_ref().find_map(|line| line.strip_prefix("id: ").map(str::to_owned)).unwrap();
    let before = id.parse::<u64>().unwrap() - 1;
    let mut again = listen(&format!("Last-Event-ID: {before}\r\n"));
    assert!(again.any(|line| line == format!("id: {id}")));
}

#[test]
fn others_come_in_only_where_the_case_has_users_and_only_over_tls() {
    let folder = tempfile::tempdir().unwrap();
    let case = folder.path().join("a.case");
    rashomon_serve::demo(&case).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (own, _) = desk::certificate(folder.path(), "own");
    let open = |tls: Option<Tls>, behind_proxy| {
        let options = rashomon_serve::Options {
            case: case.clone(),
            bind: std::net::IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED),
            port: 0,
            names: Vec::new(),
            tls,
            behind_proxy,
            demo: false,
        };
        runtime.block_on(rashomon_serve::start(options)).map(drop).map_err(|e| e.to_string())
    };
    assert!(open(None, true).unwrap_err().contains("rashomon users"));
    assert!(open(Some(own.clone()), false).unwrap_err().contains("rashomon users"));
    Users::of(&case).unwrap().add("Ana", Role::Owner, "long enough to guess badly").unwrap();
    let refused = open(None, false).unwrap_err();
    assert!(refused.contains("--behind-proxy") && refused.contains("--tls-cert"), "{refused}");
    assert_eq!(open(None, true), Ok(()));
    assert_eq!(open(Some(own), false), Ok(()));
}
