//! A value with what is known of the call that brought it.

use std::time::Duration;

use crate::Secret;

/// What a call returned, and how it went.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Response<T> {
    /// What the call returned.
    pub value: T,
    /// How it went.
    pub metadata: Metadata,
    pub(crate) reply: Option<Secret>,
}

impl<T> Response<T> {
    /// The body of the reply, as it came; `None` unless it was to be [kept](crate::CallOptions::keep_reply). For the command line.
    #[doc(hidden)]
    #[must_use]
    pub fn reply(&self) -> Option<&Secret> {
        self.reply.as_ref()
    }
}

/// How a call went.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Metadata {
    /// The HTTP status of the last answer. After a deletion it may be 404: an earlier attempt of the same call had removed the factor.
    pub status: u16,
    /// The last answer's `x-request-id`.
    pub request_id: Option<String>,
    /// How many times the request was tried.
    pub attempts: u32,
    /// How long the call took, with all attempts and waits.
    pub elapsed: Duration,
}
