//! Feeds of a server on this machine that behaves well and badly.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use rashomon_watch::{Feed, Fetcher, Page, Polled, Settings};

/// Lines of the head of a request.
type Head = Vec<String>;

/// A server that answers each request by its path, and keeps their heads.
fn server(
    answer: impl Fn(&str, &Head, &mut TcpStream) + Send + Sync + 'static,
) -> (String, Arc<Mutex<Vec<Head>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let heads = Arc::new(Mutex::new(Vec::new()));
    let (kept, answer) = (Arc::clone(&heads), Arc::new(answer));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (kept, answer) = (Arc::clone(&kept), Arc::clone(&answer));
            std::thread::spawn(move || {
                let mut stream = stream;
                let lines = BufReader::new(stream.try_clone().expect("a stream")).lines();
                let head: Head = lines.map_while(Result::ok).take_while(|l| !l.is_empty()).collect();
                let path = head.first().and_then(|l| l.split(' ').nth(1)).unwrap_or_default().to_owned();
                kept.lock().expect("a list").push(head.clone());
                answer(&path, &head, &mut stream);
            });
        }
    });
    (address, heads)
}

fn send(stream: &mut TcpStream, head: &str, body: &str) {
    let _ = write!(stream, "HTTP/1.1 {head}\r\nConnection: close\r\n");
    let _ = write!(stream, "Content-Length: {}\r\n\r\n{body}", body.len());
}

fn settings() -> Settings {
    Settings {
        delay: Duration::ZERO,
        timeout: Duration::from_secs(2),
        limit: 1 << 20,
        allow_private: true,
        ..Settings::default()
    }
}

fn fetcher() -> Fetcher {
    Fetcher::new(settings()).expect("settings")
}

fn feed(address: &str, path: &str) -> Feed {
    Feed { url: format!("{address}{path}"), ..Feed::default() }
}

fn now() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().expect("a time")
}

#[track_caller]
fn fails(polled: Polled, with: &str) {
    match polled {
        Polled::Failed(why) => assert!(why.contains(with), "{why}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_did_not_change_is_not_sent_again() {
    let (address, heads) = server(|_, head, stream| {
        if head.iter().any(|l| l.eq_ignore_ascii_case("if-none-match: \"v1\"")) {
            send(stream, "304 Not Modified", "");
        } else {
            let head = "200 OK\r\nETag: \"v1\"\r\nLast-Modified: Sun, 01 Mar 2026 11:00:00 GMT\r\n\
                Content-Type: application/rss+xml";
            send(stream, head, "<rss/>");
        }
    });
    let (mut fetcher, mut feed) = (fetcher(), feed(&address, "/rss"));
    let page = Page { bytes: b"<rss/>".to_vec(), media_type: Some("application/rss+xml".into()) };
    assert_eq!(fetcher.poll(&mut feed, now()), Polled::Changed(page));
    assert_eq!(fetcher.poll(&mut feed, now()), Polled::Same);
    let heads = heads.lock().expect("a list");
    let has = |n: usize, line: &str| heads[n].iter().any(|l| l.to_lowercase().starts_with(line));
    assert!(has(0, "user-agent: rashomon/") && !has(0, "if-"));
    assert!(has(1, "if-modified-since: sun, 01 mar 2026 11:00:00 gmt"), "{heads:?}");
}

#[test]
fn a_server_in_trouble_is_asked_less_often_and_then_as_before() {
    let calls = Mutex::new(0);
    let (address, _) = server(move |_, _, stream| {
        let mut calls = calls.lock().expect("a number");
        *calls += 1;
        match *calls {
            1 => send(stream, "500 Trouble", "x"),
            2 => send(stream, "429 Slow\r\nRetry-After: 7200", "x"),
            _ => send(stream, "200 OK", "<rss/>"),
        }
    });
    let (mut fetcher, mut feed) = (fetcher(), feed(&address, "/rss"));
    let wait = |feed: &Feed| feed.due.expect("a time").duration_since(now());
    fails(fetcher.poll(&mut feed, now()), "has trouble (500)");
    assert_eq!(feed.failures, 1);
    assert!(wait(&feed) > SignedDuration::from_mins(26));
    fails(fetcher.poll(&mut feed, now()), "less often (429)");
    assert_eq!(wait(&feed), SignedDuration::from_hours(2));
    assert!(matches!(fetcher.poll(&mut feed, now()), Polled::Changed(_)));
    assert!(feed.failures == 0 && wait(&feed) < SignedDuration::from_mins(17));
}

#[test]
fn bounds_hold() {
    let (address, _) = server(|path, _, stream| match path {
        "/drip" => {
            let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            for _ in 0..100 {
                std::thread::sleep(Duration::from_millis(200));
                if stream.write_all(b"x").is_err() {
                    return;
                }
            }
        }
        "/endless" => {
            let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n");
            let much = vec![b'x'; 65536];
            while stream.write_all(&much).is_ok() {}
        }
        "/short" => {
            let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbroken off");
        }
        "/circle" => send(stream, "302 Found\r\nLocation: /circle", ""),
        "/out" => send(stream, "302 Found\r\nLocation: ftp://127.0.0.1/x", ""),
        "/file" => send(stream, "302 Found\r\nLocation: file:///etc/passwd", ""),
        "/gone" => send(stream, "410 Gone", ""),
        "/noise" => drop(stream.write_all(b"\0\0\0 no answer at all")),
        _ => {}
    });
    let mut fetcher = fetcher();
    let started = Instant::now();
    for (path, with) in [
        ("/drip", "takes too long"),
        ("/endless", "longer than 1 MB"),
        ("/short", "breaks off"),
        ("/circle", "in circles"),
        ("/out", "cannot be reached"),
        ("/file", "cannot be reached"),
        ("/noise", "cannot be reached"),
        ("/nothing", "cannot be reached"),
    ] {
        let mut feed = feed(&address, path);
        fails(fetcher.poll(&mut feed, now()), with);
        assert!(feed.due.is_some() && feed.failures == 1 && !feed.gone, "{path}");
    }
    assert!(started.elapsed() < Duration::from_secs(20));
    let mut gone = feed(&address, "/gone");
    fails(fetcher.poll(&mut gone, now()), "not asked again");
    assert!(gone.gone);
}

#[test]
fn the_own_network_is_left_alone_unless_allowed() {
    let (address, heads) = server(|_, _, stream| send(stream, "200 OK", "secret"));
    let guarded = Settings { allow_private: false, ..settings() };
    let mut fetcher = Fetcher::new(guarded).expect("settings");
    let port = address.rsplit(':').next().expect("a port");
    for host in ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433", "[::ffff:127.0.0.1]"] {
        let polled = fetcher.poll(&mut feed(&format!("http://{host}:{port}"), "/"), now());
        assert!(matches!(polled, Polled::Failed(_)), "{host}: {polled:?}");
    }
    for odd in ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://x", "no address", ""] {
        assert!(matches!(fetcher.poll(&mut feed(odd, ""), now()), Polled::Failed(_)), "{odd}");
    }
    assert!(heads.lock().expect("a list").is_empty(), "something was asked");
}

#[test]
fn a_host_is_asked_once_a_delay() {
    let (address, _) = server(|_, _, stream| send(stream, "200 OK", "x"));
    let slow = Settings { delay: Duration::from_millis(300), ..settings() };
    let mut fetcher = Fetcher::new(slow).expect("settings");
    let started = Instant::now();
    for _ in 0..3 {
        fetcher.page(&format!("{address}/page")).expect("a page");
    }
    assert!(started.elapsed() >= Duration::from_millis(600));
}

#[test]
fn a_proxy_is_asked_instead() {
    let (proxy, heads) = server(|_, _, stream| send(stream, "200 OK", "through the proxy"));
    let through = Settings { proxy: Some(proxy), allow_private: false, ..settings() };
    let mut fetcher = Fetcher::new(through).expect("settings");
    let page = fetcher.page("http://dam.test/rss");
    let asked = heads.lock().expect("a list").len();
    assert!(asked > 0, "{page:?}");
    assert!(Fetcher::new(Settings { proxy: Some("::::".into()), ..settings() }).is_err());
}
