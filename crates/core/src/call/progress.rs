//! What is known of a call while it is under way.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;
use workos_mfa_api::Exchange;

use crate::error::{Error, Outcome};

/// What is known of a call that may be given up at any moment. A binding passes one to a call by
/// [`CallOptions::watched_by`](crate::CallOptions::watched_by), a new one for each call, and asks it when it gives the call up.
#[derive(Clone, Default)]
pub struct CallProgress(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    started: Option<Instant>,
    attempts: u32,
    /// What the attempts that have ended leave behind.
    settled: Option<Outcome>,
    /// The request that is under way.
    out: Option<Exchange>,
}

impl State {
    fn outcome(&self) -> Outcome {
        let settled = self.settled.unwrap_or(Outcome::NotSent);
        match &self.out {
            Some(exchange) if exchange.may_have_been_written() => Outcome::Unknown,
            _ => settled,
        }
    }

    fn settle(&mut self, outcome: Outcome) {
        self.out = None;
        // What an earlier attempt may have done, no later one undoes.
        self.settled = Some(match (self.settled, outcome) {
            (Some(Outcome::Unknown), _) => Outcome::Unknown,
            (Some(Outcome::Rejected), Outcome::NotSent) => Outcome::Rejected,
            (_, outcome) => outcome,
        });
    }
}

impl CallProgress {
    /// Of a call that has not begun.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The error of a call that is given up now: kind `cancelled`, with the attempts that were begun and what is known of their effect.
    #[must_use]
    pub fn cancelled(&self) -> Error {
        let state = self.lock();
        let mut error = Error::cancelled();
        let parts = error.parts_mut();
        parts.outcome = state.outcome();
        parts.attempts = state.attempts;
        parts.elapsed = state.started.map(|started| started.elapsed()).unwrap_or_default();
        error
    }

    pub(super) fn call_begins(&self, started: Instant) {
        *self.lock() = State { started: Some(started), ..State::default() };
    }

    pub(super) fn attempt_begins(&self) {
        self.lock().attempts += 1;
    }

    pub(super) fn request_begins(&self, exchange: &Exchange) {
        self.lock().out = Some(exchange.clone());
    }

    pub(super) fn attempt_failed(&self, outcome: Outcome) {
        self.lock().settle(outcome);
    }

    /// The call is dropped. The request, which knows the key, is not kept any longer.
    pub(super) fn call_is_dropped(&self) {
        let mut state = self.lock();
        let outcome = state.outcome();
        state.settle(outcome);
    }

    /// The call is over. If it is given up now, its result is thrown away, and the caller has to look even after a success.
    pub(super) fn call_ends(&self, failed: Option<Outcome>) {
        let mut state = self.lock();
        state.out = None;
        state.settled = Some(failed.unwrap_or(Outcome::Unknown));
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for CallProgress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let state = self.lock();
        f.debug_struct("CallProgress")
            .field("attempts", &state.attempts)
            .field("outcome", &state.outcome())
            .finish_non_exhaustive()
    }
}
