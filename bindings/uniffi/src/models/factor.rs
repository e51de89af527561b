//! A factor as it is read back, without secrets.

use std::time::SystemTime;

use super::FactorType;
use super::time::system_time;

/// An authentication factor. It holds no secrets: those are shown once, in the reply to the enrolment.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Factor {
    /// The factor's id.
    pub id: String,
    /// The kind of factor.
    pub r#type: FactorType,
    /// The WorkOS user the factor belongs to, if it was enrolled for one.
    pub user_id: Option<String>,
    /// More about a `totp` factor.
    pub totp: Option<Totp>,
    /// More about an `sms` factor.
    pub sms: Option<Sms>,
    /// When the factor was enrolled.
    pub created_at: SystemTime,
    /// When the factor was last changed.
    pub updated_at: SystemTime,
}

/// A time-based one-time password (RFC 6238), without its secret.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Totp {
    /// Your product's or company's name, as the authenticator app shows it.
    pub issuer: String,
    /// Whose factor it is, as the authenticator app shows it.
    pub user: String,
}

/// Codes sent as text messages.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Sms {
    /// The phone that receives the codes, in E.164 form.
    pub phone_number: String,
}

impl From<workos_mfa::Factor> for Factor {
    fn from(factor: workos_mfa::Factor) -> Self {
        Self {
            id: factor.id.to_string(),
            r#type: factor.factor_type.into(),
            user_id: factor.user_id,
            totp: factor.totp.map(|totp| Totp { issuer: totp.issuer, user: totp.user }),
            sms: factor.sms.map(Sms::from),
            created_at: system_time(factor.created_at),
            updated_at: system_time(factor.updated_at),
        }
    }
}

impl From<workos_mfa::Sms> for Sms {
    fn from(sms: workos_mfa::Sms) -> Self {
        Self { phone_number: sms.phone_number }
    }
}
