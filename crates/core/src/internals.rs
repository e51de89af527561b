//! Inner parts for this repository's own fuzzing and simulation. Not part of the API.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, HeaderValue};
use workos_mfa_api::types;

use crate::FieldError;
use crate::error::{ErrorBody, Redactor, salvage_factor_id};
use crate::input::EnrollFactor;
use crate::models::{EnrolledFactor, Factor, Timestamp};
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

/// Reads the reply to an enrolment of `asked`, as the client does when it comes at the Unix epoch. `None` if it is not JSON of the
/// right shape, else the factor or why it is none.
#[must_use]
pub fn decode_enrolled(body: &[u8], asked: EnrollFactor) -> Option<Result<EnrolledFactor, String>> {
    let wire = serde_json::from_slice::<types::EnrolledFactor>(body).ok()?;
    let read = EnrolledFactor::from_wire(wire, &asked.into_wire(), || Timestamp::UNIX_EPOCH);
    Some(read.map_err(Into::into))
}

/// Reads the factor with this id, as the client does. `None` if it is not JSON of the right shape, else the factor or why it is not
/// the one.
#[must_use]
pub fn decode_factor(body: &[u8], id: &str) -> Option<Result<Factor, String>> {
    let wire = serde_json::from_slice::<types::Factor>(body).ok()?;
    Some(Factor::from_wire(wire, id).map_err(Into::into))
}

/// What the client makes of an error reply.
#[derive(Debug)]
pub struct ErrorReply {
    /// The message, if there was any.
    pub message: Option<String>,
    /// The code, if there was any.
    pub code: Option<String>,
    /// The field errors.
    pub field_errors: Vec<FieldError>,
    /// What is kept of the body.
    pub excerpt: Option<String>,
    /// The factor's id, if the reply held one.
    pub factor_id: Option<String>,
    /// How long the server asks to wait.
    pub retry_after: Option<Duration>,
}

/// Reads an error reply, as the client does. `cut`, if more should have come.
#[must_use]
pub fn read_error_reply(body: &[u8], retry_after: &[u8], key: &str, cut: bool) -> ErrorReply {
    let mut headers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_bytes(retry_after) {
        headers.insert(HeaderName::from_static("retry-after"), value);
    }
    let redactor = Redactor::new(key).with_reply(body, cut);
    let said = ErrorBody::read(body, &redactor);
    ErrorReply {
        message: said.message,
        code: said.code,
        field_errors: said.field_errors,
        excerpt: redactor.excerpt(body),
        factor_id: salvage_factor_id(body),
        retry_after: retry::retry_after(&headers, SystemTime::UNIX_EPOCH),
    }
}
