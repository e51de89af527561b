//! What is fuzzed: functions that take any bytes and assert what has to hold for all of them.
//!
//! The programs in `targets/` hand them to libFuzzer, and `tests/corpus.rs` runs them over the kept inputs in every
//! `cargo test`. A broken assertion is a bug in the client.

#![forbid(unsafe_code)]

mod error_body;
mod success_body;

pub use error_body::error_body;
pub use success_body::success_body;

/// Something to fuzz.
#[derive(Clone, Copy)]
pub struct Target {
    /// The name of its program and of its folder in `corpus/`.
    pub name: &'static str,
    /// What runs one input.
    pub run: fn(&[u8]),
}

/// Everything there is to fuzz.
pub const TARGETS: [Target; 2] =
    [Target { name: "success_body", run: success_body }, Target { name: "error_body", run: error_body }];

/// The key that the requests were authorised with. No input holds it by chance.
const KEY: &str = "sk_test_9fK2vQx7LmT4hB1c";
/// So much of the key gives it away, or at least shortens the search.
const HEAD_OF_KEY: &str = "sk_test_9fK2";
/// A shared secret, as a server may put it into a reply that it should not be in.
const SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
