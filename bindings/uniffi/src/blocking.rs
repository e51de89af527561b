//! Calls that block the calling thread, in steps: the language looks around between two of them.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use workos_mfa::{Client, ClientBuilder, Error};

use crate::error::Failure;
use crate::input::{EnrollArguments, EnrollFactor};
use crate::models::{EnrolledFactor, Factor, Metadata};
use crate::options::{CallOptions, call_options};

/// The client for calls that block, below the one that the language's package shows. Use that one.
///
/// It has no thread of its own: whoever waits for a call drives it. After a `fork()` the child connects anew.
#[derive(uniffi::Object)]
pub struct BlockingClient {
    builder: ClientBuilder,
    /// Another process's is replaced at the first call.
    live: Mutex<Arc<Live>>,
}

/// A call that is being made.
#[derive(uniffi::Object)]
pub struct BlockingCall {
    live: Arc<Live>,
    /// `None` once it has ended or was given up.
    call: Mutex<Option<Call>>,
}

/// What a call brought.
#[derive(Clone, Debug, uniffi::Enum)]
#[uniffi::export(Debug)]
pub enum Reply {
    /// A factor was enrolled.
    Enrolled {
        /// The factor, with its secrets.
        factor: EnrolledFactor,
        /// How the call went.
        metadata: Metadata,
    },
    /// A factor was read.
    Found {
        /// The factor.
        factor: Factor,
        /// How the call went.
        metadata: Metadata,
    },
    /// A factor was deleted.
    Deleted {
        /// How the call went.
        metadata: Metadata,
    },
}

type Call = Pin<Box<dyn Future<Output = Result<Reply, Error>> + Send>>;

#[uniffi::export]
impl BlockingClient {
    /// Begins to enrol a factor. Nothing happens before it is waited for, here and below.
    pub fn enroll_factor(
        &self,
        factor: EnrollFactor,
        options: Option<CallOptions>,
    ) -> Result<Arc<BlockingCall>, Failure> {
        self.enroll(factor.into(), options)
    }

    /// Begins to enrol a factor, from flat arguments.
    pub fn enroll_from_arguments(
        &self,
        arguments: EnrollArguments,
        options: Option<CallOptions>,
    ) -> Result<Arc<BlockingCall>, Failure> {
        self.enroll(arguments.try_into()?, options)
    }

    /// Begins to read a factor.
    pub fn get_factor(&self, id: String, options: Option<CallOptions>) -> Result<Arc<BlockingCall>, Failure> {
        let options = call_options(options);
        self.begin(|client| async move {
            let response = client.get_factor_with(id, &options).await?;
            Ok(Reply::Found { factor: response.value.into(), metadata: response.metadata.into() })
        })
    }

    /// Begins to delete a factor.
    pub fn delete_factor(
        &self,
        id: String,
        options: Option<CallOptions>,
    ) -> Result<Arc<BlockingCall>, Failure> {
        let options = call_options(options);
        self.begin(|client| async move {
            let response = client.delete_factor_with(id, &options).await?;
            Ok(Reply::Deleted { metadata: response.metadata.into() })
        })
    }
}

impl BlockingClient {
    pub(crate) fn new(builder: ClientBuilder) -> Result<Arc<Self>, Failure> {
        let live = Live::new(&builder)?;
        Ok(Arc::new(Self { builder, live: Mutex::new(live) }))
    }

    fn enroll(
        &self,
        factor: workos_mfa::EnrollFactor,
        options: Option<CallOptions>,
    ) -> Result<Arc<BlockingCall>, Failure> {
        let options = call_options(options);
        self.begin(|client| async move {
            let response = client.enroll_factor_with(factor, &options).await?;
            Ok(Reply::Enrolled { factor: response.value.into(), metadata: response.metadata.into() })
        })
    }

    fn begin<F>(&self, call: impl FnOnce(Client) -> F) -> Result<Arc<BlockingCall>, Failure>
    where
        F: Future<Output = Result<Reply, Error>> + Send + 'static,
    {
        let mut live = lock(&self.live);
        if !live.is_ours() {
            *live = Live::new(&self.builder)?;
        }
        let Some((client, _)) = &live.parts else { return Err(Error::cancelled().into()) };
        let call = call(client.clone());
        let call: Call = Box::pin(async {
            // Nobody drove the runtime between two calls: the first yield hears what the sockets have to say, the second lets the
            // connections act on it. Else an enrolment may be written to a connection that the server has closed.
            tokio::task::yield_now().await;
            tokio::task::yield_now().await;
            call.await
        });
        Ok(Arc::new(BlockingCall { live: Arc::clone(&live), call: Mutex::new(Some(call)) }))
    }
}

#[uniffi::export]
impl BlockingCall {
    /// Waits at most so long, and says what came of the call if it has ended.
    ///
    /// A call is waited for by one thread, in the process that began it.
    pub fn wait(&self, milliseconds: u32) -> Result<Option<Reply>, Failure> {
        let mut call = lock(&self.call);
        let Some(running) = call.as_mut().filter(|_| self.live.is_ours()) else {
            return Err(Error::cancelled().into());
        };
        let time = Duration::from_millis(u64::from(milliseconds));
        let result = self.live.drive(async { tokio::time::timeout(time, running).await });
        let Some(Ok(result)) = result else { return Ok(None) };
        *call = None;
        drop(call);
        if result.is_err() {
            self.live.settle();
        }
        Ok(Some(result?))
    }

    /// Gives the call up and closes its connection. After its end this does nothing.
    pub fn cancel(&self) {
        if let Some(call) = lock(&self.call).take().filter(|_| self.live.is_ours()) {
            drop(call);
            self.live.settle();
        }
    }
}

/// What was begun in the parent of this process is not touched here, see [`Live`].
impl Drop for BlockingCall {
    fn drop(&mut self) {
        if self.live.is_ours() {
            self.cancel();
        } else {
            std::mem::forget(lock(&self.call).take());
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
    fn new(builder: &ClientBuilder) -> Result<Arc<Self>, Failure> {
        let client = builder.clone().build()?;
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

    /// After a call that was given up, its connection's task has to run to notice that nobody wants the answer, to say goodbye (TLS)
    /// and to close. Nobody else may drive the runtime for a long time.
    fn settle(&self) {
        self.drive(async {
            for _ in 0..16 {
                tokio::task::yield_now().await;
            }
        });
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
