//! What kind of thing went wrong, and what that means for the server's state.

use std::fmt;

/// What kind of thing went wrong.
///
/// The words that [`as_str`](ErrorKind::as_str) gives are stable and the same in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The call's arguments are wrong; nothing was sent.
    InvalidRequest,
    /// The client's configuration is wrong; nothing was sent.
    Config,
    /// 400: the server could not understand the request.
    BadRequest,
    /// 401: the key is missing, unknown or revoked; or the token provider failed, and then there is no status.
    Authentication,
    /// 403: the key may not do this.
    PermissionDenied,
    /// 404: there is no such factor.
    NotFound,
    /// 409: the request is at odds with the present state.
    Conflict,
    /// 422: some fields are missing or wrong; see [`field_errors`](crate::Error::field_errors).
    Unprocessable,
    /// 429: too many requests; see [`retry_after`](crate::Error::retry_after).
    RateLimited,
    /// 5xx: the server, or a proxy in front of it, failed.
    Server,
    /// Any other status.
    UnexpectedStatus,
    /// No connection: DNS, a refusal, TLS, or no answer within the connect timeout.
    Connect,
    /// No complete answer in time.
    Timeout,
    /// The connection broke.
    Transport,
    /// The server reports success, but with a reply that can't be read.
    Decode,
    /// The caller cancelled the call.
    Cancelled,
}

impl ErrorKind {
    /// Every kind there is today.
    pub const ALL: &[Self] = &[
        Self::InvalidRequest,
        Self::Config,
        Self::BadRequest,
        Self::Authentication,
        Self::PermissionDenied,
        Self::NotFound,
        Self::Conflict,
        Self::Unprocessable,
        Self::RateLimited,
        Self::Server,
        Self::UnexpectedStatus,
        Self::Connect,
        Self::Timeout,
        Self::Transport,
        Self::Decode,
        Self::Cancelled,
    ];

    /// The stable word for this kind, such as `not_found`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::Config => "config",
            Self::BadRequest => "bad_request",
            Self::Authentication => "authentication",
            Self::PermissionDenied => "permission_denied",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::Unprocessable => "unprocessable",
            Self::RateLimited => "rate_limited",
            Self::Server => "server",
            Self::UnexpectedStatus => "unexpected_status",
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::Transport => "transport",
            Self::Decode => "decode",
            Self::Cancelled => "cancelled",
        }
    }

    pub(crate) fn of_status(status: u16) -> Self {
        match status {
            400 => Self::BadRequest,
            401 => Self::Authentication,
            403 => Self::PermissionDenied,
            404 => Self::NotFound,
            409 => Self::Conflict,
            422 => Self::Unprocessable,
            429 => Self::RateLimited,
            500..=599 => Self::Server,
            _ => Self::UnexpectedStatus,
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What is known of the effect that a failed call had on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// No request was sent. Calling again is safe.
    NotSent,
    /// The server said no. Nothing was changed.
    Rejected,
    /// A request was sent and no usable answer came: it may have been carried out.
    Unknown,
    /// The server reports success, with a reply that can't be read: it has been carried out. After an enrolment, see
    /// [`factor_id`](crate::Error::factor_id).
    Applied,
}

impl Outcome {
    /// The stable word for this outcome, such as `not_sent`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotSent => "not_sent",
            Self::Rejected => "rejected",
            Self::Unknown => "unknown",
            Self::Applied => "applied",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
