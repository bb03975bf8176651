//! The one thread that writes to the case. Requests hand over work and wait, readers never wait for it.

use std::io::Cursor;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use rashomon::model::Day;
use rashomon::v1::Judgement;
use rashomon_intake::{Item, Limits, take};
use rashomon_store::{Arrival, Case, Error, Kept, Known};
use serde_json::json;
use tokio::sync::oneshot;

use crate::events::Events;

/// Reports read and kept in one step.
const STEP: usize = 16;

/// What is known of reports besides their bytes, told by who adds them.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Day of publication; goes before what a report says itself.
    pub published: Option<Day>,
    /// Outlet, where the report names none.
    pub outlet: Option<String>,
    /// Address, where the report tells none.
    pub url: Option<String>,
    /// Title, where the report has none.
    pub title: Option<String>,
    /// Minutes east of UTC where the story takes place.
    pub zone: Option<i16>,
    /// Read as English whatever it looks like.
    pub force: bool,
}

/// A report as the store takes it: what was found, with what is told besides.
pub fn arrival(item: Item, told: &Told) -> Arrival {
    let known = Known {
        published: told.published.or(item.published).map(|d| d.to_string()),
        file_name: Some(item.file_name().to_owned()),
        title: item.title.or_else(|| told.title.clone()),
        outlet: item.outlet.or_else(|| told.outlet.clone()),
        url: item.url.or_else(|| told.url.clone()),
        media_type: item.media_type,
        zone: told.zone,
        force: told.force,
    };
    Arrival { name: item.name, original: item.original, drawn: item.drawn, known, pages: item.pages }
}

/// Work for the writer.
enum Work {
    Judge(Vec<Judgement>, oneshot::Sender<Result<Vec<i64>, Error>>),
    Add { job: String, name: String, bytes: Vec<u8>, told: Told },
}

/// Hands work to the writer.
#[derive(Clone, Debug)]
pub(crate) struct Writer(Sender<Work>);

impl Writer {
    /// Starts the thread; `changed` is called after each step.
    pub(crate) fn start(case: PathBuf, events: Arc<Events>, changed: impl Fn() + Send + 'static) -> Self {
        let (sender, receiver) = channel();
        let run = move || work(&case, &receiver, &events, &changed);
        // Without a thread every send fails, and requests say so.
        let _ = std::thread::Builder::new().name("writer".into()).spawn(run);
        Self(sender)
    }

    /// Keeps decisions and gives the numbers of their records; `None` where the writer is gone.
    pub(crate) async fn judge(&self, judgements: Vec<Judgement>) -> Option<Result<Vec<i64>, Error>> {
        let (answer, answered) = oneshot::channel();
        self.0.send(Work::Judge(judgements, answer)).ok()?;
        answered.await.ok()
    }

    /// Reads and keeps what one file holds; progress is told as events. False where the writer is gone.
    pub(crate) fn add(&self, job: String, name: String, bytes: Vec<u8>, told: Told) -> bool {
        self.0.send(Work::Add { job, name, bytes, told }).is_ok()
    }
}

fn work(path: &std::path::Path, receiver: &Receiver<Work>, events: &Events, changed: &dyn Fn()) {
    for work in receiver {
        // Opened for each piece of work: a case that was replaced or repaired meanwhile is used as it is now.
        match work {
            Work::Judge(judgements, answer) => {
                let kept = Case::open(path).and_then(|mut case| case.judge(&judgements));
                let _ = answer.send(kept);
            }
            Work::Add { job, name, bytes, told } => match Case::open(path) {
                Ok(mut case) => add(&mut case, &job, &name, bytes, &told, events),
                Err(error) => {
                    events.tell("progress", &json!({"job": job, "done": true, "error": error.to_string()}));
                }
            },
        }
        changed();
    }
}

fn add(case: &mut Case, job: &str, name: &str, bytes: Vec<u8>, told: &Told, events: &Events) {
    let mut step = Vec::new();
    let mut counts = Counts::default();
    let notes = take(name, &mut Cursor::new(bytes), Limits::default(), &mut |item| {
        if item.read().trim_ascii().is_empty() {
            counts.failed.push(format!("`{}` is empty", item.name));
            return ControlFlow::Continue(());
        }
        step.push(arrival(item, told));
        if step.len() == STEP && !keep(case, &mut step, &mut counts, job, events) {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    });
    keep(case, &mut step, &mut counts, job, events);
    counts.failed.extend(notes.into_iter().map(|n| n.message));
    events.tell("progress", &counts.json(job, true));
}

#[derive(Default)]
struct Counts {
    added: Vec<i64>,
    reread: usize,
    known: usize,
    failed: Vec<String>,
}

impl Counts {
    fn json(&self, job: &str, done: bool) -> serde_json::Value {
        let added: Vec<String> = self.added.iter().map(|n| format!("r{n}")).collect();
        json!({
            "job": job, "done": done, "added": added, "reread": self.reread, "known": self.known,
            "failed": self.failed,
        })
    }
}

/// Keeps what has gathered; false where the case refuses.
fn keep(case: &mut Case, step: &mut Vec<Arrival>, counts: &mut Counts, job: &str, events: &Events) -> bool {
    if step.is_empty() {
        return true;
    }
    let kept = case.add(step);
    let names = step.drain(..).map(|a| a.name);
    match kept {
        Ok(kept) => {
            for (kept, name) in kept.into_iter().zip(names) {
                match kept {
                    Kept::New(number) => counts.added.push(number),
                    Kept::Reread(_) => counts.reread += 1,
                    Kept::Known(_) => counts.known += 1,
                    Kept::Refused(why) => counts.failed.push(format!("`{name}`: {why}")),
                }
            }
            events.tell("progress", &counts.json(job, false));
            true
        }
        Err(error) => {
            counts.failed.push(error.to_string());
            false
        }
    }
}
