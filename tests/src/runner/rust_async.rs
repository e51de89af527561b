//! `workos_mfa::Client`, on a runtime of its own: what one client computes must not hold up another's deadlines.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::runtime::Builder;
use tokio::time::{sleep, timeout};
use workos_mfa::driving::CallProgress;
use workos_mfa::{Client, Error, Response};

use super::convert::{Wire, builder, call_options, call_report, enrolment, error_debug, error_report, id};
use super::logs;
use crate::report::{CallReport, Report};
use crate::scenario::Operation;
use crate::server::{Started, StartedCall};

/// Blocks the thread. The client lives until `reported` returns.
pub(super) fn drive(started: &Started, reported: impl FnOnce(Report)) -> Result<()> {
    let runtime =
        Builder::new_multi_thread().worker_threads(1).enable_all().build().context("can't make a runtime")?;
    let (report, client) = runtime.block_on(drive_async(started));
    reported(report);
    drop(client);
    Ok(())
}

async fn drive_async(started: &Started) -> (Report, Option<Client>) {
    let mark = logs::mark();
    let mut report = Report::default();
    let built = builder(&started.client).and_then(|builder| {
        report.debug = format!("{builder:?}\n");
        builder.build()
    });
    let client = match built {
        Ok(client) => {
            report.debug.push_str(&format!("{client:?}\n{client:#?}\n"));
            for (call, debug) in calls(&client, started).await {
                report.calls.push(call);
                report.debug.push_str(&debug);
            }
            Some(client)
        }
        Err(error) => {
            report.debug.push_str(&error_debug(&error));
            report.construct_error = Some(error_report(&error));
            None
        }
    };
    report.debug.push_str(&logs::since(mark));
    (report, client)
}

async fn calls(client: &Client, started: &Started) -> Vec<(CallReport, String)> {
    let mut reports = Vec::new();
    if started.parallel {
        let spawn = |call: &StartedCall| {
            let (client, call) = (client.clone(), call.clone());
            tokio::spawn(async move { make(&client, &call).await })
        };
        let running: Vec<_> = started.calls.iter().map(spawn).collect();
        for call in running {
            // A call that panicked has no report, and a verdict says that one is missing.
            reports.extend(call.await.ok());
        }
    } else {
        for call in &started.calls {
            reports.push(make(client, call).await);
        }
    }
    reports
}

async fn make(client: &Client, call: &StartedCall) -> (CallReport, String) {
    if let Some(seconds) = call.wait_before {
        sleep(Duration::from_secs_f64(seconds)).await;
    }
    let began = Instant::now();
    let progress = CallProgress::new();
    let options = call_options(&call.options).watched_by(&progress);
    let (report, debug) = match call.operation {
        Operation::EnrollFactor => match enrolment(call) {
            Ok(factor) => {
                let debug = format!("{factor:?}\n");
                let (report, more) =
                    until_cancelled(began, call, &progress, client.enroll_factor_with(factor, &options))
                        .await;
                (report, debug + &more)
            }
            Err(error) => call_report::<()>(began, &Err(error)),
        },
        Operation::GetFactor => {
            until_cancelled(began, call, &progress, client.get_factor_with(id(call), &options)).await
        }
        Operation::DeleteFactor => {
            until_cancelled(began, call, &progress, client.delete_factor_with(id(call), &options)).await
        }
    };
    (report, format!("{options:?}\n{debug}"))
}

async fn until_cancelled<T: Wire>(
    began: Instant,
    call: &StartedCall,
    progress: &CallProgress,
    future: impl Future<Output = Result<Response<T>, Error>>,
) -> (CallReport, String) {
    if call.cancel_before {
        // Before its first poll.
        drop(future);
        let (mut report, debug) = call_report::<T>(began, &Err(Error::cancelled()));
        if let Some(error) = &mut report.error {
            // The error is this runner's own: who drops a future hears nothing of it.
            error.outcome = "not_sent".to_owned();
        }
        return (report, debug);
    }
    let outcome = match call.cancel_after {
        // Dropping the future is how Rust cancels.
        Some(seconds) => timeout(Duration::from_secs_f64(seconds), future)
            .await
            .unwrap_or_else(|_| Err(progress.cancelled())),
        None => future.await,
    };
    call_report(began, &outcome)
}
