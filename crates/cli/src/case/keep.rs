//! `init`, `add`, `verify`, `backup`, `restore`: what makes and keeps a case.

use std::io::{Cursor, Read as _, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use rashomon::model::Note;
use rashomon_intake::{Item, Limits, take};
use rashomon_serve::Told;
use rashomon_store::{Arrival, Case, Kept, Stamped};

use super::failure;
use crate::args;
use crate::args::{AddArgs, CopyArgs, InitArgs, VerifyArgs};
use crate::failure::{Failure, Outcome, tell_all};
use crate::input::{Source, gather, unreadable};
use crate::term::one_line;

/// Endings of files in a folder that reports are taken from.
const ENDINGS: [&str; 29] = [
    "txt", "text", "md", "html", "htm", "xhtml", "eml", "mht", "mhtml", "rss", "atom", "xml", "json",
    "jsonfeed", "jsonl", "ndjson", "csv", "tsv", "tab", "warc", "gz", "wacz", "zip", "pdf", "xlsx", "TXT",
    "HTML", "HTM", "PDF",
];
/// Reports read and kept in one step.
const STEP: usize = 32;

/// Makes a case.
pub(crate) fn init(args: &InitArgs) -> anyhow::Result<Outcome> {
    let name = || args.case.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let title = args.title.clone().unwrap_or_else(name);
    Case::create(&args.case, &title).map_err(failure)?;
    eprintln!("made `{}`: {title}", args.case.display());
    Ok(Outcome::Fine)
}

/// Adds reports, and tells of each once it is kept.
pub(crate) fn add(args: &AddArgs) -> anyhow::Result<Outcome> {
    let mut adding = Adding::new(Case::open(&args.case).map_err(failure)?, &args.known);
    if args.reread {
        let count = adding.case.reread(|_| {}).map_err(failure)?;
        eprintln!("{} read again", crate::show::counted(count, "report"));
    }
    let mut failures = Vec::new();
    let sources = gather(&args.reports, &ENDINGS, &mut failures);
    adding.failures = failures;
    for source in &sources {
        adding.source(source)?;
    }
    adding.keep()?;
    let Adding { counts: [new, reread, known], failures, .. } = adding;
    tell_all(&failures);
    if !args.reports.is_empty() {
        eprintln!("{new} new, {reread} read again, {known} known already");
    }
    Ok(match (failures.is_empty(), new + reread + known) {
        (true, _) => Outcome::Fine,
        (false, 0) => Outcome::Nothing,
        (false, _) => Outcome::Partly,
    })
}

/// Reports on their way into a case.
pub(super) struct Adding<'a> {
    case: Case,
    known: &'a args::Known,
    step: Vec<Arrival>,
    /// New, read again, known.
    counts: [usize; 3],
    failures: Vec<Failure>,
}

impl<'a> Adding<'a> {
    pub(super) fn new(case: Case, known: &'a args::Known) -> Self {
        Self { case, known, step: Vec::new(), counts: [0; 3], failures: Vec::new() }
    }

    /// Takes what one file holds.
    fn source(&mut self, source: &Source) -> anyhow::Result<()> {
        let name = source.name();
        match source {
            Source::File(path) => match std::fs::File::open(path) {
                Ok(mut file) => self.take(&name, &mut file),
                Err(error) => {
                    self.failures.push(unreadable(path, &error));
                    Ok(())
                }
            },
            Source::Stdin => {
                let mut bytes = Vec::new();
                std::io::stdin().lock().take(Limits::default().document).read_to_end(&mut bytes)?;
                self.take("standard input", &mut Cursor::new(bytes))
            }
        }
    }

    /// Takes every report out of something.
    pub(super) fn take(
        &mut self,
        name: &str,
        source: &mut dyn rashomon_intake::Source,
    ) -> anyhow::Result<()> {
        let mut stopped = None;
        let notes = take(name, source, Limits::default(), &mut |item| match self.give(item) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                stopped = Some(error);
                ControlFlow::Break(())
            }
        });
        self.failures.extend(notes.into_iter().map(told));
        stopped.map_or(Ok(()), Err)
    }

    /// Takes one report; where enough have gathered, they are kept.
    pub(super) fn give(&mut self, item: Item) -> anyhow::Result<()> {
        if item.read().trim_ascii().is_empty() {
            self.failures.push(Failure::new(format!("`{}` is empty", item.name)));
            return Ok(());
        }
        self.step.push(arrival(item, self.known));
        if self.step.len() < STEP { Ok(()) } else { self.keep() }
    }

    /// True where the case, or what has gathered for it, holds a report of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.step.iter().any(|a| a.name == name) || self.case.has_name(name).unwrap_or(false)
    }

    /// Reports so far: new, read again, known.
    pub(super) fn counts(&self) -> [usize; 3] {
        self.counts
    }

    /// What could not be taken since the last time.
    pub(super) fn failures(&mut self) -> Vec<Failure> {
        std::mem::take(&mut self.failures)
    }

    pub(super) fn keep(&mut self) -> anyhow::Result<()> {
        keep(&mut self.case, &mut self.step, &mut self.counts, &mut self.failures)
    }
}

/// Keeps what has gathered; each report is told of when it is on the disk, not before.
fn keep(
    case: &mut Case,
    step: &mut Vec<Arrival>,
    counts: &mut [usize; 3],
    failures: &mut Vec<Failure>,
) -> anyhow::Result<()> {
    if step.is_empty() {
        return Ok(());
    }
    let kept = case.add(step).map_err(failure)?;
    let mut out = std::io::stdout().lock();
    for (arrival, kept) in step.iter().zip(kept) {
        let (word, number, count) = match kept {
            Kept::New(number) => ("new", number, 0),
            Kept::Reread(number) => ("again", number, 1),
            Kept::Known(number) => ("known", number, 2),
            Kept::Refused(why) => {
                let why = why.trim_end_matches('.');
                failures.push(Failure::new(format!("cannot read `{}`: {why}", arrival.name)));
                continue;
            }
        };
        counts[count] += 1;
        writeln!(out, "r{number}\t{word}\t{}", crate::term::one_line(&arrival.name))?;
    }
    out.flush()?;
    step.clear();
    Ok(())
}

/// What was found, with what the command line says over it.
fn arrival(item: Item, told: &args::Known) -> Arrival {
    let told = Told { published: told.published, zone: told.zone, force: told.force, ..Told::default() };
    rashomon_serve::arrival(item, &told)
}

fn told(note: Note) -> Failure {
    let failure = Failure::new(note.message.trim_end_matches('.').to_owned());
    match note.hint {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

/// Checks a case.
pub(crate) fn verify(args: &VerifyArgs) -> anyhow::Result<Outcome> {
    let case = Case::open_to_read(&args.case).map_err(failure)?;
    let mut failures = damage(&args.case, &case)?;
    if let Some(head) = &args.head
        && !case.has_hash(head).map_err(failure)?
    {
        failures.push(Failure::new(format!(
            "`{}`: no record has the hash {head}: records after it, or it, are gone",
            args.case.display()
        )));
    }
    if let (Some(response), Some(authority)) = (&args.timestamp, &args.authority) {
        let bytes = |path: &PathBuf| std::fs::read(path).map_err(|error| unreadable(path, &error));
        match case.stamped(&bytes(response)?, &bytes(authority)?) {
            Ok(stamped) => {
                let Stamped { record, at, by } = stamped;
                let by = one_line(&by);
                writeln!(
                    std::io::stdout(),
                    "record {record} and all before it were there on {at}: stamped by {by}"
                )?;
            }
            Err(error) => failures.push(failure(error)),
        }
    }
    tell_all(&failures);
    if failures.is_empty() { Ok(Outcome::Fine) } else { Ok(Outcome::Partly) }
}

/// What is damaged in a case; where nothing is, tells so.
fn damage(path: &Path, case: &Case) -> anyhow::Result<Vec<Failure>> {
    let verified = case.verify().map_err(failure)?;
    let mut out = std::io::stdout().lock();
    let records = crate::show::counted(verified.records as usize, "record");
    if verified.damage.is_empty() {
        writeln!(out, "{records}, all as written; the last is {}", verified.head)?;
    }
    let damaged = |d: &rashomon_store::Damage| {
        let what = match d.record {
            Some(record) => format!("`{}`: record {record} {}", path.display(), d.what),
            None => format!("`{}`: {}", path.display(), d.what),
        };
        Failure::new(what).hint("`rashomon restore BACKUP NEW` makes a case from a backup")
    };
    Ok(verified.damage.iter().map(damaged).collect())
}

/// Copies a case.
pub(crate) fn backup(args: &CopyArgs) -> anyhow::Result<Outcome> {
    let case = Case::open_to_read(&args.from).map_err(failure)?;
    case.backup(&args.to).map_err(failure)?;
    eprintln!("copied `{}` to `{}`", args.from.display(), args.to.display());
    Ok(Outcome::Fine)
}

/// Makes a case from a backup that is as it was written.
pub(crate) fn restore(args: &CopyArgs) -> anyhow::Result<Outcome> {
    let backup = Case::open_to_read(&args.from).map_err(failure)?;
    let failures = damage(&args.from, &backup)?;
    if !failures.is_empty() {
        tell_all(&failures);
        return Ok(Outcome::Nothing);
    }
    backup.backup(&args.to).map_err(failure)?;
    eprintln!("made `{}` from `{}`", args.to.display(), args.from.display());
    Ok(Outcome::Fine)
}
