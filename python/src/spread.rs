//! Weighing on many machines: parts, orders and sums as bytes, for Spark to carry.

use std::sync::{Mutex, PoisonError};

use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3_arrow::input::AnyRecordBatch;
use rashomon::weigh::{self, Settings, SpreadError};

use crate::failure::Failure;
use crate::weigh::{Weighing, claims, hierarchy};

/// A weighing whose steps run elsewhere.
#[pyclass(frozen, module = "rashomon._rashomon")]
#[derive(Debug)]
pub(crate) struct Spread {
    fit: Mutex<Option<weigh::Spread>>,
    table: weigh::Table,
    left_out: usize,
}

/// A part's claims, and its state before the first step.
type Part = (Vec<u8>, Vec<u8>);

impl From<SpreadError> for Failure {
    fn from(error: SpreadError) -> Self {
        Failure::new(error.to_string()).hint("use one version of rashomon on all machines")
    }
}

impl Spread {
    fn with<T>(&self, run: impl FnOnce(&mut weigh::Spread) -> Result<T, Failure>) -> PyResult<T> {
        let mut fit = self.fit.lock().unwrap_or_else(PoisonError::into_inner);
        let fit = fit.as_mut().ok_or_else(|| Failure::new("this weighing is finished"))?;
        Ok(run(fit)?)
    }
}

#[pymethods]
impl Spread {
    /// Lays out a table: the weighing, and its parts.
    #[staticmethod]
    #[pyo3(signature = (table, places = None))]
    fn lay_out(
        py: Python<'_>,
        table: AnyRecordBatch,
        places: Option<AnyRecordBatch>,
    ) -> PyResult<(Self, Vec<Part>)> {
        let table = table.into_reader()?;
        let places = places.map(AnyRecordBatch::into_reader).transpose()?;
        py.detach(|| {
            let (table, left_out) = claims(table)?;
            let places = places.map(hierarchy).transpose()?.unwrap_or_default();
            let (fit, parts) = weigh::Spread::new(&table, &places, &Settings::default());
            Ok((Self { fit: Mutex::new(Some(fit)), table, left_out }, parts))
        })
    }

    /// What every part does next.
    fn next(&self, py: Python<'_>) -> PyResult<Option<Vec<u8>>> {
        py.detach(|| self.with(|fit| Ok(fit.next())))
    }

    /// Takes in what all parts gave, in their order.
    fn take(&self, py: Python<'_>, given: Vec<PyBackedBytes>) -> PyResult<()> {
        py.detach(|| self.with(|fit| Ok(fit.take(&given)?)))
    }

    /// Steps done, and how many there are.
    fn progress(&self) -> PyResult<(usize, usize)> {
        self.with(|fit| Ok(fit.progress()))
    }

    /// What came of it.
    fn finish(&self, py: Python<'_>) -> PyResult<Weighing> {
        let fit = self.fit.lock().unwrap_or_else(PoisonError::into_inner).take();
        let fit = fit.ok_or_else(|| Failure::new("this weighing is finished"))?;
        Ok(py.detach(|| Weighing::new(&self.table, &fit.finish(), self.left_out)))
    }
}

/// Runs an order on a part: its next state, and its sums.
#[pyfunction]
pub(crate) fn run_part(
    py: Python<'_>,
    part: &[u8],
    state: &[u8],
    order: &[u8],
) -> PyResult<(Vec<u8>, Vec<u8>)> {
    Ok(py.detach(|| weigh::run_part(part, state, order)).map_err(Failure::from)?)
}
