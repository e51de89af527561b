//! What Ruby passes, as JSON.

use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::{ErrorKind, Failure};
use crate::options::{CallOptions, ClientOptions, Header, call_options, checked_retries};

/// The options of a client.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClientArguments {
    pub(super) api_key: Option<String>,
    base_url: Option<String>,
    allow_http: Option<bool>,
    timeout: Option<f64>,
    attempt_timeout: Option<f64>,
    connect_timeout: Option<f64>,
    max_retries: Option<i64>,
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
}

/// A retry budget. JSON has no number for one without a limit.
#[derive(Clone, Copy, Deserialize)]
#[serde(untagged)]
enum Budget {
    PerCall(f64),
    Word(Unlimited),
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Unlimited {
    Unlimited,
}

impl Budget {
    fn per_call(self) -> f64 {
        match self {
            Self::PerCall(retries) => retries,
            Self::Word(Unlimited::Unlimited) => f64::INFINITY,
        }
    }
}

/// The options of a call.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CallArguments {
    timeout: Option<f64>,
    attempt_timeout: Option<f64>,
    max_retries: Option<i64>,
    #[serde(default)]
    headers: Vec<(String, String)>,
}

/// The arguments of an enrolment.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Enrol {
    pub(super) factor: Factor,
    #[serde(default)]
    pub(super) options: CallArguments,
    #[serde(default)]
    pub(super) observed: bool,
}

/// A factor to enrol, under the API's names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Factor {
    r#type: String,
    totp_issuer: Option<String>,
    totp_user: Option<String>,
    phone_number: Option<String>,
    user_id: Option<String>,
}

/// The arguments of the other calls.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ById {
    pub(super) id: String,
    #[serde(default)]
    pub(super) options: CallArguments,
    #[serde(default)]
    pub(super) observed: bool,
}

/// The Ruby layer has seen to the types of what users pass, so this fails if the two layers are of different versions.
pub(super) fn parse<T: DeserializeOwned>(kind: ErrorKind, json: &str) -> Result<T, Failure> {
    // Without the problem's text: it may quote a secret.
    serde_json::from_str(json)
        .map_err(|_| Failure::refused(kind, "arguments", "the arguments can't be read".to_owned()))
}

impl TryFrom<ClientArguments> for ClientOptions {
    type Error = Failure;

    fn try_from(given: ClientArguments) -> Result<Self, Failure> {
        Ok(Self {
            api_key: given.api_key,
            base_url: given.base_url,
            allow_http: given.allow_http,
            allow_secret_key_in_app: false,
            timeout: given.timeout.map(seconds),
            attempt_timeout: given.attempt_timeout.map(seconds),
            connect_timeout: given.connect_timeout.map(seconds),
            max_retries: given
                .max_retries
                .map(|count| checked_retries(ErrorKind::Config, count))
                .transpose()?,
            retry_budget: given.retry_budget.map(Budget::per_call),
            user_agent_suffix: given.user_agent_suffix,
            headers: headers(given.headers),
            proxy: given.proxy,
            no_proxy: given.no_proxy,
            root_certificate: given.root_certificate,
            client_certificate: given.client_certificate,
            client_key: given.client_key,
        })
    }
}

impl TryFrom<CallArguments> for workos_mfa::CallOptions {
    type Error = Failure;

    fn try_from(given: CallArguments) -> Result<Self, Failure> {
        let max_retries = given.max_retries.map(|count| checked_retries(ErrorKind::InvalidRequest, count));
        Ok(call_options(Some(CallOptions {
            timeout: given.timeout.map(seconds),
            attempt_timeout: given.attempt_timeout.map(seconds),
            max_retries: max_retries.transpose()?,
            headers: headers(given.headers),
        })))
    }
}

impl TryFrom<Factor> for workos_mfa::EnrollFactor {
    type Error = Failure;

    fn try_from(given: Factor) -> Result<Self, Failure> {
        let factor = Self::from_parts(
            &given.r#type,
            given.totp_issuer,
            given.totp_user,
            given.phone_number,
            given.user_id,
        );
        Ok(factor?)
    }
}

fn headers(given: Vec<(String, String)>) -> Vec<Header> {
    given.into_iter().map(|(name, value)| Header { name, value }).collect()
}

/// What is no duration becomes one that the core refuses, with the option's name.
fn seconds(seconds: f64) -> Duration {
    let refused = if seconds > 0.0 { Duration::MAX } else { Duration::ZERO };
    Duration::try_from_secs_f64(seconds).unwrap_or(refused)
}
