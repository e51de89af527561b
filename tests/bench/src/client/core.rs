//! This repository's client.

use std::hint::black_box;

use anyhow::Result;
use workos_mfa::{Client, EnrollFactor, blocking};

use super::{API_KEY, AsyncClient, Call, ISSUER, USER};
use crate::server::FACTOR_ID;

#[derive(Clone)]
pub(crate) struct Async(Client);

impl Async {
    pub(crate) fn new(url: &str) -> Result<Self> {
        Ok(Self(Client::builder(API_KEY).base_url(url).build()?))
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
    pub(crate) fn new(url: &str) -> Result<Self> {
        Ok(Self(Client::builder(API_KEY).base_url(url).build_blocking()?))
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
