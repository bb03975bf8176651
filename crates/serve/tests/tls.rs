//! TLS of the server itself, as browsers meet it.

mod desk;

use desk::Desk;
use rashomon_serve::{Options, Role, Tls, Users};

const PASSWORD: &str = "long enough to guess badly";

#[test]
fn who_trusts_the_certificate_is_served_and_nobody_else() {
    let desk = Desk::behind_tls(|case| Users::of(case).unwrap().add("Ana", Role::Owner, PASSWORD).unwrap());
    assert!(desk.origin.starts_with("https://127.0.0.1:"), "{}", desk.origin);
    let cookie = desk.sign_in("Ana", PASSWORD).unwrap();
    assert_eq!(desk.get("/case.json", &cookie).status, 200);
    // Writes come from the page, which is at an https address now.
    let headers = [("cookie", cookie.as_str()), ("x-rashomon", "1"), ("origin", &desk.origin)];
    let body = br#"{"on":"r1:c1","verdict":"accept"}"#;
    assert_eq!(desk.ask("POST", "/judgements.json", Some(body), &headers).status, 201);
    // A stranger to the certificate comes no further than the handshake, and clear text is not answered.
    let address = format!("{}/health.json", desk.origin);
    let stranger = desk::agent(None).get(&address).call().unwrap_err().to_string();
    assert!(stranger.to_lowercase().contains("certificate"), "{stranger}");
    assert!(desk::agent(None).get(address.replace("https:", "http:")).call().is_err());
    // Who connects and stays silent keeps nobody out.
    let _silent: Vec<_> =
        (0..50).map(|_| std::net::TcpStream::connect(("127.0.0.1", desk.port)).unwrap()).collect();
    assert_eq!(desk.get("/case.json", &cookie).status, 200);
}

#[test]
fn cookies_go_over_tls_only_where_there_is_tls() {
    let body = format!(r#"{{"name":"Ana","password":"{PASSWORD}"}}"#);
    let add = |case: &std::path::Path| Users::of(case).unwrap().add("Ana", Role::Owner, PASSWORD).unwrap();
    for (desk, secure) in [(Desk::behind_tls(add), true), (Desk::with(add), false)] {
        let told = desk.ask("POST", "/session.json", Some(body.as_bytes()), &[("x-rashomon", "1")]);
        assert_eq!(told.status, 204);
        assert_eq!(told.header("set-cookie").contains("; Secure"), secure, "{}", told.header("set-cookie"));
    }
}

#[test]
fn what_is_wrong_with_certificate_or_key_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let case = folder.path().join("a.case");
    rashomon_serve::demo(&case).unwrap();
    let (one, _) = desk::certificate(folder.path(), "one");
    let (other, _) = desk::certificate(folder.path(), "other");
    let text = folder.path().join("text.pem");
    std::fs::write(&text, "no key, no certificate\n").unwrap();
    let nowhere = folder.path().join("nowhere.pem");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for (cert, key, file, why) in [
        (&one.cert, &other.key, "other.key", "not the key of"),
        (&text, &one.key, "text.pem", "BEGIN CERTIFICATE"),
        (&one.cert, &text, "text.pem", "private key"),
        (&one.key, &one.cert, "one.key", "BEGIN CERTIFICATE"),
        (&nowhere, &one.key, "nowhere.pem", "No such file"),
    ] {
        let options = Options {
            case: case.clone(),
            bind: std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST),
            port: 0,
            names: Vec::new(),
            tls: Some(Tls { cert: cert.clone(), key: key.clone() }),
            behind_proxy: false,
            demo: true,
        };
        let told = runtime.block_on(rashomon_serve::start(options)).unwrap_err().to_string();
        assert!(told.contains(file) && told.contains(why), "{file}: {told}");
    }
}
