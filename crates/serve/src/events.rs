//! What happened, told to open pages as it happens (server-sent events).

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;
use tokio::sync::broadcast;

/// How many past events a page that was away can still be told.
const KEPT: usize = 256;

/// Something that happened.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) id: u64,
    pub(crate) name: &'static str,
    pub(crate) data: String,
}

/// All that happened since the start, and who listens.
#[derive(Debug)]
pub(crate) struct Events {
    past: Mutex<VecDeque<Event>>,
    sender: broadcast::Sender<Event>,
}

impl Default for Events {
    fn default() -> Self {
        Self { past: Mutex::default(), sender: broadcast::channel(KEPT).0 }
    }
}

impl Events {
    /// Tells everybody.
    pub(crate) fn tell(&self, name: &'static str, data: &Value) {
        let mut past = self.past.lock().unwrap_or_else(PoisonError::into_inner);
        let id = past.back().map_or(1, |e| e.id + 1);
        let event = Event { id, name, data: data.to_string() };
        if past.len() == KEPT {
            past.pop_front();
        }
        past.push_back(event.clone());
        // Nobody listens: nothing to do.
        let _ = self.sender.send(event);
    }

    /// What happened after an event, and all that happens from now on.
    pub(crate) fn after(&self, id: Option<u64>) -> (Vec<Event>, broadcast::Receiver<Event>) {
        let past = self.past.lock().unwrap_or_else(PoisonError::into_inner);
        let missed = id.map_or_else(Vec::new, |id| past.iter().filter(|e| e.id > id).cloned().collect());
        (missed, self.sender.subscribe())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_was_away_is_told_what_it_missed() {
        let events = Events::default();
        for n in 0..300 {
            events.tell("progress", &n.into());
        }
        let (missed, _) = events.after(Some(297));
        let ids: Vec<u64> = missed.iter().map(|e| e.id).collect();
        assert_eq!(ids, [298, 299, 300]);
        assert!(events.after(None).0.is_empty());
        assert_eq!(events.after(Some(0)).0.len(), KEPT);
    }
}
