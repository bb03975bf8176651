//! How a run ends: exit codes, and errors told with what to do about them.

use std::process::ExitCode;

/// How a run went that could do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All was read.
    Fine,
    /// Something could not be read; the others were.
    Partly,
    /// Nothing could be read.
    Nothing,
}

impl Outcome {
    pub(crate) fn code(self) -> ExitCode {
        match self {
            Outcome::Fine => ExitCode::SUCCESS,
            Outcome::Partly => ExitCode::from(1),
            Outcome::Nothing => ExitCode::from(2),
        }
    }
}

/// What is wrong with one input, and what can be done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub(crate) struct Failure {
    pub(crate) what: String,
    pub(crate) hint: Option<String>,
}

impl Failure {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), hint: None }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Tells of inputs that could not be read; each hint once, last.
pub(crate) fn tell_all(failures: &[Failure]) {
    for failure in failures {
        eprintln!("error: {}", failure.what);
    }
    let mut hints: Vec<&str> = failures.iter().filter_map(|f| f.hint.as_deref()).collect();
    hints.dedup();
    let mut told = Vec::new();
    for hint in hints {
        if !told.contains(&hint) {
            eprintln!("hint: {hint}");
            told.push(hint);
        }
    }
}

/// Tells of an error that ended the run.
pub(crate) fn tell(error: &anyhow::Error) -> ExitCode {
    // The reader of a pipe may go before all is written: `rashomon read … | head`.
    let closed = |cause: &(dyn std::error::Error + 'static)| {
        let io = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        // What serde writes hides the error of the pipe in its own.
        let json = || cause.downcast_ref::<serde_json::Error>()?.io_error_kind();
        io.or_else(json) == Some(std::io::ErrorKind::BrokenPipe)
    };
    if error.chain().any(closed) {
        return ExitCode::SUCCESS;
    }
    if let Some(failure) = error.downcast_ref::<Failure>() {
        tell_all(std::slice::from_ref(failure));
    } else {
        eprintln!("error: {error:#}");
    }
    ExitCode::from(2)
}
