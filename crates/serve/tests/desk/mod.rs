//! A server over the example case, and somebody who asks it.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rashomon_serve::{Options, Tls, start};
use serde_json::Value;

/// A server of the examples on a free port.
pub(crate) struct Desk {
    pub(crate) origin: String,
    pub(crate) case: PathBuf,
    pub(crate) token: Option<String>,
    pub(crate) port: u16,
    agent: ureq::Agent,
    _folder: tempfile::TempDir,
    _runtime: tokio::runtime::Runtime,
}

/// An answer.
pub(crate) struct Told {
    pub(crate) status: u16,
    pub(crate) headers: ureq::http::HeaderMap,
    pub(crate) body: String,
}

impl Told {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or("")
    }
}

impl Desk {
    /// Starts a server; `prepare` sees the case before.
    pub(crate) fn with(prepare: impl FnOnce(&std::path::Path)) -> Self {
        Self::start(prepare, false)
    }

    /// Starts a server that speaks TLS, with a certificate made for it; who asks trusts that one only.
    pub(crate) fn behind_tls(prepare: impl FnOnce(&std::path::Path)) -> Self {
        Self::start(prepare, true)
    }

    fn start(prepare: impl FnOnce(&std::path::Path), speaks_tls: bool) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let case = folder.path().join("examples.case");
        rashomon_serve::demo(&case).expect("a case");
        prepare(&case);
        let (tls, trusted) = if speaks_tls {
            let (tls, certificate) = certificate(folder.path(), "own");
            (Some(tls), Some(certificate))
        } else {
            (None, None)
        };
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let options = Options {
            case: case.clone(),
            bind: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            names: Vec::new(),
            tls,
            behind_proxy: false,
            demo: true,
        };
        let running = runtime.block_on(start(options)).expect("a server");
        let (origin, token) = match running.address.split_once("/?token=") {
            Some((origin, token)) => (origin.to_owned(), Some(token.to_owned())),
            None => (running.address.trim_end_matches('/').to_owned(), None),
        };
        let port = origin.rsplit(':').next().and_then(|p| p.parse().ok()).expect("a port");
        runtime.spawn(running.run(std::future::pending()));
        let agent = agent(trusted);
        let desk = Self { origin, case, token, port, agent, _folder: folder, _runtime: runtime };
        let end = Instant::now() + Duration::from_secs(30);
        while !desk.ask("GET", "/health.json", None, &[]).body.contains("\"ready\":true") {
            assert!(Instant::now() < end, "the case was not read in 30 s");
            std::thread::sleep(Duration::from_millis(20));
        }
        desk
    }

    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    /// Sends a request as it is.
    pub(crate) fn ask(
        &self,
        method: &str,
        path: &str,
        body: Option<&[u8]>,
        headers: &[(&str, &str)],
    ) -> Told {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.origin));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = match body {
            Some(body) => self.agent.run(request.body(body.to_vec()).expect("a request")),
            None => self.agent.run(request.body(()).expect("a request")),
        }
        .expect("an answer");
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let body = response.body_mut().read_to_vec().unwrap_or_default();
        Told { status, headers, body: String::from_utf8_lossy(&body).into_owned() }
    }

    /// The cookie of a session opened with the printed token.
    pub(crate) fn enter(&self) -> String {
        let told =
            self.ask("GET", &format!("/?token={}", self.token.as_deref().expect("a token")), None, &[]);
        assert_eq!(told.status, 303);
        cookie(&told)
    }

    /// The cookie of somebody who signs in.
    pub(crate) fn sign_in(&self, name: &str, password: &str) -> Option<String> {
        let body = serde_json::json!({"name": name, "password": password}).to_string();
        let told = self.ask("POST", "/session.json", Some(body.as_bytes()), &[("x-rashomon", "1")]);
        (told.status == 204).then(|| cookie(&told))
    }

    pub(crate) fn get(&self, path: &str, cookie: &str) -> Told {
        self.ask("GET", path, None, &[("cookie", cookie)])
    }

    pub(crate) fn post(&self, path: &str, cookie: &str, body: &str) -> Told {
        self.ask("POST", path, Some(body.as_bytes()), &[("cookie", cookie), ("x-rashomon", "1")])
    }

    /// Waits until something is so.
    pub(crate) fn until(what: &str, mut so: impl FnMut() -> bool) {
        let end = Instant::now() + Duration::from_secs(20);
        while !so() {
            assert!(Instant::now() < end, "not so in 20 s: {what}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

/// Somebody who asks; where a certificate is given, that one alone is trusted.
pub(crate) fn agent(trusted: Option<Vec<u8>>) -> ureq::Agent {
    use ureq::tls::{Certificate, RootCerts, TlsConfig};
    let mut config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(Duration::from_secs(30)));
    if let Some(der) = trusted {
        let roots = RootCerts::new_with_certs(&[Certificate::from_der(&der).to_owned()]);
        config = config.tls_config(TlsConfig::builder().root_certs(roots).build());
    }
    config.build().into()
}

/// A certificate of this machine with its key, as files, and as what a client trusts.
pub(crate) fn certificate(folder: &std::path::Path, name: &str) -> (Tls, Vec<u8>) {
    let made =
        rcgen::generate_simple_self_signed(["127.0.0.1".into(), "localhost".into()]).expect("a certificate");
    let tls = Tls { cert: folder.join(format!("{name}.crt")), key: folder.join(format!("{name}.key")) };
    std::fs::write(&tls.cert, made.cert.pem()).expect("written");
    std::fs::write(&tls.key, made.signing_key.serialize_pem()).expect("written");
    (tls, made.cert.der().to_vec())
}

fn cookie(told: &Told) -> String {
    let set = told.header("set-cookie");
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Strict"), "{set}");
    set.split(';').next().unwrap_or("").to_owned()
}
