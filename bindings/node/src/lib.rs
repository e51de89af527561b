//! The native part of the npm package `workos-mfa`. It is loaded by the TypeScript in `src-ts`, and is not an API of its own.
//!
//! The border is crossed once per call and direction: a call goes in as one string, and whatever is ready on the way back goes out as one
//! string for all calls together. See `mailbox` for how.

#![allow(
    clippy::needless_pass_by_value,
    reason = "what crosses the border has been made for us, and is ours to drop"
)]

mod bridge;
mod calls;
mod causes;
mod client;
mod emulator;
mod events;
mod fault;
mod mailbox;
mod options;
mod runtime;
mod tokens;
