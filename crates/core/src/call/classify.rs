//! What a failed attempt means: the kind, what is known of its effect, and whether it may be tried again.

use std::error::Error as StdError;
use std::time::SystemTime;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use workos_mfa_api::{Answer, Error as ApiError, Failed, Incomplete, types};

use super::form;
use super::operation::Operation;
use super::plan::Plan;
use crate::Secret;
use crate::error::{Error, ErrorBody, ErrorKind, Outcome, Redactor, salvage_factor_id};
use crate::response::ReplyHeaders;
use crate::retry::retry_after;
use crate::tls;

/// Parsed once: looking a header up by its text would parse the name for every reply.
static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The longest request id that is kept, in bytes.
const MAX_REQUEST_ID: usize = 256;
/// So much of a key's beginning gives it away.
const BEGINNING_OF_KEY: usize = 9;
/// 407 (RFC 9110, 15.5.8).
const PROXY_AUTHENTICATION_REQUIRED: u16 = StatusCode::PROXY_AUTHENTICATION_REQUIRED.as_u16();

const PROXY_WANTS_PASSWORD: &str = "the proxy wants a user name and a password, or refuses those it was given (407): put them into \
     its URL, such as http://user:password@proxy.example:3128";

/// Whether the call may be tried again after this failure of an attempt.
pub(super) fn may_try_again<O: Operation>(failure: &Error) -> bool {
    match (failure.outcome(), failure.kind(), failure.status()) {
        // A proxy that wants a password wants one next time, too.
        (Outcome::NotSent, ErrorKind::Connect, Some(PROXY_AUTHENTICATION_REQUIRED)) => false,
        // Nothing was sent, and the next try may find a connection.
        (Outcome::NotSent, ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Transport, _) => true,
        (Outcome::Rejected, ErrorKind::RateLimited, _) => true,
        (Outcome::Unknown, ErrorKind::Timeout | ErrorKind::Transport, _) => O::REPEATABLE,
        // A page instead of the API's own word that it is done.
        (Outcome::Unknown, ErrorKind::Decode, _) => O::REPEATABLE && O::value_if_gone().is_some(),
        // 520 to 530 are those of a proxy whose server fails (Cloudflare's).
        (Outcome::Unknown, _, Some(408 | 500 | 502 | 503 | 504 | 520..=530)) => O::REPEATABLE,
        _ => false,
    }
}

/// Whether the API itself says that there is no such factor. A proxy's page of the same status does not know.
pub(super) fn says_gone(answer: &Answer) -> bool {
    answer.status == StatusCode::NOT_FOUND && answer.incomplete.is_none() && form::is_own_error(&answer.body)
}

/// The reply's `x-request-id`, if it has one.
fn request_id(headers: &HeaderMap) -> Option<&str> {
    let id = headers.get(&REQUEST_ID)?.to_str().ok()?.trim();
    (!id.is_empty() && id.len() <= MAX_REQUEST_ID).then_some(id)
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    let Some(first) = part.first() else { return false };
    text.windows(part.len()).any(|here| here.first() == Some(first) && here == part)
}

/// Makes errors of what was seen. It knows what must not get into them.
pub(super) struct Told<'a> {
    pub(super) plan: &'a Plan,
    /// What the request was authorised with.
    pub(super) key: &'a str,
    /// What the proxy wants.
    pub(super) proxy_password: Option<&'a Secret>,
    pub(super) creates: bool,
    pub(super) deletes: bool,
}

impl Told<'_> {
    /// The `x-request-id` and the headers of a success. Nothing is made ready for the rare server that quotes the key there.
    pub(super) fn headers_of_success(&self, headers: HeaderMap) -> (Option<String>, ReplyHeaders) {
        let beginning = self.key.as_bytes();
        let beginning = beginning.get(..BEGINNING_OF_KEY).unwrap_or(beginning);
        let quotes = |value: &HeaderValue| contains(value.as_bytes(), beginning);
        if headers.values().any(quotes) {
            return self.headers(&headers, &self.redactor(&[], false));
        }
        (request_id(&headers).map(str::to_owned), ReplyHeaders::new(headers))
    }

    fn headers(&self, headers: &HeaderMap, redactor: &Redactor) -> (Option<String>, ReplyHeaders) {
        let id = request_id(headers).map(|id| redactor.text(id));
        // The values of the client's own headers may come back in the reply's: that is what some of them are for.
        let redactor = self.of_proxy(Redactor::new(self.key));
        let headers = ReplyHeaders::new(headers.clone()).replacing(|value| redactor.header(value));
        (id, headers)
    }

    /// Knows what must not be shown of this reply. `cut`, if more should have come.
    fn redactor(&self, body: &[u8], cut: bool) -> Redactor {
        // An own id for the request is no secret, and comes back as the reply's.
        let headers = self.plan.headers.iter().filter(|(name, _)| *name != REQUEST_ID);
        let headers = headers.filter_map(|(_, value)| value.to_str().ok());
        self.of_proxy(Redactor::new(self.key).with_headers(headers).with_reply(body, cut))
    }

    fn of_proxy(&self, redactor: Redactor) -> Redactor {
        match self.proxy_password {
            Some(password) => redactor.with_password(password.expose()),
            None => redactor,
        }
    }

    /// There is no answer.
    pub(super) fn no_answer(&self, failed: Failed) -> Error {
        let Failed { error, written } = failed;
        let Some(error) = error else {
            let outcome = if written { Outcome::Unknown } else { Outcome::NotSent };
            return Error::new(ErrorKind::Timeout, outcome, self.too_late("no answer"));
        };
        let error = error.without_url();
        if error.is_connect() && wants_proxy_authentication(&error) {
            let mut error =
                Error::new(ErrorKind::Connect, Outcome::NotSent, PROXY_WANTS_PASSWORD).with_source(error);
            error.parts_mut().status = Some(PROXY_AUTHENTICATION_REQUIRED);
            return error;
        }
        if error.is_connect() {
            let message = format!("no connection to the server: {}", explain(&error));
            return Error::new(ErrorKind::Connect, Outcome::NotSent, message).with_source(error);
        }
        let outcome =
            if written && !was_refused_unprocessed(&error) { Outcome::Unknown } else { Outcome::NotSent };
        let message = format!("the connection broke before the server had answered: {}", explain(&error));
        Error::new(ErrorKind::Transport, outcome, message).with_source(error)
    }

    /// There is an answer, and the generated client could make no value of it.
    pub(super) fn unusable(&self, answer: Answer, problem: &ApiError<types::Error>) -> Error {
        if !answer.status.is_success() {
            return self.refused(&answer);
        }
        let Answer { status, headers, body, incomplete } = answer;
        let whole = Answer { status, headers, body, incomplete: None };
        match incomplete {
            Some(Incomplete::TooLarge) => self.of_success(&whole, true, "its reply is larger than 1 MiB"),
            Some(Incomplete::Reset) => {
                let message = "the server ended its reply early";
                self.half(&whole, Error::new(ErrorKind::Transport, Outcome::Unknown, message))
            }
            Some(Incomplete::TimedOut) => self.half(
                &whole,
                Error::new(ErrorKind::Timeout, Outcome::Unknown, self.too_late("no complete answer")),
            ),
            Some(Incomplete::Broken(error)) => {
                let error = error.without_url();
                let message =
                    format!("the connection broke within the server's reply: {}", root_cause(&error));
                self.half(
                    &whole,
                    Error::new(ErrorKind::Transport, Outcome::Unknown, message).with_source(error),
                )
            }
            None => self.unreadable(&whole, &describe(problem)),
        }
    }

    /// The server reports success, and the reply is complete and can't be used. Only the API's own replies say that it was done:
    /// a page from a proxy says nothing.
    pub(super) fn unreadable(&self, answer: &Answer, message: &str) -> Error {
        self.of_success(answer, false, message)
    }

    fn of_success(&self, answer: &Answer, cut: bool, message: &str) -> Error {
        let message = format!("the server reports success, but {message}");
        // A deletion is repeated: its reply is refused only for what the API does not send.
        let outcome =
            if !self.deletes && form::is_own(&answer.body) { Outcome::Applied } else { Outcome::Unknown };
        let error = Error::new(ErrorKind::Decode, outcome, message);
        self.with_answer(answer, &self.redactor(&answer.body, cut), error)
    }

    /// The server reports success, and the reply ends early. If it began as the API's own replies do, a new factor exists; a reading
    /// just has to be repeated.
    fn half(&self, answer: &Answer, mut error: Error) -> Error {
        if self.creates && form::is_own(&answer.body) {
            error.parts_mut().outcome = Outcome::Applied;
        }
        self.with_answer(answer, &self.redactor(&answer.body, true), error)
    }

    /// The server, or a proxy, reports a failure. The status says which, even where the body says nothing.
    fn refused(&self, answer: &Answer) -> Error {
        let status = answer.status;
        let kind = ErrorKind::of_status(status.as_u16());
        let outcome = match status.as_u16() {
            408 => Outcome::Unknown,
            300..=499 => Outcome::Rejected,
            // What belongs to no class says no more than a 5xx (RFC 9110, 15).
            _ => Outcome::Unknown,
        };
        let redactor = self.redactor(&answer.body, answer.incomplete.is_some());
        let said = ErrorBody::read(&answer.body, &redactor);
        let message = match said.message {
            Some(message) => message,
            None if status == StatusCode::PROXY_AUTHENTICATION_REQUIRED => PROXY_WANTS_PASSWORD.to_owned(),
            None => format!("the server answered {status} without an explanation that can be read"),
        };
        let mut error = self.with_answer(answer, &redactor, Error::new(kind, outcome, message));
        let parts = error.parts_mut();
        parts.code = said.code;
        parts.field_errors = said.field_errors;
        error
    }

    fn with_answer(&self, answer: &Answer, redactor: &Redactor, mut error: Error) -> Error {
        let parts = error.parts_mut();
        parts.status = Some(answer.status.as_u16());
        (parts.request_id, parts.headers) = self.headers(&answer.headers, redactor);
        parts.retry_after = retry_after(&answer.headers, SystemTime::now());
        parts.body = redactor.excerpt(&answer.body);
        if self.creates && parts.outcome == Outcome::Applied {
            parts.factor_id = salvage_factor_id(&answer.body);
        }
        error
    }

    fn too_late(&self, what: &str) -> String {
        let Plan { timeout, attempt_timeout, .. } = self.plan;
        if attempt_timeout < timeout {
            format!("{what} in time: {attempt_timeout:?} for an attempt, {timeout:?} for the whole call")
        } else {
            format!("{what} within {timeout:?}")
        }
    }
}

/// Where the reply stops being a factor. The decoder's own words are not used: they quote the reply, secrets included.
fn describe(problem: &ApiError<types::Error>) -> String {
    match problem {
        ApiError::InvalidResponsePayload(body, _) if body.is_empty() => "its reply is empty".to_owned(),
        ApiError::InvalidResponsePayload(_, error) => {
            let what = match error.classify() {
                serde_json::error::Category::Data => "its reply is JSON of another shape than a factor's",
                _ => "its reply is not JSON",
            };
            format!("{what} (line {}, column {})", error.line(), error.column())
        }
        _ => "its reply can't be read".to_owned(),
    }
}

/// Whether a proxy refused to open a tunnel because it wants to know who asks. The type of the error is hyper-util's own and not
/// public; a scenario notices if it says it in other words.
fn wants_proxy_authentication(error: &dyn StdError) -> bool {
    root_cause(error).ends_with("proxy authorization required")
}

/// What to do about it, where it is one of TLS; else what it is.
fn explain(error: &(dyn StdError + 'static)) -> String {
    tls::advice(error).unwrap_or_else(|| root_cause(error))
}

/// The innermost error: "Connection refused" says more than "error sending request".
fn root_cause(error: &dyn StdError) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

/// Whether the server itself says that it has not processed the request (RFC 9113, 8.7): a stream it refused, or one it
/// did not get to before it shut the connection down in good order.
fn was_refused_unprocessed(error: &(dyn StdError + 'static)) -> bool {
    if tls::refused_client_certificate(error) {
        return true;
    }
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<h2::Error>() {
            return error.is_remote()
                && ((error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM))
                    || (error.is_go_away() && error.reason() == Some(h2::Reason::NO_ERROR)));
        }
        cause = error.source();
    }
    false
}
