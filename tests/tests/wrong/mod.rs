//! Reports and records that are wrong in one thing.

#![expect(clippy::indexing_slicing, reason = "a test may panic")]

use serde_json::{Value, json};
use workos_mfa_conformance::report::{CallReport, ErrorReport, FieldErrorReport, MetadataReport, Report};
use workos_mfa_conformance::runner::Run;
use workos_mfa_conformance::server::{Finished, SeenRequest};

type Variation = (String, Finished, Report);

/// Everything that could be wrong about a session that was right.
pub(crate) fn variations(run: &Run) -> Vec<Variation> {
    let mut all = Vec::new();
    let mut report = |what: String, change: &dyn Fn(&mut Report)| {
        let mut wrong = run.report.clone();
        change(&mut wrong);
        all.push((what, run.finished.clone(), wrong));
    };
    report("the runner crashed".to_owned(), &|report| report.crash = Some("no memory".to_owned()));
    report("a call is missing, or one too many".to_owned(), &|report| {
        if report.calls.pop().is_none() {
            report.calls.push(CallReport::default());
        }
    });
    report("there is no debug output".to_owned(), &|report| report.debug.clear());
    report("the client was built, or was not".to_owned(), &|report| {
        report.construct_error =
            if report.construct_error.is_some() { None } else { Some(ErrorReport::default()) };
    });
    if let Some(key) = &run.finished.scenario.client.api_key.as_ref().filter(|key| key.trim().len() >= 8) {
        report("debug output shows the key".to_owned(), &|report| report.debug.push_str(key));
    }
    for (at, call) in run.report.calls.iter().enumerate() {
        let wrongs = match &call.error {
            Some(error) => errors(error)
                .into_iter()
                .map(|(what, error)| (what, CallReport { error: Some(error), ..call.clone() }))
                .collect(),
            None => successes(call),
        };
        for (what, wrong) in wrongs {
            report(format!("in call {at}, {what}"), &|report| report.calls[at] = wrong.clone());
        }
    }
    if let Some(error) = &run.report.construct_error {
        for (what, wrong) in errors(error) {
            report(format!("in the construct error, {what}"), &|report| {
                report.construct_error = Some(wrong.clone());
            });
        }
    }
    all.extend(records(run));
    all
}

fn errors(error: &ErrorReport) -> Vec<(&'static str, ErrorReport)> {
    let mut all = Vec::new();
    let mut add = |what, change: &dyn Fn(&mut ErrorReport)| {
        let mut wrong = error.clone();
        change(&mut wrong);
        all.push((what, wrong));
    };
    add("the kind differs", &|error| {
        error.kind = if error.kind == "conflict" { "server" } else { "conflict" }.to_owned();
    });
    add("the outcome differs", &|error| {
        error.outcome = if error.outcome == "applied" { "rejected" } else { "applied" }.to_owned();
    });
    add("there are more attempts", &|error| error.attempts += 10);
    add("the status differs", &|error| error.status = if error.status.is_some() { None } else { Some(500) });
    add("the code differs", &|error| {
        error.code = if error.code.is_some() { None } else { Some("x".to_owned()) }
    });
    add("the request id differs", &|error| {
        error.request_id = if error.request_id.is_some() { None } else { Some("x".to_owned()) }
    });
    add("the factor's id differs", &|error| {
        error.factor_id = if error.factor_id.is_some() { None } else { Some("x".to_owned()) }
    });
    add("retry_after differs", &|error| {
        error.retry_after = if error.retry_after.is_some() { None } else { Some(1.0) }
    });
    add("there is a field error more", &|error| error.field_errors.push(FieldErrorReport::default()));
    add("the message is empty", &|error| error.message.clear());
    add("the body is too long", &|error| error.body = Some("x".repeat(5000)));
    all
}

fn successes(call: &CallReport) -> Vec<(&'static str, CallReport)> {
    let mut all = Vec::new();
    let mut add = |what, change: &dyn Fn(&mut CallReport)| {
        let mut wrong = call.clone();
        change(&mut wrong);
        all.push((what, wrong));
    };
    add("there is an error instead", &|call| {
        (call.result, call.error) = (Value::Null, Some(ErrorReport::default()));
    });
    add("there is an error besides", &|call| call.error = Some(ErrorReport::default()));
    add("the metadata are missing", &|call| call.metadata = None);
    let metadata = |change: fn(&mut MetadataReport)| {
        move |call: &mut CallReport| call.metadata.iter_mut().for_each(change)
    };
    add("the status differs", &metadata(|metadata| metadata.status += 1));
    add("there are more attempts", &metadata(|metadata| metadata.attempts += 10));
    add("the request id differs", &metadata(|metadata| metadata.request_id = Some("x".to_owned())));
    match &call.result {
        Value::Object(members) => {
            add("the result has a field more", &|call| call.result["extra"] = json!(1));
            for key in members.keys() {
                add("the result has a field less", &|call| {
                    call.result.as_object_mut().unwrap().remove(key);
                });
                add("a field of the result differs", &|call| call.result[key] = json!(["other"]));
            }
        }
        _ => add("there is a result", &|call| call.result = json!({"id": "x"})),
    }
    all
}

/// What the server might have seen instead.
fn records(run: &Run) -> Vec<Variation> {
    let mut all = Vec::new();
    let mut add = |what: String, change: &dyn Fn(&mut Vec<SeenRequest>)| {
        let mut finished = run.finished.clone();
        change(&mut finished.seen.requests);
        all.push((what, finished, run.report.clone()));
    };
    let optional = run.finished.scenario.exchanges.iter().filter(|exchange| exchange.optional).count();
    let first = run.finished.seen.requests.first();
    if let Some(first) = first {
        add("there is a request more".to_owned(), &|requests| {
            requests.extend(vec![first.clone(); optional + 1]);
        });
        add("there is a request less".to_owned(), &|requests| {
            requests.truncate(requests.len().saturating_sub(optional + 1));
        });
    }
    for (at, request) in run.finished.seen.requests.iter().enumerate() {
        let Some(content) = &request.content else { continue };
        let mut change =
            |what: &str, change: &dyn Fn(&mut workos_mfa_conformance::server::RequestContent)| {
                add(format!("in request {at}, {what}"), &|requests| {
                    change(requests[at].content.as_mut().unwrap());
                });
            };
        change("the method differs", &|content| content.method = "PUT".to_owned());
        change("the target differs", &|content| content.target.push('/'));
        change("the body differs", &|content| content.body = b"{\"type\":\"totp\",\"more\":1}".to_vec());
        change("there is an idempotency key", &|content| {
            content.headers.push(("idempotency-key".to_owned(), "1".to_owned()));
        });
        change("there are two hosts", &|content| {
            content.headers.push(("host".to_owned(), "evil.test".to_owned()));
        });
        if content.method == "CONNECT" {
            change("the proxy sees the key", &|content| {
                content.headers.push(("authorization".to_owned(), "Bearer x".to_owned()));
            });
            continue;
        }
        for name in ["authorization", "host", "accept", "user-agent"] {
            change(name, &|content| content.headers.retain(|(has, _)| has != name));
        }
    }
    all
}
