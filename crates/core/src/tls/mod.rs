//! TLS: rustls with ring, and the system's trust store.

mod advice;
mod client_certificate;
#[cfg(not(any(target_vendor = "apple", windows, target_os = "android")))]
mod files;
mod roots;

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;

pub(crate) use advice::{advice, refused_client_certificate};
pub(crate) use client_certificate::ClientCertificate;
pub(crate) use roots::{parse_roots, problem_with_environment};

use crate::error::Error;

/// The TLS configuration of a client. `extra_roots` are trusted besides the system's.
///
/// ring and not aws-lc-rs: measured on one machine with the smallest TLS client, it was 2 MB smaller in the binary (1.6 against
/// 3.7 MB) and took a third of the CPU to build (30 s against 82 s), with a C compiler alone.
pub(crate) fn client_config(
    extra_roots: Vec<CertificateDer<'static>>,
    client_certificate: Option<&ClientCertificate>,
) -> Result<ClientConfig, Error> {
    let provider = Arc::new(ring::default_provider());
    let verifier = roots::LazyVerifier::new(Arc::clone(&provider), extra_roots);
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::config("tls", "TLS can't be set up").with_source(error))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    let config = match client_certificate {
        None => config.with_no_client_auth(),
        Some(certificate) => config.with_client_cert_resolver(certificate.resolver(&provider)?),
    };
    Ok(with_protocols(config))
}

/// Offers HTTP/2, where nothing else has been said.
pub(crate) fn with_protocols(mut config: ClientConfig) -> ClientConfig {
    if config.alpn_protocols.is_empty() {
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    }
    config
}
