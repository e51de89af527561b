//! What the API returns.

mod enrolled;
mod factor;
mod factor_type;
mod timestamp;

pub use enrolled::{EnrolledFactor, EnrolledTotp};
pub use factor::{Factor, Sms, Totp};
pub use factor_type::FactorType;
pub use timestamp::{Timestamp, timestamp_to_wire};

use serde::Serialize;

/// The `object` member of every factor.
const OBJECT: &str = "authentication_factor";

/// A factor as the wire has it: members in the vendor's order, absent ones left out.
#[derive(Serialize)]
struct WireFactor<'a, T> {
    object: &'static str,
    id: &'a str,
    r#type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    totp: Option<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sms: Option<WireSms<'a>>,
    created_at: String,
    updated_at: String,
}

#[derive(Serialize)]
struct WireSms<'a> {
    phone_number: &'a str,
}

fn to_json(wire: &impl Serialize) -> String {
    // Strings and maps with string keys: this can't fail.
    serde_json::to_string(wire).unwrap_or_default()
}
