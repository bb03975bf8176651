//! Asking servers, within bounds.

use std::collections::HashMap;
use std::io::Read as _;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use ureq::config::Config;
use ureq::http::{Response, Uri};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body, Error, Proxy};
use url::Url;

use crate::state::Feed;

/// Who asks: servers can tell, and tell us off.
const AGENT: &str = concat!("rashomon/", env!("CARGO_PKG_VERSION"), " (feed reader)");

/// How servers are asked.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Time between two polls of a feed.
    pub every: SignedDuration,
    /// Time between two requests to one host.
    pub delay: Duration,
    /// Longest time of one request, from the first byte sent to the last received.
    pub timeout: Duration,
    /// Most bytes of one answer.
    pub limit: u64,
    /// Address of a proxy; `None` for that of the environment (`https_proxy`, `ALL_PROXY`), if any.
    pub proxy: Option<String>,
    /// Ask machines of the own network too.
    pub allow_private: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            every: SignedDuration::from_mins(15),
            delay: Duration::from_secs(2),
            timeout: Duration::from_mins(1),
            limit: 16 << 20,
            proxy: None,
            allow_private: false,
        }
    }
}

/// What came of asking for a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Polled {
    /// It is as it was.
    Same,
    /// Its bytes.
    Changed(Page),
    /// Why it could not be had, in words. It is asked again later, unless it is gone.
    Failed(String),
}

/// What a server answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Media type, as the server tells it.
    pub media_type: Option<String>,
}

/// Asks servers, each host at most once a delay.
#[derive(Debug)]
pub struct Fetcher {
    agent: Agent,
    settings: Settings,
    /// When each host was last asked.
    asked: HashMap<String, Instant>,
}

/// Lets names lead to public addresses only.
#[derive(Debug)]
struct Guard {
    inner: DefaultResolver,
    allow_private: bool,
}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        // Through a proxy the name that is looked up is the proxy's, which was set on purpose.
        if self.allow_private || config.proxy().is_some() || found.iter().all(|a| is_public(a.ip())) {
            Ok(found)
        } else {
            Err(Error::Io(std::io::Error::other(PRIVATE)))
        }
    }
}

const PRIVATE: &str = "the address is one of the own machine or network";

/// True for an address of the open net, after the registries of special addresses (RFC 6890, RFC 4291).
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            !(v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_broadcast()
                || v4.is_documentation()
                || v4.is_multicast()
                || a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0 && c == 0)
                || (a == 198 && (b == 18 || b == 19)))
        }
        IpAddr::V6(v6) => {
            if let Some(v4) = v6.to_ipv4_mapped() {
                return is_public(IpAddr::V4(v4));
            }
            // Only 2000::/3 is given out, less documentation, and tunnels that hide an old address.
            let [a, b, ..] = v6.segments();
            a & 0xe000 == 0x2000 && !(a == 0x2001 && (b == 0x0db8 || b == 0)) && a != 0x2002
        }
    }
}

impl Fetcher {
    /// Makes ready to ask; nothing is asked yet.
    ///
    /// # Errors
    /// When the address of the proxy cannot be read.
    pub fn new(settings: Settings) -> Result<Self, String> {
        let proxy = match &settings.proxy {
            Some(address) => {
                Some(Proxy::new(address).map_err(|_| format!("`{address}` is no address of a proxy"))?)
            }
            None => Proxy::try_from_env(),
        };
        let config = Agent::config_builder()
            .user_agent(AGENT)
            .accept("application/rss+xml, application/atom+xml, application/feed+json, text/html, */*;q=0.5")
            .proxy(proxy)
            .http_status_as_error(false)
            .max_redirects(5)
            .timeout_global(Some(settings.timeout))
            .build();
        let guard = Guard { inner: DefaultResolver::default(), allow_private: settings.allow_private };
        let agent = Agent::with_parts(config, DefaultConnector::default(), guard);
        Ok(Self { agent, settings, asked: HashMap::new() })
    }

    /// Asks for a feed, and sets when to ask again.
    ///
    /// # Cost
    /// Waits until its host may be asked; then up to the timeout.
    pub fn poll(&mut self, feed: &mut Feed, now: Timestamp) -> Polled {
        let url = feed.url.clone();
        let known = (feed.etag.clone(), feed.modified.clone());
        let answer = match self.ask(&url, known) {
            Ok(answer) => answer,
            Err(why) => return self.failed(feed, now, None, why),
        };
        let status = answer.status().as_u16();
        let header = |name: &str| {
            answer.headers().get(name).and_then(|v| v.to_str().ok()).map(|v| v.trim().to_owned())
        };
        let retry = header("retry-after").and_then(|text| retry_after(&text, now));
        let (etag, modified) = (header("etag"), header("last-modified"));
        match status {
            304 => {
                feed.failures = 0;
                feed.again(now, self.settings.every, retry);
                Polled::Same
            }
            200..=299 => match self.body(answer) {
                Ok(page) => {
                    (feed.etag, feed.modified) = (etag, modified);
                    feed.failures = 0;
                    feed.again(now, self.settings.every, retry);
                    Polled::Changed(page)
                }
                Err(why) => self.failed(feed, now, retry, why),
            },
            410 => {
                feed.gone = true;
                Polled::Failed("it is gone for good (410): it is not asked again".into())
            }
            _ => self.failed(feed, now, retry, answered(status)),
        }
    }

    /// Asks for a page.
    ///
    /// # Errors
    /// Why it could not be had, in words.
    ///
    /// # Cost
    /// As [`Fetcher::poll`].
    pub fn page(&mut self, url: &str) -> Result<Page, String> {
        let answer = self.ask(url, (None, None))?;
        match answer.status().as_u16() {
            200..=299 => self.body(answer),
            status => Err(answered(status)),
        }
    }

    fn failed(&self, feed: &mut Feed, now: Timestamp, retry: Option<SignedDuration>, why: String) -> Polled {
        feed.failures = feed.failures.saturating_add(1);
        feed.again(now, self.settings.every, retry);
        Polled::Failed(why)
    }

    fn ask(&mut self, url: &str, known: (Option<String>, Option<String>)) -> Result<Response<Body>, String> {
        let parsed = Url::parse(url).map_err(|e| format!("it is no address: {e}"))?;
        if !matches!(parsed.scheme(), "http" | "https") {
            return Err(format!("`{}` is not asked: only http and https are", parsed.scheme()));
        }
        self.wait(parsed.host_str().unwrap_or_default());
        let mut request = self.agent.get(parsed.as_str());
        for (name, value) in [("if-none-match", known.0), ("if-modified-since", known.1)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        request.call().map_err(|e| said(&e))
    }

    /// Waits until a host may be asked again.
    fn wait(&mut self, host: &str) {
        if let Some(last) = self.asked.get(host) {
            std::thread::sleep(self.settings.delay.saturating_sub(last.elapsed()));
        }
        self.asked.insert(host.to_owned(), Instant::now());
    }

    fn body(&self, mut answer: Response<Body>) -> Result<Page, String> {
        let limit = self.settings.limit;
        let media_type = answer.headers().get("content-type").and_then(|v| v.to_str().ok());
        let media_type = media_type.map(str::to_owned);
        let mut bytes = Vec::new();
        let reader = answer.body_mut().as_reader();
        reader.take(limit + 1).read_to_end(&mut bytes).map_err(|e| {
            match e.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
                Some(Error::Timeout(_)) => "it takes too long".to_owned(),
                _ => format!("it breaks off: {e}"),
            }
        })?;
        if bytes.len() as u64 > limit {
            return Err(format!("it is longer than {} MB", limit >> 20));
        }
        Ok(Page { bytes, media_type })
    }
}

fn answered(status: u16) -> String {
    match status {
        401 | 403 => format!("the server does not let us in ({status})"),
        404 => "there is nothing at this address (404)".into(),
        429 => "the server asks to be asked less often (429)".into(),
        500.. => format!("the server has trouble ({status})"),
        _ => format!("the server answers {status}"),
    }
}

fn said(error: &Error) -> String {
    match error {
        Error::HostNotFound => "its host is not found".into(),
        Error::Timeout(_) => "it takes too long".into(),
        Error::TooManyRedirects => "it sends us round in circles".into(),
        Error::Io(e) if e.to_string() == PRIVATE => {
            format!("{PRIVATE}; `--allow-private` asks it all the same")
        }
        other => format!("it cannot be reached: {other}"),
    }
}

/// `Retry-After`: seconds, or a moment (RFC 9110, section 10.2.3).
fn retry_after(text: &str, now: Timestamp) -> Option<SignedDuration> {
    if let Ok(seconds) = text.parse::<u32>() {
        return Some(SignedDuration::from_secs(seconds.into()));
    }
    let moment = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    Some(moment.duration_since(now)).filter(SignedDuration::is_positive)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_own_network_are_told_from_public_ones() {
        for public in ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8"] {
            assert!(is_public(public.parse().expect("an address")), "{public}");
        }
        for own in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "172.16.9.9",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "198.18.0.1",
            "255.255.255.255",
            "::1",
            "fe80::1",
            "fc00::1",
            "::ffff:127.0.0.1",
            "2002:7f00:1::",
            "2001:db8::1",
            "64:ff9b::7f00:1",
            "::",
        ] {
            assert!(!is_public(own.parse().expect("an address")), "{own}");
        }
    }

    #[test]
    fn a_server_says_when_to_come_back() {
        let now: Timestamp = "2026-03-01T12:00:00Z".parse().expect("a time");
        let seconds = |text| retry_after(text, now).map(|d| d.as_secs());
        assert_eq!(seconds("120"), Some(120));
        assert_eq!(seconds("Sun, 01 Mar 2026 12:30:00 GMT"), Some(1800));
        assert_eq!(seconds("Sun, 01 Mar 2026 11:30:00 GMT"), None);
        assert_eq!(seconds("soon"), None);
    }
}
