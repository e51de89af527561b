//! What came of each call.

use super::{Judgement, Problems, errors, values};
use crate::report::{CallReport, Report};
use crate::scenario::{Call, OkExpect, Scenario};

pub(super) fn check(problems: &mut Problems, scenario: &Scenario, report: &Report, judgement: Judgement) {
    match (&scenario.construct_error, &report.construct_error) {
        (Some(wanted), Some(got)) => errors::check(problems, "construct_error", wanted, got),
        (Some(wanted), None) => {
            problems.add("construct_error", format!("expected {:?}, but the client was built", wanted.kind));
        }
        (None, Some(got)) => {
            problems.add("construct_error", format!("the client was not built: {}", super::show(got)));
        }
        (None, None) => {}
    }
    if scenario.calls.len() != report.calls.len() {
        problems.add("calls", format!("expected {}, got {}", scenario.calls.len(), report.calls.len()));
    }
    for (at, (call, got)) in scenario.calls.iter().zip(&report.calls).enumerate() {
        check_call(problems, &format!("calls[{at}]"), scenario, call, got, judgement);
    }
}

fn check_call(
    problems: &mut Problems,
    place: &str,
    scenario: &Scenario,
    call: &Call,
    got: &CallReport,
    judgement: Judgement,
) {
    match (&call.expect.ok, &call.expect.error, &got.error) {
        (Some(wanted), _, None) => check_ok(problems, place, scenario, wanted, got, judgement),
        (Some(_), _, Some(error)) => {
            problems.add(place, format!("expected success, got the error {}", super::show(error)));
        }
        (None, Some(wanted), Some(error)) => {
            errors::check(problems, &format!("{place}.error"), wanted, error);
        }
        (None, Some(wanted), None) => {
            problems.add(
                place,
                format!("expected the error {:?}, got {}", wanted.kind, super::show(&got.result)),
            );
        }
        (None, None, _) => problems.add(place, "the scenario expects nothing of this call"),
    }
    if got.error.is_some() && !got.result.is_null() {
        problems.add(place, "there are a result and an error");
    }
    let seconds = got.elapsed_ms / 1000.0;
    if let Some(wanted) = call.expect.elapsed.filter(|wanted| !wanted.allows(seconds)) {
        problems.add(format!("{place}.elapsed_ms"), format!("expected {wanted}, took {seconds:.3} s"));
    }
}

fn check_ok(
    problems: &mut Problems,
    place: &str,
    scenario: &Scenario,
    wanted: &OkExpect,
    got: &CallReport,
    judgement: Judgement,
) {
    match values::wanted_result(scenario, &wanted.result) {
        Ok(result) => values::compare(problems, &format!("{place}.result"), result, &got.result),
        Err(problem) => problems.add(format!("{place}.result"), problem),
    }
    if !judgement.metadata {
        return;
    }
    let place = format!("{place}.metadata");
    let Some(metadata) = &got.metadata else {
        problems.add(place, "it is not there");
        return;
    };
    problems.same(format!("{place}.status"), &wanted.status, &metadata.status);
    problems.same(format!("{place}.request_id"), &wanted.request_id, &metadata.request_id);
    for (name, value) in &wanted.headers {
        let got = metadata.headers.get(name);
        problems.same(format!("{place}.headers.{name}"), &value.as_ref(), &got);
    }
    if !wanted.attempts.allows(metadata.attempts) {
        problems.add(
            format!("{place}.attempts"),
            format!("expected {}, got {}", wanted.attempts, metadata.attempts),
        );
    }
}
