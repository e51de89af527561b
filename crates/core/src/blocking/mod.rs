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

mod driver;
mod thread;
mod tokens;

use std::fmt;
use std::sync::Arc;

use driver::Driver;
use tokens::OnCaller;

use crate::client::ClientBuilder;
use crate::error::Error;
use crate::input::EnrollFactor;
use crate::models::{EnrolledFactor, Factor};
use crate::options::CallOptions;
use crate::response::Response;

/// A client whose calls block the calling thread. Cheap to clone, shareable between threads.
///
/// The calling thread itself drives the connection: no other thread has to be woken for a call. Of several threads that call
/// at the same time, one drives the connections of all, so an observer may run on the thread of another call. A token provider is asked
/// on the thread of its own call.
///
/// It can be used wherever a thread may wait: in `spawn_blocking` and `block_in_place`, too, but not in async code, nor in the destructor
/// of a thread's variable that outlives the runtime's own. After a `fork()` the child connects anew; what it has inherited of the
/// parent's connections is never used nor freed there.
#[derive(Clone)]
pub struct Client {
    client: crate::Client,
    driver: Arc<Driver>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("blocking::Client").field(&self.client).finish()
    }
}

impl ClientBuilder {
    /// [`build`](Self::build), without async.
    ///
    /// # Errors
    ///
    /// `config`, naming the option.
    pub fn build_blocking(self) -> Result<Client, Error> {
        let client = self.build()?;
        let (client, asks_for_tokens) = client.with_token_provider(|provider| Arc::new(OnCaller(provider)));
        Ok(Client { client, driver: Arc::new(Driver::new(asks_for_tokens)?) })
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
    /// As there, and `config` in async code, which must not be blocked.
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
    /// As there, and `config` in async code.
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
    /// As there, and `config` in async code.
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
        self.driver.run(call(self.client.clone()))
    }
}
