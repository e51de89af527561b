//! One error type for everything that can go wrong.

mod body;
mod clean;
mod kind;
mod redact;

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use serde::Serialize;

use crate::response::ReplyHeaders;

pub use kind::{ErrorKind, Outcome};

use clean::clean;

pub(crate) use body::{ErrorBody, salvage_factor_id};
pub(crate) use redact::Redactor;

/// A source of an error, for [`std::error::Error::source`].
pub(crate) type Source = Box<dyn StdError + Send + Sync>;

/// Why a call failed, or why a client could not be built.
///
/// Its fields are the same in every language. It is one pointer wide.
///
/// ```
/// use workos_mfa::{Client, ErrorKind};
///
/// let error = Client::builder("sk_test").base_url("api.workos.com").build().unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Config);
/// assert_eq!(error.field_errors()[0].field.as_deref(), Some("base_url"));
/// ```
pub struct Error(Box<Parts>);

/// What was wrong with one field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FieldError {
    /// The field, under its name on the wire.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What was wrong, as a stable word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What was wrong, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

pub(crate) struct Parts {
    pub(crate) kind: ErrorKind,
    pub(crate) outcome: Outcome,
    pub(crate) message: String,
    pub(crate) status: Option<u16>,
    pub(crate) code: Option<String>,
    pub(crate) field_errors: Vec<FieldError>,
    pub(crate) request_id: Option<String>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) headers: ReplyHeaders,
    pub(crate) attempts: u32,
    pub(crate) elapsed: Duration,
    pub(crate) body: Option<String>,
    pub(crate) factor_id: Option<String>,
    pub(crate) retry_budget_exhausted: bool,
    pub(crate) source: Option<Source>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, outcome: Outcome, message: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            kind,
            outcome,
            // It may quote what a server said, or its certificate.
            message: clean(&message.into()).into_owned(),
            status: None,
            code: None,
            field_errors: Vec::new(),
            request_id: None,
            retry_after: None,
            headers: ReplyHeaders::default(),
            attempts: 0,
            elapsed: Duration::ZERO,
            body: None,
            factor_id: None,
            retry_budget_exhausted: false,
            source: None,
        }))
    }

    /// An argument is wrong. `field` is its name on the wire.
    pub(crate) fn invalid_request(field: &str, code: &str, message: impl Into<String>) -> Self {
        Self::about_field(ErrorKind::InvalidRequest, field, code, message.into())
    }

    /// An option is wrong.
    pub(crate) fn config(option: &str, message: impl Into<String>) -> Self {
        Self::about_field(ErrorKind::Config, option, "invalid", message.into())
    }

    fn about_field(kind: ErrorKind, field: &str, code: &str, message: String) -> Self {
        let mut error = Self::new(kind, Outcome::NotSent, message);
        let message = error.0.message.clone();
        error.0.field_errors =
            vec![FieldError { field: Some(field.into()), code: Some(code.into()), message: Some(message) }];
        error
    }

    /// The call would have been tried again, but for the retry budget.
    pub(crate) fn end_retries_for_budget(&mut self) {
        self.0.retry_budget_exhausted = true;
        // In the message, because every language shows that.
        self.0.message.push_str("; not tried again: the retry budget is used up");
    }

    /// The error of a call that its caller gave up. Bindings use it: a Rust future is cancelled by dropping it.
    ///
    /// Whether a request had reached the server is not known then. `driving::CallProgress::cancelled` gives an error that knows more.
    #[doc(hidden)]
    #[must_use]
    pub fn cancelled() -> Self {
        Self::new(ErrorKind::Cancelled, Outcome::Unknown, "the call was cancelled")
    }

    pub(crate) fn with_source(mut self, source: impl Into<Source>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    pub(crate) fn parts(&self) -> &Parts {
        &self.0
    }

    pub(crate) fn parts_mut(&mut self) -> &mut Parts {
        &mut self.0
    }

    /// What kind of thing went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What is known of the effect on the server, over all attempts of the call.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// What went wrong, in words: the server's where it gave any, else ours.
    ///
    /// Like every text of a server's in an error, it has at most 1,000 characters, is on one line, and holds neither secrets nor
    /// characters that steer a terminal. One that was cut ends with `…`.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The HTTP status of the last answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The server's `code`, a stable word.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// What was wrong with which field.
    #[must_use]
    pub fn field_errors(&self) -> &[FieldError] {
        &self.0.field_errors
    }

    /// The `x-request-id` of the last answer. Quote it when you ask the vendor for help.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The least time to wait before the next call, if the server named one (RFC 9110, 10.2.3).
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The last answer's headers; none, if there was no answer.
    #[must_use]
    pub fn headers(&self) -> &ReplyHeaders {
        &self.0.headers
    }

    /// How many times the request was tried. 0 if nothing was tried because the input was wrong.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long the call took, with all attempts and waits.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    /// The beginning of the last answer's body, at most 4 KiB, with secrets redacted. Neither `Debug` nor `Display` shows it.
    #[must_use]
    pub fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// The id of the factor that now exists although the reply could not be read, where the id was in what came.
    #[must_use]
    pub fn factor_id(&self) -> Option<&str> {
        self.0.factor_id.as_deref()
    }

    /// Whether the call would have been tried again, had the client's [retry budget](crate::RetryBudget) not been used up. The
    /// message ends with that, too.
    #[must_use]
    pub fn retry_budget_exhausted(&self) -> bool {
        self.0.retry_budget_exhausted
    }

    /// All fields as a JSON object; those that are absent are left out, as is a
    /// `retry_budget_exhausted` that is false; `retry_after` is in seconds.
    #[must_use]
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct Wire<'a> {
            kind: &'a str,
            message: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            status: Option<u16>,
            #[serde(skip_serializing_if = "Option::is_none")]
            code: Option<&'a str>,
            #[serde(skip_serializing_if = "<[_]>::is_empty")]
            field_errors: &'a [FieldError],
            #[serde(skip_serializing_if = "Option::is_none")]
            request_id: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            retry_after: Option<f64>,
            outcome: &'a str,
            attempts: u32,
            #[serde(skip_serializing_if = "Option::is_none")]
            factor_id: Option<&'a str>,
            #[serde(skip_serializing_if = "std::ops::Not::not")]
            retry_budget_exhausted: bool,
            #[serde(skip_serializing_if = "Option::is_none")]
            body: Option<&'a str>,
        }
        let parts = &self.0;
        // Strings, numbers and lists of them: this can't fail.
        serde_json::to_string(&Wire {
            kind: parts.kind.as_str(),
            message: &parts.message,
            status: parts.status,
            code: self.code(),
            field_errors: &parts.field_errors,
            request_id: self.request_id(),
            retry_after: parts.retry_after.map(|wait| wait.as_secs_f64()),
            outcome: parts.outcome.as_str(),
            attempts: parts.attempts,
            factor_id: self.factor_id(),
            retry_budget_exhausted: parts.retry_budget_exhausted,
            body: self.body(),
        })
        .unwrap_or_default()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = &self.0;
        f.write_str(&parts.message)?;
        // A field error of ours is the message once more.
        for error in parts.field_errors.iter().filter(|error| error.message.as_ref() != Some(&parts.message))
        {
            write!(f, "; {}: ", error.field.as_deref().unwrap_or("?"))?;
            f.write_str(error.message.as_deref().or(error.code.as_deref()).unwrap_or("invalid"))?;
        }
        write!(f, " ({}", parts.kind)?;
        if let Some(status) = parts.status {
            write!(f, ", status {status}")?;
        }
        if let Some(code) = &parts.code {
            write!(f, ", code {code}")?;
        }
        if let Some(id) = &parts.request_id {
            write!(f, ", request id {id}")?;
        }
        if let Some(id) = &parts.factor_id {
            write!(f, ", factor {id}")?;
        }
        match parts.outcome {
            Outcome::Unknown => f.write_str(", outcome unknown")?,
            Outcome::Applied => f.write_str(", outcome applied")?,
            Outcome::NotSent | Outcome::Rejected => {}
        }
        f.write_str(")")
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = &self.0;
        f.debug_struct("Error")
            .field("kind", &parts.kind)
            .field("message", &parts.message)
            .field("status", &parts.status)
            .field("code", &parts.code)
            .field("field_errors", &parts.field_errors)
            .field("request_id", &parts.request_id)
            .field("retry_after", &parts.retry_after)
            .field("outcome", &parts.outcome)
            .field("attempts", &parts.attempts)
            .field("elapsed", &parts.elapsed)
            .field("factor_id", &parts.factor_id)
            .field("retry_budget_exhausted", &parts.retry_budget_exhausted)
            .finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
