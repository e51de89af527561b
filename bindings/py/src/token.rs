//! A Python callable that supplies tokens.
//!
//! It runs on a daemon thread of Python's, with nothing of Rust on its stack: when the interpreter ends it kills threads that come
//! back to it, and in the middle of Rust code that would be the end of the process.

use std::sync::{Arc, Mutex};

use pyo3::exceptions::{PyKeyboardInterrupt, PyRuntimeError, PySystemExit, PyTypeError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use tokio::sync::oneshot;
use workos_mfa::{TokenFuture, TokenProvider, TokenRequest};

use crate::forks::lock;
use crate::named::Text;
use crate::{errors, interrupts, lifecycle};

tokio::task_local! {
    /// Who makes the present call.
    pub(crate) static CALLER: Caller;
}

/// What a provider is to find as it is where the call was made.
#[derive(Clone)]
pub(crate) struct Caller(Arc<Surroundings>);

struct Surroundings {
    /// Context variables.
    context: Py<PyAny>,
    /// Where coroutines run; without one, on a loop of their own.
    event_loop: Option<Py<PyAny>>,
}

impl Caller {
    pub(crate) fn here(py: Python<'_>, event_loop: Option<Py<PyAny>>) -> PyResult<Self> {
        static COPY: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let context = COPY.import(py, "contextvars", "copy_context")?.call0()?.unbind();
        Ok(Self(Arc::new(Surroundings { context, event_loop })))
    }
}

/// `workos_mfa._token.Fetch`.
static FETCH: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

pub(crate) struct Provider {
    callable: Arc<Py<PyAny>>,
    /// Whether it takes a `TokenRequest`.
    takes_request: bool,
}

impl Provider {
    /// # Errors
    ///
    /// `ConfigError`, if it can't be called as providers are.
    pub(crate) fn new(callable: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = callable.py();
        let takes_request = py.import("workos_mfa._token")?.call_method1("takes_request", (callable,))?;
        let Some(takes_request) = takes_request.extract::<Option<bool>>()? else {
            let message = "token_provider must be a callable that takes no argument, or one: a TokenRequest";
            return Err(errors::wrong_argument(py, "config", "token_provider", message));
        };
        Ok(Self { callable: Arc::new(callable.clone().unbind()), takes_request })
    }
}

impl TokenProvider for Provider {
    fn token(&self, request: TokenRequest) -> TokenFuture<'_> {
        let refused = request.refused();
        let takes_request = self.takes_request;
        let callable = Arc::clone(&self.callable);
        let caller = CALLER.try_with(Clone::clone).ok();
        Box::pin(async move {
            let (sender, answer) = oneshot::channel();
            let begin = |py: Python<'_>| {
                let class = FETCH.import(py, "workos_mfa._token", "Fetch")?;
                let answer = Py::new(py, TokenAnswer(Mutex::new(Some(sender))))?;
                let request = takes_request.then_some(refused);
                let caller = caller.as_ref().map(|caller| &caller.0);
                let context = caller.map(|caller| &caller.context);
                let event_loop = caller.and_then(|caller| caller.event_loop.as_ref());
                let fetch = class.call1((&*callable, request, context, event_loop, answer))?;
                fetch.call_method0("begin")?;
                Ok(fetch.unbind())
            };
            let mut fetch = GivenUp(Some(attached(|py| begin(py).map_err(|error| kept(py, error)))?));
            let token = answer.await;
            fetch.0 = None;
            // If there is no answer, the thread has ended without one: so does the interpreter.
            token.unwrap_or_else(|_| Err(lifecycle::ending())).map_err(|error| failure(error).into())
        })
    }
}

/// Takes what a provider has come up with. The GIL is held all the time, so the thread that answers can't be killed in here.
#[pyclass(frozen, module = "workos_mfa._native")]
pub(crate) struct TokenAnswer(Mutex<Option<oneshot::Sender<PyResult<String>>>>);

#[pymethods]
impl TokenAnswer {
    /// What it returned. If that is no text, the error is made here, where no Python frame has the value.
    fn returned(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let class = value.get_type().name()?;
        self.put(value.extract::<Text>().map(|Text(token)| token).map_err(|_| {
            PyTypeError::new_err(format!("the token provider returned {class}, not a str of Unicode text"))
        }));
        Ok(())
    }

    /// What it raised.
    fn raised(&self, error: &Bound<'_, PyAny>) {
        self.put(Err(PyErr::from_value(error.clone())));
    }
}

impl TokenAnswer {
    fn put(&self, result: PyResult<String>) {
        if let Some(sender) = lock(&self.0).take() {
            // If nobody waits for it any more, that is all right.
            drop(sender.send(result));
        }
    }
}

/// Tells a fetch that nobody waits for it any more.
struct GivenUp(Option<Py<PyAny>>);

impl Drop for GivenUp {
    fn drop(&mut self) {
        if let Some(fetch) = self.0.take() {
            let _ = attached(|py| {
                let problem = fetch.call_method0(py, "cancel").err();
                if let Some(error) = problem.and_then(|error| interrupts::keep(py, error)) {
                    error.write_unraisable(py, None);
                }
                Ok(())
            });
        }
    }
}

/// For the core, whose call the error ends. If it was meant for the program, it is seen to that it gets there.
fn kept(py: Python<'_>, error: PyErr) -> PyErr {
    interrupts::keep(py, error).unwrap_or_else(|| PyRuntimeError::new_err("interrupted"))
}

/// What a provider raised. `sys.exit()` and Ctrl-C are for the program here as they are in a log handler; `CancelledError` is not, though it
/// is no `Exception` either: it says that something of the provider's own was cancelled.
fn failure(error: PyErr) -> PyErr {
    Python::try_attach(|py| {
        let for_program =
            error.is_instance_of::<PySystemExit>(py) || error.is_instance_of::<PyKeyboardInterrupt>(py);
        if for_program { kept(py, error.clone_ref(py)) } else { error.clone_ref(py) }
    })
    .unwrap_or(error)
}

fn attached<T>(work: impl FnOnce(Python<'_>) -> PyResult<T>) -> PyResult<T> {
    if lifecycle::is_ending() {
        return Err(lifecycle::ending());
    }
    Python::try_attach(work).unwrap_or_else(|| Err(lifecycle::ending()))
}
