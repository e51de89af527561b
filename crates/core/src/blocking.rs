//! The same client without async (feature `blocking`).
//!
//! ```no_run
//! use workos_mfa::{Client, EnrollFactor};
//!
//! let client = Client::builder("sk_test_123").build_blocking()?;
//! let factor = client.enroll_factor(EnrollFactor::sms("+15555555555"))?;
//! client.delete_factor(&factor.id)?;
//! # Ok::<(), workos_mfa::Error>(())
//! ```

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::runtime::{Builder, Handle, Runtime};
use tracing::Instrument as _;
use tracing::instrument::WithSubscriber as _;

use crate::client::ClientBuilder;
use crate::driving::catch_up;
use crate::error::Error;
use crate::input::EnrollFactor;
use crate::models::{EnrolledFactor, Factor};
use crate::options::CallOptions;
use crate::response::Response;

/// A client whose calls block the calling thread. Cheap to clone, shareable between threads.
///
/// The calling thread itself drives the connection: no other thread has to be woken for a call. Of several threads that call
/// at the same time, one drives the connections of all, so a token provider or an observer may run on the thread of another
/// call.
#[derive(Clone, Debug)]
pub struct Client {
    client: crate::Client,
    runtime: Arc<Driver>,
}

impl ClientBuilder {
    /// [`build`](Self::build), without async.
    ///
    /// # Errors
    ///
    /// `config`, naming the option.
    pub fn build_blocking(self) -> Result<Client, Error> {
        let client = self.build()?;
        Ok(Client { client, runtime: Arc::new(Driver::new()?) })
    }
}

impl Client {
    /// [`Client::new`](crate::Client::new), without async.
    ///
    /// # Errors
    ///
    /// `config`, if the key can't be one.
    pub fn new(api_key: impl Into<String>) -> Result<Self, Error> {
        crate::Client::builder(api_key).build_blocking()
    }

    /// [`Client::from_env`](crate::Client::from_env), without async.
    ///
    /// # Errors
    ///
    /// `config`, if the key is missing or another variable is malformed.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build_blocking()
    }

    /// See [`Client::enroll_factor`](crate::Client::enroll_factor).
    ///
    /// # Errors
    ///
    /// As there, and `config` on a thread that runs async code, which must not be blocked.
    pub fn enroll_factor(&self, factor: EnrollFactor) -> Result<EnrolledFactor, Error> {
        self.run(|client| async move { client.enroll_factor(factor).await })
    }

    /// See [`Client::enroll_factor_with`](crate::Client::enroll_factor_with).
    ///
    /// # Errors
    ///
    /// As [`enroll_factor`](Self::enroll_factor).
    pub fn enroll_factor_with(
        &self,
        factor: EnrollFactor,
        options: &CallOptions,
    ) -> Result<Response<EnrolledFactor>, Error> {
        let options = options.clone();
        self.run(|client| async move { client.enroll_factor_with(factor, &options).await })
    }

    /// See [`Client::get_factor`](crate::Client::get_factor).
    ///
    /// # Errors
    ///
    /// As there, and `config` on a thread that runs async code.
    pub fn get_factor(&self, id: impl AsRef<str>) -> Result<Factor, Error> {
        let id = id.as_ref().to_owned();
        self.run(|client| async move { client.get_factor(id).await })
    }

    /// See [`Client::get_factor_with`](crate::Client::get_factor_with).
    ///
    /// # Errors
    ///
    /// As [`get_factor`](Self::get_factor).
    pub fn get_factor_with(
        &self,
        id: impl AsRef<str>,
        options: &CallOptions,
    ) -> Result<Response<Factor>, Error> {
        let (id, options) = (id.as_ref().to_owned(), options.clone());
        self.run(|client| async move { client.get_factor_with(id, &options).await })
    }

    /// See [`Client::delete_factor`](crate::Client::delete_factor).
    ///
    /// # Errors
    ///
    /// As there, and `config` on a thread that runs async code.
    pub fn delete_factor(&self, id: impl AsRef<str>) -> Result<(), Error> {
        let id = id.as_ref().to_owned();
        self.run(|client| async move { client.delete_factor(id).await })
    }

    /// See [`Client::delete_factor_with`](crate::Client::delete_factor_with).
    ///
    /// # Errors
    ///
    /// As [`delete_factor`](Self::delete_factor).
    pub fn delete_factor_with(
        &self,
        id: impl AsRef<str>,
        options: &CallOptions,
    ) -> Result<Response<()>, Error> {
        let (id, options) = (id.as_ref().to_owned(), options.clone());
        self.run(|client| async move { client.delete_factor_with(id, &options).await })
    }

    fn run<T, F>(&self, call: impl FnOnce(crate::Client) -> F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        self.runtime.run(call(self.client.clone()))
    }
}

/// A runtime without threads: whoever calls drives it, and drives others' connections along.
#[derive(Debug)]
struct Driver {
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
    fn new() -> Result<Self, Error> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Error::config("runtime", "the I/O driver can't be set up").with_source(error))?;
        Ok(Self { runtime: Some(runtime), calls: AtomicUsize::new(0) })
    }

    fn run<T, F>(&self, call: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        // Tokio would panic.
        if Handle::try_current().is_ok() {
            return Err(Error::config(
                "runtime",
                "a blocking call on a thread that runs async code would stall it; use the async client there",
            ));
        }
        let Some(runtime) = &self.runtime else {
            return Err(Error::config("runtime", "the client is being shut down"));
        };
        let alone = self.calls.fetch_add(1, Ordering::Relaxed) == 0;
        let _counted = Counted(&self.calls);
        if !alone {
            return run_with_others(runtime, call);
        }
        runtime.block_on(async {
            catch_up().await;
            call.await
        })
    }
}

/// Leaves the call to whoever drives the runtime now, and waits for its end. If each thread worked on its own call, it would
/// have to wake the driver and be woken by it several times for a call; so it is once. Where many threads call, that saves a
/// fifth of the time.
fn run_with_others<T, F>(runtime: &Runtime, call: F) -> Result<T, Error>
where
    T: Send + 'static,
    F: Future<Output = Result<T, Error>> + Send + 'static,
{
    // What the caller's thread knows goes along. Boxed: a future of almost two kilobytes would be copied at each step.
    let task = runtime.spawn(Box::pin(call).in_current_span().with_current_subscriber());
    match runtime.block_on(task) {
        Ok(result) => result,
        Err(stopped) => match stopped.try_into_panic() {
            // A token provider or an observer panicked: that is for its own caller to see.
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(Error::config("runtime", "the client is being shut down")),
        },
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Dropping a runtime waits for it, which panics on a thread that runs async code.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
