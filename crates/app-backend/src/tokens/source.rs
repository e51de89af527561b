//! Where a JWKS document comes from.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use url::{Host, Url};

use super::keys::{self, Keys};
use crate::ConfigError;

/// In bytes. A document with three keys is some five thousand.
const MAX_DOCUMENT: usize = 256 * 1024;
const FETCH_TIMEOUT: Duration = Duration::from_secs(5);

pub(super) enum Source {
    File(PathBuf),
    Url(Box<reqwest::Client>, Url),
}

impl Source {
    pub(super) fn parse(location: &str) -> Result<Self, ConfigError> {
        if !location.contains("://") {
            return Ok(Self::File(location.into()));
        }
        let url =
            Url::parse(location).map_err(|_| ConfigError::new("the address of the JWKS is malformed"))?;
        let secure = url.scheme() == "https";
        let local = url.scheme() == "http" && is_loopback(&url);
        if !secure && !local {
            // Whoever can change the document on its way decides who is logged in.
            return Err(ConfigError::new("the address of the JWKS must be https, or http on this machine"));
        }
        Ok(Self::Url(Box::new(client(secure)?), url))
    }

    pub(super) async fn read(&self) -> Result<Keys, String> {
        let document = match self {
            Self::File(path) => tokio::fs::read(path).await.map_err(|error| error.to_string())?,
            Self::Url(client, url) => fetch(client, url).await?,
        };
        if document.len() > MAX_DOCUMENT {
            return Err("it is too large".to_owned());
        }
        keys::read(&document).map_err(str::to_owned)
    }
}

async fn fetch(client: &reqwest::Client, url: &Url) -> Result<Vec<u8>, String> {
    let request = client.get(url.clone()).header("accept", "application/json");
    let mut response = request.send().await.map_err(|error| error.without_url().to_string())?;
    if response.status() != reqwest::StatusCode::OK {
        return Err(format!("its server answers {}", response.status().as_u16()));
    }
    let mut document = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| error.without_url().to_string())? {
        document.extend_from_slice(&chunk);
        if document.len() > MAX_DOCUMENT {
            return Err("it is too large".to_owned());
        }
    }
    Ok(document)
}

fn client(secure: bool) -> Result<reqwest::Client, ConfigError> {
    let failed = || ConfigError::new("the HTTP client for the JWKS can't be set up");
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| failed())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .timeout(FETCH_TIMEOUT)
        // It could lead from https to http, or into the network of this machine.
        .redirect(reqwest::redirect::Policy::none());
    let builder = if secure { builder } else { builder.no_proxy() };
    builder.build().map_err(|_| failed())
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Source;

    #[test]
    fn is_a_file_or_an_address_that_can_be_trusted() {
        for good in [
            "keys.json",
            "/etc/keys.json",
            "https://api.workos.com/sso/jwks/client_1",
            "http://127.0.0.1:1/",
            "http://[::1]/",
        ] {
            assert!(Source::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "http://api.workos.com/sso/jwks/client_1",
            "ftp://localhost/",
            "https://",
            "http://localhost.example/",
        ] {
            assert!(Source::parse(bad).is_err(), "{bad}");
        }
    }
}
