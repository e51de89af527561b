//! The program as a person or a script meets it: its real binary, against the emulator.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod api_key_file;
mod bad_input;
mod client_options;
mod completions;
mod demo;
#[cfg(unix)]
mod emulator;
mod enroll;
mod exit_status;
mod get_and_delete;
mod help;
mod json;
mod pipes;
mod qr_png;
mod secrets;
mod server;
mod support;
mod terminal;
