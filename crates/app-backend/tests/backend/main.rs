//! The backend between a client as an app has it and an emulator in place of WorkOS.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may panic")]
#![allow(unreachable_pub, dead_code, reason = "`issuer` is shared with an example")]

mod calls;
mod contract;
mod hooks;
#[path = "../support/issuer.rs"]
mod issuer;
mod jwks;
mod limits;
mod origins;
mod tokens;
mod world;
