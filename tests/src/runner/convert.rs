//! From the scenario's words to the client's types, and back.

use std::collections::VecDeque;
use std::error::Error as StdError;
use std::fmt::{Debug, Write as _};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;
use workos_mfa::{
    CallOptions, ClientBuilder, EnrollFactor, EnrolledFactor, Error, Factor, Response, RetryBudget as Budget,
    TokenFuture, TokenProvider, TokenRequest,
};

use crate::report::{CallReport, ErrorReport, FieldErrorReport, MetadataReport};
use crate::scenario::{CallOptions as WantedCallOptions, ClientOptions, NoLimit, RetryBudget, TokenStep};
use crate::server::StartedCall;

/// A builder as the scenario wants it.
pub(super) fn builder(options: &ClientOptions) -> Result<ClientBuilder, Error> {
    let mut builder =
        if options.env.is_some() { ClientBuilder::from_env()? } else { ClientBuilder::default() };
    if let Some(key) = &options.api_key {
        builder = builder.api_key(key);
    }
    if let Some(steps) = &options.token_provider {
        builder = builder.token_provider(ScriptedTokens(Mutex::new(steps.iter().cloned().collect())));
    }
    if let Some(url) = &options.base_url {
        builder = builder.base_url(url);
    }
    if let Some(allow) = options.allow_http {
        builder = builder.allow_http(allow);
    }
    if let Some(seconds) = options.timeout {
        builder = builder.timeout(Duration::from_secs_f64(seconds));
    }
    if let Some(seconds) = options.attempt_timeout {
        builder = builder.attempt_timeout(Duration::from_secs_f64(seconds));
    }
    if let Some(seconds) = options.connect_timeout {
        builder = builder.connect_timeout(Duration::from_secs_f64(seconds));
    }
    if let Some(retries) = options.max_retries {
        builder = builder.max_retries(retries);
    }
    if let Some(budget) = options.retry_budget {
        builder = builder.retry_budget(match budget {
            RetryBudget::PerCall(retries) => Budget::per_call(retries),
            RetryBudget::Word(NoLimit::Unlimited) => Budget::unlimited(),
        });
    }
    if let Some(suffix) = &options.user_agent_suffix {
        builder = builder.user_agent_suffix(suffix);
    }
    for (name, value) in options.headers.iter().flatten() {
        builder = builder.header(name, value);
    }
    if let Some(proxy) = &options.proxy {
        builder = builder.proxy(proxy);
    }
    if options.no_proxy == Some(true) {
        builder = builder.no_proxy();
    }
    if let Some(pem) = &options.root_certificate {
        builder = builder.root_certificate_pem(pem.as_str());
    }
    if options.client_certificate.is_some() || options.client_key.is_some() {
        let [chain, key] =
            [&options.client_certificate, &options.client_key].map(|pem| pem.clone().unwrap_or_default());
        builder = builder.client_certificate_pem(chain, key);
    }
    Ok(builder)
}

pub(super) fn call_options(wanted: &WantedCallOptions) -> CallOptions {
    let mut options = CallOptions::new();
    if let Some(seconds) = wanted.timeout {
        options = options.timeout(Duration::from_secs_f64(seconds));
    }
    if let Some(seconds) = wanted.attempt_timeout {
        options = options.attempt_timeout(Duration::from_secs_f64(seconds));
    }
    if let Some(retries) = wanted.max_retries {
        options = options.max_retries(retries);
    }
    for (name, value) in wanted.headers.iter().flatten() {
        options = options.header(name, value);
    }
    options
}

/// The enrolment: by its constructor where the arguments fit one, as a person would write it; else from its parts.
pub(super) fn enrolment(call: &StartedCall) -> Result<EnrollFactor, Error> {
    let get = |name: &str| call.args.get(name).cloned();
    let factor = match (get("type").as_deref(), get("totp_issuer"), get("totp_user"), get("phone_number")) {
        (Some("totp"), Some(issuer), Some(user), None) => EnrollFactor::totp(issuer, user),
        (Some("sms"), None, None, Some(phone_number)) => EnrollFactor::sms(phone_number),
        (Some("generic_otp"), None, None, None) => EnrollFactor::generic_otp(),
        (kind, issuer, user, phone_number) => {
            return EnrollFactor::from_parts(
                kind.unwrap_or_default(),
                issuer,
                user,
                phone_number,
                get("user_id"),
            );
        }
    };
    Ok(match get("user_id") {
        Some(id) => factor.user_id(id),
        None => factor,
    })
}

pub(super) fn id(call: &StartedCall) -> String {
    call.args.get("id").cloned().unwrap_or_default()
}

/// The token provider that does what the scenario says, each time it is asked.
struct ScriptedTokens(Mutex<VecDeque<TokenStep>>);

impl TokenProvider for ScriptedTokens {
    fn token(&self, _request: TokenRequest) -> TokenFuture<'_> {
        let step = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        Box::pin(async move {
            match step {
                Some(TokenStep::Token(token)) => Ok(token),
                Some(TokenStep::Fail(message)) => Err(message.into()),
                Some(TokenStep::Stall) => std::future::pending().await,
                None => Err("the token provider was asked more often than the scenario says".into()),
            }
        })
    }
}

/// What a call gives back, as the wire's JSON.
pub(super) trait Wire: Debug {
    fn to_wire(&self) -> String;
}

impl Wire for EnrolledFactor {
    fn to_wire(&self) -> String {
        self.to_json()
    }
}

impl Wire for Factor {
    fn to_wire(&self) -> String {
        self.to_json()
    }
}

impl Wire for () {
    fn to_wire(&self) -> String {
        "null".to_owned()
    }
}

/// A call's report, and the debug form of what came of it.
pub(super) fn call_report<T: Wire>(
    began: Instant,
    outcome: &Result<Response<T>, Error>,
) -> (CallReport, String) {
    let elapsed_ms = began.elapsed().as_secs_f64() * 1000.0;
    let mut debug = format!("{outcome:?}\n{outcome:#?}\n");
    let report = match outcome {
        Ok(response) => CallReport {
            // What is not JSON differs from every expectation.
            result: serde_json::from_str(&response.value.to_wire())
                .unwrap_or(Value::String("not JSON".to_owned())),
            metadata: Some(MetadataReport {
                status: response.metadata.status,
                request_id: response.metadata.request_id.clone(),
                attempts: response.metadata.attempts,
                headers: response
                    .metadata
                    .headers
                    .iter()
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .collect(),
            }),
            elapsed_ms,
            ..CallReport::default()
        },
        Err(error) => {
            debug.push_str(&error_debug(error));
            CallReport { error: Some(error_report(error)), elapsed_ms, ..CallReport::default() }
        }
    };
    (report, debug)
}

/// All that an error shows of itself, its sources included. What `to_json` says is compared elsewhere: there, `body` is data.
pub(super) fn error_debug(error: &Error) -> String {
    let mut debug = format!("{error}\n{error:?}\n");
    let mut source = error.source();
    while let Some(error) = source {
        let _ = writeln!(debug, "{error}\n{error:?}");
        source = error.source();
    }
    debug
}

pub(super) fn error_report(error: &Error) -> ErrorReport {
    ErrorReport {
        kind: error.kind().as_str().to_owned(),
        message: error.message().to_owned(),
        status: error.status(),
        code: error.code().map(str::to_owned),
        field_errors: error
            .field_errors()
            .iter()
            .map(|error| FieldErrorReport {
                field: error.field.clone(),
                code: error.code.clone(),
                message: error.message.clone(),
            })
            .collect(),
        request_id: error.request_id().map(str::to_owned),
        retry_after: error.retry_after().map(|wait| wait.as_secs_f64()),
        outcome: error.outcome().as_str().to_owned(),
        attempts: error.attempts(),
        factor_id: error.factor_id().map(str::to_owned),
        retry_budget_exhausted: Some(error.retry_budget_exhausted()),
        body: error.body().map(str::to_owned),
    }
}
