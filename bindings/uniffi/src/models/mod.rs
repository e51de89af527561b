//! What the API returns, as records.

mod enrolled;
mod factor;
mod factor_type;
mod metadata;
mod time;

pub use enrolled::EnrolledFactor;
pub use factor::{Factor, Sms};
pub use factor_type::FactorType;
pub use metadata::{DeletedResponse, EnrolledFactorResponse, FactorResponse};
pub(crate) use metadata::{by_name, names};
