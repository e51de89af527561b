//! A factor as it is read back, without secrets.

use serde::Serialize;
use workos_mfa_api::types;

use super::{FactorType, OBJECT, Problem, Timestamp, WireFactor, WireSms};
use super::{check_object, id_from_wire, timestamp_to_wire, to_json};
use crate::input::FactorId;

/// An authentication factor. It holds no secrets: those are shown once, in the reply to the enrolment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Factor {
    /// The factor's id.
    pub id: FactorId,
    /// The kind of factor.
    pub factor_type: FactorType,
    /// The WorkOS user the factor belongs to, if it was enrolled for one.
    pub user_id: Option<String>,
    /// More about a `totp` factor.
    pub totp: Option<Totp>,
    /// More about an `sms` factor.
    pub sms: Option<Sms>,
    /// When the factor was enrolled.
    pub created_at: Timestamp,
    /// When the factor was last changed.
    pub updated_at: Timestamp,
}

/// A time-based one-time password (RFC 6238), without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Totp {
    /// Your product's or company's name, as the authenticator app shows it.
    pub issuer: String,
    /// Whose factor it is, as the authenticator app shows it.
    pub user: String,
}

/// Codes sent as text messages.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sms {
    /// The phone that receives the codes, in E.164 form.
    pub phone_number: String,
}

impl Factor {
    /// The factor as the wire's JSON. Absent fields are left out.
    #[must_use]
    pub fn to_json(&self) -> String {
        to_json(&WireFactor {
            object: OBJECT,
            id: self.id.as_str(),
            r#type: self.factor_type.as_str(),
            user_id: self.user_id.as_deref(),
            totp: self.totp.as_ref(),
            sms: self.sms.as_ref().map(|sms| WireSms { phone_number: &sms.phone_number }),
            created_at: timestamp_to_wire(self.created_at),
            updated_at: timestamp_to_wire(self.updated_at),
        })
    }

    /// `id` is the one that was asked for.
    pub(crate) fn from_wire(wire: types::Factor, id: &str) -> Result<Self, Problem> {
        check_object(wire.object)?;
        if wire.id != id {
            return Err("its reply is about another factor than the one asked for".into());
        }
        Ok(Self {
            id: id_from_wire(wire.id)?,
            factor_type: FactorType::from(wire.type_.as_str()),
            user_id: wire.user_id,
            totp: wire.totp.map(|totp| Totp { issuer: totp.issuer, user: totp.user }),
            sms: wire.sms.map(Sms::from),
            created_at: wire.created_at,
            updated_at: wire.updated_at,
        })
    }
}

impl From<types::Sms> for Sms {
    fn from(wire: types::Sms) -> Self {
        Self { phone_number: wire.phone_number }
    }
}
