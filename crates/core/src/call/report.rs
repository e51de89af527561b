//! Tells `tracing` and the client's observer what happens.

use std::time::Duration;

use super::attempt::Success;
use crate::error::{Error, ErrorKind};
use crate::observe::{AttemptEvent, CallEvent, Observer};
use crate::response::Metadata;

pub(super) struct Report<'a> {
    observer: Option<&'a dyn Observer>,
    operation: &'static str,
}

impl<'a> Report<'a> {
    pub(super) fn new(observer: Option<&'a dyn Observer>, operation: &'static str) -> Self {
        Self { observer, operation }
    }

    pub(super) fn attempt<T>(&self, attempt: u32, success: &Success<T>, elapsed: Duration) {
        self.emit(attempt, Some(success.status), success.request_id.as_deref(), elapsed, None, None);
    }

    pub(super) fn failed_attempt(
        &self,
        attempt: u32,
        failure: &Error,
        elapsed: Duration,
        retry_in: Option<Duration>,
    ) {
        let parts = failure.parts();
        self.emit(attempt, parts.status, failure.request_id(), elapsed, Some(parts.kind), retry_in);
    }

    fn emit(
        &self,
        attempt: u32,
        status: Option<u16>,
        request_id: Option<&str>,
        elapsed: Duration,
        error_kind: Option<ErrorKind>,
        retry_in: Option<Duration>,
    ) {
        tracing::debug!(
            target: "workos_mfa",
            operation = self.operation,
            attempt,
            status,
            request_id,
            elapsed_ms = elapsed.as_secs_f64() * 1000.0,
            error_kind = error_kind.map(ErrorKind::as_str),
            retry_in_ms = retry_in.map(|wait| wait.as_secs_f64() * 1000.0),
            "attempt"
        );
        if let Some(observer) = self.observer {
            let operation = self.operation;
            observer.on_attempt(&AttemptEvent {
                operation,
                attempt,
                status,
                request_id,
                elapsed,
                error_kind,
                retry_in,
            });
        }
    }

    pub(super) fn call(&self, metadata: &Metadata) {
        if let Some(observer) = self.observer {
            observer.on_call(&CallEvent {
                operation: self.operation,
                attempts: metadata.attempts,
                status: Some(metadata.status),
                request_id: metadata.request_id.as_deref(),
                elapsed: metadata.elapsed,
                error_kind: None,
                outcome: None,
            });
        }
    }

    pub(super) fn failed_call(&self, error: &Error) {
        if let Some(observer) = self.observer {
            observer.on_call(&CallEvent {
                operation: self.operation,
                attempts: error.attempts(),
                status: error.status(),
                request_id: error.request_id(),
                elapsed: error.elapsed(),
                error_kind: Some(error.kind()),
                outcome: Some(error.outcome()),
            });
        }
    }
}
