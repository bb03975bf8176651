//! Nothing leaves the machine: the command at work where the system counts every try to reach elsewhere.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

/// What the run inside is to do.
const INSIDE: &str = "RASHOMON_TEST_OFFLINE";

/// Runs this test again inside `xtask/offline.sh`.
fn again(what: &str) -> Option<i32> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../xtask/offline.sh");
    let mut command = Command::new("sh");
    command.arg(script).arg(std::env::current_exe().expect("this test"));
    command.args(["--exact", "nothing_leaves_the_machine", "--nocapture"]).env(INSIDE, what);
    command.status().ok()?.code()
}

#[test]
fn nothing_leaves_the_machine() {
    match std::env::var(INSIDE).as_deref() {
        Ok("control") => drop(std::net::TcpStream::connect("192.0.2.1:9")),
        Ok(_) => work(),
        Err(_) => {
            // First that a try is seen at all.
            match again("control") {
                None | Some(98) => return eprintln!("not tried: this machine makes no network of its own"),
                code => assert_eq!(code, Some(99), "a try to reach elsewhere was not seen"),
            }
            assert_eq!(again("work"), Some(0), "something was meant for elsewhere, or failed");
        }
    }
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rashomon"));
    command.args(args).stdout(Stdio::piped());
    command
}

/// All that a desk does: keep, ask, export, serve, and serve programs.
fn work() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").display().to_string();
    let case = at("a.case");
    let exports: Vec<String> = ["claims.csv", "x.html", "map.kml", "x.md", "x.ftm.jsonl"].map(at).to_vec();
    let mut export = vec!["export", &case];
    export.extend(exports.iter().flat_map(|path| ["--to", path]));
    for args in [
        vec!["init", &case],
        vec!["add", &case, &examples],
        vec!["disputes", &case],
        vec!["ask", &case, "who holds Mansour Street"],
        export,
        vec!["bundle", &case, "--to", &at("bundle")],
        vec!["verify", &case],
    ] {
        assert!(command(&args).status().expect("it runs").success(), "{args:?}");
    }

    let mut mcp = command(&["mcp", &case]).stdin(Stdio::piped()).spawn().expect("it runs");
    let mut to = mcp.stdin.take().expect("piped");
    let mut from = BufReader::new(mcp.stdout.take().expect("piped")).lines();
    for line in [
        r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}"#,
        r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
        r#"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"disputes","arguments":{}}}"#,
    ] {
        writeln!(to, "{line}").expect("it listens");
    }
    assert!(from.by_ref().take(2).all(|line| line.expect("a line").contains("result")));
    drop(to);
    assert!(mcp.wait().expect("it ends").success());

    let mut serve = command(&["serve", &case, "--port", "0", "--no-browser"]).spawn().expect("it runs");
    let mut address = String::new();
    BufReader::new(serve.stdout.take().expect("piped")).read_line(&mut address).expect("an address");
    let (origin, _) = address.trim().split_once("/?token=").expect("a token");
    let agent: ureq::Agent =
        ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).proxy(None).build().into();
    let entered = agent.get(address.trim()).call().expect("an answer");
    let cookie = entered.headers()["set-cookie"].to_str().expect("a cookie").to_owned();
    let get = |path: &str| {
        let answer = agent.get(format!("{origin}{path}")).header("cookie", &cookie).call();
        answer.expect("an answer").status().as_u16()
    };
    while get("/case.json") == 503 {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    for path in
        ["/disputes", "/disputes.json", "/map.json", "/report/r1.json", "/export/x.html", "/sources.json"]
    {
        assert_eq!(get(path), 200, "{path}");
    }
    let text = "The army took the town of Homs on Monday. See http://192.0.2.1/ for more.";
    let add = agent.post(format!("{origin}/reports.json?name=a.txt&url=http%3A%2F%2F192.0.2.1%2F"));
    let added = add.header("cookie", &cookie).header("x-rashomon", "1").send(text).expect("an answer");
    assert_eq!(added.status(), 202);
    std::thread::sleep(std::time::Duration::from_millis(500));
    serve.kill().expect("it runs");
    serve.wait().expect("it ends");
}
