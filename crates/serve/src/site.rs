//! What all requests share: the view of the case, who is signed in, what happened.

use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use axum::http::StatusCode;
use rashomon_store::{AsOf, Case};
use serde_json::json;
use tokio::sync::Notify;

use crate::events::Events;
use crate::problem::Problem;
use crate::users::Role;
use crate::view::View;
use crate::writer::Writer;

/// Views of other moments that are kept.
const MOMENTS: usize = 4;
/// Answers to writes that are kept, to be given again where a request comes again.
const REPEATS: usize = 1024;

/// Passwords checked at the same time.
const CHECKS: usize = 2;

/// Somebody who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) role: Role,
}

/// What all requests share.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) case: PathBuf,
    pub(crate) demo: bool,
    /// Names a browser may call this server by, with the port.
    pub(crate) hosts: Vec<String>,
    /// True where the page comes over TLS.
    pub(crate) secure: bool,
    pub(crate) cookie: String,
    /// True where the case has users: who comes signs in.
    pub(crate) shared: bool,
    /// Passwords are checked a few at a time: each check takes memory on purpose.
    pub(crate) checks: tokio::sync::Semaphore,
    pub(crate) events: Arc<Events>,
    pub(crate) writer: Writer,
    /// Woken where the case may have changed.
    pub(crate) changed: Arc<Notify>,
    view: RwLock<Option<Arc<View>>>,
    moments: tokio::sync::Mutex<VecDeque<(AsOf, Arc<View>)>>,
    token: Mutex<Option<String>>,
    sessions: Mutex<HashMap<String, User>>,
    repeats: Mutex<VecDeque<(String, (StatusCode, String))>>,
    jobs: AtomicU64,
}

impl Site {
    #[allow(clippy::too_many_arguments, reason = "made in one place")]
    pub(crate) fn new(
        case: PathBuf,
        demo: bool,
        hosts: Vec<String>,
        secure: bool,
        cookie: String,
        shared: bool,
        token: Option<String>,
    ) -> Self {
        let events = Arc::new(Events::default());
        let changed = Arc::new(Notify::new());
        let wake = Arc::clone(&changed);
        let writer = Writer::start(case.clone(), Arc::clone(&events), move || wake.notify_one());
        Self {
            case,
            demo,
            hosts,
            secure,
            cookie,
            shared,
            checks: tokio::sync::Semaphore::new(CHECKS),
            events,
            writer,
            changed,
            view: RwLock::default(),
            moments: tokio::sync::Mutex::default(),
            token: Mutex::new(token),
            sessions: Mutex::default(),
            repeats: Mutex::default(),
            jobs: AtomicU64::new(0),
        }
    }

    /// The view of the case as it is; not there yet right after the start.
    pub(crate) fn now(&self) -> Result<Arc<View>, Problem> {
        let view = self.view.read().unwrap_or_else(PoisonError::into_inner).clone();
        view.ok_or_else(|| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the case is being read; ask again"))
    }

    /// The view of a moment.
    pub(crate) async fn at(&self, moment: AsOf) -> Result<Arc<View>, Problem> {
        let now = self.now()?;
        if moment == AsOf::default() {
            return Ok(now);
        }
        // Held while it is worked out: who asks for the same moment waits for it, and does not begin again.
        let mut moments = self.moments.lock().await;
        if let Some((_, view)) = moments.iter().find(|(m, v)| *m == moment && v.head == now.head) {
            return Ok(Arc::clone(view));
        }
        let (path, asked) = (self.case.clone(), moment.clone());
        let view = tokio::task::spawn_blocking(move || View::of(&Case::open_to_read(&path)?, &asked))
            .await
            .map_err(|e| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, e.to_string()))??;
        let view = Arc::new(view);
        if moments.len() == MOMENTS {
            moments.pop_front();
        }
        moments.push_back((moment, Arc::clone(&view)));
        Ok(view)
    }

    /// Works out the view again where the case has changed, and tells open pages.
    pub(crate) fn refresh(&self) -> Result<(), rashomon_store::Error> {
        let case = Case::open_to_read(&self.case)?;
        let head = case.head()?;
        if self.now().is_ok_and(|view| view.head == head) {
            return Ok(());
        }
        let view = View::of(&case, &AsOf::default())?;
        let told = json!({"head": view.head, "reports": view.reading.reports.len(), "claims": view.claims().count()});
        *self.view.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(view));
        self.events.tell("head", &told);
        Ok(())
    }

    /// Opens a session for who has the token that was printed at the start. It opens one only.
    pub(crate) fn spend(&self, token: &str) -> Option<String> {
        let mut kept = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.as_deref() != Some(token) {
            return None;
        }
        *kept = None;
        drop(kept);
        let name = std::env::var("USER").ok().filter(|n| !n.trim().is_empty());
        Some(self.open(User { name: name.unwrap_or_else(|| "owner".into()), role: Role::Owner }))
    }

    /// Opens a session.
    pub(crate) fn open(&self, user: User) -> String {
        let session = secret();
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner).insert(session.clone(), user);
        session
    }

    /// Who a session belongs to.
    pub(crate) fn user(&self, session: &str) -> Option<User> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner).get(session).cloned()
    }

    /// Ends a session.
    pub(crate) fn close(&self, session: &str) {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner).remove(session);
    }

    /// What was answered to a write before.
    pub(crate) fn answered(&self, key: &str) -> Option<(StatusCode, String)> {
        let repeats = self.repeats.lock().unwrap_or_else(PoisonError::into_inner);
        repeats.iter().find(|(k, _)| k == key).map(|(_, answer)| answer.clone())
    }

    /// Keeps what was answered to a write.
    pub(crate) fn keep_answer(&self, key: String, answer: (StatusCode, String)) {
        let mut repeats = self.repeats.lock().unwrap_or_else(PoisonError::into_inner);
        if repeats.len() == REPEATS {
            repeats.pop_front();
        }
        repeats.push_back((key, answer));
    }

    /// A name for a piece of work.
    pub(crate) fn job(&self) -> String {
        format!("j{}", self.jobs.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

/// 256 bits nobody can guess, in hexadecimal.
pub(crate) fn secret() -> String {
    let mut bytes = [0; 32];
    // Without randomness of the system nothing secret can be made: better none than a guessable one.
    #[allow(clippy::expect_used, reason = "no safe way on")]
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    data_encoding::HEXLOWER.encode(&bytes)
}
