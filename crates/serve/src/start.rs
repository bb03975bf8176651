//! Starting the server.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use axum_server::{Handle, Server};
use rashomon_store::Case;
use thiserror::Error;

use crate::routes;
use crate::site::{Site, secret};
use crate::tls::Tls;
use crate::users::{Users, UsersError};

/// How often the case is looked at for what other programs added.
const LOOK: Duration = Duration::from_secs(1);

/// How long answers that are under way have once the end has come.
const GRACE: Duration = Duration::from_secs(1);

/// How long who has come in may stay silent before asking anything.
const SILENCE: Duration = Duration::from_secs(30);

/// How to serve.
#[derive(Clone, Debug)]
pub struct Options {
    /// The case.
    pub case: PathBuf,
    /// Where to listen.
    pub bind: IpAddr,
    /// Port; 0 for any that is free.
    pub port: u16,
    /// Further names a browser may call this server by, without port.
    pub names: Vec<String>,
    /// Speak TLS.
    pub tls: Option<Tls>,
    /// TLS is taken off before it gets here.
    pub behind_proxy: bool,
    /// The case is one of examples, and goes when the server ends.
    pub demo: bool,
}

/// Why the server could not start.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The case cannot be read.
    #[error(transparent)]
    Case(#[from] rashomon_store::Error),
    /// The users cannot be read.
    #[error(transparent)]
    Users(#[from] UsersError),
    /// The address cannot be listened at.
    #[error("cannot listen at {at}: {error}")]
    Listen {
        /// The address.
        at: SocketAddr,
        /// Why.
        error: std::io::Error,
    },
    /// Certificate or key cannot be used.
    #[error("cannot use `{}`: {why}", path.display())]
    Tls {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// It would be open to others without what keeps strangers out.
    #[error("{0}")]
    Open(String),
}

/// A server that listens, not yet answering.
#[derive(Debug)]
pub struct Running {
    site: Arc<Site>,
    listener: tokio::net::TcpListener,
    tls: Option<Arc<rustls::ServerConfig>>,
    /// The address to open, with the token that opens one session where the case is one person's.
    pub address: String,
}

/// Opens the case and the port.
///
/// # Errors
/// When either cannot be opened, or others could come in unseen.
pub async fn start(options: Options) -> Result<Running, ServeError> {
    let users = Users::of(&options.case)?;
    let tls = options.tls.as_ref().map(Tls::config).transpose()?.map(Arc::new);
    drop(Case::open_to_read(&options.case)?);
    if !options.bind.is_loopback() {
        if users.is_empty() {
            return Err(ServeError::Open(
                "others can reach this address, and the case has no users: `rashomon users CASE add NAME`"
                    .into(),
            ));
        }
        if !options.behind_proxy && tls.is_none() {
            return Err(ServeError::Open(
                "others can reach this address in clear text: give `--tls-cert` and `--tls-key`, \
                 or say `--behind-proxy` where a proxy that speaks TLS stands before it"
                    .into(),
            ));
        }
    }
    let at = SocketAddr::new(options.bind, options.port);
    let listener =
        tokio::net::TcpListener::bind(at).await.map_err(|error| ServeError::Listen { at, error })?;
    let port = listener.local_addr().map_err(|error| ServeError::Listen { at, error })?.port();
    let token = users.is_empty().then(secret);
    let local = ["127.0.0.1", "localhost", "[::1]"].map(str::to_owned);
    let bound = match options.bind {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => format!("[{v6}]"),
    };
    let mut hosts: Vec<String> = local.iter().chain([&bound]).map(|name| format!("{name}:{port}")).collect();
    for name in &options.names {
        hosts.extend([name.clone(), format!("{name}:{port}")]);
    }
    let scheme = if tls.is_some() { "https" } else { "http" };
    let name = match options.names.first() {
        // The certificate bears a name, seldom an address.
        Some(name) if tls.is_some() => name.as_str(),
        _ if options.bind.is_loopback() => "127.0.0.1",
        _ => &bound,
    };
    let address = match &token {
        Some(token) => format!("{scheme}://{name}:{port}/?token={token}"),
        None => format!("{scheme}://{name}:{port}/"),
    };
    // Browsers share cookies between the ports of a host: the name keeps two cases apart.
    let cookie = format!("rashomon-{port}");
    let secure = options.behind_proxy || tls.is_some();
    let site = Site::new(options.case, options.demo, hosts, secure, cookie, token.is_none(), token);
    Ok(Running { site: Arc::new(site), listener, tls, address })
}

impl Running {
    /// Answers until `end` comes.
    ///
    /// # Errors
    /// When the system takes the port away.
    pub async fn run(self, end: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()> {
        let site = Arc::clone(&self.site);
        tokio::spawn(async move {
            loop {
                let shared = Arc::clone(&site);
                let began = Instant::now();
                let fresh = tokio::task::spawn_blocking(move || shared.refresh()).await;
                if let Ok(Err(error)) = fresh {
                    site.events.tell("trouble", &serde_json::json!({"detail": error.to_string()}));
                }
                // As long as it took the machine is left to readers: writes that come close together are seen together.
                tokio::time::sleep(began.elapsed()).await;
                tokio::select! {
                    () = site.changed.notified() => {}
                    () = tokio::time::sleep(LOOK) => {}
                }
            }
        });
        let handle = Handle::new();
        let ending = handle.clone();
        tokio::spawn(async move {
            end.await;
            // Open pages listen for events without end: they are not waited for.
            ending.graceful_shutdown(Some(GRACE));
        });
        let server = Server::<SocketAddr>::from_listener(self.listener);
        let server = server.handle(handle).first_request_timeout(SILENCE);
        let service = routes::router(self.site).into_make_service();
        match self.tls {
            Some(config) => {
                let acceptor = RustlsAcceptor::new(RustlsConfig::from_config(config));
                server.acceptor(acceptor).serve(service).await
            }
            None => server.serve(service).await,
        }
    }
}
