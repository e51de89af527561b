//! How the client under test is built.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The client's options, under names that every runner maps to its language. Durations are seconds.
///
/// `base_url` and `api_key` may be left out: the server fills in its own address and a key made for the session.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientOptions {
    /// The API key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_key: Option<String>,
    /// A token provider instead of an API key: what it does each time it is asked. Asked more often, it fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_provider: Option<Vec<TokenStep>>,
    /// Where the API is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// Allows plain HTTP to hosts other than this machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_http: Option<bool>,
    /// The deadline of a whole call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<f64>,
    /// The deadline of one attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt_timeout: Option<f64>,
    /// The deadline for getting a connection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connect_timeout: Option<f64>,
    /// How often a call may be tried again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_retries: Option<u32>,
    /// How many retries the calls of the last ten seconds allow together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_budget: Option<RetryBudget>,
    /// What is added to the `User-Agent`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_agent_suffix: Option<String>,
    /// Headers sent with every request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, String>>,
    /// A proxy's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// Ignores the proxies named in the environment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_proxy: Option<bool>,
    /// A further root certificate, as PEM text; `{ca}` is the server's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root_certificate: Option<String>,
    /// The client's own certificate, as PEM text; `{client_certificate}` is one that the server accepts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_certificate: Option<String>,
    /// The key of the client's own certificate, as PEM text; `{client_key}` is that of `{client_certificate}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_key: Option<String>,
    /// Environment variables to set while the client is built. Without `api_key` and `token_provider`, the client is built from
    /// them, and every other `WORKOS_…` variable is unset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub env: Option<BTreeMap<String, String>>,
}

impl ClientOptions {
    /// Whether the client takes its key and address from the environment.
    pub fn from_env(&self) -> bool {
        self.env.is_some() && self.api_key.is_none() && self.token_provider.is_none()
    }
}

/// The retries of all calls together.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RetryBudget {
    /// So many for each answered call of the last ten seconds.
    PerCall(f64),
    /// As the word says; in a language, its infinity.
    Word(NoLimit),
}

/// No limit but each call's `max_retries`.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoLimit {
    /// The one word.
    Unlimited,
}

/// What the token provider does when it is asked once.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenStep {
    /// Gives this token.
    Token(String),
    /// Fails with this message.
    Fail(String),
    /// Never answers.
    Stall,
}
