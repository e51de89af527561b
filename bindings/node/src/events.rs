//! What `diagnostics_channel` is told.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use workos_mfa::{AttemptEvent, CallEvent, ErrorKind, Observer, Outcome};

use crate::calls::CURRENT;
use crate::mailbox::{CallId, Kind, Mailbox};

/// Passes events on, for the calls that were made while somebody listened.
pub(crate) struct Events {
    pub(crate) mailbox: Arc<Mailbox>,
}

/// The members of both events, named as JavaScript has them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Event<'a> {
    call_id: CallId,
    operation: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    attempt: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attempts: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    elapsed_ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_in_ms: Option<f64>,
}

impl Events {
    /// Posts the event that is made for the number of the call.
    fn post<'a>(&self, kind: Kind, event: impl FnOnce(CallId) -> Event<'a>) {
        let listened_to = CURRENT.try_with(|call| call.observed.then_some(call.id)).ok().flatten();
        let Some(id) = listened_to else { return };
        if let Ok(json) = serde_json::to_string(&event(id)) {
            self.mailbox.post(id, kind, &[&json]);
        }
    }
}

impl Observer for Events {
    fn on_attempt(&self, event: &AttemptEvent<'_>) {
        self.post(Kind::Attempt, |call_id| Event {
            call_id,
            operation: event.operation,
            attempt: Some(event.attempt),
            attempts: None,
            status: event.status,
            request_id: event.request_id,
            elapsed_ms: milliseconds(event.elapsed),
            error_kind: event.error_kind.map(ErrorKind::as_str),
            outcome: None,
            retry_in_ms: event.retry_in.map(milliseconds),
        });
    }

    fn on_call(&self, event: &CallEvent<'_>) {
        self.post(Kind::Call, |call_id| Event {
            call_id,
            operation: event.operation,
            attempt: None,
            attempts: Some(event.attempts),
            status: event.status,
            request_id: event.request_id,
            elapsed_ms: milliseconds(event.elapsed),
            error_kind: event.error_kind.map(ErrorKind::as_str),
            outcome: event.outcome.map(Outcome::as_str),
            retry_in_ms: None,
        });
    }
}

pub(crate) fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
