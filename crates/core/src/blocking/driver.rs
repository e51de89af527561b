//! A runtime without threads: whoever calls drives it, and drives others' connections along.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;
use tracing::Instrument as _;
use tracing::instrument::WithSubscriber as _;

use super::{thread, tokens};
use crate::driving::settle;
use crate::error::Error;
use crate::per_process::PerProcess;

/// The runtime of a client. A child of this process makes one of its own.
pub(super) struct Driver {
    live: PerProcess<Live>,
    asks_for_tokens: bool,
}

struct Live {
    /// Taken by `drop` only.
    runtime: Option<Runtime>,
    /// How many calls there are now.
    calls: AtomicUsize,
}

/// Counts as a call as long as it lives.
struct Counted<'a>(&'a AtomicUsize);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Driver {
    pub(super) fn new(asks_for_tokens: bool) -> Result<Self, Error> {
        Ok(Self { live: PerProcess::new(Live::new()?), asks_for_tokens })
    }

    pub(super) fn run<T, F>(&self, call: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let live = self.live.get_or_try_make(Live::new)?;
        let Some(Live { runtime: Some(runtime), calls }) = live else { return Err(shut_down()) };
        thread::may_block(runtime)?;
        let alone = calls.fetch_add(1, Ordering::Relaxed) == 0;
        let _counted = Counted(calls);
        let result = match (alone, self.asks_for_tokens) {
            (true, false) => runtime.block_on(call),
            (false, false) => runtime.block_on(Left::to_others(runtime, call).ended()),
            (true, true) => {
                let (call, questions) = tokens::asking(call);
                tokens::answering(runtime, call, questions)
            }
            (false, true) => {
                let (call, questions) = tokens::asking(call);
                tokens::answering(runtime, Left::to_others(runtime, call).ended(), questions)
            }
        };
        if result.is_err() {
            // A task, so that it takes turns with the connection's, and is driven to its end.
            let _ = runtime.block_on(runtime.spawn(settle()));
        }
        result
    }
}

/// A call that whoever drives the runtime now carries out. If each thread worked on its own call, it would have to wake the driver and
/// be woken by it several times for a call; so it is once. Where many threads call, that saves a fifth of the time.
struct Left<T>(JoinHandle<Result<T, Error>>);

impl<T: Send + 'static> Left<T> {
    fn to_others(runtime: &Runtime, call: impl Future<Output = Result<T, Error>> + Send + 'static) -> Self {
        // Boxed: a future of almost two kilobytes would be copied at each step.
        let call = Box::pin(call);
        if !tracing::dispatcher::has_been_set() {
            return Self(runtime.spawn(call));
        }
        // What the caller's thread knows goes along.
        Self(runtime.spawn(call.in_current_span().with_current_subscriber()))
    }

    async fn ended(mut self) -> Result<T, Error> {
        match (&mut self.0).await {
            Ok(result) => result,
            Err(stopped) => match stopped.try_into_panic() {
                // An observer panicked: that is for its own caller to see.
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => Err(shut_down()),
            },
        }
    }
}

impl<T> Drop for Left<T> {
    /// The caller's thread panics: nobody wants the result.
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn shut_down() -> Error {
    Error::config("runtime", "the client is being shut down")
}

impl Live {
    fn new() -> Result<Self, Error> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Error::config("runtime", "the I/O driver can't be set up").with_source(error))?;
        Ok(Self { runtime: Some(runtime), calls: AtomicUsize::new(0) })
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        // Dropping a runtime waits for it, which panics on a thread that runs async code.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
