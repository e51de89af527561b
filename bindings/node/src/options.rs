//! Options as JavaScript passes them.

use std::collections::HashMap;
use std::time::Duration;

use serde::Deserialize;
use workos_mfa::{CallOptions, ClientBuilder, Error, RetryBudget};

/// The options of a client. `src-ts/options.ts` writes it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ClientOptions {
    /// The variables that are set, as `process.env` has them.
    environment: HashMap<String, String>,
    /// What the file of `NODE_EXTRA_CA_CERTS` holds.
    pub(crate) extra_certificates: Option<String>,
    api_key: Option<String>,
    base_url: Option<String>,
    allow_http: Option<bool>,
    timeout_ms: Option<f64>,
    attempt_timeout_ms: Option<f64>,
    connect_timeout_ms: Option<f64>,
    max_retries: Option<u32>,
    retry_budget: Option<Budget>,
    user_agent_suffix: Option<String>,
    #[serde(default)]
    headers: Vec<(String, String)>,
    proxy: Option<String>,
    #[serde(default)]
    no_proxy: bool,
    root_certificate: Option<String>,
    client_certificate: Option<String>,
    client_key: Option<String>,
    #[serde(default)]
    pub(crate) asks_for_token: bool,
}

impl ClientOptions {
    /// The builder that has them, on top of what the environment says.
    pub(crate) fn into_builder(self) -> Result<ClientBuilder, Error> {
        let environment = self.environment;
        let mut builder = ClientBuilder::from_variables(move |name| environment.get(name).cloned())?
            .user_agent_product("workos-mfa-node");
        if let Some(key) = self.api_key {
            builder = builder.api_key(key);
        }
        if let Some(url) = self.base_url {
            builder = builder.base_url(url);
        }
        if let Some(allow) = self.allow_http {
            builder = builder.allow_http(allow);
        }
        if let Some(timeout) = self.timeout_ms {
            builder = builder.timeout(duration(timeout));
        }
        if let Some(timeout) = self.attempt_timeout_ms {
            builder = builder.attempt_timeout(duration(timeout));
        }
        if let Some(timeout) = self.connect_timeout_ms {
            builder = builder.connect_timeout(duration(timeout));
        }
        if let Some(retries) = self.max_retries {
            builder = builder.max_retries(retries);
        }
        match self.retry_budget {
            None => {}
            Some(Budget::PerCall(retries)) => builder = builder.retry_budget(RetryBudget::per_call(retries)),
            Some(Budget::Word(NoLimit::Unlimited)) => {
                builder = builder.retry_budget(RetryBudget::unlimited());
            }
        }
        if let Some(suffix) = self.user_agent_suffix {
            builder = builder.user_agent_suffix(suffix);
        }
        for (name, value) in self.headers {
            builder = builder.header(name, value);
        }
        if let Some(url) = self.proxy {
            builder = builder.proxy(url);
        }
        if self.no_proxy {
            builder = builder.no_proxy();
        }
        if let Some(pem) = self.root_certificate {
            builder = builder.root_certificate_pem(pem);
        }
        if self.client_certificate.is_some() || self.client_key.is_some() {
            // One without the other is an error of the client's.
            let [chain, key] = [self.client_certificate, self.client_key].map(Option::unwrap_or_default);
            builder = builder.client_certificate_pem(chain, key);
        }
        Ok(builder)
    }
}

/// JSON has no infinity.
#[derive(Deserialize)]
#[serde(untagged)]
enum Budget {
    PerCall(f64),
    Word(NoLimit),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum NoLimit {
    Unlimited,
}

/// The options of a call.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct WantedCallOptions {
    timeout_ms: Option<f64>,
    attempt_timeout_ms: Option<f64>,
    max_retries: Option<u32>,
    #[serde(default)]
    headers: Vec<(String, String)>,
}

impl From<WantedCallOptions> for CallOptions {
    fn from(wanted: WantedCallOptions) -> Self {
        let mut options = Self::new();
        if let Some(timeout) = wanted.timeout_ms {
            options = options.timeout(duration(timeout));
        }
        if let Some(timeout) = wanted.attempt_timeout_ms {
            options = options.attempt_timeout(duration(timeout));
        }
        if let Some(retries) = wanted.max_retries {
            options = options.max_retries(retries);
        }
        for (name, value) in wanted.headers {
            options = options.header(name, value);
        }
        options
    }
}

/// What can't be a duration becomes one that the client refuses, naming the option.
fn duration(milliseconds: f64) -> Duration {
    Duration::try_from_secs_f64(milliseconds / 1000.0).unwrap_or_default()
}
