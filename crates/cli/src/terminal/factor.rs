//! Factors, in words.

use workos_mfa::{EnrolledFactor, Factor, FactorType, Sms, Timestamp, models::timestamp_to_wire};

use super::{HEADING, printable};

/// What enrolled factors and those that are read back have in common.
pub(crate) struct Described<'a> {
    id: &'a str,
    factor_type: &'a FactorType,
    user_id: Option<&'a str>,
    /// Issuer and user.
    totp: Option<(&'a str, &'a str)>,
    sms: Option<&'a Sms>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl<'a> From<&'a EnrolledFactor> for Described<'a> {
    fn from(factor: &'a EnrolledFactor) -> Self {
        Self {
            id: factor.id.as_str(),
            factor_type: &factor.factor_type,
            user_id: factor.user_id.as_deref(),
            totp: factor.totp.as_ref().map(|totp| (totp.issuer.as_str(), totp.user.as_str())),
            sms: factor.sms.as_ref(),
            created_at: factor.created_at,
            updated_at: factor.updated_at,
        }
    }
}

impl<'a> From<&'a Factor> for Described<'a> {
    fn from(factor: &'a Factor) -> Self {
        Self {
            id: factor.id.as_str(),
            factor_type: &factor.factor_type,
            user_id: factor.user_id.as_deref(),
            totp: factor.totp.as_ref().map(|totp| (totp.issuer.as_str(), totp.user.as_str())),
            sms: factor.sms.as_ref(),
            created_at: factor.created_at,
            updated_at: factor.updated_at,
        }
    }
}

/// One line for each field that is there.
pub(crate) fn describe<'a>(factor: impl Into<Described<'a>>) -> String {
    let factor = factor.into();
    let mut lines = vec![line("id", factor.id), line("type", factor.factor_type.as_str())];
    if let Some((issuer, user)) = factor.totp {
        lines.extend([line("issuer", issuer), line("user", user)]);
    }
    lines.extend(factor.sms.map(|sms| line("phone number", &sms.phone_number)));
    lines.extend(factor.user_id.map(|id| line("user id", id)));
    lines.push(line("created", &timestamp_to_wire(factor.created_at)));
    lines.push(line("updated", &timestamp_to_wire(factor.updated_at)));
    lines.join("\n")
}

/// A name and what it stands for.
pub(crate) fn line(name: &str, value: &str) -> String {
    format!("{HEADING}{name:<12}{HEADING:#}  {}", printable(value))
}
