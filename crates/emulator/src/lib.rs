#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod api;
pub mod blocking;
mod builder;
mod emulator;
mod error;
mod fault;
mod id;
mod operation;
mod server;
mod state;
pub mod totp;

pub use builder::Builder;
pub use emulator::Emulator;
pub use error::StartError;
pub use fault::Fault;
pub use operation::Operation;
pub use state::{StoredFactor, StoredTotp};
