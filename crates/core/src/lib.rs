#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
// docs.rs shows which feature brings an item. Only its nightly compiler knows how.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod base_url;
#[cfg(feature = "blocking")]
pub mod blocking;
mod call;
mod client;
#[doc(hidden)]
pub mod driving;
mod error;
mod input;
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod internals;
mod json;
pub mod models;
mod observe;
mod options;
pub mod otpauth;
mod per_process;
pub mod qr;
mod response;
mod retry;
mod secret;
mod tls;
mod token;

pub use client::{Client, ClientBuilder};
pub use error::{Error, ErrorKind, FieldError, Outcome};
pub use input::{EnrollFactor, FactorId};
pub use models::{EnrolledFactor, EnrolledTotp, Factor, FactorType, Sms, Timestamp, Totp};
pub use observe::{AttemptEvent, CallEvent, Observer, StartEvent};
pub use options::CallOptions;
pub use response::{Metadata, ReplyHeaders, Response};
pub use retry::RetryBudget;
/// The version of rustls that [`ClientBuilder::rustls_config`] takes.
#[cfg(feature = "rustls")]
pub use rustls;
pub use secret::Secret;
pub use token::{CachedTokens, FreshToken, TokenFuture, TokenProvider, TokenRequest};
