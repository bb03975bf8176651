//! Starting the server.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rashomon_store::Case;
use thiserror::Error;

use crate::routes;
use crate::site::{Site, secret};
use crate::users::{Users, UsersError};

/// How often the case is looked at for what other programs added.
const LOOK: Duration = Duration::from_secs(1);

/// How long answers that are under way have once the end has come.
const GRACE: Duration = Duration::from_secs(1);

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
    /// It would be open to others without what keeps strangers out.
    #[error("{0}")]
    Open(String),
}

/// A server that listens, not yet answering.
#[derive(Debug)]
pub struct Running {
    site: Arc<Site>,
    listener: tokio::net::TcpListener,
    /// The address to open, with the token that opens one session where the case is one person's.
    pub address: String,
}

/// Opens the case and the port.
///
/// # Errors
/// When either cannot be opened, or others could come in unseen.
pub async fn start(options: Options) -> Result<Running, ServeError> {
    let users = Users::of(&options.case)?;
    drop(Case::open_to_read(&options.case)?);
    if !options.bind.is_loopback() {
        if users.is_empty() {
            return Err(ServeError::Open(
                "others can reach this address, and the case has no users: `rashomon users CASE add NAME`"
                    .into(),
            ));
        }
        if !options.behind_proxy {
            return Err(ServeError::Open(
                "others can reach this address in clear text: listen on 127.0.0.1 behind a proxy that speaks TLS, \
                 or say `--behind-proxy` where one stands before it"
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
    let address = match &token {
        Some(token) => format!("http://127.0.0.1:{port}/?token={token}"),
        None => format!("http://{}:{port}/", if options.bind.is_loopback() { "127.0.0.1" } else { &bound }),
    };
    // Browsers share cookies between the ports of a host: the name keeps two cases apart.
    let cookie = format!("rashomon-{port}");
    let site =
        Site::new(options.case, options.demo, hosts, options.behind_proxy, cookie, token.is_none(), token);
    Ok(Running { site: Arc::new(site), listener, address })
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
                let fresh = tokio::task::spawn_blocking(move || shared.refresh()).await;
                if let Ok(Err(error)) = fresh {
                    site.events.tell("trouble", &serde_json::json!({"detail": error.to_string()}));
                }
                tokio::select! {
                    () = site.changed.notified() => {}
                    () = tokio::time::sleep(LOOK) => {}
                }
            }
        });
        let (ending, mut ended) = tokio::sync::watch::channel(false);
        let end = async move {
            end.await;
            let _ = ending.send(true);
        };
        let served = axum::serve(self.listener, routes::router(self.site)).with_graceful_shutdown(end);
        // Open pages listen for events without end: they are not waited for.
        tokio::select! {
            served = served => served,
            () = async { if ended.wait_for(|e| *e).await.is_ok() { tokio::time::sleep(GRACE).await } } => Ok(()),
        }
    }
}
