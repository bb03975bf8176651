//! The views of a case: as it is now, and as of a few other moments.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use axum::http::StatusCode;
use rashomon_store::{AsOf, Case, Error};

use crate::problem::Problem;
use crate::view::View;

/// Views of other moments that are kept.
const MOMENTS: usize = 4;

/// The views of a case. Readers share them, and never wait for one that is being worked out for the state of now.
#[derive(Debug)]
pub(crate) struct Views {
    case: PathBuf,
    view: RwLock<Option<Arc<View>>>,
    moments: tokio::sync::Mutex<VecDeque<(AsOf, Arc<View>)>>,
}

impl Views {
    pub(crate) fn new(case: PathBuf) -> Self {
        Self { case, view: RwLock::default(), moments: tokio::sync::Mutex::default() }
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

    /// Works out the view again where the case has changed since; gives it where it did.
    ///
    /// # Errors
    /// When the case cannot be read; the view stays as it was.
    pub(crate) fn refresh(&self) -> Result<Option<Arc<View>>, Error> {
        let case = Case::open_to_read(&self.case)?;
        let head = case.head()?;
        if self.now().is_ok_and(|view| view.head == head) {
            return Ok(None);
        }
        let view = Arc::new(View::of(&case, &AsOf::default())?);
        *self.view.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&view));
        Ok(Some(view))
    }
}
