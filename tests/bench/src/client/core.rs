//! This repository's client.

use std::hint::black_box;

use anyhow::Result;
use workos_mfa::{Client, ClientBuilder, EnrollFactor, blocking};

use super::{API_KEY, AsyncClient, Call, ISSUER, USER};
use crate::server::{Address, FACTOR_ID};

fn builder(address: &Address) -> ClientBuilder {
    let builder = Client::builder(API_KEY).base_url(&address.url);
    match &address.certificate {
        Some(certificate) => builder.root_certificate_pem(certificate.as_str()),
        None => builder,
    }
}

#[derive(Clone)]
pub(crate) struct Async(Client);

impl Async {
    pub(crate) fn new(address: &Address) -> Result<Self> {
        Ok(Self(builder(address).build()?))
    }
}

impl AsyncClient for Async {
    async fn make(&self, call: Call) -> Result<()> {
        match call {
            Call::Get => drop(black_box(self.0.get_factor(FACTOR_ID).await?)),
            Call::Enroll => drop(black_box(self.0.enroll_factor(EnrollFactor::totp(ISSUER, USER)).await?)),
            Call::Delete => self.0.delete_factor(FACTOR_ID).await?,
        }
        Ok(())
    }
}

pub(crate) struct Blocking(blocking::Client);

impl Blocking {
    pub(crate) fn new(address: &Address) -> Result<Self> {
        Ok(Self(builder(address).build_blocking()?))
    }

    pub(crate) fn make(&self, call: Call) -> Result<()> {
        match call {
            Call::Get => drop(black_box(self.0.get_factor(FACTOR_ID)?)),
            Call::Enroll => drop(black_box(self.0.enroll_factor(EnrollFactor::totp(ISSUER, USER))?)),
            Call::Delete => self.0.delete_factor(FACTOR_ID)?,
        }
        Ok(())
    }
}
