//! The one thread that drives the calls of all async clients of the process.

use std::sync::Mutex;
use std::thread::JoinHandle;

use pyo3::prelude::*;
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use crate::forks::{Owned, lock};
use crate::lifecycle;

static BACKGROUND: Mutex<Option<Owned<Background>>> = Mutex::new(None);

pub(crate) struct Background {
    handle: Handle,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Where to spawn calls. Starts the thread if it is not running in this process.
pub(crate) fn handle(_holds_the_gil: Python<'_>) -> PyResult<Handle> {
    if lifecycle::is_ending() {
        return Err(lifecycle::ending());
    }
    let mut background = lock(&BACKGROUND);
    if let Some(running) = background.as_ref().filter(|running| running.is_ours()) {
        return Ok(running.handle.clone());
    }
    let started = Background::start()?;
    let handle = started.handle.clone();
    *background = Some(Owned::new(started));
    Ok(handle)
}

/// Takes the thread away from everyone else.
pub(crate) fn take() -> Option<Owned<Background>> {
    lock(&BACKGROUND).take().filter(Owned::is_ours)
}

/// In a child: the thread stayed with the parent.
pub(crate) fn forget() {
    drop(lock(&BACKGROUND).take());
}

impl Background {
    fn start() -> PyResult<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel();
        let run = move || {
            // An error says that the sender is gone, which is as good as a word.
            let _ = runtime.block_on(stopped);
            runtime.shutdown_background();
        };
        let thread = std::thread::Builder::new().name("workos-mfa".to_owned()).spawn(run)?;
        Ok(Self { handle, stop: Some(stop), thread: Some(thread) })
    }
}

impl Owned<Background> {
    /// Ends the thread and all calls on it, and waits for it. The GIL must not be held: the thread may want it once more.
    pub(crate) fn stop(self) {
        drop(self);
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
