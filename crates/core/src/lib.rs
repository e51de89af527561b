#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

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
pub use observe::{AttemptEvent, CallEvent, Observer};
pub use options::CallOptions;
pub use response::{Metadata, Response};
pub use secret::Secret;
pub use token::{TokenFuture, TokenProvider};
