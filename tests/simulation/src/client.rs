//! A client, as far as retries are concerned: the loop in the core's `call` module, with virtual time for its clock.

use std::time::Duration;

use workos_mfa::internals::{Budget, backoff};

use crate::world::Retries;

/// The client's defaults.
const MAX_RETRIES: u32 = 2;
const TIMEOUT: Duration = Duration::from_secs(60);

/// A client of the API, such as a server program. All its calls share one budget.
pub(crate) struct Client {
    budget: Option<Budget>,
}

/// A call that is under way.
#[derive(Clone, Copy)]
pub(crate) struct Call {
    pub(crate) started: Duration,
    pub(crate) attempts: u32,
}

impl Client {
    pub(crate) fn new(retries: Retries) -> Self {
        let budget = match retries {
            Retries::Budgeted => Some(Budget::new()),
            Retries::Unlimited => None,
        };
        Self { budget }
    }

    /// The server answered properly.
    pub(crate) fn succeeded(&self, now: Duration) {
        if let Some(budget) = &self.budget {
            budget.deposit(now);
        }
    }

    /// The server answered 503. How long to wait before the next attempt, if there is to be one.
    pub(crate) fn wait_before_retry(&self, call: Call, now: Duration, jitter: f64) -> Option<Duration> {
        if call.attempts > MAX_RETRIES {
            return None;
        }
        let left = (call.started + TIMEOUT).saturating_sub(now);
        let wait = backoff(call.attempts, None, left, jitter)?;
        self.budget.as_ref().is_none_or(|budget| budget.withdraw(now, MAX_RETRIES)).then_some(wait)
    }
}
