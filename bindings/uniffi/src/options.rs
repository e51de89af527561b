//! Options, from the language's values to the core's.

use std::fmt;
use std::time::Duration;

use workos_mfa::{ClientBuilder, RetryBudget};

use crate::error::{ErrorKind, Failure};

/// The options of a client. What is left out stays as it is by default.
#[derive(Clone, uniffi::Record)]
#[uniffi::export(Debug, Display)]
pub struct ClientOptions {
    /// The secret key, `sk_…`. It belongs on a server. Without it and a token provider, `WORKOS_API_KEY` is read.
    #[uniffi(default = None)]
    pub api_key: Option<String>,
    /// Where requests go: `https://api.workos.com`, or your own backend. A path is kept.
    #[uniffi(default = None)]
    pub base_url: Option<String>,
    /// Allows plain http to other hosts than this machine. The key is sent in the clear then. Left out, `WORKOS_ALLOW_HTTP` says.
    #[uniffi(default = None)]
    pub allow_http: Option<bool>,
    /// Allows a secret key in an app, where whoever has the app can read it. For tests only.
    #[uniffi(default = false)]
    pub allow_secret_key_in_app: bool,
    /// The time for a whole call, with its retries and the body: 60 s.
    #[uniffi(default = None)]
    pub timeout: Option<Duration>,
    /// The time for each attempt, with the body: 30 s.
    #[uniffi(default = None)]
    pub attempt_timeout: Option<Duration>,
    /// The time for making a connection, TLS included: 10 s.
    #[uniffi(default = None)]
    pub connect_timeout: Option<Duration>,
    /// How many times a call may be tried again: 2. An enrolment is tried again only where it is certain that nothing was enrolled.
    #[uniffi(default = None)]
    pub max_retries: Option<u32>,
    /// How many retries each answered call of the last ten seconds allows all calls together: 0.2. 0 leaves only a reserve, infinity lifts
    /// the limit.
    #[uniffi(default = None)]
    pub retry_budget: Option<f64>,
    /// Appended to the `User-Agent`, to tell your program from others: `shop/2.1`.
    #[uniffi(default = None)]
    pub user_agent_suffix: Option<String>,
    /// Further headers for every request.
    #[uniffi(default = [])]
    pub headers: Vec<Header>,
    /// The proxy to use; without it, the environment says.
    #[uniffi(default = None)]
    pub proxy: Option<String>,
    /// Uses no proxy, whatever the environment says.
    #[uniffi(default = false)]
    pub no_proxy: bool,
    /// Certificates to trust besides the platform's, as PEM text.
    #[uniffi(default = None)]
    pub root_certificate: Option<String>,
    /// The client's own certificate, with those between it and a trusted one, as PEM text. It needs `client_key`.
    #[uniffi(default = None)]
    pub client_certificate: Option<String>,
    /// The certificate's private key, as PEM text.
    #[uniffi(default = None)]
    pub client_key: Option<String>,
}

/// The options of one call. What is left out stays as the client has it.
#[derive(Clone, Debug, Default, uniffi::Record)]
pub struct CallOptions {
    /// The time for the whole call, with its retries and the body.
    #[uniffi(default = None)]
    pub timeout: Option<Duration>,
    /// The time for each attempt, with the body.
    #[uniffi(default = None)]
    pub attempt_timeout: Option<Duration>,
    /// How many times the call may be tried again.
    #[uniffi(default = None)]
    pub max_retries: Option<u32>,
    /// Further headers for this call. They replace the client's of the same name.
    #[uniffi(default = [])]
    pub headers: Vec<Header>,
}

/// A header of a request.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
#[uniffi::export(Debug, Display)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// Its value. It is in no description: it may be a secret.
    pub value: String,
}

/// For languages whose numbers can be negative: the option `max_retries`. More retries than anyone can make are as many as can be made.
#[uniffi::export]
pub fn checked_retries(kind: ErrorKind, count: i64) -> Result<u32, Failure> {
    if count < 0 {
        return Err(Failure::refused(kind, "max_retries", "max_retries must be 0 or more".to_owned()));
    }
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// What the environment says, and on top of it the options.
pub(crate) fn client_builder(
    options: ClientOptions,
    token_provider: Option<impl workos_mfa::TokenProvider>,
) -> Result<ClientBuilder, Failure> {
    if token_provider.is_some() && options.api_key.is_some() {
        let message = "pass either an API key or a token provider, not both".to_owned();
        return Err(Failure::refused(ErrorKind::Config, "token_provider", message));
    }
    let mut builder = ClientBuilder::from_env()?.allow_secret_key_in_app(options.allow_secret_key_in_app);
    if let Some(allow) = options.allow_http {
        builder = builder.allow_http(allow);
    }
    if let Some(key) = options.api_key {
        builder = builder.api_key(key);
    }
    if let Some(provider) = token_provider {
        builder = builder.token_provider(provider);
    }
    if let Some(url) = options.base_url {
        builder = builder.base_url(url);
    }
    if let Some(timeout) = options.timeout {
        builder = builder.timeout(timeout);
    }
    if let Some(timeout) = options.attempt_timeout {
        builder = builder.attempt_timeout(timeout);
    }
    if let Some(timeout) = options.connect_timeout {
        builder = builder.connect_timeout(timeout);
    }
    if let Some(retries) = options.max_retries {
        builder = builder.max_retries(retries);
    }
    if let Some(retries) = options.retry_budget {
        builder = builder.retry_budget(RetryBudget::per_call(retries));
    }
    if let Some(suffix) = options.user_agent_suffix {
        builder = builder.user_agent_suffix(suffix);
    }
    for Header { name, value } in options.headers {
        builder = builder.header(name, value);
    }
    if let Some(url) = options.proxy {
        builder = builder.proxy(url);
    }
    if options.no_proxy {
        builder = builder.no_proxy();
    }
    if let Some(pem) = options.root_certificate {
        builder = builder.root_certificate_pem(pem);
    }
    if options.client_certificate.is_some() || options.client_key.is_some() {
        // The core says which of the two is missing.
        let (chain, key) = (options.client_certificate, options.client_key);
        builder = builder.client_certificate_pem(chain.unwrap_or_default(), key.unwrap_or_default());
    }
    Ok(builder)
}

pub(crate) fn call_options(given: Option<CallOptions>) -> workos_mfa::CallOptions {
    let mut options = workos_mfa::CallOptions::new();
    let Some(given) = given else { return options };
    if let Some(timeout) = given.timeout {
        options = options.timeout(timeout);
    }
    if let Some(timeout) = given.attempt_timeout {
        options = options.attempt_timeout(timeout);
    }
    if let Some(retries) = given.max_retries {
        options = options.max_retries(retries);
    }
    for Header { name, value } in given.headers {
        options = options.header(name, value);
    }
    options
}

/// Without the keys, the proxy's password and the headers' values.
impl fmt::Debug for ClientOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientOptions")
            .field("base_url", &self.base_url)
            .field("allow_http", &self.allow_http)
            .field("allow_secret_key_in_app", &self.allow_secret_key_in_app)
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("max_retries", &self.max_retries)
            .field("retry_budget", &self.retry_budget)
            .field("user_agent_suffix", &self.user_agent_suffix)
            .field("headers", &self.headers)
            .field("no_proxy", &self.no_proxy)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for ClientOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: [redacted]", self.name)
    }
}

impl fmt::Display for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
