#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod address;
mod exchange;
#[allow(missing_docs, unreachable_pub, unused_qualifications, rustdoc::invalid_html_tags)]
#[allow(clippy::all, clippy::pedantic, clippy::unwrap_used)]
#[rustfmt::skip]
mod generated;
mod lenient;
mod secret_text;
mod wiped;

pub use address::Address;
pub use exchange::{Answer, Exchange, Failed, Incomplete, Limits, Seen, is_json};
pub use generated::{Client, Error, ResponseValue, types};
pub use lenient::Lenient;
pub use secret_text::SecretText;
