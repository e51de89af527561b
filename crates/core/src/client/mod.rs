//! The client.

mod builder;
mod calls;
mod env;
mod http;
mod in_app;
mod pools;
mod proxy;
mod transport;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ::http::{HeaderName, HeaderValue};
use tokio::time::Instant;
use workos_mfa_api::Address;

pub use builder::ClientBuilder;
pub(crate) use pools::Pool;

use pools::Pools;

use crate::Secret;
use crate::error::Error;
use crate::observe::Observer;
use crate::retry::Budget;
use crate::token::{Authorization, TokenProvider};

/// A client of the WorkOS multi-factor-authentication API.
///
/// It is cheap to clone; clones share connections and the retry budget. Build one and keep it. It needs a Tokio runtime with timers
/// and sockets (`enable_all`); [`blocking`](crate::blocking) (feature `blocking`) does not. A client that is used on several runtimes
/// has connections on each. After a `fork()` the child connects anew, on a runtime that it has made itself; the parent's connections
/// stay the parent's, and what the child has inherited of them is never freed there.
///
/// ```no_run
/// # async fn example() -> Result<(), workos_mfa::Error> {
/// use workos_mfa::{Client, EnrollFactor};
///
/// let client = Client::from_env()?; // WORKOS_API_KEY
/// let factor = client.enroll_factor(EnrollFactor::totp("Foo Corp", "alan.turing@example.com")).await?;
/// let factor = client.get_factor(&factor.id).await?;
/// client.delete_factor(&factor.id).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

/// What a client and its clones share. Checked when it is built; all that a request needs is ready.
#[derive(Clone)]
pub(crate) struct Inner {
    pub(crate) pools: Arc<Pools>,
    pub(crate) address: Address,
    /// The ready header of a fixed key, or who to ask before each attempt.
    pub(crate) authorization: Result<Authorization, Arc<dyn TokenProvider>>,
    /// So that it can be found in what a proxy sends back.
    pub(crate) proxy_password: Option<Secret>,
    pub(crate) headers: Arc<[(HeaderName, HeaderValue)]>,
    pub(crate) timeout: Duration,
    pub(crate) attempt_timeout: Duration,
    pub(crate) max_retries: u32,
    pub(crate) backoff_base: Duration,
    pub(crate) budget: Arc<Budget>,
    /// When the client was built: from here the budget counts its seconds.
    built: Instant,
    pub(crate) observer: Option<Arc<dyn Observer>>,
}

impl Inner {
    pub(crate) fn age(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.built)
    }
}

impl Client {
    /// A client with this key and all else by default.
    ///
    /// # Errors
    ///
    /// `config`, if the key can't be one.
    pub fn new(api_key: impl Into<String>) -> Result<Self, Error> {
        Self::builder(api_key).build()
    }

    /// A client from the environment: `WORKOS_API_KEY`, and if they are set `WORKOS_BASE_URL`, `WORKOS_REQUEST_TIMEOUT` (seconds) and
    /// `WORKOS_ALLOW_HTTP` (`true` or `false`: plain http to other hosts than this machine, as between containers).
    ///
    /// # Errors
    ///
    /// `config`, if the key is missing or any of them is malformed.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }

    /// Starts building a client with this key.
    pub fn builder(api_key: impl Into<String>) -> ClientBuilder {
        ClientBuilder::default().api_key(api_key)
    }

    /// Starts building a client that asks for a token before every attempt.
    pub fn builder_with_token_provider(provider: impl TokenProvider) -> ClientBuilder {
        ClientBuilder::default().token_provider(provider)
    }

    /// The address requests go to, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.inner.address.as_str()
    }

    /// This client with connections of its own; all else stays shared, the retry budget too.
    ///
    /// For bindings that drive each of their threads' calls by a runtime of its own.
    ///
    /// # Errors
    ///
    /// `config`, as when the client was built.
    #[doc(hidden)]
    pub fn with_own_connections(&self) -> Result<Self, Error> {
        let mut inner = Inner::clone(&self.inner);
        inner.pools = Arc::new(inner.pools.beside()?);
        Ok(Self::from(inner))
    }

    /// This client with another token provider in place of its own, and whether it has one.
    #[cfg(feature = "blocking")]
    pub(crate) fn with_token_provider(
        self,
        other: impl FnOnce(Arc<dyn TokenProvider>) -> Arc<dyn TokenProvider>,
    ) -> (Self, bool) {
        let Err(provider) = &self.inner.authorization else { return (self, false) };
        let authorization = Err(other(Arc::clone(provider)));
        (Self::from(Inner { authorization, ..Inner::clone(&self.inner) }), true)
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.inner
    }
}

impl From<Inner> for Client {
    fn from(inner: Inner) -> Self {
        Self { inner: Arc::new(inner) }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { address, timeout, attempt_timeout, max_retries, .. } = &*self.inner;
        f.debug_struct("Client")
            .field("base_url", &address.as_str())
            .field("timeout", timeout)
            .field("attempt_timeout", attempt_timeout)
            .field("max_retries", max_retries)
            .finish_non_exhaustive()
    }
}
