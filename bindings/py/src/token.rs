//! A Python callable that supplies tokens.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use workos_mfa::{TokenFuture, TokenProvider, TokenRequest};

tokio::task_local! {
    /// The event loop that the present call was made on.
    pub(crate) static EVENT_LOOP: Arc<Py<PyAny>>;
}

/// `workos_mfa._token.Fetch`.
static FETCH: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// Where coroutines run.
#[derive(Clone, Copy)]
pub(crate) enum Loop {
    /// On a loop of their own.
    None,
    /// On the loop that the call was made on.
    OfTheCall,
}

pub(crate) struct Provider {
    callable: Arc<Py<PyAny>>,
    runs_on: Loop,
}

impl Provider {
    pub(crate) fn new(callable: Py<PyAny>, runs_on: Loop) -> Self {
        Self { callable: Arc::new(callable), runs_on }
    }
}

impl TokenProvider for Provider {
    fn token(&self, _request: TokenRequest) -> TokenFuture<'_> {
        let event_loop = match self.runs_on {
            Loop::None => None,
            Loop::OfTheCall => EVENT_LOOP.try_with(Arc::clone).ok(),
        };
        let callable = Arc::clone(&self.callable);
        Box::pin(async move {
            let fetch = attached(|py| {
                let class = FETCH.get_or_try_init(py, || -> PyResult<_> {
                    Ok(py.import("workos_mfa._token")?.getattr("Fetch")?.unbind())
                })?;
                class.call1(py, (&*callable, event_loop.as_deref()))
            })?;
            let mut fetch = GivenUp(Some(Arc::new(fetch)));
            // On another thread: it may take its time, and this one drives the connections.
            let worker = fetch.0.clone();
            let run = move || {
                attached(|py| match &worker {
                    Some(fetch) => fetch.call_method0(py, "run")?.extract::<String>(py),
                    None => Ok(String::new()),
                })
            };
            let token = tokio::task::spawn_blocking(run).await;
            fetch.0 = None;
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(token??)
        })
    }
}

/// Tells a fetch that nobody waits for it any more.
struct GivenUp(Option<Arc<Py<PyAny>>>);

impl Drop for GivenUp {
    fn drop(&mut self) {
        if let Some(fetch) = self.0.take() {
            Python::try_attach(|py| {
                if let Err(error) = fetch.call_method0(py, "cancel") {
                    error.write_unraisable(py, None);
                }
            });
        }
    }
}

fn attached<T>(work: impl FnOnce(Python<'_>) -> PyResult<T>) -> PyResult<T> {
    Python::try_attach(work).unwrap_or_else(|| Err(crate::lifecycle::ending()))
}
