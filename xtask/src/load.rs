//! `cargo xtask load`: many readers and one writer at the real program, over real sockets. Tells how long readers
//! waited, and fails where a report that was taken is not listed after.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::served::{Served, agent};
use anyhow::{Context as _, bail};

/// Many readers and one writer at the real program.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct Load {
    /// Readers at the same time, each with a connection of its own.
    #[arg(long, default_value_t = 200)]
    readers: usize,
    /// Reports of the case before it begins.
    #[arg(long, default_value_t = 1000)]
    reports: usize,
    /// Seconds it lasts.
    #[arg(long, default_value_t = 30)]
    seconds: u64,
    /// Milliseconds a reader looks at a page before asking for the next; 0 asks without end.
    #[arg(long, default_value_t = 1000)]
    pause: u64,
    /// Reports a second that the writer adds.
    #[arg(long, default_value_t = 5.0)]
    adds: f64,
    /// Milliseconds that 99 of 100 answers may take; more fails.
    #[arg(long, default_value_t = 200)]
    bar: u64,
}

/// What readers ask, in turns.
const ASKED: [&str; 8] = [
    "/disputes.json",
    "/case.json",
    "/disputes.json?disputed=0&order=newest&q=gate",
    "/claims.json?place=Tarsh",
    "/map.json?place=Qantar",
    "/timeline.json?limit=50",
    "/reports.json?q=radio",
    "/sources.json",
];

const PLACES: [&str; 6] = ["Tarsh", "Qantar", "Zallah", "Mirwan", "Hadra", "Sellum"];

/// A made report of two sentences.
fn report(n: usize) -> String {
    let place = PLACES[n % 6];
    format!(
        "Guards left gate {n} of the old port of {place} on Monday, dockers told Radio {place}. \
         At least {} people were killed in the shelling of quarter {} of {place}, a doctor said.",
        n % 40 + 2,
        n % 97
    )
}

/// Runs it.
///
/// # Errors
/// When the program cannot be built or started, a report is lost, or readers wait longer than the bar.
pub(crate) fn run(root: &Path, load: &Load) -> anyhow::Result<()> {
    let program = crate::program(root)?;
    let folder = tempfile::tempdir()?;
    let case = folder.path().join("load.case");
    let lines: String = (0..load.reports)
        .map(|n| {
            let published = format!("2031-05-{:02}", n % 27 + 1);
            let outlet = format!("Radio {}", PLACES[n % 6]);
            format!("{}\n", serde_json::json!({"text": report(n), "outlet": outlet, "published": published}))
        })
        .collect();
    let made = folder.path().join("made.jsonl");
    std::fs::write(&made, lines)?;
    crate::step(Command::new(&program).arg("init").arg(&case), "rashomon")?;
    crate::step(Command::new(&program).arg("add").arg(&case).arg(&made).stdout(Stdio::null()), "rashomon")?;
    let server = Served::start(&program, &["serve".as_ref(), case.as_os_str()])?;

    let (end, failed) = (AtomicBool::new(false), AtomicBool::new(false));
    let began = Instant::now();
    let (mut waits, jobs) = std::thread::scope(|scope| {
        let readers: Vec<_> = (0..load.readers)
            .map(|reader| {
                let (server, end, failed) = (&server, &end, &failed);
                scope.spawn(move || read(server, reader, load.pause, end, failed))
            })
            .collect();
        let mut added = 0;
        let gap = Duration::from_secs_f64(1.0 / load.adds.max(0.001));
        let writer = agent();
        while began.elapsed() < Duration::from_secs(load.seconds) {
            let n = load.reports + added;
            let address = format!("{}/reports.json?name=added-{n}.txt&published=2031-06-01", server.origin);
            let request = writer.post(address).header("cookie", &server.cookie).header("x-rashomon", "1");
            match request.send(report(n)) {
                Ok(answer) if answer.status() == 202 => added += 1,
                _ => failed.store(true, Ordering::Relaxed),
            }
            std::thread::sleep(gap.mul_f64(added as f64).saturating_sub(began.elapsed()));
        }
        end.store(true, Ordering::Relaxed);
        let waits: Vec<Duration> = readers.into_iter().flat_map(|r| r.join().unwrap_or_default()).collect();
        (waits, added)
    });
    let took = began.elapsed();
    if failed.load(Ordering::Relaxed) {
        bail!("a request was refused");
    }
    let seen = listed(&server, load.reports + jobs)?;
    waits.sort_unstable();
    let at = |part: f64| waits[((waits.len() - 1) as f64 * part) as usize].as_secs_f64() * 1000.0;
    println!(
        "{} readers, {} answers in {:.0} s ({:.0} a second): p50 {:.1} ms, p90 {:.1} ms, p99 {:.1} ms, most {:.1} ms; \
         {jobs} reports added to {}, all listed, the last seen {:.1} s after the end",
        load.readers,
        waits.len(),
        took.as_secs_f64(),
        waits.len() as f64 / took.as_secs_f64(),
        at(0.5),
        at(0.9),
        at(0.99),
        at(1.0),
        load.reports,
        seen.as_secs_f64(),
    );
    if at(0.99) > load.bar as f64 {
        bail!("99 of 100 answers took up to {:.0} ms; the bar is {} ms", at(0.99), load.bar);
    }
    Ok(())
}

/// One reader: asks, waits, asks; gives how long each answer took.
fn read(server: &Served, reader: usize, pause: u64, end: &AtomicBool, failed: &AtomicBool) -> Vec<Duration> {
    let agent = agent();
    let mut waits = Vec::new();
    // Readers do not ask all at once: each begins at its own moment.
    std::thread::sleep(Duration::from_millis(pause * (reader as u64 % 97) / 97));
    let mut turn = reader;
    while !end.load(Ordering::Relaxed) {
        let address = format!("{}{}", server.origin, ASKED[turn % ASKED.len()]);
        turn += 1;
        let began = Instant::now();
        let request = agent.get(address).header("cookie", &server.cookie);
        let answer = request.header("accept-encoding", "gzip").call();
        let body = answer.ok().filter(|a| a.status() == 200).map(|mut a| a.body_mut().read_to_vec());
        if !matches!(body, Some(Ok(_))) {
            failed.store(true, Ordering::Relaxed);
        }
        waits.push(began.elapsed());
        std::thread::sleep(Duration::from_millis(pause));
    }
    waits
}

/// Waits until every report is listed, each by its own name.
fn listed(server: &Served, wanted: usize) -> anyhow::Result<Duration> {
    let took = server.until(Duration::from_mins(2), |server| {
        Ok(server.json("/reports.json?limit=1")?["total"].as_u64() >= Some(wanted as u64))
    })?;
    let (mut names, mut cursor) = (std::collections::BTreeSet::new(), Some("0".to_owned()));
    while let Some(from) = cursor {
        let page = server.json(&format!("/reports.json?limit=500&cursor={from}"))?;
        let items = page["items"].as_array().context("items")?;
        names.extend(items.iter().filter_map(|r| r["name"].as_str()).map(str::to_owned));
        cursor = page["next"].as_str().map(str::to_owned);
    }
    if names.len() != wanted {
        bail!("{} reports are listed of {wanted} that were taken", names.len());
    }
    Ok(took)
}
