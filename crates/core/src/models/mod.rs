//! What the API returns.

pub(crate) mod damaged;
mod enrolled;
mod factor;
mod factor_type;
mod timestamp;

pub use enrolled::{EnrolledFactor, EnrolledTotp};
pub use factor::{Factor, Sms, Totp};
pub use factor_type::FactorType;
pub use timestamp::{Timestamp, timestamp_to_wire};

use std::borrow::Cow;

use serde::Serialize;
use workos_mfa_api::types;

use crate::input::FactorId;

/// Why a reply is not what was asked for. It quotes nothing of the reply, which may hold secrets.
pub(crate) type Problem = Cow<'static, str>;

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

/// Every object says what it is, and a factor must not say that it is something else. Some servers leave it out.
fn check_object(object: Option<types::ObjectName>) -> Result<(), Problem> {
    match object {
        Some(object) if object.as_str() != OBJECT => Err("its reply is about another kind of object".into()),
        _ => Ok(()),
    }
}

fn id_from_wire(id: String) -> Result<FactorId, Problem> {
    FactorId::try_from(id).map_err(|problem| problem.message().to_owned().into())
}

fn to_json(wire: &impl Serialize) -> String {
    // Strings and maps with string keys: this can't fail.
    serde_json::to_string(wire).unwrap_or_default()
}
