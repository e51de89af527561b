//! What the app is told when a call to WorkOS fails.

use hyper::StatusCode;
use hyper::header::RETRY_AFTER;
use serde_json::json;
use workos_mfa::{Error, ErrorKind, Outcome};

use crate::reply::{Problem, Reply};

/// The app's client has to draw the same conclusions as this one: what may have been carried out must not be repeated, so it becomes
/// a 5xx. Of what WorkOS says, only its verdict on the app's own input gets through.
#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
pub(crate) fn failed(error: Error) -> Reply {
    // Otherwise the input was wrong, and WorkOS was not asked.
    if error.attempts() > 0 {
        log(&error);
    }
    let wait = error.retry_after().map(|wait| wait.as_secs_f64().ceil().to_string());
    reply(&error).header(RETRY_AFTER, wait).request_id(error.request_id())
}

/// An enrolment that WorkOS has carried out although its reply can't be used: the factor exists, but nobody has its secret.
///
/// The app gets what is left of the factor, as a 201 without the parts that are lost. From that its client draws the conclusion that this one has
/// drawn: outcome `applied`, with the `factor_id`. The app can delete that factor, and enrol again.
pub(crate) fn enrolment_failed(error: Error, factor_type: &str, user_id: &str) -> Reply {
    let (Outcome::Applied, Some(id)) = (error.outcome(), error.factor_id()) else { return failed(error) };
    log(&error);
    let rest = json!({
        "object": "authentication_factor",
        "id": id,
        "type": factor_type,
        "user_id": user_id,
        "code": "reply_lost",
        "message": "The factor exists, but what belongs to it was lost on the way. Delete it, then enrol again.",
    });
    Reply::new(StatusCode::CREATED, rest.to_string()).request_id(error.request_id())
}

/// The outcome decides before the kind: a 429 after an attempt that broke does not mean that nothing was changed.
fn reply(error: &Error) -> Reply {
    match (error.outcome(), error.kind(), error.status()) {
        (Outcome::NotSent, ErrorKind::InvalidRequest, _) => verdict(StatusCode::UNPROCESSABLE_ENTITY, error),
        (Outcome::NotSent, ..) => {
            let message = "WorkOS can't be reached. Nothing was changed.";
            Reply::error(StatusCode::SERVICE_UNAVAILABLE, "unavailable", message)
        }
        (Outcome::Rejected, _, Some(status @ (400 | 404 | 409 | 422 | 429))) => {
            verdict(StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST), error)
        }
        // A 401 or 403 most likely, about this backend's key. Passed on as such, it would make the app log its user out.
        (Outcome::Rejected, ..) => {
            let message = "WorkOS refused this backend. Nothing was changed.";
            Reply::error(StatusCode::BAD_GATEWAY, "refused", message)
        }
        (_, kind, _) => {
            let late = kind == ErrorKind::Timeout;
            let status = if late { StatusCode::GATEWAY_TIMEOUT } else { StatusCode::BAD_GATEWAY };
            let message = "This may have been carried out, or not. Look before you try again.";
            Reply::error(status, "outcome_unknown", message)
        }
    }
}

fn verdict(status: StatusCode, error: &Error) -> Reply {
    let problem = Problem { message: error.message(), code: error.code(), errors: error.field_errors() };
    Reply::problem(status, &problem)
}

/// Enough to find it in WorkOS's logs, and nothing that came from the app or in a reply's body.
#[expect(clippy::print_stderr, reason = "the one log of this program")]
fn log(error: &Error) {
    let (kind, outcome) = (error.kind(), error.outcome());
    let (status, request_id) = (error.status().unwrap_or_default(), error.request_id().unwrap_or("none"));
    eprintln!("WorkOS: {kind}, outcome {outcome}, status {status}, request id {request_id}");
}
