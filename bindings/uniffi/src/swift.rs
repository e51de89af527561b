//! Swift's client: its calls are async.

use std::fmt;
use std::sync::Arc;

use workos_mfa::Client;

use crate::error::Failure;
use crate::input::EnrollFactor;
use crate::models::{DeletedResponse, EnrolledFactorResponse, FactorResponse};
use crate::observer::{ForeignObserver, Observer};
use crate::options::{CallOptions, ClientOptions, call_options, client_builder};
use crate::runtime;
use crate::token::{ForeignTokens, TokenProvider};

/// The client below Swift's `WorkOS`.
#[derive(uniffi::Object)]
#[uniffi::export(Debug, Display)]
pub struct SwiftClient {
    client: Client,
}

#[uniffi::export]
impl SwiftClient {
    /// What the options leave out, the environment says.
    #[uniffi::constructor]
    pub fn new(
        options: ClientOptions,
        token_provider: Option<Arc<dyn TokenProvider>>,
        observer: Option<Arc<dyn Observer>>,
    ) -> Result<Self, Failure> {
        let mut builder = client_builder(options, token_provider.map(ForeignTokens))?;
        if let Some(observer) = observer {
            builder = builder.observer(Arc::new(ForeignObserver(observer)));
        }
        Ok(Self { client: builder.user_agent_product("workos-mfa-swift").build()? })
    }

    /// The address that requests go to, without a slash at its end.
    pub fn base_url(&self) -> String {
        self.client.base_url().to_owned()
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

impl fmt::Debug for SwiftClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.client.fmt(f)
    }
}

impl fmt::Display for SwiftClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
