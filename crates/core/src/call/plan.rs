//! What a call may take, from the client's options and its own.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, HeaderValue};
use tokio::time::Instant;

use crate::client::Inner;
use crate::error::Error;
use crate::options::CallOptions;

/// The limits of one call.
pub(super) struct Plan {
    pub(super) started: Instant,
    /// When the call has to be over, retries and body included.
    pub(super) deadline: Instant,
    pub(super) timeout: Duration,
    pub(super) attempt_timeout: Duration,
    pub(super) max_retries: u32,
    pub(super) headers: Arc<[(HeaderName, HeaderValue)]>,
    pub(super) keeps_reply: bool,
}

impl Plan {
    pub(super) fn new(client: &Inner, options: &CallOptions) -> Result<Self, Error> {
        let own_headers = options.check()?;
        let headers = if own_headers.is_empty() {
            Arc::clone(&client.headers)
        } else {
            // Later ones replace earlier ones of the same name.
            client.headers.iter().cloned().chain(own_headers).collect()
        };
        let started = Instant::now();
        let timeout = options.timeout.unwrap_or(client.timeout);
        Ok(Self {
            started,
            deadline: started + timeout,
            timeout,
            attempt_timeout: options.attempt_timeout.unwrap_or(client.attempt_timeout),
            max_retries: options.max_retries.unwrap_or(client.max_retries),
            headers,
            keeps_reply: options.keeps_reply,
        })
    }

    /// When an attempt that began then has to be over.
    pub(super) fn attempt_deadline(&self, began: Instant) -> Instant {
        self.deadline.min(began + self.attempt_timeout)
    }
}
