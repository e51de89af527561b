//! A call: attempts, and the decisions between them.

mod attempt;
mod authorize;
mod classify;
mod form;
mod operation;
mod plan;
mod progress;
mod report;

use std::time::Duration;

use tokio::time::Instant;
use tracing::Instrument as _;

pub(crate) use operation::{DeleteFactor, EnrollFactorCall, GetFactor, Operation};
pub use progress::CallProgress;

use crate::client::{Inner, Pool};
use crate::error::{Error, Outcome};
use crate::options::CallOptions;
use crate::response::{Metadata, Response};
use crate::retry::backoff;
use attempt::{Standing, Success, attempt};
use authorize::{authorize, renew};
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
    let attempts = attempts(client, &pool, &plan, operation, options.progress.as_ref());
    if span.is_disabled() {
        return attempts.await;
    }
    // Boxed, so that the space for it is not set aside in every call, to be copied along.
    Box::pin(attempts.instrument(span)).await
}

async fn attempts<O: Operation>(
    client: &Inner,
    pool: &Pool,
    plan: &Plan,
    operation: &O,
    watcher: Option<&CallProgress>,
) -> Result<Response<O::Output>, Error> {
    let report = Report::start(client.observer.as_deref(), O::NAME, watcher, plan.started);
    let mut attempts = 0;
    let mut retries = 0;
    let mut may_be_applied = false;
    let mut was_renewed = false;
    let mut renewed = None;
    let mut attempt_began = plan.started;
    loop {
        attempts += 1;
        report.attempt_begins();
        let deadline = plan.attempt_deadline(attempt_began);
        let authorized = match renewed.take() {
            Some(token) => Ok(token),
            None => authorize(client, deadline).await,
        };
        let (result, used) = match authorized {
            Ok(used) => {
                // A provider may have taken its time.
                let began = if used.is_fixed() { attempt_began } else { Instant::now() };
                let standing = Standing { began, deadline, may_be_applied };
                let (result, ended) = attempt(client, pool, plan, operation, &used, &report, standing).await;
                (result, Some((used, ended)))
            }
            Err(error) => (Err(error), None),
        };
        // The clock is read once for all that is told about this attempt.
        let mut now = used.as_ref().map_or_else(Instant::now, |(_, ended)| *ended);
        let elapsed = now - attempt_began;
        let mut failure = match result {
            Ok(success) => {
                client.budget.deposit(client.age(now));
                report.attempt(attempts, &success, elapsed);
                return Ok(respond(plan, report, attempts, success, now));
            }
            Err(error) => error,
        };

        may_be_applied |= failure.outcome() == Outcome::Unknown;
        report.attempt_ends(failure.outcome());
        let mut wait = None;
        if classify::may_try_again::<O>(&failure) {
            retries += 1;
            wait = wait_before_retry(client, plan, retries, &mut failure);
        } else if failure.status() == Some(401)
            && !was_renewed
            && let Some((refused, _)) = used
        {
            // Not a retry: another request, which the server has not refused yet. Once, for a provider may have many tokens.
            was_renewed = true;
            renewed = renew(client, &refused, &mut failure, plan.attempt_deadline(now)).await;
            wait = renewed.is_some().then_some(Duration::ZERO);
            now = Instant::now();
        }
        report.failed_attempt(attempts, &failure, elapsed, wait);
        let Some(wait) = wait else {
            if failure.outcome() == Outcome::Rejected && !classify::may_try_again::<O>(&failure) {
                // The server is working: it has refused this call for good.
                client.budget.deposit(client.age(now));
            }
            let error = conclude(failure, may_be_applied, attempts, now - plan.started);
            report.failed_call(&error);
            return Err(error);
        };
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        attempt_began = Instant::now();
    }
}

fn respond<T>(
    plan: &Plan,
    report: Report<'_>,
    attempts: u32,
    success: Success<T>,
    now: Instant,
) -> Response<T> {
    let Success { value, status, request_id, headers, reply } = success;
    let metadata = Metadata { status, request_id, attempts, elapsed: now - plan.started, headers };
    report.call(&metadata);
    Response { value, metadata, reply }
}

/// How long to wait before this retry, the first being 1; `None` if there shall be none, for want of retries, time or budget.
fn wait_before_retry(client: &Inner, plan: &Plan, retry: u32, failure: &mut Error) -> Option<Duration> {
    if retry > plan.max_retries {
        return None;
    }
    let now = Instant::now();
    let left = plan.deadline.saturating_duration_since(now);
    let wait = backoff(client.backoff_base, retry, failure.retry_after(), left, fastrand::f64())?;
    if client.budget.withdraw(client.age(now), plan.max_retries) {
        Some(wait)
    } else {
        failure.end_retries_for_budget();
        None
    }
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
