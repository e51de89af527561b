//! The conformance suite: one set of scenarios for the client in every language.
//!
//! [`scenario`] is the format, [`server`] plays the scenarios on sockets and [`judge`] gives the verdict. Runners only do what they are told
//! and report; those for Rust are in `runner`, and `tests/conformance/README.md` tells how to write another.

#![forbid(unsafe_code)]

pub mod judge;
pub mod languages;
pub mod report;
pub mod results;
pub mod runner;
pub mod scenario;
pub mod server;
