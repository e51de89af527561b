//! The emulator for code that is not async.

use std::{io, ops::Deref, sync::mpsc, thread};

use tokio::{runtime, sync::oneshot};

use crate::{Builder, StartError};

/// An emulator on a thread of its own. Dropping it stops the thread and waits for it, so the port is free again.
///
/// It has all the methods of the [async one](crate::Emulator).
///
/// ```
/// use workos_mfa_emulator::Emulator;
///
/// let emulator = Emulator::start_on_thread()?;
/// assert!(emulator.url().starts_with("http://127.0.0.1:"));
/// # Ok::<(), workos_mfa_emulator::StartError>(())
/// ```
#[derive(Debug)]
#[must_use = "the emulator stops when it is dropped"]
pub struct Emulator {
    inner: crate::Emulator,
    // Dropped before the thread is joined: that is what tells it to end.
    alive: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Emulator {
    pub(crate) fn start_with(builder: Builder) -> Result<Self, StartError> {
        let failed = |source| StartError::Thread { source };
        let runtime = runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let (started, start) = mpsc::channel();
        let (alive, end) = oneshot::channel();
        let serve = move || {
            runtime.block_on(async {
                // If nobody takes the emulator any more it comes back here, and is dropped.
                let _ = started.send(builder.start().await);
                let _ = end.await;
            });
        };
        let thread =
            thread::Builder::new().name("workos-mfa-emulator".to_owned()).spawn(serve).map_err(failed)?;
        let inner = start.recv().map_err(|_| failed(io::Error::other("the thread ended early")))??;
        Ok(Self { inner, alive: Some(alive), thread: Some(thread) })
    }
}

impl Deref for Emulator {
    type Target = crate::Emulator;

    fn deref(&self) -> &Self::Target {
        &self.inner
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        drop(self.alive.take());
        if let Some(thread) = self.thread.take() {
            // A panic over there has been printed over there.
            let _ = thread.join();
        }
    }
}
