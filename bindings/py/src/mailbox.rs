//! Carries results from the background thread to an event loop: one wake-up for all that have come by then.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::exceptions::PyNotImplementedError;
use pyo3::intern;
use pyo3::prelude::*;
use tokio::runtime::Handle;
use tokio::task::AbortHandle;
use workos_mfa::driving::CallProgress;

use crate::background::Running;
use crate::call::{self, Failure, Outcome};
use crate::errors;
use crate::forks::lock;

/// The half that the background thread sees. It holds no futures, so that thread needs no GIL to deliver.
pub(crate) struct Inbox {
    results: Mutex<Vec<(u64, Outcome)>>,
    /// Calls whose results have yet to come.
    under_way: AtomicUsize,
    waker: Waker,
}

enum Waker {
    /// The loop watches the other end. This takes no GIL.
    #[cfg(unix)]
    Pipe(std::os::unix::net::UnixStream),
    /// For loops that can't watch a descriptor.
    Callable(Py<PyAny>),
}

/// A call that the event loop waits for.
struct Pending {
    future: Py<PyAny>,
    with_metadata: bool,
    task: AbortHandle,
}

/// An event loop's half.
#[pyclass(frozen, weakref, module = "workos_mfa._native")]
pub(crate) struct Mailbox {
    inbox: Arc<Inbox>,
    #[cfg(unix)]
    reader: Option<std::os::unix::net::UnixStream>,
    /// Touched by the loop's thread only, with the GIL.
    pending: Mutex<HashMap<u64, Pending>>,
    next: AtomicU64,
}

#[pymethods]
impl Mailbox {
    /// Without `wake`, the loop is to watch `fileno()` and to call `drain()` when there is something to read.
    #[new]
    #[pyo3(signature = (wake=None))]
    fn new(py: Python<'_>, wake: Option<Py<PyAny>>) -> PyResult<Self> {
        #[cfg(unix)]
        let mut reader = None;
        let waker = match wake {
            Some(wake) => Waker::Callable(wake),
            #[cfg(unix)]
            None => {
                let (read, write) = pipe().map_err(|problem| errors::no_connection(py, &problem))?;
                reader = Some(read);
                Waker::Pipe(write)
            }
            #[cfg(not(unix))]
            None => return Err(PyNotImplementedError::new_err("there are no pipes to watch here")),
        };
        Ok(Self {
            inbox: Arc::new(Inbox { results: Mutex::default(), under_way: AtomicUsize::new(0), waker }),
            #[cfg(unix)]
            reader,
            pending: Mutex::default(),
            next: AtomicU64::new(1),
        })
    }

    /// What to watch.
    fn fileno(&self) -> PyResult<i32> {
        #[cfg(unix)]
        if let Some(reader) = &self.reader {
            return Ok(std::os::fd::AsRawFd::as_raw_fd(reader));
        }
        Err(PyNotImplementedError::new_err("there is nothing to watch"))
    }

    /// How many calls the loop waits for.
    fn __len__(&self) -> usize {
        lock(&self.pending).len()
    }

    /// Hands the results that have come to the futures that wait for them. Called by the loop.
    fn drain(&self, py: Python<'_>) -> PyResult<()> {
        // First the wake-ups, then the results: the other way round one could be lost.
        #[cfg(unix)]
        if let Some(mut reader) = self.reader.as_ref() {
            let mut bytes = [0; 64];
            while std::io::Read::read(&mut reader, &mut bytes).is_ok_and(|read| read == bytes.len()) {}
        }
        for (id, outcome) in self.inbox.take() {
            // Gone if the call was cancelled.
            let Some(pending) = lock(&self.pending).remove(&id) else { continue };
            let future = pending.future.bind(py);
            if is_done(future).unwrap_or(false) {
                continue;
            }
            let set = match call::finish(py, outcome, pending.with_metadata) {
                Ok(reply) => future.call_method1(intern!(py, "set_result"), (reply,)),
                Err(error) => future.call_method1(intern!(py, "set_exception"), (error,)),
            };
            // One future that takes no result must not keep the others from theirs.
            if let Err(problem) = set {
                problem.write_unraisable(py, Some(future));
            }
        }
        Ok(())
    }

    /// Gives a call up: the request ends and its connection is closed. Does nothing if it has ended.
    fn abort(&self, id: u64) {
        let pending = lock(&self.pending).remove(&id);
        if let Some(pending) = pending {
            pending.task.abort();
        }
    }
}

fn is_done(future: &Bound<'_, PyAny>) -> PyResult<bool> {
    future.call_method0(intern!(future.py(), "done"))?.is_truthy()
}

#[cfg(unix)]
fn pipe() -> std::io::Result<(std::os::unix::net::UnixStream, std::os::unix::net::UnixStream)> {
    let (read, write) = std::os::unix::net::UnixStream::pair()?;
    read.set_nonblocking(true)?;
    write.set_nonblocking(true)?;
    Ok((read, write))
}

impl Mailbox {
    /// Starts a call whose result goes to this future.
    pub(crate) fn spawn(
        &self,
        background: &Running,
        future: Py<PyAny>,
        with_metadata: bool,
        progress: CallProgress,
        call: impl Future<Output = Outcome> + Send + 'static,
    ) -> u64 {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        self.inbox.under_way.fetch_add(1, Ordering::Relaxed);
        let mut delivery = Delivery { inbox: Arc::clone(&self.inbox), id, progress, delivered: false };
        let task = background.spawn(async move {
            let outcome = call.await;
            delivery.deliver(outcome);
        });
        lock(&self.pending).insert(id, Pending { future, with_metadata, task });
        id
    }
}

/// Delivers exactly once, whatever happens to the task: a future that nobody resolves hangs.
struct Delivery {
    inbox: Arc<Inbox>,
    id: u64,
    progress: CallProgress,
    delivered: bool,
}

impl Delivery {
    fn deliver(&mut self, outcome: Outcome) {
        if !std::mem::replace(&mut self.delivered, true) {
            self.inbox.put(self.id, outcome);
        }
    }
}

impl Drop for Delivery {
    fn drop(&mut self) {
        self.deliver(Err(Failure::Error(self.progress.cancelled())));
    }
}

impl Inbox {
    fn put(self: &Arc<Self>, id: u64, outcome: Outcome) {
        let mut results = self.results.lock().unwrap_or_else(PoisonError::into_inner);
        results.push((id, outcome));
        let first = results.len() == 1;
        drop(results);
        let alone = self.under_way.fetch_sub(1, Ordering::Relaxed) == 1;
        if !first {
            return;
        }
        match Handle::try_current() {
            // Behind the tasks that are ready now: their results go with the same wake-up.
            Ok(runtime) if !alone => {
                let inbox = Arc::clone(self);
                runtime.spawn(async move {
                    tokio::task::yield_now().await;
                    inbox.waker.wake();
                });
            }
            _ => self.waker.wake(),
        }
    }

    fn take(&self) -> Vec<(u64, Outcome)> {
        std::mem::take(&mut *self.results.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Waker {
    fn wake(&self) {
        match self {
            // A full pipe has woken the loop already; a broken one belongs to a loop that is gone.
            #[cfg(unix)]
            Self::Pipe(pipe) => drop(std::io::Write::write(&mut &*pipe, &[1])),
            Self::Callable(wake) => {
                Python::try_attach(|py| {
                    if let Err(error) = wake.call0(py) {
                        error.write_unraisable(py, None);
                    }
                });
            }
        }
    }
}
