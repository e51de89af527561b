//! When to try again, and when not to.

mod backoff;
mod budget;
mod retry_after;

pub(crate) use backoff::backoff;
pub(crate) use budget::Budget;
pub(crate) use retry_after::retry_after;
