//! The certificate by which a client shows a server who it is (mutual TLS).

use std::sync::Arc;

use rustls::client::ResolvesClientCert;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{Error as TlsError, InconsistentKeys};
use zeroize::Zeroizing;

use crate::error::Error;

const OPTION: &str = "client_certificate";

/// A certificate, those that lead to its CA, and its key, as PEM texts.
///
/// The key's text is wiped when the last builder with it is gone. What rustls and ring keep of it for as long as the client lives is
/// theirs.
#[derive(Clone)]
pub(crate) struct ClientCertificate {
    pub(crate) chain: Vec<u8>,
    pub(crate) key: Arc<Zeroizing<Vec<u8>>>,
}

impl ClientCertificate {
    /// Reads both, and holds one to the other.
    pub(super) fn resolver(&self, provider: &CryptoProvider) -> Result<Arc<dyn ResolvesClientCert>, Error> {
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&self.chain)
            .collect::<Result<_, _>>()
            .map_err(|_| Error::config(OPTION, "the client certificate is not valid PEM"))?;
        if chain.is_empty() {
            return Err(Error::config(
                OPTION,
                "the client certificate holds no PEM block `BEGIN CERTIFICATE`; the certificate comes first, the key second",
            ));
        }
        // The errors of the parsers are left out of what follows: they are about a key.
        let key = PrivateKeyDer::from_pem_slice(&self.key).map_err(|_| {
            Error::config(
                OPTION,
                "the client certificate's key holds no PEM block `BEGIN PRIVATE KEY` (nor `RSA` or `EC PRIVATE KEY`) that can be \
                 read; one that is encrypted has to be decrypted first: openssl pkey -in KEY",
            )
        })?;
        let key = CertifiedKey::from_der(chain, key, provider).map_err(|error| {
            Error::config(
                OPTION,
                match error {
                    TlsError::InconsistentKeys(InconsistentKeys::KeyMismatch) => {
                        "the client certificate and its key do not belong together; the client's own certificate comes first in the \
                         chain, before those of CAs"
                    }
                    TlsError::InvalidCertificate(_) => "the client certificate can't be read",
                    _ => "the client certificate's key is of a kind that can't be used; RSA (2048 bits and more), ECDSA (P-256, P-384) \
                         and Ed25519 can",
                },
            )
        })?;
        Ok(Arc::new(SingleCertAndKey::from(key)))
    }
}
