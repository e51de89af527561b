//! The emulator as its users see it: over HTTP, spoken by hand, so that no client hides or mends anything.

#![forbid(unsafe_code)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a helper of a test fails as the test does"
)]

mod contract;
mod enrolment;
mod errors;
mod faults;
mod http;
mod lifecycle;
