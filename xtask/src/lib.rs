//! What the developer tasks share.

use std::io::Write as _;
use std::path::PathBuf;

#[cfg(any(feature = "generator", feature = "bindings"))]
pub mod diff;
#[cfg(any(feature = "generator", feature = "bindings"))]
pub mod generated;

/// The root of the checkout.
#[must_use]
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().map(PathBuf::from).unwrap_or_default()
}

/// Prints a line for the person at the terminal.
pub fn say(line: &str) {
    // Whoever closed the pipe (`cargo xtask test | head`) has seen enough.
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// The examples in the repository's README, for `cargo test` to compile and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub mod readme {}
