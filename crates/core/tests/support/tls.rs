//! A server that speaks TLS, with certificates made for the test.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{self, RootCertStore, ServerConfig};

use super::{answer, factor};

/// A certificate with its key.
pub(crate) struct Certified {
    pub(crate) pem: String,
    pub(crate) key_pem: String,
    der: CertificateDer<'static>,
    key: PrivateKeyDer<'static>,
}

/// What a certificate for this host has to say.
pub(crate) fn params(host: &str) -> CertificateParams {
    CertificateParams::new(vec![host.to_owned()]).unwrap()
}

/// Signed by its own key.
pub(crate) fn self_signed(params: &CertificateParams) -> Certified {
    let key = KeyPair::generate().unwrap();
    certified(&params.self_signed(&key).unwrap(), &key)
}

/// A CA of this name: its certificate as PEM, and what it signs with.
pub(crate) fn authority(name: &str) -> (String, Issuer<'static, KeyPair>) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(rcgen::DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    (params.self_signed(&key).unwrap().pem(), Issuer::new(params, key))
}

/// Signed by a CA.
pub(crate) fn signed(params: &CertificateParams, issuer: &Issuer<'static, KeyPair>) -> Certified {
    let key = KeyPair::generate().unwrap();
    certified(&params.signed_by(&key, issuer).unwrap(), &key)
}

fn certified(certificate: &rcgen::Certificate, key: &KeyPair) -> Certified {
    Certified {
        pem: certificate.pem(),
        key_pem: key.serialize_pem(),
        der: certificate.der().clone(),
        key: key.serialize_der().try_into().unwrap(),
    }
}

/// Answers with a factor on every connection whose handshake succeeds.
pub(crate) struct TlsServer {
    pub(crate) port: u16,
    requests: Arc<AtomicUsize>,
}

impl TlsServer {
    /// With `client_ca`, only clients with a certificate from it are let in.
    pub(crate) async fn start(certified: &Certified, client_ca: Option<&str>) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .unwrap();
        let config = match client_ca {
            None => config.with_no_client_auth(),
            Some(pem) => {
                use rustls::pki_types::pem::PemObject as _;
                let mut roots = RootCertStore::empty();
                roots.add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()).unwrap();
                config.with_client_cert_verifier(
                    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap(),
                )
            }
        };
        let config = config.with_single_cert(vec![certified.der.clone()], certified.key.clone_key()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let requests = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, seen) = (acceptor.clone(), Arc::clone(&seen));
                tokio::spawn(async move {
                    let mut buffer = [0; 4096];
                    let mut stream = match acceptor.accept(stream).into_fallible().await {
                        Ok(stream) => stream,
                        // Closed at once, the client might see a broken connection before it sees the alert.
                        Err((_, mut stream)) => {
                            while stream.read(&mut buffer).await? > 0 {}
                            return Ok(());
                        }
                    };
                    while stream.read(&mut buffer).await? > 0 {
                        seen.fetch_add(1, Ordering::SeqCst);
                        stream.write_all(answer("200 OK", &factor()).as_bytes()).await?;
                    }
                    Ok::<(), std::io::Error>(())
                });
            }
        });
        Self { port, requests }
    }

    pub(crate) fn url(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    /// How many requests it has read.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}
