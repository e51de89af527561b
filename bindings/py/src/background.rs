//! The one thread that drives the calls of all async clients of the process.

use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use pyo3::prelude::*;
use tokio::runtime::{Builder, Handle};
use tokio::sync::{Notify, oneshot};
use tokio::task::AbortHandle;

use crate::forks::{Owned, lock};
use crate::{errors, lifecycle};

static BACKGROUND: Mutex<Option<Owned<Background>>> = Mutex::new(None);

/// How long the timer that spares others a wake-up runs: less than any usual timeout.
const PULSE: Duration = Duration::from_secs(1);

/// Where to spawn calls.
#[derive(Clone)]
pub(crate) struct Running {
    runtime: Handle,
    pulse: Arc<Notify>,
}

pub(crate) struct Background {
    running: Running,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Starts the thread if it is not running in this process.
pub(crate) fn running(py: Python<'_>) -> PyResult<Running> {
    if lifecycle::is_ending() {
        return Err(lifecycle::ending());
    }
    let mut background = lock(&BACKGROUND);
    if let Some(running) = background.as_ref().filter(|running| running.is_ours()) {
        return Ok(running.running.clone());
    }
    let started = Background::start().map_err(|problem| errors::no_connection(py, &problem))?;
    let running = started.running.clone();
    *background = Some(Owned::new(started));
    Ok(running)
}

/// Takes the thread away from everyone else.
pub(crate) fn take() -> Option<Owned<Background>> {
    lock(&BACKGROUND).take().filter(Owned::is_ours)
}

/// In a child: the thread stayed with the parent.
pub(crate) fn forget() {
    drop(lock(&BACKGROUND).take());
}

impl Running {
    pub(crate) fn spawn(&self, call: impl Future<Output = ()> + Send + 'static) -> AbortHandle {
        let pulse = Arc::clone(&self.pulse);
        let call = async move {
            pulse.notify_one();
            call.await;
        };
        self.runtime.spawn(call).abort_handle()
    }
}

/// Tokio wakes its own thread when a timer is set that ends before all others, and a call's is the only one if there is one call at a
/// time. So as long as calls are made there is an earlier one.
async fn beat(pulse: &Notify) {
    loop {
        pulse.notified().await;
        tokio::time::sleep(PULSE).await;
    }
}

impl Background {
    fn start() -> std::io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let running = Running { runtime: runtime.handle().clone(), pulse: Arc::default() };
        let pulse = Arc::clone(&running.pulse);
        let (stop, stopped) = oneshot::channel();
        let run = move || {
            runtime.block_on(async {
                tokio::select! {
                    // An error means that the sender was dropped: this is how the thread is stopped.
                    _ = stopped => {}
                    () = beat(&pulse) => {}
                }
            });
            runtime.shutdown_background();
        };
        let thread = std::thread::Builder::new().name("workos-mfa".to_owned()).spawn(run)?;
        Ok(Self { running, stop: Some(stop), thread: Some(thread) })
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
