//! `workos_mfa::blocking::Client`.

use std::thread;
use std::time::{Duration, Instant};

use workos_mfa::blocking::Client;

use super::convert::{builder, call_options, call_report, enrolment, error_debug, error_report, id};
use super::logs;
use crate::report::{CallReport, Report};
use crate::scenario::Operation;
use crate::server::{Started, StartedCall};

/// Blocks the thread, which must not run async code. The client lives until `reported` returns.
pub(super) fn drive(started: &Started, reported: impl FnOnce(Report)) {
    let mark = logs::mark();
    let mut report = Report::default();
    let client = match builder(&started.client).and_then(workos_mfa::ClientBuilder::build_blocking) {
        Ok(client) => {
            report.debug = format!("{client:?}\n");
            for (call, debug) in calls(&client, started) {
                report.calls.push(call);
                report.debug.push_str(&debug);
            }
            Some(client)
        }
        Err(error) => {
            report.debug = error_debug(&error);
            report.construct_error = Some(error_report(&error));
            None
        }
    };
    report.debug.push_str(&logs::since(mark));
    reported(report);
    drop(client);
}

fn calls(client: &Client, started: &Started) -> Vec<(CallReport, String)> {
    if !started.parallel {
        return started.calls.iter().map(|call| make(client, call)).collect();
    }
    thread::scope(|scope| {
        let running: Vec<_> = started.calls.iter().map(|call| scope.spawn(|| make(client, call))).collect();
        // A call that panicked has no report, and a verdict says that one is missing.
        running.into_iter().filter_map(|call| call.join().ok()).collect()
    })
}

fn make(client: &Client, call: &StartedCall) -> (CallReport, String) {
    if let Some(seconds) = call.wait_before {
        thread::sleep(Duration::from_secs_f64(seconds));
    }
    let began = Instant::now();
    let options = call_options(&call.options);
    match call.operation {
        Operation::EnrollFactor => match enrolment(call) {
            Ok(factor) => call_report(began, &client.enroll_factor_with(factor, &options)),
            Err(error) => call_report::<()>(began, &Err(error)),
        },
        Operation::GetFactor => call_report(began, &client.get_factor_with(id(call), &options)),
        Operation::DeleteFactor => call_report(began, &client.delete_factor_with(id(call), &options)),
    }
}
