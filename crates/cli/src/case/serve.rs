//! `serve`, `demo`, `users`, `mcp`: a case in the browser, and for programs.

use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::PathBuf;

use rashomon_serve::{Options, Tls, Users, start};

use super::failure;
use crate::args::{DemoArgs, Listen, McpArgs, ServeArgs, UsersArgs, UsersCommand};
use crate::failure::{Failure, Outcome};

/// Serves a case until Ctrl-C.
pub(crate) fn serve(args: &ServeArgs) -> anyhow::Result<Outcome> {
    run(args.case.clone(), &args.listen, false)
}

/// Serves the examples until Ctrl-C.
pub(crate) fn demo(args: &DemoArgs) -> anyhow::Result<Outcome> {
    let folder = tempfile::tempdir()?;
    let case = folder.path().join("examples.case");
    rashomon_serve::demo(&case).map_err(failure)?;
    run(case, &args.listen, true)
}

/// Serves a case to a program over standard input and output, until that ends.
pub(crate) fn mcp(args: &McpArgs) -> anyhow::Result<Outcome> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(rashomon_serve::mcp(args.case.clone())).map_err(|error| match error {
        rashomon_serve::McpError::Case(error) => failure(error),
        error @ rashomon_serve::McpError::Protocol(_) => Failure::new(error.to_string()),
    })?;
    Ok(Outcome::Fine)
}

fn run(case: PathBuf, listen: &Listen, demo: bool) -> anyhow::Result<Outcome> {
    let options = Options {
        case,
        bind: listen.bind,
        port: listen.port,
        names: listen.name.clone(),
        tls: listen.tls_cert.clone().zip(listen.tls_key.clone()).map(|(cert, key)| Tls { cert, key }),
        behind_proxy: listen.behind_proxy,
        demo,
    };
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let running = start(options).await.map_err(|error| {
            let told = Failure::new(error.to_string());
            match error {
                rashomon_serve::ServeError::Listen { .. } => told.hint("`--port 0` takes any that is free"),
                _ => told,
            }
        })?;
        let address = running.address.clone();
        let mut out = std::io::stdout().lock();
        writeln!(out, "{address}")?;
        out.flush()?;
        drop(out);
        eprintln!("The page is at this address. Ctrl-C ends it.");
        if !listen.no_browser && std::io::stdout().is_terminal() {
            browse(&address);
        }
        running.run(ended()).await?;
        Ok(Outcome::Fine)
    })
}

/// Ctrl-C, or the system asks to end.
async fn ended() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut term) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = term.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}

/// Opens the address, where the system knows how; else it stands printed.
fn browse(address: &str) {
    let (program, first) = if cfg!(target_os = "macos") {
        ("open", None)
    } else if cfg!(windows) {
        ("explorer", None)
    } else {
        ("xdg-open", None::<&str>)
    };
    let mut command = std::process::Command::new(program);
    command.args(first).arg(address);
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    let _ = command.spawn();
}

/// Lists, adds, removes users.
pub(crate) fn users(args: &UsersArgs) -> anyhow::Result<Outcome> {
    drop(rashomon_store::Case::open_to_read(&args.case).map_err(failure)?);
    let told = |e: rashomon_serve::UsersError| Failure::new(e.to_string());
    let mut users = Users::of(&args.case).map_err(told)?;
    match &args.what {
        UsersCommand::List => {
            let mut out = std::io::stdout().lock();
            for (name, role) in users.list() {
                writeln!(out, "{}\t{name}", role.as_str())?;
            }
        }
        UsersCommand::Add { name, role } => {
            let password = password()?;
            users.add(name, *role, &password).map_err(told)?;
            eprintln!("{name} is a {}", role.as_str());
        }
        UsersCommand::Remove { name } => {
            if !users.remove(name).map_err(told)? {
                return Err(Failure::new(format!("the case has no user `{name}`")).into());
            }
            eprintln!("{name} is no user any more; what they decided stays");
        }
    }
    Ok(Outcome::Fine)
}

/// A password, typed unseen or piped.
fn password() -> anyhow::Result<String> {
    use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers, read};

    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        let mut line = String::new();
        stdin.lock().read_line(&mut line)?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    eprint!("Password: ");
    let mut typed = String::new();
    crossterm::terminal::enable_raw_mode()?;
    let ended = loop {
        match read() {
            Ok(Event::Key(key)) if key.kind != KeyEventKind::Release => match key.code {
                KeyCode::Enter => break Ok(()),
                KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                    break Err(Failure::new("no password given").into());
                }
                KeyCode::Backspace => drop(typed.pop()),
                KeyCode::Char(c) => typed.push(c),
                _ => {}
            },
            Ok(_) => {}
            Err(error) => break Err(error.into()),
        }
    };
    crossterm::terminal::disable_raw_mode()?;
    eprintln!();
    ended.map(|()| typed)
}
