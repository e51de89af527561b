//! Calls that are driven by the thread that waits for them, in steps.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use workos_mfa::driving::{catch_up, settle};
use workos_mfa::{Client, ClientBuilder, Error};

use crate::error::Failure;

/// A client that has no thread of its own. After a `fork()` the child connects anew.
pub(crate) struct Driver {
    client: Client,
    /// Another process's is replaced at the first call.
    live: Mutex<Arc<Live>>,
}

/// A call that is being made.
pub(crate) struct Driven<T> {
    live: Arc<Live>,
    state: Mutex<State<T>>,
}

enum State<T> {
    Running(Call<T>),
    Ended(Result<T, Error>),
    /// Its result was taken, or it was given up.
    Over,
}

type Call<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

impl Driver {
    pub(crate) fn new(builder: ClientBuilder) -> Result<Self, Failure> {
        Self::beside(builder.build()?)
    }

    /// With the client's settings and retry budget, and connections of its own.
    pub(crate) fn beside(client: Client) -> Result<Self, Failure> {
        let live = Mutex::new(Live::new(&client)?);
        Ok(Self { client, live })
    }

    /// Nothing happens before the call is driven.
    pub(crate) fn begin<T, F>(&self, call: impl FnOnce(Client) -> F) -> Result<Driven<T>, Failure>
    where
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let mut live = lock(&self.live);
        if !live.is_ours() {
            *live = Live::new(&self.client)?;
        }
        let Some((client, _)) = &live.parts else { return Err(Error::cancelled().into()) };
        let call = call(client.clone());
        let call: Call<T> = Box::pin(async {
            catch_up().await;
            call.await
        });
        Ok(Driven { live: Arc::clone(&live), state: Mutex::new(State::Running(call)) })
    }
}

impl<T> Driven<T> {
    /// Drives the call for at most so long. True if it has ended, or once `interrupted` says so after a step of the call.
    ///
    /// A call is driven by one thread, in the process that began it.
    pub(crate) fn drive(&self, milliseconds: u32, interrupted: impl Fn() -> bool) -> bool {
        let mut state = lock(&self.state);
        let State::Running(call) = &mut *state else { return true };
        if !self.live.is_ours() {
            return true;
        }
        let time = Duration::from_millis(u64::from(milliseconds));
        let step = poll_fn(|context| match call.as_mut().poll(context) {
            Poll::Ready(result) => Poll::Ready(Some(result)),
            Poll::Pending if interrupted() => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        });
        match self.live.drive(async { tokio::time::timeout(time, step).await }) {
            Some(Ok(Some(result))) => {
                let failed = result.is_err();
                *state = State::Ended(result);
                if failed {
                    self.live.settle();
                }
                true
            }
            Some(Ok(None)) | None => true,
            Some(Err(_)) => false,
        }
    }

    /// What came of the call, once; `None` as long as it runs.
    pub(crate) fn take(&self) -> Result<Option<T>, Error> {
        let mut state = lock(&self.state);
        match &*state {
            State::Running(_) if self.live.is_ours() => return Ok(None),
            State::Running(_) | State::Over => return Err(Error::cancelled()),
            State::Ended(_) => {}
        }
        match std::mem::replace(&mut *state, State::Over) {
            State::Ended(result) => result.map(Some),
            State::Running(_) | State::Over => Err(Error::cancelled()),
        }
    }

    /// Gives the call up and closes its connection. After its end this does nothing.
    pub(crate) fn cancel(&self) {
        let mut state = lock(&self.state);
        if matches!(*state, State::Running(_)) && self.live.is_ours() {
            *state = State::Over;
            self.live.settle();
        }
    }
}

/// What was begun in the parent of this process is not touched here, see [`Live`].
impl<T> Drop for Driven<T> {
    fn drop(&mut self) {
        if self.live.is_ours() {
            self.cancel();
        } else {
            std::mem::forget(std::mem::replace(&mut *lock(&self.state), State::Over));
        }
    }
}

/// What makes calls, in the process that made it.
///
/// A child has its parent's memory, but neither its threads nor an event queue of its own: a runtime that is used, or even dropped,
/// over there hangs or disturbs the parent's connections.
struct Live {
    process: u32,
    /// Taken by `drop` only.
    parts: Option<(Client, Runtime)>,
}

impl Live {
    fn new(client: &Client) -> Result<Arc<Self>, Failure> {
        let client = client.with_own_connections()?;
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|problem| Failure::no_runtime(&problem.to_string()))?;
        Ok(Arc::new(Self { process: std::process::id(), parts: Some((client, runtime)) }))
    }

    fn is_ours(&self) -> bool {
        self.process == std::process::id()
    }

    fn drive<T>(&self, future: impl Future<Output = T>) -> Option<T> {
        let (_, runtime) = self.parts.as_ref()?;
        Some(runtime.block_on(future))
    }

    fn settle(&self) {
        self.drive(settle());
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        let Some((client, runtime)) = self.parts.take() else { return };
        if self.is_ours() {
            drop(client);
            // Does not wait for a name that is being looked up.
            runtime.shutdown_background();
        } else {
            std::mem::forget((client, runtime));
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
