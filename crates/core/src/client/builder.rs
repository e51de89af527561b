//! Configuring a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use workos_mfa_api::Address;

use super::env::{Environment, Malformed};
use super::pools::Pools;
use super::proxy::ProxyChoice;
use super::transport::Transport;
use super::{Client, Inner, env, in_app};
use crate::Secret;
use crate::base_url::{self, BaseUrl};
use crate::error::Error;
use crate::input::check_header;
use crate::observe::Observer;
use crate::options::problem_with_timeout;
use crate::retry::{BACKOFF_BASE, BACKOFF_CAP, Budget, RetryBudget};
use crate::token::{Authorization, TokenProvider};

/// The time for a whole call.
const TIMEOUT: Duration = Duration::from_secs(60);
/// The time for an attempt.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);
/// The time for making a connection, TLS included.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const MAX_RETRIES: u32 = 2;

/// Builds a [`Client`]. Wrong configuration is told by [`build`](ClientBuilder::build), not by the first call.
///
/// ```
/// use std::time::Duration;
/// use workos_mfa::Client;
///
/// let client = Client::builder("sk_test_123")
///     .base_url("https://workos.proxy.example/v1")
///     .timeout(Duration::from_secs(20))
///     .max_retries(1)
///     .build()?;
/// # Ok::<(), workos_mfa::Error>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct ClientBuilder {
    api_key: Option<Secret>,
    /// The environment's, which is there for programs that say nothing else.
    pub(super) fallback_api_key: Option<Secret>,
    token_provider: Option<Arc<dyn TokenProvider>>,
    base_url: String,
    allow_http: bool,
    built_for_apps: bool,
    allow_secret_key_in_app: bool,
    timeout: Duration,
    attempt_timeout: Duration,
    connect_timeout: Duration,
    max_retries: u32,
    retry_budget: RetryBudget,
    backoff_base: Duration,
    user_agent_product: String,
    user_agent_suffix: Option<String>,
    headers: Vec<(String, String)>,
    pub(super) transport: Transport,
    pub(super) malformed: Vec<Malformed>,
    pub(super) environment: Environment,
    observer: Option<Arc<dyn Observer>>,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            api_key: None,
            fallback_api_key: None,
            token_provider: None,
            base_url: base_url::DEFAULT.to_owned(),
            allow_http: false,
            built_for_apps: in_app::BUILT_FOR_APPS,
            allow_secret_key_in_app: false,
            timeout: TIMEOUT,
            attempt_timeout: ATTEMPT_TIMEOUT,
            connect_timeout: CONNECT_TIMEOUT,
            max_retries: MAX_RETRIES,
            retry_budget: RetryBudget::default(),
            backoff_base: BACKOFF_BASE,
            user_agent_product: "workos-mfa-rust".to_owned(),
            user_agent_suffix: None,
            headers: Vec::new(),
            transport: Transport::default(),
            malformed: Vec::new(),
            environment: Environment::default(),
            observer: None,
        }
    }
}

impl ClientBuilder {
    /// The secret key, `sk_…`. It belongs on a server; an app uses a [`token_provider`](Self::token_provider). It goes before the
    /// key of the environment.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.given("api_key");
        self.api_key = Some(key.into().into());
        self
    }

    /// Who to ask for a token before every attempt, instead of a key: to give both is an error. It goes before the key of the
    /// environment.
    pub fn token_provider(mut self, provider: impl TokenProvider) -> Self {
        self.given("api_key");
        self.token_provider = Some(Arc::new(provider));
        self
    }

    /// Where requests go, `https://api.workos.com` by default. A path is kept; a query, a fragment and a user name are errors.
    /// Plain http is for this machine only, unless [allowed](Self::allow_http).
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.given("base_url");
        self.base_url = url.into();
        self
    }

    /// Allows plain http to other hosts. The key is sent in the clear then.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.given("allow_http");
        self.allow_http = allow;
        self
    }

    /// Allows a secret key (`sk_…`) for the vendor's own host in a program built for phones and the like, where whoever has the
    /// program can read the key. For tests only; elsewhere it changes nothing.
    pub fn allow_secret_key_in_app(mut self, allow: bool) -> Self {
        self.allow_secret_key_in_app = allow;
        self
    }

    /// Whether to take this for a program that is handed out. For tests of what can't be run where they run.
    #[doc(hidden)]
    pub fn built_for_apps(mut self, is: bool) -> Self {
        self.built_for_apps = is;
        self
    }

    /// The time for a whole call, with its retries and the body: 60 s by default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.given("timeout");
        self.timeout = timeout;
        self
    }

    /// The time for each attempt, with the body: 30 s by default.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// The time for making a connection, TLS included: 10 s by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How many times a call may be tried again: 2 by default, 0 for never. An enrolment is tried again only where it is
    /// certain that nothing was enrolled.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = retries;
        self
    }

    /// How many retries the client and its clones may make together: a fifth of the calls of the last ten seconds and a small
    /// reserve, unless it is set. [`RetryBudget`] has the exact rule.
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.retry_budget = budget;
        self
    }

    /// The longest wait before a first retry: 0.5 s by default, at most 8 s. It doubles with each further retry, up to 8 s; the
    /// wait itself is a random part of it, and never shorter than a `Retry-After`. Zero is meant for tests.
    pub fn backoff_base(mut self, base: Duration) -> Self {
        self.backoff_base = base;
        self
    }

    /// Appended to the `User-Agent`, to tell your program from others: `shop/2.1`.
    pub fn user_agent_suffix(mut self, suffix: impl Into<String>) -> Self {
        self.user_agent_suffix = Some(suffix.into());
        self
    }

    /// The first part of the `User-Agent`. For bindings.
    #[doc(hidden)]
    pub fn user_agent_product(mut self, product: impl Into<String>) -> Self {
        self.user_agent_product = product.into();
        self
    }

    /// A further header for every request.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Who is told of every attempt and call.
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = Some(observer);
        self
    }

    /// Checks the configuration and builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// `config`, naming the option.
    pub fn build(self) -> Result<Client, Error> {
        self.check_environment()?;
        let authorization = match (self.api_key, self.token_provider) {
            (Some(_), Some(_)) => {
                return Err(Error::config(
                    "token_provider",
                    "pass either api_key or token_provider, not both",
                ));
            }
            (None, Some(provider)) => Err(provider),
            (key, None) => Ok(authorization(key.or(self.fallback_api_key))?),
        };
        let base_url = BaseUrl::parse(&self.base_url, self.allow_http)
            .map_err(|problem| Error::config("base_url", problem))?;
        if self.built_for_apps
            && !self.allow_secret_key_in_app
            && let Ok(Authorization { key, .. }) = &authorization
            && let Some(problem) = in_app::problem(key, &base_url.text)
        {
            return Err(Error::config("api_key", problem));
        }
        // To this machine plain http is fine only as long as it does not leave it on the way.
        if let ProxyChoice::Through(url) = &self.transport.proxy
            && base_url.is_plain_http()
            && !self.allow_http
            && base_url::leads_elsewhere(url)
        {
            return Err(Error::config(
                "proxy",
                "base_url is plain http and the proxy another machine, which would send the key over the network in the clear; leave out the proxy, use https, or set allow_http",
            ));
        }
        for (option, value) in [
            ("timeout", self.timeout),
            ("attempt_timeout", self.attempt_timeout),
            ("connect_timeout", self.connect_timeout),
        ] {
            if let Some(problem) = problem_with_timeout(option, value) {
                return Err(Error::config(option, problem));
            }
        }
        if let Some(problem) = self.retry_budget.problem() {
            return Err(Error::config("retry_budget", problem));
        }
        if self.backoff_base > BACKOFF_CAP {
            return Err(Error::config("backoff_base", "backoff_base must be 8 seconds or less"));
        }
        let headers = self
            .headers
            .iter()
            .map(|(name, value)| {
                check_header(name, value).map_err(|problem| Error::config("headers", problem))
            })
            .collect::<Result<_, _>>()?;
        let user_agent = user_agent(&self.user_agent_product, self.user_agent_suffix.as_deref())?;
        let address = Address::parse(&base_url.text)
            .ok_or_else(|| Error::config("base_url", "no request can be built for this base_url"))?;
        let connections =
            self.transport.connections(&base_url, &self.environment, self.connect_timeout, user_agent)?;
        Ok(Client::from(Inner {
            proxy_password: connections.proxy.as_ref().and_then(|route| route.password.clone()),
            pools: Arc::new(Pools::new(connections)?),
            address,
            authorization,
            headers,
            timeout: self.timeout,
            attempt_timeout: self.attempt_timeout,
            max_retries: self.max_retries,
            backoff_base: self.backoff_base,
            budget: Arc::new(Budget::new(self.retry_budget)),
            built: Instant::now(),
            observer: self.observer,
        }))
    }
}

fn authorization(key: Option<Secret>) -> Result<Authorization, Error> {
    let key = key.ok_or_else(|| {
        Error::config("api_key", format!("there is no API key; pass one, or set {}", env::API_KEY))
    })?;
    Authorization::new(key).ok_or_else(|| {
        Error::config(
            "api_key",
            "the API key is empty, or holds a space, a line break or another character no key has; was it read from a file with its line end?",
        )
    })
}

fn user_agent(product: &str, suffix: Option<&str>) -> Result<String, Error> {
    let base = format!("{product}/{}", env!("CARGO_PKG_VERSION"));
    match suffix {
        None => Ok(base),
        Some(suffix)
            if !suffix.trim().is_empty() && suffix.bytes().all(|b| b == b' ' || b.is_ascii_graphic()) =>
        {
            Ok(format!("{base} {suffix}"))
        }
        Some(_) => Err(Error::config(
            "user_agent_suffix",
            "user_agent_suffix is empty or holds other characters than visible ASCII and spaces",
        )),
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").finish_non_exhaustive()
    }
}
