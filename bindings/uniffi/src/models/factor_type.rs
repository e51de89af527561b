//! The kinds of factors, today's and tomorrow's.

/// The kind of a factor. It is open: a kind that the vendor adds later arrives as `Other`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum FactorType {
    /// Codes from an authenticator app (RFC 6238).
    Totp,
    /// Codes in text messages.
    Sms,
    /// Codes that you deliver yourself.
    GenericOtp,
    /// A passkey or security key.
    Webauthn,
    /// A kind this version does not know.
    Other {
        /// The kind as the API has it.
        name: String,
    },
}

#[uniffi::export]
impl FactorType {
    /// The kind as the API has it: `generic_otp`.
    pub fn code(&self) -> String {
        let known = match self {
            Self::Totp => workos_mfa::FactorType::Totp,
            Self::Sms => workos_mfa::FactorType::Sms,
            Self::GenericOtp => workos_mfa::FactorType::GenericOtp,
            Self::Webauthn => workos_mfa::FactorType::Webauthn,
            Self::Other { name } => return name.clone(),
        };
        known.as_str().to_owned()
    }
}

impl From<workos_mfa::FactorType> for FactorType {
    fn from(kind: workos_mfa::FactorType) -> Self {
        match kind {
            workos_mfa::FactorType::Totp => Self::Totp,
            workos_mfa::FactorType::Sms => Self::Sms,
            workos_mfa::FactorType::GenericOtp => Self::GenericOtp,
            workos_mfa::FactorType::Webauthn => Self::Webauthn,
            other => Self::Other { name: other.as_str().to_owned() },
        }
    }
}
