//! When to try again, and when not to.

mod backoff;
mod budget;
mod retry_after;
mod window;

pub use budget::RetryBudget;

pub(crate) use backoff::{BASE as BACKOFF_BASE, CAP as BACKOFF_CAP, backoff};
pub(crate) use budget::Budget;
pub(crate) use retry_after::retry_after;
