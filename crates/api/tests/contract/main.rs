//! The API's description, openapi/workos-mfa.yaml, against itself and against what the vendor says.

#![forbid(unsafe_code)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a helper of a test fails as the test does"
)]

mod document;
mod examples;
mod vendor;
