//! Access tokens: who the app speaks for.

mod cache;
mod keys;
mod signature;
mod source;
mod verifier;

pub use cache::Jwks;
pub(crate) use verifier::Refusal;
pub use verifier::{Session, Verifier};
