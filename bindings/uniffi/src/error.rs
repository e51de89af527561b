//! What can go wrong, as a value with fields.

use std::collections::HashMap;
use std::error::Error as _;
use std::fmt;
use std::time::Duration;

use workos_mfa::Error;

use crate::models::{by_name, names};

/// Why a call or the making of a client failed. The language's package throws its own error in its place.
#[derive(Clone, Debug, uniffi::Error)]
pub enum Failure {
    /// The one way to fail.
    Failed {
        /// All that is known.
        details: ErrorDetails,
    },
}

/// All that is known of what went wrong.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
#[uniffi::export(Debug)]
pub struct ErrorDetails {
    /// What kind of thing went wrong.
    pub kind: ErrorKind,
    /// What went wrong, and what to do about it, in English.
    pub message: String,
    /// The HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// The server's own code for what went wrong.
    pub code: Option<String>,
    /// What is wrong with which field of the request or which option of the client.
    pub field_errors: Vec<FieldError>,
    /// The answer's `x-request-id`. WorkOS' support asks for it.
    pub request_id: Option<String>,
    /// How long the server asks to wait.
    pub retry_after: Option<Duration>,
    /// What is known of the effect on the server.
    pub outcome: Outcome,
    /// How many times the request was tried.
    pub attempts: u32,
    /// How long the call took, with all attempts and waits.
    pub elapsed: Duration,
    /// The factor that now exists although the reply to its enrolment could not be read.
    pub factor_id: Option<String>,
    /// The answer's body, at most 4 KiB of it. It is in no description.
    pub body: Option<String>,
    /// The answer's headers, under their names in lower case; several values of a name are joined by `, `. No description shows a value.
    pub headers: HashMap<String, String>,
    /// Whether another retry was due and the client's retry budget did not allow it.
    pub retry_budget_exhausted: bool,
    /// What lies below, from the outermost in.
    pub causes: Vec<String>,
    /// The message with the most important fields, on one line.
    pub description: String,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct FieldError {
    /// The field's name, as the API has it, or the option's.
    pub field: Option<String>,
    /// The server's code for what is wrong with it.
    pub code: Option<String>,
    /// What is wrong with it, in English.
    pub message: Option<String>,
}

/// What kind of thing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ErrorKind {
    /// An argument can't be right. Nothing was sent.
    InvalidRequest,
    /// An option of the client can't be right. Nothing was sent.
    Config,
    /// Status 400.
    BadRequest,
    /// Status 401, or no token was to be had.
    Authentication,
    /// Status 403.
    PermissionDenied,
    /// Status 404.
    NotFound,
    /// Status 409.
    Conflict,
    /// Status 422.
    Unprocessable,
    /// Status 429, still after all retries.
    RateLimited,
    /// A status from 500 on.
    Server,
    /// Any other status.
    UnexpectedStatus,
    /// No connection could be made.
    Connect,
    /// The time was up.
    Timeout,
    /// The connection broke.
    Transport,
    /// The reply could not be read.
    Decode,
    /// The call was given up.
    Cancelled,
}

/// What is known of the effect of a failed call on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Outcome {
    /// The request never reached the server.
    NotSent,
    /// The server refused.
    Rejected,
    /// It may have been carried out. After an enrolment, look before you try again.
    Unknown,
    /// It was carried out, but the reply could not be read.
    Applied,
}

#[uniffi::export]
impl ErrorKind {
    /// The kind's name in every language: `not_found`.
    pub fn code(&self) -> String {
        self.of_the_core().map_or("unknown", workos_mfa::ErrorKind::as_str).to_owned()
    }
}

#[uniffi::export]
impl Outcome {
    /// The outcome's name in every language: `not_sent`.
    pub fn code(&self) -> String {
        self.of_the_core().as_str().to_owned()
    }
}

impl ErrorKind {
    fn of_the_core(self) -> Option<workos_mfa::ErrorKind> {
        workos_mfa::ErrorKind::ALL.iter().copied().find(|kind| Self::from(*kind) == self)
    }
}

impl Outcome {
    fn of_the_core(self) -> workos_mfa::Outcome {
        match self {
            Self::NotSent => workos_mfa::Outcome::NotSent,
            Self::Rejected => workos_mfa::Outcome::Rejected,
            Self::Unknown => workos_mfa::Outcome::Unknown,
            Self::Applied => workos_mfa::Outcome::Applied,
        }
    }
}

impl From<workos_mfa::ErrorKind> for ErrorKind {
    fn from(kind: workos_mfa::ErrorKind) -> Self {
        use workos_mfa::ErrorKind as Kind;
        match kind {
            Kind::InvalidRequest => Self::InvalidRequest,
            Kind::Config => Self::Config,
            Kind::BadRequest => Self::BadRequest,
            Kind::Authentication => Self::Authentication,
            Kind::PermissionDenied => Self::PermissionDenied,
            Kind::NotFound => Self::NotFound,
            Kind::Conflict => Self::Conflict,
            Kind::Unprocessable => Self::Unprocessable,
            Kind::RateLimited => Self::RateLimited,
            Kind::Server => Self::Server,
            Kind::Connect => Self::Connect,
            Kind::Timeout => Self::Timeout,
            Kind::Transport => Self::Transport,
            Kind::Decode => Self::Decode,
            Kind::Cancelled => Self::Cancelled,
            // The core's list is open, for its other users. The test below sees that every kind is here.
            _ => Self::UnexpectedStatus,
        }
    }
}

impl From<workos_mfa::Outcome> for Outcome {
    fn from(outcome: workos_mfa::Outcome) -> Self {
        use workos_mfa::Outcome as Known;
        match outcome {
            Known::NotSent => Self::NotSent,
            Known::Rejected => Self::Rejected,
            Known::Applied => Self::Applied,
            // The core's list is open; what is not known is unknown.
            _ => Self::Unknown,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let mut causes = Vec::new();
        let mut source = error.source();
        while let Some(cause) = source {
            causes.push(cause.to_string());
            source = cause.source();
        }
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let details = ErrorDetails {
            kind: error.kind().into(),
            message: error.message().to_owned(),
            status: error.status(),
            code: owned(error.code()),
            field_errors: error.field_errors().iter().map(FieldError::from).collect(),
            request_id: owned(error.request_id()),
            retry_after: error.retry_after(),
            outcome: error.outcome().into(),
            attempts: error.attempts(),
            elapsed: error.elapsed(),
            factor_id: owned(error.factor_id()),
            body: owned(error.body()),
            headers: by_name(error.headers()),
            retry_budget_exhausted: error.retry_budget_exhausted(),
            causes,
            description: error.to_string(),
        };
        Self::Failed { details }
    }
}

impl From<&workos_mfa::FieldError> for FieldError {
    fn from(error: &workos_mfa::FieldError) -> Self {
        Self { field: error.field.clone(), code: error.code.clone(), message: error.message.clone() }
    }
}

impl Failure {
    /// The machine does not give us a thread or an event queue.
    pub(crate) fn no_runtime(problem: &str) -> Self {
        Self::refused(
            ErrorKind::Config,
            "runtime",
            format!("the client's runtime can't be started: {problem}"),
        )
    }

    /// The caller had given the call up before it began.
    pub(crate) fn never_begun() -> Self {
        let Self::Failed { mut details } = Error::cancelled().into();
        details.outcome = Outcome::NotSent;
        details.message = "the call was cancelled before it began".to_owned();
        details.description = format!("{} ({})", details.message, details.kind.code());
        Self::Failed { details }
    }

    /// What the core's types can't even hold, in the same form as what the core refuses.
    pub(crate) fn refused(kind: ErrorKind, field: &str, message: String) -> Self {
        let error = FieldError {
            field: Some(field.to_owned()),
            code: Some("invalid".to_owned()),
            message: Some(message.clone()),
        };
        let details = ErrorDetails {
            kind,
            description: format!("{message} ({})", kind.code()),
            message,
            status: None,
            code: None,
            field_errors: vec![error],
            request_id: None,
            retry_after: None,
            outcome: Outcome::NotSent,
            attempts: 0,
            elapsed: Duration::ZERO,
            factor_id: None,
            body: None,
            headers: HashMap::new(),
            retry_budget_exhausted: false,
            causes: Vec::new(),
        };
        Self::Failed { details }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Failed { details } = self;
        details.fmt(f)
    }
}

impl std::error::Error for Failure {}

impl fmt::Display for ErrorDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.description)
    }
}

/// All but the body, which may hold anything.
impl fmt::Debug for ErrorDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ErrorDetails")
            .field("kind", &self.kind)
            .field("message", &self.message)
            .field("status", &self.status)
            .field("code", &self.code)
            .field("field_errors", &self.field_errors)
            .field("request_id", &self.request_id)
            .field("retry_after", &self.retry_after)
            .field("outcome", &self.outcome)
            .field("attempts", &self.attempts)
            .field("elapsed", &self.elapsed)
            .field("factor_id", &self.factor_id)
            .field("headers", &names(&self.headers))
            .field("retry_budget_exhausted", &self.retry_budget_exhausted)
            .field("causes", &self.causes)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{ErrorKind, Outcome};

    /// Kotlin makes a code of the constant's name, without asking this library.
    #[test]
    fn a_code_is_the_name_in_small_letters() {
        let snake = |name: String| {
            let mut snake = String::new();
            for letter in name.chars() {
                if letter.is_ascii_uppercase() && !snake.is_empty() {
                    snake.push('_');
                }
                snake.push(letter.to_ascii_lowercase());
            }
            snake
        };
        for kind in workos_mfa::ErrorKind::ALL.iter().map(|kind| ErrorKind::from(*kind)) {
            assert_eq!(snake(format!("{kind:?}")), kind.code());
        }
        for outcome in [Outcome::NotSent, Outcome::Rejected, Outcome::Unknown, Outcome::Applied] {
            assert_eq!(snake(format!("{outcome:?}")), outcome.code());
        }
    }

    #[test]
    fn every_kind_of_the_core_has_its_own() {
        for kind in workos_mfa::ErrorKind::ALL {
            assert_eq!(ErrorKind::from(*kind).code(), kind.as_str());
        }
    }
}
