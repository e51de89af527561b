//! The HTTP client below.

use std::time::Duration;

use rustls::ClientConfig;
use rustls::client::Resumption;

use super::proxy::Route;
use crate::error::Error;

/// An idle connection is dropped before the usual servers and load balancers drop it (60 s and more): an enrolment that is
/// written to a connection which is just being closed ends `unknown`.
pub(super) const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(45);

/// How long an HTTP/2 connection with calls on it may be silent before it is probed, …
const HTTP2_PING_INTERVAL: Duration = Duration::from_secs(15);
/// … and how long the answer may take.
const HTTP2_PING_TIMEOUT: Duration = Duration::from_secs(5);

/// How connections are made. Settled once: those of [`Client::with_own_connections`](super::Client::with_own_connections) must not
/// take another route because the environment has changed meanwhile.
#[derive(Clone)]
pub(crate) struct Connections {
    pub(super) tls: ClientConfig,
    pub(super) proxy: Option<Route>,
    #[cfg(unix)]
    pub(super) unix_socket: Option<std::path::PathBuf>,
    pub(super) connect_timeout: Duration,
    pub(super) user_agent: String,
}

impl Connections {
    /// For a child of this process: another thread might have been looking up a TLS session at the moment of the fork, and would keep
    /// that locked for ever.
    pub(super) fn with_own_sessions(&self) -> Self {
        let mut own = self.clone();
        own.tls.resumption = Resumption::default();
        own
    }

    /// A pool of connections, as yet without any.
    pub(super) fn open(&self) -> Result<reqwest::Client, Error> {
        let builder = reqwest::Client::builder()
            .tls_backend_preconfigured(self.tls.clone())
            .user_agent(&self.user_agent)
            .connect_timeout(self.connect_timeout)
            .pool_idle_timeout(POOL_IDLE_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            // Retries are decided in one place, and this is not it. It would also hide attempts.
            // The limit of 0 also keeps reqwest from copying each request for a retry that never comes.
            .retry(reqwest::retry::never().max_retries_per_request(0))
            // A connection that died without a word is noticed while a reply is awaited, so that the retry gets a new one.
            .http2_keep_alive_interval(HTTP2_PING_INTERVAL)
            .http2_keep_alive_timeout(HTTP2_PING_TIMEOUT)
            .tcp_nodelay(true);
        let builder = match self.proxy.clone() {
            Some(Route { proxy, .. }) => builder.proxy(proxy),
            // Else reqwest asks the environment itself.
            None => builder.no_proxy(),
        };
        #[cfg(unix)]
        let builder = match self.unix_socket.clone() {
            Some(path) => builder.unix_socket(path),
            None => builder,
        };
        builder
            .build()
            .map_err(|error| Error::config("http", "the HTTP client can't be set up").with_source(error))
    }
}
