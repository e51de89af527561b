//! What callers pass in, and the checks on it: what fails here costs no request.

mod enroll_factor;
mod factor_id;
mod header;
mod text;

pub use enroll_factor::EnrollFactor;
pub use factor_id::FactorId;

pub(crate) use header::check_header;
