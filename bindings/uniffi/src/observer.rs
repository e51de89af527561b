//! What an observer in another language hears.

use std::sync::Arc;
use std::time::Duration;

use crate::error::{ErrorKind, Outcome};

/// Hears of every attempt and every call of a client. No event holds a secret.
///
/// It is called where the call is made, so it should be quick. It must not throw: the language's package sees to that.
#[uniffi::export(with_foreign)]
pub trait Observer: Send + Sync {
    /// A call begins.
    fn on_start(&self, event: StartEvent);

    /// An attempt has ended.
    fn on_attempt(&self, event: AttemptEvent);

    /// A call has ended.
    fn on_call(&self, event: CallEvent);
}

/// The beginning of a call.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct StartEvent {
    /// The call's number. It is the same in all of a call's events, and in no other's of this process.
    pub call_id: u64,
    /// `enroll_factor`, `get_factor` or `delete_factor`.
    pub operation: String,
}

/// The end of an attempt.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct AttemptEvent {
    /// The call's number.
    pub call_id: u64,
    /// `enroll_factor`, `get_factor` or `delete_factor`.
    pub operation: String,
    /// Which attempt of the call this was, from 1.
    pub attempt: u32,
    /// The HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// The answer's `x-request-id`.
    pub request_id: Option<String>,
    /// How long the attempt took.
    pub elapsed: Duration,
    /// What went wrong, if anything did.
    pub error_kind: Option<ErrorKind>,
    /// How long the client waits before it tries again; none if it does not.
    pub retry_in: Option<Duration>,
}

/// The end of a call.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CallEvent {
    /// The call's number.
    pub call_id: u64,
    /// `enroll_factor`, `get_factor` or `delete_factor`.
    pub operation: String,
    /// How many attempts were made, or begun if the call was cancelled.
    pub attempts: u32,
    /// The last answer's HTTP status; none if the call was cancelled.
    pub status: Option<u16>,
    /// The last answer's `x-request-id`.
    pub request_id: Option<String>,
    /// How long the call took, with its waits.
    pub elapsed: Duration,
    /// What went wrong, if anything did.
    pub error_kind: Option<ErrorKind>,
    /// What is known of the effect on the server, if anything went wrong.
    pub outcome: Option<Outcome>,
}

/// Passes events on to the language.
pub(crate) struct ForeignObserver(pub(crate) Arc<dyn Observer>);

impl workos_mfa::Observer for ForeignObserver {
    fn on_start(&self, event: &workos_mfa::StartEvent<'_>) {
        self.0.on_start(StartEvent { call_id: event.call_id, operation: event.operation.to_owned() });
    }

    fn on_attempt(&self, event: &workos_mfa::AttemptEvent<'_>) {
        self.0.on_attempt(AttemptEvent {
            call_id: event.call_id,
            operation: event.operation.to_owned(),
            attempt: event.attempt,
            status: event.status,
            request_id: event.request_id.map(str::to_owned),
            elapsed: event.elapsed,
            error_kind: event.error_kind.map(ErrorKind::from),
            retry_in: event.retry_in,
        });
    }

    fn on_call(&self, event: &workos_mfa::CallEvent<'_>) {
        self.0.on_call(CallEvent {
            call_id: event.call_id,
            operation: event.operation.to_owned(),
            attempts: event.attempts,
            status: event.status,
            request_id: event.request_id.map(str::to_owned),
            elapsed: event.elapsed,
            error_kind: event.error_kind.map(ErrorKind::from),
            outcome: event.outcome.map(Outcome::from),
        });
    }
}
