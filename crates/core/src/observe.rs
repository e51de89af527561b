//! Watching calls without being able to disturb them.

use std::time::Duration;

use crate::error::{ErrorKind, Outcome};

/// Sees every attempt and every call of a client. No event holds a secret.
///
/// Each call has an `on_start`, an `on_attempt` for each attempt that ends, and one `on_call`, also if it is cancelled (its future
/// is dropped). What is refused before a call begins, such as an id that can't be one, has no events.
///
/// It is called on the task that makes the call, so it should be quick. If it panics, the call goes on and its result is delivered
/// all the same: the panic is reported by the panic hook, as always, and goes no further (in programs that are built with
/// `panic = "abort"` it ends the process). Without an observer no event is built. For `tracing` none is needed: the client emits a
/// span for each call and an event for each attempt by itself.
pub trait Observer: Send + Sync {
    /// A call begins.
    fn on_start(&self, _event: &StartEvent<'_>) {}

    /// An attempt has ended.
    fn on_attempt(&self, _event: &AttemptEvent<'_>) {}

    /// A call has ended.
    fn on_call(&self, _event: &CallEvent<'_>) {}
}

/// The beginning of a call.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StartEvent<'a> {
    /// The call's number. It is the same in all of a call's events, and in no other's of this process.
    pub call_id: u64,
    /// `enroll_factor`, `get_factor` or `delete_factor`.
    pub operation: &'a str,
}

/// The end of an attempt.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AttemptEvent<'a> {
    /// The call's number.
    pub call_id: u64,
    /// `enroll_factor`, `get_factor` or `delete_factor`.
    pub operation: &'a str,
    /// Which attempt of the call this was, from 1.
    pub attempt: u32,
    /// The HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// The answer's `x-request-id`.
    pub request_id: Option<&'a str>,
    /// How long the attempt took.
    pub elapsed: Duration,
    /// What went wrong, if anything did.
    pub error_kind: Option<ErrorKind>,
    /// How long the client waits before it tries again; `None` if it does not.
    pub retry_in: Option<Duration>,
}

/// The end of a call.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CallEvent<'a> {
    /// The call's number.
    pub call_id: u64,
    /// `enroll_factor`, `get_factor` or `delete_factor`.
    pub operation: &'a str,
    /// How many attempts were made, or begun if the call was cancelled.
    pub attempts: u32,
    /// The last answer's HTTP status; `None` if the call was cancelled.
    pub status: Option<u16>,
    /// The last answer's `x-request-id`; `None` if the call was cancelled.
    pub request_id: Option<&'a str>,
    /// How long the call took, with its waits.
    pub elapsed: Duration,
    /// What went wrong, if anything did.
    pub error_kind: Option<ErrorKind>,
    /// What is known of the effect on the server, if anything went wrong.
    pub outcome: Option<Outcome>,
}
