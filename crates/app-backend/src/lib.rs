#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod api;
mod backend;
mod config_error;
mod failure;
mod hooks;
mod input;
mod limits;
mod origin;
mod reply;
mod server;
mod tokens;

pub use backend::Backend;
pub use config_error::ConfigError;
pub use hooks::{BoxFuture, Change, DenyList, HookError, ListIsFull, RecentLogin, Revocation, StepUp};
pub use limits::{Charge, Limit, Limited, Limiter, Limits, MemoryLimiter, Rate};
pub use server::serve;
pub use tokens::{Jwks, Session, Verifier};
