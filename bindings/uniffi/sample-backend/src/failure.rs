//! What the app is told when a call to WorkOS fails.

use hyper::StatusCode;
use hyper::header::RETRY_AFTER;
use workos_mfa::{Error, ErrorKind, Outcome};

use crate::reply::{Problem, Reply};

/// The app's client has to draw the same conclusions as this one: what may have been carried out must not be repeated, so it becomes
/// a 5xx. Of what WorkOS says, only its verdict on the app's own input gets through.
#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
pub(crate) fn failed(error: Error) -> Reply {
    log(&error);
    let wait = error.retry_after().map(|wait| wait.as_secs_f64().ceil().to_string());
    reply(&error).header(RETRY_AFTER, wait).request_id(error.request_id())
}

fn reply(error: &Error) -> Reply {
    let status = match (error.kind(), error.outcome()) {
        // The client has found it wrong before it sent anything.
        (ErrorKind::InvalidRequest, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (ErrorKind::BadRequest, _) => StatusCode::BAD_REQUEST,
        (ErrorKind::NotFound, _) => StatusCode::NOT_FOUND,
        (ErrorKind::Conflict, _) => StatusCode::CONFLICT,
        (ErrorKind::Unprocessable, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (ErrorKind::RateLimited, _) => StatusCode::TOO_MANY_REQUESTS,
        (_, Outcome::NotSent) => {
            let message = "WorkOS can't be reached. Nothing was changed.";
            return Reply::error(StatusCode::SERVICE_UNAVAILABLE, "unavailable", message);
        }
        // Also a 401 or 403 of WorkOS: it is about this backend's key. As a 401, it would make the app log its user out.
        (_, Outcome::Rejected) => {
            let message = "WorkOS refused this backend. Nothing was changed.";
            return Reply::error(StatusCode::BAD_GATEWAY, "refused", message);
        }
        (kind, _) => {
            let status = match kind {
                ErrorKind::Timeout => StatusCode::GATEWAY_TIMEOUT,
                _ => StatusCode::BAD_GATEWAY,
            };
            let message = "This may have been carried out, or not. Look before you try again.";
            return Reply::error(status, "outcome_unknown", message);
        }
    };
    let problem = Problem { message: error.message(), code: error.code(), errors: error.field_errors() };
    Reply::problem(status, &problem)
}

/// Enough to find it in WorkOS's logs, and nothing that came from the app or in a reply's body.
#[expect(clippy::print_stderr, reason = "a real backend has a log for this")]
fn log(error: &Error) {
    let (kind, outcome) = (error.kind(), error.outcome());
    let (status, request_id) = (error.status(), error.request_id().unwrap_or("none"));
    eprintln!("WorkOS: {kind}, outcome {outcome}, status {status:?}, request id {request_id}");
}
