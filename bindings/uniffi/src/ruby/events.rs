//! The events of a call, without calling Ruby: they are noted while the call runs, and whoever waited for the call gets them after its
//! end.
//!
//! So no Ruby code runs on a thread of Rust's, and nothing that an observer does or raises can disturb the call.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use workos_mfa::{AttemptEvent, CallEvent, ErrorKind, Observer, Outcome, StartEvent};

tokio::task_local! {
    /// Those of the call that is running, if anyone wants them.
    static EVENTS: Option<Arc<Events>>;
}

/// What has happened in a call.
#[derive(Default)]
pub(super) struct Events(Mutex<Vec<Value>>);

impl Events {
    /// As a list of JSON, each event with its name before it. Empty if there are none. They are handed out once.
    pub(super) fn take(&self) -> String {
        let events = std::mem::take(&mut *self.lock());
        if events.is_empty() { String::new() } else { Value::from(events).to_string() }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Value>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The call, with its events, also while it is dropped.
pub(super) fn scope<F: Future>(events: Option<Arc<Events>>, call: F) -> impl Future<Output = F::Output> {
    EVENTS.scope(events, call)
}

/// Notes what happens in the calls of which somebody wants to know.
pub(super) struct NoteForTheCaller;

impl NoteForTheCaller {
    fn note(name: &str, event: impl FnOnce(f64) -> Value) {
        let _ = EVENTS.try_with(|events| {
            if let Some(events) = events {
                let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64();
                events.lock().push(json!([name, event(now)]));
            }
        });
    }
}

impl Observer for NoteForTheCaller {
    fn on_start(&self, event: &StartEvent<'_>) {
        Self::note(
            "start",
            |time| json!({ "call_id": event.call_id, "operation": event.operation, "time": time }),
        );
    }

    fn on_attempt(&self, event: &AttemptEvent<'_>) {
        Self::note("attempt", |time| {
            json!({
                "call_id": event.call_id,
                "operation": event.operation,
                "attempt": event.attempt,
                "status": event.status,
                "request_id": event.request_id,
                "elapsed": event.elapsed.as_secs_f64(),
                "error_kind": event.error_kind.map(ErrorKind::as_str),
                "retry_in": event.retry_in.map(|wait| wait.as_secs_f64()),
                "time": time,
            })
        });
    }

    fn on_call(&self, event: &CallEvent<'_>) {
        Self::note("call", |time| {
            json!({
                "call_id": event.call_id,
                "operation": event.operation,
                "attempts": event.attempts,
                "status": event.status,
                "request_id": event.request_id,
                "elapsed": event.elapsed.as_secs_f64(),
                "error_kind": event.error_kind.map(ErrorKind::as_str),
                "outcome": event.outcome.map(Outcome::as_str),
                "time": time,
            })
        });
    }
}
