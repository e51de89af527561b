//! Certificates made when the server starts: a good one, and those that a client must refuse.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, Result};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, KeyUsagePurpose, date_time_ymd};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};

use crate::scenario::Certificate;

/// The hosts of the good certificate. `api.workos.test` is reached through the proxy only.
const HOSTS: [&str; 3] = ["127.0.0.1", "localhost", "api.workos.test"];

/// Two CAs, one of which clients are told to trust, and the server certificates.
#[derive(Debug)]
pub(super) struct Authority {
    ca_pem: String,
    client: ClientIdentity,
    configs: BTreeMap<Certificate, Arc<ServerConfig>>,
}

/// What a client shows to a server that asks, as PEM texts.
#[derive(Debug)]
pub(super) struct ClientIdentity {
    pub(super) certificate: String,
    pub(super) key: String,
}

impl Authority {
    pub(super) fn new() -> Result<Self> {
        let (trusted, ca_pem) = certificate_authority("workos-mfa conformance CA")?;
        let (unknown, _) = certificate_authority("a CA nobody knows")?;
        let mut client = CertificateParams::new(vec!["client.test".to_owned()])?;
        client.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ClientAuth];
        let key = KeyPair::generate()?;
        let client =
            ClientIdentity { certificate: client.signed_by(&key, &trusted)?.pem(), key: key.serialize_pem() };
        let configs = BTreeMap::from([
            (Certificate::Valid, server_config(&trusted, &HOSTS, false, None)?),
            (Certificate::WrongHost, server_config(&trusted, &["other.test"], false, None)?),
            (Certificate::Expired, server_config(&trusted, &HOSTS, true, None)?),
            (Certificate::UnknownCa, server_config(&unknown, &HOSTS, false, None)?),
            (Certificate::ClientCertificate, server_config(&trusted, &HOSTS, false, Some(&ca_pem))?),
        ]);
        Ok(Self { ca_pem, client, configs })
    }

    /// A certificate for clients.
    pub(super) fn client(&self) -> &ClientIdentity {
        &self.client
    }

    /// The trusted CA's certificate.
    pub(super) fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    pub(super) fn config(&self, certificate: Certificate) -> Result<Arc<ServerConfig>> {
        self.configs.get(&certificate).cloned().context("there is no such certificate")
    }
}

fn certificate_authority(name: &str) -> Result<(Issuer<'static, KeyPair>, String)> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.push(rcgen::DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let key = KeyPair::generate()?;
    let pem = params.self_signed(&key)?.pem();
    Ok((Issuer::new(params, key), pem))
}

fn server_config(
    issuer: &Issuer<'static, KeyPair>,
    hosts: &[&str],
    expired: bool,
    client_ca: Option<&str>,
) -> Result<Arc<ServerConfig>> {
    let mut params = CertificateParams::new(hosts.iter().copied().map(str::to_owned).collect::<Vec<_>>())?;
    params.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ServerAuth];
    // macOS refuses server certificates that are valid for more than 825 days, even from a CA of one's own.
    let now = date_time_ymd(1970, 1, 1)
        + std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .context("the clock is before 1970")?;
    let day = std::time::Duration::from_secs(24 * 60 * 60);
    (params.not_before, params.not_after) =
        if expired { (now - 60 * day, now - 30 * day) } else { (now - day, now + 365 * day) };
    let key = KeyPair::generate()?;
    let certificate: CertificateDer<'static> = params.signed_by(&key, issuer)?.der().clone();
    let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(anyhow::Error::msg)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config =
        ServerConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions()?;
    let config = match client_ca {
        None => config.with_no_client_auth(),
        Some(pem) => {
            let mut roots = RootCertStore::empty();
            roots.add(CertificateDer::from_pem_slice(pem.as_bytes())?)?;
            config.with_client_cert_verifier(
                WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build()?,
            )
        }
    };
    Ok(Arc::new(config.with_single_cert(vec![certificate], key)?))
}
