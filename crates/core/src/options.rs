//! What can be set for a single call.

use std::time::Duration;

use http::{HeaderName, HeaderValue};

use crate::call::CallProgress;
use crate::error::Error;
use crate::input::check_header;

/// Options of a single call. What is not set here is as the client has it.
///
/// ```
/// use std::time::Duration;
/// use workos_mfa::CallOptions;
///
/// let options = CallOptions::new().timeout(Duration::from_secs(5)).max_retries(0).header("x-trace", "7");
/// ```
#[derive(Clone, Default)]
pub struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) max_retries: Option<u32>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) keeps_reply: bool,
    pub(crate) progress: Option<CallProgress>,
}

impl CallOptions {
    /// No options: all as the client has it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The time for the whole call, with its retries and the body.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The time for each attempt, with the body.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// How many times the call may be tried again. 0: never.
    #[must_use]
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = Some(retries);
        self
    }

    /// Keeps the body of the reply in the [`Response`](crate::Response). For the command line, which prints it.
    #[doc(hidden)]
    #[must_use]
    pub fn keep_reply(mut self) -> Self {
        self.keeps_reply = true;
        self
    }

    /// A further header. It goes along with those of the client, and replaces one of the same name.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Where to note how far the call is. For bindings; a new one for each call.
    #[doc(hidden)]
    #[must_use]
    pub fn watched_by(mut self, progress: &CallProgress) -> Self {
        self.progress = Some(progress.clone());
        self
    }

    pub(crate) fn check(&self) -> Result<Vec<(HeaderName, HeaderValue)>, Error> {
        for (option, value) in [("timeout", self.timeout), ("attempt_timeout", self.attempt_timeout)] {
            if let Some(problem) = value.and_then(|value| problem_with_timeout(option, value)) {
                return Err(Error::invalid_request(option, "invalid", problem));
            }
        }
        self.headers
            .iter()
            .map(|(name, value)| {
                check_header(name, value)
                    .map_err(|problem| Error::invalid_request("headers", "invalid", problem))
            })
            .collect()
    }
}

impl std::fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("CallOptions")
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("max_retries", &self.max_retries)
            .field("headers", &names)
            .finish()
    }
}

/// Between a millisecond and a day: less is a mistake of units, and so is more.
pub(crate) fn problem_with_timeout(option: &str, value: Duration) -> Option<String> {
    let allowed = Duration::from_millis(1)..=Duration::from_secs(24 * 3600);
    (!allowed.contains(&value)).then(|| format!("{option} must be between one millisecond and one day"))
}
