//! The core's events for Python's `logging`, as long as someone listens.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;
use workos_mfa::{AttemptEvent, CallEvent, ErrorKind, Observer, Outcome, StartEvent};

use crate::interrupts;

/// `logging.getLogger("workos_mfa")`, once the program has imported `logging`.
static LOGGER: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
/// `sys.modules`. Looking it up anew took a thirtieth of a call's time, and with the GIL held.
static MODULES: PyOnceLock<Py<PyDict>> = PyOnceLock::new();
/// `workos_mfa._logging`, once there is something to log.
static HELPER: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
const DEBUG: u8 = 10;

/// Whether someone listens. It is looked up before a call, while the GIL is held anyway, so that a call nobody listens to does
/// not take the GIL for its events.
#[derive(Default)]
pub(crate) struct Listening(AtomicBool);

impl Listening {
    pub(crate) fn look(&self, py: Python<'_>) -> PyResult<()> {
        let listens = match logger(py)? {
            Some(logger) => logger.call_method1(py, intern!(py, "isEnabledFor"), (DEBUG,))?.is_truthy(py)?,
            None => false,
        };
        self.0.store(listens, Ordering::Relaxed);
        Ok(())
    }
}

/// `None` in a program that never imported `logging`: nobody can listen there, and the import would cost more than a call.
fn logger(py: Python<'_>) -> PyResult<Option<&'static Py<PyAny>>> {
    if let Some(logger) = LOGGER.get(py) {
        return Ok(Some(logger));
    }
    let modules = MODULES.import(py, "sys", "modules")?;
    let Some(logging) = modules.get_item(intern!(py, "logging"))? else { return Ok(None) };
    LOGGER.get_or_try_init(py, || Ok(logging.call_method1("getLogger", ("workos_mfa",))?.unbind())).map(Some)
}

/// Passes events on.
pub(crate) struct Events {
    listening: Arc<Listening>,
}

impl Events {
    pub(crate) fn new(listening: Arc<Listening>) -> Self {
        Self { listening }
    }

    fn emit(&self, function: &str, fill: impl Fn(&Bound<'_, PyDict>) -> PyResult<()>) {
        if !self.listening.0.load(Ordering::Relaxed) {
            return;
        }
        Python::try_attach(|py| {
            let log = || {
                let fields = PyDict::new(py);
                fill(&fields)?;
                let helper = HELPER.get_or_try_init(py, || {
                    py.import("workos_mfa._logging").map(|helper| helper.into_any().unbind())
                })?;
                helper.call_method1(py, function, (logger(py)?, fields)).map(drop)
            };
            // A handler that fails must not fail the call.
            if let Some(error) = log().err().and_then(|error| interrupts::keep(py, error)) {
                error.write_unraisable(py, None);
            }
        });
    }
}

impl Observer for Events {
    fn on_start(&self, event: &StartEvent<'_>) {
        self.emit("start", |fields| {
            fields.set_item("call_id", event.call_id)?;
            fields.set_item("operation", event.operation)
        });
    }

    fn on_attempt(&self, event: &AttemptEvent<'_>) {
        self.emit("attempt", |fields| {
            fields.set_item("call_id", event.call_id)?;
            fields.set_item("operation", event.operation)?;
            fields.set_item("attempt", event.attempt)?;
            fields.set_item("status", event.status)?;
            fields.set_item("request_id", event.request_id)?;
            fields.set_item("elapsed", event.elapsed.as_secs_f64())?;
            fields.set_item("error_kind", event.error_kind.map(ErrorKind::as_str))?;
            fields.set_item("retry_in", event.retry_in.map(|wait| wait.as_secs_f64()))
        });
    }

    fn on_call(&self, event: &CallEvent<'_>) {
        self.emit("call", |fields| {
            fields.set_item("call_id", event.call_id)?;
            fields.set_item("operation", event.operation)?;
            fields.set_item("attempts", event.attempts)?;
            fields.set_item("status", event.status)?;
            fields.set_item("request_id", event.request_id)?;
            fields.set_item("elapsed", event.elapsed.as_secs_f64())?;
            fields.set_item("error_kind", event.error_kind.map(ErrorKind::as_str))?;
            fields.set_item("outcome", event.outcome.map(Outcome::as_str))
        });
    }
}
