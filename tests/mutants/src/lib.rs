//! Mutants: ways to break the client, and whether the conformance suite notices.
//!
//! Nothing here touches the checkout. Everything is built and broken in a copy below `target/mutants`.

#![forbid(unsafe_code)]

mod copy;
mod mutant;
mod suite;

use std::path::PathBuf;

pub use copy::Copy;
pub use mutant::{Mutant, read};
pub use suite::{Suite, Verdict};

/// The root of the checkout.
#[must_use]
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).map(PathBuf::from).unwrap_or_default()
}
