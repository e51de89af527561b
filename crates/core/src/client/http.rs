//! The HTTP client below.

use std::time::Duration;

use http::Uri;
use hyper_util::client::proxy::matcher::Matcher;
use reqwest::Proxy;
use rustls::ClientConfig;
use rustls::client::Resumption;
use rustls::pki_types::CertificateDer;

use crate::base_url::BaseUrl;
use crate::error::Error;
use crate::tls;

/// Where requests are routed through.
#[derive(Clone)]
pub(super) enum ProxyChoice {
    /// As `HTTPS_PROXY` and its like say, or the operating system.
    Environment,
    /// Straight to the server.
    Direct,
    /// Through this proxy.
    Through(String),
}

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
    tls: ClientConfig,
    proxy: Option<Proxy>,
    connect_timeout: Duration,
    user_agent: String,
}

impl Connections {
    pub(super) fn new(
        base_url: &BaseUrl,
        proxy: &ProxyChoice,
        roots: Vec<CertificateDer<'static>>,
        connect_timeout: Duration,
        user_agent: String,
    ) -> Result<Self, Error> {
        let proxy = match proxy {
            // A proxy elsewhere can't reach this machine's loopback, and has no business with it.
            ProxyChoice::Environment if base_url.loopback => None,
            ProxyChoice::Environment => environment_proxy(base_url)?,
            ProxyChoice::Direct => None,
            ProxyChoice::Through(url) => Some(named_proxy(url)?),
        };
        Ok(Self { tls: tls::client_config(roots)?, proxy, connect_timeout, user_agent })
    }

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
            Some(proxy) => builder.proxy(proxy),
            // Else reqwest asks the environment itself.
            None => builder.no_proxy(),
        };
        builder
            .build()
            .map_err(|error| Error::config("http", "the HTTP client can't be set up").with_source(error))
    }
}

/// The proxy for this address that `HTTPS_PROXY` and its like name, or the operating system.
fn environment_proxy(base_url: &BaseUrl) -> Result<Option<Proxy>, Error> {
    let found =
        base_url.text.parse().ok().and_then(|address: Uri| Matcher::from_system().intercept(&address));
    let Some(found) = found else { return Ok(None) };
    let proxy = Proxy::all(found.uri().to_string()).map_err(|_| {
        Error::config(
            "proxy",
            "the proxy that the environment names is not a URL such as http://proxy.example:3128",
        )
    })?;
    Ok(Some(match found.basic_auth() {
        Some(credentials) => proxy.custom_http_auth(credentials.clone()),
        None => proxy,
    }))
}

fn named_proxy(url: &str) -> Result<Proxy, Error> {
    let proxy = match reqwest::Url::parse(url) {
        Ok(parsed) if matches!(parsed.scheme(), "http" | "https") && parsed.has_host() => {
            Proxy::all(url).ok()
        }
        _ => None,
    };
    // The address is not quoted: it may hold a password.
    proxy.ok_or_else(|| Error::config("proxy", "proxy is not a URL such as http://proxy.example:3128"))
}
