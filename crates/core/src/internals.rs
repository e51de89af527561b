//! Inner parts for this repository's own fuzzing and simulation. Not part of the API.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, HeaderValue};
use workos_mfa_api::types;

use crate::error::{Error, ErrorBody, excerpt, salvage_factor_id};
use crate::models::{EnrolledFactor, Factor};
use crate::retry;

/// The client's retry budget.
#[derive(Debug)]
pub struct Budget(retry::Budget);

impl Budget {
    /// As a client has it by default.
    #[must_use]
    pub fn new() -> Self {
        Self(retry::Budget::new(retry::RetryBudget::default()))
    }

    /// Whether a call with this `max_retries` may make a retry; if so, it counts as made. `now` is the time since some fixed moment.
    #[must_use]
    pub fn withdraw(&self, now: Duration, max_retries: u32) -> bool {
        self.0.withdraw(now, max_retries)
    }

    /// The server answered a call.
    pub fn deposit(&self, now: Duration) {
        self.0.deposit(now);
    }
}

/// The wait before a retry, as the client computes it.
#[must_use]
pub fn backoff(retry: u32, server_asks: Option<Duration>, left: Duration, jitter: f64) -> Option<Duration> {
    retry::backoff(retry::BACKOFF_BASE, retry, server_asks, left, jitter)
}

impl Default for Budget {
    fn default() -> Self {
        Self::new()
    }
}

/// Reads the reply to an enrolment, as the client does. `None` if it is not JSON of the right shape.
#[must_use]
pub fn decode_enrolled(body: &[u8]) -> Option<Result<EnrolledFactor, Error>> {
    serde_json::from_slice::<types::EnrolledFactor>(body).ok().map(EnrolledFactor::from_wire)
}

/// Reads a factor, as the client does. `None` if it is not JSON of the right shape.
#[must_use]
pub fn decode_factor(body: &[u8]) -> Option<Result<Factor, Error>> {
    serde_json::from_slice::<types::Factor>(body).ok().map(Factor::from_wire)
}

/// What the client makes of an error reply.
#[derive(Debug)]
pub struct ErrorReply {
    /// The message, if there was any.
    pub message: Option<String>,
    /// How many field errors there were.
    pub field_errors: usize,
    /// What is kept of the body.
    pub excerpt: Option<String>,
    /// The factor's id, if the reply held one.
    pub factor_id: Option<String>,
    /// How long the server asks to wait.
    pub retry_after: Option<Duration>,
}

/// Reads an error reply, as the client does.
#[must_use]
pub fn read_error_reply(body: &[u8], retry_after: &[u8], key: &str) -> ErrorReply {
    let mut headers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_bytes(retry_after) {
        headers.insert(HeaderName::from_static("retry-after"), value);
    }
    let said = ErrorBody::parse(body);
    ErrorReply {
        message: said.message,
        field_errors: said.field_errors.len(),
        excerpt: excerpt(body, key),
        factor_id: salvage_factor_id(body),
        retry_after: retry::retry_after(&headers, SystemTime::UNIX_EPOCH),
    }
}
