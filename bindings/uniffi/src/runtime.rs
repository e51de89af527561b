//! The thread that async calls run on.

use std::future::Future;
use std::panic::resume_unwind;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::runtime::{Builder, Handle};
use tokio::task::JoinHandle;
use workos_mfa::Error;

use crate::error::Failure;
use crate::signals::block_broken_pipe;

const HEARTBEAT: Duration = Duration::from_secs(5);

static RUNTIME: OnceLock<Result<Handle, String>> = OnceLock::new();

/// Makes a call on the client's own thread, so that the language is woken once, when it has ended.
///
/// Dropping the future ends the call and closes its connection.
pub(crate) async fn run<T: Send + 'static>(
    call: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, Failure> {
    let mut task = Task(spawn(call)?);
    match (&mut task.0).await {
        Ok(result) => result.map_err(Failure::from),
        // The language makes an exception of it.
        Err(broken) if broken.is_panic() => resume_unwind(broken.into_panic()),
        Err(_) => Err(Error::cancelled().into()),
    }
}

/// Begins a call on the client's own thread.
pub(crate) fn spawn<T: Send + 'static>(
    call: impl Future<Output = T> + Send + 'static,
) -> Result<JoinHandle<T>, Failure> {
    let handle = RUNTIME.get_or_init(start).as_ref().map_err(|problem| Failure::no_runtime(problem))?;
    // Boxed: a future of two kilobytes would be copied at each step, and be twice as large in the end.
    let call = Box::pin(call);
    Ok(handle.spawn(async {
        beat();
        call.await
    }))
}

/// While calls come, there is a timer that is due before theirs are: whoever sets a timer that is due before all others wakes the
/// runtime's thread, by a system call, and for the timers of calls that would be that thread itself. Without calls it ends.
fn beat() {
    static BEATING: AtomicBool = AtomicBool::new(false);
    if !BEATING.swap(true, Ordering::Relaxed) {
        tokio::spawn(async {
            tokio::time::sleep(HEARTBEAT).await;
            BEATING.store(false, Ordering::Relaxed);
        });
    }
}

/// A call that ends when nobody waits for it any more.
struct Task<T>(JoinHandle<T>);

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// One thread: a call costs microseconds here, and waking a second thread costs more than it brings. It lives as long as the
/// process and never keeps it alive.
fn start() -> Result<Handle, String> {
    let runtime = Builder::new_current_thread()
        .enable_all()
        // For DNS only.
        .max_blocking_threads(4)
        .thread_name("workos-mfa-dns")
        .build()
        .map_err(|error| error.to_string())?;
    let handle = runtime.handle().clone();
    std::thread::Builder::new()
        .name("workos-mfa".to_owned())
        .spawn(move || {
            block_broken_pipe();
            runtime.block_on(std::future::pending::<()>());
        })
        .map_err(|error| error.to_string())?;
    Ok(handle)
}
