#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod api;
mod backend;
mod factors;
mod failure;
mod reply;
mod server;
mod sessions;

pub use backend::{Account, Backend};
pub use server::serve;
