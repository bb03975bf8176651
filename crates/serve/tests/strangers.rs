//! What somebody who means ill can try: every route with every role, forged writes, and reports that carry
//! scripts, formulas and addresses.

mod desk;

use desk::Desk;
use rashomon_serve::{Role, Users};
use serde_json::Value;

const PASSWORD: &str = "long enough to guess badly";

/// Every route that is described, with an address that exists and a body that would do something.
fn routes() -> Vec<(String, String, String)> {
    let doc: Value = serde_json::from_str(include_str!("../openapi.json")).expect("JSON");
    let mut found = Vec::new();
    for (path, methods) in doc["paths"].as_object().expect("paths") {
        for method in methods.as_object().expect("methods").keys() {
            // Streams do not end: their role is tried by who has none.
            let address = path.replace("{id}", "r1").replace("{name}", "claims.csv");
            found.push((method.to_uppercase(), path.clone(), address));
        }
    }
    assert!(found.len() > 20, "{found:?}");
    found
}

/// The least that may, as the documents say; `None` for everybody.
fn least(method: &str, path: &str) -> Option<Role> {
    match (method, path) {
        ("GET", "/health.json" | "/openapi.json") | (_, "/session.json") => None,
        ("GET", _) => Some(Role::Reader),
        ("POST", "/judgements.json") => Some(Role::Reviewer),
        ("POST", "/reports.json") => Some(Role::Editor),
        other => panic!("{other:?} is new: say here who may"),
    }
}

#[test]
fn every_route_is_open_to_whom_it_should_be_and_to_nobody_else() {
    let desk = Desk::with(|case| {
        let mut users = Users::of(case).unwrap();
        for role in Role::ALL {
            users.add(role.as_str(), role, PASSWORD).unwrap();
        }
    });
    let send = |method: &str, address: &str, cookie: Option<&str>| {
        let mut headers = vec![("x-rashomon", "1")];
        headers.extend(cookie.map(|c| ("cookie", c)));
        desk.ask(method, address, (method == "POST").then_some(&b""[..]), &headers)
    };
    let forged = format!("rashomon-{}={}", desk.port, "0".repeat(64));
    for (method, path, address) in routes() {
        for cookie in [None, Some(forged.as_str())] {
            if least(&method, &path).is_some() {
                let told = send(&method, &address, cookie);
                assert_eq!(told.status, 401, "{method} {path} without a session");
                assert_eq!(told.header("content-type"), "application/problem+json", "{method} {path}");
            }
        }
    }
    for role in Role::ALL {
        let cookie = desk.sign_in(role.as_str(), PASSWORD).unwrap();
        for (method, path, address) in routes() {
            if path == "/events" || (method == "DELETE" && path == "/session.json") {
                continue;
            }
            let status = send(&method, &address, Some(&cookie)).status;
            let may = least(&method, &path).is_none_or(|least| role >= least);
            // An empty sign-in is no sign-in, whoever sends it.
            let open = status != 401 && status != 403 && status < 500;
            assert_eq!(open, may, "{method} {path} by a {}: {status}", role.as_str());
        }
    }
    // The page itself holds no data: it is the same for everybody.
    let cookie = desk.sign_in("owner", PASSWORD).unwrap();
    for page in ["/disputes", "/map", "/timeline", "/reports", "/sources", "/review", "/add", "/question/x"] {
        let (stranger, owner) = (desk.ask("GET", page, None, &[]), desk.get(page, &cookie));
        assert_eq!((stranger.status, &stranger.body), (200, &owner.body), "{page}");
        assert!(!stranger.body.contains("Raqqa"), "{page}");
    }
}

#[test]
fn a_session_ends_where_it_is_ended_and_its_cookie_opens_nothing_after() {
    let desk = Desk::with(|case| Users::of(case).unwrap().add("Ana", Role::Owner, PASSWORD).unwrap());
    let (one, other) = (desk.sign_in("Ana", PASSWORD).unwrap(), desk.sign_in("Ana", PASSWORD).unwrap());
    assert_ne!(one, other);
    let out = desk.ask("DELETE", "/session.json", None, &[("cookie", &one), ("x-rashomon", "1")]);
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!((desk.get("/case.json", &one).status, desk.get("/case.json", &other).status), (401, 200));
}

#[test]
fn no_other_page_writes_in_the_name_of_who_is_signed_in() {
    let desk = Desk::new();
    let cookie = desk.enter();
    let writes = [
        ("POST", "/judgements.json", r#"{"on":"r1:c1","verdict":"accept"}"#),
        ("POST", "/reports.json?name=a.txt", "The army took the town of Homs on Monday."),
        ("POST", "/session.json", r#"{"name":"Ana","password":"long enough to guess badly"}"#),
        ("DELETE", "/session.json", ""),
    ];
    // What a form or a script of another page can send; the last has guessed our header, and is betrayed by the origin.
    let elsewhere = format!("http://localhost:{}", desk.port);
    let forged: [&[(&str, &str)]; 5] = [
        &[("content-type", "text/plain")],
        &[("content-type", "application/x-www-form-urlencoded"), ("origin", "https://evil.example")],
        &[("origin", "null"), ("x-rashomon", "1")],
        &[("origin", "https://evil.example"), ("x-rashomon", "1")],
        &[("origin", &elsewhere), ("x-rashomon", "1")],
    ];
    for (method, path, body) in writes {
        for headers in forged {
            let all: Vec<_> = headers.iter().copied().chain([("cookie", cookie.as_str())]).collect();
            let told = desk.ask(method, path, (method == "POST").then_some(body.as_bytes()), &all);
            assert_eq!(told.status, 403, "{method} {path} {headers:?}");
        }
        // Nor does looking change anything.
        assert_ne!(desk.get(path, &cookie).status, 201);
    }
    let case = desk.get("/case.json", &cookie).json();
    assert_eq!((&case["judgements"], &case["reports"]), (&0.into(), &7.into()));
}

/// A report whose every part is planted.
fn plant(desk: &Desk, cookie: &str, part: &str) {
    let escaped: String = part.bytes().map(|b| format!("%{b:02x}")).collect();
    let address = format!(
        "/reports.json?name={escaped}.txt&outlet={escaped}&title={escaped}&url=https%3A%2F%2Fa.example%2F{escaped}\
         &published=2019-04-02"
    );
    let text = format!("The army took the town of Homs on Monday, {part} said. {part}");
    assert_eq!(desk.post(&address, cookie, &text).status, 202);
    Desk::until("the report is read", || desk.get("/case.json", cookie).json()["reports"] == 8);
}

const FILES: [&str; 15] = [
    "claims.csv",
    "control.csv",
    "acled.csv",
    "ged.csv",
    "hxl.csv",
    "x.jsonl",
    "case.jsonl",
    "x.json",
    "map.geojson",
    "map.kml",
    "x.html",
    "x.md",
    "x.ftm.jsonl",
    "x.webannotation.jsonld",
    "x.claimreview.jsonld",
];

#[test]
fn no_script_of_a_report_reaches_a_browser_as_one() {
    let desk = Desk::new();
    let cookie = desk.enter();
    plant(&desk, &cookie, "<script>alert(1)</script><img src=x onerror=alert(1)>");
    for path in ["/reports.json", "/claims.json", "/report/r8.json", "/sources.json", "/timeline.json"] {
        let told = desk.get(path, &cookie);
        assert_eq!(told.header("content-type"), "application/json", "{path}");
        assert_eq!(told.header("x-content-type-options"), "nosniff", "{path}");
    }
    assert!(desk.get("/report/r8.json", &cookie).body.contains("<script>"), "it is kept as it was");
    for name in FILES {
        let told = desk.get(&format!("/export/{name}"), &cookie);
        assert_eq!(told.status, 200, "{name}");
        // Nothing is shown at an address of ours: it is saved.
        assert!(told.header("content-disposition").starts_with("attachment"), "{name}");
        assert_eq!(told.header("content-type"), "application/octet-stream", "{name}");
        if ["x.html", "map.kml"].contains(&name) {
            assert!(!told.body.contains("<script") && !told.body.contains("<img"), "{name}");
        }
        if name == "x.md" {
            assert!(
                told.body.contains("\\<script\\>") && !told.body.replace("\\<", "").contains('<'),
                "{name}"
            );
        }
    }
    // What is asked for is not echoed as a page either.
    let told = desk.get("/report/%3Cscript%3Ealert(1)%3C%2Fscript%3E.json", &cookie);
    assert_eq!((told.status, told.header("content-type")), (404, "application/problem+json"));
}

#[test]
fn no_cell_of_any_table_is_a_formula() {
    let desk = Desk::new();
    let cookie = desk.enter();
    plant(&desk, &cookie, "=cmd|'/c calc'!A1");
    let (mut rows, mut planted) = (0, 0);
    for name in FILES.iter().filter(|name| std::path::Path::new(name).extension().is_some_and(|e| e == "csv"))
    {
        let told = desk.get(&format!("/export/{name}"), &cookie);
        let mut table = csv::ReaderBuilder::new().has_headers(false).from_reader(told.body.as_bytes());
        for row in table.records() {
            rows += 1;
            for cell in &row.expect("a row") {
                let number = cell.parse::<f64>().is_ok();
                assert!(number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{name}: {cell}");
                planted += usize::from(cell.contains("cmd|"));
            }
        }
    }
    assert!(rows > 20 && planted > 0, "{rows} rows, {planted} planted");
}

#[test]
fn no_address_of_a_report_is_ever_asked() {
    let desk = Desk::new();
    let cookie = desk.enter();
    let trap = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    trap.set_nonblocking(true).unwrap();
    let address = format!("http://{}/", trap.local_addr().unwrap());
    let page = format!(
        r#"<html><head><base href="{address}"><link rel="canonical" href="{address}c"><meta http-equiv="refresh" content="0;url={address}r"></head>
        <body><img src="{address}i"><iframe src="{address}f"></iframe>
        <p>The army took the town of Homs on Monday, residents told Radio Sham.</p></body></html>"#
    );
    let query: String = address.bytes().map(|b| format!("%{b:02x}")).collect();
    let told =
        desk.post(&format!("/reports.json?name=a.html&url={query}&published=2019-04-02"), &cookie, &page);
    assert_eq!(told.status, 202);
    let feed = format!(
        r#"<rss version="2.0"><channel><title>T</title><link>{address}</link><item><title>Homs</title><link>{address}x</link>
        <description>The army took the town of Homs on Monday.</description></item></channel></rss>"#
    );
    assert_eq!(desk.post("/reports.json?name=feed.xml", &cookie, &feed).status, 202);
    // Only its address, to add a report: that is no report, and not fetched.
    assert_eq!(desk.post("/reports.json?name=a.url", &cookie, &address).status, 202);
    Desk::until("they are read", || desk.get("/case.json", &cookie).json()["reports"].as_u64() >= Some(9));
    for path in ["/report/r8.json", "/report/r8/original", "/export/x.html", "/report/r9.json"] {
        assert_eq!(desk.get(path, &cookie).status, 200);
    }
    let asked = trap.accept();
    assert!(matches!(&asked, Err(e) if e.kind() == std::io::ErrorKind::WouldBlock), "{asked:?}");
}
