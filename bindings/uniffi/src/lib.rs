//! The core for Kotlin, Java, Swift and Ruby.
//!
//! This layer converts values. Everything that is decided about a call is decided in the core; what users of a language see on top
//! of the generated code is in the folder of that language.

#![allow(unreachable_pub, reason = "what is exported is reached from other languages")]
#![allow(clippy::result_large_err, reason = "an error crosses the border by value, and errors are rare")]
#![allow(
    clippy::large_enum_variant,
    reason = "as above: a failure kept in the place of a call is rare, and short-lived"
)]

mod driver;
mod error;
mod input;
mod kotlin;
mod models;
mod observer;
mod options;
mod ruby;
mod runtime;
mod signals;
mod swift;
mod token;

uniffi::setup_scaffolding!("workos_mfa");
