//! What one writes with reqwest and serde: the same requests, the same types out, a timeout, and none of the care.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, anyhow};
use jiff::Timestamp;
use reqwest::Certificate;
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};

use super::{API_KEY, AsyncClient, Call, ISSUER, USER};
use crate::server::{Address, FACTOR_ID};

const TIMEOUT: Duration = Duration::from_secs(60);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const USER_AGENT: &str = "handwritten/0.1.0";

#[derive(Serialize)]
struct EnrollRequest<'a> {
    r#type: &'a str,
    totp_issuer: &'a str,
    totp_user: &'a str,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "a caller would read them")]
struct EnrolledFactor {
    id: String,
    r#type: String,
    user_id: Option<String>,
    totp: Option<EnrolledTotp>,
    sms: Option<Sms>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "a caller would read them")]
struct EnrolledTotp {
    issuer: String,
    user: String,
    secret: String,
    qr_code: String,
    uri: String,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "a caller would read them")]
struct Factor {
    id: String,
    r#type: String,
    user_id: Option<String>,
    totp: Option<Totp>,
    sms: Option<Sms>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "a caller would read them")]
struct Totp {
    issuer: String,
    user: String,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "a caller would read them")]
struct Sms {
    phone_number: String,
}

const ENROLL: EnrollRequest<'_> = EnrollRequest { r#type: "totp", totp_issuer: ISSUER, totp_user: USER };

fn headers() -> HeaderMap {
    HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("application/json"))])
}

/// reqwest is built without a TLS provider of its own here, because the client brings one.
fn install_tls_provider() -> Result<()> {
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| anyhow!("there is a TLS provider already"))
}

/// Whom to trust besides the system's authorities.
fn certificates(address: &Address) -> Result<Vec<Certificate>> {
    let certificates = address.certificate.iter().map(|pem| Certificate::from_pem(pem.as_bytes()));
    Ok(certificates.collect::<Result<_, _>>()?)
}

#[derive(Clone)]
pub(crate) struct Async {
    client: reqwest::Client,
    base_url: Arc<str>,
}

impl Async {
    pub(crate) fn new(address: &Address) -> Result<Self> {
        install_tls_provider()?;
        let client = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .default_headers(headers())
            .timeout(TIMEOUT)
            .connect_timeout(CONNECT_TIMEOUT)
            .no_proxy()
            .tls_certs_merge(certificates(address)?)
            .build()?;
        Ok(Self { client, base_url: address.url.as_str().into() })
    }
}

impl AsyncClient for Async {
    async fn make(&self, call: Call) -> Result<()> {
        let base_url = &self.base_url;
        match call {
            Call::Get => {
                let request =
                    self.client.get(format!("{base_url}/auth/factors/{FACTOR_ID}")).bearer_auth(API_KEY);
                let factor: Factor = request.send().await?.error_for_status()?.json().await?;
                drop(black_box(factor));
            }
            Call::Enroll => {
                let request =
                    self.client.post(format!("{base_url}/auth/factors/enroll")).bearer_auth(API_KEY);
                let reply = request.json(&ENROLL).send().await?.error_for_status()?;
                let factor: EnrolledFactor = reply.json().await?;
                drop(black_box(factor));
            }
            Call::Delete => {
                let request =
                    self.client.delete(format!("{base_url}/auth/factors/{FACTOR_ID}")).bearer_auth(API_KEY);
                request.send().await?.error_for_status()?;
            }
        }
        Ok(())
    }
}

pub(crate) struct Blocking {
    client: reqwest::blocking::Client,
    base_url: String,
}

impl Blocking {
    pub(crate) fn new(address: &Address) -> Result<Self> {
        install_tls_provider()?;
        let client = reqwest::blocking::Client::builder()
            .user_agent(USER_AGENT)
            .default_headers(headers())
            .timeout(TIMEOUT)
            .connect_timeout(CONNECT_TIMEOUT)
            .no_proxy()
            .tls_certs_merge(certificates(address)?)
            .build()?;
        Ok(Self { client, base_url: address.url.clone() })
    }

    pub(crate) fn make(&self, call: Call) -> Result<()> {
        let base_url = &self.base_url;
        match call {
            Call::Get => {
                let request =
                    self.client.get(format!("{base_url}/auth/factors/{FACTOR_ID}")).bearer_auth(API_KEY);
                let factor: Factor = request.send()?.error_for_status()?.json()?;
                drop(black_box(factor));
            }
            Call::Enroll => {
                let request =
                    self.client.post(format!("{base_url}/auth/factors/enroll")).bearer_auth(API_KEY);
                let factor: EnrolledFactor = request.json(&ENROLL).send()?.error_for_status()?.json()?;
                drop(black_box(factor));
            }
            Call::Delete => {
                let request =
                    self.client.delete(format!("{base_url}/auth/factors/{FACTOR_ID}")).bearer_auth(API_KEY);
                request.send()?.error_for_status()?;
            }
        }
        Ok(())
    }
}
