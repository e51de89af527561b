//! Errors, field by field.

use super::Problems;
use crate::report::{ErrorReport, FieldErrorReport};
use crate::scenario::{ErrorExpect, FieldErrorExpect};

/// The most that an error may hold of a body.
const MAX_BODY: usize = 4096;

pub(super) fn check(problems: &mut Problems, place: &str, wanted: &ErrorExpect, got: &ErrorReport) {
    problems.same(format!("{place}.kind"), &wanted.kind, &got.kind);
    problems.same(format!("{place}.outcome"), &wanted.outcome, &got.outcome);
    if !wanted.attempts.allows(got.attempts) {
        problems
            .add(format!("{place}.attempts"), format!("expected {}, got {}", wanted.attempts, got.attempts));
    }
    problems.same(format!("{place}.status"), &wanted.status, &got.status);
    problems.same(format!("{place}.code"), &wanted.code, &got.code);
    problems.same(format!("{place}.request_id"), &wanted.request_id, &got.request_id);
    problems.same(format!("{place}.factor_id"), &wanted.factor_id, &got.factor_id);
    if let Some(got) = got.retry_budget_exhausted {
        problems.same(format!("{place}.retry_budget_exhausted"), &wanted.retry_budget_exhausted, &got);
    }
    match (wanted.retry_after, got.retry_after) {
        (None, None) => {}
        (Some(wanted), Some(got)) if wanted.allows(got) => {}
        (Some(wanted), got) => {
            problems
                .add(format!("{place}.retry_after"), format!("expected {wanted}, got {}", super::show(&got)));
        }
        (None, Some(got)) => {
            problems.add(format!("{place}.retry_after"), format!("expected nothing, got {got}"));
        }
    }
    field_errors(problems, place, wanted, &got.field_errors);
    if got.message.trim().is_empty() {
        problems.add(format!("{place}.message"), "it is empty");
    }
    if let Some(problem) = wanted.message.as_ref().and_then(|message| message.problem(Some(&got.message))) {
        problems.add(format!("{place}.message"), problem);
    }
    if let Some(problem) = wanted.body.as_ref().and_then(|body| body.problem(got.body.as_deref())) {
        problems.add(format!("{place}.body"), problem);
    }
    if let Some(body) = got.body.as_ref().filter(|body| body.len() > MAX_BODY) {
        problems
            .add(format!("{place}.body"), format!("it has {} bytes; {MAX_BODY} are the most", body.len()));
    }
}

fn field_errors(problems: &mut Problems, place: &str, wanted: &ErrorExpect, got: &[FieldErrorReport]) {
    let place = format!("{place}.field_errors");
    if let Some(field) = &wanted.names_field {
        // The words are the client's own; which field is meant is what a program reads.
        let fields: Vec<Option<&str>> = got.iter().map(|error| error.field.as_deref()).collect();
        problems.same(place, &vec![Some(field.as_str())], &fields);
        return;
    }
    let got: Vec<FieldErrorExpect> = got
        .iter()
        .map(|error| FieldErrorExpect {
            field: error.field.clone(),
            code: error.code.clone(),
            message: error.message.clone(),
        })
        .collect();
    problems.same(place, &wanted.field_errors, &got);
}
