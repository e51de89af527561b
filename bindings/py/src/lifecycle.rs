//! The interpreter's end, and forks.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

use crate::{background, errors};

static ENDING: AtomicBool = AtomicBool::new(false);
/// Calls of the sync client that are being made.
static IN_FLIGHT: AtomicUsize = AtomicUsize::new(0);

/// How long the interpreter's end waits for calls on daemon threads to be given up. They look every 100 ms.
const PATIENCE: Duration = Duration::from_secs(2);

pub(crate) fn is_ending() -> bool {
    ENDING.load(Ordering::Relaxed)
}

/// The error of what the interpreter's end keeps from beginning.
pub(crate) fn ending() -> PyErr {
    let message = "the interpreter is shutting down";
    Python::try_attach(|py| errors::ours(py, "cancelled", "not_sent", None, message, Some("runtime")))
        .unwrap_or_else(|| PyRuntimeError::new_err(message))
}

/// Counts a call while it is made.
pub(crate) struct InFlight(());

impl InFlight {
    pub(crate) fn enter() -> PyResult<Self> {
        if is_ending() {
            return Err(ending());
        }
        IN_FLIGHT.fetch_add(1, Ordering::Relaxed);
        Ok(Self(()))
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        IN_FLIGHT.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Gives up all calls and waits for their threads to be out of Rust: the interpreter kills threads that come back to it later, and
/// that must not happen in the middle of Rust code.
#[pyfunction]
#[pyo3(name = "_at_exit")]
pub(crate) fn at_exit(py: Python<'_>) {
    ENDING.store(true, Ordering::Relaxed);
    let background = background::take();
    py.detach(|| {
        if let Some(background) = background {
            background.stop();
        }
        let until = Instant::now() + PATIENCE;
        while IN_FLIGHT.load(Ordering::Relaxed) > 0 && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(1));
        }
    });
}

/// In a child there are no other threads, so none of them is in a call.
#[pyfunction]
#[pyo3(name = "_after_fork")]
pub(crate) fn after_fork() {
    IN_FLIGHT.store(0, Ordering::Relaxed);
    background::forget();
}
