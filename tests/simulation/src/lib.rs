//! Many clients, one server, an outage: a discrete-event simulation in virtual time.
//!
//! The clients decide with the client's own budget and backoff. The rest of the model is as small as it can be: the server
//! answers every request after the same time, well before and after the outage and with 503 during it; each client starts a
//! call in a fixed rhythm, whatever became of the last one.

#![forbid(unsafe_code)]

mod client;
mod figures;
mod report;
mod world;

pub use figures::Figures;
pub use report::report;
pub use world::{Retries, Setup, simulate};
