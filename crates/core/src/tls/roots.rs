//! Whom a client trusts.

use std::sync::{Arc, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, RootCertStore, SignatureScheme};

/// Reads PEM certificates and checks that each can be a trust anchor, so that a wrong file fails when the client is built.
pub(crate) fn parse_roots(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let roots: Vec<CertificateDer<'static>> =
        CertificateDer::pem_slice_iter(pem)
            .collect::<Result<_, _>>()
            .map_err(|_| "the root certificate is not valid PEM".to_owned())?;
    if roots.is_empty() {
        return Err("the root certificate holds no PEM block `BEGIN CERTIFICATE`".to_owned());
    }
    let mut store = RootCertStore::empty();
    for root in &roots {
        store.add(root.clone()).map_err(|error| format!("the root certificate can't be used: {error}"))?;
    }
    Ok(roots)
}

/// Loads the system's roots at the first handshake and not when a client is built: it takes tens of milliseconds, and many
/// programs that build a client never call.
#[derive(Debug)]
pub(super) struct LazyVerifier {
    provider: Arc<CryptoProvider>,
    extra_roots: Vec<CertificateDer<'static>>,
    inner: OnceLock<Result<Arc<dyn ServerCertVerifier>, rustls::Error>>,
}

impl LazyVerifier {
    pub(super) fn new(provider: Arc<CryptoProvider>, extra_roots: Vec<CertificateDer<'static>>) -> Self {
        Self { provider, extra_roots, inner: OnceLock::new() }
    }

    fn inner(&self) -> Result<&dyn ServerCertVerifier, rustls::Error> {
        self.inner
            .get_or_init(|| system_verifier(self.extra_roots.clone(), Arc::clone(&self.provider)))
            .as_deref()
            .map_err(Clone::clone)
    }
}

/// Apple's systems and Windows verify by themselves, by what their users and administrators have set.
#[cfg(any(target_vendor = "apple", windows))]
fn system_verifier(
    extra_roots: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, rustls::Error> {
    let verifier = rustls_platform_verifier::Verifier::new_with_extra_roots(extra_roots, provider)?;
    Ok(Arc::new(verifier))
}

#[cfg(not(any(target_vendor = "apple", windows)))]
fn system_verifier(
    extra_roots: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, rustls::Error> {
    let store = trusted(system_roots()?, extra_roots)?;
    let verifier = rustls::client::WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider)
        .build()
        .map_err(|error| rustls::Error::General(error.to_string()))?;
    Ok(verifier)
}

#[cfg(not(any(target_vendor = "apple", windows, target_os = "android")))]
use super::files::system_roots;

/// Asking Android takes the JVM, set up before the first request.
#[cfg(target_os = "android")]
fn system_roots() -> Result<Vec<CertificateDer<'static>>, rustls::Error> {
    Ok(Vec::new())
}

/// A system without certificates of its own, such as an image made from scratch, gets the Web PKI's roots. The extra ones do not
/// count: who adds a company's CA does not want to be cut off from the rest of the world.
#[cfg(not(any(target_vendor = "apple", windows)))]
fn trusted(
    system: Vec<CertificateDer<'static>>,
    extra: Vec<CertificateDer<'static>>,
) -> Result<RootCertStore, rustls::Error> {
    let mut store = RootCertStore::empty();
    // What can't be read is passed over: systems have odd files among their certificates.
    store.add_parsable_certificates(system);
    if store.is_empty() {
        store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    for root in extra {
        store.add(root)?;
    }
    Ok(store)
}

/// What is wrong with what `SSL_CERT_FILE` and `SSL_CERT_DIR` name, where the system's certificates are files.
#[cfg(not(any(target_vendor = "apple", windows, target_os = "android")))]
pub(crate) fn problem_with_environment() -> Option<String> {
    super::files::problem_with_environment()
}

#[cfg(any(target_vendor = "apple", windows, target_os = "android"))]
pub(crate) fn problem_with_environment() -> Option<String> {
    None
}

impl ServerCertVerifier for LazyVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        self.inner()?.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    // Signatures need no roots; asking the inner verifier would only hide which error it was that kept it from loading.
    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::parse_roots;

    #[test]
    fn a_file_that_is_no_certificate_is_refused() {
        for pem in [
            &b""[..],
            b"hello",
            b"-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n",
            b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        ] {
            assert!(parse_roots(pem).is_err(), "{pem:?}");
        }
    }

    #[cfg(not(any(target_vendor = "apple", windows)))]
    #[test]
    fn a_system_without_certificates_gets_the_web_pkis_roots() {
        use super::trusted;
        use rustls::pki_types::CertificateDer;

        let one =
            |name: &str| rcgen::generate_simple_self_signed([name.to_owned()]).unwrap().cert.der().clone();
        let web = webpki_roots::TLS_SERVER_ROOTS.len();
        assert!(web > 50);
        let unreadable = || CertificateDer::from(b"no certificate".to_vec());
        assert_eq!(trusted(vec![], vec![]).unwrap().len(), web);
        assert_eq!(trusted(vec![unreadable()], vec![]).unwrap().len(), web);
        // Extra roots are extra roots.
        assert_eq!(trusted(vec![], vec![one("extra.test")]).unwrap().len(), web + 1);
        // A system that has its own has said whom it trusts.
        assert_eq!(trusted(vec![one("company.test")], vec![]).unwrap().len(), 1);
        assert_eq!(trusted(vec![one("company.test")], vec![one("extra.test")]).unwrap().len(), 2);
    }
}
