//! What is wrong, as Python raises it.

use pyo3::exceptions::PyException;
use pyo3::prelude::*;

pyo3::create_exception!(
    rashomon,
    Error,
    PyException,
    "What is wrong; ``hint`` says what can be done, where that is known."
);

/// What is wrong with an input, and what can be done.
#[derive(Debug)]
pub(crate) struct Failure {
    what: String,
    hint: Option<String>,
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

impl From<Failure> for PyErr {
    fn from(failure: Failure) -> Self {
        let error = Error::new_err(failure.what);
        if let Some(hint) = failure.hint {
            // An exception takes any attribute.
            let _ = Python::attach(|py| error.value(py).setattr("hint", hint));
        }
        error
    }
}

impl From<rashomon_store::Error> for Failure {
    fn from(error: rashomon_store::Error) -> Self {
        let failure = Failure::new(error.to_string());
        match error.hint() {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}

impl From<arrow_schema::ArrowError> for Failure {
    fn from(error: arrow_schema::ArrowError) -> Self {
        Failure::new(format!("the table cannot be read: {error}"))
    }
}
