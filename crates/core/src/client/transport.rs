//! How connections are made: options for networks that are not the plain internet.

use super::builder::ClientBuilder;
use super::env::Environment;
use super::http::Connections;
use super::proxy::ProxyChoice;
use crate::base_url::BaseUrl;
use crate::error::Error;
use crate::tls::{self, ClientCertificate};

/// What the options below say.
#[derive(Clone)]
pub(super) struct Transport {
    pub(super) proxy: ProxyChoice,
    roots: Vec<Vec<u8>>,
    client_certificate: Option<ClientCertificate>,
    #[cfg(feature = "rustls")]
    rustls: Option<rustls::ClientConfig>,
    #[cfg(unix)]
    unix_socket: Option<std::path::PathBuf>,
}

impl Default for Transport {
    fn default() -> Self {
        Self {
            proxy: ProxyChoice::Environment,
            roots: Vec::new(),
            client_certificate: None,
            #[cfg(feature = "rustls")]
            rustls: None,
            #[cfg(unix)]
            unix_socket: None,
        }
    }
}

impl ClientBuilder {
    /// Routes requests through this proxy instead of the one that the environment names: `http://`, `https://`, `socks5://`, `socks5h://`,
    /// `socks4://` or `socks4a://` (with `h` and `a`, the proxy looks the host up), with a user name and password if need be.
    ///
    /// By default `HTTPS_PROXY` and `ALL_PROXY` (for plain http `HTTP_PROXY` and `ALL_PROXY`; all of them in lower case, too) are honoured,
    /// but for hosts that `NO_PROXY` names, and on macOS and Windows what the system is set to.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.transport.proxy = ProxyChoice::Through(url.into());
        self
    }

    /// Goes straight to the server, whatever the environment says. To this machine that is so anyway.
    pub fn no_proxy(mut self) -> Self {
        self.transport.proxy = ProxyChoice::Direct;
        self
    }

    /// Trusts the certificates in this PEM text besides those the system trusts.
    ///
    /// On Linux and other Unix systems, `SSL_CERT_FILE` and `SSL_CERT_DIR` name what to trust in place of the system's certificates, and
    /// must name some; where a system has none at all, those of the Web PKI (Mozilla's) are trusted. On Android they always are.
    pub fn root_certificate_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.transport.roots.push(pem.into());
        self
    }

    /// Shows the server this certificate (mutual TLS). `chain` is the PEM text of the certificate, followed by those that lead to its CA;
    /// `key` that of its private key, in PKCS #8, PKCS #1 or SEC 1, and not encrypted.
    ///
    /// The copy of the key's text in the builder is wiped when it is no longer needed. The key itself stays in memory as long as the client
    /// lives.
    pub fn client_certificate_pem(mut self, chain: impl Into<Vec<u8>>, key: impl Into<Vec<u8>>) -> Self {
        let (chain, key) = (chain.into(), std::sync::Arc::new(key.into().into()));
        self.transport.client_certificate = Some(ClientCertificate { chain, key });
        self
    }

    /// Makes connections by this TLS configuration (feature `rustls`): for another cryptography provider (FIPS), a hardware key, or rules of
    /// your own on whom to trust. It replaces all that this client would set up, so [`root_certificate_pem`](Self::root_certificate_pem) and
    /// [`client_certificate_pem`](Self::client_certificate_pem) can't be set beside it. If it names no application protocols, HTTP/2 and
    /// HTTP/1.1 are offered.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use workos_mfa::{Client, rustls};
    ///
    /// let provider = Arc::new(rustls::crypto::ring::default_provider());
    /// let config = rustls::ClientConfig::builder_with_provider(provider)
    ///     .with_protocol_versions(&[&rustls::version::TLS13])?
    ///     .with_root_certificates(rustls::RootCertStore::empty())
    ///     .with_no_client_auth();
    /// let client = Client::builder("sk_test_123").rustls_config(config).build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "rustls")]
    pub fn rustls_config(mut self, config: rustls::ClientConfig) -> Self {
        self.transport.rustls = Some(config);
        self
    }

    /// Makes all connections to this Unix socket, instead of to the host that [`base_url`](Self::base_url) names: to a sidecar that holds the
    /// way out, for example. The host still is what TLS and the `Host` header speak of; for plain http, `http://localhost` needs no leave.
    ///
    /// No proxy is used, and nothing is looked up. The socket need not be there when the client is built.
    #[cfg(unix)]
    pub fn unix_socket(mut self, path: impl Into<std::path::PathBuf>) -> Self {
        self.transport.unix_socket = Some(path.into());
        self
    }
}

impl Transport {
    /// Checks the options, and says how to make connections.
    pub(super) fn connections(
        self,
        base_url: &BaseUrl,
        environment: &Environment,
        connect_timeout: std::time::Duration,
        user_agent: String,
    ) -> Result<Connections, Error> {
        #[cfg(unix)]
        self.check_unix_socket()?;
        Ok(Connections {
            tls: self.tls(base_url)?,
            proxy: if self.has_unix_socket() { None } else { self.proxy.resolve(base_url, environment)? },
            #[cfg(unix)]
            unix_socket: self.unix_socket,
            connect_timeout,
            user_agent,
        })
    }

    fn tls(&self, base_url: &BaseUrl) -> Result<rustls::ClientConfig, Error> {
        let mut roots = Vec::new();
        for pem in &self.roots {
            roots
                .extend(tls::parse_roots(pem).map_err(|problem| Error::config("root_certificate", problem))?);
        }
        #[cfg(feature = "rustls")]
        if let Some(config) = self.rustls.clone() {
            if !roots.is_empty() || self.client_certificate.is_some() {
                return Err(Error::config(
                    "rustls_config",
                    "rustls_config says itself whom to trust and what to show; root and client certificates can't be set beside it",
                ));
            }
            return Ok(tls::with_protocols(config));
        }
        if base_url.text.starts_with("https://")
            && let Some(problem) = tls::problem_with_environment()
        {
            return Err(Error::config("root_certificate", problem));
        }
        tls::client_config(roots, self.client_certificate.as_ref())
    }

    #[cfg(unix)]
    fn has_unix_socket(&self) -> bool {
        self.unix_socket.is_some()
    }

    #[cfg(not(unix))]
    fn has_unix_socket(&self) -> bool {
        false
    }

    #[cfg(unix)]
    fn check_unix_socket(&self) -> Result<(), Error> {
        let Some(path) = &self.unix_socket else { return Ok(()) };
        if path.as_os_str().is_empty() {
            return Err(Error::config("unix_socket", "unix_socket is empty"));
        }
        if matches!(self.proxy, ProxyChoice::Through(_)) {
            return Err(Error::config("unix_socket", "unix_socket and proxy can't both be set"));
        }
        Ok(())
    }
}
