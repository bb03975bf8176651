//! `watch`: feeds asked for what is new, again and again, and what is new kept.

use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rashomon_intake::{Item, Limits, take};
use rashomon_store::Case;
use rashomon_watch::{Feed, Fetcher, Polled, Settings, Watch, opml};

use super::failure;
use super::keep::Adding;
use crate::args::WatchArgs;
use crate::failure::{Failure, Outcome};
use crate::show::counted;
use crate::term::one_line;

/// Runs the command.
pub(crate) fn run(args: &WatchArgs) -> anyhow::Result<Outcome> {
    // The case must be one before anything is written beside it.
    let case = Case::open(&args.case).map_err(failure)?;
    let path = list_of(&args.case);
    let mut watch = Watch::load(&path).map_err(|e| damaged(&path, &e))?;
    let changed = edit(&mut watch, args)?;
    if changed {
        save(&watch, &path)?;
    }
    if args.list {
        return list(&watch);
    }
    if !args.forget.is_empty() {
        return Ok(Outcome::Fine);
    }
    if watch.feeds.is_empty() {
        let failure = Failure::new("no feed is watched");
        return Err(failure.hint("`rashomon watch CASE https://…` adds one; `--opml FILE` a list").into());
    }
    let settings = Settings {
        every: SignedDuration::from_mins(i64::from(args.every)),
        delay: Duration::from_secs(args.delay.into()),
        proxy: args.proxy.clone(),
        allow_private: args.allow_private,
        ..Settings::default()
    };
    let mut fetcher = Fetcher::new(settings).map_err(Failure::new)?;
    let known = crate::args::Known::default();
    let mut adding = Adding::new(case, &known);
    loop {
        let mut failed = 0;
        let mut asked = 0;
        for at in 0..watch.feeds.len() {
            let now = Timestamp::now();
            let feed = &mut watch.feeds[at];
            if feed.gone || (!args.once && feed.due.is_some_and(|due| due > now)) {
                continue;
            }
            asked += 1;
            let outcome = poll(&mut fetcher, feed, now, &mut adding, args.pages)?;
            failed += usize::from(outcome.is_err());
            let line = outcome.unwrap_or_else(|why| why);
            eprintln!("{}  {}: {line}", now.strftime("%H:%M:%S"), one_line(&feed.url));
            // After each feed, so that who stops the watch goes on where it stopped.
            save(&watch, &path)?;
        }
        if args.once {
            return Ok(match failed {
                0 => Outcome::Fine,
                n if n == asked => Outcome::Nothing,
                _ => Outcome::Partly,
            });
        }
        let Some(due) = watch.feeds.iter().filter(|f| !f.gone).filter_map(|f| f.due).min() else {
            return Err(Failure::new("every feed is gone").into());
        };
        let wait = due.duration_since(Timestamp::now()).max(SignedDuration::from_secs(1));
        eprintln!("next at {} UTC; Ctrl-C ends the watch, and nothing is lost", due.strftime("%H:%M:%S"));
        std::thread::sleep(Duration::try_from(wait).unwrap_or(Duration::from_secs(1)));
    }
}

/// Asks for one feed and keeps what is new. `Ok` holds what came of it, `Err` why nothing did, in words.
fn poll(
    fetcher: &mut Fetcher,
    feed: &mut Feed,
    now: Timestamp,
    adding: &mut Adding<'_>,
    pages: bool,
) -> anyhow::Result<Result<String, String>> {
    let page = match fetcher.poll(feed, now) {
        Polled::Same => return Ok(Ok("nothing new".into())),
        Polled::Failed(why) => return Ok(Err(format!("{why} (failure {} in a row)", feed.failures))),
        Polled::Changed(page) => page,
    };
    let before = adding.counts();
    if pages {
        for item in entries(&feed.url, page.bytes) {
            let Some(url) = item.url.clone() else { continue };
            if adding.has(&url) {
                continue;
            }
            match fetcher.page(&url) {
                Ok(page) => {
                    let media_type = page.media_type.or(item.media_type);
                    adding.give(Item { name: url, original: page.bytes, drawn: None, media_type, ..item })?;
                }
                Err(why) => {
                    eprintln!("          {}: {why}", one_line(&url));
                    // Sent again the next time, so that the page is asked for again.
                    feed.forget_answer();
                }
            }
        }
    } else {
        adding.take(&feed.url, &mut Cursor::new(page.bytes))?;
    }
    adding.keep()?;
    let after = adding.counts();
    let [new, again, known] = [0, 1, 2].map(|n| after[n] - before[n]);
    let failures = adding.failures();
    crate::failure::tell_all(&failures);
    if new + again + known == 0 && !failures.is_empty() {
        return Ok(Err("nothing in it could be taken".into()));
    }
    Ok(Ok(format!("{new} new, {known} known")))
}

/// The entries of a feed.
fn entries(name: &str, bytes: Vec<u8>) -> Vec<Item> {
    let mut items = Vec::new();
    take(name, &mut Cursor::new(bytes), Limits::default(), &mut |item| {
        items.push(item);
        std::ops::ControlFlow::Continue(())
    });
    items
}

/// Adds and forgets feeds; true where that changed the list.
fn edit(watch: &mut Watch, args: &WatchArgs) -> anyhow::Result<bool> {
    let mut changed = false;
    for url in &args.feeds {
        changed |= watch.add(url, None);
    }
    for file in &args.opml {
        let text = std::fs::read(file).map_err(|e| crate::input::unreadable(file, &e))?;
        let found = opml(&String::from_utf8_lossy(&text));
        if found.is_empty() {
            return Err(Failure::new(format!("`{}` is no list of feeds (OPML)", file.display())).into());
        }
        for (url, title) in found {
            changed |= watch.add(&url, title);
        }
    }
    for url in &args.forget {
        let before = watch.feeds.len();
        watch.feeds.retain(|f| f.url != *url);
        if watch.feeds.len() == before {
            let failure = Failure::new(format!("`{url}` is not watched"));
            return Err(failure.hint("`rashomon watch CASE --list` names the feeds").into());
        }
        changed = true;
    }
    Ok(changed)
}

fn list(watch: &Watch) -> anyhow::Result<Outcome> {
    let mut out = std::io::stdout().lock();
    for feed in &watch.feeds {
        let title = feed.title.as_deref().map(|t| format!("  {}", one_line(t))).unwrap_or_default();
        let state = match (feed.gone, feed.due, feed.failures) {
            (true, _, _) => "gone".to_owned(),
            (_, None, _) => "never asked".to_owned(),
            (_, Some(due), 0) => format!("next at {due}"),
            (_, Some(due), n) => format!("{} in a row, next at {due}", counted(n as usize, "failure")),
        };
        writeln!(out, "{}{title}  {state}", one_line(&feed.url))?;
    }
    Ok(Outcome::Fine)
}

/// Where the list of feeds of a case stands: beside it.
fn list_of(case: &Path) -> PathBuf {
    let mut name = case.as_os_str().to_owned();
    name.push(".watch.json");
    PathBuf::from(name)
}

fn save(watch: &Watch, path: &Path) -> anyhow::Result<()> {
    watch.save(path).map_err(|e| Failure::new(format!("`{}` cannot be written: {e}", path.display())).into())
}

fn damaged(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("`{}` cannot be read: {error}", path.display()))
        .hint("it only lists the feeds that are watched: remove it and give them again")
}
