//! Drives a call of the sync client on the thread that makes it.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use pyo3::prelude::*;
use tokio::runtime::{Builder, Handle, Runtime};
use workos_mfa::driving::{CallProgress, settle};

use crate::{errors, lifecycle};

/// How often a waiting call looks whether Ctrl-C was pressed or the interpreter is ending.
const TICK: Duration = Duration::from_millis(100);

/// Why a call has no result of its own.
pub(crate) enum Stopped {
    /// A signal handler raised this, `KeyboardInterrupt` for example.
    Raised(PyErr),
    /// The interpreter is ending.
    Ending,
    /// This thread drives a call already.
    Nested,
}

/// A runtime without threads: whoever calls drives it, and drives others' connections along.
pub(crate) struct Driver(Option<Runtime>);

impl Driver {
    pub(crate) fn new() -> std::io::Result<Self> {
        Ok(Self(Some(Builder::new_current_thread().enable_all().build()?)))
    }

    /// Runs a call, without the GIL.
    ///
    /// # Errors
    ///
    /// If it has no result of its own. The call is given up and its connection closed then.
    pub(crate) fn run<T: Send, E: Send>(
        &self,
        py: Python<'_>,
        call: impl Future<Output = Result<T, E>> + Send,
    ) -> Result<Result<T, E>, Stopped> {
        let Some(runtime) = &self.0 else { return Err(Stopped::Ending) };
        // One that is pending must not have to wait for a request that has not begun.
        py.check_signals().map_err(Stopped::Raised)?;
        py.detach(|| {
            if Handle::try_current().is_ok() {
                return Err(Stopped::Nested);
            }
            // This takes the call: once it is dropped, what follows closes its connection.
            let result = drive(runtime, call);
            if !matches!(result, Ok(Ok(_))) {
                runtime.block_on(settle());
            }
            result
        })
    }
}

impl Stopped {
    /// For the caller, with what is known of the call.
    pub(crate) fn raise(self, py: Python<'_>, progress: &CallProgress) -> PyErr {
        match self {
            Self::Raised(raised) => {
                let cancelled = errors::raise(py, &progress.cancelled());
                errors::in_context(py, &raised, &cancelled).err().unwrap_or(raised)
            }
            Self::Ending => errors::shutdown(py, &progress.cancelled()),
            Self::Nested => errors::nested(py),
        }
    }
}

fn drive<T>(runtime: &Runtime, call: impl Future<Output = T>) -> Result<T, Stopped> {
    let mut call = pin!(call);
    loop {
        let waited = async { tokio::time::timeout(TICK, call.as_mut()).await };
        if let Ok(result) = runtime.block_on(waited) {
            return Ok(result);
        }
        // Out here a signal handler may make calls of its own.
        look_around()?;
    }
}

fn look_around() -> Result<(), Stopped> {
    if lifecycle::is_ending() {
        return Err(Stopped::Ending);
    }
    // Handlers run on the main thread only; elsewhere this does nothing.
    let looked = Python::try_attach(|py| {
        py.check_signals()?;
        Ok(())
    });
    looked.map_or(Err(Stopped::Ending), |looked| looked.map_err(Stopped::Raised))
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Does not wait for a name that is being looked up.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
