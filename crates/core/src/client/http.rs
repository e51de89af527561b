//! The HTTP client below.

use std::time::Duration;

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
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(45);

/// How long an HTTP/2 connection with calls on it may be silent before it is probed, …
const HTTP2_PING_INTERVAL: Duration = Duration::from_secs(15);
/// … and how long the answer may take.
const HTTP2_PING_TIMEOUT: Duration = Duration::from_secs(5);

pub(super) fn client(
    base_url: &BaseUrl,
    proxy: &ProxyChoice,
    roots: Vec<CertificateDer<'static>>,
    connect_timeout: Duration,
    user_agent: &str,
) -> Result<reqwest::Client, Error> {
    let mut builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls::client_config(roots)?)
        .user_agent(user_agent)
        .connect_timeout(connect_timeout)
        .pool_idle_timeout(POOL_IDLE_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        // Retries are decided in one place, and this is not it. It would also hide attempts.
        // The limit of 0 also keeps reqwest from copying each request for a retry that never comes.
        .retry(reqwest::retry::never().max_retries_per_request(0))
        // A connection that died without a word is noticed while a reply is awaited, so that the retry gets a new one.
        .http2_keep_alive_interval(HTTP2_PING_INTERVAL)
        .http2_keep_alive_timeout(HTTP2_PING_TIMEOUT)
        .tcp_nodelay(true);
    match proxy {
        // A proxy elsewhere can't reach this machine's loopback, and has no business with it.
        ProxyChoice::Environment if base_url.loopback => builder = builder.no_proxy(),
        ProxyChoice::Environment => {}
        ProxyChoice::Direct => builder = builder.no_proxy(),
        ProxyChoice::Through(url) => {
            let proxy = match reqwest::Url::parse(url) {
                Ok(parsed) if matches!(parsed.scheme(), "http" | "https") && parsed.has_host() => {
                    reqwest::Proxy::all(url.as_str()).ok()
                }
                _ => None,
            };
            // The address is not quoted: it may hold a password.
            builder = builder.proxy(proxy.ok_or_else(|| {
                Error::config("proxy", "proxy is not a URL such as http://proxy.example:3128")
            })?);
        }
    }
    builder
        .build()
        .map_err(|error| Error::config("http", "the HTTP client can't be set up").with_source(error))
}
