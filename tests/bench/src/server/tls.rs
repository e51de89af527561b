//! Who the server says it is.

use std::sync::Arc;

use anyhow::Result;
use rcgen::CertifiedKey;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::TlsAcceptor;

use crate::protocol::Protocol;

/// A certificate made for this run.
pub(super) struct Identity {
    pub(super) pem: String,
    pub(super) acceptor: TlsAcceptor,
}

impl Identity {
    pub(super) fn new(protocol: Protocol) -> Result<Self> {
        let CertifiedKey { cert, signing_key } =
            rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()])?;
        let key = PrivatePkcs8KeyDer::from(signing_key.serialize_der());
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key.into())?;
        config.alpn_protocols = vec![protocol.alpn().to_vec()];
        Ok(Self { pem: cert.pem(), acceptor: TlsAcceptor::from(Arc::new(config)) })
    }
}
