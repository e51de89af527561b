//! A factor that has just been enrolled, with the secrets that are shown this once.

use std::fmt;
use std::time::SystemTime;

use super::time::{shown, system_time};
use super::{FactorType, Sms};

/// A factor that has just been enrolled.
///
/// For a `totp` factor this is the only place where the secret is ever shown: pass it on to its owner, and don't keep it.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
#[uniffi::export(Debug, Display)]
pub struct EnrolledFactor {
    /// The factor's id. Keep it: it is how the factor is read, used and deleted.
    pub id: String,
    /// The kind of factor.
    pub r#type: FactorType,
    /// The WorkOS user the factor belongs to, if it was enrolled for one.
    pub user_id: Option<String>,
    /// What an authenticator app needs, for a `totp` factor.
    pub totp: Option<EnrolledTotp>,
    /// More about an `sms` factor.
    pub sms: Option<Sms>,
    /// When the factor was enrolled.
    pub created_at: SystemTime,
    /// When the factor was last changed.
    pub updated_at: SystemTime,
}

/// What an authenticator app needs. Each of `secret`, `qrCode` and `uri` reveals the shared secret; no description shows them.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
#[uniffi::export(Debug, Display)]
pub struct EnrolledTotp {
    /// Your product's or company's name, as the authenticator app shows it.
    pub issuer: String,
    /// Whose factor it is, as the authenticator app shows it.
    pub user: String,
    /// The shared secret in Base32 (RFC 4648), for typing it in by hand.
    pub secret: String,
    /// A QR code of `uri` as a PNG image in a `data:` URL, for an `img` element. Empty if `uri` is too long for one.
    pub qr_code: String,
    /// The `otpauth://totp/…` address that the QR code holds.
    pub uri: String,
}

impl From<workos_mfa::EnrolledFactor> for EnrolledFactor {
    fn from(factor: workos_mfa::EnrolledFactor) -> Self {
        Self {
            id: factor.id.to_string(),
            r#type: factor.factor_type.into(),
            user_id: factor.user_id,
            totp: factor.totp.map(EnrolledTotp::from),
            sms: factor.sms.map(Sms::from),
            created_at: system_time(factor.created_at),
            updated_at: system_time(factor.updated_at),
        }
    }
}

impl From<workos_mfa::EnrolledTotp> for EnrolledTotp {
    fn from(totp: workos_mfa::EnrolledTotp) -> Self {
        Self {
            issuer: totp.issuer,
            user: totp.user,
            secret: totp.secret.expose().to_owned(),
            qr_code: totp.qr_code.expose().to_owned(),
            uri: totp.uri.expose().to_owned(),
        }
    }
}

impl fmt::Debug for EnrolledFactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnrolledFactor")
            .field("id", &self.id)
            .field("type", &self.r#type)
            .field("user_id", &self.user_id)
            .field("totp", &self.totp)
            .field("sms", &self.sms)
            .field("created_at", &format_args!("{}", shown(self.created_at)))
            .field("updated_at", &format_args!("{}", shown(self.updated_at)))
            .finish()
    }
}

impl fmt::Display for EnrolledFactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl fmt::Debug for EnrolledTotp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hidden = format_args!("[redacted]");
        f.debug_struct("EnrolledTotp")
            .field("issuer", &self.issuer)
            .field("user", &self.user)
            .field("secret", &hidden)
            .field("qr_code", &hidden)
            .field("uri", &hidden)
            .finish()
    }
}

impl fmt::Display for EnrolledTotp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::EnrolledTotp;

    #[test]
    fn no_description_shows_a_secret() {
        let totp = EnrolledTotp {
            issuer: "Foo".to_owned(),
            user: "alan".to_owned(),
            secret: "JBSWY3DPEHPK3PXP".to_owned(),
            qr_code: "data:image/png;base64,QUJD".to_owned(),
            uri: "otpauth://totp/Foo:alan?secret=JBSWY3DPEHPK3PXP".to_owned(),
        };
        for shown in [format!("{totp}"), format!("{totp:?}"), format!("{totp:#?}")] {
            assert!(shown.contains("alan") && !shown.contains("JBSW") && !shown.contains("QUJD"), "{shown}");
        }
    }
}
