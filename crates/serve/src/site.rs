//! What all requests share: the view of the case, who is signed in, what happened.

use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::StatusCode;
use serde_json::json;
use tokio::sync::Notify;

use crate::events::Events;
use crate::users::Role;
use crate::views::Views;
use crate::writer::Writer;

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
    pub(crate) views: Views,
    /// Woken where the case may have changed.
    pub(crate) changed: Arc<Notify>,
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
            views: Views::new(case.clone()),
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
            token: Mutex::new(token),
            sessions: Mutex::default(),
            repeats: Mutex::default(),
            jobs: AtomicU64::new(0),
        }
    }

    /// Works out the view again where the case has changed, and tells open pages.
    pub(crate) fn refresh(&self) -> Result<(), rashomon_store::Error> {
        if let Some(view) = self.views.refresh()? {
            let (reports, claims) = (view.reading.reports.len(), view.claims().count());
            self.events.tell("head", &json!({"head": view.head, "reports": reports, "claims": claims}));
        }
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
