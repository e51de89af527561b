//! The thread that all calls of the process run on.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use napi::{Error, Result};
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::calls::Job;

/// While calls come, there is a timer that is due before theirs are: whoever sets a timer that is due before all others wakes the
/// runtime's thread, by a system call, and for the timers of calls that would be that thread itself. Without calls it ends.
const HEARTBEAT: Duration = Duration::from_secs(5);

static RUNTIME: OnceLock<std::result::Result<Running, String>> = OnceLock::new();

/// The runtime, started when it is first asked for.
///
/// One thread serves the main thread and all workers: a call costs microseconds here, and waking a second thread costs more than it
/// brings. It lives as long as the process and never keeps it alive.
pub(crate) fn get() -> Result<&'static Running> {
    RUNTIME.get_or_init(start).as_ref().map_err(|problem| Error::from_reason(problem.clone()))
}

/// The runtime, and the calls that it has not begun yet.
///
/// Not `Handle::spawn`: that wakes the thread with a system call for every task. Here the first of a batch wakes it, and the others
/// are there when it comes to look.
pub(crate) struct Running {
    handle: Handle,
    waiting: Mutex<Vec<Job>>,
    arrived: Notify,
}

impl Running {
    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Has the call made.
    pub(crate) fn begin(&self, job: Job) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push(job);
        let first = waiting.len() == 1;
        drop(waiting);
        if first {
            self.arrived.notify_one();
        }
    }

    async fn work(&self) {
        let mut heartbeat: Option<JoinHandle<()>> = None;
        loop {
            self.arrived.notified().await;
            if heartbeat.as_ref().is_none_or(JoinHandle::is_finished) {
                heartbeat = Some(tokio::spawn(tokio::time::sleep(HEARTBEAT)));
            }
            let jobs = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
            for job in jobs {
                tokio::spawn(job.run());
            }
        }
    }
}

fn start() -> std::result::Result<Running, String> {
    let runtime = Builder::new_current_thread()
        .enable_all()
        // For DNS only.
        .max_blocking_threads(4)
        .thread_name("workos-mfa-dns")
        .build()
        .map_err(|error| format!("cannot start the runtime: {error}"))?;
    let handle = runtime.handle().clone();
    std::thread::Builder::new()
        .name("workos-mfa".to_owned())
        .spawn(move || work(&runtime))
        .map_err(|error| format!("cannot start the runtime's thread: {error}"))?;
    Ok(Running { handle, waiting: Mutex::default(), arrived: Notify::new() })
}

fn work(runtime: &Runtime) {
    // Waits until `start` is done.
    if let Ok(running) = get() {
        runtime.block_on(running.work());
    }
}
