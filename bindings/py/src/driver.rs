//! Drives a call of the sync client on the thread that makes it.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use tokio::runtime::{Builder, Handle, Runtime};
use workos_mfa::driving::{catch_up, settle};

use crate::lifecycle;

/// How often a waiting call looks whether Ctrl-C was pressed or the interpreter is ending.
const TICK: Duration = Duration::from_millis(100);

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
    /// What a signal handler raised, such as `KeyboardInterrupt`; the call is given up and its connection closed then.
    pub(crate) fn run<T: Send, E: Send>(
        &self,
        py: Python<'_>,
        call: impl Future<Output = Result<T, E>> + Send,
    ) -> PyResult<Result<T, E>> {
        let Some(runtime) = &self.0 else { return Err(lifecycle::ending()) };
        py.detach(|| {
            if Handle::try_current().is_ok() {
                let message = "a call from within a log handler of this client would wait for itself";
                return Err(PyRuntimeError::new_err(message));
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

fn drive<T>(runtime: &Runtime, call: impl Future<Output = T>) -> PyResult<T> {
    let mut call = pin!(async {
        catch_up().await;
        call.await
    });
    loop {
        let waited = async { tokio::time::timeout(TICK, call.as_mut()).await };
        if let Ok(result) = runtime.block_on(waited) {
            return Ok(result);
        }
        // Out here a signal handler may make calls of its own.
        look_around()?;
    }
}

fn look_around() -> PyResult<()> {
    if lifecycle::is_ending() {
        return Err(lifecycle::ending());
    }
    // Handlers run on the main thread only; elsewhere this does nothing.
    let looked = Python::try_attach(|py| {
        py.check_signals()?;
        Ok(())
    });
    looked.unwrap_or_else(|| Err(lifecycle::ending()))
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Does not wait for a name that is being looked up.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
