//! A call: attempts, and the decisions between them.

mod attempt;
mod classify;
mod operation;
mod plan;
mod report;

use std::time::Duration;

use tokio::time::Instant;
use tracing::Instrument as _;

pub(crate) use operation::{DeleteFactor, EnrollFactorCall, GetFactor, Operation};

use crate::client::{Inner, Pool};
use crate::error::{Error, ErrorKind, Outcome};
use crate::options::CallOptions;
use crate::response::{Metadata, Response};
use crate::retry::backoff;
use attempt::{Success, attempt};
use plan::Plan;
use report::Report;

/// Makes a call. What is wrong with the options is told before anything is sent.
pub(crate) async fn call<O: Operation>(
    client: &Inner,
    operation: &O,
    options: &CallOptions,
) -> Result<Response<O::Output>, Error> {
    // Without a runtime the first timer or socket would panic.
    let runtime = tokio::runtime::Handle::try_current().map_err(|_| {
        Error::config(
            "runtime",
            "there is no Tokio runtime here; call from within one, or use workos_mfa::blocking",
        )
    })?;
    let pool = client.pools.of(&runtime)?;
    drop(runtime);
    let plan = Plan::new(client, options)?;
    let span = tracing::debug_span!(target: "workos_mfa", "call", operation = O::NAME);
    attempts(client, &pool, &plan, operation).instrument(span).await
}

async fn attempts<O: Operation>(
    client: &Inner,
    pool: &Pool,
    plan: &Plan,
    operation: &O,
) -> Result<Response<O::Output>, Error> {
    let report = Report::new(client.observer.as_deref(), O::NAME);
    let mut attempts = 0;
    let mut may_be_applied = false;
    let mut attempt_began = plan.started;
    loop {
        attempts += 1;
        let result = attempt(client, pool, plan, operation, attempt_began).await;
        // The clock is read once for all that is told about this attempt.
        let now = Instant::now();
        let elapsed = now - attempt_began;
        let failure = match or_gone::<O>(result, may_be_applied) {
            Ok(success) => {
                client.budget.deposit();
                report.attempt(attempts, &success, elapsed);
                return Ok(respond(plan, &report, attempts, success, now));
            }
            Err(error) => error,
        };

        may_be_applied |= failure.outcome() == Outcome::Unknown;
        let wait = if classify::may_try_again::<O>(&failure) {
            wait_before_retry(client, plan, attempts, &failure)
        } else {
            if failure.outcome() == Outcome::Rejected {
                // The server is alive and knows its mind.
                client.budget.deposit();
            }
            None
        };
        report.failed_attempt(attempts, &failure, elapsed, wait);
        let Some(wait) = wait else {
            let error = conclude(failure, may_be_applied, attempts, now - plan.started);
            report.failed_call(&error);
            return Err(error);
        };
        tokio::time::sleep(wait).await;
        attempt_began = Instant::now();
    }
}

fn respond<T>(
    plan: &Plan,
    report: &Report<'_>,
    attempts: u32,
    success: Success<T>,
    now: Instant,
) -> Response<T> {
    let Success { value, status, request_id } = success;
    let metadata = Metadata { status, request_id, attempts, elapsed: now - plan.started };
    report.call(&metadata);
    Response { value, metadata }
}

/// A factor that is gone where one of this call's own requests may have removed it: that is what the caller wanted.
fn or_gone<O: Operation>(
    result: Result<Success<O::Output>, Error>,
    may_be_applied: bool,
) -> Result<Success<O::Output>, Error> {
    let failure = match result {
        Err(failure) if may_be_applied && failure.kind() == ErrorKind::NotFound => failure,
        other => return other,
    };
    match O::value_if_gone() {
        Some(value) => Ok(Success {
            value,
            status: failure.status().unwrap_or_default(),
            request_id: failure.request_id().map(str::to_owned),
        }),
        None => Err(failure),
    }
}

/// How long to wait before the next attempt; `None` if there shall be none, for want of retries, time or budget.
fn wait_before_retry(client: &Inner, plan: &Plan, attempts: u32, failure: &Error) -> Option<Duration> {
    if attempts > plan.max_retries {
        return None;
    }
    let left = plan.deadline.saturating_duration_since(Instant::now());
    let wait = backoff(attempts, failure.retry_after(), left, fastrand::f64())?;
    client.budget.withdraw().then_some(wait)
}

/// The error of the whole call. What a later attempt says does not undo what an earlier one may have done.
fn conclude(mut error: Error, may_be_applied: bool, attempts: u32, elapsed: Duration) -> Error {
    let parts = error.parts_mut();
    parts.attempts = attempts;
    parts.elapsed = elapsed;
    if may_be_applied && matches!(parts.outcome, Outcome::NotSent | Outcome::Rejected) {
        parts.outcome = Outcome::Unknown;
    }
    error
}
