//! Tells `tracing` and the client's observer what happens.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;
use workos_mfa_api::Exchange;

use super::attempt::Success;
use super::progress::CallProgress;
use crate::error::{Error, ErrorKind, Outcome};
use crate::observe::{AttemptEvent, CallEvent, Observer, StartEvent};
use crate::response::Metadata;

/// The last call's number.
static CALLS: AtomicU64 = AtomicU64::new(0);

/// Of one call. Dropped before the call has ended, it reports that the call was cancelled.
pub(super) struct Report<'a> {
    observer: Option<&'a dyn Observer>,
    operation: &'static str,
    call_id: u64,
    /// Where there is neither an observer nor a watcher, nobody asks how far the call has come.
    progress: Option<CallProgress>,
    ended: bool,
}

impl<'a> Report<'a> {
    pub(super) fn start(
        observer: Option<&'a dyn Observer>,
        operation: &'static str,
        watcher: Option<&CallProgress>,
        started: Instant,
    ) -> Self {
        let progress = watcher.cloned().or_else(|| observer.map(|_| CallProgress::new()));
        if let Some(progress) = &progress {
            progress.call_begins(started);
        }
        let call_id = if observer.is_some() { CALLS.fetch_add(1, Ordering::Relaxed) + 1 } else { 0 };
        let report = Self { observer, operation, call_id, progress, ended: false };
        report.observe(|observer| observer.on_start(&StartEvent { call_id, operation }));
        report
    }

    pub(super) fn attempt_begins(&self) {
        if let Some(progress) = &self.progress {
            progress.attempt_begins();
        }
    }

    pub(super) fn request_begins(&self, exchange: &Exchange) {
        if let Some(progress) = &self.progress {
            progress.request_begins(exchange);
        }
    }

    pub(super) fn attempt_ends(&self, failure: Outcome) {
        if let Some(progress) = &self.progress {
            progress.attempt_failed(failure);
        }
    }

    /// An observer that panics must not take the result of a call along: that may be the only copy of a secret.
    fn observe(&self, tell: impl FnOnce(&dyn Observer)) {
        if let Some(observer) = self.observer {
            // The panic hook has reported it. Nothing of the call is in the closure, so nothing of it is half done.
            let _ = catch_unwind(AssertUnwindSafe(|| tell(observer)));
        }
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
        let Self { call_id, operation, .. } = *self;
        self.observe(|observer| {
            observer.on_attempt(&AttemptEvent {
                call_id,
                operation,
                attempt,
                status,
                request_id,
                elapsed,
                error_kind,
                retry_in,
            });
        });
    }

    pub(super) fn call(mut self, metadata: &Metadata) {
        self.end(&CallEvent {
            call_id: self.call_id,
            operation: self.operation,
            attempts: metadata.attempts,
            status: Some(metadata.status),
            request_id: metadata.request_id.as_deref(),
            elapsed: metadata.elapsed,
            error_kind: None,
            outcome: None,
        });
    }

    pub(super) fn failed_call(mut self, error: &Error) {
        self.fail(error);
    }

    fn fail(&mut self, error: &Error) {
        self.end(&CallEvent {
            call_id: self.call_id,
            operation: self.operation,
            attempts: error.attempts(),
            status: error.status(),
            request_id: error.request_id(),
            elapsed: error.elapsed(),
            error_kind: Some(error.kind()),
            outcome: Some(error.outcome()),
        });
    }

    fn end(&mut self, event: &CallEvent<'_>) {
        self.ended = true;
        if let Some(progress) = &self.progress {
            progress.call_ends(event.outcome);
        }
        self.observe(|observer| observer.on_call(event));
    }
}

impl Drop for Report<'_> {
    fn drop(&mut self) {
        if !self.ended
            && let Some(progress) = &self.progress
        {
            progress.call_is_dropped();
            let error = progress.cancelled();
            self.fail(&error);
        }
    }
}
