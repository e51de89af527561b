//! The client whose calls are async.

use std::fmt;
use std::sync::Arc;

use workos_mfa::{Client, ClientBuilder};

use crate::blocking::BlockingClient;
use crate::error::Failure;
use crate::input::EnrollFactor;
use crate::models::{DeletedResponse, EnrolledFactorResponse, FactorResponse};
use crate::options::{CallOptions, ClientOptions, call_options, client_builder};
use crate::runtime;
use crate::token::{ForeignTokens, TokenProvider};

/// The client below the one that the language's package shows. Use that one.
#[derive(uniffi::Object)]
#[uniffi::export(Debug, Display)]
pub struct NativeClient {
    client: Client,
    builder: ClientBuilder,
}

#[uniffi::export]
impl NativeClient {
    /// `language` is told to the server, as in `workos-mfa-kotlin`. What the options leave out, the environment says.
    #[uniffi::constructor]
    pub fn new(
        language: &str,
        options: ClientOptions,
        token_provider: Option<Arc<dyn TokenProvider>>,
    ) -> Result<Self, Failure> {
        let mut builder = client_builder(options)?.user_agent_product(format!("workos-mfa-{language}"));
        if let Some(provider) = token_provider {
            builder = builder.token_provider(ForeignTokens(provider));
        }
        Ok(Self { client: builder.clone().build()?, builder })
    }

    /// The address that requests go to, without a slash at its end.
    pub fn base_url(&self) -> String {
        self.client.base_url().to_owned()
    }

    /// A client with the same options, for calls that block. It has connections and a retry budget of its own.
    pub fn blocking(&self) -> Result<Arc<BlockingClient>, Failure> {
        BlockingClient::new(self.builder.clone())
    }

    /// Enrols a factor.
    pub async fn enroll_factor(
        &self,
        factor: EnrollFactor,
        options: Option<CallOptions>,
    ) -> Result<EnrolledFactorResponse, Failure> {
        let (client, factor, options) = (self.client.clone(), factor.into(), call_options(options));
        let response = runtime::run(async move { client.enroll_factor_with(factor, &options).await }).await?;
        Ok(response.into())
    }

    /// Reads a factor.
    pub async fn get_factor(
        &self,
        id: String,
        options: Option<CallOptions>,
    ) -> Result<FactorResponse, Failure> {
        let (client, options) = (self.client.clone(), call_options(options));
        let response = runtime::run(async move { client.get_factor_with(id, &options).await }).await?;
        Ok(response.into())
    }

    /// Deletes a factor for good.
    pub async fn delete_factor(
        &self,
        id: String,
        options: Option<CallOptions>,
    ) -> Result<DeletedResponse, Failure> {
        let (client, options) = (self.client.clone(), call_options(options));
        let response = runtime::run(async move { client.delete_factor_with(id, &options).await }).await?;
        Ok(response.into())
    }
}

impl fmt::Debug for NativeClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.client.fmt(f)
    }
}

impl fmt::Display for NativeClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
